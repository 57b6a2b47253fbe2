"""The norm ‖e^{tA}‖ of the exponential at one time."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
from flint import fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.estimates import Estimates
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.rational import as_mpf, as_sympy
from kreissverify.quantities.base import OutsideDomain, Quantity
from kreissverify.quantities.exponentials.norm import (
    exponential_norms,
    norm_enclosure,
    norm_witness,
)
from kreissverify.quantities.witnesses import Deferred, value_string
from kreissverify.system.deferred import sympy

__all__ = ["QUANTITY"]


class ExponentialNorm(Quantity):
    """‖e^{tA}‖ = sup over |x| = 1 of |e^{tA}x| at one time t ≥ 0: how far x' = Ax can carry x.

    Examples
    --------
    >>> from kreissverify.continuous import exp_norm
    >>> round(exp_norm([[-1, 10], [0, -2]], "2/3"), 9)
    2.563453853
    """

    name = "exp_norm"
    long_name = "exponential_norm"
    parameters = ("t",)
    of_operand = True
    continuous = True
    copies_in_real_form = 1
    of_transposes = True
    is_computed = True
    native = frozenset({"float64"})
    finite = True

    def parameter(self, value: Any) -> Any:
        """Return t ≥ 0."""
        t = super().parameter(value)
        if t < 0:
            raise OutsideDomain(f"t: expected a number >= 0, got {t}")
        return t

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return ‖e^{tA}‖ by SciPy's exponential, of 2×2 by a formula; NaN for t < 0."""
        flat = stack.reshape(-1, *stack.shape[-2:])
        t = np.broadcast_to(np.asarray(parameters[0], dtype=np.float64), stack.shape[:-2])
        t = t.reshape(-1)
        values, errors = np.full(len(flat), np.nan), np.full(len(flat), np.inf)
        defined = t >= 0
        if defined.any():
            values[defined], errors[defined] = exponential_norms(flat[defined], t[defined])
        return Estimates(values, errors).reshaped(stack.shape[:-2])

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return the middle of an enclosure in balls."""
        (t,) = parameters
        found = norm_enclosure(matrix.exact, t, 10.0 ** (-digits - 1))
        low, high = found._finite_ends()
        with mpmath.workdps(digits + 5):
            return as_mpf((low + high) / 2)

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return an enclosure; below it is witnessed by a vector that grows so much."""
        (t,) = parameters
        exact = matrix.exact
        found = norm_enclosure(exact, t, rtol)

        def certificate() -> dict[str, Any]:
            below = norm_witness(exact, t)
            # a checker sums the exponential itself, to some sixty digits
            room = 0 if found.is_exact else fmpq(1, 2**100)
            high = found.upper.value
            wide = high * (1 + room) if is_finite(high) else high
            above = {"upper": {"value": value_string(wide)}}
            return above if below is None else {"lower": {"value": below["value"]}, **above}

        return Enclosure(found.lower, found.upper, Deferred(certificate))

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return 1 at t = 0 and for A = 0, and the exponential of a number."""
        (t,) = parameters
        if t == 0 or not any(matrix.exact.entries()):
            return sympy.Integer(1)
        return sympy.exp(as_sympy(matrix.exact[0, 0] * t)) if matrix.n == 1 else None

    def latex_of(self, matrix: str, *parameters: str) -> str:
        """Return ‖e^{tA}‖."""
        return rf"\lVert e^{{{parameters[0]} {matrix}}} \rVert"


QUANTITY = ExponentialNorm()
