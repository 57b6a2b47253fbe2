"""min cᵀy subject to F_k(y) = F_k0 + Σ y_i F_ki ⪰ 0, all of one size: a primal-dual method.

With the multipliers Xₖ of the inequalities and Zₖ = Fₖ(y) their slacks the central path is
XₖZₖ = μI. The direction is that of Nesterov and Todd with Mehrotra's predictor and corrector
(M. Todd, K. Toh, R. Tütüncü, SIAM J. Optim. 8 (1998) 769): with G such that
GᵀZG = G⁻¹XG⁻ᵀ = Σ is diagonal, a change of y changes the slacks by A·dy in these coordinates, and
AᵀA·dy is known. An optimal y is rarely unique, so AᵀA has condition 1/μ²; by A = QR it is never
formed, and the gap falls to 1e-12 of cᵀy. y stays strictly feasible; the multipliers become so on
the way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import scipy.linalg

from kreissverify.numbers.arrays import FloatArray

__all__ = ["Program", "Residual", "Solution", "coordinates", "solve", "symmetric_basis"]

_STEPS = 60  # three times what it takes: what has not converged by then has lost its digits
_TOLERANCE = 1e-11  # of the gap, relative to cᵀy: nearer, the slacks are as small as rounding
_FEASIBLE = 1e-9  # the residual of the multipliers, whose bound is proved from what they are
_TO_THE_BOUNDARY = 0.98  # the share of the way to it that a step goes: nearer, centring is lost
_KEPT = 10  # iterates, whose gaps differ by a factor of about ten each
_REPAIRS = 2  # steps back to the equations of the multipliers, which rounding in dX leaves
_LATE = 1e-2  # of cᵀy: a gap below which the multipliers are to be feasible, as they soon prove
_SHORTEST = 1e-4  # a step below it says that rounding has spoilt the direction


class Program(NamedTuple):
    """The data, of m unknowns and b inequalities of size n.

    Attributes
    ----------
    constant, changes
        F_k0, of shape (b, n, n), and F_ki, of shape (m, b, n, n), all of them symmetric.
    cost
        c, of shape (m,).
    """

    constant: FloatArray
    changes: FloatArray
    cost: FloatArray

    def slacks(self, point: FloatArray) -> FloatArray:
        """Return F_k(y), of shape (b, n, n)."""
        return np.asarray(self.constant + np.tensordot(point, self.changes, 1))

    def residual(self, factors: FloatArray) -> FloatArray:
        """Return by how much X = KKᵀ, K of shape (b, n, n), misses Σ tr F_ki Xₖ = c_i."""
        count = len(self.changes)
        return self.cost - self.changes.reshape(count, -1) @ _products(factors).reshape(-1)


class Solution(NamedTuple):
    """An iterate. Its multipliers are GCGᵀ with C = Σ, positive definite by their form.

    Attributes
    ----------
    point, level, bound
        y, strictly feasible; cᵀy, and cᵀy less the gap.
    to, values
        G, of shape (b, n, n), and the diagonals of Σ, of shape (b, n).
    repair
        Of a residual, the change of C, of shape (b, n, n), that mends it and is least: C stays
        positive definite where that is small beside Σ.
    """

    point: FloatArray
    level: float
    bound: float
    to: FloatArray
    values: FloatArray
    repair: Callable[[FloatArray], FloatArray]

    @property
    def multipliers(self) -> FloatArray:
        """X, of shape (b, n, n)."""
        return np.asarray((self.to * self.values[:, None, :]) @ np.swapaxes(self.to, 1, 2))


Residual = Callable[[FloatArray], FloatArray]


def solve(
    program: Program,
    start: FloatArray,
    residual: Residual | None = None,
    tolerance: float = _TOLERANCE,
) -> list[Solution]:
    """Return the last iterates, the last first; none if the start is not inside.

    The later an iterate, the narrower its gap, and the nearer its blocks are to singular: which of
    them prove something is for the caller to see.

    Parameters
    ----------
    program
        The data.
    start
        y with F_k(y) ≻ 0.
    residual
        Of factors K of shape (b, n, n), by how much X = KKᵀ misses its equations, as
        `Program.residual` does in float64.
    tolerance
        The gap at which to stop, relative to cᵀy.
    """
    residual = residual or program.residual
    state, found = _start(program, start, residual), []
    for _ in range(_STEPS):
        metric = None if state is None else _Metric.of(state, program.changes)
        if state is None or metric is None:
            break
        found.append(_solution(state, metric))
        if state.has_converged(tolerance):
            break
        state = _step(program, metric, state, residual, tolerance)
    return found[: -_KEPT - 1 : -1]


def _solution(state: _State, metric: _Metric) -> Solution:
    bound = state.level - state.gap
    return Solution(state.point, state.level, bound, metric.to, metric.values, metric.repair)


@lru_cache(maxsize=32)
def symmetric_basis(size: int) -> FloatArray:
    """Return an orthonormal basis of the symmetric matrices, of shape (n(n+1)/2, n, n)."""
    rows, columns = np.tril_indices(size)
    basis = np.zeros((len(rows), size, size))
    weight = np.where(rows == columns, 1.0, np.sqrt(0.5))
    k = np.arange(len(rows))
    basis[k, rows, columns] = weight
    basis[k, columns, rows] = weight
    return basis


def coordinates(stack: FloatArray) -> FloatArray:
    """Return the coordinates of symmetric matrices (..., n, n) in the basis, of shape (..., m)."""
    rows, columns = np.tril_indices(stack.shape[-1])
    return np.asarray(stack[..., rows, columns] * np.where(rows == columns, 1.0, np.sqrt(2.0)))


@dataclass(frozen=True)
class _State:
    """An iterate: y, its slacks and the multipliers, all of the blocks positive definite.

    Attributes
    ----------
    point, level
        y and cᵀy.
    slacks, factors
        Z, and K with X = KKᵀ, of shape (b, n, n). Eigenvalues of X may be far below the rounding of
        its entries, but not of those of K.
    residual
        How far the multipliers are from their equations.
    """

    point: FloatArray
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

    def has_converged(self, tolerance: float) -> bool:
        return self.is_feasible and self.gap <= tolerance * abs(self.level)


def _start(program: Program, point: FloatArray, residual: Residual) -> _State | None:
    slacks, level = program.slacks(point), float(program.cost @ point)
    try:
        lower = np.linalg.cholesky(slacks)
    except np.linalg.LinAlgError:
        return None
    # on the central path, but for the equations of the multipliers
    size = slacks.shape[0] * slacks.shape[1]
    factors = np.sqrt(abs(level) / size) * np.swapaxes(np.linalg.inv(lower), 1, 2)
    return _State(point, level, slacks, factors, residual(factors))


def _products(factors: FloatArray) -> FloatArray:
    return np.asarray(factors @ np.swapaxes(factors, 1, 2))


@dataclass(frozen=True)
class _Metric:
    """The scaling of Nesterov and Todd at an iterate, of shape (b, n, n), and A = QR.

    Attributes
    ----------
    to, values
        G, and the diagonals of Σ.
    moved
        What each of the unknowns changes in the slacks, in the scaled coordinates.
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
        columns = coordinates(moved).reshape(len(changes), -1)
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
            Of shape (b, n, n).
        back
            R⁻ᵀ of the residual that dX is to mend.
        """
        whole = 2 * target / (self.values[:, :, None] + self.values[:, None, :])
        right = self.factor.T @ coordinates(whole).reshape(-1) - back
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
        """Return the blocks (b, n, n) with these coordinates in the basis."""
        return np.tensordot(
            coordinates.reshape(len(self.to), -1), symmetric_basis(self.to.shape[-1]), 1
        )


def _step(
    program: Program, metric: _Metric, state: _State, residual: Residual, tolerance: float
) -> _State | None:
    """Return the next iterate; None where rounding ends the way."""
    values, back = metric.values, metric.back(state.residual)
    diagonal = np.stack([np.diag(x) for x in values])
    square = diagonal * diagonal
    _, dz, dx = metric.direction(-square, back)
    primal, dual = metric.length(dz), metric.length(dx)
    after = float(np.sum((diagonal + primal * dz) * (diagonal + dual * dx)))
    centring = min(1.0, max(after / state.gap, 0.0)) ** 3  # Mehrotra's heuristic
    # no nearer to the boundary than the gap asked for: there the blocks are singular to rounding
    least = 0.1 * tolerance * abs(state.level)
    mean = max(centring * state.gap, least) / values.size
    second = (dx @ dz + dz @ dx) / 2
    if state.gap < _LATE * abs(state.level) and metric.misses(back):
        # the multipliers are to be feasible, before the gap and with it they become smaller
        mean, second = state.gap / values.size, np.zeros_like(second)
    target = mean * np.eye(values.shape[1]) - square - second
    y, dz, dx = metric.direction(target, back)
    primal, dual = metric.length(dz), metric.length(dx)
    if not (np.isfinite(y).all() and min(primal, dual) > _SHORTEST):
        return None
    point = state.point + primal * y
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
    slacks = program.slacks(point)
    if not np.linalg.eigvalsh(slacks)[:, 0].min() > 0:
        return None
    found = _State(point, float(program.cost @ point), slacks, factors, residual(factors))
    # multipliers that were feasible and are not have lost their digits: they would prove less
    return None if state.is_feasible and not found.is_feasible else found


def _symmetric(blocks: FloatArray) -> FloatArray:
    return np.asarray((blocks + np.swapaxes(blocks, -1, -2)) / 2)
