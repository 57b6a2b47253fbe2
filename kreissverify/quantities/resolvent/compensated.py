"""Resolvent norms near eigenvalues in float64, with the digits that a singular value would lose.

LAPACK's σ_min(zI-J) is off by some u·‖zI-J‖, which is the share e = u·‖zI-J‖·‖R(z)‖ of itself. Its
right singular vector v is off by e also. But ‖(zI-J)v‖/‖v‖ is above σ_min by a share of e² only,
as σ_min is its least value: if the products are summed with their rounding errors, by

    a + b = fl(a + b) + e₁   (D. E. Knuth),      ab = fl(ab) + e₂   (T. J. Dekker, G. W. Veltkamp),

as in T. Ogita, S. M. Rump, S. Oishi, Accurate sum and dot product, SIAM J. Sci. Comput. 26 (2005)
1955. |z| - 1 keeps its digits, as z and the entries of J are sums of two floats. An estimate of
‖R(z)‖ from below, and a guide: nothing is proved by it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities.curves import CIRCLES, Curves
from kreissverify.quantities.resolvent.values import shifted

__all__ = ["Twofold", "compensated_norms", "points_of"]

_SPLIT = 2.0**27 + 1
_MOST = 1e150  # beyond it splitting, or a product, overflows


class Twofold(NamedTuple):
    """Numbers as sums of two floats, of which the second is about a rounding error of the first."""

    high: FloatArray
    low: FloatArray


def points_of(curves: Curves, levels: FloatArray, places: FloatArray) -> tuple[Twofold, Twofold]:
    """Return real and imaginary parts of points on curves: |z| - 1 or Re z is right to all digits.

    Parameters
    ----------
    curves
        Circles or lines.
    levels, places
        r - 1 and the angle, or x and the ordinate, of equal shapes.
    """
    zero = np.zeros_like(levels)
    if curves is not CIRCLES:
        return Twofold(levels, zero), Twofold(places, zero)
    cosine, sine = np.cos(places), np.sin(places)
    on_axis = (places == 0) | (places == np.pi)
    sine[on_axis] = 0.0
    # the floats cos θ and sin θ are on a circle of radius 1 + δ/2, but for δ²
    squares = [_product(x, x) for x in (cosine, sine)]
    whole = _sum(squares[0].high, squares[1].high)
    off = (whole.high - 1) + (whole.low + squares[0].low + squares[1].low)
    radius = _sum(np.ones_like(levels), levels)
    radius = _sum(radius.high, radius.low - radius.high * off / 2)
    return _times(radius, cosine), _times(radius, sine)


def compensated_norms(matrix: Twofold, real: Twofold, imaginary: Twofold) -> FloatArray:
    """Return ‖R(z)‖ from below, right to a share e² + u of itself; NaN where floats do not do.

    Parameters
    ----------
    matrix
        J, of shape (n, n).
    real, imaginary
        The parts of the points z, of shape (m,).
    """
    n = len(matrix.high)
    z = real.high + 1j * imaginary.high
    with np.errstate(all="ignore"):
        moved = shifted(matrix.high[None], z)
        usual = np.abs(moved).max(axis=(1, 2)) < _MOST  # and no NaN
        moved = np.where(usual[:, None, None], moved, np.eye(n))
        try:
            vectors = np.linalg.svd(moved)[2][:, -1].conj()
        except np.linalg.LinAlgError:  # not converged
            return np.full(len(z), np.nan)
        v, w = vectors.real.copy(), vectors.imag.copy()
        # of (zI-J)(v+iw), row by row: terms with a float each, and the low parts
        first, second = _Sum.zero(v.shape), _Sum.zero(v.shape)
        for sign, part, one, other in ((1, real, v, w), (-1, imaginary, w, -v)):
            for total, x in ((first, one), (second, other)):
                total.add(sign * part.high[:, None], x)
                total.low += sign * part.low[:, None] * x
        for j in range(n):
            for total, x in ((first, v), (second, w)):
                total.add(-matrix.high[None, :, j], x[:, j, None])
                total.low -= matrix.low[None, :, j] * x[:, j, None]
        far = np.sqrt(np.square(first.value).sum(axis=1) + np.square(second.value).sum(axis=1))
        size = np.sqrt(np.square(v).sum(axis=1) + np.square(w).sum(axis=1))
        return np.where(usual, size / far, np.nan)


class _Sum:
    """A sum of products with what its roundings have lost."""

    def __init__(self, high: FloatArray, low: FloatArray) -> None:
        self.high, self.low = high, low

    @classmethod
    def zero(cls, shape: tuple[int, ...]) -> _Sum:
        return cls(np.zeros(shape), np.zeros(shape))

    def add(self, a: FloatArray, b: FloatArray) -> None:
        """Add a product."""
        product = _product(a, b)
        total = _sum(self.high, product.high)
        self.high = total.high
        self.low = self.low + (total.low + product.low)

    @property
    def value(self) -> FloatArray:
        return self.high + self.low


def _sum(a: FloatArray, b: FloatArray) -> Twofold:
    """Return a + b and the rounding error of it, exactly."""
    high = a + b
    back = high - a
    return Twofold(high, (a - (high - back)) + (b - back))


def _product(a: FloatArray, b: FloatArray) -> Twofold:
    """Return ab and the rounding error of it, exactly."""
    high = a * b
    (a1, a2), (b1, b2) = _halves(a), _halves(b)
    return Twofold(high, a2 * b2 - (((high - a1 * b1) - a2 * b1) - a1 * b2))


def _halves(a: FloatArray) -> Twofold:
    """Return two numbers of half as many digits whose sum is a."""
    big = _SPLIT * a
    high = big - (big - a)
    return Twofold(high, a - high)


def _times(a: Twofold, b: FloatArray) -> Twofold:
    product = _product(a.high, b)
    return _sum(product.high, product.low + a.low * b)
