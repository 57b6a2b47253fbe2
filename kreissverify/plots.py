"""Pictures of one matrix: `from kreissverify import plots`, and then `plots.portrait(J)`, ….

Each function draws into Matplotlib axes and returns them. What is drawn is float64, and is shaded
where rounding leaves nothing of it: a picture shows, and certifies nothing.
"""

from __future__ import annotations

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
    if steps < 1:
        raise ValueError(f"steps: expected at least 1, got {steps}")
    axes, matrix = _axes(ax), as_matrix(J)
    times = np.arange(steps + 1.0)
    draw_growth(axes, matrix, times, power_norms(matrix, steps), continuous=False)
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
    if not 0 < until < np.inf:
        raise ValueError(f"until: expected a positive time, got {until}")
    axes, matrix = _axes(ax), as_matrix(A)
    times = np.linspace(0, until, _TIMES)
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
        return given
    from matplotlib import pyplot  # not before it is needed: it looks for a display

    return pyplot.subplots()[1]
