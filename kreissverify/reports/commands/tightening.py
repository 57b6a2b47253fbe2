"""How tight a bound is, as a story and as a record; and the map of a bound as CSV and as a plot."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kreissverify.evidence.counterexamples.comparison_sides import sides
from kreissverify.evidence.worst_ratio.limits import Limit, Table
from kreissverify.evidence.worst_ratio.tighten import Tightening
from kreissverify.numbers.decimals import end_text
from kreissverify.reports.figures.files import write_figure
from kreissverify.reports.figures.style import new_figure
from kreissverify.reports.render.enclosures import enclosure_record, value_text
from kreissverify.reports.render.records import member_record
from kreissverify.theorems.printing import expression_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = [
    "map_csv",
    "map_figure",
    "tightening_line",
    "tightening_record",
    "tightening_story",
    "write_map",
]

_DIGITS = 10


def tightening_line(shown: Tightening) -> str:
    """Return the outcome in one line."""
    name = shown.statement.id
    if shown.ratio is None:
        return f"{name}: no ratio was certified"
    value = end_text(shown.ratio.lower.value, _DIGITS, up=False)
    if shown.exceeded:
        return f"{name}: refuted, as its ratio is at least {value} > 1"
    return f"{name}: worst ratio {'1, attained' if shown.attained else f'at least {value}'}"


def tightening_story(shown: Tightening) -> str:
    """Return the story: statement, worst ratio, witness with both sides, limits."""
    return "\n".join([str(shown.statement), *_story(shown), ""])


def _story(shown: Tightening) -> Iterator[str]:
    yield tightening_line(shown)
    if shown.exceeded:
        yield f"The statement is false; for a certificate: kreissverify refute {shown.statement.id}"
    if shown.witness is not None:
        yield f"    {shown.witness}"
        for side in sides(shown.statement, shown.witness):
            yield f"    {side.comparison}:"
            left, right = value_text(side.left, _DIGITS), value_text(side.right, _DIGITS)
            yield f"    {left} on the left, {right} on the right"
    if shown.found is not None:
        where = f"after {shown.found.evaluations} members"
        yield f"Largest ratio met in floats: {shown.found.ratio:.9g}, {where}."
    if shown.limits:
        yield "The worst ratio over comparison matrices, in floats:"
        yield from map(_limit_line, shown.limits)
    if not shown.complete:
        ended = "interrupted" if shown.interrupted else "the budget ended before all was looked at"
        yield f"({ended}; seed {shown.seed}, {shown.seconds:.1f} s)"


def _limit_line(limit: Limit) -> str:
    is_place = "=" in limit.where
    verb = f"loosest at {limit.where}:" if is_place else f"as {limit.where}:"
    form = ""
    # an integer is seen from its digits; of other closed forms the digits say nothing
    if limit.form is not None and not limit.form.is_Integer:
        form = f" = {expression_text(limit.form)}?"
    return f"    {verb:22} {limit.value:.7g}{form}"


def tightening_record(shown: Tightening) -> dict[str, object]:
    """Return what `tighten --json` writes."""
    return {
        "id": shown.statement.id,
        "file": shown.statement.file.as_posix(),
        "statement": shown.statement.text(),
        "found": None if shown.found is None else shown.found.ratio,
        "ratio": None if shown.ratio is None else enclosure_record(shown.ratio),
        "attained": shown.attained,
        "exceeded": shown.exceeded,
        "witness": member_record(shown.witness),
        "limits": [
            {
                "where": limit.where,
                "value": limit.value,
                "error": limit.error,
                "form": None if limit.form is None else str(limit.form),
            }
            for limit in shown.limits
        ],
        "seed": shown.seed,
        "complete": shown.complete,
        "interrupted": shown.interrupted,
        "seconds": round(shown.seconds, 3),
    }


def map_csv(table: Table) -> str:
    """Return the map of a bound as CSV: gamma, b, c, kappa, ratio."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, ("gamma", "b", "c", "kappa", "ratio"), lineterminator="\n")
    writer.writeheader()
    writer.writerows(table.rows())
    return stream.getvalue()


def write_map(table: Table, title: str, path: Path) -> None:
    """Draw the map of a bound, a panel for each bc/(1-γ)², in the format of the suffix.

    Parameters
    ----------
    table
        The worst ratio by γ, κ and bc/(1-γ)².
    title
        What stands above it.
    path
        The file: .pdf, .png or .svg.
    """
    write_figure(lambda: map_figure(table, title), path, salt="map")


def map_figure(table: Table, title: str) -> Figure:
    panels = len(table.share)
    columns = min(3, panels)  # wider than a page with more
    rows = math.ceil(panels / columns)
    figure = new_figure(1.2 + 4.2 * columns, 0.8 + 3.4 * rows)
    axes = np.atleast_1d(np.asarray(figure.subplots(rows, columns))).ravel()
    odds = table.gamma / (1 - table.gamma)
    for place, panel in enumerate(axes[:panels]):
        # one scale for every map, so that two can be compared: 1 is an attained bound
        shown = panel.pcolormesh(
            1 + odds, table.kappa, table.ratio[place], vmin=0, vmax=1, cmap="cividis"
        )
        panel.set(xscale="log", yscale="log", xlabel="1/(1 − γ)", ylabel="κ = c/(1 − γ)")
        if panels > 1:
            panel.set_title(f"bc = {table.share[place]:g}·(1 − γ)²")
    figure.colorbar(shown, ax=list(axes), label="ratio of the sides")
    figure.suptitle(title)
    return figure
