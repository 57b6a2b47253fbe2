"""How tight a bound is over the worst cases T of its class: a map over γ and κ."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from kreissverify.evidence.evaluation.inequality_sides import bound_sides
from kreissverify.evidence.worst_ratio.limits import Table, table
from kreissverify.reports.figures.page.axes import small_axes
from kreissverify.reports.figures.page.inline import inline
from kreissverify.reports.figures.picture import Picture
from kreissverify.theorems import Statement

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["worst_case_picture"]

# Along each axis: cells of a figure of this size; with more the page grows for nothing.
_POINTS = 21
_FLAT = 1e-6  # the range of a map of one colour: a bound attained everywhere
_COUPLED = 0.9  # of the shares bc/(1-γ)² that `table` walks through, the one that is shown


def worst_case_picture(statement: Statement, name: str, seed: int) -> Picture | None:
    """Return the map of a bound over a class of two blocks; None where there is nothing to see.

    Parameters
    ----------
    statement
        The statement.
    name
        What the ids inside the figure begin with.
    seed
        Equal seeds draw equal members.

    Returns
    -------
    Picture or None
        None also where the ratio is the same everywhere.
    """
    if not (
        statement.is_about_one_class
        and statement.matrix[1].all_two_by_two
        and bound_sides(statement.conclusion)
    ):
        return None
    shown = _panel(table(statement, seed, points=_POINTS))
    known = shown.ratio[np.isfinite(shown.ratio)]
    if not len(known) or np.ptp(known) < _FLAT:
        return None
    share = float(shown.share[0])
    coupled = "" if share == 0 else f" with bc = {share:g}·(1 − γ)²"
    label = f"Map of the ratio of the two sides over γ and κ, on comparison matrices{coupled}"
    caption = (
        f"The ratio on the comparison matrices T{coupled}, where the class is at its worst: "
        "yellow is attained, dark is loose. In floating point."
    )
    return Picture(label, caption, inline(lambda: _drawn(shown), name, label))


def _panel(found: Table) -> Table:
    """Return one panel: B = 0, or strong coupling back where the class has it."""
    place = int(np.argmin(np.abs(found.share - _COUPLED))) if len(found.share) > 1 else 0
    chosen = slice(place, place + 1)
    return replace(found, share=found.share[chosen], ratio=found.ratio[chosen])


def _drawn(found: Table) -> Figure:
    figure, axes = small_axes("1/(1 − γ)", "κ = c/(1 − γ)", xscale="log", yscale="log")
    options: dict[str, Any] = {"vmin": 0, "vmax": 1, "cmap": "cividis", "rasterized": True}
    reach = 1 / (1 - found.gamma)
    shown = axes.pcolormesh(reach, found.kappa, found.ratio[0], **options)
    bar = figure.colorbar(shown, ax=axes, pad=0.03, aspect=18, label="ratio of the sides")
    if bar.solids is not None:
        bar.solids.set_rasterized(True)
    return figure
