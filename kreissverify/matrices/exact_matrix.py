"""Exact matrices of any shape, real or complex: what matrix expressions are evaluated to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

from flint import fmpq, fmpq_mat
from numpy.typing import NDArray

from kreissverify.matrices.exact_entries import assembled_real_form, exact_parts
from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.arrays import float_matrix
from kreissverify.numbers.complex_rational import Gaussian, gaussian_string
from kreissverify.numbers.rational import rational_string

__all__ = ["ExactMatrix", "as_exact_matrix", "identity", "joined", "zeros"]


class ExactMatrix:
    """A matrix over ℚ or ℚ(i), of any shape, that is not changed once it is made.

    Parameters
    ----------
    real
        The real parts of the entries.
    imaginary
        The imaginary parts, of the same shape; None, or all zero, for a real matrix.

    Examples
    --------
    >>> X = as_exact_matrix([["1/2", "i"]])
    >>> X.shape, X.adjoint().strings(), (X * X.adjoint()).strings()
    ((1, 2), [['1/2'], ['-1i']], [['5/4']])
    """

    __slots__ = ("__dict__", "imaginary", "real")

    def __init__(self, real: fmpq_mat, imaginary: fmpq_mat | None = None) -> None:
        self.real = real
        # a complex matrix without imaginary parts is a real one, so that equal ones look alike
        self.imaginary = imaginary if imaginary is not None and any(imaginary.entries()) else None

    @property
    def shape(self) -> tuple[int, int]:
        """The numbers of rows and columns."""
        return int(self.real.nrows()), int(self.real.ncols())

    @property
    def is_square(self) -> bool:
        """Whether there are as many rows as columns."""
        return self.shape[0] == self.shape[1]

    @property
    def is_complex(self) -> bool:
        """Whether some entry is not real."""
        return self.imaginary is not None

    @property
    def is_zero(self) -> bool:
        """Whether every entry is zero."""
        return not self.is_complex and not any(self.real.entries())

    @cached_property
    def array(self) -> NDArray[Any]:
        """The rounding of the entries to float64 or complex128."""
        array = float_matrix(self.real)
        return array if self.imaginary is None else array + 1j * float_matrix(self.imaginary)

    @cached_property
    def matrix(self) -> Matrix:
        """The same as a `Matrix`, of which quantities are asked.

        Raises
        ------
        InvalidMatrix
            If it is not square.
        """
        if self.imaginary is None:
            return Matrix(self.real)
        return Matrix.of_parts(self.real, self.imaginary)

    @cached_property
    def real_form(self) -> fmpq_mat:
        """The real matrix [[Re, -Im], [Im, Re]] of twice the shape; its own entries if it is real.

        Sums, products, inverses and adjoints of real forms are the real forms of the results.
        """
        if self.imaginary is None:
            return self.real
        return assembled_real_form(self.real, self.imaginary)

    def entry(self, i: int, j: int) -> Gaussian:
        """Return one entry as its real and its imaginary part."""
        imaginary = fmpq(0) if self.imaginary is None else self.imaginary[i, j]
        return self.real[i, j], imaginary

    def numbers(self) -> Iterator[fmpq]:
        """Yield the real parts of all entries, then the imaginary parts of a complex matrix."""
        yield from self.real.entries()
        yield from () if self.imaginary is None else self.imaginary.entries()

    def table(self) -> list[list[Any]]:
        """Return the rows of exact entries: fractions, or pairs where the matrix is complex."""
        rows: list[list[Any]] = self.real.tolist()
        if self.imaginary is None:
            return rows
        pairs = zip(rows, self.imaginary.tolist(), strict=True)
        return [list(zip(*row, strict=True)) for row in pairs]

    def strings(self) -> list[list[str]]:
        """Return the entries as strings ``"p/q"``, or ``"p/q+r/si"`` where they are complex."""
        write = rational_string if self.imaginary is None else gaussian_string
        return [[write(x) for x in row] for row in self.table()]

    def transpose(self) -> ExactMatrix:
        """Return the transpose, whose entries are not conjugated."""
        imaginary = None if self.imaginary is None else self.imaginary.transpose()
        return ExactMatrix(self.real.transpose(), imaginary)

    def conjugate(self) -> ExactMatrix:
        """Return the matrix of conjugate entries."""
        return ExactMatrix(self.real, None if self.imaginary is None else -self.imaginary)

    def adjoint(self) -> ExactMatrix:
        """Return the conjugate transpose."""
        return self.conjugate().transpose()

    def __neg__(self) -> ExactMatrix:
        return self.scaled(fmpq(-1))

    def __add__(self, other: ExactMatrix) -> ExactMatrix:
        if not (self.is_complex or other.is_complex):
            return ExactMatrix(self.real + other.real)
        return ExactMatrix(self.real + other.real, self._imaginary + other._imaginary)

    def __sub__(self, other: ExactMatrix) -> ExactMatrix:
        return self + -other

    def __mul__(self, other: ExactMatrix) -> ExactMatrix:
        if not (self.is_complex or other.is_complex):
            return ExactMatrix(self.real * other.real)
        a, b, c, d = self.real, self._imaginary, other.real, other._imaginary
        return ExactMatrix(a * c - b * d, a * d + b * c)

    def scaled(self, factor: fmpq, imaginary: fmpq | None = None) -> ExactMatrix:
        """Return the product with a number, given by its real and imaginary part."""
        if imaginary is None or imaginary == 0:
            part = None if self.imaginary is None else self.imaginary * factor
            return ExactMatrix(self.real * factor, part)
        a, b = self.real, self._imaginary
        return ExactMatrix(a * factor - b * imaginary, a * imaginary + b * factor)

    def inverse(self) -> ExactMatrix:
        """Return the inverse.

        Raises
        ------
        ZeroDivisionError
            If the matrix is singular.
        """
        if self.imaginary is None:
            return ExactMatrix(self.real.inv())
        rows, columns = self.shape
        form = self.real_form.inv().tolist()
        return ExactMatrix(
            fmpq_mat([row[:columns] for row in form[:rows]]),
            fmpq_mat([row[:columns] for row in form[rows:]]),
        )

    def power(self, exponent: int) -> ExactMatrix:
        """Return an integer power; a negative one is that of the inverse.

        Raises
        ------
        ZeroDivisionError
            If the exponent is negative and the matrix singular.
        """
        if exponent < 0:
            return self.inverse().power(-exponent)
        if self.imaginary is None:
            return ExactMatrix(self.real**exponent)
        result, square = identity(self.shape[0]), self
        while exponent:
            result = result * square if exponent % 2 else result
            exponent //= 2
            square = square * square if exponent else square
        return result

    def determinant(self) -> Gaussian:
        """Return the determinant as its real and its imaginary part."""
        if self.imaginary is None:
            return self.real.det(), fmpq(0)
        return _complex_determinant(self)

    def kronecker(self, other: ExactMatrix) -> ExactMatrix:
        """Return the Kronecker product, the blocks x_ij·Y."""
        return joined(
            [
                [other.scaled(*self.entry(i, j)) for j in range(self.shape[1])]
                for i in range(self.shape[0])
            ]
        )

    @property
    def _imaginary(self) -> fmpq_mat:
        return fmpq_mat(*self.shape) if self.imaginary is None else self.imaginary

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, ExactMatrix)
            and self.shape == other.shape
            and bool(self.real == other.real)
            and bool(self._imaginary == other._imaginary)
        )

    def __hash__(self) -> int:
        return hash((self.shape, repr(self.strings())))

    def __repr__(self) -> str:
        return f"ExactMatrix({str(self.strings()).replace(chr(39), '')})"

    def __reduce__(self) -> Any:
        # a python-flint matrix does not travel between processes: its entries do
        return as_exact_matrix, (self.strings(),)


def identity(size: int) -> ExactMatrix:
    """Return the identity."""
    entries = [fmpq(int(i == j)) for i in range(size) for j in range(size)]
    return ExactMatrix(fmpq_mat(size, size, entries))


def zeros(rows: int, columns: int) -> ExactMatrix:
    """Return the matrix of zeros."""
    return ExactMatrix(fmpq_mat(rows, columns))


def joined(table: Sequence[Sequence[ExactMatrix]]) -> ExactMatrix:
    """Return the matrix of a table of blocks whose shapes fit together."""
    real = _joined([[x.real for x in row] for row in table])
    if not any(x.is_complex for row in table for x in row):
        return ExactMatrix(real)
    return ExactMatrix(real, _joined([[x._imaginary for x in row] for row in table]))


def _joined(table: Sequence[Sequence[fmpq_mat]]) -> fmpq_mat:
    rows: list[list[fmpq]] = []
    for blocks in table:
        lines = zip(*(x.tolist() for x in blocks), strict=True)
        rows += [[*chain.from_iterable(line)] for line in lines]
    return fmpq_mat(rows)


def _complex_determinant(matrix: ExactMatrix) -> Gaussian:
    """Return det A by Gaussian elimination in ℚ(i)."""
    n = matrix.shape[0]
    rows = [[matrix.entry(i, j) for j in range(n)] for i in range(n)]
    result: Gaussian = (fmpq(1), fmpq(0))
    for k in range(n):
        pivot = next((i for i in range(k, n) if any(rows[i][k])), None)
        if pivot is None:
            return fmpq(0), fmpq(0)
        if pivot != k:
            rows[k], rows[pivot] = rows[pivot], rows[k]
            result = (-result[0], -result[1])
        result = _times(result, rows[k][k])
        for i in range(k + 1, n):
            if any(rows[i][k]):
                factor = _over(rows[i][k], rows[k][k])
                rows[i] = [
                    _minus(x, _times(factor, y)) for x, y in zip(rows[i], rows[k], strict=True)
                ]
    return result


def _times(x: Gaussian, y: Gaussian) -> Gaussian:
    return x[0] * y[0] - x[1] * y[1], x[0] * y[1] + x[1] * y[0]


def _minus(x: Gaussian, y: Gaussian) -> Gaussian:
    return x[0] - y[0], x[1] - y[1]


def _over(x: Gaussian, y: Gaussian) -> Gaussian:
    square = y[0] * y[0] + y[1] * y[1]
    real, imaginary = _times(x, (y[0], -y[1]))
    return real / square, imaginary / square


def as_exact_matrix(value: object, name: str = "matrix") -> ExactMatrix:
    """Return an exact matrix of any shape, of what `exact_parts` accepts or a `Matrix`.

    Parameters
    ----------
    value
        Nested rationals or complex rationals, an array (its floats mean their exact values), a
        python-flint matrix, a `Matrix`, or an `ExactMatrix`, which is returned as it is.
    name
        What it is called in messages.

    Raises
    ------
    InvalidMatrix
        If an entry is no finite number, or the rows have different lengths.

    Examples
    --------
    >>> as_exact_matrix([[1, "1/2"]])
    ExactMatrix([[1, 1/2]])
    """
    if isinstance(value, ExactMatrix):
        return value
    if isinstance(value, Matrix):
        return ExactMatrix(*value.parts)
    return ExactMatrix(*exact_parts(value, name))
