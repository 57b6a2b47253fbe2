"""The matrices that the expressions of a derivation may be made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import sympy

from kreissverify.derivations.citations.specialisation import parts_of
from kreissverify.expressions.symbols import FamilyMember
from kreissverify.instances.family import Symbols
from kreissverify.instances.kinds import MatrixKind
from kreissverify.instances.signature import symbol_of
from kreissverify.matrices import Quantifier
from kreissverify.matrices.symbolic import SymbolicInstance, SymbolicMatrix, block_heights
from kreissverify.theorems import Statement

__all__ = ["coupled_matrix", "known_matrices"]


def coupled_matrix(symbols: Symbols) -> SymbolicInstance | None:
    """Return the symbolic member of a coupled class among the variables of a theorem, if one is."""
    found = [x for x in symbols.variables.values() if isinstance(x, SymbolicInstance)]
    return found[0] if len(found) == 1 else None


def known_matrices(statement: Statement, symbols: Symbols) -> frozenset[sympy.MatrixSymbol]:
    """Return the matrices of a theorem: of kinds, of families, and J with its parts and blocks.

    Parameters
    ----------
    statement
        The theorem.
    symbols
        Its variables.
    """
    found = {symbol_of(x) for x in statement.parts if isinstance(x.of, MatrixKind)}
    found |= set(_members_of_families(symbols.variables.values()))
    for part in statement.parts:
        if isinstance(part.of, Quantifier):
            found |= _of_coupled(symbol_of(part))
    return frozenset(found)


def _of_coupled(J: SymbolicInstance) -> set[sympy.MatrixSymbol]:
    places = range(len(block_heights(J.quantifier)))
    blocks = (J.block(i, j) for i in places for j in places)
    named = {x for x in blocks if isinstance(x, SymbolicMatrix)}
    return {*named, *parts_of(J), J.block_norms}


def _members_of_families(variables: Iterable[Any]) -> Iterator[FamilyMember]:
    """Yield the members of families among variables, and those among their parts."""
    for variable in variables:
        if isinstance(variable, FamilyMember):
            yield variable
            yield from _members_of_families(variable.parts.values())
