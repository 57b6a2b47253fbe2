"""The point of a circle where the resolvent norm is largest, and how the maximum changes with J.

With zI - J = σ u v* + … for the least singular value, dσ = -Re(u* dJ v): G = 1/σ has the gradient
G² u v* (T. Kato, Perturbation Theory for Linear Operators, II.6; the point z moves, but the maximum
along the circle is stationary in it).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.matrices.matrix import as_matrix
from kreissverify.numbers.arrays import ComplexArray
from kreissverify.numbers.rational import as_float, as_fmpq
from kreissverify.quantities.base import OutsideDomain
from kreissverify.quantities.resolvent.curve_estimates import found_on_curve, in_range
from kreissverify.quantities.resolvent.curve_maximum import LOST, CurveSearch

__all__ = ["ResolventPeak", "resolvent_peak"]


@dataclass(frozen=True)
class ResolventPeak:
    """The highest point of ‖(zI-J)⁻¹‖ on and outside |z| = r, and how G(J, r) changes with J.

    Attributes
    ----------
    value
        G(J, r), or infinity.
    error
        An estimate of the relative error of `value`; infinite where nothing is known.
    z
        Where it is attained, |z| = r; None where it is infinite.
    u, v
        Unit vectors of shape (n,) with (zI-J) v = u/G and ‖(zI-J)⁻¹ u‖ = G; None where z is.
    real
        Whether J is real, and so the gradient.
    """

    value: float
    error: float
    z: complex | None = None
    u: ComplexArray | None = None
    v: ComplexArray | None = None
    real: bool = True

    @property
    def gradient(self) -> NDArray[Any] | None:
        """dG/dJ, of shape (n, n): G(J+E) - G(J) = Re tr(gradient* E) + o(‖E‖); None where z is.

        It is G² u v*, of a real J the real part. Where G is attained at several points, or the
        least singular value is a multiple one, G has no derivative there, and this is one of its
        generalised gradients; for the two points z and z̄ of a real matrix it is the same.
        """
        if self.u is None or self.v is None:
            return None
        gradient = self.value**2 * np.outer(self.u, self.v.conj())
        return gradient.real.copy() if self.real else gradient


def resolvent_peak(matrix: Any, r: Any = 1) -> ResolventPeak:
    """Return G(J, r) = max over |z| = r of ‖(zI-J)⁻¹‖ with its maximiser, vectors and gradient.

    In float64: a local search, which a level-set test of the circle confirms (see `G`).

    Parameters
    ----------
    matrix
        What `Matrix` accepts; its float64 rounding is used.
    r
        The radius r > 0.

    Returns
    -------
    ResolventPeak
        Without z, vectors and gradient where J has an eigenvalue on or outside the circle.

    Raises
    ------
    InvalidMatrix, OutsideDomain
        If an argument is not of the kind asked for.

    Examples
    --------
    For one number λ it is 1/(1-|λ|), of derivative 1/(1-λ)² for 0 < λ < 1.

    >>> from kreissverify import resolvent_peak
    >>> found = resolvent_peak([["1/2"]])
    >>> found.value, found.z, found.gradient.tolist()
    (2.0, (1+0j), [[4.0]])
    """
    array, radius = as_matrix(matrix).array, as_float(as_fmpq(r))
    if not radius > 0:
        raise OutsideDomain("r: expected r > 0")
    scale = in_range(array, radius)
    with np.errstate(all="ignore"):
        search = CurveSearch(array / scale)
        found = found_on_curve(search, radius / scale)
    if found is None:
        return ResolventPeak(math.inf, search.doubt(radius / scale), real=search.real)
    point, error = found
    u, v = point.triplet.left, point.triplet.right
    error = error if error < LOST else math.inf
    return ResolventPeak(1 / point.sigma / scale, error, point.z * scale, u, v, search.real)
