"""Coordinates in which a flow is a contraction, which bound what is still to come of it.

If B = RAR⁻¹ has numerical abscissa at most 0, then ‖e^{sA}X‖ = ‖R⁻¹e^{sB}RX‖ ≤ ‖R⁻¹‖‖RX‖ for all s
≥ 0; P = RᵀR is a form with AᵀP + PA ⪯ 0. R comes from floats, and what is claimed of it is proved.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import scipy.linalg
from flint import arb, arb_mat, fmpq_mat

from kreissverify.numbers.arrays import FloatArray, float_matrix, rational_matrix
from kreissverify.numbers.ball import ball_matrix, working_precision
from kreissverify.numbers.float_ball_matrix import FloatBall, norm_bounds
from kreissverify.numbers.positive_definite import is_positive_definite_ball

__all__ = ["Contraction", "contractions"]

_BITS = 256  # of the proof: R of condition up to 1e30 is within reach
# Decay at δ = share·|α| is taken out before Lyapunov's equation is solved: the nearer to |α|, the
# more the form weighs the slow modes, whose tails last longest.
_SHARES = (0.0, 0.9)


class Contraction(NamedTuple):
    """R, exactly, and a float at or above ‖R⁻¹‖."""

    factor: fmpq_mat
    inverse_norm: float


def contractions(matrix: fmpq_mat) -> list[Contraction]:
    """Return the coordinates that were proved, of those that floats suggest."""
    try:
        array = float_matrix(matrix)
    except OverflowError:
        return []
    found = []
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of nearly singular equations: what is used is proved
        for factor in _suggested(array):
            if np.isfinite(factor).all() and np.any(factor):
                proved = _proved(matrix, factor)
                found += [proved] if proved is not None else []
    return found


def _suggested(array: FloatArray) -> Iterator[FloatArray]:
    """Yield R with RᵀR a Lyapunov form, or that of the eigenvectors."""
    try:
        _, vectors = np.linalg.eig(array)
        inverse = np.linalg.inv(vectors)
        yield _root((inverse.conj().T @ inverse).real)
    except np.linalg.LinAlgError:
        pass
    size, rate = len(array), -float(np.linalg.eigvals(array).real.max())
    if not rate > 0:
        return
    for share in _SHARES:
        try:
            shifted = array + share * rate * np.eye(size)
            yield _root(scipy.linalg.solve_continuous_lyapunov(shifted.T, -np.eye(size)))
        except (np.linalg.LinAlgError, ValueError):
            continue


def _root(form: Any) -> FloatArray:
    """Return a triangular R with RᵀR = P, of which small entries of P are not rounded away."""
    form = (form + form.T) / 2
    scale = np.sqrt(np.abs(np.diag(form)))
    scaled = form / scale[:, None] / scale
    factor = np.linalg.cholesky(scaled).T * scale
    return np.asarray(factor / np.abs(factor).max())


def _proved(matrix: fmpq_mat, factor: FloatArray) -> Contraction | None:
    exact = rational_matrix(factor)
    with working_precision(_BITS):
        R: arb_mat = ball_matrix(exact)
        try:
            inverse = R.inv()
        except ZeroDivisionError:
            return None
        B = R * ball_matrix(matrix) * inverse
        if not all(x.is_finite() for x in B.entries()):
            return None
        if not is_positive_definite_ball((B + B.transpose()) * arb(-1)):
            return None
        _, norm = norm_bounds(FloatBall.of_balls(inverse), 1e-3)
    return Contraction(exact, norm) if np.isfinite(norm) else None
