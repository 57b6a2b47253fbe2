"""The command `verify`: verdicts, reports, exit codes, and runs that stop."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import kreissverify.evidence
from kreissverify.evidence.verdict import InternalContradiction, TheoremReport, Verdict
from kreissverify.evidence.verify import verify as one_verdict
from kreissverify.theorems import Statement
from tests.cli.support.answers import THEOREMS, refuses


def test_verify_prints_verdicts_and_writes_reports_and_a_certificate(run, theorems) -> None:
    result = run(
        "verify", "notes.py", "--instances", 4, "--jobs", 1, "--report", "r", "--json", "v.json"
    )
    assert result.code == 0, result.out + result.err
    assert "● supported" in result.out and "✘ refuted" in result.out
    assert "all as expected" in result.out
    document = json.loads(Path("v.json").read_text())
    assert document == json.loads(Path("r/verify.json").read_text())
    assert Path("r/verify.txt").read_text().strip() == result.out.strip()
    held, refuted = document["theorems"]
    assert held["verdict"] == "supported" and held["certificate"] is None
    assert refuted["verdict"] == "refuted"
    assert run("check", refuted["certificate"]).code == 0


def test_one_statement_of_a_file(run, theorems) -> None:
    result = run("verify", "notes.py::at_least_one", "--instances", 2, "--jobs", 1)
    assert result.code == 0
    assert "at_least_one" in result.out and "never_above_one" not in result.out
    refuses(run("verify", "notes.py::missing"), "notes.py", "missing")


def test_a_verdict_that_is_not_expected_is_exit_code_1(run, theorems) -> None:
    theorems.write_text(THEOREMS.replace('expect="refuted"', 'expect="supported"'))
    result = run("verify", "notes.py", "--instances", 4, "--jobs", 1, "--quiet")
    assert result.code == 1
    assert "NO: supported" in result.out and "at_least_one" not in result.out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("raise RuntimeError('out of coffee')", ["out of coffee"]),
        ("def broken(:", ["bad.py:1"]),
        (
            "from kreissverify import theorem\n@theorem(source='x')\ndef f(J: int):\n    return J",
            ["int"],
        ),
    ],
)
def test_a_broken_file_does_not_harm_the_rest(run, theorems, tmp_path: Path, text, words) -> None:
    (tmp_path / "bad.py").write_text(text)
    result = run(
        "verify", "bad.py", "notes.py::at_least_one", "--instances", 2, "--jobs", 1, "--json", "v"
    )
    assert result.code == 2
    (line,) = result.err.splitlines()
    assert "bad.py" in line and all(word in line for word in words)
    document = json.loads(Path("v").read_text())
    assert [t["verdict"] for t in document["theorems"]] == ["supported"]
    assert len(document["errors"]) == 1


def test_a_folder_without_statements_is_named(run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    refuses(run("verify", "empty"), "empty", "no theorem")


@pytest.mark.parametrize("option", ["--certificates", "--report"])
def test_a_folder_that_cannot_be_made_is_named(run, theorems, tmp_path: Path, option) -> None:
    (tmp_path / "taken").write_text("a file")
    refuses(run("verify", "notes.py", option, "taken"), option, "taken", "exists")


def test_a_json_file_that_cannot_be_written_is_named(run, theorems, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    refuses(run("verify", "notes.py", "--json", "folder"), "--json", "folder")


def made(statement: object) -> TheoremReport:
    return TheoremReport(
        id=statement.id,  # type: ignore[attr-defined]
        file=Path("notes.py"),
        line=1,
        source="",
        statement="",
        latex="",
        expect=None,
        verdict=Verdict.SUPPORTED,
        reason="",
        evidence=(),
        decided=1,
        holds=1,
        indeterminate=0,
        vacuous=0,
        screened=0,
        tightness=None,
        certificate=None,
        seconds=0.0,
    )


@pytest.mark.parametrize(
    ("stop", "code"), [(KeyboardInterrupt(), 130), (InternalContradiction("both"), 3)]
)
def test_a_run_that_stops_keeps_what_is_done(run, theorems, monkeypatch, stop, code) -> None:
    def stopping(statements, *, on_report, **_: object) -> None:
        on_report(made(statements[0]))
        raise stop

    monkeypatch.setattr(kreissverify.evidence, "verify_library", stopping)
    result = run("verify", "notes.py", "--json", "v.json")
    assert result.code == code
    assert "interrupted" in result.out or code == 3
    document = json.loads(Path("v.json").read_text())
    assert document["complete"] is False and len(document["theorems"]) == 1


def test_what_is_proved_and_violated_has_a_row_and_stops_nothing(
    run, theorems, monkeypatch
) -> None:
    def verify(statement: Statement, **options: object) -> TheoremReport:
        if statement.id == "at_least_one":
            raise InternalContradiction("at_least_one is proved and violated")
        return one_verdict(statement, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("kreissverify.evidence.library.verify", verify)
    result = run("verify", "notes.py", "--instances", 2, "--jobs", 1, "--json", "v.json")
    assert result.code == 3
    (row,) = (x for x in result.out.splitlines() if x.startswith("at_least_one "))
    assert row.split()[1:5] == ["?", "undecided", "NO:", "supported"]
    assert "2 statements: 1 refuted, 1 undecided" in result.out
    said = "kreissverify: internal contradiction: at_least_one is proved and violated\n"
    assert result.err == said
    document = json.loads(Path("v.json").read_text())
    assert document["complete"] and len(document["theorems"]) == 2


@pytest.mark.parametrize(
    ("bound", "code", "shown"), [(1, 0, "- "), (2, 1, "NO: to hold")], ids=["held", "refuted"]
)
def test_where_nothing_is_expected_a_statement_is_to_hold(
    run, tmp_path: Path, bound: int, code: int, shown: str
) -> None:
    text = f"""from kreissverify import BlockTriangular, K, theorem

@theorem(source="a test")
def silent(J: BlockTriangular(sizes=(1, 1))):
    return K(J) >= {bound}
"""
    (tmp_path / "notes.py").write_text(text)
    result = run("verify", "notes.py", "--instances", 3, "--jobs", 1)
    assert result.code == code and shown in result.out
    assert run("refute", "notes.py::silent", "--budget", 1).code == code


def test_a_statement_without_a_verdict_fails_the_run(run, theorems, monkeypatch) -> None:
    def losing(statements, *, on_report, **_: object) -> None:
        on_report(made(statements[0]))

    monkeypatch.setattr(kreissverify.evidence, "verify_library", losing)
    result = run("verify", "notes.py")
    refuses(result, "no verdict: never_above_one", code=1)
    assert "interrupted" not in result.out and "1 without a verdict" in result.out
