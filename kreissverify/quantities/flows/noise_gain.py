"""The noise gain H_c(A): the stationary variance of dx = Ax dt + dW."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
from flint import fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.spectrum.float_position import decided_position, float_position
from kreissverify.matrices.spectrum.spectrum_position import SpectrumPosition
from kreissverify.matrices.spectrum.stability import AXIS
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import Estimates
from kreissverify.numbers.extended import INFINITY
from kreissverify.numbers.rational import as_fmpq, as_mpf, as_sympy
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.float_radius import abscissa_estimates
from kreissverify.quantities.flows.spectral_abscissa import unstable_enclosure
from kreissverify.quantities.lyapunov.covariance import (
    Covariance,
    covariance,
    doubled_trace,
    exact_covariance,
    traces_of_stack,
)
from kreissverify.quantities.lyapunov.symmetric_equation import trace
from kreissverify.quantities.two_by_two.running_error import Rounded
from kreissverify.quantities.witnesses import certified, matrix_strings
from kreissverify.system.deferred import sympy

__all__ = ["QUANTITY"]

_EXACT_SIZE = 6  # the size up to which n(n+1)/2 exact equations are cheap, and P is short


class ContinuousNoiseGain(Quantity):
    """H_c(A) = ∫ ‖e^{tA}‖_F² dt over t ≥ 0 = tr P with AP + PAᵀ + I = 0; +∞ if α(A) ≥ 0.

    Examples
    --------
    For one number it is 1/(2|λ|); here 1/2 + 1/6, and what the coupling adds.

    >>> from kreissverify import enclose
    >>> from kreissverify.continuous import H
    >>> print(enclose(H, [[-1, 0], [4, -3]]).lower.value)
    4/3
    """

    name = "H_c"
    long_name = "continuous_noise_gain"
    continuous = True
    copies_in_real_form = 2
    of_transposes = True
    is_computed = True
    native = frozenset({"float64"})

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return tr P: of real 2×2 by a formula, else from LAPACK with errors by the residual."""
        flat = stack.reshape(-1, *stack.shape[-2:])
        if stack.shape[-2:] == (2, 2) and stack.dtype.kind != "c":
            return _planar(flat).reshaped(stack.shape[:-2])
        found = traces_of_stack(flat)
        alpha = abscissa_estimates(flat)
        unstable = alpha.values - alpha.errors >= 0
        doubtful = ~unstable & ~(alpha.values + alpha.errors < 0)
        values = np.where(unstable, np.inf, found.values)
        errors = np.where(unstable, 0.0, np.where(doubtful, np.inf, found.errors))
        return Estimates(values, errors).reshaped(stack.shape[:-2])

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return tr P, exactly solved for n ≤ 6, else refined until it has the digits."""
        if decided_position(matrix, self.name, AXIS) is not SpectrumPosition.INSIDE:
            return mpmath.inf
        low, high = self._trace(matrix, fmpq(1, 10 ** (digits + 1)))[0]._finite_ends()
        with mpmath.workdps(digits + 5):
            return as_mpf((low + high) / 2)

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return the exact value for n ≤ 6, else an enclosure; both are witnessed by P.

        AP + PAᵀ + I ⪯ 0 and P ≻ 0 say that tr P is an upper bound, and with ⪰ 0 a lower one.
        """
        position = float_position(matrix, AXIS)
        if position is not SpectrumPosition.INSIDE:
            return unstable_enclosure(matrix) or Enclosure.exactly(INFINITY)
        shown, found = self._trace(matrix, as_fmpq(rtol / 4))
        if found is None:
            return shown
        low, high = shown.lower.value, shown.upper.value
        below, above = found.form / (1 + found.r), found.form / (1 - found.r)
        return certified(low, high, {"P": matrix_strings(below)}, {"P": matrix_strings(above)})

    @staticmethod
    def _trace(matrix: Matrix, rtol: fmpq) -> tuple[Enclosure, Covariance | None]:
        """Return an enclosure of tr P for a Hurwitz matrix, and what it was read off."""
        exact = matrix.exact
        if matrix.n <= _EXACT_SIZE:
            solved = exact_covariance(exact)
            if solved is None:
                raise Refused("H_c: the covariance is not definite, so the flow is not stable")
            return Enclosure.exactly(trace(solved)), Covariance(solved, fmpq(0))
        found = covariance(exact, rtol)
        if found is None:
            return doubled_trace(exact, float(rtol.p) / float(rtol.q)), None
        return found.trace, found

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return the exact rational value for n ≤ 6."""
        if matrix.n > _EXACT_SIZE:
            return None
        solved = exact_covariance(matrix.exact)
        return sympy.oo if solved is None else as_sympy(trace(solved))

    def closed_form(self, gamma: fmpq, b: fmpq, c: fmpq) -> sympy.Expr | None:
        """Return H_c of [[-μ, b], [c, -μ]]: (2(μ²-bc) + 2μ² + b² + c²)/(4μ(μ²-bc)) (see `_planar`).

        ∞ if it is not stable.
        """
        det = gamma * gamma - b * c
        if gamma >= 0 or det <= 0:
            return sympy.oo
        squares = 2 * gamma * gamma + b * b + c * c
        return as_sympy((2 * det + squares) / (-4 * gamma * det))


def _planar(stack: Any) -> Estimates:
    """Return H_c = -(2d + ‖A‖_F²)/(2τd), τ = tr A and d = det A, of real matrices (N, 2, 2).

    P = -(d·I + BBᵀ)/(2τd) with B = A - τI, the negative adjugate of A, which has its norm.
    """
    a, b, c, d = map(Rounded.of, stack.reshape(-1, 4).T)
    tau, det = a + d, a * d - b * c
    with np.errstate(all="ignore"):
        found = -(det * 2 + a * a + b * b + c * c + d * d) / (tau * det * 2)
    unstable = (tau.value >= 0) | (det.value <= 0)
    doubt = ~((np.abs(tau.value) > tau.error) & (np.abs(det.value) > det.error))
    # a centre, a zero eigenvalue: both signs may be those of exact zeros
    exact = (tau.error == 0) & (tau.value >= 0) | (det.error == 0) & (det.value <= 0)
    clear = (tau.value > tau.error) | (det.value < -det.error) | exact
    values = np.where(unstable, math.inf, found.value)
    errors = np.where(clear, 0.0, np.where(doubt, math.inf, found.error))
    lost = np.isnan(values) | np.isnan(errors) | (np.isinf(values) & ~clear)
    return Estimates(values, np.where(lost, math.inf, errors))


QUANTITY = ContinuousNoiseGain()
