"""The two sides of the comparisons in a conclusion, enclosed on one instance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sympy

from kreissverify.evidence.binding import Binding
from kreissverify.evidence.enclosures import EnclosureArithmetic, QuantityCache
from kreissverify.evidence.evaluate import Walker
from kreissverify.numbers.comparison import Outcome
from kreissverify.numbers.enclosure import Enclosure
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
    walker: Walker[Enclosure, Outcome] = Walker(arithmetic)
    return tuple(
        Side(part, walker.number(part.args[0]), walker.number(part.args[1]))
        for part in _comparisons(statement.conclusion)
    )


def _comparisons(condition: sympy.Basic) -> Iterator[sympy.Basic]:
    if isinstance(condition, sympy.core.relational.Relational):
        yield condition
    elif isinstance(condition, (sympy.And, sympy.Or, sympy.Not, sympy.Implies, sympy.Equivalent)):
        for part in condition.args:
            yield from _comparisons(part)
