"""The transient peak M_c(A) = sup over t ≥ 0 of ‖e^{tA}‖."""

from __future__ import annotations

import math
from typing import Any

import mpmath
from flint import arb, fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.spectrum.float_position import decided_position
from kreissverify.matrices.spectrum.spectrum_position import SpectrumPosition, exact_position
from kreissverify.matrices.spectrum.stability import AXIS
from kreissverify.numbers.ball import middle_mpf, working_precision
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import Estimates
from kreissverify.numbers.extended import INFINITY, is_finite
from kreissverify.numbers.positive_definite import scaled_identity
from kreissverify.numbers.rational import (
    as_fmpq,
    as_mpf,
    as_sympy,
    rational_string,
    simplest_between,
)
from kreissverify.quantities.exponentials.cell_witness import cell_witness
from kreissverify.quantities.exponentials.float_envelope import float_peaks
from kreissverify.quantities.exponentials.norm import norm_witness
from kreissverify.quantities.exponentials.peak import (
    growth_bound,
    is_dissipative,
    peak_enclosure,
    peak_to,
)
from kreissverify.quantities.exponentials.planar import peak_ball, peak_estimates, peak_time
from kreissverify.quantities.flows.by_enclosure import EnclosedQuantity
from kreissverify.quantities.flows.spectral_abscissa import unstable_enclosure
from kreissverify.quantities.stability_boundary.enclosures import peak_at_one
from kreissverify.quantities.witnesses import Deferred, certified, matrix_strings
from kreissverify.system.deferred import sympy

__all__ = ["QUANTITY"]

_NEAREST = 1e-12  # width of an enclosure from which high precision starts


class ContinuousTransientPeak(EnclosedQuantity):
    """M_c(A) = sup over t ≥ 0 of ‖e^{tA}‖; +∞ unless the exponential is bounded.

    Examples
    --------
    >>> from kreissverify.continuous import M
    >>> round(M([[-1, 10], [0, -2]]), 9)
    2.563492886
    """

    name = "M_c"
    long_name = "continuous_transient_peak"
    continuous = True
    copies_in_real_form = 1
    of_transposes = True
    least = 1

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return the peaks: of 2×2 by a formula, of larger ones by an envelope of all in floats."""
        flat = stack.reshape(-1, *stack.shape[-2:])
        find = peak_estimates if stack.shape[-2:] == (2, 2) else float_peaks
        return find(flat).reshaped(stack.shape[:-2])

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return the peak: from its formula for n ≤ 2, else by secants to a zero of the slope.

        Where two peaks are as high to 1e-12 it may be the lower one.

        Raises
        ------
        Refused
            If the rounding of floats decides whether it is finite, or no peak is isolated.
        """
        exact = matrix.exact
        if not decided_position(matrix, self.name, AXIS).is_bounded:
            return mpmath.inf
        if is_dissipative(exact):
            return mpmath.mpf(1)
        if matrix.n == 2:
            with working_precision(math.ceil(3.33 * digits) + 64):
                found = peak_ball(tuple(exact.entries()))
            if isinstance(found, arb):
                return middle_mpf(found, digits + 5)
            with mpmath.workdps(digits + 5):
                return as_mpf(found) if isinstance(found, fmpq) else mpmath.mpf(found)
        self._require_stable(exact)
        return peak_to(exact, peak_enclosure(exact, _NEAREST), digits)

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return an enclosure by cells of times; below it is witnessed by a time and a vector."""
        exact = matrix.exact
        if is_dissipative(exact):
            identity = matrix_strings(scaled_identity(exact.nrows(), fmpq(1)))
            return certified(fmpq(1), fmpq(1), {"t": "0"}, {"P": identity})
        unbounded = unstable_enclosure(matrix)
        if unbounded is not None:
            return unbounded
        if matrix.n == 2:
            return self._planar(exact, rtol)
        at_zero = peak_at_one(matrix, rtol, AXIS)
        if at_zero is not None:
            return at_zero
        self._require_stable(exact)
        found = peak_enclosure(exact, rtol)
        low, high = as_fmpq(found.low), as_fmpq(found.high)
        return _witnessed(exact, Enclosure.between(low, high), found.t, rtol)

    def _require_stable(self, matrix: fmpq_mat) -> None:
        if exact_position(matrix, AXIS) is not SpectrumPosition.INSIDE:
            raise Refused(
                f"{self.name}: finite, with eigenvalues on the imaginary axis, and a limit that is "
                f"known by its enclosure only; enclose({self.name}, ...) gives it"
            )

    def _planar(self, matrix: fmpq_mat, rtol: float) -> Enclosure:
        entries = tuple(matrix.entries())
        with working_precision(64 + math.ceil(-math.log2(max(rtol, 1e-300)))):
            found = peak_ball(entries)
            if isinstance(found, float):
                return Enclosure.exactly(INFINITY)
            shown = Enclosure.of_ball(found) if isinstance(found, arb) else Enclosure.exactly(found)
            time = peak_time(entries)
            t = None if time is None else as_fmpq(float(time))
        return shown if t is None else _witnessed(matrix, shown, t, rtol)

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return 1 where the numerical abscissa is at most 0."""
        return sympy.Integer(1) if is_dissipative(matrix.exact) else None

    def closed_form(self, gamma: fmpq, b: fmpq, c: fmpq) -> sympy.Expr | None:
        """Return M_c of [[-μ, 0], [c, -μ]]: e^(acosh(κ/2) - √(1-4/κ²)), κ = c/μ, or 1 for κ ≤ 2.

        None for b ≠ 0, whose formula is that of every real 2×2 matrix (`exponentials.planar`).
        """
        if b != 0 or gamma >= 0:
            return None
        kappa = as_sympy(c / -gamma)
        if kappa <= 2:
            return sympy.Integer(1)
        root = sympy.sqrt(kappa**2 - 4)
        return (kappa + root) / 2 * sympy.exp(-root / kappa)


def _witnessed(matrix: fmpq_mat, shown: Enclosure, t: fmpq, rtol: float) -> Enclosure:
    def certificate() -> dict[str, Any]:
        below, high = norm_witness(matrix, t), shown.upper.value
        sides: dict[str, Any] = {} if below is None else {"lower": below}
        if is_finite(high):
            level = simplest_between(high * (1 + as_fmpq(rtol) / 2), high * (1 + as_fmpq(rtol)))
            above = cell_witness(matrix, level, fmpq(0), growth_bound(matrix))
            if above is not None:
                sides["upper"] = {"value": rational_string(level), **above}
        return sides

    return Enclosure(shown.lower, shown.upper, Deferred(certificate))


QUANTITY = ContinuousTransientPeak()
