"""σ_min of zI - A and its singular vectors by inverse iteration, from one LU factorisation a point.

With W = zI - A the iteration v ← W⁻¹W⁻*v / ‖·‖ gains the factor (σ_n/σ_{n-1})² a step. Two
triangular solves a step are many times cheaper than all singular values, and near a maximum of
‖R(z)‖ on a circle the vectors of the last point are nearly those of the next.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.linalg.blas import dznrm2
from scipy.linalg.lapack import zgetrf, zgetrs

from kreissverify.numbers.arrays import ComplexArray, FloatArray

__all__ = ["ShiftedMatrix", "SingularTriplet"]

# Steps before all singular values are asked for: where the two least ones are within 30 % of each
# other inverse iteration needs more, and the divide-and-conquer SVD is then as cheap.
_MOST_STEPS = 12

_ROUGH = 1e-4  # from there on σ is wanted as the start of a search only
_MISSING = 1e-11  # what σ may lack, relatively: far below the 1e-8 that values promise

# In the place of σ = 0 at an eigenvalue: what divides by it goes on, with a boundless error.
_LEAST = 1e-300


@dataclass(frozen=True)
class SingularTriplet:
    """(zI - A) right = σ left with unit vectors, and p = left* right.

    Attributes
    ----------
    sigma
        The smallest singular value, or the value of an estimate from above.
    p
        u*v: the derivative of σ along ż is Re(ż p).
    left, right
        u and v, of shape (n,).
    """

    sigma: float
    p: complex
    left: ComplexArray
    right: ComplexArray


class ShiftedMatrix:
    """A square matrix A whose resolvent is looked at in many points, one after the other."""

    def __init__(self, array: FloatArray | ComplexArray) -> None:
        self.array = array
        self.n = len(array)
        # Fortran order, as LAPACK's wrapper would copy all else at each point
        self._negated = np.asfortranarray(-array, dtype=np.complex128)
        self.norm = float(np.linalg.norm(array))
        self._start = _some_vector(self.n)

    def shifted(self, z: complex) -> ComplexArray:
        """Return zI - A."""
        moved = self._negated.copy(order="F")
        moved.reshape(-1, order="F")[:: self.n + 1] += z
        return moved

    def estimate(self, z: complex, steps: int = 2) -> SingularTriplet:
        """Return an upper estimate of σ_min(zI - A), after so many steps from a fixed vector."""
        return self._iterated(z, self._start, steps, math.inf)

    def at(
        self, z: complex, start: ComplexArray | None = None, rtol: float = 1e-13
    ) -> SingularTriplet:
        """Return the smallest singular value at z with its vectors.

        Parameters
        ----------
        z
            The point.
        start
            A guess of the right singular vector, of shape (n,).
        rtol
            The change of σ in a step, relatively, at which it may have converged. Where the next
            singular value is near it changes as little though it is far off: see `_settled`.
        """
        first = self._start if start is None else start
        return self._iterated(z, first, _MOST_STEPS, rtol)

    def _iterated(self, z: complex, v: ComplexArray, steps: int, rtol: float) -> SingularTriplet:
        moved = self.shifted(z)
        factors, pivots, singular = zgetrf(moved, overwrite_a=False)
        if singular > 0:
            return self._by_svd(moved)
        norm, before, earlier = 0.0, v, v
        for _ in range(steps):
            before, earlier = v, before
            w = zgetrs(factors, pivots, v, trans=2)[0]
            u = w / dznrm2(w)
            w = zgetrs(factors, pivots, u)[0]
            last, norm = norm, dznrm2(w)
            if not 0 < norm < math.inf:
                return self._by_svd(moved)
            v = w / norm
            if norm - last <= rtol * norm and (rtol > _ROUGH or _settled(v, before, earlier)):
                break
        else:
            if rtol < math.inf:
                return self._by_svd(moved)
        return SingularTriplet(1 / norm, complex(np.vdot(u, v)), u, v)

    def _by_svd(self, moved: ComplexArray) -> SingularTriplet:
        left, values, right = np.linalg.svd(moved)
        u, v = left[:, -1], right[-1].conj()
        return SingularTriplet(max(float(values[-1]), _LEAST), complex(np.vdot(u, v)), u, v)


def _settled(v: ComplexArray, before: ComplexArray, earlier: ComplexArray) -> bool:
    """Say whether σ lacks nothing, from the last two changes of v.

    Each change is q = (σ_n/σ_{n-1})² times the last one, so that v is off by m = d/(1-q) after the
    change d, and σ by m²(1-√q) ≤ d²/(1-q), relatively; it is at most d also, as m ≤ 1. The change
    of σ itself is d² only: where that is 1e-13, d is 3e-7, and σ off by as much if q is nearly 1.
    """
    change, last = dznrm2(v - before), dznrm2(before - earlier)
    gap = max(last - change, 0.0)
    return bool(change <= _MISSING or change * change * last <= _MISSING * gap)


@lru_cache(maxsize=64)
def _some_vector(n: int) -> ComplexArray:
    # of no symmetry that the matrices of applications have; the same at each call, as results are
    # to be reproducible
    k = np.arange(1, n + 1)
    vector = np.exp(1j * np.sqrt(2.0) * k * k) * (1 + 0.5 * np.sin(k))
    return np.asarray(vector / np.linalg.norm(vector))
