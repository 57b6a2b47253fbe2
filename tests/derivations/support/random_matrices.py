"""Exact matrices of many kinds, and the truth of what is said of them, in enclosures."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any

import sympy
from flint import arb, fmpq, fmpq_mat
from sympy.logic.boolalg import Boolean
from sympy.matrices.expressions.matexpr import MatrixElement

from kreissverify.derivations.points.ball_values import BITS, Valuation
from kreissverify.derivations.points.operator_values import ball_of
from kreissverify.derivations.terms.formulas import Finite
from kreissverify.derivations.terms.matrix_terms import Invertible
from kreissverify.expressions.conditions import Entrywise, MatrixEquality, Semidefinite
from kreissverify.expressions.exact import exact_value
from kreissverify.matrices.exact_matrix import ExactMatrix, identity
from kreissverify.numbers.ball import working_precision
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.positive_definite import is_positive_semidefinite_exact
from kreissverify.numbers.rational import as_fmpq
from kreissverify.quantities.base import enclose
from kreissverify.quantities.symbolic import QuantityExpr

__all__ = ["KINDS", "Instance", "truth"]

RTOL = 1e-6


def _generic(rows: int, columns: int, draw: random.Random) -> ExactMatrix:
    scale = fmpq(1, draw.choice([1, 2, 4, 8]))
    entries = [fmpq(draw.randrange(-4, 5)) * scale for _ in range(rows * columns)]
    return ExactMatrix(fmpq_mat(rows, columns, entries))


def _rotation(t: fmpq) -> list[list[fmpq]]:
    c, s = (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)
    return [[c, -s], [s, c]]


def _of(rows: list[list[Any]]) -> ExactMatrix:
    return ExactMatrix(fmpq_mat([[fmpq(x) if isinstance(x, int) else x for x in r] for r in rows]))


def _defective(n: int, draw: random.Random) -> ExactMatrix:
    value, above = fmpq(draw.randrange(-4, 5), 4), draw.choice([1, 10, 1000])
    return _of([[value if i == j else above * int(j == i + 1) for j in range(n)] for i in range(n)])


def _rotating(n: int, draw: random.Random) -> ExactMatrix:
    """Complex eigenvalues, on the circle for the factor 1."""
    turn = _rotation(fmpq(draw.randrange(1, 9), draw.randrange(1, 9)))
    factor = fmpq(draw.randrange(1, 9), 8)
    size = range(n)
    inside = lambda i, j: i < 2 and j < 2  # noqa: E731
    return _of(
        [
            [factor * turn[i][j] if inside(i, j) else fmpq(int(i == j), 2) for j in size]
            for i in size
        ]
    )


def _ill_conditioned(n: int, draw: random.Random) -> ExactMatrix:
    large = 10 ** draw.randrange(3, 9)
    return _of(
        [
            [fmpq(1, large) if i > j else large if i < j else fmpq(i, 3) for j in range(n)]
            for i in range(n)
        ]
    )


def _complex(n: int, draw: random.Random) -> ExactMatrix:
    parts = _generic(n, n, draw), _generic(n, n, draw)
    return ExactMatrix(parts[0].real, parts[1].real)


def _small(n: int, draw: random.Random) -> ExactMatrix:
    return _generic(n, n, draw).scaled(fmpq(1, 16))


def _zero(n: int, draw: random.Random) -> ExactMatrix:
    return ExactMatrix(fmpq_mat(n, n))


def _symmetric(n: int, draw: random.Random) -> ExactMatrix:
    X = _generic(n, n, draw)
    return X + X.transpose()


def _semidefinite(n: int, draw: random.Random) -> ExactMatrix:
    X = _generic(n, n, draw).scaled(fmpq(1, 2))
    return X * X.transpose() + identity(n).scaled(fmpq(draw.randrange(2), 8))


def _nonnegative(n: int, draw: random.Random) -> ExactMatrix:
    entries = [fmpq(draw.choice([0, 1, 1, 2, 3]), 6) for _ in range(n * n)]
    return ExactMatrix(fmpq_mat(n, n, entries))


def _orthogonal(n: int, draw: random.Random) -> ExactMatrix:
    if n == 1:
        return identity(1).scaled(fmpq(draw.choice([-1, 1])))
    turn = _rotation(fmpq(draw.randrange(-8, 9), draw.randrange(1, 9)))
    whole = [[fmpq(int(i == j)) for j in range(n)] for i in range(n)]
    for i in range(2):
        whole[i][:2] = turn[i]
    return _of(whole)


def _normal(n: int, draw: random.Random) -> ExactMatrix:
    return _orthogonal(n, draw).scaled(fmpq(draw.randrange(-9, 10), 8))


#: How a square matrix of n rows is drawn.
KINDS: dict[str, Callable[[int, random.Random], ExactMatrix]] = {
    "generic": lambda n, draw: _generic(n, n, draw),
    "small": _small,
    "defective": _defective,
    "complex eigenvalues": _rotating,
    "ill-conditioned": _ill_conditioned,
    "complex": _complex,
    "zero": _zero,
    "symmetric": _symmetric,
    "semidefinite": _semidefinite,
    "nonnegative": _nonnegative,
    "orthogonal": _orthogonal,
    "normal": _normal,
}


class Instance(Valuation):
    """Values of named matrices, sizes and numbers, and of what is said of them.

    Parameters
    ----------
    seed
        What the matrices and numbers are a function of.
    symbols
        The matrices, whose sizes are symbols.
    numbers
        The numbers.
    kinds
        The kinds that square matrices are drawn from.
    """

    def __init__(
        self,
        seed: int,
        symbols: tuple[Any, ...],
        numbers: Mapping[Any, fmpq],
        kinds: tuple[str, ...] = tuple(KINDS),
    ) -> None:
        super().__init__({x: arb(value) for x, value in numbers.items()})
        draw = random.Random(seed)
        self.numbers = {x: sympy.Rational(int(v.p), int(v.q)) for x, v in numbers.items()}
        sizes = {k for x in symbols for k in x.shape if k.is_Symbol}
        self.sizes = {k: draw.choice([1, 2, 2, 3]) for k in sorted(sizes, key=str)}
        self.matrices = {x: self._drawn(x, kinds, draw) for x in symbols}

    def _drawn(self, symbol: Any, kinds: tuple[str, ...], draw: random.Random) -> ExactMatrix:
        rows, columns = map(self.size, symbol.shape)
        if symbol.rows != symbol.cols:
            drawn = _generic(rows, columns, draw)
            if kinds == ("nonnegative",):
                return ExactMatrix(fmpq_mat(rows, columns, [abs(x) for x in drawn.real.entries()]))
            return drawn
        return KINDS[draw.choice(kinds)](rows, draw)

    def size(self, size: Any) -> int:
        return int(sympy.sympify(size).xreplace(self.sizes))

    def exact(self, e: Any) -> fmpq:
        value = sympy.sympify(e).xreplace({**self.numbers, **self.sizes})
        if not value.is_Rational:
            raise ValueError(f"{e} is irrational")
        return as_fmpq(value)

    def matrix(self, expression: Any) -> ExactMatrix:
        return exact_value(expression, self)

    def leaf(self, symbol: Any) -> ExactMatrix:
        return self.matrices[symbol]

    def scalar(self, term: Any) -> fmpq:
        return self.exact(term)

    def atom(self, e: sympy.Basic) -> arb | None:
        if isinstance(e, QuantityExpr) and e not in self.point:
            self.point[e] = ball_of(self.enclosure(e))
        if isinstance(e, MatrixElement):
            matrix, (i, j) = self.matrix(e.parent), map(int, e.args[1:])
            return arb(matrix.entry(i, j)[0])
        if e in self.sizes:
            return arb(self.sizes[e])
        return self.point.get(e)

    def enclosure(self, e: QuantityExpr) -> Any:
        matrix, parameters = self.matrix(e.matrix), map(self.exact, e.parameters)
        subject = e.quantity.subject(matrix.matrix if matrix.is_square else matrix.strings())
        return enclose(e.quantity, subject, *parameters, rtol=RTOL)

    def relation(self, condition: Boolean) -> bool | None:
        if isinstance(condition, MatrixEquality):
            return self.matrix(condition.lhs) == self.matrix(condition.rhs)
        if isinstance(condition, Entrywise):
            gap = self.matrix(condition.rhs) - self.matrix(condition.lhs)
            return not gap.is_complex and all(x >= 0 for x in gap.real.entries())
        if isinstance(condition, Semidefinite):
            X = self.matrix(condition.lhs)
            return X.adjoint() == X and is_positive_semidefinite_exact(X.real_form)
        if isinstance(condition, Invertible):
            return any(self.matrix(condition.matrix).determinant())
        if isinstance(condition, Finite):
            found = self.enclosure(condition.args[0])
            if is_finite(found.upper.value):
                return True
            # an enclosure without an upper end does not say that the value is infinite
            return None if is_finite(found.lower.value) else False
        return None

    def _comparison(self, condition: Any) -> bool | None:
        found = super()._comparison(condition)
        if found is not None:
            return found
        # two enclosures that overlap and are narrow: equal, as far as they tell
        gap = self.number(condition.lhs) - self.number(condition.rhs)
        size = abs(self.number(condition.rhs))
        narrow = gap.is_finite() and gap.contains(0) and gap.rad() < 1e-4 * (1 + size)
        return True if narrow else None


def truth(instance: Instance, condition: Boolean) -> bool | None:
    """Say whether a condition holds; None where that cannot be told, as of infinite quantities."""
    with working_precision(BITS):
        try:
            return instance.truth(condition)
        except (ValueError, ZeroDivisionError, Refused):
            return None
