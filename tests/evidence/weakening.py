"""Statements made wrong on purpose: the constant of every inequality times 0.999."""

from __future__ import annotations

from dataclasses import replace

import sympy

from kreissverify.theorems import Statement

FACTOR = sympy.Rational(999, 1000)


def weakened(statement: Statement) -> Statement | None:
    """Return the statement with its bounds tightened by 0.1 %, None if it has no constant."""
    conclusion = _tightened(statement.conclusion)
    if conclusion is None:
        return None
    return replace(statement, id=f"{statement.id}.weakened", conclusion=conclusion, derivations=[])


def _tightened(condition: sympy.Basic) -> sympy.Basic | None:
    if isinstance(condition, sympy.And):
        parts = [_tightened(part) for part in condition.args]
        return None if None in parts else sympy.And(*parts)
    if isinstance(condition, (sympy.LessThan, sympy.StrictLessThan, sympy.Equality)):
        return condition.func(condition.lhs, FACTOR * condition.rhs, evaluate=False)
    if isinstance(condition, (sympy.GreaterThan, sympy.StrictGreaterThan)):
        return condition.func(FACTOR * condition.lhs, condition.rhs, evaluate=False)
    return None
