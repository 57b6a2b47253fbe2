"""The spectral portrait of a matrix: heights of ‖(zI-J)⁻¹‖, eigenvalues, and where K is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

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
from kreissverify.reports.figures.float_limits import lost_eigenvalues, noise
from kreissverify.reports.render.enclosures import value_text

__all__ = ["Portrait", "Region", "portrait", "quantity_name"]

#: The smallest and largest Re z, then the smallest and largest Im z.
Region = tuple[float, float, float, float]


#: Points along each side of the window, for matrices up to a size.
RESOLUTIONS = ((50, 201), (100, 151), (200, 111), (math.inf, 81))
_FAR = 3.0  # a maximiser beyond so many times the spectrum and the circle is not shown
_MOST_POINTS = 2000  # along a side: more than a screen has, and minutes of time


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
            self.x[0] <= z.real <= self.x[-1] and self.y[0] <= z.imag <= self.y[-1]
        )


def portrait(
    matrix: Matrix,
    points: int | None = None,
    certified: Enclosure | None = None,
    *,
    continuous: bool = False,
    region: Region | None = None,
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
    region
        The ends of Re z, then those of Im z; around all that is to be seen if not given.

    Raises
    ------
    ValueError
        If a region has no inside, or the points are no number of them.
    """
    array = matrix.array
    count = points or next(count for size, count in RESOLUTIONS if matrix.n <= size)
    if not (isinstance(count, int) and 2 <= count <= _MOST_POINTS):
        raise ValueError(f"points: expected an integer from 2 to {_MOST_POINTS}, got {count!r}")
    eigenvalues = np.linalg.eigvals(array).astype(np.complex128)
    peak, printed = _printed_peak(matrix, continuous)
    if certified is not None and peak is None:  # with exact entries, which floats do not see
        printed = f"{quantity_name(continuous)} = {value_text(certified, 6)}".replace("inf", "∞")
    if region is None:
        x, y = _window(eigenvalues, peak, count, continuous)
    else:
        x, y = _grid(region, count)
    # of a real J the lower half mirrors the upper one, where the window has both
    mirrored = not matrix.is_complex
    halved = mirrored and region is None
    drawn_rows = y[y >= -1e-12 * y[-1]] if halved else y
    z = x + 1j * drawn_rows[:, None]
    with np.errstate(divide="ignore", over="ignore"):
        norms = grid_norms(array, z, rtol=1e-3)
        height = np.log10(norms)
    lost = lost_eigenvalues(array, eigenvalues, float(x[1] - x[0]))
    noisy = noise(array, z, norms) & ~_beside(z, eigenvalues[~lost], 2 * float(x[1] - x[0]))
    if halved:
        height, noisy = _mirrored(height), _mirrored(noisy)
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


def quantity_name(continuous: bool) -> str:
    """Return the name of the Kreiss constant of a flow, or of a map."""
    return "K_c" if continuous else "K"


def _printed_peak(matrix: Matrix, continuous: bool) -> tuple[KreissPeak | None, str]:
    """Return K as it is printed, with its maximiser; or the reason why it is refused."""
    try:
        return (K_C if continuous else K).peak(matrix), ""
    except Refused as refusal:
        name = quantity_name(continuous)
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


def _grid(region: Region, count: int) -> tuple[FloatArray, FloatArray]:
    try:
        left, right, bottom, top = map(float, region)
    except (TypeError, ValueError):
        left = right = bottom = top = math.nan
    if not (-math.inf < left < right < math.inf and -math.inf < bottom < top < math.inf):
        expected = "(left, right, bottom, top) with left < right and bottom < top"
        raise ValueError(f"region: expected {expected}, got {region}")
    return np.linspace(left, right, count), np.linspace(bottom, top, count)
