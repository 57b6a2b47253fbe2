"""How nearly a bound is met: the ratio of its smaller to its larger side, bounded rigorously."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.evidence.evaluate import Walker
from kreissverify.numbers.comparison import Outcome
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.extended import is_finite

__all__ = ["met_ratio"]

_AT_MOST = (sympy.LessThan, sympy.StrictLessThan)
_AT_LEAST = (sympy.GreaterThan, sympy.StrictGreaterThan)


def met_ratio(conclusion: sympy.Basic, walker: Walker[Any, Outcome]) -> float | None:
    """Return a lower bound of smaller/larger side on one instance, 1 where a bound is attained.

    For a conjunction of inequalities, the largest of them; None for other statements, and where the
    larger side may be zero or infinite.
    """
    if isinstance(conclusion, sympy.And):
        ratios = [met_ratio(part, walker) for part in conclusion.args]
        return max((r for r in ratios if r is not None), default=None)
    if isinstance(conclusion, _AT_MOST):
        small, large = conclusion.args
    elif isinstance(conclusion, _AT_LEAST):
        large, small = conclusion.args
    else:
        return None
    return _float(walker.number(small), walker.number(large))


def _float(small: Any, large: Any) -> float | None:
    if isinstance(small, Enclosure):
        end = (small / large).lower.value
        return float((small / large).lower) if is_finite(end) else None
    if large == 0:
        return None
    ratio = sympy.N(small / large)
    return float(ratio) if ratio.is_Float and ratio.is_finite else None
