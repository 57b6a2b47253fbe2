"""Pictures of one matrix: `from kreissverify import plots`, and then `plots.portrait(J)`, ….

Each function draws into Matplotlib axes and returns them. What is drawn is float64, and is shaded
where rounding leaves nothing of it: a picture shows, and certifies nothing.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from kreissverify.matrices.matrix import as_matrix
from kreissverify.reports.figures.curves import (
    draw_growth,
    draw_numerical_range,
    exponential_norms,
    power_norms,
)
from kreissverify.reports.figures.portrait_drawing import draw_portrait
from kreissverify.reports.figures.spectral_portrait import Region
from kreissverify.reports.figures.spectral_portrait import portrait as _portrait

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["exponentials", "numerical_range", "portrait", "powers"]

_TIMES = 401  # points of a curve over time: more than a figure has pixels between two bends
_MOST_STEPS = 100_000  # of powers, each with its norm: some seconds, and far more than pixels


def portrait(
    J: Any,
    ax: Axes | None = None,
    *,
    levels: Sequence[float] | None = None,
    region: Region | None = None,
    points: int | None = None,
    continuous: bool = False,
    legend: bool = True,
) -> Axes:
    """Draw the spectral portrait: level curves of ‖(zI-J)⁻¹‖, eigenvalues, and where K is attained.

    Parameters
    ----------
    J
        A matrix: an array, nested rationals, an instance.
    ax
        Where it is drawn; a new figure of pyplot if not given.
    levels
        The norms whose curves are drawn; round ones if not given.
    region
        The ends of Re z, then those of Im z; around all that is to be seen if not given.
    points
        Points along each side of the region.
    continuous
        Whether the matrix is that of a flow: then the imaginary axis takes the place of the circle.
    legend
        Whether a legend is drawn.

    Returns
    -------
    Axes
        With the portrait.

    Raises
    ------
    InvalidMatrix, ValueError
        If an argument is not of the kind asked for.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from kreissverify import plots
    >>> ax = plots.portrait([["1/4", 0], [8, "1/4"]], Figure().subplots(), levels=[1, 10])
    >>> ax.get_title()
    'K = 2.76042 at z = 1.8047'
    """
    axes = _axes(ax)
    shown = _portrait(as_matrix(J), points, continuous=continuous, region=region)
    draw_portrait(axes, shown, levels)
    if legend:
        axes.legend(fontsize="small")
    return axes


def powers(J: Any, ax: Axes | None = None, *, steps: int = 60) -> Axes:
    """Draw ‖Jᵗ‖ for t = 0, …, steps, beside ρ(J)ᵗ and the Kreiss constant.

    Parameters
    ----------
    J
        A matrix: an array, nested rationals, an instance.
    ax
        Where it is drawn; a new figure of pyplot if not given.
    steps
        The last t.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from kreissverify import plots
    >>> ax = plots.powers([["9/10", 0], [1, "9/10"]], Figure().subplots(), steps=20)
    >>> round(float(ax.lines[0].get_ydata()[9]), 4)  # the transient peak
    3.9126
    """
    axes, matrix, last = _axes(ax), as_matrix(J), _last_step(steps)
    norms = power_norms(matrix, last)
    draw_growth(axes, matrix, np.arange(last + 1.0), norms, continuous=False)
    return axes


def exponentials(A: Any, ax: Axes | None = None, *, until: float = 10.0) -> Axes:
    """Draw ‖e^{tA}‖ for 0 ≤ t ≤ until, beside e^{tα(A)} and the Kreiss constant of the flow.

    Parameters
    ----------
    A
        A matrix: an array, nested rationals, an instance.
    ax
        Where it is drawn; a new figure of pyplot if not given.
    until
        The last t.
    """
    axes, matrix = _axes(ax), as_matrix(A)
    times = np.linspace(0, _last_time(until), _TIMES)
    draw_growth(axes, matrix, times, exponential_norms(matrix, times), continuous=True)
    return axes


def numerical_range(J: Any, ax: Axes | None = None) -> Axes:
    """Draw the numerical range {x*Jx : |x| = 1}, the eigenvalues, and the circle of radius w(J).

    Parameters
    ----------
    J
        A matrix: an array, nested rationals, an instance.
    ax
        Where it is drawn; a new figure of pyplot if not given.
    """
    axes = _axes(ax)
    draw_numerical_range(axes, as_matrix(J))
    return axes


def _axes(given: Axes | None) -> Axes:
    if given is not None:
        if not hasattr(given, "contour"):  # a figure, most often
            raise TypeError(f"ax: expected axes of Matplotlib, got {type(given).__name__}")
        return given
    from matplotlib import pyplot  # not before it is needed: it looks for a display

    return pyplot.subplots()[1]


def _last_step(steps: Any) -> int:
    try:
        last = operator.index(steps)
    except TypeError:
        last = 0
    if not 1 <= last <= _MOST_STEPS:
        raise ValueError(f"steps: expected an integer from 1 to {_MOST_STEPS}, got {steps!r}")
    return last


def _last_time(until: Any) -> float:
    try:
        last = float(until)
    except (TypeError, ValueError):
        last = math.nan
    if not 0 < last < math.inf:
        raise ValueError(f"until: expected a positive time, got {until!r}")
    return last
