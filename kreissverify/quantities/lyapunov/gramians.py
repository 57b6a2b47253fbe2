"""The Gramians P = APA* + I and Q = A*QA + I, by doubling: in floats with errors, and in balls.

Floats are those of the array: float64, or extended precision (which is float64 on some platforms).

After k steps P is the sum of AʲA*ʲ over j < 2ᵏ. Whatever rounding did on the way, the residual
R = P - APA* - I says how far off P is: by the sum of AʲRA*ʲ, of which the trace is tr(QR).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from flint import arb, arb_mat, fmpq, fmpq_mat
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray, float_matrix, rational_matrix
from kreissverify.numbers.ball import ball_matrix, working_precision
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import Estimates
from kreissverify.quantities.float_radius import radius_estimates
from kreissverify.quantities.lyapunov.stein_equation import refined_solution

__all__ = ["FloatGramians", "adjoint", "as_doubles", "ball_gramian", "diagonal_of_rows",
           "float_gramians", "inverses_of_definite", "is_unstable", "moved_by_entries", "series",
           "with_enough_digits"]  # fmt: skip

_DOUBLINGS = 60  # sums of 2⁶⁰ terms: a ρ that still shows is 1 as far as floats can tell
_VANISHED, _DIVERGED = 1e-12, 1e150  # entries of a power: the next square is below rounding, or ∞
# Units of rounding of an entry of the residual, in those of the sums of moduli behind it: the
# errors of two products of matrices, and of the rounding of the entries of A on both sides.
_ROUNDED = 4.0
_UNIT = 2.0**-52  # of float64
_ACCURATE = 1e-9  # a digit more than values are to have; with fewer they are computed once more
_WIDE_ROWS = 40  # products in extended precision are loops of NumPy's: beyond, they take seconds
_ROUGH = 10.0  # how much larger than its rounding a residual is, for a correction to be worth it
# In balls: of ρ = 1 - 2^-200 more than ever is asked for.
_BALL_DOUBLINGS = 250
# Bits for the powers on the way: they lose about log₂ of the largest norm of a power at each
# squaring. 2¹⁴ are enough for every matrix tried; more take minutes for 20 rows.
_MOST_BITS = 1 << 14


class FloatGramians(NamedTuple):
    """The two Gramians of a stack in floats, and what is known of their errors.

    Attributes
    ----------
    P, Q
        Of shape (..., n, n); NaN where the series did not converge.
    residuals
        Bounds of the moduli of the entries of P - APA* - I, of shape (..., n, n).
    stable
        Whether ρ < 1 is trusted, of shape (...).
    of_entries
        Whether the residuals allow for roundings of the entries of A to float64.
    """

    P: Any
    Q: Any
    residuals: FloatArray
    stable: NDArray[np.bool_]
    of_entries: bool


def float_gramians(stack: Any) -> FloatGramians:
    """Return the Gramians of matrices (..., n, n), real or complex."""
    P, Q, converged = _doubled(stack)
    found, rounding = _residuals(stack, P)
    rough = converged & (_sizes(found) > _ROUGH * _sizes(rounding))
    if rough.any():
        # errors of squared powers grow as the powers' exponents: one correction by the same series
        P = np.where(rough[..., None, None], _hermitian(P - series(stack, found)), P)
        found, rounding = _residuals(stack, P)
    residuals = np.abs(found) + rounding
    # P - APA* = I + R with R ≻ -I and P ≻ 0 shows ρ < 1 (Stein)
    stable = converged & (_sizes(residuals) < 0.5)
    doubtful = converged & ~stable
    if doubtful.any():
        radii = radius_estimates(as_doubles(stack[doubtful]))
        stable[doubtful] = radii.values + radii.errors < 1
    residuals = np.where(np.isnan(residuals), np.inf, residuals)
    return FloatGramians(P, Q, residuals, stable, bool(np.finfo(stack.dtype).eps >= _UNIT))


def _residuals(stack: Any, P: Any) -> tuple[Any, Any]:
    """Return P - APA* - I, and bounds of what rounding does to its entries."""
    sizes, moduli, identity = np.abs(stack), np.abs(P), np.eye(stack.shape[-1])
    terms = sizes @ moduli @ np.swapaxes(sizes, -1, -2) + moduli + identity
    return P - stack @ P @ adjoint(stack) - identity, _ROUNDED * np.finfo(stack.dtype).eps * terms


def _hermitian(stack: Any) -> Any:
    return (stack + adjoint(stack)) / 2


def _sizes(stack: Any) -> Any:
    return np.linalg.norm(stack, axis=(-2, -1))


def with_enough_digits(
    estimated: Callable[[Any, FloatGramians], Estimates], stack: Any
) -> Estimates:
    """Return estimates of matrices (N, n, n), of those that need it with more digits.

    P is of the size of 1/(1-ρ) at least, which enters into the error of a solution. It is computed
    in extended precision where float64 is not enough, and where that is not, with exact residuals.

    Parameters
    ----------
    estimated
        Of matrices and their Gramians, with what `moved_by_entries` says.
    stack
        The matrices.
    """
    found = estimated(stack, float_gramians(stack))
    wide = np.clongdouble if np.iscomplexobj(stack) else np.longdouble
    for gramians in (float_gramians, _exact_gramians):
        doubtful = np.flatnonzero(~(found.errors <= _ACCURATE * found.values))
        if not doubtful.size or stack.shape[-1] > _WIDE_ROWS:
            break
        members = stack[doubtful].astype(wide)
        finer = estimated(members, gramians(members))
        known = ~(finer.errors > found.errors[doubtful])
        found.values[doubtful[known]] = finer.values[known]
        found.errors[doubtful[known]] = finer.errors[known]
    return found


def _exact_gramians(stack: Any) -> FloatGramians:
    """Return the Gramians of matrices (N, n, n) from exact residuals, one by one; real ones only.

    Q is that of floats: it weighs errors only.
    """
    found = float_gramians(stack)
    for k, one in enumerate(stack if not np.iscomplexobj(stack) else ()):
        array = np.ascontiguousarray(one.T, dtype=np.float64)
        solved = refined_solution(rational_matrix(array), array, fmpq(1, 10**13))
        if solved is not None:
            form, share = solved
            high = float_matrix(form)
            found.P[k] = high.astype(one.dtype) + float_matrix(form - rational_matrix(high))
            found.residuals[k] = float(share.p) / float(share.q) * np.eye(len(one))
            found.stable[k] = True
    return found._replace(of_entries=False)


def moved_by_entries(stack: Any, found: FloatGramians, weights: Any) -> Any:
    """Return by how much roundings of the entries of A to float64 move tr(WP); of shape (...).

    To first order: P changes by the series of R = dA PA* + AP dA*, and tr(WP) by tr(YR), Y the sum
    of A*ᵏWAᵏ.

    Parameters
    ----------
    stack
        A, of shape (..., n, n).
    found
        Its Gramians; nothing is added to residuals that allow for it.
    weights
        Y, of shape (..., n, n).
    """
    if found.of_entries:
        return np.zeros(stack.shape[:-2])
    slopes = np.abs(np.swapaxes(found.P @ adjoint(stack) @ weights, -1, -2))
    return (_UNIT * (np.abs(stack) * slopes).sum(axis=(-2, -1))).astype(np.float64)


def series(stack: Any, right: Any) -> Any:
    """Return the sum of AᵏBA*ᵏ, k = 0, 1, …, for A and B of shape (..., n, n), ρ(A) < 1."""
    power, total = stack, right
    for _ in range(_DOUBLINGS):
        total = total + power @ total @ adjoint(power)
        power = power @ power
        size = np.abs(power).max(axis=(-2, -1), initial=0.0)
        if (~(size >= _VANISHED) | ~(size < _DIVERGED)).all():
            break
    return total


def diagonal_of_rows(residuals: FloatArray) -> FloatArray:
    """Return the diagonal matrix D of the row sums of bounds of moduli (..., n, n).

    |x*Rx| ≤ x*Dx for every symmetric R within them: what D does to P bounds in Loewner's order what
    they do.
    """
    return np.asarray(residuals.sum(axis=-1)[..., None] * np.eye(residuals.shape[-1]))


def inverses_of_definite(forms: Any) -> Any:
    """Return inverses of Hermitian matrices (..., n, n) in their own precision; NaN of indefinite.

    By Cholesky's factors, column by column, as LAPACK has none for extended precision.
    """
    n = forms.shape[-1]
    if forms.dtype == as_doubles(forms).dtype:
        good = np.linalg.eigvalsh(forms)[..., :1, None] > n * _UNIT  # LAPACK would raise for all
        return np.where(good, np.linalg.inv(np.where(good, forms, np.eye(n))), np.nan)
    factor, inverse = np.zeros_like(forms), np.zeros_like(forms)
    with np.errstate(all="ignore"):
        for j in range(n):
            row = factor[..., j, :j, None]
            column = forms[..., j:, j] - (factor[..., j:, :j] @ row.conj())[..., 0]
            pivot = np.sqrt(np.where(column[..., :1].real > 0, column[..., :1].real, np.nan))
            factor[..., j:, j] = column / pivot
            inverse[..., j, :] = -(np.swapaxes(row, -1, -2) @ inverse[..., :j, :])[..., 0, :]
            inverse[..., j, j] += 1
            inverse[..., j, :] /= pivot
    return adjoint(inverse) @ inverse


def as_doubles(stack: Any) -> Any:
    """Return an array in float64 or complex128."""
    return stack.astype(np.complex128 if np.iscomplexobj(stack) else np.float64, copy=False)


def is_unstable(stack: Any) -> NDArray[np.bool_]:
    """Say of which matrices (..., n, n) the eigenvalues leave no doubt that ρ ≥ 1."""
    radii = radius_estimates(stack)
    return np.asarray(radii.values - radii.errors >= 1)


def adjoint(stack: Any) -> Any:
    """Return the adjoints of matrices (..., n, n)."""
    return np.swapaxes(stack, -1, -2).conj()


def _doubled(stack: Any) -> tuple[Any, Any, NDArray[np.bool_]]:
    """Return P, Q and where the powers vanished."""
    power = stack
    P = Q = np.broadcast_to(np.eye(stack.shape[-1]), stack.shape)
    for _ in range(_DOUBLINGS):
        other = adjoint(power)
        P, Q = P + power @ P @ other, Q + other @ Q @ power
        power = power @ power
        size = np.abs(power).max(axis=(-2, -1), initial=0.0)
        if ((size < _VANISHED) | ~(size < _DIVERGED)).all():
            break
    converged = np.asarray((size < _VANISHED) & np.isfinite(P).all(axis=(-2, -1)))
    return _hermitian(P), _hermitian(Q), converged


def ball_gramian(matrix: fmpq_mat, bits: int) -> arb_mat:
    """Return balls around the Gramian P of a stable matrix, relative to its norm of 2^-bits.

    The rest of the series is left out, which is less than that; so it is not rigorous.

    Raises
    ------
    Refused
        If the most precision allowed is not enough.
    """
    high = 2 * bits + 64
    while high <= _MOST_BITS:
        with working_precision(high):
            found = _sum(ball_matrix(matrix), bits)
        if found is not None:
            return found
        high *= 2
    raise Refused(
        f"the Stein equation was not solved with {_MOST_BITS} bits: the spectral radius is too "
        "near 1, or the powers of the matrix are too large"
    )


def _sum(power: arb_mat, bits: int) -> arb_mat | None:
    size = power.nrows()
    total = arb_mat([[int(i == j) for j in range(size)] for i in range(size)])
    least = arb(2) ** (-bits)
    for _ in range(_BALL_DOUBLINGS):
        total = total + power * total * power.transpose()
        power = power * power
        rest = sum((x * x for x in power.entries()), arb(0))
        if not rest.is_finite() or not rest.rad() < 1 + rest.mid():  # all bits are lost
            return None
        if rest < least:
            largest = max(abs(x).upper() for x in total.entries())
            spread = max(x.rad() for x in total.entries())
            return total if spread < largest * least else None
    return None
