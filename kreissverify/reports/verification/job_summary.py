"""What a step of GitHub Actions leaves for people and for later steps: a table, and its outputs.

``GITHUB_STEP_SUMMARY`` names a file of GitHub Flavored Markdown that is shown on the page of the
run, ``GITHUB_OUTPUT`` one of lines ``name=value`` ("Workflow commands for GitHub Actions",
docs.github.com). Both are appended to, as other steps may have written there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from kreissverify.evidence.verdict import TheoremReport, Verdict
from kreissverify.reports.verification.failure_message import difference
from kreissverify.reports.verification.run import Run
from kreissverify.reports.verification.terminal import LOOKS, summary, tightness_text

__all__ = ["job_summary", "outputs", "write_job_summary"]

_HEADINGS = ("statement", "reads", "verdict", "expected", "decided", "tightness")


def write_job_summary(run: Run) -> None:
    """Append the table and the outputs where the runner asks for them."""
    for variable, text in (
        ("GITHUB_STEP_SUMMARY", job_summary(run)),
        ("GITHUB_OUTPUT", "".join(f"{name}={value}\n" for name, value in outputs(run).items())),
    ):
        if place := os.environ.get(variable):
            with Path(place).open("a", encoding="utf-8") as file:
                file.write(text)


def outputs(run: Run) -> dict[str, str]:
    """Return the outputs of the step: how many statements of each verdict, and whether all is well.

    None holds text of a theorem file, which could end its line and begin another output.
    """
    counts = {
        verdict.value: str(sum(report.verdict is verdict for report in run.reports))
        for verdict in Verdict
    }
    return {
        "as-expected": "true" if run.as_expected else "false",
        "statements": str(len(run.reports)),
        **counts,
        "unexpected": str(len(run.unexpected)),
        "unreadable": str(len(run.errors)),
    }


def job_summary(run: Run) -> str:
    """Return the run as GitHub Flavored Markdown: what is not as expected first, then a table."""
    lines = ["### kreissverify", "", _plain(summary(run).plain), ""]
    lines += [
        f"- **{_plain(report.id)}**: {_plain(difference(report))}" for report in run.unexpected
    ]
    lines += [f"- **{_plain(error.file.name)}**: {_plain(error.message)}" for error in run.errors]
    if run.reports:
        rows = [_row(report) for report in run.reports]
        table = [_HEADINGS, ["---"] * len(_HEADINGS), *rows]
        lines += ["", *(f"| {' | '.join(cells)} |" for cells in table)]
    return "\n".join(lines) + "\n"


def _row(report: TheoremReport) -> Sequence[str]:
    mark, _ = LOOKS[report.verdict]
    expected = "to hold" if report.expect is None else report.expect.value
    author = f" ({_plain(report.rests_on)})" if report.rests_on else ""
    return (
        _plain(report.id),
        _plain(report.statement),
        f"{mark} {report.verdict.value}{author}",
        expected if report.as_expected else f"**{expected}**",
        f"{report.decided}/{report.decided + report.indeterminate}",
        tightness_text(report.tightness),
    )


def _plain(text: str) -> str:
    """Return text that Markdown shows as it stands.

    A character that is written as a numeric reference is never part of Markdown's syntax
    (CommonMark 0.31, section 2.5): it opens no link, ends no cell, and is no HTML.
    """
    one_line = " ".join(text.split())
    return re.sub(r"[!-/:-@\[-`{-~]", lambda found: f"&#{ord(found[0])};", one_line)
