"""Deciding one condition on exact values, by what is cheapest first."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import (
    EnclosureArithmetic,
    QuantityCache,
)
from kreissverify.expressions.evaluation.evaluator import Evaluator
from kreissverify.expressions.evaluation.exact_arithmetic import ExactArithmetic
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.radicals import NotRadical
from kreissverify.numbers.three_valued import Outcome

__all__ = ["decided"]

# Relative widths of enclosures, until the sides separate; what is exact comes out exact at any.
_WIDTHS = (1e-1, 1e-3, 1e-6, 1e-9)


def decided(condition: Any, binding: Binding) -> Outcome:
    """Decide whether a condition holds: in enclosures, and exactly where these cannot separate.

    Parameters
    ----------
    condition
        A condition of the language of statements.
    binding
        Exact values of all that it speaks of.
    """
    for rtol in _WIDTHS:
        arithmetic = EnclosureArithmetic(binding, rtol, QuantityCache())
        outcome = Evaluator[Enclosure, Outcome](arithmetic).truth(condition)
        if outcome is not Outcome.INDETERMINATE:
            return outcome
    for values in (False, True):
        try:
            exact = ExactArithmetic(binding, values=values)
            outcome = Evaluator[sympy.Expr, Outcome](exact).truth(condition)
        except (NotRadical, OverflowError):
            continue
        if outcome is not Outcome.INDETERMINATE:
            return outcome
    return Outcome.INDETERMINATE
