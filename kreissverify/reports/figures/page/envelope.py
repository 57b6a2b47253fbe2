"""The transient envelope of one matrix: ‖Jᵗ‖ beside K, M, L and, for B = 0, the bound R3."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kreissverify.numbers.arrays import FloatArray as Array
from kreissverify.quantities import registry
from kreissverify.reports.figures.page.axes import small_axes
from kreissverify.reports.figures.page.inline import inline
from kreissverify.reports.figures.picture import Picture
from kreissverify.reports.figures.style import BLUE, GREEN, GREY, PURPLE, VERMILION, write_at

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Envelope", "envelope", "envelope_picture"]


# Steps that are shown: at least, of a bounded matrix at most, of an unbounded one, whose growth is
# seen soon. More than 160 markers run into a band.
_FEWEST, _MOST, _UNSTABLE = 12, 160, 24
_SEEN = 4  # times the peak: lines above are not shown
_DECAYED = 1 / 20  # of the peak: below it the rest is not shown
_GROWN = 1e9  # a norm above it shows the growth, and further ones would press it flat


@dataclass(frozen=True)
class Envelope:
    """The norms ‖Jᵗ‖ for t = 0, 1, ..., and what they are compared with, as floats."""

    norms: Array
    K: float
    M: float
    L: float
    R3: float | None = None


def envelope(matrix: Array, R3: float | None = None) -> Envelope:
    """Return the envelope of a matrix, as far as there is something to see."""
    power, norms = np.eye(len(matrix)), [1.0]
    named = registry()
    K, M, L = (float(named[x].float64(matrix).values) for x in ("K", "M", "L"))
    for t in range(1, (_MOST if math.isfinite(M) else _UNSTABLE) + 1):
        power = power @ matrix
        norms.append(float(np.linalg.norm(power, 2)))
        if t >= _FEWEST and (norms[-1] < _DECAYED * max(norms) or norms[-1] > _GROWN):
            break
    return Envelope(np.array(norms), K, M, L, R3)


def envelope_picture(shown: Envelope, name: str, of: str) -> Picture:
    """Return the figure of an envelope; `of` says which matrix it belongs to.

    Parameters
    ----------
    shown
        The envelope.
    name
        What the ids inside the figure begin with.
    of
        Which matrix it belongs to, as the caption says it.

    Returns
    -------
    Picture
        The figure with its caption.
    """
    values = f"K = {_text(shown.K)}, M = {_text(shown.M)}, L = {_text(shown.L)}"
    if shown.R3 is not None:
        values += f", R3 gives {_text(shown.R3)}"
    label = f"Norm of the powers of J over {len(shown.norms) - 1} steps; {values}"
    caption = f"‖Jᵗ‖ of {of}; {values}."
    if not math.isfinite(shown.M):
        caption = f"‖Jᵗ‖ of {of}. Its powers are not bounded: K = M = ∞."
    return Picture(label, caption, inline(lambda: _drawn(shown), name, label))


def _text(value: float) -> str:
    return f"{value:.5g}" if math.isfinite(value) else "∞"


def _drawn(shown: Envelope) -> Figure:
    scale = "linear" if math.isfinite(shown.M) else "log"
    figure, axes = small_axes("t", "‖Jᵗ‖", yscale=scale)
    last = len(shown.norms) - 1
    axes.plot(shown.norms, "o-", color=GREY, markersize=2.4, linewidth=1)
    lines = [
        ("K", shown.K, BLUE, "-"),
        ("M", shown.M, VERMILION, "--"),
        ("L", shown.L, GREEN, "-."),
        ("R3", shown.R3 if shown.R3 is not None else math.inf, PURPLE, ":"),
    ]
    highest = _SEEN * max(shown.norms)  # a line far above would press the curve to the ground
    drawn = [line for line in lines if line[1] <= highest]
    if not math.isfinite(shown.M):
        return figure
    for place, (name, value, colour, dashes) in enumerate(drawn):
        axes.axhline(value, color=colour, linestyle=dashes, linewidth=1.3)
        # side by side, for lines that lie upon each other
        write_at(axes, name, (last * (0.98 - 0.09 * place), value), colour, ha="right")
    axes.set(xlim=(0, last), ylim=(0, 1.12 * max(value for _, value, _, _ in drawn)))
    return figure
