"""Comparison with three outcomes.

An enclosure decides an inequality only if it separates the two sides. Otherwise the outcome is
`INDETERMINATE`, and nothing may round it into an answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import NoReturn


class Outcome(Enum):
    """What is known of a statement on one instance (Kleene's strong three-valued logic).

    Examples
    --------
    >>> Outcome.of(1 < 2), Outcome.HOLDS.negate()
    (<Outcome.HOLDS: 'holds'>, <Outcome.VIOLATED: 'violated'>)
    """

    HOLDS = "holds"
    VIOLATED = "violated"
    INDETERMINATE = "indeterminate"

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "an Outcome has three values and no truth value: compare it with "
            "Outcome.HOLDS, Outcome.VIOLATED or Outcome.INDETERMINATE"
        )

    def negate(self) -> Outcome:
        """Return the outcome of the negated statement."""
        return _NEGATION[self]

    @staticmethod
    def of(truth: bool) -> Outcome:
        """Return the outcome of a statement that has been decided exactly."""
        return Outcome.HOLDS if truth else Outcome.VIOLATED


_NEGATION = {
    Outcome.HOLDS: Outcome.VIOLATED,
    Outcome.VIOLATED: Outcome.HOLDS,
    Outcome.INDETERMINATE: Outcome.INDETERMINATE,
}


def all_of(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the conjunction: violated once one is violated, whatever is unknown of the others.

    Examples
    --------
    >>> all_of([Outcome.INDETERMINATE, Outcome.VIOLATED])
    <Outcome.VIOLATED: 'violated'>
    """
    result = Outcome.HOLDS
    for outcome in outcomes:
        if outcome is Outcome.VIOLATED:
            return Outcome.VIOLATED
        if outcome is Outcome.INDETERMINATE:
            result = outcome
    return result


def any_of(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the disjunction: holds once one holds, whatever is unknown of the others."""
    # De Morgan, which holds in Kleene's logic
    return all_of(outcome.negate() for outcome in outcomes).negate()
