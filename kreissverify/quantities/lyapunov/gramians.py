"""The Gramians P = APA* + I and Q = A*QA + I, by doubling: in floats with errors, and in balls.

After k steps P is the sum of AʲA*ʲ over j < 2ᵏ. Whatever rounding did on the way, the residual
R = P - APA* - I says how far off P is: by the sum of AʲRA*ʲ, of which the trace is tr(QR).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from flint import arb, arb_mat, fmpq_mat
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.ball import ball_matrix, working_precision
from kreissverify.numbers.errors import Refused
from kreissverify.quantities.float_radius import radius_estimates

__all__ = ["FloatGramians", "ball_gramian", "float_gramians", "is_unstable", "series_of_rows"]

_UNIT = 2.0**-52
_DOUBLINGS = 60  # sums of 2⁶⁰ terms: a ρ that still shows is 1 as far as floats can tell
_VANISHED, _DIVERGED = 1e-12, 1e150  # entries of a power: the next square is below rounding, or ∞
# Units of rounding of an entry of the residual, in those of the sums of moduli behind it: the
# errors of two products of matrices, and of the rounding of the entries of A on both sides.
_ROUNDED = 4.0
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
    """

    P: Any
    Q: Any
    residuals: FloatArray
    stable: NDArray[np.bool_]


def float_gramians(stack: Any) -> FloatGramians:
    """Return the Gramians of matrices (..., n, n), real or complex."""
    P, Q, converged = _doubled(stack)
    sizes, moduli = np.abs(stack), np.abs(P)
    identity = np.eye(stack.shape[-1])
    found = np.abs(P - stack @ P @ _adjoint(stack) - identity)
    terms = sizes @ moduli @ np.swapaxes(sizes, -1, -2) + moduli + identity
    residuals = found + _ROUNDED * _UNIT * terms
    # P - APA* = I + R with R ≻ -I and P ≻ 0 shows ρ < 1 (Stein)
    stable = converged & (np.linalg.norm(residuals, axis=(-2, -1)) < 0.5)
    doubtful = converged & ~stable
    if doubtful.any():
        radii = radius_estimates(stack[doubtful])
        stable[doubtful] = radii.values + radii.errors < 1
    return FloatGramians(P, Q, np.where(np.isnan(residuals), np.inf, residuals), stable)


def series_of_rows(stack: Any, residuals: FloatArray) -> Any:
    """Return the sum of AᵏDA*ᵏ, D the diagonal matrix of the row sums of the residuals.

    As |x*Rx| ≤ x*Dx for every R within them, it bounds in Loewner's order what they do to P.
    """
    power, total = stack, residuals.sum(axis=-1)[..., None] * np.eye(stack.shape[-1])
    for _ in range(_DOUBLINGS):
        total = total + power @ total @ _adjoint(power)
        power = power @ power
        size = np.abs(power).max(axis=(-2, -1), initial=0.0)
        if (~(size >= _VANISHED) | ~(size < _DIVERGED)).all():
            break
    return total


def is_unstable(stack: Any) -> NDArray[np.bool_]:
    """Say of which matrices (..., n, n) the eigenvalues leave no doubt that ρ ≥ 1."""
    radii = radius_estimates(stack)
    return np.asarray(radii.values - radii.errors >= 1)


def _adjoint(stack: Any) -> Any:
    return np.swapaxes(stack, -1, -2).conj()


def _doubled(stack: Any) -> tuple[Any, Any, NDArray[np.bool_]]:
    """Return P, Q and where the powers vanished."""
    power = stack
    P = Q = np.broadcast_to(np.eye(stack.shape[-1]), stack.shape)
    for _ in range(_DOUBLINGS):
        adjoint = _adjoint(power)
        P, Q = P + power @ P @ adjoint, Q + adjoint @ Q @ power
        power = power @ power
        size = np.abs(power).max(axis=(-2, -1), initial=0.0)
        if ((size < _VANISHED) | ~(size < _DIVERGED)).all():
            break
    converged = np.asarray((size < _VANISHED) & np.isfinite(P).all(axis=(-2, -1)))
    return P, Q, converged


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
