"""Each hypothesis is dropped in turn: needed, by a counterexample, or not on N instances."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kreissverify import (
    BlockTriangular,
    K,
    Normal,
    Real,
    SelfReferential,
    Statement,
    Symmetric,
    assume,
    identity,
    norm,
    rho,
    theorem,
)
from kreissverify.certificates import checker
from kreissverify.cli import main
from kreissverify.evidence import Verdict, verify
from kreissverify.evidence.kinds import DroppedHypothesis
from kreissverify.reports.verification.evidence_text import evidence_text

SYMMETRY = "the symmetry of the diagonal blocks"


def dropped(statement: Statement, folder: Path) -> dict[str, DroppedHypothesis]:
    report = verify(statement, instances=6, certificates=folder, necessary=True)
    return {x.hypothesis: x for x in report.found(DroppedHypothesis)}


def certified(found: DroppedHypothesis) -> dict:
    assert found.certificate is not None
    return json.loads(found.certificate.read_text())


@theorem(source="a test", expect="supported")
def subcritical(J: SelfReferential(sizes=(1, 1))):
    assume(J.b * J.c < (1 - J.gamma) ** 2)
    assume(J.c <= 100)
    assume(J.gamma < 1)
    return rho(J) < 1


@theorem(source="a test", expect="supported")
def triangular(J: BlockTriangular):
    return K(J) <= 1 + J.c / (4 * (1 - J.gamma))


def test_a_needed_hypothesis_is_shown_by_a_certificate(tmp_path: Path) -> None:
    found = dropped(subcritical, tmp_path)
    needed = found["b·c < (1 - γ)^2"]
    assert needed.needed is True
    assert evidence_text(needed).startswith("needs b·c < (1 - γ)^2: else J")
    document = certified(needed)
    checker.check(document)
    (_, b), (c, _) = document["instance"]["matrix"]
    assert "0" not in (b, c)


def test_a_superfluous_hypothesis_is_reported_with_what_was_looked_at(tmp_path: Path) -> None:
    found = dropped(subcritical, tmp_path)
    idle = found["c ≤ 100"]
    assert idle.needed is False and idle.certificate is None
    assert evidence_text(idle).startswith(f"not needed on {idle.decided} instances without it")
    # γ < 1 in every class, and blocks of size 1 are symmetric: instances with it count for nothing
    for dropped_one in ("γ < 1", SYMMETRY):
        assert found[dropped_one].needed is None
        said = evidence_text(found[dropped_one])
        assert said.startswith("no instance without it was decided")


def test_the_hypotheses_of_a_class_are_dropped(tmp_path: Path) -> None:
    found = dropped(triangular, tmp_path)
    assert set(found) == {SYMMETRY, "B = 0"}
    for evidence in found.values():
        assert evidence.needed is True, evidence
    back = certified(found["B = 0"])["instance"]
    assert back["class"] == "SelfReferential" and back["normal"] is True
    skew = certified(found[SYMMETRY])["instance"]
    size = skew["sizes"][0]
    rows = skew["matrix"]
    blocks = [[row[a:b] for row in rows[a:b]] for a, b in ((0, size), (size, len(rows)))]
    assert skew["normal"] is False
    assert any(block != [list(x) for x in zip(*block, strict=True)] for block in blocks)


@theorem(source="a test")
def step(
    H: Symmetric("n", spectrum=("mu", "L")),
    mu: Real(above=0),
    L: Real(at_least="mu"),
    a: Real(above=0),
):
    assume(a * L <= 2)
    return rho(identity("n") - a * H) <= 1


@theorem(source="a test")
def normality(A: Normal("n", rank=2)):
    return norm(A) <= rho(A)


@pytest.mark.slow
def test_the_options_of_a_kind_are_dropped(tmp_path: Path) -> None:
    found = dropped(step, tmp_path)
    assert list(found) == [
        "L·a ≤ 2",
        "the least eigenvalue ≥ mu of H",
        "the largest eigenvalue ≤ L of H",
    ]
    assert all(x.needed is True for x in found.values())
    lowest = certified(found["the least eigenvalue ≥ mu of H"])["parts"]
    assert lowest["H"]["options"] == {"spectrum": [None, {"symbol": "L"}]}
    checker.check(certified(found["the largest eigenvalue ≤ L of H"]))


def test_a_kind_itself_is_dropped_and_an_idle_option_is_told(tmp_path: Path) -> None:
    found = dropped(normality, tmp_path)
    assert found["rank ≤ 2 of A"].needed is False and found["rank ≤ 2 of A"].decided >= 6
    assert found["A is Normal"].needed is True
    part = certified(found["A is Normal"])["parts"]["A"]
    assert part["kind"] == "Square" and [*part["options"]] == ["rank"]


def test_a_refuted_statement_needs_nothing(tmp_path: Path) -> None:
    @theorem(source="a test")
    def false(J: BlockTriangular(sizes=(1, 1))):
        assume(J.c <= 100)
        return K(J) <= 1

    report = verify(false, instances=4, certificates=tmp_path, necessary=True)
    assert report.verdict is Verdict.REFUTED
    assert not report.found(DroppedHypothesis)


@pytest.mark.parametrize("asked", [True, False])
def test_it_is_printed_and_written_where_it_is_asked_for(
    tmp_path: Path, monkeypatch, capsys, asked: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("notes.py").write_text(
        "from kreissverify import *\n\n@theorem(source='x', expect='supported')\n"
        "def small(J: SelfReferential(sizes=(1, 1))):\n"
        "    assume(J.b * J.c < (1 - J.gamma) ** 2)\n    return rho(J) < 1\n"
    )
    options = ["--instances", "3", "--json", "v.json", *["--necessity"] * asked]
    assert main(["verify", "notes.py", *options]) == 0
    assert ("! small: needs b·c < (1 - γ)^2: else J = " in capsys.readouterr().out) is asked
    (theorem_,) = json.loads(Path("v.json").read_text())["theorems"]
    assert [x["data"]["needed"] for x in theorem_["evidence"] if x["kind"] == "necessity"] == (
        [True, None] if asked else []
    )
