"""K ≤ v near the unit circle at ρ(J) = 1: one linear form for all radii from 1 to 1 + d.

On a circle |z| = 1 + e, G ≤ v/e follows from a form P(e) (see `circles.bounded_real`), which grows
like 1/e as e → 0. With Q(e) = eP(e)/(1+e)² = Y₀ + eY₁ and JᵀY₀J = Y₀ the inequality is, after
dividing by e and scaling the second half of the variables, N₀ + eN₁ + e²N₂ ⪰ 0 with

    N₀ = [[Y₁ - JᵀY₁J + 2Y₀ - I, -JᵀY₀], [-Y₀J, v²I]],
    N₁ = [[2Y₁ + Y₀, -JᵀY₁], [-Y₁J, -Y₀]],    N₂ = [[Y₁, 0], [0, -Y₁]],

which has no singularity at e = 0. It holds on [0, d] if its three Bernstein coefficients are ⪰ 0: a
semidefinite program in (Y₀, Y₁), whose largest margin is asked for and then proved exactly.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat

from kreissverify.numbers.arrays import FloatArray, float_matrix, rational_matrix
from kreissverify.numbers.positive_definite import scaled_identity
from kreissverify.numbers.rational import as_float
from kreissverify.quantities.lyapunov.forms import is_shown_semidefinite
from kreissverify.quantities.lyapunov.sdp import is_installed
from kreissverify.quantities.unit_circle.splitting import Splitting
from kreissverify.quantities.witnesses import matrix_strings

__all__ = ["MOST_ROWS", "Start", "invariant_blocks", "invariant_forms", "proved_start"]

# A program has n²/2 unknowns in blocks of 2n rows: seconds for 20 rows, minutes beyond.
MOST_ROWS = 20
_GRID = 1 << 40  # Y₁ is rounded to 2^-40 of its size, far below the margins of the program
_COEFFICIENT = 1 << 40  # and the coefficients of Y₀, which is exactly invariant whatever they are


@dataclass(frozen=True)
class Start:
    """A proof of (|z|-1)‖R(z)‖ ≤ v for 1 < |z| ≤ 1 + d."""

    distance: fmpq
    forms: tuple[fmpq_mat, fmpq_mat]

    def as_json(self) -> list[list[list[str]]]:
        """Return Y₀ and Y₁ as a certificate writes them."""
        return [matrix_strings(form) for form in self.forms]


def invariant_forms(parts: Splitting) -> list[fmpq_mat]:
    """Return a rational basis of the symmetric Y with JᵀYJ = Y that vanish on the kernel of E.

    In the basis of the splitting they are the invariant forms of the moving block.
    """
    k, inverse = parts.rank, parts.basis.inv()
    block = _corner(inverse * parts.matrix * parts.basis, k)
    rows = fmpq_mat([[inverse[i, j] for j in range(parts.size)] for i in range(k)])
    return [rows.transpose() * form * rows for form in invariant_blocks(block)]


def _corner(matrix: fmpq_mat, size: int) -> fmpq_mat:
    return fmpq_mat([[matrix[i, j] for j in range(size)] for i in range(size)])


def invariant_blocks(block: fmpq_mat) -> list[fmpq_mat]:
    """Return a basis of the symmetric X with AᵀXA = X."""
    size = block.nrows()
    pairs = list(combinations_with_replacement(range(size), 2))
    columns = []
    for i, j in pairs:
        unit = fmpq_mat(size, size)
        unit[i, j] = unit[j, i] = fmpq(1)
        change = block.transpose() * unit * block - unit
        columns.append([change[a, b] for a, b in pairs])
    system = fmpq_mat(columns).transpose()
    kernel, nullity = system.numer_denom()[0].nullspace()
    found = []
    for c in range(int(nullity)):
        form = fmpq_mat(size, size)
        for r, (i, j) in enumerate(pairs):
            form[i, j] = form[j, i] = fmpq(kernel[r, c])
        found.append(form)
    return found


def proved_start(parts: Splitting, bound: fmpq, distance: fmpq) -> Start | None:
    """Return a proof of (|z|-1)‖R(z)‖ ≤ v for 1 < |z| ≤ 1 + d, or None if none was found.

    Parameters
    ----------
    parts
        The splitting of a power bounded J.
    bound, distance
        v and d.
    """
    if parts.size > MOST_ROWS or not is_installed():
        return None
    basis = invariant_forms(parts)
    solved = _solve(parts, basis, as_float(bound), as_float(distance))
    if solved is None:
        return None
    coefficients, second = solved
    first = fmpq_mat(parts.size, parts.size)
    for c, form in zip(coefficients.tolist(), basis, strict=True):
        first += form * fmpq(round(c * _COEFFICIENT), _COEFFICIENT)
    rounded = _rounded(second)
    coefficient_matrices = _bernstein(parts.matrix, bound, distance, first, rounded)
    if not all(map(is_shown_semidefinite, coefficient_matrices)):
        return None
    return Start(distance, (first, rounded))


def _rounded(form: FloatArray) -> fmpq_mat:
    """Return a symmetric form on a dyadic grid relative to its size."""
    unit = 2.0 ** np.frexp(np.abs(form).max() + 1e-300)[1] / _GRID
    exact = rational_matrix(np.rint(form / unit) * unit)
    return (exact + exact.transpose()) / fmpq(2)


def _bernstein(
    matrix: fmpq_mat, bound: fmpq, distance: fmpq, first: fmpq_mat, second: fmpq_mat
) -> list[fmpq_mat]:
    """Return N₀, N₀ + dN₁/2 and N₀ + dN₁ + d²N₂.

    Parameters
    ----------
    matrix
        J.
    bound, distance
        v and d.
    first, second
        Y₀ and Y₁.
    """
    size, transpose = matrix.nrows(), matrix.transpose()
    zero, identity = fmpq_mat(size, size), scaled_identity(size, fmpq(1))
    image = transpose * second
    corner = second - image * matrix + first * 2 - identity
    n0 = _block(corner, -(transpose * first), scaled_identity(size, bound * bound))
    n1 = _block(second * 2 + first, -image, -first)
    n2 = _block(second, zero, -second)
    return [n0, n0 + n1 * (distance / 2), n0 + n1 * distance + n2 * distance**2]


def _block(a: fmpq_mat, b: fmpq_mat, d: fmpq_mat) -> fmpq_mat:
    """Return [[a, b], [bᵀ, d]]."""
    left = [[*x, *y] for x, y in zip(a.tolist(), b.tolist(), strict=True)]
    below = zip(b.transpose().tolist(), d.tolist(), strict=True)
    return fmpq_mat(left + [[*x, *y] for x, y in below])


def _solve(
    parts: Splitting, basis: list[fmpq_mat], bound: float, distance: float
) -> tuple[FloatArray, FloatArray] | None:
    """Return the coefficients of Y₀ and Y₁ with the largest margin in all three inequalities.

    Parameters
    ----------
    parts
        The splitting.
    basis
        Invariant forms.
    bound, distance
        v and d.
    """
    import cvxpy

    size, matrix = parts.size, float_matrix(parts.matrix)
    scales = [float(np.abs(float_matrix(form)).max()) for form in basis]
    forms = [float_matrix(form) / x for form, x in zip(basis, scales, strict=True)]
    weights, second = cvxpy.Variable(len(basis)), cvxpy.Variable((size, size), symmetric=True)
    first, margin = sum(w * f for w, f in zip(weights, forms, strict=True)), cvxpy.Variable()
    zero, identity = np.zeros((size, size)), np.eye(size)
    image = matrix.T @ second
    corner = second - image @ matrix + 2 * first - identity
    n0 = _sum(corner, -matrix.T @ first, bound**2 * identity)
    n1 = _sum(2 * second + first, -image, -first)
    n2 = _sum(second, zero, -second)
    three = (n0, n0 + distance / 2 * n1, n0 + distance * n1 + distance**2 * n2)
    # the margin is bounded, as the program is homogeneous but for v and I
    conditions = [(x + x.T) / 2 - margin * np.eye(2 * size) >> 0 for x in three] + [margin <= 1]
    problem = cvxpy.Problem(cvxpy.Maximize(margin), conditions)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an inaccurate solution is as good: it is only a guess
        try:
            problem.solve(solver=cvxpy.CLARABEL)
        except (cvxpy.SolverError, ValueError):
            return None
    if weights.value is None or second.value is None or not margin.value > 0:
        return None
    return np.asarray(weights.value) / np.array(scales), np.asarray(second.value)


def _sum(a: Any, b: Any, d: Any) -> Any:
    import cvxpy

    return cvxpy.bmat([[a, b], [b.T, d]])
