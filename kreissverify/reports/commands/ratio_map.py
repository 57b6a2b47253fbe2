"""The map of a bound, as CSV and as a plot."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kreissverify.evidence.worst_ratio.limits import Table
from kreissverify.evidence.worst_ratio.number_map import NumberMap
from kreissverify.reports.figures.files import write_figure
from kreissverify.reports.figures.style import new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["map_csv", "map_figure", "number_figure", "write_map"]

_FAR = 100.0  # positive values over a wider range are shown by their logarithms


def map_csv(table: Table | NumberMap) -> str:
    """Return the map of a bound as CSV: gamma, b, c, kappa, ratio, or the numbers and the ratio."""
    stream = io.StringIO()
    rows = [*table.rows()]
    writer = csv.DictWriter(stream, [*rows[0]], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def write_map(table: Table | NumberMap, title: str, path: Path) -> None:
    """Draw the map of a bound in the format of the suffix.

    Parameters
    ----------
    table
        The worst ratio by γ, κ and bc/(1-γ)², a panel for each, or by numbers of the statement.
    title
        What stands above it.
    path
        The file: .pdf, .png or .svg.
    """
    write_figure(lambda: _figure(table, title), path, salt="map")


def _figure(table: Table | NumberMap, title: str) -> Figure:
    if isinstance(table, NumberMap):
        return number_figure(table, title)
    return map_figure(table, title)


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


def number_figure(found: NumberMap, title: str) -> Figure:
    """Draw the ratio by one number as a line, by two as a map."""
    figure = new_figure(5.4, 4.2)
    panel: Any = figure.subplots()
    first, *others = found.names
    panel.set(xlabel=first, xscale=_scale(found.values[0]), title=title)
    if not others:
        panel.plot(found.values[0], found.ratio)
        panel.set(ylabel="ratio of the sides")
        return figure
    shown = panel.pcolormesh(*found.values, found.ratio.T, vmin=0, vmax=1, cmap="cividis")
    panel.set(ylabel=others[0], yscale=_scale(found.values[1]))
    figure.colorbar(shown, ax=panel, label="ratio of the sides")
    return figure


def _scale(values: Any) -> str:
    return "log" if values[0] > 0 and values[-1] > _FAR * values[0] else "linear"
