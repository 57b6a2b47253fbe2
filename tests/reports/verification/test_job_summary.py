"""The table and the outputs that a step of GitHub Actions leaves."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kreissverify.evidence.verdict import Verdict
from kreissverify.reports import Run
from kreissverify.reports.verification.job_summary import job_summary, outputs, write_job_summary
from kreissverify.theorems import CollectionError


def cells(line: str) -> list[str]:
    """Return the cells of a row as they are shown."""
    assert line.startswith("| ") and line.endswith(" |")
    return [html.unescape(cell) for cell in line[2:-2].split(" | ")]


@pytest.fixture
def run_of_two(make_report) -> Run:
    fine = make_report(expect=Verdict.SUPPORTED)
    bad = make_report(id="bound", verdict=Verdict.REFUTED, expect=Verdict.PROVED)
    broken = CollectionError(Path("broken.py"), 3, "no Python")
    return Run((fine, bad), (broken,), seed=0, instances=5)


def test_what_is_not_expected_comes_first(run_of_two: Run) -> None:
    lines = job_summary(run_of_two).splitlines()
    shown = [html.unescape(line) for line in lines]
    assert "2 statements: 1 refuted, 1 supported, 1 unreadable" in shown[2]
    first, second = (line for line in shown if line.startswith("- "))
    assert first == "- **bound**: refuted, but proved was expected"
    assert second == "- **broken.py**: no Python"
    table = [cells(line) for line in lines if line.startswith("| ")]
    assert table[0][:3] == ["statement", "reads", "verdict"] and len(table) == 4
    assert table[2][1] == run_of_two.reports[0].statement
    assert (table[3][0], table[3][2], table[3][3]) == ("bound", "✘ refuted", "**proved**")


def test_outputs_count_every_verdict(run_of_two: Run) -> None:
    assert outputs(run_of_two) == {
        "as-expected": "false",
        "statements": "2",
        "proved": "0",
        "refuted": "1",
        "supported": "1",
        "undecided": "0",
        "unexpected": "1",
        "unreadable": "1",
    }


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(text=st.text("ab|*_`<>[]()!#&;\\\r\n -~é", min_size=1))
def test_no_text_is_taken_for_markdown(make_report, text: str) -> None:
    report = make_report(id=text, statement=text, expect=Verdict.PROVED)
    written = job_summary(Run((report,), (), seed=0, instances=5))
    row = written.splitlines()[-1]
    assert len(row.split(" | ")) == 6 and cells(row)[0] == " ".join(text.split())
    # nothing but letters, spaces and references is left of it
    assert re.fullmatch(r"(?:&#\d+;|[ abé])*", row[2:].split(" | ")[0])


def test_the_files_that_the_runner_names_are_appended_to(
    run_of_two: Run, tmp_path: Path, monkeypatch
) -> None:
    summary, output = tmp_path / "summary.md", tmp_path / "output"
    output.write_text("other=1\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    monkeypatch.setenv("GITHUB_OUTPUT", str(output))
    write_job_summary(run_of_two)
    assert summary.read_text(encoding="utf-8") == job_summary(run_of_two)
    lines = output.read_text().splitlines()
    assert lines[0] == "other=1" and "as-expected=false" in lines and "refuted=1" in lines
    monkeypatch.delenv("GITHUB_STEP_SUMMARY")
    monkeypatch.delenv("GITHUB_OUTPUT")
    write_job_summary(run_of_two)  # elsewhere nothing is written
    assert output.read_text().splitlines() == lines
