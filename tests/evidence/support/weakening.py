"""Statements made wrong on purpose: the constant of every inequality a little smaller."""

from __future__ import annotations

from dataclasses import replace

import sympy

from kreissverify.theorems import Statement

FACTOR = sympy.Rational(999, 1000)


def weakened(statement: Statement, factor: sympy.Rational = FACTOR) -> Statement | None:
    """Return the statement with its bounds times a factor, None if it has no constant."""
    conclusion = _tightened(statement.conclusion, factor)
    if conclusion is None:
        return None
    name = f"{statement.id}.times_{factor.p}_{factor.q}"
    return replace(statement, id=name, conclusion=conclusion, derivations=[])


def _tightened(condition: sympy.Basic, factor: sympy.Rational) -> sympy.Basic | None:
    if isinstance(condition, sympy.And):
        parts = [_tightened(part, factor) for part in condition.args]
        return None if None in parts else sympy.And(*parts)
    if isinstance(condition, (sympy.LessThan, sympy.StrictLessThan, sympy.Equality)):
        return condition.func(condition.lhs, factor * condition.rhs, evaluate=False)
    if isinstance(condition, (sympy.GreaterThan, sympy.StrictGreaterThan)):
        return condition.func(factor * condition.lhs, condition.rhs, evaluate=False)
    return None
