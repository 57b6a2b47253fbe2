"""The two sides of the comparisons in a conclusion, enclosed on one instance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sympy

from kreissverify.evidence.evaluation.binding import Binding
from kreissverify.evidence.evaluation.enclosure_arithmetic import EnclosureArithmetic, QuantityCache
from kreissverify.evidence.evaluation.evaluator import Evaluator
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.three_valued import Outcome
from kreissverify.theorems import Statement

__all__ = ["Side", "sides"]

_NARROW = 1e-12


@dataclass(frozen=True)
class Side:
    """One comparison on one instance: its two terms, and enclosures of their values."""

    comparison: sympy.Basic
    left: Enclosure
    right: Enclosure


def sides(statement: Statement, binding: Binding) -> tuple[Side, ...]:
    """Return both sides of every comparison of numbers in the conclusion, to about 12 digits."""
    arithmetic = EnclosureArithmetic(binding, _NARROW, QuantityCache())
    evaluator: Evaluator[Enclosure, Outcome] = Evaluator(arithmetic)
    return tuple(
        Side(part, evaluator.number(part.args[0]), evaluator.number(part.args[1]))
        for part in _comparisons(statement.conclusion)
    )


def _comparisons(condition: sympy.Basic) -> Iterator[sympy.Basic]:
    if isinstance(condition, sympy.core.relational.Relational):
        yield condition
    elif isinstance(condition, (sympy.And, sympy.Or, sympy.Not, sympy.Implies, sympy.Equivalent)):
        for part in condition.args:
            yield from _comparisons(part)
