"""An earlier statement about matrices and numbers, for others in their place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy
from sympy.logic.boolalg import Boolean
from sympy.matrices.expressions.matexpr import MatrixElement

from kreissverify.derivations.context import conditions_of
from kreissverify.derivations.deciders.reals import value_conditions
from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.terms.matrix_terms import is_real, matrices_of
from kreissverify.expressions.constant_matrix import ConstantMatrix
from kreissverify.expressions.symbols import FamilyMember, MatrixVariable
from kreissverify.instances.family import Symbols
from kreissverify.instances.kinds import MatrixKind
from kreissverify.instances.parameter_domains import Domain
from kreissverify.instances.signature import Part, Range, symbol_of
from kreissverify.matrices.two_blocks import Quantifier
from kreissverify.quantities.base import registry
from kreissverify.theorems import Statement

__all__ = ["specialised_parts"]

# Kinds of which all that is asked is among the conditions that are known of their matrices; a
# matrix of another kind is one by its own kind only.
_SAID = {"Square", "Rectangular", "Symmetric", "PositiveDefinite", "Normal", "Orthogonal"}
_SAID |= {"Nonnegative"}


def specialised_parts(
    statement: Statement, given: Mapping[str, Any]
) -> tuple[list[Boolean], Boolean]:
    """Return what a statement needs and gives for particular matrices and numbers.

    Parameters
    ----------
    statement
        The earlier statement, about matrices of kinds, members of families and numbers.
    given
        The matrix expression or the number for each of its variables, by name; for a member of a
        family a member of the same family.

    Raises
    ------
    DerivationError
        If one is missing, has another shape, or need not be of the kind asked for.
    """
    if any(isinstance(part.of, Quantifier) for part in statement.parts):
        raise DerivationError(f"{statement.id}: it is about a coupled class beside other matrices")
    variables = statement.variables
    if set(given) != set(variables):
        expected = ", ".join(variables) or "none"
        raise DerivationError(f"{statement.id}: expected values for its variables: {expected}")
    symbols = Symbols(dict(statement.quantified)).variables
    names: dict[str, Any] = {}
    swap: dict[Any, Any] = {}
    for name, of in variables.items():
        value = given[name]
        names |= _parts(statement.id, name, symbols[name], of, value)
        swap[symbols[name]] = value
    for part in statement.parts:
        _fit(statement.id, part, names[part.name], swap)
    _require_members(statement.id, symbols, swap)
    hypotheses = [c for h in statement.hypotheses for c in (*value_conditions(h), h)]
    kinds = [x for part in statement.parts for x in conditions_of(part, names)]
    try:
        needs = [_swapped(x, swap) for x in hypotheses]
        return [*kinds, *needs], _swapped(statement.conclusion, swap)
    except (TypeError, ValueError) as error:  # a comparison with 1/0 or with i
        raise DerivationError(f"{statement.id}: it says nothing of these values: {error}") from None


def _swapped(condition: Boolean, swap: Mapping[Any, Any]) -> Boolean:
    found = condition.xreplace(dict(swap))
    # an entry of what has become a matrix of numbers is the number, and of a sum that of its terms
    entries = {
        x: x.parent[x.i, x.j]
        for x in found.atoms(MatrixElement)
        if isinstance(x.parent, (ConstantMatrix, sympy.MatAdd))
    }
    return found.xreplace(entries)


def _parts(statement: str, name: str, symbol: Any, of: Range, value: Any) -> dict[str, Any]:
    """Return the values of the parts that a variable comes to, by their names."""
    if not isinstance(symbol, FamilyMember):
        return {name: sympy.sympify(value) if isinstance(of, Domain) else value}
    same = isinstance(value, FamilyMember) and set(value.parts) == set(symbol.parts)
    if not same:
        family = symbol.args[2].family
        raise DerivationError(f"{statement}: {name}: expected a member of {family}, got {value}")
    found: dict[str, Any] = {}
    for part, (inner, inside) in zip(
        symbol.parts, ((symbol.parts[k], value.parts[k]) for k in symbol.parts), strict=True
    ):
        ranges = dict(of.parameters)  # type: ignore[union-attr]
        found |= _parts(statement, f"{name}.{part}", inner, ranges[part], inside)
    return found


def _fit(statement: str, part: Part, value: Any, swap: dict[Any, Any]) -> None:
    """Refuse a value that need not be of a part's range; learn the sizes that it has."""
    where = f"{statement}: {part.name}"
    if isinstance(part.of, Domain):
        if not isinstance(value, sympy.Expr):
            raise DerivationError(f"{where}: expected a number, got {value}")
        if symbol_of(part).is_integer and not value.is_integer:
            raise DerivationError(f"{where}: expected an integer, got {value}")
        swap[symbol_of(part)] = value
        return
    if not isinstance(value, sympy.MatrixExpr):
        raise DerivationError(f"{where}: expected a matrix, got {value}")
    assert part.shape is not None and isinstance(part.of, MatrixKind)
    swap[symbol_of(part)] = value
    for size, extent in zip(part.shape, value.shape, strict=True):
        wanted = swap.setdefault(size, extent) if isinstance(size, sympy.Symbol) else size
        if wanted != extent:
            raise DerivationError(f"{where}: expected {wanted} rows or columns, got {extent}")
    _require_kind(where, part.of, value)


def _require_kind(where: str, kind: MatrixKind, value: Any) -> None:
    """Refuse a matrix of which more is asked than the conditions of its kind say."""
    if not kind.complex and not all(is_real(x) for x in matrices_of(value)):
        raise DerivationError(f"{where}: expected a real matrix, got {value}")
    if "rank" in kind.options() and "rank" not in registry():
        raise DerivationError(f"{where}: nothing is known of ranks")
    bundled = type(kind).__module__.startswith("kreissverify.") and kind.name in _SAID
    own = isinstance(value, MatrixVariable) and str(value.args[3].name).startswith(f"{kind.name}(")
    if not (bundled or own):
        raise DerivationError(f"{where}: expected a matrix that is given as {kind}, got {value}")


def _require_members(statement: str, symbols: Mapping[str, Any], swap: Mapping[Any, Any]) -> None:
    """Refuse members of families of equal name that are made otherwise."""
    for name, symbol in symbols.items():
        if isinstance(symbol, FamilyMember):
            made = symbol.expression.xreplace(dict(swap))
            if made != swap[symbol].expression:
                raise DerivationError(f"{statement}: {name}: {swap[symbol]} is made otherwise")
