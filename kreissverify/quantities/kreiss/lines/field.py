"""What is known of x‖R(x+iy)‖ far to the right and on the imaginary axis, in floats."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.quantities.maximisation.single.grid import Grid
from kreissverify.quantities.resolvent.values import resolvent_norms

__all__ = ["axis_doubt", "axis_norm", "far_grid", "growing_start", "numerical_abscissa"]

_UNIT = 2.0**-52
_AROUND = np.array([0.5, 1.0, 2.0])  # of the x where a peak far out is expected
_MOST_ORDINATES = 32  # of eigenvalues nearest to the axis, where ‖R‖ is largest on it


def numerical_abscissa(array: NDArray[Any]) -> float:
    """Return ω = λ_max((A+A*)/2) in floats."""
    return float(np.linalg.eigvalsh((array + array.conj().T) / 2)[-1])


def growing_start(array: NDArray[Any]) -> tuple[float, float]:
    """Return x and y where the peak of x‖R(z)‖ is if it is far out, as for ω barely above 0.

    With the vector v of ω, x²‖R‖² ≥ x²/((x-ω)² + var), var = ‖Av‖² - |⟨Av, v⟩|², on the line
    y = Im⟨Av, v⟩; it is largest at x = ω + var/ω.
    """
    values, vectors = np.linalg.eigh((array + array.conj().T) / 2)
    v = vectors[:, -1]
    image = array @ v
    mean = complex(np.vdot(v, image))
    variance = max(float(np.linalg.norm(image - mean * v)) ** 2, 1e-300)
    omega = max(float(values[-1]), 1e-16 * float(np.linalg.norm(array)), 1e-280)
    return omega + variance / omega, mean.imag


def far_grid(array: NDArray[Any]) -> Grid:
    """Return points around `growing_start`, on three lines."""
    x, y = growing_start(array)
    return Grid(x * _AROUND, np.arange(_AROUND.size), np.full(_AROUND.size, y))


def axis_norm(array: NDArray[Any]) -> float:
    """Return an estimate of G(0) from below: ‖R(iy)‖ beside the eigenvalues next to the axis."""
    eigenvalues = np.asarray(np.linalg.eigvals(array), dtype=np.complex128)
    nearest = np.argsort(np.abs(eigenvalues.real))[:_MOST_ORDINATES]
    return float(
        resolvent_norms(array[None], np.asarray(1j * eigenvalues.imag[None, nearest])).max()
    )


def axis_doubt(array: NDArray[Any]) -> float:
    """Return n·2⁻⁵²‖A‖·G(0): LAPACK's eigenvalues are those of a matrix within about n·2⁻⁵²‖A‖, and
    none can cross the axis on the way if this is below 1.
    """
    size = len(array) * _UNIT * float(np.linalg.norm(array))
    norm = axis_norm(array)
    return size * norm if math.isfinite(norm) else math.inf
