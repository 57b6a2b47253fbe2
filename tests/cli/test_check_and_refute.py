"""The commands `check` and `refute`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.support.answers import refuses


@pytest.fixture
def certificate(run, theorems) -> Path:
    run("verify", "notes.py::never_above_one", "--instances", 4, "--jobs", 1)
    (path,) = Path("certificates").glob("*.json")
    return path


def test_forged_truncated_and_missing_certificates(run, certificate: Path) -> None:
    text = certificate.read_text()
    assert run("check", certificate).code == 0
    forged, truncated = Path("forged.json"), Path("truncated.json")
    document = json.loads(text)
    document["instance"]["matrix"][1][0] = "0"
    forged.write_text(json.dumps(document))
    truncated.write_text(text[: len(text) // 2])
    refuses(run("check", forged), "REJECTED", "forged.json", code=1)
    refuses(run("check", truncated), "REJECTED", "truncated.json", code=1)
    refuses(run("check", "missing.json"), "UNREADABLE", "missing.json", code=2)
    result = run("check", certificate, forged, "--json", "c.json")
    assert result.code == 1
    records = json.loads(Path("c.json").read_text())["certificates"]
    assert [record["accepted"] for record in records] == [True, False]


@pytest.mark.parametrize("text", ["0.5,3\n0,0.25\n", "", "[1]", "import kreissverify\n"])
def test_a_file_that_is_no_certificate_is_called_so(run, text: str) -> None:
    Path("a.csv").write_text(text)
    refuses(run("check", "a.csv"), "a.csv: no certificate: expected one JSON object", code=1)


def test_refute_tells_the_story_of_a_counterexample(run, theorems) -> None:
    result = run("refute", f"{theorems}::never_above_one", "--json", "r.json")
    assert result.code == 0, result.err
    assert "refuted by this instance" in result.out and "kreissverify check" in result.out
    assert "left side   1.083333333" in result.out and "right side  1" in result.out
    record = json.loads(Path("r.json").read_text())
    assert record["refuted"] and record["instance"]["matrix"] == [["0", "0"], ["3", "0"]]
    assert run("check", record["certificate"]).code == 0


def test_refute_of_a_true_statement_shows_nothing(run, theorems) -> None:
    result = run("refute", f"{theorems}::at_least_one", "--budget", "0.5")
    assert result.code == 0 and "no evidence that the statement is true" in result.out
    refuses(run("refute", "no.such"), "NAME", "no.such")


_FAMILY = """
from kreissverify import Real, Square, family, identity, norm, theorem

@family
def Damped(A: Square("n", norm=1), s: Real(at_least=0, at_most=1)):
    return s * A + (1 - s) * identity("n")

@theorem(source="a test", expect="refuted")
def shrinks(J: Damped(n="n"), B: Square("n")):
    return norm(J * B) < norm(B)
"""


def test_a_counterexample_of_a_family_goes_round(run) -> None:
    Path("damped.py").write_text(_FAMILY)
    result = run("refute", "damped.py::shrinks", "--json", "r.json")
    assert result.code == 0, result.err
    assert "where J.A is 1×1, B is 1×1" in result.out
    path = json.loads(Path("r.json").read_text())["certificate"]
    checked = run("check", path)
    assert checked.code == 0 and "J.A = " in checked.out and "n = 1" in checked.out
    document = json.loads(Path(path).read_text())
    assert document["version"] == 2 and {*document["parts"]} == {"J.A", "J.s", "B"}
    document["parts"]["J.A"]["matrix"] = [["2"]]
    Path(path).write_text(json.dumps(document))
    refuses(run("check", path), "REJECTED", code=1)
    verified = run("verify", "damped.py", "--instances", 5, "--jobs", 1)
    assert verified.code == 0, verified.out
