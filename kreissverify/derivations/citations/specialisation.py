"""An earlier statement for the matrix at hand: J itself, its comparison matrix, its lower part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

import sympy
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.context import class_conditions, domain_conditions
from kreissverify.derivations.deciders.reals import value_conditions
from kreissverify.derivations.errors import DerivationError
from kreissverify.matrices.symbolic import (
    GAMMA,
    MU,
    NORM_OF_B,
    SIZE,
    SymbolicComparison,
    SymbolicInstance,
    SymbolicMatrix,
    own_numbers,
    radius_symbols,
)
from kreissverify.matrices.two_blocks import Quantifier
from kreissverify.theorems import MatrixEquality, Statement

__all__ = ["parts_of", "specialised"]


def specialised(
    statement: Statement, J: SymbolicInstance, of: Any, parameters: Mapping[str, Any]
) -> tuple[list[Boolean], Boolean]:
    """Return the hypotheses and the conclusion of a statement for a matrix that belongs to J.

    Parameters
    ----------
    statement
        The earlier statement.
    J
        The matrix at hand.
    of
        What it is used for: J, or a matrix of `parts_of`; None for J.
    parameters
        The values of its parameters, by their names.

    Raises
    ------
    DerivationError
        If the matrix does not belong to the class that the statement is about, or its parameters
        are others.
    """
    target = J if of is None else of
    _require_member(statement, J, target)
    if target != J:  # its size and its blocks are others
        _require_no_sizes(statement)
    values = _parameters(statement, parameters)
    root, of_class = statement.matrix
    numbers = {name: values[x] for name, x in _symbols(statement).items()}
    domains = [
        condition
        for name, domain in statement.parameters.items()
        for condition in domain_conditions(numbers[name], domain, numbers)
    ]
    # of any number of blocks γ stands for the largest radius; here they are known one by one
    own = dict(zip(own_numbers(of_class), own_numbers(of_class, J.owner), strict=True))
    if J.quantifier.radii == "common":
        own |= dict.fromkeys(radius_symbols(of_class), _bound(J))
    values = {**own, **values}
    if of_class.radii == "each" and not of_class.radius_names:
        values[MU if of_class.of_flows else GAMMA] = _bound(J)
    if _is_triangular(target) and not of_class.structure.lower_triangular:
        values[NORM_OF_B] = sympy.S.Zero

    def special(condition: Boolean) -> Boolean:
        matrices = {m: _counterpart(m, target, J) for m in condition.atoms(SymbolicMatrix)}
        return condition.xreplace({**matrices, **values})

    if statement.conclusion.atoms(SymbolicMatrix) and root != "J":
        raise DerivationError(f"{statement.id}: its matrix is called {root}, expected J")
    # Whether a hypothesis has a value is asked of it as it was written: at particular values a
    # quotient that is 0/0 may have been cancelled.
    hypotheses = [c for h in statement.hypotheses for c in (*value_conditions(h), h)]
    # J is in the class by its type, but its bounds are supposed: without γ < 1 the lemma says
    # nothing. (Signs of symbols come out as true, as may b ≥ 0 at b = 0.)
    bounds = [part for c in class_conditions(of_class) for part in _by_block(special(c))]
    try:
        return [*domains, *bounds, *map(special, hypotheses)], special(statement.conclusion)
    except (TypeError, ValueError) as error:  # a comparison with 1/0 or with i
        raise DerivationError(f"{statement.id}: it says nothing of these values: {error}") from None


def parts_of(J: SymbolicInstance) -> tuple[SymbolicMatrix, ...]:
    """Return the matrices that a lemma may be about: J, its triangular part, their comparisons."""
    return J, J.triangular, J.comparison, J.comparison.triangular


def _symbols(statement: Statement) -> dict[str, Any]:
    return {name: domain.symbol(name) for name, domain in statement.parameters.items()}


def _require_no_sizes(statement: Statement) -> None:
    """Refuse a statement that says of J what depends on its size: another matrix has its own."""
    conditions = (*statement.hypotheses, statement.conclusion)
    if any(x.has(SIZE) or x.atoms(MatrixEquality) for x in conditions):
        raise DerivationError(f"{statement.id}: it depends on the sizes of J: it is for J itself")


def _parameters(statement: Statement, given: Mapping[str, Any]) -> dict[Any, Any]:
    if set(given) != set(statement.parameters):
        expected = ", ".join(statement.parameters) or "none"
        raise DerivationError(f"{statement.id}: expected values for its parameters: {expected}")
    values = {name: sympy.sympify(value) for name, value in given.items()}
    for name, domain in statement.parameters.items():
        if domain.symbol(name).is_integer and not values[name].is_integer:
            raise DerivationError(f"{statement.id}: {name}: expected an integer, got {given[name]}")
    return {domain.symbol(name): values[name] for name, domain in statement.parameters.items()}


def _require_member(statement: Statement, J: SymbolicInstance, target: Any) -> None:
    wanted, having = statement.matrix[1], J.quantifier
    if not isinstance(target, SymbolicMatrix) or target not in parts_of(J):
        raise DerivationError(f"of: expected J, J.comparison or J.triangular, got {target}")
    if isinstance(target, SymbolicComparison):
        having = Quantifier(having.matrix_class, radii=having.radii)  # one by one blocks: symmetric
        lower = target.path == ("comparison", "triangular") or _is_triangular(target)
        having = having.triangular if lower else having.unrestricted  # T meets no further condition
    else:
        having = target.quantifier
    # where one bound holds for all blocks, it is each block's own, and T is the same matrix
    of_one = having.radii == "common" and wanted.radii == "each"
    if not having.implies(replace(wanted, radii="common") if of_one else wanted):
        raise DerivationError(f"{statement.id} is about {wanted}, and {target} is in {having}")


def _by_block(bound: Boolean) -> tuple[Boolean, ...]:
    """Return max(γ₁, γ₂) < 1 as what is supposed of J: of each radius by itself."""
    if isinstance(bound, sympy.Lt) and isinstance(bound.lhs, sympy.Max):
        return tuple(sympy.Lt(radius, bound.rhs) for radius in bound.lhs.args)
    return (bound,)


def _bound(J: SymbolicInstance) -> sympy.Expr:
    """Return what bounds all diagonal blocks: γ, or μ of a flow."""
    return J.mu if J.quantifier.of_flows else J.gamma


def _is_triangular(target: SymbolicMatrix) -> bool:
    return target.quantifier.structure.lower_triangular


def _counterpart(
    matrix: SymbolicMatrix, target: SymbolicMatrix, J: SymbolicInstance
) -> SymbolicMatrix:
    """Return what a matrix of the statement's J is for the target."""
    if isinstance(target, SymbolicComparison):
        own = {(): target, ("comparison",): target, ("block_norms",): target}
        lower = {("triangular",), ("comparison", "triangular")}
        found = target.triangular if matrix.path in lower else own.get(matrix.path)
        if found is None:
            raise DerivationError(f"unknown part of a comparison matrix: {matrix}")
        return found
    path = (*target.path, *matrix.path)
    if path == ("triangular", "comparison"):
        path = ("comparison", "triangular")  # two names of one matrix
    part: Any = J
    for name in path:
        part = getattr(part, name)
    return cast(SymbolicMatrix, part)
