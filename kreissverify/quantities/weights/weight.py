"""A positive definite P = R*R, and the matrix RAR⁻¹ whose norms are those of A weighted by P.

|x|_P = √(x*Px) = |Rx|, so the norm of A in it is ‖RAR⁻¹‖, its resolvent has the norm of that of
RAR⁻¹, and so on: energy norms of fluids, preconditioned steps (L. N. Trefethen and M. Embree,
Spectra and Pseudospectra, 2005, chapter 45, on weighted norms). R is determined up to a unitary
factor on its left, which changes no quantity here.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from flint import arb, arb_mat, fmpq, fmpq_mat

from kreissverify.matrices.exact_entries import assembled_real_form
from kreissverify.matrices.exact_matrix import ExactMatrix, as_exact_matrix
from kreissverify.matrices.matrix import InvalidMatrix, Matrix
from kreissverify.numbers.arrays import float_real_form, rational_matrix
from kreissverify.numbers.ball import middle_rational, upper_rational, working_precision
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.positive_definite import is_positive_definite_exact
from kreissverify.numbers.rational import square_root

__all__ = ["Weight", "Weighted"]

# Rows up to which R is looked for among the rational matrices: beyond, fractions of the elimination
# are longer than any precision that is asked for.
_EXACT_ROWS = 20
# Rows, of the real form, up to which it is decided exactly that a P has an eigenvalue ≤ 0.
_DECIDED_ROWS = 60
# Steps of the iteration for R. The first factor is right to about 16 digits, less those of the
# condition of P; each step doubles what there is.
_STEPS = 12


class Weighted(NamedTuple):
    """RAR⁻¹, up to a unitary similarity, is within `radius` of `matrix` in the spectral norm."""

    matrix: Matrix
    radius: fmpq


class Weight:
    """A Hermitian positive definite P = R*R of n rows.

    Parameters
    ----------
    entries
        P: what `Matrix` accepts, Hermitian exactly (floats included).

    Raises
    ------
    InvalidMatrix
        If it is not square, not Hermitian, or has an eigenvalue ≤ 0.
    Refused
        If it is too near a singular matrix to say so, or for its factor to be found.

    Examples
    --------
    >>> weight = Weight([[4, 0], [0, 1]])
    >>> weight.of(Matrix([[0, 1], [1, 0]]))
    Weighted(matrix=Matrix([[0, 2], [1/2, 0]]), radius=0)
    """

    def __init__(self, entries: object) -> None:
        try:
            self.exact = as_exact_matrix(entries)
        except InvalidMatrix as error:
            raise InvalidMatrix(str(error).replace("matrix:", "weight:", 1)) from None
        _require_hermitian(self.exact)
        self.n = self.exact.shape[0]
        if self._rational_factor is None:
            # the iteration for R is the proof that P is positive definite
            self._factor_at(64, of_real_form=self.exact.is_complex)

    def of(self, matrix: Matrix, bits: int = 256) -> Weighted:
        """Return RAR⁻¹: exactly where R may be chosen rational, else to about `bits` bits.

        Raises
        ------
        InvalidMatrix
            If A has not as many rows as P.
        """
        if matrix.n != self.n:
            raise InvalidMatrix(
                f"weight: expected {matrix.n} rows, as the matrix has, got {self.n}"
            )
        moved, radius = self._moved(matrix, bits)
        moved.rounded_to = matrix.rounded_to  # what rounding decides of A, it decides of RAR⁻¹
        return Weighted(moved, radius)

    def _moved(self, matrix: Matrix, bits: int) -> Weighted:
        if self._rational_factor is not None:
            left, right = self._rational_factor
            return Weighted((left * ExactMatrix(*matrix.parts) * right).matrix, fmpq(0))
        as_real_form = self.exact.is_complex or matrix.is_complex
        factor, inverse, error = self._factor_at(bits, as_real_form)
        with working_precision(2 * bits):
            given = arb_mat(_form(ExactMatrix(*matrix.parts), as_real_form))
            product = factor * given * inverse
            near = fmpq_mat([[middle_rational(x) for x in row] for row in product.tolist()])
            # With S = (I + E)^½, whose RAR⁻¹ is SA'S⁻¹ for the product A': |√(1+x) - 1| ≤ |x| and
            # |1/√(1+x) - 1| ≤ 2|x| for |x| ≤ 1/2, so ‖SA'S⁻¹ - A'‖ ≤ (η(1 + 2η) + 2η)‖A'‖ ≤ 4η‖A'‖.
            radius = 4 * error * _frobenius(product) + _frobenius(product - arb_mat(near))
            return Weighted(_out_of_real_form(near, self.n, as_real_form), upper_rational(radius))

    @cached_property
    def _rational_factor(self) -> tuple[ExactMatrix, ExactMatrix] | None:
        """R and R⁻¹ up to a common factor, if P = LDL* over ℚ has pivots whose ratios are squares.

        Raises
        ------
        InvalidMatrix
            If a pivot is not positive.
        """
        if self.n > _EXACT_ROWS or self.exact.is_complex:
            return None
        lower, pivots = _ldl(self.exact.real)
        found = [square_root(pivot / pivots[0]) for pivot in pivots]
        roots = [root for root in found if root is not None]
        n = self.n
        if len(roots) < n:
            return None
        scaled = fmpq_mat([[roots[i] * lower[j, i] for j in range(n)] for i in range(n)])
        return ExactMatrix(scaled), ExactMatrix(scaled.inv())

    def _factor_at(self, bits: int, of_real_form: bool) -> tuple[arb_mat, arb_mat, arb]:
        """Return R₁, balls around its inverse, and η ≥ ‖E‖, where P = R₁*(I + E)R₁.

        R₁ ← (I + E/2)R₁ squares E, from a Cholesky factor in float64 on. That η ≤ 1/2 is a proof of
        P ≻ 0.
        """
        first = _float_factor(self.exact)
        if first is None:
            raise self._without_factor()
        if of_real_form:
            first = float_real_form(first)
        with working_precision(2 * bits):  # half of them for the condition of P
            given = arb_mat(_form(self.exact, of_real_form))
            factor = arb_mat(rational_matrix(first))
            unit = arb_mat(fmpq_mat(_identity(given.nrows())))
            for _ in range(_STEPS):
                try:
                    inverse = factor.inv()
                except ZeroDivisionError:
                    break
                rest = inverse.transpose() * given * inverse - unit
                error = _frobenius(rest)
                if error < arb(2) ** -bits:
                    return factor, inverse, error
                if not error < 1:  # the iteration would not converge
                    break
                factor = ((unit + rest.mid() / 2) * factor).mid()
        raise self._without_factor()

    def _without_factor(self) -> Exception:
        """Return what to raise where no factor was found: P has an eigenvalue ≤ 0, or nearly."""
        form = self.exact.real_form
        if form.nrows() <= _DECIDED_ROWS and not is_positive_definite_exact(form):
            least = float(np.linalg.eigvalsh(self.exact.array)[0])
            return InvalidMatrix(
                "weight: expected a positive definite matrix; its least eigenvalue is "
                f"about {least:.3g}"
            )
        return Refused(
            "weight: the matrix is so near a singular one that float64 does not tell whether it is "
            "positive definite; give the quantity of R·A·inverse(R), with a factor R of your own"
        )


def _require_hermitian(weight: ExactMatrix) -> None:
    rows, columns = weight.shape
    if rows != columns:
        raise InvalidMatrix(f"weight: expected a square matrix, got {rows}x{columns}")
    other = weight.adjoint()
    for i in range(rows):
        for j in range(i + 1):
            if weight.entry(i, j) != other.entry(i, j):
                kind = "Hermitian" if weight.is_complex else "symmetric"
                raise InvalidMatrix(
                    f"weight: expected a {kind} matrix, but entries [{i}, {j}] and [{j}, {i}] "
                    "do not fit each other (for floats, give (P + P.conj().T)/2)"
                )


def _ldl(matrix: fmpq_mat) -> tuple[fmpq_mat, list[fmpq]]:
    """Return the unit lower triangular L, and the pivots D, of P = LDLᵀ.

    Raises
    ------
    InvalidMatrix
        If a pivot is not positive: P is not positive definite.
    """
    n = matrix.nrows()
    rest, lower = [list(row) for row in matrix.tolist()], _identity(n)
    for k in range(n):
        if not rest[k][k] > 0:
            raise InvalidMatrix(
                "weight: expected a positive definite matrix; its leading block of "
                f"{k + 1} row{'s' * (k > 0)} is not"
            )
        for i in range(k + 1, n):
            lower[i][k] = rest[i][k] / rest[k][k]
            for j in range(k + 1, n):
                rest[i][j] -= lower[i][k] * rest[k][j]
    return fmpq_mat(lower), [rest[k][k] for k in range(n)]


def _float_factor(weight: ExactMatrix) -> Any:
    """Return R of P ≈ R*R in float64, or None if P is not positive definite to these digits.

    Of P scaled to ones on the diagonal: the condition that a diagonal scaling takes away does not
    count (A. van der Sluis, Numer. Math. 14 (1969) 14).
    """
    array = weight.array
    diagonal = np.real(np.diagonal(array))
    if not (diagonal > 0).all():
        return None
    scale = np.sqrt(diagonal)
    try:
        lower = np.linalg.cholesky(array / scale[:, None] / scale)
    except np.linalg.LinAlgError:
        return None
    return lower.conj().T * scale


def _frobenius(matrix: arb_mat) -> arb:
    """Return a ball around the Frobenius norm, which bounds the spectral norm."""
    square = sum((x * x for x in matrix.entries()), arb(0))
    return arb(square.upper()).sqrt().upper() if square.is_finite() else arb(math.inf)


def _identity(size: int) -> list[list[fmpq]]:
    return [[fmpq(int(i == j)) for j in range(size)] for i in range(size)]


def _form(matrix: ExactMatrix, of_real_form: bool) -> fmpq_mat:
    """Return a real matrix, or the real form of any: diag(A, A) of a real A."""
    if not of_real_form:
        return matrix.real
    n = matrix.real.nrows()
    return assembled_real_form(matrix.real, matrix.imaginary or fmpq_mat(n, n))


def _out_of_real_form(matrix: fmpq_mat, size: int, is_form: bool) -> Matrix:
    """Return the matrix of a real form; of one that rounding spoilt, by its first columns."""
    if not is_form:
        return Matrix(matrix)
    rows = matrix.tolist()
    return Matrix.of_parts(
        fmpq_mat([row[:size] for row in rows[:size]]),
        fmpq_mat([row[:size] for row in rows[size:]]),
    )
