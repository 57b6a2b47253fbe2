"""Quadratic forms P with JᵀPJ ⪯ P for matrices of any size: trial forms, and their proof.

Two families are tried. Discounted Stein forms: with ρ(J) < s ≤ 1, P = Σ (Jᵀ/s)ᵏ(J/s)ᵏ has
P - JᵀPJ = s²I + (1-s²)P ≻ 0; and so has the inverse of Σ (J/s)ᵏ(Jᵀ/s)ᵏ. Scalings of two groups of
coordinates: P = diag(I, σ²I) is allowed iff ‖P^(1/2)JP^(-1/2)‖ ≤ 1, a norm that is quasiconvex in
log σ; for the class with B = 0 the scaling c·σ = 1-γ² always is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.two_blocks import BlockTriangular
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.ball import ball_matrix, working_precision
from kreissverify.numbers.positive_definite import (
    is_positive_definite_ball,
    is_positive_semidefinite_exact,
    scaled_identity,
)
from kreissverify.numbers.rational import as_fmpq
from kreissverify.quantities.lyapunov.stein_equation import stein_series
from kreissverify.quantities.powers.batched import norms

__all__ = [
    "Form",
    "best_scales",
    "float_bounds",
    "is_shown_semidefinite",
    "proved_form",
    "root_condition",
    "stein_forms",
    "trial_forms",
]

Form = tuple[fmpq_mat, fmpq, fmpq]  # P, low, high with low·I ⪯ P ⪯ high·I
_DISCOUNTS = (0.0, 0.5, 0.75, 0.9, 0.97)  # s = ρ^(1-1/...) from 1 towards ρ
_EXACT_SIZE = 12  # beyond it exact elimination on entries of a hundred bits takes seconds
_BITS = 192  # forms of condition up to 1e24, and slack of 1e-20 in them, are within reach
_SLACKS = (0.0, 1e-12, 1e-9, 1e-6, 1e-3)  # how far inside a scaling is put; the best come first
_LOG_SCALES = 23.0  # log of the largest scaling tried, 1e10: L is then beyond what anybody asks


def float_bounds(stack: FloatArray) -> FloatArray:
    """Return √cond(P) of the best form tried, of shape (...) for (..., n, n); ∞ if ρ ≥ 1."""
    flat = stack.reshape(-1, *stack.shape[-2:])
    best = np.where(norms(flat) <= 1, 1.0, np.inf)
    for form in stein_forms(flat):
        best = np.minimum(best, root_condition(form))
    size = flat.shape[-1]
    # every cut while they are few; of larger matrices the one in the middle, for two equal blocks
    splits = range(1, size) if size <= 6 else [size // 2]
    for first in splits:
        scale = best_scales(flat, first)
        best = np.minimum(best, np.maximum(scale, 1 / scale))
    return best.reshape(stack.shape[:-2])


def root_condition(forms: FloatArray) -> FloatArray:
    """Return √cond(P) of forms (N, n, n), of shape (N,); ∞ where P is not positive definite."""
    finite = np.asarray(np.isfinite(forms).all(axis=(-2, -1)))
    eigenvalues = np.linalg.eigvalsh(
        np.where(finite[:, None, None], forms, np.eye(forms.shape[-1]))
    )
    low, high = eigenvalues[:, 0], eigenvalues[:, -1]
    with np.errstate(all="ignore"):
        return np.asarray(np.where(finite & (low > 0), np.sqrt(high / low), np.inf))


def stein_forms(stack: FloatArray) -> Iterator[FloatArray]:
    """Yield stacks of forms, not finite where J is unstable."""
    radius = np.abs(np.linalg.eigvals(stack)).max(axis=-1)
    transposed = np.swapaxes(stack, -1, -2)
    for discount in _DISCOUNTS:
        s = np.where(radius < 1, 1 - discount * (1 - radius), np.nan)[:, None, None]
        yield _normalised(stein_series(stack / s))
        with np.errstate(all="ignore"):
            other = _normalised(stein_series(transposed / s))
            finite = np.asarray(np.isfinite(other).all(axis=(-2, -1)))[:, None, None]
            # a pseudo-inverse never fails; a form that it spoils is not positive definite
            known = np.where(finite, other, np.eye(stack.shape[-1]))
            inverse = np.linalg.pinv(known, rcond=1e-300, hermitian=True)
        yield np.where(finite, inverse, np.nan)


def _normalised(forms: FloatArray) -> FloatArray:
    """Return the forms scaled to a largest entry of 1."""
    with np.errstate(all="ignore"):
        return np.asarray(forms / np.abs(forms).max(axis=(-2, -1), keepdims=True))


def best_scales(stack: FloatArray, first: int) -> FloatArray:
    """Return the σ nearest 1 for which diag(I, σI) J diag(I, I/σ) is a contraction; inf if none."""

    def scaled_norm(log_scale: FloatArray) -> FloatArray:
        factor = np.exp(log_scale)[:, None, None]
        scaled = stack.copy()
        scaled[:, first:, :first] *= factor
        scaled[:, :first, first:] /= factor
        return norms(scaled)

    low, high = np.full(len(stack), -_LOG_SCALES), np.full(len(stack), _LOG_SCALES)
    for _ in range(24):  # a section that keeps the least norm: 0.6²⁴ of the interval, 2e-4
        left, right = low + (high - low) * 0.4, low + (high - low) * 0.6
        falls = scaled_norm(left) > scaled_norm(right)
        low, high = np.where(falls, left, low), np.where(falls, high, right)
    inside, outside = (low + high) / 2, np.zeros(len(stack))
    possible = scaled_norm(inside) <= 1
    for _ in range(50):  # to all bits
        middle = (inside + outside) / 2
        allowed = scaled_norm(middle) <= 1
        inside, outside = np.where(allowed, middle, inside), np.where(allowed, outside, middle)
    return np.where(possible, np.exp(inside), np.inf)


def trial_forms(instance: Matrix) -> list[Form]:
    """Return forms to be proved, best first; the diagonal blocks of an instance are made use of."""
    size, array = instance.n, instance.array[None]
    blocks = instance.block_sizes if len(instance.block_sizes) > 1 else (size // 2, size // 2)
    of_map = isinstance(instance, BlockTriangular)
    found = _class_forms(instance) if of_map and instance.structure.two_triangular else []
    for cut in np.cumsum(blocks)[:-1].tolist():
        scale = float(best_scales(array, cut)[0])
        if np.isfinite(scale):
            outward = -1 if scale < 1 else 1
            found += [scaling(size, cut, as_fmpq(scale * (1 + outward * x)) ** 2) for x in _SLACKS]
    for stein in stein_forms(array):
        if np.isfinite(root_condition(stein)[0]):
            found.append(_rounded(stein[0]))
    return sorted((x for x in found if x[1] > 0), key=lambda form: form[2] / form[1])


def _class_forms(instance: Any) -> list[Form]:
    """Return P = diag(I, σ²I) with cσ = 1-γ², and for irrational c also one a little inside.

    The inner one shows L < c/(1-γ²) strictly, where that is so.
    """
    low, high = instance.c.lower.value, instance.c.upper.value
    if not (isinstance(low, fmpq) and isinstance(high, fmpq) and low > 0):
        return []
    cut, gap = instance.sizes[0], 1 - instance.gamma**2
    inner = min(fmpq(1), (gap / low) ** 2 * (1 + fmpq(1, 10**18)))
    return [scaling(instance.n, cut, x) for x in (inner, min(fmpq(1), (gap / high) ** 2))]


def scaling(size: int, cut: int, weight: fmpq) -> Form:
    """Return P = diag(I, weight·I) with its least and largest eigenvalue.

    Parameters
    ----------
    size, cut
        The number of rows, and of those of the first block.
    weight
        The eigenvalue of the second block.
    """
    entries = [fmpq(0)] * size**2
    for i in range(size):
        entries[i * size + i] = fmpq(1) if i < cut else weight
    return fmpq_mat(size, size, entries), min(fmpq(1), weight), max(fmpq(1), weight)


def _rounded(form: FloatArray) -> Form:
    """Return a float form as rationals, with bounds of its eigenvalues that leave room for floats.

    LAPACK's eigenvalues are right to n·2⁻⁵²‖P‖; a margin of 1e-9 of the least costs as much of L².
    """
    eigenvalues = np.linalg.eigvalsh(form)
    margin = 1e-9 * float(eigenvalues[0])
    low, high = float(eigenvalues[0]) - margin, float(eigenvalues[-1]) * (1 + 1e-9) + margin
    size = len(form)
    symmetric = np.tril(form) + np.tril(form, -1).T  # an inverse of floats need not be
    exact = fmpq_mat(size, size, [as_fmpq(float(x)) for x in symmetric.ravel()])
    return exact, as_fmpq(low), as_fmpq(high)


def proved_form(matrix: fmpq_mat, forms: Iterable[Form]) -> Form | None:
    """Return the first form with low·I ⪯ P ⪯ high·I, low > 0 and JᵀPJ ⪯ P, all proved."""
    transpose, size = matrix.transpose(), matrix.nrows()
    for form, low, high in forms:
        tests = (
            form - transpose * form * matrix,
            form - scaled_identity(size, low),
            scaled_identity(size, high) - form,
        )
        symmetric = form == form.transpose()  # the tests read one triangle
        if low > 0 and symmetric and all(is_shown_semidefinite(test) for test in tests):
            return form, low, high
    return None


def is_shown_semidefinite(matrix: fmpq_mat) -> bool:
    """Prove M ⪰ 0: in balls, and exactly where it is small or diagonal. False proves nothing."""
    with working_precision(_BITS):
        if is_positive_definite_ball(ball_matrix(matrix)):
            return True
    is_diagonal = all(
        matrix[i, j] == 0 for i in range(matrix.nrows()) for j in range(matrix.nrows()) if i != j
    )
    if matrix.nrows() > _EXACT_SIZE and not is_diagonal:
        return False
    return is_positive_semidefinite_exact(matrix)
