"""The Stein bound √cond(P), P = JᵀPJ + I: a Lyapunov bound on the peak that nobody optimised.

P ⪰ JᵀPJ makes ‖Jᵗ‖² ≤ cond(P), so that M ≤ L ≤ √cond(P). P exists iff ρ(J) < 1.
"""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import sympy
from flint import fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.enclosure import Enclosure, maximum
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import Estimates
from kreissverify.numbers.extended import INFINITY
from kreissverify.numbers.rational import as_fmpq, as_sympy
from kreissverify.numbers.spectral_norm import spectral_norm
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.lyapunov.stein_equation import refined_solution, stein_series
from kreissverify.quantities.maps.noise_gain import stationary_covariance, triangular_gain
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO
from kreissverify.quantities.maps.spectral_radius import radius_above_one
from kreissverify.quantities.mpmath_matrices import mp_matrix, mp_norm
from kreissverify.quantities.unit_circle.position import is_at_least_one

__all__ = ["QUANTITY"]

_EXACT_SIZE = 4  # the size up to which exact solutions stay short
# In mpmath: a condition of the range of float64 squared, and the digits asked for, fit in. More
# would take minutes for what no float is near.
_MOST_DIGITS = 1000


class SteinBound(Quantity):
    """√cond(P) of the solution of P = JᵀPJ + I; +∞ if ρ(J) ≥ 1.

    Examples
    --------
    For diag(λ, 0) it is 1/√(1-λ²), above M = 1.

    >>> from kreissverify import stein_bound
    >>> round(stein_bound([["3/5", 0], [0, 0]]), 12)
    1.25
    """

    name = "stein_bound"
    long_name = "stein_bound"
    least = 1

    def grows_on(self, matrix: Matrix) -> bool:
        """Return False: the condition of P may fall as an entry grows (of diag(a, b) it does)."""
        return False

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return √cond(P), P by doubling."""
        form = stein_series(stack)
        finite = np.asarray(np.isfinite(form).all(axis=(-2, -1)))
        safe = np.where(finite[..., None, None], form, np.eye(form.shape[-1]))
        values = np.linalg.eigvalsh(safe)  # P ⪰ I
        conditions = values[..., -1] / values[..., 0]
        return Estimates.unsure(np.where(finite, np.sqrt(conditions), np.inf))

    def value(self, matrix: Matrix, *parameters: fmpq) -> float:
        """Return the float64 value of one matrix."""
        return self._float(matrix)

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return √cond(P) in mpmath, P exactly for n ≤ 4, else from a linear system."""
        if matrix.n <= _EXACT_SIZE:
            form = _solution(matrix.exact)
            if form is None:
                return mpmath.inf
            with mpmath.workdps(digits + 10):
                # of the inverse, since the least eigenvalue of P itself loses the digits of cond(P)
                norms = (mp_norm(mp_matrix(x)) for x in (form, form.inv()))
                return mpmath.sqrt(mpmath.fprod(norms))
        if RHO.estimate(matrix).value >= 1:
            return mpmath.inf
        return _in_rising_precision(matrix.exact, digits)

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return an enclosure from a rational P̃ near P, with (1-r)P ⪯ P̃ ⪯ (1+r)P proved."""
        exact = matrix.exact
        found = refined_solution(exact, matrix.array, as_fmpq(rtol / 8))
        if found is None and matrix.n <= _EXACT_SIZE:
            solution = _solution(exact)
            if solution is None:
                return Enclosure.exactly(INFINITY)
            # exact, so without an error of its own
            found = solution, fmpq(0)
        if found is None:
            if radius_above_one(exact) is not None or is_at_least_one(exact):
                return Enclosure.exactly(INFINITY)
            raise Refused("the Stein equation was not solved: the spectral radius is 1, or close")
        form, r = found
        # each factor is within about an eighth of the width, and the root halves their sum
        condition = spectral_norm(form, rtol / 8) * spectral_norm(form.inv(), rtol / 8)
        error = Enclosure.between((1 - r) / (1 + r), (1 + r) / (1 - r))
        return maximum([Enclosure.exactly(1), (condition * error).sqrt()])

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return the exact value for n ≤ 2: √cond = (τ + √(τ²-4d))/(2√d), τ = tr P, d = det P."""
        if matrix.n > 2:
            return None
        form = _solution(matrix.exact)
        if form is None:
            return sympy.oo
        if matrix.n == 1:
            return sympy.Integer(1)
        return _root_of_condition(as_sympy(form[0, 0] + form[1, 1]), as_sympy(form.det()))

    def closed_form(self, gamma: fmpq, b: fmpq, c: fmpq) -> sympy.Expr | None:
        """Return the value of T = [[γ, 0], [c, γ]]; None for b ≠ 0.

        With x = 1/(1-γ²), tr P = H(T) = 2x + c²(1+γ²)x³ and det P = x² + c²x⁴ (P is the P of H(T)
        with the coordinates exchanged). It is about κ(1+γ²)/(1+γ) as κ → ∞, and tends to
        e^(asinh(κ/2)) as γ → 1.
        """
        if b != 0:
            return None
        x = 1 / (1 - gamma**2)
        trace, det = triangular_gain(gamma, c), x**2 + c**2 * x**4
        return _root_of_condition(as_sympy(trace), as_sympy(det))

    def latex_of(self, matrix: str, *parameters: str) -> str:
        """Return cond(P)^(1/2)."""
        return rf"\operatorname{{cond}}(P_{{{matrix}}})^{{1/2}}"


def _solution(matrix: fmpq_mat) -> fmpq_mat | None:
    """Return the exact P = JᵀPJ + I, or None if ρ(J) ≥ 1."""
    return stationary_covariance(matrix.transpose())


def _in_rising_precision(matrix: fmpq_mat, digits: int) -> mpmath.mpf:
    """Return √cond(P) in mpmath, with digits for what the least eigenvalue loses: those of cond(P).

    Raises
    ------
    Refused
        If the most digits allowed are not enough.
    """
    precision = 2 * digits + 20
    while precision <= _MOST_DIGITS:
        with mpmath.workdps(precision):
            condition = _condition(matrix)
            if condition is not None and condition < mpmath.mpf(10) ** (precision - digits - 10):
                return mpmath.sqrt(condition)
        precision *= 2
    raise Refused(f"stein_bound: the Stein equation was not solved with {_MOST_DIGITS} digits")


def _condition(matrix: fmpq_mat) -> mpmath.mpf | None:
    """Return cond(P) at the precision of mpmath, or None if it is too low to tell P ≻ 0."""
    J, size = mp_matrix(matrix), matrix.nrows()
    pairs = [(i, j) for i in range(size) for j in range(size)]
    system = mpmath.matrix(
        [[int((i, j) == (k, m)) - J[k, i] * J[m, j] for k, m in pairs] for i, j in pairs]
    )
    try:
        # n² equations in n² unknowns: cubic in their number, but exact up to rounding
        solved = mpmath.lu_solve(system, mpmath.matrix([int(i == j) for i, j in pairs]))
    except ZeroDivisionError:  # a pivot below the precision, relative to the largest entry
        return None
    form = mpmath.matrix(size, size)
    for place, (i, j) in enumerate(pairs):
        form[i, j] = solved[place]
    values = mpmath.eigsy(form, eigvals_only=True)
    return max(values) / min(values) if min(values) > 0 else None


def _root_of_condition(trace: sympy.Rational, det: sympy.Rational) -> sympy.Expr:
    return (trace + sympy.sqrt(trace**2 - 4 * det)) / (2 * sympy.sqrt(det))


QUANTITY = SteinBound()
