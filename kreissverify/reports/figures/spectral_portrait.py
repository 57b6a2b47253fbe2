"""The spectral portrait of a matrix: level curves of ‖(zI-J)⁻¹‖, eigenvalues, and where K is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.matrices import Matrix
from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.quantities.flows.kreiss_constant import QUANTITY as K_C
from kreissverify.quantities.kreiss.maximiser import KreissPeak
from kreissverify.quantities.maps.kreiss_constant import QUANTITY as K
from kreissverify.quantities.resolvent.grid import grid_norms
from kreissverify.reports.figures.files import write_figure
from kreissverify.reports.figures.float_limits import lost_eigenvalues, noise
from kreissverify.reports.figures.style import BLUE, GREEN, GREY, VERMILION, new_figure
from kreissverify.reports.render.enclosures import value_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Portrait", "drawn", "portrait", "write_portrait"]


#: Points along each side of the window, for matrices up to a size.
RESOLUTIONS = ((50, 201), (100, 151), (200, 111), (math.inf, 81))
_ON_CIRCLE = 1e-9  # |ρ - 1| up to which six digits of ρ say nothing
_MOST_LEVELS = 9
_TRUSTED = 1e-6  # relative rounding error of a K whose six digits are shown
_TITLE_WIDTH = 72  # characters of a line above a portrait of the usual width
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
    noise
        Where rounding leaves no digit of the height, of the same shape.
    eigenvalues
        The spectrum as LAPACK computes it.
    lost
        Which of the eigenvalues rounding may have moved by more than can be seen.
    peak
        K with its maximiser, as it is printed; None where it is refused.
    printed
        Where there is no peak, K as it is certified, or why it is refused.
    mirrored
        Whether the lower half-plane is the mirror image of the upper one, as J is real.
    continuous
        Whether J is that of a flow: then the imaginary axis is drawn, and K_c is meant.
    """

    x: FloatArray
    y: FloatArray
    height: FloatArray
    noise: NDArray[np.bool_]
    eigenvalues: ComplexArray
    lost: NDArray[np.bool_]
    peak: KreissPeak | None
    printed: str = ""
    mirrored: bool = True
    continuous: bool = False

    @property
    def z(self) -> complex | None:
        """The maximiser; of a real J the one in the upper half-plane: its conjugate is one also."""
        z = None if self.peak is None else self.peak.z
        return z if z is None or not self.mirrored else complex(z.real, abs(z.imag))

    @property
    def shows_peak(self) -> bool:
        """Whether the maximiser lies in the window."""
        z = self.z
        return z is not None and bool(
            self.x[0] <= z.real <= self.x[-1] and abs(z.imag) <= self.y[-1]
        )


def portrait(
    matrix: Matrix,
    points: int | None = None,
    certified: Enclosure | None = None,
    *,
    continuous: bool = False,
) -> Portrait:
    """Compute a portrait.

    Parameters
    ----------
    matrix
        J.
    points
        Points along each side of the window, by the size of J if not given.
    certified
        The enclosure of K that is printed beside it, if one is.
    continuous
        Whether J is that of a flow.
    """
    array = matrix.array
    count = points or next(count for size, count in RESOLUTIONS if matrix.n <= size)
    eigenvalues = np.linalg.eigvals(array).astype(np.complex128)
    peak, printed = _printed_peak(matrix, continuous)
    if certified is not None and peak is None:  # with exact entries, which floats do not see
        printed = f"{_name(continuous)} = {value_text(certified, 6)}".replace("inf", "∞")
    x, y = _window(eigenvalues, peak, count, continuous)
    # of a real J the lower half mirrors the upper one
    drawn_rows = y if matrix.is_complex else y[y >= -1e-12 * y[-1]]
    z = x + 1j * drawn_rows[:, None]
    with np.errstate(divide="ignore", over="ignore"):
        norms = grid_norms(array, z, rtol=1e-3)
        height = np.log10(norms)
    lost = lost_eigenvalues(array, eigenvalues, float(x[1] - x[0]))
    noisy = noise(array, z, norms) & ~_beside(z, eigenvalues[~lost], 2 * float(x[1] - x[0]))
    if not matrix.is_complex:
        height, noisy = _mirrored(height), _mirrored(noisy)
    mirrored = not matrix.is_complex
    return Portrait(x, y, height, noisy, eigenvalues, lost, peak, printed, mirrored, continuous)


def _mirrored(upper: NDArray[Any]) -> NDArray[Any]:
    """Return rows on and above the real axis, with their mirror images below it."""
    return np.concatenate([upper[:0:-1], upper])


def _beside(z: ComplexArray, eigenvalues: ComplexArray, distance: float) -> NDArray[np.bool_]:
    """Say which points are next to an eigenvalue, where every norm is as large as this."""
    beside = np.zeros(z.shape, dtype=bool)
    for eigenvalue in eigenvalues:
        beside |= np.abs(z - eigenvalue) <= distance
    return beside


def _name(continuous: bool) -> str:
    return "K_c" if continuous else "K"


def _printed_peak(matrix: Matrix, continuous: bool) -> tuple[KreissPeak | None, str]:
    """Return K as it is printed, with its maximiser; or the reason why it is refused."""
    try:
        return (K_C if continuous else K).peak(matrix), ""
    except Refused as refusal:
        name = _name(continuous)
        return None, f"{name} is refused: {str(refusal).removeprefix(f'{name}: ')}"


def _window(
    eigenvalues: ComplexArray, peak: KreissPeak | None, count: int, continuous: bool
) -> tuple[FloatArray, FloatArray]:
    """Return a grid around the spectrum, the unit circle and, if it is near them, the maximiser.

    Parameters
    ----------
    eigenvalues, peak
        What is to be seen.
    count
        Points along each side.
    continuous
        Whether the imaginary axis is there in the place of the circle.
    """
    size = float(np.abs(eigenvalues).max())
    if continuous:
        size = size or 1.0
        shown = [*eigenvalues.tolist(), 0.3 * size]
    else:
        size = max(1.0, size)
        shown = [*eigenvalues.tolist(), 1, -1, 1j]
    if peak is not None and peak.z is not None and abs(peak.z) <= _FAR * size:
        shown.append(peak.z)
    real = [z.real for z in shown]
    left, right, top = min(real), max(real), max(abs(z.imag) for z in shown)
    if continuous:  # of real eigenvalues the levels around are to be seen also
        top = max(top, 0.3 * (right - left))
    margin = 0.15 * max(right - left, 2 * top)
    odd = count | 1  # with the real axis in the middle
    x = np.linspace(left - margin, right + margin, odd)
    return x, np.linspace(-top - margin, top + margin, odd)


def drawn(shown: Portrait, inches: float = 6.4) -> Figure:
    """Return the figure of a portrait, of a width in inches, on a canvas of its own."""
    width, height = float(np.ptp(shown.x)), float(np.ptp(shown.y))
    # the title and the legend, which has a row more where parts are noise, and two columns
    noisy = bool(shown.noise.any())
    around = 1.7 if noisy else 1.3
    figure = new_figure(inches, around + (inches - 0.8) * min(max(height / width, 0.4), 1.6))
    axes = figure.add_subplot()
    _draw_levels(axes, shown)
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
            label=f"maximiser of {_name(shown.continuous)}",
            **star,
        )
    axes.set(xlim=(shown.x[0], shown.x[-1]), ylim=(shown.y[0], shown.y[-1]), aspect="equal")
    axes.set(xlabel="Re z", ylabel="Im z", title=_title(shown))
    columns = 3 if inches > 5 and not noisy else 2
    figure.legend(loc="outside lower center", ncols=columns, frameon=False)
    return figure


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


def _draw_levels(axes: Axes, shown: Portrait) -> None:
    # infinite at eigenvalues; no curve is drawn through a masked point
    height = np.ma.masked_array(np.clip(shown.height, -300.0, 300.0), shown.noise)
    if shown.noise.any():
        shade = shown.noise.astype(float)
        axes.contourf(shown.x, shown.y, shade, levels=[0.5, 1.5], colors=[GREY], alpha=0.3)
        label = "rounding noise: no levels"
        axes.plot([], [], "s", color=GREY, alpha=0.3, markersize=9, label=label)
    if height.count() == 0:
        return
    levels = _levels(height.compressed())
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
    name = _name(shown.continuous)
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
