"""The small axes of a page's many figures: their margins are fixed, as a layout costs a drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kreissverify.reports.figures.style import new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["small_axes"]


def small_axes(
    x: str, y: str, *, xscale: str = "linear", yscale: str = "linear"
) -> tuple[Figure, Axes]:
    """Return a figure with one pair of axes, by the names and the scales of its axes.

    Parameters
    ----------
    x, y
        The names of the axes.
    xscale, yscale
        ``linear`` or ``log``.

    Returns
    -------
    tuple
        The figure and its axes.
    """
    from matplotlib.ticker import LogLocator, NullLocator

    figure = new_figure(4.4, 2.9)
    figure.set_layout_engine(None)
    figure.subplots_adjust(left=0.155, right=0.97, bottom=0.17, top=0.95)
    axes = figure.add_subplot(xlabel=x, ylabel=y, xscale=xscale, yscale=yscale)
    for scale, axis in ((xscale, axes.xaxis), (yscale, axes.yaxis)):
        if scale == "log":
            axis.set_major_locator(LogLocator(numticks=7))
            axis.set_minor_locator(NullLocator())
    return figure, axes
