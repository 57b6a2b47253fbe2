"""One verdict in full, as plain text: for a failed test, where there is no table to look at."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from pathlib import Path

from kreissverify.evidence.evaluation.instance_record import InstanceRecord, MatrixRecord
from kreissverify.evidence.kinds import Counterexample
from kreissverify.evidence.verdict import TheoremReport
from kreissverify.expressions.evaluation.binding import NO_VARIABLES
from kreissverify.expressions.greek import greek
from kreissverify.matrices.spectrum.spectral_bound import bounds_text
from kreissverify.numbers.rational import rational_string

__all__ = ["difference", "failure_message", "seen_from"]

# Rows and characters of a matrix that is written out: what fits beside a failed test in a build
# log. Larger ones are read from their certificate.
_MOST_ROWS = 8
_LONGEST_ROW = 100


def difference(report: TheoremReport) -> str:
    """Return the verdict beside the expected one: "refuted, but supported was expected".

    What it rests on of its author's own is part of the verdict: it is said wherever that is.
    """
    found = ", ".join(filter(None, (str(report.verdict.value), report.rests_on)))
    if report.as_expected:
        return found
    if report.expect is None:
        return f"{found}, but it was to hold"
    return f"{found}, but {report.expect.value} was expected"


def failure_message(report: TheoremReport, folder: Path) -> str:
    """Return the statement, its verdict with the reason, and the counterexample written out.

    Parameters
    ----------
    report
        The verdict.
    folder
        The folder that paths are shown from.
    """
    lines = [
        f"{report.id}: {difference(report)}",
        f"  {report.statement}",
        f"  stated at {seen_from(folder, report.file)}:{report.line}, source: {report.source}",
        *_why(report),
    ]
    if report.rests_on:
        lines.append(f"  {report.rests_on}: {report.own.names}")
    if report.certificate is not None:
        path = shlex.quote(seen_from(folder, report.certificate))
        lines.append(f"  re-check it without trusting kreissverify: kreissverify check {path}")
    return "\n".join(lines)


def _why(report: TheoremReport) -> Iterator[str]:
    found = report.found(Counterexample)
    if not found:
        yield f"  reason: {report.reason}"
    for item in found[:1]:
        yield from _written_out(item.instance)


def _written_out(instance: InstanceRecord) -> Iterator[str]:
    values = [f"{name} = {rational_string(q)}" for name, q in instance.parameters.items()]
    if instance.is_about_one_class:
        (J,) = instance.matrices
        assert J.bounds is not None
        bounds = bounds_text(J.bounds, J.word).replace(J.word, greek(J.word), 1)
        told = [f"a member of {J.matrix_class}", bounds, *values]
    else:
        shapes = (f"{x.name} is {len(x.rows)}×{len(x.rows[0])}" for x in instance.matrices)
        told = [*shapes, *values] or [NO_VARIABLES]
    yield f"  counterexample: {', '.join(told)}"
    for each in instance.matrices:
        yield from _entries(each)


def _entries(matrix: MatrixRecord) -> Iterator[str]:
    rows, name = matrix.rows, matrix.name
    width = max(len(entry) for row in rows for entry in row)
    shown = ["  ".join(entry.rjust(width) for entry in row) for row in rows]
    if len(shown) > _MOST_ROWS or len(shown[0]) > _LONGEST_ROW:
        yield f"    {name} is {len(rows)}×{len(rows[0])}; its certificate holds every entry"
        return
    for place, row in enumerate(shown):
        yield f"    {f'{name} =' if place == 0 else ' ' * (len(name) + 2)} [ {row} ]"


def seen_from(folder: Path, path: Path) -> str:
    """Return the path relative to the folder, where it does not lead far away."""
    relative = Path(os.path.relpath(path, folder))
    return (path if relative.parts[:2] == ("..", "..") else relative).as_posix()
