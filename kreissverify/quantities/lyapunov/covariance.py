"""The covariance P of a flow, AP + PAᵀ + I = 0: in floats with errors, and enclosed.

Let P̃ be symmetric, R = AP̃ + P̃Aᵀ + I and r ≥ ‖R‖, r < 1. If P̃ ≻ 0, then A is Hurwitz, as AP̃ + P̃Aᵀ
≺ 0 (Lyapunov); and P̃ - P = -∫ e^{tA}Re^{tAᵀ}dt, so that (1-r)P ⪯ P̃ ⪯ (1+r)P.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import scipy.linalg
from flint import arb, fmpq, fmpq_mat

from kreissverify.numbers.arrays import FloatArray, float_matrix, rational_matrix
from kreissverify.numbers.ball import ball_matrix, working_precision
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import Estimates
from kreissverify.numbers.positive_definite import (
    is_positive_definite_ball,
    scaled_identity,
)
from kreissverify.quantities.lyapunov.cayley import cayley_step, cayley_transform
from kreissverify.quantities.lyapunov.symmetric_equation import definite_solution, trace

__all__ = [
    "Covariance",
    "covariance",
    "doubled_trace",
    "exact_covariance",
    "traces_of_stack",
]

_REFINEMENTS = 40  # each gains the digits that floats have of this equation; a few suffice mostly
_STAGNANT = 0.5  # a residual that is not reduced by this is not reduced at all
_UNIT = 2.0**-52
_ROUNDED = 4.0  # units of an entry of the residual, as for maps (see `gramians`)
_DOUBLINGS, _MOST_BITS = 200, 1 << 13


class Covariance(NamedTuple):
    """P̃ and r with (1-r)P ⪯ P̃ ⪯ (1+r)P; r = 0 where P̃ is exact."""

    form: fmpq_mat
    r: fmpq

    @property
    def trace(self) -> Enclosure:
        """The enclosure of tr P."""
        total = trace(self.form)
        return Enclosure.between(total / (1 + self.r), total / (1 - self.r))


def exact_covariance(matrix: fmpq_mat) -> fmpq_mat | None:
    """Return the exact P, or None if A is not Hurwitz: P ≻ 0 decides it (Lyapunov)."""

    def terms(i: int, j: int) -> Iterator[tuple[int, int, fmpq]]:
        for k in range(matrix.nrows()):
            yield k, j, -matrix[i, k]
            yield i, k, -matrix[j, k]

    return definite_solution(matrix.nrows(), terms)


def covariance(matrix: fmpq_mat, rtol: fmpq) -> Covariance | None:
    """Return P̃ with r ≤ rtol by iterative refinement of floats; None if these do not lead there.

    Parameters
    ----------
    matrix
        A.
    rtol
        The r wanted, below 1.
    """
    size = matrix.nrows()
    identity, transpose = scaled_identity(size, fmpq(1)), matrix.transpose()
    array = _floats(matrix)
    if array is None:
        return None
    found, error, before = fmpq_mat(size, size), identity, float("inf")
    for _ in range(_REFINEMENTS):
        array_error = _floats(error)
        correction = None if array_error is None else _solved(array, array_error)
        if correction is None:
            return None
        found = found + rational_matrix(correction)
        error = matrix * found + found * transpose + identity
        square = sum((x * x for x in error.entries()), fmpq(0))
        if square <= rtol**2:
            return Covariance(found, rtol) if _is_definite(found) else None
        with working_precision(64):
            now = float(arb(square).sqrt())
        if not now < _STAGNANT * before:
            return None
        before = now
    return None


def _is_definite(matrix: fmpq_mat) -> bool:
    with working_precision(256):
        return is_positive_definite_ball(ball_matrix(matrix))


def _floats(matrix: fmpq_mat) -> FloatArray | None:
    try:
        return float_matrix(matrix)
    except OverflowError:
        return None


def _solved(array: FloatArray, right: FloatArray) -> FloatArray | None:
    """Return a symmetric X with AX + XAᵀ = -R in floats."""
    found = _lyapunov(array, right)
    if found is None:
        return None
    found = np.tril(found) + np.tril(found, -1).T
    return np.asarray(found) if np.isfinite(found).all() else None


def _lyapunov(array: Any, right: FloatArray) -> Any:
    """Return X with AX + XA* = -R as SciPy has it, however singular the equation; None if not."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it is nearly singular: the residual tells
        try:
            return scipy.linalg.solve_continuous_lyapunov(array, -right)
        except (np.linalg.LinAlgError, ValueError):
            return None


def doubled_trace(matrix: fmpq_mat, rtol: float) -> Enclosure:
    """Enclose tr P by doubling in balls, of a matrix that is Hurwitz.

    With W = (h/2)(J+I)(J+I)ᵀ, P = Σ JⁱWJⁱᵀ; the terms from N on are J^N P (J^N)ᵀ, of trace at most
    ‖J^N‖_F²·tr P.

    Raises
    ------
    Refused
        If the precision allowed is not enough.
    """
    h, size = cayley_step(matrix), matrix.nrows()
    J = cayley_transform(matrix, h)
    root = J + scaled_identity(size, fmpq(1))
    W = root * root.transpose() * (h / 2)
    bits = 256
    while bits <= _MOST_BITS:
        with working_precision(bits):
            power, total = ball_matrix(J), ball_matrix(W)
            for _ in range(_DOUBLINGS):
                total = total + power * total * power.transpose()
                power = power * power
                rest = sum((x * x for x in power.entries()), arb(0))
                if not rest.is_finite() or not rest < arb(10) ** bits:
                    break
                if rest < rtol / 4:
                    ball = total.trace()
                    if not ball.rad() <= abs(ball).mid() * (rtol / 8):
                        break
                    return Enclosure.of_ball(ball.union(ball / (1 - rest)))
        bits *= 2
    raise Refused("the covariance of the flow was not enclosed")


def traces_of_stack(stack: Any) -> Estimates:
    """Return tr P of matrices (N, n, n), with errors by the residuals: to first order tr(QR).

    Q is the covariance of Aᵀ. NaN where SciPy has no solution.
    """
    values, errors = np.full(len(stack), np.nan), np.full(len(stack), np.inf)
    identity = np.eye(stack.shape[-1])
    for i, A in enumerate(stack):
        P, Q = _lyapunov(A, identity), _lyapunov(A.conj().T, identity)
        if P is None or Q is None or not (np.isfinite(P).all() and np.isfinite(Q).all()):
            continue
        gap = np.abs(A @ P + P @ A.conj().T + identity)
        terms = 2 * np.abs(A) @ np.abs(P)
        residual = gap + _ROUNDED * _UNIT * len(A) * (terms + terms.T + identity)
        value = float(np.trace(P).real)
        error = float((np.abs(Q) * residual).sum())
        # a larger error says nothing, being of first order; P of a Hurwitz A is definite
        known = error < value and float(np.linalg.eigvalsh(P)[0]) > 0
        values[i], errors[i] = value, error if known else np.inf
    return Estimates(values, errors)
