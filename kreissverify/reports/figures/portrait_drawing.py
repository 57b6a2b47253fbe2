"""The spectral portrait, drawn: level curves of ‖(zI-J)⁻¹‖, eigenvalues, and where K is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import numpy as np

from kreissverify.numbers.arrays import FloatArray
from kreissverify.reports.figures.files import write_figure
from kreissverify.reports.figures.spectral_portrait import Portrait, quantity_name
from kreissverify.reports.figures.style import BLUE, GREEN, GREY, VERMILION, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_portrait", "drawn", "write_portrait"]

_ON_CIRCLE = 1e-9  # |ρ - 1| up to which six digits of ρ say nothing
_MOST_LEVELS = 9
_TRUSTED = 1e-6  # relative rounding error of a K whose six digits are shown
_TITLE_WIDTH = 72  # characters of a line above a portrait of the usual width


def drawn(shown: Portrait, inches: float = 6.4) -> Figure:
    """Return the figure of a portrait, of a width in inches, on a canvas of its own."""
    width, height = float(np.ptp(shown.x)), float(np.ptp(shown.y))
    # the title and the legend, which has a row more where parts are noise, and two columns
    noisy = bool(shown.noise.any())
    around = 1.7 if noisy else 1.3
    figure = new_figure(inches, around + (inches - 0.8) * min(max(height / width, 0.4), 1.6))
    axes = figure.add_subplot()
    draw_portrait(axes, shown)
    columns = 3 if inches > 5 and not noisy else 2
    figure.legend(loc="outside lower center", ncols=columns, frameon=False)
    return figure


def draw_portrait(axes: Axes, shown: Portrait, levels: Sequence[float] | None = None) -> None:
    """Draw a portrait into axes, without a legend; `levels` are norms of the resolvent.

    Raises
    ------
    ValueError
        If a level is no positive number.
    """
    _draw_levels(axes, shown, None if levels is None else _given(levels))
    _draw_edge(axes, shown.continuous)
    _draw_eigenvalues(axes, shown)
    if shown.shows_peak and shown.z is not None:
        star: dict[str, Any] = {
            "markersize": 15,
            "markeredgecolor": "white",
            "zorder": 5,
            "clip_on": False,
        }
        axes.plot(
            [shown.z.real],
            [shown.z.imag],
            "*",
            color=VERMILION,
            label=f"maximiser of {quantity_name(shown.continuous)}",
            **star,
        )
    axes.set(xlim=(shown.x[0], shown.x[-1]), ylim=(shown.y[0], shown.y[-1]), aspect="equal")
    axes.set(xlabel="Re z", ylabel="Im z", title=_title(shown))


def _given(levels: Sequence[float]) -> list[float]:
    """Return log₁₀ of the levels asked for, in their order."""
    try:
        given = sorted({float(level) for level in levels})
    except (TypeError, ValueError):
        given = []
    if not given or not all(0 < level < math.inf for level in given):
        raise ValueError(f"levels: expected positive norms of the resolvent, got {levels!r}")
    return [math.log10(level) for level in given]


def _draw_edge(axes: Axes, continuous: bool) -> None:
    """Draw the unit circle, or the imaginary axis."""
    style: dict[str, Any] = {"color": GREY, "linewidth": 1.2, "linestyle": "--"}
    if continuous:
        axes.axvline(0.0, label="Re z = 0", **style)
        return
    angle = np.linspace(0, 2 * math.pi, 361)
    axes.plot(np.cos(angle), np.sin(angle), label="|z| = 1", **style)


def _draw_eigenvalues(axes: Axes, shown: Portrait) -> None:
    """Draw those that rounding may have moved as rings, and say so: they may not be there."""
    style: dict[str, Any] = {
        "color": GREEN,
        "markersize": 4.5 if len(shown.eigenvalues) <= 64 else 2.5,
    }
    known, lost = shown.eigenvalues[~shown.lost], shown.eigenvalues[shown.lost]
    if known.size:
        axes.plot(known.real, known.imag, "o", label="eigenvalues", **style)
    if lost.size:
        label = "eigenvalues moved by rounding"
        axes.plot(lost.real, lost.imag, "o", markerfacecolor="none", label=label, **style)


def _draw_levels(axes: Axes, shown: Portrait, given: list[float] | None) -> None:
    # infinite at eigenvalues; no curve is drawn through a masked point
    height = np.ma.masked_array(np.clip(shown.height, -300.0, 300.0), shown.noise)
    if shown.noise.any():
        shade = shown.noise.astype(float)
        axes.contourf(shown.x, shown.y, shade, levels=[0.5, 1.5], colors=[GREY], alpha=0.3)
        label = "rounding noise: no levels"
        axes.plot([], [], "s", color=GREY, alpha=0.3, markersize=9, label=label)
    if height.count() == 0:
        return
    levels = _levels(height.compressed()) if given is None else given
    curves = axes.contour(shown.x, shown.y, height, levels=levels, colors=BLUE, linewidths=1.1)
    axes.clabel(curves, fmt={level: _level_text(level) for level in levels}, fontsize=9)
    axes.plot([], [], color=BLUE, linewidth=1.1, label="levels of ‖(zI − J)⁻¹‖")
    if shown.shows_peak and shown.z is not None and shown.peak is not None:
        above = shown.z.real if shown.continuous else abs(shown.z) - 1
        through = math.log10(shown.peak.value / above)
        if through > height.max():  # in the noise
            return
        axes.contour(shown.x, shown.y, height, levels=[through], colors=VERMILION, linewidths=1.4)
        axes.plot([], [], color=VERMILION, linewidth=1.4, label="level of the maximiser")


def _levels(height: FloatArray) -> list[float]:
    """Return log₁₀ of round levels: 1, 2, 5, 10, ... over few decades, or whole powers of ten."""
    low, high = (float(x) for x in np.quantile(height, (0.0, 0.97)))
    kept: list[float] = []
    for mantissas, step in (((1, 2, 5), 1), ((1, 3), 1), *(((1,), k) for k in range(1, 301))):
        decades = range(step * math.floor(low / step), math.ceil(high) + 1, step)
        levels = [k + math.log10(m) for k in decades for m in mantissas]
        kept = [x for x in levels if low < x < high]
        if len(kept) <= _MOST_LEVELS:
            break
    return kept or [(low + high) / 2]


def _level_text(level: float) -> str:
    """Return a round level: 0.05, 200, or a power of ten."""
    if -3 < level < 3:
        return f"{float(f'{10**level:.2g}'):g}"
    exponent = math.floor(level + 1e-9)
    mantissa = round(10 ** (level - exponent))
    return f"$10^{{{exponent}}}$" if mantissa == 1 else rf"${mantissa}\cdot10^{{{exponent}}}$"


def _title(shown: Portrait) -> str:
    if shown.peak is None:
        return "\n".join(wrap(shown.printed, _TITLE_WIDTH))
    name = quantity_name(shown.continuous)
    if math.isinf(shown.peak.value) and shown.continuous:
        alpha = float(shown.eigenvalues.real.max())
        if abs(alpha) < _ON_CIRCLE * (1 + float(np.abs(shown.eigenvalues).max())):
            return f"{name} = ∞: the exponentials are not bounded"
        return f"{name} = ∞: the spectral abscissa is {alpha:.6g}"
    if math.isinf(shown.peak.value):
        radius = shown.peak.spectral_radius
        # of a Jordan block on the circle the radius does not say why
        if abs(radius - 1) < _ON_CIRCLE:
            return "K = ∞: the powers are not bounded"
        return f"K = ∞: the spectral radius is {radius:.6g}"
    if shown.z is None and shown.peak.value > 1:  # at ρ = 1, where K may be a limit
        return f"{name} = {shown.peak.value:.6g}"
    if shown.z is None:
        return f"{name} = 1, approached as |z| → ∞"
    where = "" if shown.shows_peak else ", beyond this window"
    equal = "=" if shown.peak.error < _TRUSTED else "≈"  # by rounding alone
    return f"{name} {equal} {shown.peak.value:.6g} at z = {_complex_text(shown.z)}{where}"


def _complex_text(z: complex) -> str:
    real = f"{z.real:.5g}".replace("-", "−")
    sign = "−" if z.imag < 0 else "+"
    return real if abs(z.imag) < 1e-9 * abs(z) else f"{real} {sign} {abs(z.imag):.5g}i"


def write_portrait(shown: Portrait, path: Path) -> None:
    """Write a portrait in the format of the suffix: the file is whole, or as it was before."""
    write_figure(lambda: drawn(shown), path, salt="portrait")
