"""How nearly a bound is met: the ratio of its smaller to its larger side, bounded rigorously."""

from __future__ import annotations

from typing import Any

import sympy
from flint import fmpq

from kreissverify.expressions.evaluation.evaluator import Evaluator
from kreissverify.numbers.enclosure import Enclosure, Lower
from kreissverify.numbers.extended import below, is_finite
from kreissverify.numbers.three_valued import Outcome

__all__ = ["bound_sides", "met_ratio"]

_AT_MOST = (sympy.LessThan, sympy.StrictLessThan)
_AT_LEAST = (sympy.GreaterThan, sympy.StrictGreaterThan)


def met_ratio(conclusion: sympy.Basic, evaluator: Evaluator[Any, Outcome]) -> float | None:
    """Return a lower bound of smaller/larger side on one instance, 1 where a bound is attained.

    For a conjunction of inequalities, the largest of them; None for other statements, and where the
    larger side may be zero or infinite.
    """
    pairs = bound_sides(conclusion)
    ratios = [_float(evaluator.side(small), evaluator.side(large)) for small, large in pairs]
    return max((r for r in ratios if r is not None), default=None)


def bound_sides(conclusion: sympy.Basic) -> list[tuple[sympy.Expr, sympy.Expr]]:
    """Return the (smaller, larger) sides of an inequality, or of several joined by "and"."""
    if isinstance(conclusion, sympy.And):
        return [pair for part in conclusion.args for pair in bound_sides(part)]
    if isinstance(conclusion, _AT_MOST):
        return [(conclusion.args[0], conclusion.args[1])]
    if isinstance(conclusion, _AT_LEAST):
        return [(conclusion.args[1], conclusion.args[0])]
    return []


def _float(small: Any, large: Any) -> float | None:
    if isinstance(small, Enclosure):
        low, high = small.lower.value, large.upper.value
        if is_finite(low) and is_finite(high) and low >= 0 and below(fmpq(0), large.lower.value):
            return float(Lower(low / high))  # what it comes to nearly always
        end = (small / large).lower
        return float(end) if is_finite(end.value) else None
    if large == 0:
        return None
    ratio = sympy.N(small / large)
    return float(ratio) if ratio.is_Float and ratio.is_finite else None
