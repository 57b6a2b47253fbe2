"""Curves of one matrix in axes that are given: norms of its powers, and its numerical range."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.linalg

from kreissverify.matrices import Matrix
from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities import registry
from kreissverify.reports.figures.style import BLUE, GREEN, GREY, VERMILION

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_growth", "draw_numerical_range", "exponential_norms", "power_norms"]

_HIGHEST = 1e250  # of a curve: the margin that Matplotlib leaves above it would overflow
_ANGLES = 181  # of the support lines: chords between touching points are not seen as such


def power_norms(matrix: Matrix, steps: int) -> FloatArray:
    """Return ‖J⁰‖, ‖J¹‖, … ‖J^steps‖ in float64, for a picture."""
    return _norms_of_powers(matrix.array, steps)


def exponential_norms(matrix: Matrix, times: FloatArray) -> FloatArray:
    """Return ‖e^{tA}‖ at evenly spaced times from 0 in float64, for a picture."""
    with np.errstate(over="ignore", invalid="ignore"):
        step = scipy.linalg.expm(float(times[1] - times[0]) * matrix.array)
    return _norms_of_powers(step, len(times) - 1)


def _norms_of_powers(step: FloatArray | ComplexArray, count: int) -> FloatArray:
    """Return the norms of step⁰, step¹, …, and ∞, which no curve shows, once one is too high."""
    norms, power = np.full(count + 1, math.inf), np.eye(len(step), dtype=step.dtype)
    for t in range(count + 1):
        if not np.abs(power).max() < _HIGHEST:  # NaN also, of an overflow
            break
        norms[t] = np.linalg.norm(power, 2)
        with np.errstate(over="ignore", invalid="ignore"):
            power = power @ step
    return norms


def draw_growth(
    axes: Axes, matrix: Matrix, times: FloatArray, norms: FloatArray, *, continuous: bool
) -> None:
    """Draw norms over time beside the rate of the eigenvalues and the Kreiss constant.

    Parameters
    ----------
    axes
        Where they are drawn.
    matrix
        J or A.
    times, norms
        The curve.
    continuous
        Whether it is that of a flow.
    """
    named = registry()
    eigenvalues = np.linalg.eigvals(matrix.array)
    with np.errstate(over="ignore"):
        if continuous:
            rate, of = np.exp(times * float(eigenvalues.real.max())), "e^{tα(A)}"
            K, norm = named["K_c"], "‖e^{tA}‖"
        else:
            rate, of = float(np.abs(eigenvalues).max()) ** times, "ρ(J)ᵗ"
            K, norm = named["K"], "‖Jᵗ‖"
    rate[rate > _HIGHEST] = math.inf
    marks: dict[str, Any] = {} if continuous else {"marker": ".", "markersize": 4}
    axes.plot(times, norms, color=BLUE, label=norm, **marks)
    axes.plot(times, rate, color=GREY, linestyle="--", label=f"{of}, the eigenvalues")
    height = float(K.float64(matrix.array).values)
    if math.isfinite(height):
        axes.axhline(height, color=VERMILION, linewidth=1, label=f"{K.name} = {height:.4g}")
    axes.set(xlabel="t", yscale="log")
    axes.legend()


def draw_numerical_range(axes: Axes, matrix: Matrix) -> None:
    """Draw the boundary of {x*Jx : |x| = 1}, the eigenvalues, and the circle of radius w(J)."""
    border = numerical_range_border(matrix.array)
    eigenvalues = np.linalg.eigvals(matrix.array)
    radius = float(registry()["w"].float64(matrix.array).values)
    circle = radius * np.exp(2j * np.pi * np.linspace(0, 1, 361))
    axes.fill(border.real, border.imag, color=BLUE, alpha=0.2)
    axes.plot(border.real, border.imag, color=BLUE, label="numerical range")
    axes.plot(circle.real, circle.imag, "--", color=VERMILION, label=f"|z| = w = {radius:.4g}")
    axes.plot(eigenvalues.real, eigenvalues.imag, "o", color=GREEN, label="eigenvalues")
    axes.set(xlabel="Re z", ylabel="Im z", aspect="equal")
    axes.legend(loc="upper right", fontsize="small")


def numerical_range_border(array: FloatArray | ComplexArray) -> ComplexArray:
    """Return points x*Jx of the boundary, where x is a leading eigenvector of Re(e^{iθ}J).

    C. R. Johnson, SIAM J. Numer. Anal. 15 (1978) 595.
    """
    turned = np.exp(2j * np.pi * np.linspace(0, 1, _ANGLES))[:, None, None] * array
    _, vectors = np.linalg.eigh((turned + turned.conj().swapaxes(-1, -2)) / 2)
    x = vectors[..., -1]
    return np.asarray(np.einsum("ki,ij,kj->k", x.conj(), array, x))
