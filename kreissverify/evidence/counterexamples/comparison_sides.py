"""The two sides of the comparisons in a conclusion, enclosed on one instance."""

from __future__ import annotations

from collections.abc import Iterator

import sympy

from kreissverify.evidence.kinds import Side
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import (
    EnclosureArithmetic,
    QuantityCache,
)
from kreissverify.expressions.evaluation.evaluator import Evaluator
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.three_valued import Outcome
from kreissverify.theorems import Statement, expression_latex, expression_text

__all__ = ["sides"]

# Ten digits are printed. It is the narrowest width that `decide` asks for, so that nothing is
# enclosed more narrowly than what was decided.
_NARROW = 1e-12


def sides(
    statement: Statement, binding: Binding, cache: QuantityCache | None = None
) -> tuple[Side, ...]:
    """Return both sides of every comparison of numbers in the conclusion, to about 12 digits.

    Parameters
    ----------
    statement
        The statement.
    binding
        The exact instance and the exact parameters.
    cache
        Enclosures shared with other work; none by default.
    """
    arithmetic = EnclosureArithmetic(binding, _NARROW, cache or QuantityCache())
    evaluator: Evaluator[Enclosure, Outcome] = Evaluator(arithmetic)
    return tuple(
        Side(
            expression_text(part),
            expression_latex(part),
            _ends(evaluator.number(part.args[0])),
            _ends(evaluator.number(part.args[1])),
        )
        for part in _comparisons(statement.conclusion)
    )


def _ends(value: Enclosure) -> Enclosure:
    """Return an enclosure without its witnesses, which need not travel between processes."""
    return Enclosure(value.lower, value.upper)


def _comparisons(condition: sympy.Basic) -> Iterator[sympy.Basic]:
    if isinstance(condition, sympy.core.relational.Relational):
        yield condition
    elif isinstance(condition, (sympy.And, sympy.Or, sympy.Not, sympy.Implies, sympy.Equivalent)):
        for part in condition.args:
            yield from _comparisons(part)
