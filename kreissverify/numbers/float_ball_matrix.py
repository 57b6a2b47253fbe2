"""Matrices of float64 balls, for sizes where balls at any precision are slow.

A ball is an array `mid` with an array `rad` ≥ 0, and stands for every real X with |X - mid| ≤ rad
entrywise. Rounding is bounded by the standard model: a conventional (not Strassen-like) product of
inner dimension n satisfies |fl(AB) - AB| ≤ γₙ|A||B| + underflow, in any order of summation and with
or without fused operations, γₙ = nu/(1-nu), u = 2⁻⁵³ (Higham, *Accuracy and Stability of Numerical
Algorithms*, 2nd ed., section 3.5).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from flint import arb_mat, fmpq_mat

from kreissverify.numbers.arrays import FloatArray, float_matrix

__all__ = ["FloatArithmetic", "FloatBall", "norm_bounds", "round_up"]

_UNIT = 2.0**-53
# Above every accumulated underflow error of the sums here: each is at most 2^-1074, about 5e-324,
# a term, so 1e23 terms would be needed. Far below every entry that matters.
_TINY = 1e-300
# Each halves what the last bound on ‖A‖ loses, a factor √n at most: after 40 of them 1e-12 log n.
# Without a gap below the largest singular value it is the rounding that ends the gain, much before.
_MOST_SQUARINGS = 40
_SQUARE_UNDERFLOWS = 1e-140  # below it squares lose digits; above, what is lost is below rounding


def round_up(value: float) -> float:
    """Return a float above the result of a few rounded nonnegative operations given as `value`.

    Up to 31 of them: each is right to 2^-53 relatively, and the margin is 2^-48.
    """
    return value * (1 + 2.0**-48) + _TINY


def _round_down(value: float) -> float:
    return max(0.0, value * (1 - 2.0**-48) - _TINY)


def _gamma(length: int) -> float:
    """Return γₙ = nu/(1-nu), rounded up: 1.01 is above 1/(1-nu) up to n = 10^13; 2 are spare."""
    return 1.01 * (length + 2) * _UNIT


@dataclass(frozen=True)
class FloatBall:
    """Every real matrix within `rad` of `mid`, entrywise; both are of shape (n, m).

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
        return FloatBall(self.mid.T, self.rad.T)

    def frobenius_upper(self) -> float:
        """Return an upper bound of the Frobenius norm of every matrix in the ball."""
        return round_up(frobenius_upper(self.mid) + frobenius_upper(self.rad))


def frobenius_upper(matrix: FloatArray) -> float:
    """Return a proved upper bound of the Frobenius norm of a float64 matrix."""
    flat = matrix.ravel()
    largest = float(np.max(np.abs(flat), initial=0.0))
    if largest < _SQUARE_UNDERFLOWS:  # a coarse bound, by the largest entry: √n too wide at most
        return round_up(largest * math.sqrt(flat.size))
    with np.errstate(over="ignore"):  # an infinite bound is a bound
        square = float(flat @ flat)
    return round_up(math.sqrt(square) * (1 + _gamma(flat.size)))


def norm_bounds(ball: FloatBall, rtol: float = 1e-11) -> tuple[float, float]:
    """Return floats low ≤ ‖X‖ ≤ high for every X in the ball.

    With g₀ = fl(AᵀA) and g_{k+1} = fl(g_k²), each symmetric and scaled by a power of two,

        ‖A‖² ≤ ‖g₀‖ + γ‖A‖_F²,   ‖g_k‖² ≤ ‖g_{k+1}‖ + γ‖g_k‖_F²,   ‖g_k‖ ≤ ‖g_k‖_F,

    and the last inequality loses only the 2^-(k+1)-th power of a factor √n at most. The columns of
    g_k tend to the top singular vector v, whence the lower bound ‖Av‖/‖v‖. Squaring goes on until
    the two agree to `rtol`.

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
    largest = float(np.max(np.abs(ball.mid), initial=0.0))
    # squares and sums of scaled entries are safe; the scaling itself needs room below 1.8e308
    if not (largest < 1e300 and np.isfinite(ball.rad).all()):
        return 0.0, math.inf
    error = frobenius_upper(ball.rad)
    if largest < 1e-280:  # what is added for underflow would not be small beside it
        return 0.0, round_up(frobenius_upper(ball.mid) + error)
    scale = 2.0 ** math.frexp(largest)[1]  # a power of two: dividing by it is exact
    low, high = _float_norm(ball.mid / scale, rtol)
    return _round_down(low * scale - error), round_up(high * scale + error)


def _float_norm(a: FloatArray, rtol: float) -> tuple[float, float]:
    """Bound ‖a‖ for an array whose largest entry is between 1/2 and 1."""
    if a.shape[0] < a.shape[1]:  # the smaller of AᵀA and AAᵀ
        a = np.ascontiguousarray(a.T)
    unit = _gamma(max(a.shape) + 2)
    size = frobenius_upper(a)
    gram = _symmetric(a.T @ a)
    trail = [(1.0, size)]  # (scale of the square, Frobenius norm before squaring)
    low, high = 0.0, size
    for _ in range(_MOST_SQUARINGS):
        norm = frobenius_upper(gram)
        low = max(low, _rayleigh(a, gram, size, unit))
        high = min(high, _unrolled(norm, trail, unit))
        if high <= low * (1 + rtol) or norm == 0:  # squares that vanish tell no more
            break
        scale = 2.0 ** math.frexp(norm)[1]
        gram = gram / scale
        trail.append((scale, norm / scale))
        gram = _symmetric(gram @ gram)
    return low, high


def _symmetric(matrix: FloatArray) -> FloatArray:
    # for symmetric g the norm of g² is the square of the norm; rounding keeps it so to an ulp only
    return np.asarray((matrix + matrix.T) * 0.5)


def _unrolled(norm: float, trail: list[tuple[float, float]], unit: float) -> float:
    """Return the bound on ‖A‖ that a bound on the last square means, back through all of them."""
    for scale, frobenius in reversed(trail):
        norm = scale * round_up(math.sqrt(norm + unit * frobenius * frobenius))
    return norm


def _rayleigh(a: FloatArray, gram: FloatArray, size: float, unit: float) -> float:
    # the column of the largest diagonal entry has the largest share of the top singular vector
    vector = gram[:, int(np.argmax(np.diagonal(gram)))]
    length = frobenius_upper(vector)
    if length < 1e-100:  # squares of its image would underflow; 0 is a bound
        return 0.0
    image = a @ vector
    found = math.sqrt(float(image @ image)) * (1 - unit)
    return _round_down(found / length - unit * size)


class FloatArithmetic:
    """Products and norms of float64 balls, behind the same names as `BallArithmetic`."""

    name = "float64 balls"

    def of(self, matrix: fmpq_mat) -> FloatBall:
        """Return a ball that contains a rational matrix."""
        return FloatBall.of_rationals(matrix)

    def times(self, a: FloatBall, b: FloatBall) -> FloatBall:
        """Return the product."""
        return a @ b

    def norm(self, matrix: FloatBall, rtol: float) -> tuple[float, float]:
        """Return floats below and above the spectral norm, see `norm_bounds`."""
        return norm_bounds(matrix, rtol)
