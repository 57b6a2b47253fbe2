"""The float64 counterpart of `exact_instances`: stacks of matrices with given γ and T."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kreissverify.instances.batch import Stack
from kreissverify.instances.coupled.flow_blocks import float_flow_block
from kreissverify.matrices import Quantifier
from kreissverify.numbers.arrays import FloatArray

__all__ = ["FloatArray", "float_stack"]


def float_stack(
    rng: np.random.Generator,
    quantifier: Quantifier,
    sizes: tuple[int, ...],
    comparison: FloatArray,
) -> Stack:
    """Return instances with ‖J_ij‖ = T_ij and ρ(J_ii) ≤ T_ii, up to rounding.

    Parameters
    ----------
    rng
        The randomness.
    quantifier, sizes
        The class, and the sizes of the m diagonal blocks.
    comparison
        T of shape (N, m, m): γ, or each γ_i, on the diagonal.
    """
    count, m = len(comparison), len(sizes)
    ends = np.concatenate([[0], np.cumsum(sizes)])
    bases = [_orthogonal(rng, count, size) for size in sizes]
    aligned = rng.random(count) < 0.5
    matrices = np.zeros((count, ends[-1], ends[-1]))
    for i in range(m):
        for j in range(m):
            place = (slice(None), slice(ends[i], ends[i + 1]), slice(ends[j], ends[j + 1]))
            if i == j:
                entries = comparison[:, i, i]
                matrices[place] = (
                    float_flow_block(rng, bases[i], -entries, quantifier.symmetric)
                    if quantifier.of_flows
                    else _diagonal_block(rng, bases[i], entries, quantifier.symmetric)
                )
            else:
                unit = _unit_coupling(rng, bases[i], bases[j], aligned)
                matrices[place] = comparison[:, i, j, None, None] * unit
    entries = comparison[:, range(m), range(m)].max(axis=1)
    gamma = -entries if quantifier.of_flows else entries
    return Stack(quantifier, sizes, matrices, gamma, comparison)


def _orthogonal(rng: np.random.Generator, count: int, size: int) -> FloatArray:
    """Return orthogonal matrices, uniform (Haar) up to the signs of columns."""
    if size == 1:
        return np.ones((count, 1, 1))
    return np.asarray(np.linalg.qr(rng.standard_normal((count, size, size))).Q)


def _diagonal_block(
    rng: np.random.Generator, basis: FloatArray, gamma: FloatArray, symmetric: bool
) -> FloatArray:
    count, size, _ = basis.shape
    shares = rng.uniform(-1, 1, (count, size))
    kind = rng.random((count, 1))
    shares = np.where(kind < 0.15, 0.0, shares)  # all but the first are zero
    shares = np.where((kind > 0.85), np.sign(shares), shares)  # repeated, both extremes
    # the first eigenvalue has modulus γ, so that ρ = γ unless all are scaled down below
    shares[:, 0] = np.where(rng.random(count) < 0.85, 1.0, -1.0)
    shares *= np.where(rng.random((count, 1)) < 0.15, rng.random((count, 1)), 1.0)
    values = shares * gamma[:, None]
    schur = values[:, :, None] * np.eye(size)
    if not symmetric:
        scale = 10 ** rng.uniform(-2, 1, (count, 1, 1)) * (rng.random((count, 1, 1)) < 0.8)
        schur = schur + scale * np.triu(rng.standard_normal((count, size, size)), 1)
    made = basis @ schur @ basis.transpose(0, 2, 1)
    # products round: without this the two triangles would differ in their last bits
    return np.asarray((made + made.transpose(0, 2, 1)) / 2 if symmetric else made)


def _unit_coupling(
    rng: np.random.Generator, into: FloatArray, out_of: FloatArray, aligned: NDArray[np.bool_]
) -> FloatArray:
    """Return blocks of norm 1; where `aligned`, between the first basis vectors of both sides."""
    count, rows, columns = len(into), into.shape[1], out_of.shape[1]
    rank = min(rows, columns)
    chosen = aligned[:, None, None]
    left = np.where(chosen, into, _orthogonal(rng, count, rows))[:, :, :rank]
    right = np.where(chosen, out_of, _orthogonal(rng, count, columns))[:, :, :rank]
    # the largest singular value is 1; in three of ten blocks it is the only one that is not 0
    values = rng.random((count, 1, rank)) * (rng.random((count, 1, 1)) < 0.7)
    values[:, :, 0] = 1
    return np.asarray((left * values) @ right.transpose(0, 2, 1))
