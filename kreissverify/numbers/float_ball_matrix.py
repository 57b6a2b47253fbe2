"""Matrices of float64 balls, for sizes where balls at any precision are slow.

A ball is an array `mid` with an array `rad` ≥ 0, and stands for every real X with |X - mid| ≤ rad
entrywise. Rounding is bounded by the standard model: a conventional (not Strassen-like) product of
inner dimension n satisfies |fl(AB) - AB| ≤ γₙ|A||B| + underflow, in any order of summation and with
or without fused operations, γₙ = nu/(1-nu), u = 2⁻⁵³ (Higham, *Accuracy and Stability of Numerical
Algorithms*, 2nd ed., section 3.5).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from flint import arb_mat, fmpq_mat

from kreissverify.numbers.arrays import FloatArray, float_matrix

__all__ = [
    "FloatArithmetic",
    "FloatBall",
    "joined",
    "norm_bounds",
    "norm_bounds_of_stack",
    "round_up",
    "stacked",
]

Number = TypeVar("Number", float, FloatArray)

_UNIT = 2.0**-53
# Above every accumulated underflow error of the sums here: each is at most 2^-1074, about 5e-324,
# a term, so 1e23 terms would be needed. Far below every entry that matters.
_TINY = 1e-300
# Each halves what the last bound on ‖A‖ loses, a factor √n at most: a few are enough where little
# is asked for, and eigenvectors take the time of many.
_SQUARINGS = 4
_COARSE = 0.01  # the relative width from which on squares are asked first
# A sum of squares below it has lost digits to underflow; above, what is lost is below rounding.
_SMALLEST_SQUARE = 1e-280


def round_up(value: Number) -> Number:
    """Return floats above the results of a few rounded nonnegative operations given as `value`.

    Up to 31 of them: each is right to 2^-53 relatively, and the margin is 2^-48.
    """
    return value * (1 + 2.0**-48) + _TINY


def _round_down(value: FloatArray) -> FloatArray:
    return np.maximum(0.0, value * (1 - 2.0**-48) - _TINY)


def _gamma(length: int) -> float:
    """Return γₙ = nu/(1-nu), rounded up: 1.01 is above 1/(1-nu) up to n = 10^13; 2 are spare."""
    return 1.01 * (length + 2) * _UNIT


@dataclass(frozen=True)
class FloatBall:
    """Every real matrix within `rad` of `mid`, entrywise; both are of shape (n, m) or (N, n, m).

    Examples
    --------
    >>> third = FloatBall.of_rationals(fmpq_mat([[1]]) / 3)
    >>> low, high = norm_bounds(third @ third)
    >>> low < 1 / 9 < high < low * (1 + 1e-10)
    True
    """

    mid: FloatArray
    rad: FloatArray

    @classmethod
    def of_rationals(cls, matrix: fmpq_mat) -> FloatBall:
        """Return a ball that contains a rational matrix."""
        return cls._rounded(float_matrix(matrix))

    @classmethod
    def of_balls(cls, matrix: arb_mat) -> FloatBall:
        """Return a float64 ball that contains a ball matrix."""
        entries = matrix.entries()
        shape = (matrix.nrows(), matrix.ncols())
        around = cls._rounded(np.array([float(x.mid()) for x in entries]).reshape(shape))
        radii = np.array([float(x.rad()) for x in entries]).reshape(shape)
        return cls(around.mid, around.rad + radii * (1 + 2.0**-50) + _TINY)

    @classmethod
    def _rounded(cls, nearest: FloatArray) -> FloatBall:
        # twice the half unit of rounding to the nearest, and what underflow may have taken
        return cls(nearest, np.abs(nearest) * 2.0**-52 + _TINY)

    def __matmul__(self, other: FloatBall) -> FloatBall:
        inner = self.mid.shape[-1]
        size = np.abs(self.mid)
        far = np.abs(other.mid)
        with np.errstate(over="ignore", invalid="ignore"):  # a ball of inf or NaN shows nothing
            # |XY - mid mid'| ≤ |mid| rad' + rad (|mid'| + rad') + γ|mid||mid'|; the factor at the
            # end is for the rounding of this bound itself
            work = size @ (other.rad + _gamma(inner) * far) + self.rad @ (far + other.rad)
            return FloatBall(self.mid @ other.mid, work * (1 + 4 * _gamma(inner + 6)) + _TINY)

    def __add__(self, other: FloatBall) -> FloatBall:
        total = self.mid + other.mid
        work = self.rad + other.rad + 2 * _UNIT * np.abs(total)
        return FloatBall(total, work * (1 + 2.0**-48) + _TINY)

    def transpose(self) -> FloatBall:
        """Return the transposed ball."""
        return FloatBall(self.mid.swapaxes(-1, -2), self.rad.swapaxes(-1, -2))

    def chosen(self, places: Any) -> FloatBall:
        """Return the members of a stack at some places."""
        return FloatBall(self.mid[places], self.rad[places])

    def frobenius_upper(self) -> float:
        """Return an upper bound of the Frobenius norm of every matrix in the ball."""
        return round_up(frobenius_upper(self.mid) + frobenius_upper(self.rad))


def frobenius_upper(matrix: FloatArray) -> float:
    """Return a proved upper bound of the Frobenius norm of a float64 matrix."""
    return float(_frobenius_upper(matrix[None])[0])


def _frobenius_upper(stack: FloatArray) -> FloatArray:
    """Return proved upper bounds, of shape (N,), of Frobenius norms of arrays (N, n, m)."""
    count, n, m = stack.shape
    length = n * m
    flat = stack.reshape(count, length)
    # one pass, in whatever order; an infinite bound is a bound
    squares = np.einsum("ij,ij->i", flat, flat)
    bound = np.asarray(round_up(np.sqrt(squares) * (1 + _gamma(length))))
    small = squares < _SMALLEST_SQUARE
    if small.any():
        # there a coarse bound, by the largest entry: √n too wide at most
        largest = np.abs(flat[small]).max(axis=1, initial=0.0)
        bound[small] = round_up(largest * math.sqrt(length))
    return np.asarray(bound)


def norm_bounds(ball: FloatBall, rtol: float = 1e-11) -> tuple[float, float]:
    """Return floats low ≤ ‖X‖ ≤ high for every X in the ball.

    Parameters
    ----------
    ball
        Of shape (n, m).
    rtol
        The relative distance of the two bounds to stop at; below about 1e-13 rounding prevents it.

    Returns
    -------
    tuple of float
        (0, ∞) where an entry is beyond 1e300, or is not bounded.
    """
    low, high = norm_bounds_of_stack(FloatBall(ball.mid[None], ball.rad[None]), rtol)
    return float(low[0]), float(high[0])


def norm_bounds_of_stack(balls: FloatBall, rtol: float = 1e-11) -> tuple[FloatArray, FloatArray]:
    """Return arrays low ≤ ‖X‖ ≤ high, of shape (N,), for every X in balls of shape (N, n, m).

    With g₀ = fl(AᵀA) and g_{k+1} = fl(g_k²), each symmetric and scaled by a power of two,

        ‖A‖² ≤ ‖g₀‖ + γ‖A‖_F²,   ‖g_k‖² ≤ ‖g_{k+1}‖ + γ‖g_k‖_F²,   ‖g_k‖ ≤ ‖g_k‖_F,

    and the last inequality loses only the 2^-(k+1)-th power of a factor √n at most. The columns of
    g_k tend to the top singular vector v, whence the lower bound ‖Av‖/‖v‖. Where a few squares are
    not enough, eigenvectors give both bounds: see `_rotated_norms`. A 2×2 matrix has a closed form.

    Parameters
    ----------
    balls
        Of shape (N, n, m).
    rtol
        The relative distance of the two bounds to stop at; below about 1e-13 rounding prevents it.

    Returns
    -------
    tuple of ndarray
        0 and ∞ where an entry is beyond 1e300, or is not bounded.
    """
    largest = np.abs(balls.mid).max(axis=(1, 2), initial=0.0)
    error = _frobenius_upper(balls.rad)
    # squares and sums of scaled entries are safe; the scaling itself needs room below 1.8e308
    known = (largest < 1e300) & (error < np.inf)
    # what is added for underflow would not be small beside it
    tiny = largest < 1e-280
    usual = known & ~tiny
    if usual.all():  # nearly always, and choosing the members takes as long as a product of them
        return _usual_norms(balls.mid, largest, error, rtol)
    low, high = np.zeros(len(largest)), np.full(len(largest), np.inf)
    tiny &= known
    high[tiny] = round_up(_frobenius_upper(balls.mid[tiny]) + error[tiny])
    if usual.any():
        found = _usual_norms(balls.mid[usual], largest[usual], error[usual], rtol)
        low[usual], high[usual] = found
    return low, high


def _usual_norms(
    mid: FloatArray, largest: FloatArray, error: FloatArray, rtol: float
) -> tuple[FloatArray, FloatArray]:
    # a power of two: dividing by it is exact
    scale = np.ldexp(1.0, np.frexp(largest)[1])
    least, most = _norms(mid / scale[:, None, None], rtol)
    return _round_down(least * scale - error), round_up(most * scale + error)


def _norms(a: FloatArray, rtol: float) -> tuple[FloatArray, FloatArray]:
    """Bound ‖a‖ for arrays (N, n, m) whose largest entries are between 1/2 and 1."""
    if a.shape[1:] == (2, 2):
        return _norms_of_two(a)
    if a.shape[1] < a.shape[2]:  # the smaller of AᵀA and AAᵀ
        a = np.ascontiguousarray(a.swapaxes(1, 2))
    unit = _gamma(max(a.shape[1:]) + 2)
    size = _frobenius_upper(a)
    gram = _symmetric(a.swapaxes(1, 2) @ a)
    low, high = np.zeros(len(a)), size.copy()
    # the members that are not bounded closely enough yet, and for each square of theirs so far its
    # scale and the Frobenius norm before squaring
    open_ = np.arange(len(a))
    trail = [(np.ones(len(a)), size)]
    for _ in range(_SQUARINGS if rtol >= _COARSE else 0):
        norm = _frobenius_upper(gram)
        low[open_] = np.maximum(low[open_], _rayleigh(a[open_], gram, size[open_], unit))
        high[open_] = np.minimum(high[open_], _unrolled(norm, trail, unit))
        # squares that vanish tell no more
        wide = (high[open_] > low[open_] * (1 + rtol)) & (norm != 0)
        if not wide.any():
            return low, high
        if not wide.all():
            open_, gram, norm = open_[wide], gram[wide], norm[wide]
            trail = [(scale[wide], before[wide]) for scale, before in trail]
        scale = np.ldexp(1.0, np.frexp(norm)[1])
        gram = gram / scale[:, None, None]
        trail.append((scale, norm / scale))
        gram = _symmetric(gram @ gram)
    try:
        vectors = np.linalg.eigh(gram)[1]
    except np.linalg.LinAlgError:  # not converged: what squares showed is left
        return low, high
    top = vectors[:, :, -1:]
    low[open_] = np.maximum(low[open_], _stretched(a[open_], top, size[open_], unit))
    high[open_] = np.minimum(high[open_], _unrolled(_rotated_norms(gram, vectors), trail, unit))
    return low, high


def _rotated_norms(gram: FloatArray, vectors: FloatArray) -> FloatArray:
    """Bound ‖g‖ of symmetric matrices from above by matrices V of what may be their eigenvectors.

    ‖g‖ ≤ ‖VᵀgV‖·‖V⁻¹‖² ≤ ‖VᵀgV‖ / (1-‖I-VᵀV‖), and both are at most their largest row sums.
    """
    n = gram.shape[-1]
    far, size = vectors.swapaxes(1, 2), np.abs(vectors)
    away = size.swapaxes(1, 2)
    # the margins are for products of two and of three matrices
    rotated = np.abs(far @ (gram @ vectors)) + _gamma(3 * n) * (away @ (np.abs(gram) @ size))
    departure = np.abs(far @ vectors - np.eye(n)) + _gamma(2 * n) * (away @ size)
    most, left = (
        round_up(x.sum(axis=2).max(axis=1) * (1 + _gamma(n))) for x in (rotated, departure)
    )
    near = left < 0.5
    return np.where(near, round_up(most / np.where(near, 1 - left, 1.0)), np.inf)


def _norms_of_two(a: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Bound ‖[[a, b], [c, d]]‖ = (√((a+d)² + (b-c)²) + √((a-d)² + (b+c)²))/2, see `_norms`.

    Each operand is right to u = 2⁻⁵³ relatively, its square to 3u, their sum to 4u, the root to 3u
    and the sum of both to 4u. What underflow takes from the squares is below 1e-161 in the roots,
    while the norm is at least 1/2. Twice that bound is taken: 8u = 2⁻⁵⁰.
    """
    first = np.sqrt((a[:, 0, 0] + a[:, 1, 1]) ** 2 + (a[:, 0, 1] - a[:, 1, 0]) ** 2)
    second = np.sqrt((a[:, 0, 0] - a[:, 1, 1]) ** 2 + (a[:, 0, 1] + a[:, 1, 0]) ** 2)
    value = (first + second) / 2
    return value * (1 - 2.0**-50), value * (1 + 2.0**-50)


def _symmetric(matrix: FloatArray) -> FloatArray:
    # for symmetric g the norm of g² is the square of the norm; rounding keeps it so to an ulp only
    return np.asarray((matrix + matrix.swapaxes(1, 2)) * 0.5)


def _unrolled(
    norm: FloatArray, trail: list[tuple[FloatArray, FloatArray]], unit: float
) -> FloatArray:
    """Return the bounds on ‖A‖ that bounds on the last squares mean, back through all of them."""
    for scale, frobenius in reversed(trail):
        norm = scale * round_up(np.sqrt(norm + unit * frobenius * frobenius))
    return norm


def _rayleigh(a: FloatArray, gram: FloatArray, size: FloatArray, unit: float) -> FloatArray:
    # the column of the largest diagonal entry has the largest share of the top singular vector
    column = np.einsum("ijj->ij", gram).argmax(axis=1)
    return _stretched(a, gram[np.arange(len(gram)), :, column, None], size, unit)


def _stretched(a: FloatArray, vector: FloatArray, size: FloatArray, unit: float) -> FloatArray:
    """Bound ‖a‖ from below by ‖av‖/‖v‖."""
    length = _frobenius_upper(vector)
    moved = a @ vector
    image = np.sqrt(np.einsum("ijk,ijk->i", moved, moved)) * (1 - unit)
    # where it is less, squares of the image would underflow; 0 is a bound
    enough = length >= 1e-100
    return np.where(enough, _round_down(image / np.where(enough, length, 1.0) - unit * size), 0.0)


class FloatArithmetic:
    """Products and norms of float64 balls, behind the same names as `BallArithmetic`."""

    name = "float64 balls"
    most_norms = 20_000  # see `Arithmetic`; about 60 µs each
    longest = 28

    def of(self, matrix: fmpq_mat) -> FloatBall:
        """Return a ball that contains a rational matrix."""
        return FloatBall.of_rationals(matrix)

    def products(self, a: list[FloatBall], b: list[FloatBall]) -> list[FloatBall]:
        """Return the products of two lists, one by one."""
        product = stacked(a) @ stacked(b)
        return [FloatBall(mid, rad) for mid, rad in zip(product.mid, product.rad, strict=True)]

    def norms(self, matrices: list[FloatBall], rtol: float) -> list[tuple[float, float]]:
        """Return floats below and above each spectral norm, see `norm_bounds_of_stack`."""
        low, high = norm_bounds_of_stack(stacked(matrices), rtol)
        return list(zip(low.tolist(), high.tolist(), strict=True))


def joined(balls: Sequence[FloatBall]) -> FloatBall:
    """Return stacks (N₁, n, m), (N₂, n, m), … as one."""
    return FloatBall(np.concatenate([x.mid for x in balls]), np.concatenate([x.rad for x in balls]))


def stacked(balls: list[FloatBall]) -> FloatBall:
    """Return matrices (n, m) as one stack (N, n, m)."""
    return FloatBall(np.stack([x.mid for x in balls]), np.stack([x.rad for x in balls]))
