"""The Kreiss constant K(J) = sup over |z| > 1 of (|z|-1)‖(zI-J)⁻¹‖."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
from flint import arb, fmpq
from numpy.typing import NDArray

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.rounding import rounded_off
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.ball import middle_mpf
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import Estimate, Estimates
from kreissverify.numbers.float_ball_matrix import FloatBall
from kreissverify.numbers.intervals import Intervals
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.kreiss.by_peak import enclosed_by_peak
from kreissverify.quantities.kreiss.enclosure import (
    enclose_kreiss,
)
from kreissverify.quantities.kreiss.equal_to_one import upper_bound_one
from kreissverify.quantities.kreiss.maximiser import (
    SMALL_PEAK,
    UNSTABLE,
    KreissPeak,
    float_array,
    found_peak,
)
from kreissverify.quantities.kreiss.peaks import certified_maximum, kreiss_peak
from kreissverify.quantities.kreiss.real_axis import kreiss_at_most
from kreissverify.quantities.kreiss.stacks import kreiss_of_stack
from kreissverify.quantities.large.bounds import highest_peak
from kreissverify.quantities.large.lower_estimate import LowerEstimate
from kreissverify.quantities.large.region import OUTSIDE
from kreissverify.quantities.large.resolvent import LargeResolvent
from kreissverify.quantities.maps.transient_peak import QUANTITY as M
from kreissverify.quantities.resolvent.high_precision import RefinedMaximum
from kreissverify.quantities.stability_boundary.enclosures import kreiss_at_one
from kreissverify.quantities.stacked.kreiss import kreiss_bounds
from kreissverify.quantities.two_by_two.closed_form import KREISS
from kreissverify.quantities.two_by_two.first_route import two_by_two_first
from kreissverify.system.deferred import sympy

__all__ = ["QUANTITY", "KreissConstant"]

_UNIT = 2.0**-53
# The size up to which a stack is searched as one: larger matrices keep the linear algebra busy
# one by one, with a search that takes one Schur form and few singular values.
_LARGEST_OF_BATCH = 40
_PLACED = 1e-4  # the error of a height up to which its peak is where it was found
_CLEARLY = 1e-3  # a matrix is unstable in floats if rounding is a smaller share of what it takes


@two_by_two_first(KREISS, encloses=True, searched=True)
class KreissConstant(Quantity):
    """K(J) = sup over |z| > 1 of (|z|-1)‖(zI-J)⁻¹‖, finite just where J is power bounded.

    It is at least 1. H.-O. Kreiss, BIT 2 (1962) 153; computed as in section 5 of the mathematics:
    the highest peak of the resolvent from below, circle certificates and Hadamard's three circles
    from above.

    Examples
    --------
    On [[γ, 0], [c, γ]] it is κ/4 + 1/κ for κ = c/(1-γ) ≥ 2; here κ = 4.

    >>> from kreissverify import K, enclose
    >>> J = [["1/2", 0], [2, "1/2"]]
    >>> K(J)
    1.25
    >>> print(enclose(K, J).lower.value)
    5/4
    """

    name = "K"
    long_name = "kreiss_constant"
    of_padded = True
    copies_in_real_form = 1
    of_transposes = True
    native = frozenset({"float64", "value"})
    least = 1

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return the highest peaks found, at least 1; infinite where ρ(J) > 1 beyond rounding.

        Where float64 loses digits of the smallest singular value, the height is recomputed in
        higher precision. The errors are infinite where the search may have missed a peak, or
        rounding decides whether J is stable.
        """
        flat = stack.reshape(-1, *stack.shape[-2:])
        if stack.shape[-1] > _LARGEST_OF_BATCH:
            found = [_of_one(one) for one in flat]
            pairs = np.array(found, dtype=np.float64).reshape(-1, 2)
            return Estimates(pairs[:, 0], pairs[:, 1]).reshaped(stack.shape[:-2])
        return kreiss_of_stack(flat, UNSTABLE).reshaped(stack.shape[:-2])

    def float64_at_most(
        self, stack: FloatArray, sizes: tuple[int, ...], bounds: FloatArray, *parameters: Any
    ) -> NDArray[np.bool_]:
        """Compare on the real axis, for [[A, 0], [C, D]] with symmetric A, D.

        Parameters
        ----------
        stack
            Matrices of shape (N, n, n).
        sizes
            Those of the diagonal blocks; anything but two blocks is not shown.
        bounds
            The bounds, of shape (N,).
        """
        shown = np.zeros(len(stack), dtype=bool)
        if len(sizes) != 2 or np.iscomplexobj(stack):  # not Hermitian blocks: no statement has them
            return shown
        k = sizes[0]
        blocks = stack[:, :k, :k], stack[:, k:, k:]
        fits = ~stack[:, :k, k:].any(axis=(1, 2)) & np.isfinite(stack).all(axis=(1, 2))
        for block in blocks:
            fits &= (block == block.swapaxes(1, 2)).all(axis=(1, 2))
        if fits.any():
            shown[fits] = kreiss_at_most(stack[fits], k, bounds[fits])
        return shown

    def __call__(self, matrix: Any, *parameters: Any, weight: Any = None) -> Any:
        """Return the float64 value (see `value`), or the symbolic atom for a symbolic matrix.

        An array of floats is searched as it is, without a copy in rational numbers.
        """
        if not parameters and weight is None and float_array(matrix) is not None:
            return kreiss_peak(matrix).value
        return super().__call__(matrix, *parameters, weight=weight)

    def of_large(self, resolvent: LargeResolvent, *parameters: fmpq) -> LowerEstimate:
        """Return a lower bound of K from the highest peak found; infinite if ρ(J) > 1 in floats."""
        return highest_peak(self.name, resolvent, OUTSIDE)

    def value(self, matrix: Matrix, *parameters: fmpq) -> float:
        """Return K right to 1e-8, from more than float64 where it has lost digits.

        Up to size 20 level sets on circles, in floats, show that no peak is higher than the value
        found by more than a share of 1e-6; where they do not, proofs by circles decide. For larger
        matrices a map of the whole plane found the peak, which shows nothing of the kind. See
        `kreiss_peak`, whose value this is.

        Raises
        ------
        Refused
            If ρ(J) = 1 cannot be told from instability, or the peak of a large matrix is in doubt.
        """
        return self.peak(matrix).value

    def estimate(self, matrix: Matrix, *parameters: fmpq) -> Estimate:
        """Return the height of the highest peak found, with an estimate of its error."""
        return _estimated(found_peak(matrix.array, rounded_off(matrix)))

    def peak(self, matrix: Matrix) -> KreissPeak:
        """Return the value of K with the point where it is attained: `kreiss_peak`.

        Raises
        ------
        Refused
            See `value`.
        """
        return kreiss_peak(matrix)

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return K from Newton's method at the peak, which circles showed to be the global one.

        Peaks that differ by less than 1e-6 relative are not told apart by the circles.
        """
        found = certified_maximum(matrix, digits)
        return _mpf(found.value, digits) if isinstance(found, RefinedMaximum) else mpmath.mpf(found)

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return an enclosure of relative width at most `rtol`, with its certificate."""

        def peak() -> Enclosure:
            return M.enclosure(matrix, rtol=rtol)

        at_one = kreiss_at_one(matrix, rtol, peak)
        if at_one is not None:
            return at_one
        try:
            return enclose_kreiss(matrix, rtol)
        except Refused:
            shown = enclosed_by_peak(matrix, rtol)
            shown = shown or kreiss_at_one(matrix, rtol, peak, thorough=True)
            if shown is None:
                raise
            return shown

    def bounds_of_stack(self, balls: FloatBall, *parameters: Intervals, rtol: float) -> Intervals:
        """Return bounds by chains of circles: see `stacked.kreiss`."""
        return kreiss_bounds(balls, rtol)

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return K = 1 of a 1×1 matrix; the closed form is of 2×2 ones."""
        known = matrix.n == 1 and upper_bound_one(matrix) is not None
        return sympy.Integer(1) if known else None

    def closed_form(self, gamma: fmpq, b: fmpq, c: fmpq) -> sympy.Expr:
        """Return K of the comparison matrix [[γ, b], [c, γ]] (E1 and E2)."""
        found = KREISS.expression(Matrix([[gamma, b], [c, gamma]]))
        return sympy.radsimp(found)

    def latex_of(self, matrix: str, *parameters: str) -> str:
        """Return K(J)."""
        return f"K({matrix})"


def _estimated(found: KreissPeak) -> Estimate:
    """Return the value of a search with the error that is known of it."""
    if math.isinf(found.value):
        return Estimate(found.value, 0.0 if found.error < _CLEARLY else math.inf)
    known = found.tested or found.shape[0] > SMALL_PEAK
    if not known or not found.stable or not found.error < _PLACED:
        return Estimate(found.value, math.inf)
    return Estimate(found.value, found.value * found.error)


def _of_one(array: NDArray[Any]) -> Estimate:
    """Return the value of a search, of a matrix whose entries may be roundings."""
    found = found_peak(array)
    value, error = _estimated(found)
    if found.maximum is None:
        return Estimate(value, error)
    moved = _UNIT * float(np.linalg.norm(array)) * found.maximum.norm
    return Estimate(value, error + value * moved)


def _mpf(value: arb, digits: int) -> mpmath.mpf:
    # K ≥ 1, which a midpoint may miss by its rounding
    return max(mpmath.mpf(1), middle_mpf(value, digits + 5))


QUANTITY = KreissConstant()
