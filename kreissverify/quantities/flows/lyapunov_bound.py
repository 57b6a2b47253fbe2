"""The Lyapunov bound L_c(A) = min √cond(P) over P ≻ 0 with AᵀP + PA ⪯ 0; M_c(A) ≤ L_c(A)."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
from flint import fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.spectrum.float_position import decided_position
from kreissverify.matrices.spectrum.stability import AXIS
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import Estimate, Estimates
from kreissverify.numbers.extended import at_most, is_finite
from kreissverify.numbers.positive_definite import scaled_identity
from kreissverify.numbers.rational import as_fmpq
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.exponentials.peak import is_dissipative
from kreissverify.quantities.float_radius import abscissa_estimates
from kreissverify.quantities.flows.spectral_abscissa import unstable_enclosure
from kreissverify.quantities.flows.transient_peak import QUANTITY as M
from kreissverify.quantities.lyapunov.cayley import cayley_step, cayley_transform
from kreissverify.quantities.maps.lyapunov_bound import QUANTITY as L
from kreissverify.quantities.maps.lyapunov_bound import lyapunov_from_multipliers
from kreissverify.quantities.witnesses import Deferred, matrix_strings
from kreissverify.system.deferred import sympy

__all__ = ["QUANTITY", "flow_lyapunov_from_multipliers"]


class ContinuousLyapunovBound(Quantity):
    """L_c(A) = min √cond(P) over P ≻ 0 with AᵀP + PA ⪯ 0: the best quadratic bound on M_c(A).

    It is L of the Cayley transform (see `lyapunov.cayley`), and all that is known of L is used: for
    n ≤ 2 it is exact.

    Examples
    --------
    On [[-μ, 0], [c, -μ]] it is max(1, c/2μ).

    >>> from kreissverify import enclose
    >>> from kreissverify.continuous import L
    >>> print(enclose(L, [[-1, 0], [4, -1]]).lower.value)
    2
    """

    name = "L_c"
    long_name = "continuous_lyapunov_bound"
    continuous = True
    copies_in_real_form = 1
    of_transposes = True
    native = frozenset({"float64", "value", "estimate", "highprec", "exact"})
    least = 1

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return L of the Cayley transforms of each matrix, exactly formed."""
        flat = stack.reshape(-1, *stack.shape[-2:])
        values, errors = np.full(len(flat), np.nan), np.full(len(flat), np.inf)
        alpha = abscissa_estimates(flat)
        unstable = alpha.values - alpha.errors > 0
        values[unstable], errors[unstable] = np.inf, 0.0
        for i in np.flatnonzero(~unstable):
            one = flat[i]
            if flat.shape[-1] <= 2:
                values[i], errors[i] = self.estimate(one)
                continue
            found = L.float64(_transformed(Matrix(one)).array)
            values[i], errors[i] = float(found.values), float(found.errors)
        # rounding decides whether a form exists
        errors[alpha.have_open_signs] = np.inf
        return Estimates(values, errors).reshaped(stack.shape[:-2])

    def value(self, matrix: Matrix, *parameters: fmpq) -> float:
        """Return L_c to 1e-8 relative: the closed form for n ≤ 2, else between two proved bounds.

        Raises
        ------
        Refused
            If rounding decides whether it is finite, or the bounds are farther apart.
        """
        if not decided_position(matrix, self.name, AXIS).is_bounded:
            return float("inf")
        return float(self._of_map(lambda: L.value(_transformed(matrix))))

    def estimate(self, matrix: Any, *parameters: Any) -> Estimate:
        """Return the best proved upper bound, and how far above the proved lower bound it is."""
        return L.estimate(_transformed(self.subject(matrix)))

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return L_c where it is known exactly: see `lyapunov_bound`."""
        if not decided_position(matrix, self.name, AXIS).is_bounded:
            return mpmath.inf
        return self._of_map(lambda: L.highprec(_transformed(matrix), digits=digits))

    def _of_map(self, ask: Any) -> Any:
        try:
            return ask()
        except Refused as refusal:
            raise Refused(f"{self.name}: {str(refusal).removeprefix('L: ')}") from None

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return an enclosure; P proves the upper end, and below stands a witness of M_c ≤ L_c."""
        unbounded = unstable_enclosure(matrix)
        if unbounded is not None:
            return unbounded
        shown = self._of_map(lambda: L.enclosure(_transformed(matrix), rtol=rtol))
        peak = self._peak(matrix, rtol)

        def sides() -> dict[str, Any]:
            above, below = shown.certificate or {}, {} if peak is None else peak.certificate or {}
            found = {"lower": below["lower"]} if "lower" in below else {}
            return {**found, "upper": above["upper"]} if "upper" in above else found

        low = shown.lower.value
        if peak is not None and is_finite(peak.lower.value) and at_most(low, peak.lower.value):
            low = min(peak.lower.value, shown.upper.value) if matrix.n > 2 else low
        return Enclosure.between(low, shown.upper.value, Deferred(sides))

    def _peak(self, matrix: Matrix, rtol: float) -> Enclosure | None:
        """Return an enclosure of M_c ≤ L_c, coarse where the closed form has the value."""
        if is_dissipative(matrix.exact):
            return M.enclosure(matrix, rtol=rtol)
        try:
            return M.enclosure(matrix, rtol=max(rtol, 1e-9) if matrix.n > 2 else 1e-2)
        except Refused:
            return None

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return L_c exactly where it is known: see `lyapunov_bound`."""
        return L.exact(_transformed(matrix))

    def grows_on(self, matrix: Matrix) -> bool:
        """Say whether A = [[-μ, b], [c, -μ]], where X of `closed_form` grows with b, c and -μ."""
        return matrix.n == 2 and matrix.exact[0, 0] == matrix.exact[1, 1]

    def closed_form(self, gamma: fmpq, b: fmpq, c: fmpq) -> sympy.Expr:
        """Return L_c of [[-μ, b], [c, -μ]]: max(1, max(b, c)/(μ + √(μ²-bc))), ∞ if unstable."""
        value = self.exact(Matrix([[gamma, b], [c, gamma]]))
        return sympy.oo if value is None else value


def flow_lyapunov_from_multipliers(matrix: Matrix, rtol: float) -> dict[str, Any]:
    """Return a lower bound of L_c with the multipliers of a program; {} if none was proved.

    With C = (I-hA)⁻¹(I+hA) and X of C, X' = 2h(I-hA)⁻¹X(I-hA)⁻ᵀ has -AX' - X'Aᵀ = X - CXCᵀ: the W
    of C is one of A.

    Parameters
    ----------
    matrix
        A.
    rtol
        The relative distance from the best form at which the program stops.
    """
    form = matrix.real_form.exact
    found = lyapunov_from_multipliers(_transformed(matrix), rtol)
    if not found:
        return {}
    X = fmpq_mat([[as_fmpq(x) for x in row] for row in found["X"]])
    h = cayley_step(form)
    back = (scaled_identity(form.nrows(), fmpq(1)) - form * h).inv()
    return {**found, "X": matrix_strings(back * X * back.transpose() * (2 * h))}


def _transformed(matrix: Matrix) -> Matrix:
    return Matrix(cayley_transform(matrix.real_form.exact))


QUANTITY = ContinuousLyapunovBound()
