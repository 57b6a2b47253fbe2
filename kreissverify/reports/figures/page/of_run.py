"""Which pictures a run has: of each statement, and of the bundled library as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np
from markupsafe import Markup

from kreissverify.evidence.evaluation.instance_record import MatrixRecord
from kreissverify.evidence.kinds import Counterexample
from kreissverify.evidence.verdict import TheoremReport, Verdict
from kreissverify.matrices import Matrix
from kreissverify.numbers.rational import as_float
from kreissverify.reports.figures.page.envelope import envelope, envelope_picture
from kreissverify.reports.figures.page.inline import inline
from kreissverify.reports.figures.page.kreiss_law import kreiss_law_picture
from kreissverify.reports.figures.page.noise_floor import noise_floor_picture
from kreissverify.reports.figures.page.side_ratios import sides_picture
from kreissverify.reports.figures.page.worst_case import worst_case_picture
from kreissverify.reports.figures.picture import Picture
from kreissverify.reports.figures.portrait_drawing import drawn as drawn_portrait
from kreissverify.reports.figures.spectral_portrait import portrait
from kreissverify.system.work import Budget, count_work
from kreissverify.theorems import Statement, bundled_library

__all__ = ["LIBRARY", "pictures"]

#: The key of the pictures that belong to no statement alone.
LIBRARY = ""
_LARGEST = 40  # rows of a counterexample that is drawn: a portrait takes thousands of SVDs
# Rough seconds of drawing one, beside the values that it shows (see `system.work`).
_PICTURE = 0.3
_POINTS = 91  # along each side of a portrait, which is small here
_PEAK = (0.9, 100.0)  # γ and c of the envelope of the bundled library: R3 lies below its peak

Draw = Callable[[], Picture | None]


def pictures(
    statements: Sequence[Statement],
    reports: Sequence[TheoremReport],
    seed: int,
    *,
    budget: float = 45.0,
    notice: Callable[[str], None] = lambda what: None,
) -> dict[str, tuple[Picture, ...]]:
    """Return the pictures of a run by the ids of its statements, those of all under `LIBRARY`.

    Parameters
    ----------
    statements, reports
        What was verified, and what came out.
    seed
        Equal seeds draw equal members.
    budget
        Work after which no further picture is begun, in the rough seconds of `system.work`: every
        machine draws the same pictures.
    notice
        Told what is being drawn.

    Returns
    -------
    dict
        Pictures in the order in which they were drawn: what tells most comes first.
    """
    known = {report.id: report for report in reports}
    wanted = [(LIBRARY, draw) for draw in _of_library(statements, seed)]
    # what tells most comes first, as the budget may end before the last
    for draws in (_of_counterexample, _of_bound, _of_worst_case):
        for number, statement in enumerate(statements):
            if (report := known.get(statement.id)) is not None:
                found = draws(statement, report, f"s{number}", seed)
                wanted += [(statement.id, draw) for draw in found]
    drawn: dict[str, tuple[Picture, ...]] = {}
    granted = Budget(budget)
    for place, (key, draw) in enumerate(wanted):
        if granted.is_spent:
            text = (
                f"Up to {len(wanted) - place} further figures were not begun: the budget is spent."
            )
            drawn[LIBRARY] = (*drawn.get(LIBRARY, ()), Picture("", text, Markup()))
            break
        notice(f"drawing: {key or 'the library'}")
        picture = _attempt(draw)
        if picture is not None:
            drawn[key] = (*drawn.get(key, ()), picture)
    return drawn


def _attempt(draw: Draw) -> Picture | None:
    """Return a picture, or what kept it from being drawn: that must not end a run."""
    count_work(_PICTURE)
    try:
        with np.errstate(all="ignore"):
            return draw()
    except Exception as error:
        text = f"A figure could not be drawn: {type(error).__name__}: {error}"
        return Picture("", text, Markup())


def _of_library(statements: Sequence[Statement], seed: int) -> Iterator[Draw]:
    home = bundled_library()
    ids = {s.id for s in statements if s.file.resolve().is_relative_to(home.resolve())}
    if {"R3", "E1"} <= ids:
        yield partial(kreiss_law_picture, "kreiss", seed)
        yield _peak
    if "E7.law" in ids:
        yield partial(noise_floor_picture, "noise")


def _peak() -> Picture:
    gamma, c = _PEAK
    bound = 2 / (1 - gamma) + c / (4 * (1 - gamma))
    shown = envelope(np.array([[gamma, 0.0], [c, gamma]]), bound)
    return envelope_picture(shown, "peak", f"J = [[γ, 0], [c, γ]] at γ = {gamma:g}, c = {c:g}")


def _of_bound(statement: Statement, report: TheoremReport, name: str, seed: int) -> Iterator[Draw]:
    yield partial(sides_picture, statement, f"{name}a", seed)


def _of_worst_case(
    statement: Statement, report: TheoremReport, name: str, seed: int
) -> Iterator[Draw]:
    if report.verdict in (Verdict.PROVED, Verdict.SUPPORTED):
        yield partial(worst_case_picture, statement, f"{name}b", seed)


def _of_counterexample(
    statement: Statement, report: TheoremReport, name: str, seed: int
) -> Iterator[Draw]:
    for item in report.found(Counterexample):
        for each in item.instance.matrices:
            matrix = Matrix(list(map(list, each.rows)))
            if each.gamma is not None and matrix.n <= _LARGEST:
                yield partial(_portrait, matrix, f"{name}c")
                yield partial(_envelope, matrix, each, f"{name}d")


def _portrait(matrix: Matrix, name: str) -> Picture:
    shown = portrait(matrix, _POINTS)
    label = "Levels of the resolvent norm of the counterexample, eigenvalues, and the unit circle"
    caption = "Spectral portrait of the counterexample."
    if shown.noise.any():
        caption += " Shaded: rounding leaves no digit of ‖(zI − J)⁻¹‖ in float64."
    return Picture(label, caption, inline(lambda: drawn_portrait(shown, 4.4), name, label))


def _envelope(matrix: Matrix, instance: MatrixRecord, name: str) -> Picture:
    array = matrix.array
    first = instance.sizes[0]
    bound = None
    # R3 is a bound for symmetric diagonal blocks and B = 0
    if len(instance.sizes) == 2 and instance.symmetric and not array[:first, first:].any():
        assert instance.gamma is not None
        delta = 1 - as_float(instance.gamma)
        bound = 2 / delta + float(np.linalg.norm(array[first:, :first], 2)) / (4 * delta)
    return envelope_picture(envelope(array, bound), name, "the counterexample")
