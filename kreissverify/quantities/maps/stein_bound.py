"""The Stein bound √cond(P), P = JᵀPJ + I: a Lyapunov bound on the peak that nobody optimised.

P ⪰ JᵀPJ makes ‖Jᵗ‖² ≤ cond(P), so that M ≤ L ≤ √cond(P). P exists iff ρ(J) < 1.
"""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
from flint import arb, arb_mat, fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.spectrum.float_position import decided_position
from kreissverify.matrices.spectrum.spectrum_position import SpectrumPosition
from kreissverify.numbers.ball import middle_mpf, working_precision
from kreissverify.numbers.ball_eigenvalues import largest_eigenvalue
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import Estimates
from kreissverify.numbers.rational import as_fmpq, as_sympy, rational_string
from kreissverify.numbers.spectral_norm import spectral_norm
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.lyapunov.gramians import (
    FloatGramians,
    adjoint,
    as_doubles,
    ball_gramian,
    diagonal_of_rows,
    inverses_of_definite,
    is_unstable,
    moved_by_entries,
    series,
    with_enough_digits,
)
from kreissverify.quantities.lyapunov.stein_equation import refined_solution
from kreissverify.quantities.maps.noise_gain import stationary_covariance, triangular_gain
from kreissverify.quantities.maps.spectral_radius import radius_above_one
from kreissverify.quantities.stability_boundary.position import is_at_least_one
from kreissverify.quantities.witnesses import Deferred, infinite, matrix_strings
from kreissverify.system.deferred import sympy

__all__ = ["QUANTITY", "stein_witness"]

_EXACT_SIZE = 4  # the size up to which exact solutions stay short
# LAPACK's error of eigenvalues of Hermitian matrices, in units of n·‖P‖: larger than any seen.
_BACKWARD = 4 * 2.0**-52
# That of Cholesky's factors of a matrix with a diagonal of 1, in units of n: half of one is the
# usual size (N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2002, theorem 10.3).
_FACTORED = 2.0


class SteinBound(Quantity):
    """stein_bound(J) = √cond(P), where P = JᵀPJ + I; +∞ if ρ(J) ≥ 1.

    Examples
    --------
    For diag(λ, 0) it is 1/√(1-λ²), above M = 1.

    >>> from kreissverify import stein_bound
    >>> round(stein_bound([["3/5", 0], [0, 0]]), 12)
    1.25
    """

    name = "stein_bound"
    long_name = "stein_bound"
    copies_in_real_form = 1
    is_computed = True
    native = frozenset({"float64"})
    least = 1

    def grows_on(self, matrix: Matrix) -> bool:
        """Return False: the condition of P may fall as an entry grows (of diag(a, b) it does)."""
        return False

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return √cond(P), its error by what rounding did to P and to its inverse."""
        flat = np.swapaxes(stack.reshape(-1, *stack.shape[-2:]), -1, -2).conj()
        return with_enough_digits(_estimates, flat).reshaped(stack.shape[:-2])

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return √cond(P), P by doubling in balls.

        Raises
        ------
        Refused
            If the rounding of floats decides whether ρ < 1, or no precision allowed is enough.
        """
        if decided_position(matrix, "stein_bound") is not SpectrumPosition.INSIDE:
            return mpmath.inf
        return middle_mpf(_root_in_balls(matrix.exact, math.ceil(3.33 * digits) + 8), digits + 5)

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return an enclosure from a rational P̃ near P, with (1-r)P ⪯ P̃ ⪯ (1+r)P proved.

        Its witness is P̃ with r, and with a bound of its least eigenvalue for each side.
        """
        exact = matrix.exact
        found = refined_solution(exact, matrix.array, as_fmpq(rtol / 8))
        if found is None and matrix.n <= _EXACT_SIZE:
            solution = _solution(exact)
            # exact, so without an error of its own
            found = None if solution is None else (solution, fmpq(0))
        if found is None:
            unstable = radius_above_one(exact)
            if unstable is None and not is_at_least_one(exact):
                raise Refused(
                    "the Stein equation was not solved: the spectral radius is 1, or close"
                )
            return infinite(fmpq(1) if unstable is None else unstable)
        form, r = found
        # each factor is within about an eighth of the width, and the root halves their sum
        inverse = spectral_norm(form.inv(), rtol / 8)
        error = Enclosure.between((1 - r) / (1 + r), (1 + r) / (1 - r))
        bound = (spectral_norm(form, rtol / 8) * inverse * error).sqrt()
        # 1 is below every condition, and rounding may end lower
        low, high = (max(as_fmpq(end), fmpq(1)) for end in (bound.lower.value, bound.upper.value))

        def written() -> dict[str, Any]:
            below = stein_witness(form, r, 1 / as_fmpq(inverse.lower.value)) if low > 1 else {}
            above = stein_witness(form, r, 1 / as_fmpq(inverse.upper.value))
            return {
                "lower": {"value": rational_string(low), **below},
                "upper": {"value": rational_string(high), **above},
            }

        return Enclosure.between(low, high, Deferred(written))

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


def _estimates(stack: Any, found: FloatGramians) -> Estimates:
    """Return √cond(P), P = APA* + I, of matrices (N, n, n) in float64 or extended precision."""
    entries = as_doubles(stack)
    forms = np.where(found.stable[:, None, None], found.P, np.eye(stack.shape[-1]))
    inverses, lost = _inverses(forms)
    (most, top), (least, bottom) = (_largest(x) for x in (forms, inverses))
    bounds = np.sqrt(most * least)
    # P̃ lies between (1-s)P and (1+s)P for s = ‖R‖, and for the trace of P⁻¹S
    residuals = found.residuals.astype(np.float64)
    shares = np.linalg.norm(residuals, axis=(-2, -1))
    moved = series(entries, diagonal_of_rows(residuals))
    other = np.abs(np.trace(as_doubles(inverses) @ moved, axis1=-2, axis2=-1)) * (1 + lost)
    shares = np.fmin(shares, other) + lost + _BACKWARD * stack.shape[-1]
    errors = np.where(found.stable & (shares < 0.5), 2 * shares * bounds, np.inf)
    for value, vectors in ((most, top), (1 / least, bottom)):
        # half the share of an eigenvalue is that of the root
        errors = errors + bounds * _moved(stack, found, vectors) / (2 * value)
    rest = ~found.stable
    if rest.any():
        bounds[rest] = np.inf
        errors[rest] = np.where(is_unstable(entries[rest]), 0.0, np.inf)
    return Estimates(bounds, errors)


def _largest(forms: Any) -> tuple[Any, Any]:
    """Return the largest eigenvalues (N,) of Hermitian matrices (N, n, n), with vectors (N, n)."""
    values, vectors = np.linalg.eigh(as_doubles(forms))
    return values[:, -1], vectors[:, :, -1]


def _moved(stack: Any, found: FloatGramians, vectors: Any) -> Any:
    """Return by how much roundings of entries move v*Pv, for eigenvectors v of P (N, n)."""
    if found.of_entries:
        return np.zeros(len(stack))
    outer = vectors[:, :, None] * vectors[:, None, :].conj()
    return moved_by_entries(stack, found, series(adjoint(stack), outer))


def _inverses(forms: Any) -> tuple[Any, Any]:
    """Return the inverses of positive definite matrices (N, n, n), and their relative errors (N,).

    They are scaled to diagonals of 1 before: the condition that counts is what then remains (A. van
    der Sluis, Numer. Math. 14 (1969) 14), and not that of entries of different sizes.
    """
    n = forms.shape[-1]
    roots = np.sqrt(np.einsum("nii->ni", forms).real)
    scales = roots[:, :, None] * roots[:, None, :]
    inverses = inverses_of_definite(forms / scales)
    with np.errstate(all="ignore"):
        lost = _FACTORED * n * np.finfo(forms.dtype).eps * np.linalg.norm(inverses, axis=(-2, -1))
    good = lost < 0.5  # not NaN
    inverses = np.where(good[:, None, None], inverses / scales, np.eye(n))
    return inverses, np.where(good, lost, np.inf).astype(np.float64)


def stein_witness(form: fmpq_mat, error: fmpq, least: fmpq) -> dict[str, Any]:
    """Return the witness of a bound: P̃, the r within which it is P, a bound s of its eigenvalues.

    Parameters
    ----------
    form, error
        P̃ and r with (1-r)P ⪯ P̃ ⪯ (1+r)P.
    least
        A bound of the least eigenvalue of P̃: from above for a lower bound, and conversely.
    """
    P = matrix_strings(form)
    return {"P": P, "r": rational_string(error), "s": rational_string(least)}


def _solution(matrix: fmpq_mat) -> fmpq_mat | None:
    """Return the exact P = JᵀPJ + I, or None if ρ(J) ≥ 1."""
    return stationary_covariance(matrix.transpose())


def _root_in_balls(matrix: fmpq_mat, bits: int) -> arb:
    """Return √cond(P) to so many bits, with bits for what the inverse of P loses: log₂ cond(P).

    Raises
    ------
    Refused
        If the most precision allowed is not enough.
    """
    extra = 64
    while True:
        form = ball_gramian(matrix.transpose(), bits + extra)
        with working_precision(bits + extra):
            # of the inverse, since the least eigenvalue of P itself is lost beside the largest
            inverse = _inverse(form, bits)
            if inverse is not None:
                norms = (largest_eigenvalue(x, bits) for x in (form, inverse))
                return (next(norms) * next(norms)).sqrt()
        extra *= 2  # until the Gramian is refused


def _inverse(form: arb_mat, bits: int) -> arb_mat | None:
    """Return the inverse if its balls are narrow: their radii tell what was lost on the way."""
    try:
        inverse = form.inv()
    except ZeroDivisionError:  # the balls contain a singular matrix
        return None
    entries = inverse.entries()
    widest, largest = max(x.rad() for x in entries), max(abs(x).mid() for x in entries)
    return inverse if widest < largest * arb(2) ** -bits else None


def _root_of_condition(trace: sympy.Rational, det: sympy.Rational) -> sympy.Expr:
    return (trace + sympy.sqrt(trace**2 - 4 * det)) / (2 * sympy.sqrt(det))


QUANTITY = SteinBound()
