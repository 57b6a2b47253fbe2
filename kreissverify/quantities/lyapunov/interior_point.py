"""min t subject to Q - JᵀQJ ⪰ 0, Q ⪰ E₁, E₂QE₂ ⪯ tI, in float64: a primal-dual method.

With the multipliers X₁, X₂, X₃ of the three inequalities and Z₁, Z₂, Z₃ their slacks the central
path is XₖZₖ = μI. The direction is that of Nesterov and Todd with Mehrotra's predictor and
corrector (M. Todd, K. Toh, R. Tütüncü, SIAM J. Optim. 8 (1998) 769): with G such that
GᵀZG = G⁻¹XG⁻ᵀ = Σ is diagonal, a change of y = (Q, t) changes the slacks by A·dy in these
coordinates, and AᵀA·dy is known. An optimal Q is rarely unique, so AᵀA has condition 1/μ²; by
A = QR it is never formed, and the gap falls to 1e-12 of t. Q stays strictly feasible; the
multipliers become so on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np
import scipy.linalg

from kreissverify.numbers.arrays import FloatArray

__all__ = ["Program", "Residual", "Solution", "residual_coordinates", "solve"]

_STEPS = 60  # three times what it takes: what has not converged by then has lost its digits
_TOLERANCE = 1e-11  # of the gap, relative to t: nearer, the slacks are as small as rounding
_FEASIBLE = 1e-9  # the residual of the multipliers, whose bound is proved from what they are
_TO_THE_BOUNDARY = 0.98  # the share of the way to it that a step goes: nearer, centring is lost
_KEPT = 10  # iterates, whose gaps differ by a factor of about ten each
_REPAIRS = 2  # steps back to the equations of the multipliers, which rounding in dX leaves
_LATE = 1e-2  # of t: a gap below which the multipliers are to be feasible, as they soon prove
_SHORTEST = 1e-4  # a step below it says that rounding has spoilt the direction


class Program(NamedTuple):
    """The data: J of shape (n, n), and the diagonals of E₁ and E₂."""

    matrix: FloatArray
    below: FloatArray
    scale: FloatArray


class Solution(NamedTuple):
    """The last iterate. Its multipliers are GCGᵀ with C = Σ, positive definite by their form.

    Attributes
    ----------
    form, level, bound
        Q, strictly feasible; t, and t less the gap.
    to, values
        G, of shape (3, n, n), and the diagonals of Σ, of shape (3, n).
    repair
        Of a residual, the change of C, of shape (3, n, n), that mends it and is least: C stays
        positive definite where that is small beside Σ.
    """

    form: FloatArray
    level: float
    bound: float
    to: FloatArray
    values: FloatArray
    repair: Callable[[FloatArray], FloatArray]


Residual = Callable[[FloatArray], FloatArray]


def solve(program: Program, start: FloatArray, residual: Residual | None = None) -> list[Solution]:
    """Return the last iterates, the last first; none if the start is not inside.

    The later an iterate, the narrower its gap, and the nearer its blocks are to singular: which of
    them prove something is for the caller to see.

    Parameters
    ----------
    program
        The data.
    start
        A form with Q - JᵀQJ ≻ 0 and Q ≻ E₁.
    residual
        Of factors K of shape (3, n, n), by how much X = KKᵀ misses its equations (see
        `residual_coordinates`); in float64 where none is given.
    """
    residual = residual or partial(_residual, program)
    state, found = _start(program, start, residual), []
    changes = _changes(program)
    for _ in range(_STEPS):
        metric = None if state is None else _Metric.of(state, changes)
        if state is None or metric is None:
            break
        found.append(_solution(state, metric))
        if state.has_converged:
            break
        state = _step(program, metric, state, residual)
    return found[: -_KEPT - 1 : -1]


def _solution(state: _State, metric: _Metric) -> Solution:
    bound = state.level - state.gap
    return Solution(state.form, state.level, bound, metric.to, metric.values, metric.repair)


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
    by_form = np.stack([basis - J.T @ basis @ J, basis, -scale[:, None] * basis * scale], axis=1)
    zero = np.zeros((size, size))
    return np.concatenate([by_form, np.stack([zero, zero, np.eye(size)])[None]])


@dataclass(frozen=True)
class _State:
    """An iterate: (Q, t), its slacks and the multipliers, all of the blocks positive definite.

    Attributes
    ----------
    form, level
        Q and t.
    slacks, factors
        Z, and K with X = KKᵀ, of shape (3, n, n). Eigenvalues of X may be far below the rounding of
        its entries, but not of those of K.
    residual
        How far the multipliers are from the equations F*(X) = (0, …, 0, 1).
    """

    form: FloatArray
    level: float
    slacks: FloatArray
    factors: FloatArray
    residual: FloatArray

    @property
    def gap(self) -> float:
        return float(np.sum(self.slacks * _products(self.factors)))

    @property
    def is_feasible(self) -> bool:
        return float(np.abs(self.residual).max()) <= _FEASIBLE

    @property
    def has_converged(self) -> bool:
        return self.is_feasible and self.gap <= _TOLERANCE * self.level


def _slacks(program: Program, form: FloatArray, level: float) -> FloatArray:
    J, below, scale = program
    scaled = scale[:, None] * form * scale
    return np.stack(
        [form - J.T @ form @ J, form - np.diag(below), np.diag(level - 0 * below) - scaled]
    )


def _start(program: Program, form: FloatArray, residual: Residual) -> _State | None:
    size = len(form)
    scaled = program.scale[:, None] * form * program.scale
    level = 2 * float(np.linalg.eigvalsh(scaled)[-1])
    slacks = _slacks(program, form, level)
    try:
        lower = np.linalg.cholesky(slacks)
    except np.linalg.LinAlgError:
        return None
    # on the central path, but for the equations of the multipliers
    factors = np.sqrt(level / (3 * size)) * np.swapaxes(np.linalg.inv(lower), 1, 2)
    return _State(form, level, slacks, factors, residual(factors))


def _products(factors: FloatArray) -> FloatArray:
    return np.asarray(factors @ np.swapaxes(factors, 1, 2))


def _residual(program: Program, factors: FloatArray) -> FloatArray:
    J, _, scale = program
    first, second, third = _products(factors)
    total = first - J @ first @ J.T + second - scale[:, None] * third * scale
    return residual_coordinates(total, 1 - float(np.trace(third)))


def residual_coordinates(total: FloatArray, missing: float) -> FloatArray:
    """Return a residual in the coordinates of (Q, t).

    Parameters
    ----------
    total
        X₁ - JX₁Jᵀ + X₂ - E₂X₃E₂, which is to be 0.
    missing
        1 - tr X₃, which is to be 0.
    """
    return np.append(-_coordinates(total), missing)


@dataclass(frozen=True)
class _Metric:
    """The scaling of Nesterov and Todd at an iterate, of shape (3, n, n), and A = QR.

    Attributes
    ----------
    to, values
        G, and the diagonals of Σ.
    moved
        What each coordinate of (Q, t) changes in the slacks, in the scaled coordinates.
    factor, upper
        Q and R.
    """

    to: FloatArray
    values: FloatArray
    moved: FloatArray
    factor: FloatArray
    upper: FloatArray

    @classmethod
    def of(cls, state: _State, changes: FloatArray) -> _Metric | None:
        """Return the scaling; None where a block is no longer positive definite in floats."""
        try:
            lower = np.linalg.cholesky(state.slacks)
            _, values, right = np.linalg.svd(np.swapaxes(state.factors, 1, 2) @ lower)
            # G = L⁻ᵀVΣ^(1/2) for Z = LLᵀ, X = KKᵀ and KᵀL = UΣVᵀ
            unscaled = np.linalg.solve(np.swapaxes(lower, 1, 2), np.swapaxes(right, 1, 2))
        except np.linalg.LinAlgError:
            return None
        to = unscaled * np.sqrt(values)[:, None, :]
        moved = np.swapaxes(to, 1, 2) @ changes @ to
        columns = _coordinates(moved).reshape(len(changes), -1)
        if not np.isfinite(columns).all():
            return None
        factor, upper = np.linalg.qr(columns.T)
        return cls(to, values, moved, factor, upper) if np.diag(upper).all() else None

    def back(self, residual: FloatArray) -> FloatArray:
        """Return R⁻ᵀ of a residual."""
        return np.asarray(
            scipy.linalg.solve_triangular(self.upper, residual, trans="T", check_finite=False)
        )

    def direction(self, target: FloatArray, back: FloatArray) -> tuple[FloatArray, ...]:
        """Return dy, and dZ and dX in the scaled coordinates, for Σ∘(dX+dZ) = target.

        Parameters
        ----------
        target
            Of shape (3, n, n).
        back
            R⁻ᵀ of the residual that dX is to mend.
        """
        whole = 2 * target / (self.values[:, :, None] + self.values[:, None, :])
        right = self.factor.T @ _coordinates(whole).reshape(-1) - back
        y = scipy.linalg.solve_triangular(self.upper, right, check_finite=False)
        dz = np.tensordot(y, self.moved, 1)
        return np.asarray(y), dz, whole - dz

    def length(self, change: FloatArray) -> float:
        """Return a step, at most 1, that keeps Σ + step·change positive definite."""
        root = np.sqrt(self.values)
        scaled = change / (root[:, :, None] * root[:, None, :])
        least = float(np.linalg.eigvalsh(scaled)[:, 0].min())
        return min(1.0, -_TO_THE_BOUNDARY / least) if least < 0 else 1.0

    def factors(self, scaled: FloatArray) -> FloatArray | None:
        """Return K with KKᵀ = GCGᵀ; None where C is not positive definite."""
        try:
            return np.asarray(self.to @ np.linalg.cholesky(scaled))
        except np.linalg.LinAlgError:
            return None

    def misses(self, back: FloatArray) -> bool:
        """Say whether C + repair is far from positive definite: then X proves nothing yet."""
        root = np.sqrt(self.values)
        change = self._blocks(self.factor @ back) / (root[:, :, None] * root[:, None, :])
        return bool(np.linalg.eigvalsh(change)[:, 0].min() < -0.5)

    def repair(self, residual: FloatArray) -> FloatArray:
        """Return the least change of C by which F*(GCGᵀ) changes so."""
        return self._blocks(self.factor @ self.back(residual))

    def _blocks(self, coordinates: FloatArray) -> FloatArray:
        """Return the blocks (3, n, n) with these coordinates in the basis."""
        return np.tensordot(coordinates.reshape(3, -1), _basis(self.to.shape[-1]), 1)


def _step(program: Program, metric: _Metric, state: _State, residual: Residual) -> _State | None:
    """Return the next iterate; None where rounding ends the way."""
    values, back = metric.values, metric.back(state.residual)
    diagonal = np.stack([np.diag(x) for x in values])
    square = diagonal * diagonal
    _, dz, dx = metric.direction(-square, back)
    primal, dual = metric.length(dz), metric.length(dx)
    after = float(np.sum((diagonal + primal * dz) * (diagonal + dual * dx)))
    centring = min(1.0, max(after / state.gap, 0.0)) ** 3  # Mehrotra's heuristic
    # no nearer to the boundary than the gap asked for: there the blocks are singular to rounding
    least = 0.1 * _TOLERANCE * state.level
    mean = max(centring * state.gap, least) / values.size
    second = (dx @ dz + dz @ dx) / 2
    if state.gap < _LATE * state.level and metric.misses(back):
        # the multipliers are to be feasible, before the gap and with it they become smaller
        mean, second = state.gap / values.size, np.zeros_like(second)
    target = mean * np.eye(len(state.form)) - square - second
    y, dz, dx = metric.direction(target, back)
    primal, dual = metric.length(dz), metric.length(dx)
    if not (np.isfinite(y).all() and min(primal, dual) > _SHORTEST):
        return None
    form = state.form + primal * np.tensordot(y[:-1], _basis(len(state.form)), 1)
    level = state.level + primal * float(y[-1])
    inner = _symmetric(diagonal + dual * dx)
    factors = metric.factors(inner)
    if factors is None:
        return None
    for _ in range(_REPAIRS):
        inner = inner + metric.repair(residual(factors))
        repaired = metric.factors(inner)
        if repaired is None:
            break
        factors = repaired
    slacks = _slacks(program, form, level)
    if not np.linalg.eigvalsh(slacks)[:, 0].min() > 0:
        return None
    found = _State(form, level, slacks, factors, residual(factors))
    # multipliers that were feasible and are not have lost their digits: they would prove less
    return None if state.is_feasible and not found.is_feasible else found


def _symmetric(blocks: FloatArray) -> FloatArray:
    return np.asarray((blocks + np.swapaxes(blocks, -1, -2)) / 2)
