"""The Lyapunov bound L(J) at ρ(J) = 1, semisimple.

In the basis of the splitting J = diag(J_u, J_s), and JᵀPJ ⪯ P forces P = diag(P_u, P_s): where the
form of P - JᵀPJ vanishes so does its row, and E - J_uᵀEJ_s = 0 only for E = 0. So

    J_uᵀP_uJ_u = P_u  (a linear condition with a rational basis of solutions),
    J_sᵀP_sJ_s ⪯ P_s  (with room, as ρ(J_s) < 1),

and L is a semidefinite program in the coefficients of P_u and in P_s, with an interior. The
solver's floats become rationals, the first condition then holds exactly, the others are proved.

From below, S with tr PS ≥ 0 for all such P bounds L (see `lyapunov.dual`): in the basis, S_ss =
X - J_sXJ_sᵀ with X ⪰ 0, tr S_uuB = 0 for all invariant forms B, and S_us anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from flint import fmpq, fmpq_mat

from kreissverify.numbers.arrays import FloatArray, float_matrix, rational_matrix
from kreissverify.numbers.positive_definite import scaled_identity
from kreissverify.numbers.rational import as_fmpq
from kreissverify.quantities.lyapunov.dual import square_below
from kreissverify.quantities.lyapunov.forms import Form, is_shown_semidefinite
from kreissverify.quantities.lyapunov.interior_point import (
    Program,
    coordinates,
    solve,
    symmetric_basis,
)
from kreissverify.quantities.lyapunov.stein_equation import stein_series
from kreissverify.quantities.stability_boundary.eigenvalues import eigenvalues
from kreissverify.quantities.stability_boundary.splitting import Splitting
from kreissverify.quantities.stability_boundary.start import invariant_blocks

__all__ = ["best_form", "form_and_square_below"]

_BITS = 128  # for the spectral projectors, whose floats are all that is used
_GRID = 1 << 44  # coefficients of P_u are rounded to this: P_u is invariant whatever they are
_MARGIN = 1e-9  # of the ends of P, above the rounding of floats and of the grid
_INWARD = (1e-11, 1e-9, 1e-7, 1e-5, 1e-3)  # shares of a Stein form that give P_s its room, in turn
_ITERATES = 4  # of the program, of which something is proved
_WEIGHTS = 10.0 ** np.arange(-4, 5)  # of P_s beside P_u where no program chooses them


@dataclass(frozen=True)
class _Blocks:
    """The blocks of J in the basis of the splitting, exactly, and the invariant forms of J_u."""

    parts: Splitting
    inverse: fmpq_mat
    moving: fmpq_mat
    still: fmpq_mat
    invariant: list[fmpq_mat]

    @classmethod
    def of(cls, parts: Splitting) -> _Blocks:
        inverse, k, n = parts.basis.inv(), parts.rank, parts.size
        split = inverse * parts.matrix * parts.basis
        moving = fmpq_mat([[split[i, j] for j in range(k)] for i in range(k)])
        rest = [[split[i, j] for j in range(k, n)] for i in range(k, n)]
        still = fmpq_mat(rest) if rest else fmpq_mat(0, 0)
        return cls(parts, inverse, moving, still, invariant_blocks(moving))

    def form(self, first: fmpq_mat, second: fmpq_mat) -> fmpq_mat:
        """Return P from P_u and P_s."""
        both = _direct_sum(first, second)
        return self.inverse.transpose() * both * self.inverse


def _direct_sum(first: fmpq_mat, second: fmpq_mat) -> fmpq_mat:
    k, m = first.nrows(), second.nrows()
    both = fmpq_mat(k + m, k + m)
    for i in range(k):
        for j in range(k):
            both[i, j] = first[i, j]
    for i in range(m):
        for j in range(m):
            both[k + i, k + j] = second[i, j]
    return both


def best_form(parts: Splitting) -> Form | None:
    """Return a proved form without a program: P_u from the spectral projectors, P_s of Stein."""
    blocks = _Blocks.of(parts)
    coefficients, stein = _first(blocks)
    tried = [_proved(blocks, coefficients, stein * weight, stein) for weight in _WEIGHTS]
    known = [form for form in tried if form is not None]
    return min(known, key=lambda form: form[2] / form[1], default=None)


def _first(blocks: _Blocks) -> tuple[FloatArray, FloatArray]:
    """Return the coefficients of an invariant P_u ≻ 0, and a Stein form of J_s.

    Σ P_λ*P_λ over the eigenvalues on the circle is invariant, and I for a normal J.
    """
    parts = blocks.parts
    found = list(eigenvalues(parts, _BITS))  # those with Im λ > 0 stand for two
    terms = [(x.array.conj().T @ x.array).real * (1 + (x.value.imag > 0)) for x in found]
    invariant = np.sum(terms, axis=0)
    basis, k = float_matrix(parts.basis), parts.rank
    coefficients = _coefficients(blocks, (basis.T @ invariant @ basis)[:k, :k])
    still = float_matrix(blocks.still) if blocks.still.nrows() else np.zeros((0, 0))
    stein = stein_series(still, basis[:, k:].T @ basis[:, k:]) if len(still) else still
    return coefficients, stein


def form_and_square_below(parts: Splitting) -> tuple[Form | None, fmpq]:
    """Return the best form of the program, and a proved lower bound of L², at least 1."""
    blocks = _Blocks.of(parts)
    coefficients, stein = _first(blocks)
    best: Form | None = None
    square = fmpq(1)
    # the last iterate is the best but for rounding, which leaves the one before
    for guess in _solve(blocks, coefficients, stein)[:_ITERATES]:
        if best is None:
            best = _proved(blocks, guess.coefficients, guess.still, stein)
        square = max(square, square_below(_allowed_change(blocks, guess.multiplier, guess.change)))
        if best is not None and square > 1:
            break
    return best, square


def _coefficients(blocks: _Blocks, form: FloatArray) -> FloatArray:
    """Return those of the invariant form nearest to a float form."""
    columns = np.array([float_matrix(b).ravel() for b in blocks.invariant]).T
    return np.asarray(np.linalg.lstsq(columns, form.ravel(), rcond=None)[0])


def _proved(
    blocks: _Blocks, coefficients: FloatArray, still: FloatArray, stein: FloatArray
) -> Form | None:
    """Return (P, low, high) with all its inequalities proved, P_s moved inside as far as needed.

    Parameters
    ----------
    blocks
        J.
    coefficients
        Of P_u.
    still, stein
        P_s, and a Stein form of J_s.
    """
    first = fmpq_mat(blocks.moving.nrows(), blocks.moving.nrows())
    for c, form in zip(coefficients.tolist(), blocks.invariant, strict=True):
        first += form * fmpq(round(c * _GRID), _GRID)
    for second in _decreasing(blocks, still, stein):
        form = blocks.form(first, second)
        values = np.linalg.eigvalsh(float_matrix(form))
        if not values[0] > 0:
            return None
        low, high = as_fmpq(values[0] * (1 - _MARGIN)), as_fmpq(values[-1] * (1 + _MARGIN))
        ends = (
            form - scaled_identity(form.nrows(), low),
            scaled_identity(form.nrows(), high) - form,
        )
        if all(map(is_shown_semidefinite, ends)):
            return form, low, high
    return None


def _decreasing(blocks: _Blocks, still: FloatArray, stein: FloatArray) -> Iterator[fmpq_mat]:
    """Yield rational P_s with J_sᵀP_sJ_s ⪯ P_s proved, near the one that was given."""
    if not len(still):
        yield fmpq_mat(0, 0)
        return
    size = float(np.abs(still).max()) / float(np.abs(stein).max())
    for share in _INWARD:
        mixed = still + share * size * stein
        exact = rational_matrix(np.tril(mixed) + np.tril(mixed, -1).T)
        if is_shown_semidefinite(exact - blocks.still.transpose() * exact * blocks.still):
            yield exact
            return


class _Guess(NamedTuple):
    """An iterate in floats: the coefficients of P_u, P_s, the multiplier X, and S."""

    coefficients: FloatArray
    still: FloatArray
    multiplier: FloatArray
    change: FloatArray


def _solve(blocks: _Blocks, coefficients: FloatArray, stein: FloatArray) -> list[_Guess]:
    """Return the last iterates of the program, the last first.

    The unknowns are the coefficients of P_u, P_s and t; the inequalities diag(I, P_s - J_sᵀP_sJ_s)
    ⪰ 0, P ⪰ I and P ⪯ tI.

    Parameters
    ----------
    blocks
        J.
    coefficients, stein
        Of a P_u ≻ 0 and a P_s with room, from which it starts.
    """
    k, n = blocks.parts.rank, blocks.parts.size
    inverse, inner = float_matrix(blocks.inverse), symmetric_basis(n - k)
    scales = np.array([float(np.abs(float_matrix(b)).max()) for b in blocks.invariant])
    basis = np.array([float_matrix(b) for b in blocks.invariant]) / scales[:, None, None]
    forms = np.concatenate(
        [inverse[:k].T @ basis @ inverse[:k], inverse[k:].T @ inner @ inverse[k:]]
    )
    forms = (forms + np.swapaxes(forms, 1, 2)) / 2
    still = float_matrix(blocks.still) if n > k else np.zeros((0, 0))
    change = np.zeros_like(forms)
    change[len(basis) :, k:, k:] = inner - still.T @ inner @ still
    identity, zero = np.eye(n), np.zeros((n, n))
    changes = np.stack([change, forms, -forms], axis=1)
    changes = np.concatenate([changes, np.stack([zero, zero, identity])[None]])
    constant = np.stack([np.diag(np.arange(n) < k).astype(float), -identity, zero])
    program = Program(constant, changes, np.append(np.zeros(len(forms)), 1.0))
    start = np.concatenate([coefficients * scales, coordinates(stein)])
    ends = np.linalg.eigvalsh(np.tensordot(start, forms, 1))[[0, -1]]
    if not ends[0] > 0:
        return []
    start = np.append(start * (2 / ends[0]), 4 * ends[1] / ends[0])
    found = []
    for one in solve(program, start):
        first, above, below = one.multipliers
        weights, rest = np.split(one.point[:-1], [len(basis)])
        second = np.tensordot(rest, inner, 1)
        found.append(_Guess(weights / scales, second, first[k:, k:], below - above))
    return found


def _allowed_change(blocks: _Blocks, multiplier: FloatArray, change: FloatArray) -> fmpq_mat:
    """Return an exact S near a float one, with tr PS ≥ 0 for all allowed P.

    Parameters
    ----------
    blocks
        J.
    multiplier, change
        X and S in floats.
    """
    k, n = blocks.parts.rank, blocks.parts.size
    inverse = float_matrix(blocks.inverse)
    inner = rational_matrix(inverse @ ((change + change.T) / 2) @ inverse.T)
    inner = (inner + inner.transpose()) / fmpq(2)
    if n > k:
        values, vectors = np.linalg.eigh((multiplier + multiplier.T) / 2)
        factor = rational_matrix(vectors * np.sqrt(np.maximum(values, 0.0)))
        exact = factor * factor.transpose()
        still = exact - blocks.still * exact * blocks.still.transpose()
        for i in range(n - k):
            for j in range(n - k):
                inner[k + i, k + j] = still[i, j]
    corner = _orthogonal_part(blocks, inner)
    for i in range(k):
        for j in range(k):
            inner[i, j] = corner[i, j]
    return blocks.parts.basis * inner * blocks.parts.basis.transpose()


def _orthogonal_part(blocks: _Blocks, inner: fmpq_mat) -> fmpq_mat:
    """Return the corner S_uu less its components along invariant forms: tr S_uuB = 0 for all B."""
    k, basis = blocks.parts.rank, blocks.invariant
    corner = fmpq_mat([[inner[i, j] for j in range(k)] for i in range(k)])
    gram = fmpq_mat([[_dot(a, b) for b in basis] for a in basis])
    right = fmpq_mat([[_dot(a, corner)] for a in basis])
    weights = gram.solve(right)
    for i, form in enumerate(basis):
        corner -= form * weights[i, 0]
    return corner


def _dot(a: fmpq_mat, b: fmpq_mat) -> fmpq:
    return sum((x * y for x, y in zip(a.entries(), b.entries(), strict=True)), fmpq(0))
