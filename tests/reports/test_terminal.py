"""The table of verdicts."""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

from kreissverify.evidence.verdict import Verdict
from kreissverify.reports import Run
from kreissverify.reports.terminal import counterexample, print_run
from kreissverify.theorems import CollectionError


def shown(run: Run, *, quiet: bool = False) -> str:
    stream = io.StringIO()
    print_run(run, Console(file=stream, width=120), quiet=quiet)
    return stream.getvalue()


def test_a_row_says_verdict_counts_and_tightness_without_colour(make_report) -> None:
    text = shown(Run((make_report(),), (), seed=0, instances=200))
    row = next(line for line in text.splitlines() if "peak_bound" in line)
    assert "● supported" in row
    assert "200/203" in row
    assert "0.9999" in row and "1.0000" not in row, "a near miss is not shown as attained"
    assert "\x1b" not in text
    assert text.splitlines()[-1].endswith("all as expected")


def test_a_refutation_shows_its_matrix_and_how_to_check_it(make_report, certificate: Path) -> None:
    report = make_report(
        verdict=Verdict.REFUTED, reason="the bound is exceeded", certificate=certificate
    )
    text = shown(Run((report,), (), seed=0, instances=200))
    assert "✘ proofs/peak.py::peak_bound: the bound is exceeded" in text
    assert "J = [[1/2, 0], [2, 1/2]], delta = 1/3, γ = 1/2" in text
    assert f"kreissverify check {certificate}" in text


def test_an_undecided_statement_shows_its_reason(make_report) -> None:
    report = make_report(verdict=Verdict.UNDECIDED, reason="12 instances stay indeterminate")
    assert "12 instances stay indeterminate" in shown(Run((report,), (), seed=0, instances=200))


def test_an_unexpected_verdict_and_an_unreadable_file_stand_out(make_report) -> None:
    report = make_report(expect=Verdict.REFUTED)
    error = CollectionError(Path("bad.py"), 3, "SyntaxError: invalid syntax")
    run = Run((report,), (error,), seed=0, instances=200)
    text = shown(run)
    assert "NO: refuted" in text
    assert "! bad.py:3: SyntaxError: invalid syntax" in text
    assert "1 not as expected" in text
    assert not run.as_expected


def test_quiet_shows_only_what_is_not_as_expected(make_report) -> None:
    good, bad = make_report(id="good"), make_report(id="bad", expect=Verdict.REFUTED)
    text = shown(Run((good, bad), (), seed=0, instances=200), quiet=True)
    assert "bad" in text and "good" not in text
    assert shown(Run((good,), (), seed=0, instances=200), quiet=True) == ""


def test_an_interrupted_run_says_so(make_report) -> None:
    run = Run((make_report(),), (), seed=0, instances=200, complete=False)
    assert "interrupted" in shown(run).splitlines()[-1]


def test_a_large_or_broken_certificate_does_not_break_the_table(tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    rows = ", ".join(['["0", "0", "0", "0"]'] * 4)
    path.write_text(f'{{"instance": {{"gamma": "0", "matrix": [{rows}]}}}}')
    assert counterexample(path) == "J = a 4×4 matrix, γ = 0"
    for broken in ("", "[]", '{"instance": 3}', '{"instance": {"matrix": [1]}}'):
        path.write_text(broken)
        assert counterexample(path) is None
    assert counterexample(tmp_path / "missing.json") is None
