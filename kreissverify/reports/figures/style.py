"""The look of every figure: readable on a light and on a dark page, in every colour vision.

The background is transparent, and each colour keeps a contrast of 3:1 or more against white and
against near-black. Blue, vermilion and green are those of M. Okabe and K. Ito (Color Universal
Design, 2008); lines are labelled where they are, and also differ in dash or mark.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "BLUE",
    "COLOURS",
    "GREEN",
    "GREY",
    "PURPLE",
    "STYLE",
    "VERMILION",
    "new_figure",
    "write_at",
]

GREY = "#7d7d7d"
BLUE, VERMILION, GREEN, PURPLE = COLOURS = ("#2b7fc0", "#d55e00", "#009e73", "#b565a7")

#: Matplotlib's settings, which `write_figure` draws with.
STYLE: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.size": 9.5,
    "axes.titlesize": 10.5,
    "text.color": GREY,
    "axes.labelcolor": GREY,
    "axes.edgecolor": GREY,
    "axes.titlecolor": GREY,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "xtick.color": GREY,
    "ytick.color": GREY,
    "lines.linewidth": 1.6,
    "legend.frameon": False,
}


def new_figure(width: float = 6.4, height: float = 4.2) -> Figure:
    """Return an empty figure, of a size in inches, on a canvas of its own: pyplot has no part."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height))
    figure.set_layout_engine("constrained")
    FigureCanvasAgg(figure)
    return figure


def write_at(
    axes: Axes, text: str, place: tuple[float, float], colour: str, **options: Any
) -> None:
    """Write the name of a line beside it, in its colour, a little away from a point of the data.

    Parameters
    ----------
    axes
        Where it is written.
    text
        The name of the line.
    place
        A point of the data.
    colour
        Of the line.
    options
        Of Matplotlib's `annotate`.
    """
    settings: dict[str, Any] = {"xytext": (4, 3), "textcoords": "offset points", "color": colour}
    axes.annotate(text, place, **(settings | options))
