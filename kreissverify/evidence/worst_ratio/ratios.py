"""The ratio of the two sides of a bound: in floats on many members, and certified on an exact one.

Of several inequalities joined by "and", the largest ratio counts.
"""

from __future__ import annotations

import math

import numpy as np
import sympy
from flint import fmpq

from kreissverify.evidence.evaluation.decide import hypotheses_hold
from kreissverify.evidence.evaluation.float_arithmetic import FloatArithmetic
from kreissverify.evidence.evaluation.float_stack import FloatStack
from kreissverify.evidence.evaluation.inequality_sides import bound_sides
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import (
    EnclosureArithmetic,
    QuantityCache,
)
from kreissverify.expressions.evaluation.evaluator import Evaluator
from kreissverify.expressions.evaluation.exact_arithmetic import ExactArithmetic
from kreissverify.numbers.arrays import FloatArray as Array
from kreissverify.numbers.enclosure import Enclosure, maximum
from kreissverify.numbers.extended import at_most
from kreissverify.numbers.radicals import NotRadical
from kreissverify.numbers.three_valued import Outcome
from kreissverify.theorems import Statement

__all__ = ["certified_ratio", "float_ratios"]

# Widths asked of quantities one after the other, as the sides of a bound may be differences that
# wide enclosures do not tell from zero. The narrowest ratio is kept; nine digits are printed.
_LADDER = (1e-3, 1e-6, 1e-9)
_EXACT_SIZE = 4  # rows up to which equality is decided exactly, as in `decide`


def float_ratios(
    statement: Statement, stack: FloatStack, arithmetic: FloatArithmetic | None = None
) -> Array:
    """Return the ratios on a stack in float64, NaN where a hypothesis or a side fails.

    A side fails if it is negative, or if both sides are zero or infinite. An `arithmetic` of the
    stack keeps its quantities for the next statement.

    Parameters
    ----------
    statement
        The statement.
    stack
        N instances.
    arithmetic
        One of this stack, whose quantities are used again.

    Returns
    -------
    array
        Of shape (N,): the ratio of the smaller to the larger side.
    """
    evaluator: Evaluator[Array, Array] = Evaluator(arithmetic or FloatArithmetic(stack))
    count = len(stack)
    best = np.full(count, np.nan)
    with np.errstate(all="ignore"):
        for small, large in bound_sides(statement.conclusion):
            low, high = (np.broadcast_to(evaluator.number(x), count) for x in (small, large))
            ratio = np.where((low >= 0) & (high >= 0), low / high, np.nan)
            best = np.fmax(best, ratio)
        for hypothesis in statement.hypotheses:
            best = np.where(evaluator.truth(hypothesis) >= 0, best, np.nan)
    return best


def certified_ratio(
    statement: Statement, binding: Binding, cache: QuantityCache
) -> Enclosure | None:
    """Return an enclosure of the ratio on one exact instance; exactly 1 where the sides are equal.

    None where a hypothesis does not certainly hold there, or the larger side may be zero.

    Parameters
    ----------
    statement
        The statement.
    binding
        The exact instance and the exact parameters.
    cache
        Enclosures shared with other work.

    Returns
    -------
    Enclosure or None
        The ratio of the smaller to the larger side.
    """
    if hypotheses_hold(statement, binding, cache) is not Outcome.HOLDS:
        return None
    found = [
        _ratio(small, large, binding, cache) for small, large in bound_sides(statement.conclusion)
    ]
    known = [ratio for ratio in found if ratio is not None]
    return maximum(known) if known else None


def _ratio(
    small: sympy.Expr, large: sympy.Expr, binding: Binding, cache: QuantityCache
) -> Enclosure | None:
    if binding.widest <= _EXACT_SIZE and _equal(small, large, binding):
        return Enclosure.exactly(1)
    narrowest: Enclosure | None = None
    for rtol in _LADDER:
        evaluator: Evaluator[Enclosure, Outcome] = Evaluator(
            EnclosureArithmetic(binding, rtol, cache)
        )
        low, high = evaluator.number(small), evaluator.number(large)
        # a ratio to a side that may be infinite says nothing, nor one to a side that is not
        # positive
        if at_most(high.upper.value, fmpq(0)) or math.isinf(float(high.upper)):
            continue
        ratio = low / high
        if math.isfinite(float(ratio.upper)) or not math.isinf(float(ratio.lower)):
            narrowest = ratio if _narrower(ratio, narrowest) else narrowest
        elif float(ratio.lower) > 0:  # the smaller side is infinite, the larger is not
            return ratio
    return None if narrowest is None or math.isinf(float(narrowest.lower)) else narrowest


def _narrower(ratio: Enclosure, than: Enclosure | None) -> bool:
    return than is None or ratio.width < than.width


def _equal(small: sympy.Expr, large: sympy.Expr, binding: Binding) -> bool:
    """Say whether two positive numbers are equal, by exact arithmetic in square roots."""
    arithmetic = ExactArithmetic(binding, values=True)
    evaluator: Evaluator[sympy.Expr, Outcome] = Evaluator(arithmetic)
    try:
        low, high = evaluator.number(small), evaluator.number(large)
        positive = arithmetic.compare(">", high, sympy.S.Zero) is Outcome.HOLDS
        return positive and arithmetic.compare("==", low, high) is Outcome.HOLDS
    except (NotRadical, OverflowError):
        return False
