"""Number systems in which powers of a matrix are held, and the period of its slow eigenvalues."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from flint import fmpq_mat
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray, float_matrix
from kreissverify.numbers.ball_matrix import BallArithmetic
from kreissverify.numbers.float_ball_matrix import FloatArithmetic

__all__ = ["Arithmetic", "arithmetics", "power_period", "power_periods"]

_MOST_PERIOD = 6  # an empirical limit: each residue is followed by itself, at a cost of its own
_NEAR_ONE = 0.3  # |e^{iφ} - 1| up to which a chord over a few powers is close to the curve


class Arithmetic(Protocol):
    """What the envelope needs of a number system for matrices."""

    name: str
    # Norms taken for one envelope, an empirical limit on the time: a few seconds. A slow decay
    # needs few, a rotation that never repeats one for each time.
    most_norms: int
    # Powers to 2 to this are taken. Over a range of S times a chord leaves S²/8 times a norm that
    # is known to half a unit at best, which S² must not exceed.
    longest: int

    def of(self, matrix: fmpq_mat) -> Any:
        """Return a matrix of balls around a rational matrix."""

    def products(self, a: list[Any], b: list[Any]) -> list[Any]:
        """Return the products of two lists, one by one."""

    def norms(self, matrices: list[Any], rtol: float) -> list[tuple[float, float]]:
        """Return floats below and above each spectral norm."""


def arithmetics() -> list[Arithmetic]:
    """Return the number systems to be tried in turn: fast ones first."""
    return [FloatArithmetic(), *(BallArithmetic(bits) for bits in (128, 256, 512, 1024))]


def power_period(matrix: fmpq_mat) -> int:
    """Return the least p ≤ 6 for which the slow eigenvalues of Jᵖ are near the positive axis."""
    return int(power_periods(float_matrix(matrix)[None])[0])


def power_periods(stack: FloatArray) -> NDArray[np.intp]:
    """Return `power_period` of each matrix of a stack (N, n, n), of shape (N,)."""
    eigenvalues = np.linalg.eigvals(stack)
    sizes = np.abs(eigenvalues)
    # of modulus at least ρ³: the others decay more than three times as fast
    with np.errstate(over="ignore"):  # of an infinite bound none is slow
        least = sizes.max(axis=1, keepdims=True, initial=0.0) ** 3
    slow = (sizes >= least) & (sizes > 0)
    directions = np.where(slow, eigenvalues / np.where(slow, sizes, 1.0), 1.0)
    found = np.ones(len(stack), dtype=np.intp)
    for period in range(_MOST_PERIOD, 0, -1):
        near = np.abs(directions**period - 1).max(axis=1, initial=0.0) < _NEAR_ONE
        found[near] = period
    return found
