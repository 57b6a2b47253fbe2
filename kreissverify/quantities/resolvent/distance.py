"""The distance to instability: 1/G on the edge of stability, the unit circle or imaginary axis."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import mpmath
import numpy as np
from flint import fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.estimates import Estimate, Estimates
from kreissverify.numbers.extended import is_finite
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.resolvent.supremum import ResolventSupremum
from kreissverify.system.deferred import sympy

__all__ = ["DistanceToEdge"]


class DistanceToEdge(Quantity):
    """1/G at the level of the edge, 0 where G is infinite.

    The least ‖E‖, over complex E, that moves an eigenvalue to the edge or beyond.
    """

    norm: ClassVar[ResolventSupremum]
    edge: ClassVar[fmpq]
    copies_in_real_form = 1
    of_transposes = True
    native = frozenset({"float64"})
    finite = True

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return 1/G at the highest maxima found; 0 where A is unstable."""
        norms = self.norm.float64(stack, float(int(self.edge.p)))
        distances = np.asarray(1 / norms.values)
        # relative errors are the same; an infinite norm, of distance 0, is known or is not, as is a
        # norm with an infinite error, whose square may overflow
        known = np.isfinite(norms.values) & np.isfinite(norms.errors)
        errors = np.where(known, norms.errors * distances * distances, norms.errors)
        return Estimates(distances, np.asarray(errors))

    def estimate(self, matrix: Matrix, *parameters: fmpq) -> Estimate:
        """Return 1/G with an estimate of its absolute error."""
        value, error = self.norm.estimate(matrix, self.edge)
        known = math.isfinite(value) and math.isfinite(error)
        return Estimate(1 / value, error / value / value if known else error)

    def value(self, matrix: Matrix, *parameters: fmpq) -> float:
        """Return the distance to 1e-8 relative, mostly to 14 digits.

        Raises
        ------
        Refused
            If the rounding of the entries decides stability, or no precision allowed is enough.
        """
        return 1 / self.norm.value(matrix, self.edge)

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return 1/G from Newton's method along the edge, at the highest peak found."""
        with mpmath.workdps(digits + 5):
            return 1 / self.norm.highprec(matrix, self.edge, digits=digits)

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return an enclosure of relative width at most `rtol`; its witnesses are those of G.

        Raises
        ------
        Refused
            If stability is not decided, or the precision allowed is not enough.
        """
        norm = self.norm.enclosure(matrix, self.edge, rtol=rtol)
        low, high = norm.lower.value, norm.upper.value
        # G = ∞ is said only where A is proved not to be stable
        if not (is_finite(low) and is_finite(high)):
            return Enclosure.exactly(0)
        return Enclosure.between(1 / high, 1 / low)

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return the exact distance of a 1×1 or 2×2 matrix that is nonnegative up to signs."""
        # proved, not computed: on the edge exactly the distance is 0, and G refuses to decide
        if self.is_unstable(matrix):
            return sympy.Integer(0)
        norm = self.norm.exact(matrix, self.edge)
        return None if norm is None else sympy.radsimp(1 / norm)

    def algebraic(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return 1 - ρ of a normal matrix, or -α of a flow."""
        norm = self.norm.algebraic(matrix, self.edge)
        return None if norm is None else 1 / norm

    def is_unstable(self, matrix: Matrix) -> bool:
        """Say whether an eigenvalue on or beyond the edge is proved."""
        raise NotImplementedError

    def grows_on(self, matrix: Matrix) -> bool:
        """Return False: it falls as the entries of a nonnegative matrix grow."""
        return False
