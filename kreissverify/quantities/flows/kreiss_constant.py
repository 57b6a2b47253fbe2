"""The Kreiss constant of a flow, K_c(A) = sup over Re z > 0 of Re z·‖(zI-A)⁻¹‖."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
from flint import fmpq
from numpy.typing import NDArray

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.rounding import rounded_off
from kreissverify.matrices.spectrum.stability import AXIS
from kreissverify.numbers.ball import middle_mpf
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import Estimate, Estimates
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.curves import LINES
from kreissverify.quantities.exponentials.peak import is_dissipative
from kreissverify.quantities.flows.transient_peak import QUANTITY as M
from kreissverify.quantities.kreiss.enclosure import enclose_kreiss, shown_one
from kreissverify.quantities.kreiss.lines.field import axis_doubt, numerical_abscissa
from kreissverify.quantities.kreiss.maximiser import SMALL_PEAK, KreissPeak, found_peak
from kreissverify.quantities.kreiss.peaks import certified_maximum, kreiss_peak
from kreissverify.quantities.large.bounds import highest_peak
from kreissverify.quantities.large.lower_estimate import LowerEstimate
from kreissverify.quantities.large.region import HALF_PLANE
from kreissverify.quantities.large.resolvent import LargeResolvent
from kreissverify.quantities.resolvent.high_precision import RefinedMaximum
from kreissverify.quantities.stability_boundary.enclosures import kreiss_at_one
from kreissverify.quantities.two_by_two.closed_form import KREISS_OF_FLOW
from kreissverify.quantities.two_by_two.first_route import two_by_two_first
from kreissverify.system.deferred import sympy

__all__ = ["QUANTITY", "ContinuousKreissConstant"]

_UNIT = 2.0**-52
_CLEARLY = 1e-3  # a matrix is unstable in floats if rounding is a smaller share of what it takes
_PLACED = 1e-4  # the error of a height up to which its peak is where it was found


@two_by_two_first(KREISS_OF_FLOW, encloses=True, searched=True)
class ContinuousKreissConstant(Quantity):
    """K_c(A) = sup over Re z > 0 of Re z·‖(zI-A)⁻¹‖, finite just where e^{tA} is bounded.

    It is at least 1, and 1 iff ω(A) ≤ 0; also sup over ε > 0 of α_ε(A)/ε. H.-O. Kreiss, Math.
    Scand. 7 (1959) 71; L. N. Trefethen and M. Embree, *Spectra and Pseudospectra* (2005), section
    14. Computed as K is: the highest peak of Re z·‖R(z)‖ from below, lines and Hadamard's three
    lines from above. Of every 2×2 matrix it has a closed form.

    Examples
    --------
    On [[-μ, 0], [c, -μ]] it is κ/4 + 1/κ for κ = c/μ ≥ 2, as K of a map is.

    >>> from kreissverify import continuous as ct, enclose
    >>> A = [["-1/2", 0], [2, "-1/2"]]
    >>> ct.K(A)
    1.25
    >>> print(enclose(ct.K, A).lower.value)
    5/4
    """

    name = "K_c"
    long_name = "continuous_kreiss_constant"
    continuous = True
    copies_in_real_form = 1
    of_transposes = True
    native = frozenset({"float64", "value"})
    least = 1

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return the highest peaks found, at least 1; infinite where α(A) > 0 beyond rounding.

        The errors are infinite where the search may have missed a peak, or rounding decides whether
        A is stable.
        """
        found = [_of_one(one) for one in stack.reshape(-1, *stack.shape[-2:])]
        pairs = np.array(found, dtype=np.float64).reshape(-1, 2)
        return Estimates(pairs[:, 0], pairs[:, 1]).reshaped(stack.shape[:-2])

    def estimate(self, matrix: Matrix, *parameters: fmpq) -> Estimate:
        """Return the height of the highest peak found, with an estimate of its error."""
        array = matrix.array
        return _estimated(found_peak(array, rounded_off(matrix), LINES), array)

    def of_large(self, resolvent: LargeResolvent, *parameters: fmpq) -> LowerEstimate:
        """Return a lower bound from the highest peak found; infinite if α(A) > 0 in floats."""
        return highest_peak(self.name, resolvent, HALF_PLANE)

    def value(self, matrix: Matrix, *parameters: fmpq) -> float:
        """Return K_c right to 1e-8, from more than float64 where it has lost digits.

        As for K: up to size 20 level sets on lines, in floats, show that no peak is higher by more
        than a share of 1e-6, and where they do not, proofs by lines decide.

        Raises
        ------
        Refused
            If α(A) = 0 cannot be told from instability, or the peak of a large matrix is in doubt.
        """
        return self.peak(matrix).value

    def peak(self, matrix: Matrix) -> KreissPeak:
        """Return the value of K_c with the point where it is attained, vectors and gradient.

        Raises
        ------
        Refused
            See `value`.
        """
        return kreiss_peak(matrix, LINES)

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return K_c from Newton's method at the peak, which lines showed to be the global one.

        Peaks that differ by less than 1e-6 relative are not told apart by the lines.
        """
        found = certified_maximum(matrix, digits, LINES)
        if not isinstance(found, RefinedMaximum):
            return mpmath.mpf(found)
        # K ≥ 1, which a midpoint may miss by its rounding
        return max(mpmath.mpf(1), middle_mpf(found.value, digits + 5))

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return an enclosure of relative width at most `rtol`, with its certificate.

        Raises
        ------
        Refused
            If the precision allowed is not enough, or the matrix too large for an exact decision.
        """

        def peak() -> Enclosure:
            return M.enclosure(matrix, rtol=rtol)

        if shown_one(matrix, LINES) is None:
            at_zero = kreiss_at_one(matrix, rtol, peak, AXIS)
            if at_zero is not None:
                return at_zero
        try:
            return enclose_kreiss(matrix, rtol, LINES)
        except Refused:  # perhaps α = 0 where floats are far from it
            at_zero = kreiss_at_one(matrix, rtol, peak, AXIS, thorough=True)
            if at_zero is None:
                raise
            return at_zero

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return K_c = 1 where ω ≤ 0, which is decided exactly; the closed form is of 2×2 ones."""
        return sympy.Integer(1) if is_dissipative(matrix.real_form.exact) else None

    def closed_form(self, gamma: fmpq, b: fmpq, c: fmpq) -> sympy.Expr:
        """Return K_c of the comparison matrix [[γ, b], [c, γ]], γ < 0."""
        return sympy.radsimp(KREISS_OF_FLOW.expression(Matrix([[gamma, b], [c, gamma]])))

    def latex_of(self, matrix: str, *parameters: str) -> str:
        """Return K_c(A)."""
        return rf"K_{{c}}({matrix})"


def _estimated(found: KreissPeak, array: NDArray[Any]) -> Estimate:
    """Return the value of a search with the error that is known of it."""
    if math.isinf(found.value):
        return Estimate(found.value, 0.0 if found.error < _CLEARLY else math.inf)
    if found.maximum is None:
        return Estimate(found.value, _error_of_one(array))
    known = found.tested or found.shape[0] > SMALL_PEAK
    if not known or not found.stable or not found.error < _PLACED:
        return Estimate(found.value, math.inf)
    return Estimate(found.value, found.value * found.error)


def _error_of_one(array: NDArray[Any]) -> float:
    """Return what rounding may add to K_c = 1: nothing for ω clearly below 0, else up to ω·G_c(0).

    As xG_c(x) ≤ 1 for x ≤ 1/G_c(0), and at most x/(x-ω) beyond.
    """
    clear = 4 * len(array) * _UNIT * float(np.linalg.norm(array))
    if numerical_abscissa(array) < -clear or not (array + array.conj().T).any():
        return 0.0
    doubt = 8 * axis_doubt(array)
    return doubt if doubt < _CLEARLY else math.inf


def _of_one(array: NDArray[Any]) -> Estimate:
    """Return the value of a search, of a matrix whose entries may be roundings."""
    found = found_peak(array, None, LINES)
    value, error = _estimated(found, array)
    if found.maximum is None:
        return Estimate(value, error)
    moved = _UNIT * float(np.linalg.norm(array)) * found.maximum.norm
    return Estimate(value, error + value * moved)


QUANTITY = ContinuousKreissConstant()
