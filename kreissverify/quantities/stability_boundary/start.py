"""K ≤ v near the unit circle at ρ(J) = 1: one polynomial form for all radii from 1 to 1 + d.

And K_c ≤ v near the imaginary axis at α(A) = 0, for all lines from 0 to d.

On a circle |z| = 1 + e, G ≤ v/e follows from a form P(e) (see `curve_proofs.bounded_real`), which
grows like 1/e as e → 0. With Q(e) = eP(e)/(1+e)² = Y₀ + eY₁ + e²Y₂ and JᵀY₀J = Y₀ the inequality
is, after dividing by e and scaling the second half of the variables, Σ eʲN_j ⪰ 0 with

    N_j = [[Y_{j+1} - JᵀY_{j+1}J + 2Y_j + Y_{j-1}, -JᵀY_j], [-Y_jJ, -Y_{j-1}]]

and diag(-I, v²I) added to N₀, which has no singularity at e = 0. On a line Re z = e it is, with
Q(e) = eP(e) and AᵀY₀ + Y₀A = 0, the same with

    N_j = [[2Y_j - AᵀY_{j+1} - Y_{j+1}A, -Y_j], [-Y_j, 0]].

It holds on [0, d] if the
coefficients of Bernstein are ⪰ 0: a semidefinite program in Y₀, Y₁, Y₂, whose largest margin is
asked for (`lyapunov.interior_point`) and then proved exactly. Of degree 1 it reaches far only where
(|z|-1)‖R(z)‖ falls fast enough beside the radius on which it is largest; degree 2 was enough for
every matrix tried.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations_with_replacement
from operator import matmul, mul
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat

from kreissverify.matrices.spectrum.stability import CIRCLE, Boundary
from kreissverify.numbers.arrays import FloatArray, float_matrix, rational_matrix
from kreissverify.numbers.positive_definite import scaled_identity
from kreissverify.numbers.rational import as_float
from kreissverify.quantities.lyapunov.forms import is_shown_semidefinite
from kreissverify.quantities.lyapunov.interior_point import Program, solve, symmetric_basis
from kreissverify.quantities.stability_boundary.splitting import Splitting
from kreissverify.quantities.witnesses import matrix_strings

__all__ = ["MOST_ROWS", "Start", "invariant_blocks", "invariant_forms", "proved_start"]

# A program has n² unknowns in blocks of 2n rows: 1 s for 20 rows, 20 s for 30, minutes beyond.
MOST_ROWS = 30
_DEGREE = 2  # of Q in e
_GRID = (
    1 << 40
)  # Y₁ and Y₂ are rounded to 2^-40 of their size, far below the margins of the program
_TOLERANCE = 1e-3  # of the margin: any that is nearly the largest proves as much
_COEFFICIENT = 1 << 40  # and the coefficients of Y₀, which is exactly invariant whatever they are


@dataclass(frozen=True)
class Start:
    """A proof of (|z|-1)‖R(z)‖ ≤ v for 1 < |z| ≤ 1 + d, or of Re z·‖R(z)‖ ≤ v for 0 < Re z ≤ d."""

    distance: fmpq
    forms: list[fmpq_mat]

    def as_json(self, unit: fmpq) -> list[list[list[str]]]:
        """Return Y₀, Y₁, Y₂ as a certificate writes them, of unit·A if they were found for A.

        Then x and y of a line are `unit` times as large, and so Q is one of e/unit.
        """
        return [matrix_strings(form / unit**i) for i, form in enumerate(self.forms)]


def invariant_forms(parts: Splitting) -> list[fmpq_mat]:
    """Return a rational basis of the symmetric Y that J does not change, 0 on the kernel of E.

    JᵀYJ = Y, or AᵀY + YA = 0.

    In the basis of the splitting they are the invariant forms of the moving block.
    """
    k, inverse = parts.rank, parts.basis.inv()
    block = _corner(inverse * parts.matrix * parts.basis, k)
    rows = fmpq_mat([[inverse[i, j] for j in range(parts.size)] for i in range(k)])
    return [rows.transpose() * form * rows for form in invariant_blocks(block, parts.boundary)]


def _corner(matrix: fmpq_mat, size: int) -> fmpq_mat:
    return fmpq_mat([[matrix[i, j] for j in range(size)] for i in range(size)])


def invariant_blocks(block: fmpq_mat, boundary: Boundary = CIRCLE) -> list[fmpq_mat]:
    """Return a basis of the symmetric X with AᵀXA = X, or AᵀX + XA = 0."""
    size = block.nrows()
    pairs = list(combinations_with_replacement(range(size), 2))
    columns = []
    for i, j in pairs:
        unit = fmpq_mat(size, size)
        unit[i, j] = unit[j, i] = fmpq(1)
        if boundary is CIRCLE:
            change = block.transpose() * unit * block - unit
        else:
            change = block.transpose() * unit + unit * block
        columns.append([change[a, b] for a, b in pairs])
    system = fmpq_mat(columns).transpose()
    kernel, nullity = system.numer_denom()[0].nullspace()
    found = []
    for c in range(int(nullity)):
        form = fmpq_mat(size, size)
        for r, (i, j) in enumerate(pairs):
            form[i, j] = form[j, i] = fmpq(kernel[r, c])
        found.append(form / _largest(form))
    return found


def _largest(form: fmpq_mat) -> fmpq:
    """Return the power of two at the largest entry: coefficients are rounded beside 1."""
    bits = max(int(x.p).bit_length() - int(x.q).bit_length() for x in form.entries() if x != 0)
    return fmpq(1 << bits) if bits >= 0 else fmpq(1, 1 << -bits)


def proved_start(parts: Splitting, bound: fmpq, distance: fmpq) -> Start | None:
    """Return a proof next to the boundary, or None if none was found: see `Start`.

    Parameters
    ----------
    parts
        The splitting of a power bounded J, or of a bounded flow with entries of moderate size.
    bound, distance
        v and d.
    """
    if parts.size > MOST_ROWS:
        return None
    basis = invariant_forms(parts)
    guess = _solve(parts, basis, as_float(bound), as_float(distance))
    if guess is None:
        return None
    coefficients, others = guess
    first = fmpq_mat(parts.size, parts.size)
    for c, form in zip(coefficients.tolist(), basis, strict=True):
        first += form * fmpq(round(c * _COEFFICIENT), _COEFFICIENT)
    forms = [first, *map(_rounded, others)]
    if not all(map(is_shown_semidefinite, _exact_program(parts, bound, distance, forms))):
        return None
    return Start(distance, forms)


def _rounded(form: FloatArray) -> fmpq_mat:
    """Return a symmetric form on a dyadic grid relative to its size."""
    unit = 2.0 ** np.frexp(np.abs(form).max() + 1e-300)[1] / _GRID
    exact = rational_matrix(np.rint(form / unit) * unit)
    return (exact + exact.transpose()) / fmpq(2)


def _exact_program(
    parts: Splitting, bound: fmpq, distance: fmpq, forms: list[fmpq_mat]
) -> list[fmpq_mat]:
    """Return the coefficients of Bernstein of the inequality, exactly.

    Parameters
    ----------
    parts
        The splitting.
    bound, distance
        v and d.
    forms
        Y₀, Y₁, ...
    """
    size, calculus = parts.size, _Calculus(parts.boundary, parts.matrix, _block, mul)
    zero, identity = fmpq_mat(size, size), scaled_identity(size, fmpq(1))
    constant = _block(-identity, zero, scaled_identity(size, bound * bound))
    terms = calculus.terms([*forms, zero, zero])
    terms[0] += constant
    return _bernstein(terms, distance)


@dataclass(frozen=True)
class _Calculus:
    """The N_j of matrices of any kind.

    Attributes
    ----------
    boundary
        The circle or the axis.
    matrix
        J or A.
    block, times
        Make [[a, b], [bᵀ, d]] of a, b and d, and the product of two matrices.
    """

    boundary: Boundary
    matrix: Any
    block: Callable[..., Any]
    times: Callable[..., Any]

    def terms(self, forms: list[Any]) -> list[Any]:
        """Return the N_j without the constant.

        Parameters
        ----------
        forms
            Y₀, ..., and two zeros, the last of which also stands for Y₋₁.
        """
        term = self._of_map if self.boundary is CIRCLE else self._of_flow
        return [term(forms[j + 1], forms[j], forms[j - 1]) for j in range(len(forms) - 1)]

    def _of_map(self, above: Any, here: Any, below: Any) -> Any:
        transpose = self.matrix.transpose()
        change = above - self.times(self.times(transpose, above), self.matrix)
        side = -1 * self.times(transpose, here)
        return self.block(change + 2 * here + below, side, -1 * below)

    def _of_flow(self, above: Any, here: Any, below: Any) -> Any:
        growth = self.times(self.matrix.transpose(), above) + self.times(above, self.matrix)
        return self.block(2 * here - growth, -1 * here, 0 * below)


def _bernstein(terms: list[Any], distance: Any) -> list[Any]:
    """Return the sums of C(k, j)/C(m, j)·dʲN_j over j ≤ k."""
    m, found = len(terms) - 1, []
    for k in range(m + 1):
        total = terms[0]
        for j in range(1, k + 1):
            total = total + terms[j] * (distance**j * math.comb(k, j) / math.comb(m, j))
        found.append(total)
    return found


def _block(a: fmpq_mat, b: fmpq_mat, d: fmpq_mat) -> fmpq_mat:
    """Return [[a, b], [bᵀ, d]]."""
    left = [[*x, *y] for x, y in zip(a.tolist(), b.tolist(), strict=True)]
    below = zip(b.transpose().tolist(), d.tolist(), strict=True)
    return fmpq_mat(left + [[*x, *y] for x, y in below])


def _solve(
    parts: Splitting, basis: list[fmpq_mat], bound: float, distance: float
) -> tuple[FloatArray, list[FloatArray]] | None:
    """Return the coefficients of Y₀, and Y₁, Y₂, with the largest margin in all inequalities.

    Parameters
    ----------
    parts
        The splitting.
    basis
        Invariant forms.
    bound, distance
        v and d.
    """
    size, count = parts.size, len(basis)
    first = np.array([float_matrix(form) for form in basis]).reshape(count, size, size)
    found = solve(
        _program(parts, first, bound, distance),
        # without forms the inequality is diag(-I, v²I) ⪰ margin·I
        np.append(np.zeros(count + _DEGREE * (size * (size + 1) // 2)), -2.0),
        tolerance=_TOLERANCE,
    )
    if not found or not found[0].level < 0:
        return None
    weights, *others = np.split(
        found[0].point[:-1], count + np.arange(_DEGREE) * size * (size + 1) // 2
    )
    return weights, [np.tensordot(x, symmetric_basis(size), 1) for x in others]


def _program(parts: Splitting, first: FloatArray, bound: float, distance: float) -> Program:
    """Return: the largest margin below all coefficients of Bernstein, of y = (Y₀, Y₁, Y₂, margin).

    Parameters
    ----------
    parts
        The splitting.
    first
        The forms of which Y₀ is a combination, of shape (m, n, n).
    bound, distance
        v and d.
    """
    size, identity = parts.size, np.eye(parts.size)
    calculus = _Calculus(parts.boundary, float_matrix(parts.matrix), _float_block, matmul)
    stacks = [first, *[symmetric_basis(size)] * _DEGREE]
    changes = []
    for place, stack in enumerate(stacks):
        zero = np.zeros_like(stack)
        forms = [stack if j == place else zero for j in range(_DEGREE + 1)]
        terms = calculus.terms([*forms, zero, zero])
        changes.append(np.stack(_bernstein(terms, distance), axis=1))
    count = changes[0].shape[1]
    changes.append(np.broadcast_to(-np.eye(2 * size), (1, count, 2 * size, 2 * size)))
    both = np.concatenate(changes)
    # the constant is a part of N₀, and so of each coefficient
    constant = np.diag(np.concatenate([-np.diag(identity), np.full(size, bound**2)]))
    cost = np.append(np.zeros(len(both) - 1), -1.0)
    return Program(np.broadcast_to(constant, both.shape[1:]), both, cost)


def _float_block(a: FloatArray, b: FloatArray, d: FloatArray) -> FloatArray:
    return np.block([[a, b], [np.swapaxes(b, -1, -2), d]])
