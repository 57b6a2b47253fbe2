"""What the matrices and sizes of a coupled class are on one instance of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import sympy
from flint import fmpq

from kreissverify.expressions.errors import StatementError
from kreissverify.expressions.symbols import Leaf
from kreissverify.matrices import ComparisonMatrix, CoupledMatrix, Matrix
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.matrices.symbolic import COUNT, FIRST, SECOND, SIZE, BlockSize, SymbolicMatrix
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.rational import as_fmpq, as_sympy

__all__ = ["InstanceValues", "coupled_sizes", "exact_part", "number_of_rows", "part_of"]


def part_of(instance: CoupledMatrix, symbol: SymbolicMatrix) -> Any:
    """Return what a symbol stands for on an instance: a matrix, or a comparison matrix."""
    return reduce(getattr, symbol.path, instance)


def exact_part(instance: CoupledMatrix, symbol: SymbolicMatrix) -> ExactMatrix:
    """Return the exact matrix that a symbol stands for on an instance.

    Raises
    ------
    Refused
        If it is a comparison matrix with irrational entries.
    """
    subject: Any = part_of(instance, symbol)
    if isinstance(subject, ComparisonMatrix):
        if not subject.is_exact:
            raise Refused(f"{symbol}: its entries are not known exactly")
        subject = subject.lower
    return ExactMatrix(*subject.parts) if isinstance(subject, Matrix) else ExactMatrix(subject)


def coupled_sizes(sizes: tuple[int, ...]) -> dict[str, int]:
    """Return the sizes of an instance, and of its blocks, by the names of their symbols."""
    # FIRST and SECOND are sizes of two blocks: for more, no part of J has such a shape.
    symbols = {SIZE: sum(sizes), FIRST: sizes[0], SECOND: sizes[-1], COUNT: len(sizes)}
    return {symbol.name: size for symbol, size in symbols.items()}


def number_of_rows(
    term: sympy.Expr,
    blocks: Callable[[str], tuple[int, ...]],
    named: Callable[[str], int | None],
) -> int:
    """Return the number of rows that an expression in sizes is on an instance.

    Parameters
    ----------
    term
        The expression.
    blocks
        Gives the sizes of the diagonal blocks of a coupled matrix by its name, of the only one by
        ``""``.
    named
        Gives a size by its name, None for one that has no name of its own.
    """
    if term.is_Integer:
        return int(term)
    known: dict[sympy.Symbol, sympy.Integer] = {}
    for symbol in term.atoms(sympy.Symbol):
        # the size of a block may have the name of a size of the statement
        size = None if isinstance(symbol, BlockSize) else named(symbol.name)
        if size is None:
            owner, _, own = symbol.name.rpartition(".")
            size = coupled_sizes(blocks(owner))[own]
        known[symbol] = sympy.Integer(size)
    return int(term.xreplace(known))


@dataclass(frozen=True)
class InstanceValues:
    """The matrices of one instance of a coupled class, and numbers by name (see `Known`)."""

    instance: CoupledMatrix
    numbers: Mapping[str, fmpq]

    def leaf(self, symbol: Leaf) -> ExactMatrix:
        """Return the matrix that a symbol stands for."""
        assert isinstance(symbol, SymbolicMatrix)
        return exact_part(self.instance, symbol)

    def size(self, term: sympy.Expr) -> int:
        """Return a number of rows."""
        return number_of_rows(term, lambda owner: self.instance.sizes, lambda name: None)

    def scalar(self, term: sympy.Expr) -> fmpq:
        """Return the exact value of a scalar.

        Raises
        ------
        StatementError
            If it has none.
        """
        known = [s for s in term.free_symbols if s.name in self.numbers]
        exact = term.xreplace({s: as_sympy(self.numbers[s.name]) for s in known})
        if not isinstance(exact, sympy.Rational):
            raise StatementError(f"the factor {term} has no exact rational value here: {exact}")
        return as_fmpq(exact)
