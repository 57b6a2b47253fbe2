"""min t subject to Q - JᵀQJ ⪰ 0, Q ⪰ E₁, E₂QE₂ ⪯ tI, in float64: a primal-dual method.

With the multipliers X₁, X₂, X₃ of the three inequalities and Z₁, Z₂, Z₃ their slacks the central
path is XₖZₖ = μI. The direction is that of Nesterov and Todd with Mehrotra's predictor and corrector
(M. Todd, K. Toh, R. Tütüncü, SIAM J. Optim. 8 (1998) 769): with G such that GᵀZG = G⁻¹XG⁻ᵀ = Σ is
diagonal, a change of y = (Q, t) changes the slacks by Ay in these coordinates, and AᵀA·dy is
known. An optimal Q is rarely unique, so AᵀA has condition 1/μ²; by A = QR it is never formed, and
the gap falls to 1e-12 of t. Q stays strictly feasible; the multipliers become so on the way.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import scipy.linalg

from kreissverify.numbers.arrays import FloatArray

__all__ = ["Program", "Solution", "solve"]

_STEPS = 60  # three times what it takes: what has not converged by then has lost its digits
_TOLERANCE = 1e-11  # of the gap, relative to t: nearer, the slacks are as small as rounding
_FEASIBLE = 1e-9  # the residual of the multipliers, whose bound is proved from what they are
_TO_THE_BOUNDARY = 0.98  # the share of the way to it that a step goes: nearer, centring is lost
_REPAIRS = 2  # steps back to the equations of the multipliers, which rounding in dX leaves
_SHORTEST = 1e-4  # a step below it says that rounding has spoilt the direction


class Program(NamedTuple):
    """The data: J of shape (n, n), and the diagonals of E₁ and E₂."""

    matrix: FloatArray
    below: FloatArray
    scale: FloatArray


class Solution(NamedTuple):
    """Q, strictly feasible; t, and t less the gap; the multiplier of Q - JᵀQJ ⪰ 0."""

    form: FloatArray
    level: float
    bound: float
    multiplier: FloatArray


def solve(program: Program, start: FloatArray) -> Solution | None:
    """Return the optimum to the digits that float64 has; None if the start is not inside.

    Parameters
    ----------
    program
        The data.
    start
        A form with Q - JᵀQJ ≻ 0 and Q ≻ E₁.
    """
    state = _start(program, start)
    changes = _changes(program)
    for _ in range(_STEPS):
        if state is None or state.has_converged:
            break
        following = _step(program, changes, state)
        if following is None:
            break
        state = following
    if state is None:
        return None
    return Solution(state.form, state.level, state.level - state.gap, state.multipliers[0])


@lru_cache(maxsize=32)
def _basis(size: int) -> FloatArray:
    """Return an orthonormal basis of the symmetric matrices, of shape (n(n+1)/2, n, n)."""
    rows, columns = np.tril_indices(size)
    basis = np.zeros((len(rows), size, size))
    weight = np.where(rows == columns, 1.0, np.sqrt(0.5))
    k = np.arange(len(rows))
    basis[k, rows, columns] = weight
    basis[k, columns, rows] = weight
    return basis


def _coordinates(stack: FloatArray) -> FloatArray:
    """Return the coordinates of symmetric matrices (..., n, n) in the basis, of shape (..., m)."""
    rows, columns = np.tril_indices(stack.shape[-1])
    return np.asarray(stack[..., rows, columns] * np.where(rows == columns, 1.0, np.sqrt(2.0)))


def _changes(program: Program) -> FloatArray:
    """Return what each coordinate of Q, and t, adds to the slacks: of shape (m + 1, 3, n, n)."""
    J, _, scale = program
    size, basis = len(J), _basis(len(J))
    by_form = np.stack(
        [basis - J.T @ basis @ J, basis, -scale[:, None] * basis * scale], axis=1
    )
    zero = np.zeros((size, size))
    return np.concatenate([by_form, np.stack([zero, zero, np.eye(size)])[None]])


@dataclass(frozen=True)
class _State:
    """An iterate: (Q, t), its slacks and the multipliers, all of the blocks positive definite.

    Attributes
    ----------
    form, level
        Q and t.
    slacks, multipliers
        Z and X, of shape (3, n, n).
    residual
        How far the multipliers are from the equations F*(X) = (0, …, 0, 1).
    """

    form: FloatArray
    level: float
    slacks: FloatArray
    multipliers: FloatArray
    residual: FloatArray

    @property
    def gap(self) -> float:
        return float(np.sum(self.slacks * self.multipliers))

    @property
    def is_feasible(self) -> bool:
        return float(np.abs(self.residual).max()) <= _FEASIBLE

    @property
    def has_converged(self) -> bool:
        return self.is_feasible and self.gap <= _TOLERANCE * self.level


def _slacks(program: Program, form: FloatArray, level: float) -> FloatArray:
    J, below, scale = program
    scaled = scale[:, None] * form * scale
    return np.stack([form - J.T @ form @ J, form - np.diag(below), np.diag(level - 0 * below) - scaled])


def _start(program: Program, form: FloatArray) -> _State | None:
    size = len(form)
    scaled = program.scale[:, None] * form * program.scale
    level = 2 * float(np.linalg.eigvalsh(scaled)[-1])
    slacks = _slacks(program, form, level)
    try:
        np.linalg.cholesky(slacks)
    except np.linalg.LinAlgError:
        return None
    # on the central path, but for the equations of the multipliers
    multipliers = level / (3 * size) * np.linalg.inv(slacks)
    return _State(form, level, slacks, multipliers, _residual(program, multipliers))


def _residual(program: Program, multipliers: FloatArray) -> FloatArray:
    J, _, scale = program
    first, second, third = multipliers
    total = first - J @ first @ J.T + second - scale[:, None] * third * scale
    return np.append(-_coordinates(total), 1 - np.trace(third))


class _Scaling(NamedTuple):
    """G and Σ of every block, and the factors L and K of Z = LLᵀ, X = KKᵀ."""

    to: FloatArray
    values: FloatArray

    @classmethod
    def of(cls, state: _State) -> _Scaling:
        lower, other = np.linalg.cholesky(state.slacks), np.linalg.cholesky(state.multipliers)
        _, values, right = np.linalg.svd(np.swapaxes(other, 1, 2) @ lower)
        # G = L⁻ᵀVΣ^(1/2)
        unscaled = np.linalg.solve(np.swapaxes(lower, 1, 2), np.swapaxes(right, 1, 2))
        return cls(unscaled * np.sqrt(values)[:, None, :], values)

    def length(self, change: FloatArray) -> float:
        """Return a step, at most 1, that keeps Σ + step·change positive definite."""
        root = np.sqrt(self.values)
        scaled = change / (root[:, :, None] * root[:, None, :])
        least = float(np.linalg.eigvalsh(scaled)[:, 0].min())
        return min(1.0, -_TO_THE_BOUNDARY / least) if least < 0 else 1.0


def _step(program: Program, changes: FloatArray, state: _State) -> _State | None:
    """Return the next iterate; None where rounding ends the way."""
    try:
        scaling = _Scaling.of(state)
        to, values = scaling
        moved = np.swapaxes(to, 1, 2) @ changes @ to
        columns = _coordinates(moved).reshape(len(changes), -1)
        factor, upper = np.linalg.qr(columns.T)
        back = scipy.linalg.solve_triangular(upper, state.residual, trans="T", check_finite=False)
        sums = values[:, :, None] + values[:, None, :]
        mean = state.gap / values.size
        square = np.stack([np.diag(x * x) for x in values])

        def direction(target: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
            """Return dy, and dZ and dX in the scaled coordinates, for Σ∘(dX+dZ) = target."""
            whole = 2 * target / sums
            right = factor.T @ _coordinates(whole).reshape(-1) - back
            y = scipy.linalg.solve_triangular(upper, right, check_finite=False)
            dz = np.tensordot(y, moved, 1)
            return y, dz, whole - dz

        _, dz, dx = direction(-square)
        primal, dual = scaling.length(dz), scaling.length(dx)
        diagonal = np.stack([np.diag(x) for x in values])
        after = float(np.sum((diagonal + primal * dz) * (diagonal + dual * dx)))
        centring = min(1.0, max(after / state.gap, 0.0)) ** 3  # Mehrotra's heuristic
        second = (dx @ dz + dz @ dx) / 2
        y, dz, dx = direction(centring * mean * np.eye(len(state.form)) - square - second)
    except (np.linalg.LinAlgError, ValueError):
        return None
    primal, dual = scaling.length(dz), scaling.length(dx)
    if not (np.isfinite(y).all() and min(primal, dual) > _SHORTEST):
        return None
    form = state.form + primal * np.tensordot(y[:-1], _basis(len(state.form)), 1)
    level = state.level + primal * float(y[-1])
    multipliers = _symmetric(state.multipliers + dual * (to @ dx @ np.swapaxes(to, 1, 2)))
    for _ in range(_REPAIRS):
        residual = _residual(program, multipliers)
        back = scipy.linalg.solve_triangular(upper, residual, trans="T", check_finite=False)
        lost = _matrices(factor @ back, len(form))
        repaired = multipliers + _symmetric(to @ lost @ np.swapaxes(to, 1, 2))
        if not np.linalg.eigvalsh(repaired)[:, 0].min() > 0:
            break
        multipliers = repaired
    slacks = _slacks(program, form, level)
    if not np.linalg.eigvalsh(slacks)[:, 0].min() > 0:
        return None
    found = _State(form, level, slacks, multipliers, _residual(program, multipliers))
    # multipliers that were feasible and are not have lost their digits: they would prove less
    return None if state.is_feasible and not found.is_feasible else found


def _matrices(coordinates: FloatArray, size: int) -> FloatArray:
    """Return the blocks (3, n, n) with these coordinates in the basis."""
    return np.tensordot(coordinates.reshape(3, -1), _basis(size), 1)


def _symmetric(blocks: FloatArray) -> FloatArray:
    return np.asarray((blocks + np.swapaxes(blocks, -1, -2)) / 2)
