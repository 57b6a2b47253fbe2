"""The table of verdicts."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from kreissverify.evidence.consistency import Asked, Contradiction
from kreissverify.evidence.verdict import Verdict
from kreissverify.reports import Run
from kreissverify.reports.verification.terminal import print_run
from kreissverify.theorems import CollectionError

BOUNDS = Asked("K", "≥", "2"), Asked("K", "≤", "1")
SAID = "cannot both hold: K ≥ 2 and K ≤ 1 at J = [[1/2, 0], [3, 1/2]], gamma = 1/2 (a fails there)"


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


def test_a_refutation_shows_its_matrix_and_how_to_check_it(make_report) -> None:
    report = make_report(
        verdict=Verdict.REFUTED,
        reason="J = [[1/2, 0], [2, 1/2]], gamma = 1/2",
        certificate=Path("certificates/peak bound.json"),
    )
    text = shown(Run((report,), (), seed=0, instances=200))
    assert "✘ proofs/peak.py::peak_bound: for every J: M(J) <= 2" in text
    assert "    J = [[1/2, 0], [2, 1/2]], gamma = 1/2    (kreissverify check" in text
    assert "kreissverify check 'certificates/peak bound.json')" in text


def test_a_long_reason_is_cut(make_report) -> None:
    report = make_report(verdict=Verdict.REFUTED, reason="J = [" + "1, " * 2000)
    text = shown(Run((report,), (), seed=0, instances=200))
    assert max(map(len, text.splitlines())) < 400 and " ...\n" in text


def test_a_ratio_above_one_is_shown_as_an_excess(make_report) -> None:
    report = make_report(verdict=Verdict.REFUTED, tightness=28168.6616)
    assert " 2.817e+04 " in shown(Run((report,), (), seed=0, instances=200))


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
    run = Run((make_report(),), (), seed=0, instances=200, complete=False, interrupted=True)
    assert "interrupted" in shown(run).splitlines()[-1]


def test_a_pair_that_cannot_both_hold_is_a_line(make_report, instance) -> None:
    pair = Contradiction(("a", "b"), BOUNDS, instance, ("a",))
    reports = tuple(make_report(id=id) for id in "ab")
    run = Run(reports, (), seed=0, instances=9, consistency=(pair,))
    for quiet in (False, True):
        assert shown(run, quiet=quiet).splitlines().count(f"≠ a and b {SAID}") == 1
    refuted = make_report(id="a", verdict=Verdict.REFUTED, expect=Verdict.REFUTED)
    resolved = replace(run, reports=(refuted, reports[1]))
    assert "≠ a and b" in shown(resolved) and shown(resolved, quiet=True) == ""


def test_the_pairs_of_a_refuted_statement_share_a_line(make_report, instance) -> None:
    pairs = tuple(Contradiction(("a", x), BOUNDS, instance, ("a",)) for x in "bcd")
    reports = (make_report(id="a", verdict=Verdict.REFUTED), *(make_report(id=x) for x in "bcd"))
    text = shown(Run(reports, (), seed=0, instances=9, consistency=pairs))
    assert text.count("≠") == 1
    assert f"≠ a and b {SAID}; nor can a and c, d" in text
