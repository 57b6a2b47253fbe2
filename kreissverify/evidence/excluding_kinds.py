"""Which statements of a library may exclude each other, by the quantities in their conclusions.

A bound is compared with another one on the same form in the unknown values of quantities (see
`consistency`). Those of one quantity at two matrices may come out equal and cancel, and one that
occurs once stays: so that two forms can be equal only if either has what occurs once in the other.
A factor that is 0 on some instance is not thought of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import sympy

from kreissverify.quantities.symbolic import QuantityExpr
from kreissverify.theorems import Statement

__all__ = ["may_exclude", "relations"]


def relations(statement: Statement) -> Iterator[tuple[sympy.Expr, sympy.Expr, bool]]:
    """Yield (small, large, strict) for every inequality that the conclusion asserts."""
    for part in sympy.And.make_args(statement.conclusion):
        match part:
            case sympy.LessThan() | sympy.StrictLessThan():
                yield part.args[0], part.args[1], isinstance(part, sympy.StrictLessThan)
            case sympy.GreaterThan() | sympy.StrictGreaterThan():
                yield part.args[1], part.args[0], isinstance(part, sympy.StrictGreaterThan)
            case sympy.Equality():
                yield part.args[0], part.args[1], False
                yield part.args[1], part.args[0], False


@dataclass(frozen=True)
class _Kind:
    """What a relation is one of: the names of its quantities, and those that occur once.

    Attributes
    ----------
    names, once
        The names.
    is_upper
        Whether it bounds one quantity alone from above, or from below; None of any other relation.
    """

    names: frozenset[str]
    once: frozenset[str]
    is_upper: bool | None

    @classmethod
    def of(cls, small: sympy.Expr, large: sympy.Expr) -> _Kind:
        """Return the kind of small ≤ large."""
        counts = Counter(x.name for x in small.atoms(QuantityExpr) | large.atoms(QuantityExpr))
        once = frozenset(name for name, count in counts.items() if count == 1)
        alone = counts.total() == 1
        upper, lower = (alone and isinstance(x, QuantityExpr) for x in (small, large))
        return cls(frozenset(counts), once, True if upper else False if lower else None)

    def may_exclude(self, other: _Kind) -> bool:
        """Say whether bounds on one form, from either side, may come of both."""
        same_form = self.once <= other.names and other.once <= self.names
        return same_form and (self.is_upper is None or self.is_upper is not other.is_upper)


@lru_cache(maxsize=1024)
def _kinds(statement: Statement) -> frozenset[_Kind]:
    return frozenset(_Kind.of(small, large) for small, large, _ in relations(statement))


@lru_cache(maxsize=1024)
def may_exclude(statements: Sequence[Statement]) -> frozenset[str]:
    """Return the ids of those statements of a tuple that may exclude another one of it."""
    return frozenset(
        s.id
        for s in statements
        if any(
            kind.may_exclude(other)
            for x in statements
            if x is not s
            for other in _kinds(x)
            for kind in _kinds(s)
        )
    )
