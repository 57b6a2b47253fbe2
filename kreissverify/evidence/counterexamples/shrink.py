"""From a violated instance to the one that a person would have chosen.

Fewer rows first, then heights of at most 1000, zeros, short fractions, equal entries. The order of
instances is total on what is compared and every step is decided exactly, so the result depends on
the statement and the instance alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from kreissverify.evidence.counterexamples.shrink_moves import simpler_neighbours
from kreissverify.evidence.evaluation.decide import decide
from kreissverify.evidence.evaluation.margins import margins
from kreissverify.evidence.sampling.stacking import stacked
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.numbers.three_valued import Outcome
from kreissverify.system.work import Budget
from kreissverify.theorems import Statement

__all__ = ["largest_height", "shrink", "simplicity"]

READABLE = 1000
"""Heights max(|p|, q) of fractions p/q up to here are all readable: 999/1000 is, for a γ near 1."""
SHORT = 20
"""Heights up to here are short: of kinds and families most false statements fail on such ones."""

# A float margin above this is no violation that floats can see. Where the instance is violated by
# less (an equality, or nearly one), candidates within as much of equality are decided also.
_CLEAR = -1e-11


def simplicity(binding: Binding) -> tuple[int, ...]:
    """Order instances by what a reader prefers: the less the better, compared from the left.

    The number of rows; how far heights exceed 1000, or 20 where nothing has to be near 1, as the γ
    of coupled classes has; nonzero entries; the length of all numbers in
    bits; how many of them differ; how many are negative.
    """
    values = binding.numbers()
    limit = READABLE if binding.is_of_one_class else SHORT
    # in powers of two beyond the limit: a slightly smaller height must not outweigh a zero
    return (
        binding.rows,
        max(0, largest_height(binding) - limit).bit_length(),
        sum(x != 0 for x in binding.entries()),
        sum(int(x.p).bit_length() + int(x.q).bit_length() - 1 for x in values),
        len({abs(x) for x in values}),
        sum(x < 0 for x in values),
    )


def largest_height(binding: Binding) -> int:
    """Return the largest max(|p|, q) of the fractions p/q in an instance."""
    return max((max(abs(int(x.p)), int(x.q)) for x in binding.numbers()), default=0)


def shrink(
    statement: Statement,
    binding: Binding,
    *,
    decisions: int = 300,
    budget: Budget | None = None,
    cache: QuantityCache | None = None,
    among: Callable[[Binding], bool] = lambda binding: True,
) -> Binding:
    """Return a simpler instance that violates a statement, decided exactly at each step.

    Parameters
    ----------
    statement
        The statement.
    binding
        An instance that violates it.
    decisions
        How many instances are decided at most.
    budget
        After which the simplest one so far is returned.
    cache
        Enclosures shared with other work.
    among
        Which instances come into question.

    Returns
    -------
    Binding
        The simplest instance that was reached; the given one if no other is simpler.
    """
    known = cache or QuantityCache()
    best, tried = binding, {str(binding)}
    threshold = _CLEAR if _suspicions(statement, [binding])[0] < _CLEAR else -_CLEAR
    # Greedy: the first simpler instance that is violated is taken, and its neighbours are looked at
    # anew. None is decided twice, so this ends, and no order of steps can lead round in a circle.
    while True:
        for candidate in filter(among, _candidates(statement, best, tried, threshold)):
            if decisions <= 0 or (budget is not None and budget.is_spent):
                return best
            decisions -= 1
            if decide(statement, candidate, known).outcome is Outcome.VIOLATED:
                best = candidate
                break
        else:
            return best


def _candidates(
    statement: Statement, binding: Binding, tried: set[str], threshold: float
) -> Iterator[Binding]:
    """Yield simpler instances that floats do not clear, the simplest first, none twice."""
    new = _unseen(simpler_neighbours(statement, binding), tried)
    bound = simplicity(binding)
    ordered = sorted((x for x in new if simplicity(x) < bound), key=_simplicity_and_text)
    for candidate, suspicion in zip(ordered, _suspicions(statement, ordered), strict=True):
        if suspicion < threshold:
            tried.add(str(candidate))
            yield candidate


def _simplicity_and_text(binding: Binding) -> tuple[tuple[int, ...], str]:
    return simplicity(binding), str(binding)


def _unseen(candidates: Iterable[Binding], tried: set[str]) -> list[Binding]:
    return list({str(x): x for x in candidates if str(x) not in tried}.values())


def _suspicions(statement: Statement, members: list[Binding]) -> list[float]:
    suspicion = np.full(len(members), np.inf)
    for places, stack in stacked(statement, members):
        suspicion[places] = margins(statement, stack).suspicion
    return [float(x) for x in suspicion]
