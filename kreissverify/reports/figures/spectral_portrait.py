"""The spectral portrait of a matrix: level curves of ‖(zI-J)⁻¹‖, eigenvalues, and where K is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kreissverify.matrices import Matrix
from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.numbers.errors import Refused
from kreissverify.quantities.kreiss.maximiser import KreissPeak, kreiss_peak
from kreissverify.quantities.maps.kreiss_constant import QUANTITY as K
from kreissverify.quantities.resolvent.grid import grid_norms
from kreissverify.reports.figures.files import write_figure
from kreissverify.reports.figures.style import BLUE, GREEN, GREY, VERMILION, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Portrait", "drawn", "portrait", "write_portrait"]


#: Points along each side of the window, for matrices up to a size.
RESOLUTIONS = ((50, 201), (100, 151), (200, 111), (math.inf, 81))
_MOST_LEVELS = 9
_TRUSTED = 1e-6  # relative rounding error of a K whose six digits are shown
_FAR = 3.0  # a maximiser beyond so many times the spectrum and the circle is not shown


@dataclass(frozen=True)
class Portrait:
    """What a portrait shows.

    Attributes
    ----------
    x, y
        The real and imaginary parts of the points of the window.
    height
        log₁₀‖(zI-J)⁻¹‖ in float64 at x + iy, of shape (len(y), len(x)).
    eigenvalues
        The spectrum.
    peak
        K with its maximiser.
    """

    x: FloatArray
    y: FloatArray
    height: FloatArray
    eigenvalues: ComplexArray
    peak: KreissPeak

    @property
    def z(self) -> complex | None:
        """The maximiser in the upper half-plane: its conjugate is one, too."""
        z = self.peak.z
        return None if z is None else complex(z.real, abs(z.imag))

    @property
    def shows_peak(self) -> bool:
        """Whether the maximiser lies in the window."""
        z = self.z
        return z is not None and bool(self.x[0] <= z.real <= self.x[-1] and z.imag <= self.y[-1])


def portrait(matrix: Matrix, points: int | None = None) -> Portrait:
    """Compute a portrait with `points` points along each side of the window."""
    array = matrix.array
    count = points or next(count for size, count in RESOLUTIONS if matrix.n <= size)
    eigenvalues = np.linalg.eigvals(array).astype(np.complex128)
    peak = _highest_peak(matrix)
    x, y = _window(eigenvalues, peak, count)
    upper = y[y >= -1e-12 * y[-1]]  # J is real, so the lower half mirrors it
    with np.errstate(divide="ignore"):
        half = np.log10(grid_norms(array, x + 1j * upper[:, None], rtol=1e-3))
    return Portrait(x, y, np.concatenate([half[:0:-1], half]), eigenvalues, peak)


def _highest_peak(matrix: Matrix) -> KreissPeak:
    """Return K as it is printed, with its maximiser; where that is refused, as floats find it."""
    try:
        return K.peak(matrix)
    except Refused:
        return kreiss_peak(matrix)


def _window(
    eigenvalues: ComplexArray, peak: KreissPeak, count: int
) -> tuple[FloatArray, FloatArray]:
    """Return a grid around the spectrum, the unit circle and, if it is near them, the maximiser."""
    size = max(1.0, float(np.abs(eigenvalues).max()))
    shown = [*eigenvalues.tolist(), 1, -1, 1j]
    if peak.z is not None and abs(peak.z) <= _FAR * size:
        shown.append(peak.z)
    real = [z.real for z in shown]
    left, right, top = min(real), max(real), max(abs(z.imag) for z in shown)
    margin = 0.15 * max(right - left, 2 * top)
    odd = count | 1  # with the real axis in the middle
    x = np.linspace(left - margin, right + margin, odd)
    return x, np.linspace(-top - margin, top + margin, odd)


def drawn(shown: Portrait, inches: float = 6.4) -> Figure:
    """Return the figure of a portrait, of a width in inches, on a canvas of its own."""
    width, height = float(np.ptp(shown.x)), float(np.ptp(shown.y))
    figure = new_figure(inches, 1.3 + (inches - 0.8) * min(max(height / width, 0.4), 1.6))
    axes = figure.add_subplot()
    _draw_levels(axes, shown)
    angle = np.linspace(0, 2 * math.pi, 361)
    axes.plot(np.cos(angle), np.sin(angle), "--", color=GREY, linewidth=1.2, label="|z| = 1")
    size = 4.5 if len(shown.eigenvalues) <= 64 else 2.5
    spectrum = shown.eigenvalues
    axes.plot(spectrum.real, spectrum.imag, "o", color=GREEN, markersize=size, label="eigenvalues")
    if shown.shows_peak and shown.z is not None:
        star: dict[str, Any] = {
            "markersize": 15,
            "markeredgecolor": "white",
            "zorder": 5,
            "clip_on": False,
        }
        axes.plot(
            [shown.z.real], [shown.z.imag], "*", color=VERMILION, label="maximiser of K", **star
        )
    axes.set(xlim=(shown.x[0], shown.x[-1]), ylim=(shown.y[0], shown.y[-1]), aspect="equal")
    axes.set(xlabel="Re z", ylabel="Im z", title=_title(shown))
    figure.legend(loc="outside lower center", ncols=3 if inches > 5 else 2, frameon=False)
    return figure


def _draw_levels(axes: Axes, shown: Portrait) -> None:
    height = np.minimum(shown.height, 300.0)  # infinite at eigenvalues
    levels = _levels(height)
    curves = axes.contour(shown.x, shown.y, height, levels=levels, colors=BLUE, linewidths=1.1)
    axes.clabel(curves, fmt={level: _level_text(level) for level in levels}, fontsize=9)
    axes.plot([], [], color=BLUE, linewidth=1.1, label="levels of ‖(zI − J)⁻¹‖")
    if shown.shows_peak and shown.z is not None:
        through = math.log10(shown.peak.value / (abs(shown.z) - 1))
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
    if math.isinf(shown.peak.value):
        return f"K = ∞: the spectral radius is {shown.peak.spectral_radius:.6g}"
    if shown.z is None:
        return "K = 1, approached as |z| → ∞"
    where = "" if shown.shows_peak else ", beyond this window"
    equal = "=" if shown.peak.error < _TRUSTED else "≈"  # by rounding alone
    return f"K {equal} {shown.peak.value:.6g} at z = {_complex_text(shown.z)}{where}"


def _complex_text(z: complex) -> str:
    real = f"{z.real:.5g}".replace("-", "−")
    return real if abs(z.imag) < 1e-9 * abs(z) else f"{real} + {z.imag:.5g}i"


def write_portrait(shown: Portrait, path: Path) -> None:
    """Write a portrait in the format of the suffix: the file is whole, or as it was before."""
    write_figure(lambda: drawn(shown), path, salt="portrait")
