"""How tight a bound is: the worst ratio of its sides over the class, certified at a witness.

The maximum is searched in floats (see `maximise`); then exact members near the worst ones are
taken, and the ratio is enclosed there, or decided to be exactly 1. The witness proves a lower bound
of the supremum, and nothing proves an upper one: that is the statement itself.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice

import numpy as np
from flint import fmpq

from kreissverify.evidence.evaluation.inequality_sides import bound_sides
from kreissverify.evidence.sampling.rounding import height, rounded
from kreissverify.evidence.sampling.small_instances import first_parameters
from kreissverify.evidence.sampling.stacking import stacked
from kreissverify.evidence.worst_ratio.limits import Limit, limits
from kreissverify.evidence.worst_ratio.maximise import Extreme, maximise
from kreissverify.evidence.worst_ratio.ratios import certified_ratio, float_ratios
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.instances import class_of
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.extended import below, is_finite
from kreissverify.system.work import Budget, BudgetIsSpent, require_budget
from kreissverify.theorems import Statement

__all__ = ["NotABound", "Tightening", "tighten"]

_GRACE = 5.0  # to certify a witness with, however late: without one there is no result
# Rough seconds of work (see `system.work`): half of it finds the maxima of the library's bounds.
_WORK = 30.0
_LATE = 0.2  # of the budget: a stage of the search that takes longer than its share is cut off
_SEARCH_SHARE = 0.5  # of the budget; the rest is for the witness and for the limits
# Of the budget: after it no further candidate is certified, and the limits still get a quarter.
_CERTIFIED_BY = 0.75
# Relative: short members this near to the worst ratio are looked at exactly, as the search may have
# ended this far below a maximum. With a larger one, members that do not attain it come first.
_NEAR = 1e-7
# Candidates: the shortest members, and the worst ones met, each of which is rounded in five ways.
_SHORT, _EXTREMES = 4, 4
_GAIN = fmpq(1, 10**5)  # relative: a larger ratio is not worth longer entries for less


class NotABound(ValueError):
    """The statement does not compare two sides by ≤, <, ≥ or >."""


@dataclass
class Tightening:
    """What is known of the worst ratio of the smaller to the larger side of a bound.

    Attributes
    ----------
    found
        The largest ratio met in floats, and its member; None before any was met.
    ratio
        An enclosure of the ratio at the witness: its lower end is proved to be reached.
    witness
        The exact instance; None before one was certified.
    limits
        What the worst ratio tends to in the limits γ → 1, κ → ∞ and others, and where it is least.
    complete
        False if it was interrupted, or the budget ended before all of it was done.
    """

    statement: Statement
    seed: int
    found: Extreme | None = None
    ratio: Enclosure | None = None
    witness: Binding | None = None
    limits: list[Limit] = field(default_factory=list)
    complete: bool = True
    interrupted: bool = False
    seconds: float = 0.0

    @property
    def attained(self) -> bool:
        """Whether the two sides are proved to be equal at the witness."""
        return self.ratio is not None and self.ratio.is_exact and self.ratio.contains(1)

    @property
    def exceeded(self) -> bool:
        """Whether the ratio is proved to exceed 1, so that the statement is false."""
        return self.ratio is not None and below(fmpq(1), self.ratio.lower.value)

    @property
    def certified(self) -> float:
        """The proved lower bound of the supremum, as a float; -∞ before there is one."""
        return -math.inf if self.ratio is None else float(self.ratio.lower)


def tighten(
    statement: Statement,
    *,
    seed: int = 0,
    budget: float | None = None,
    notice: Callable[[str], None] = lambda message: None,
) -> Tightening:
    """Search the worst ratio of the sides of a bound over its class, and certify it at a witness.

    Parameters
    ----------
    statement
        An inequality, or several joined by "and", of nonnegative terms.
    seed
        Equal seeds search in equal ways, and with no budget equally far, on every machine.
    budget
        Seconds of the clock after which it ends, also amid a long computation, or a little later
        where a witness is still to be certified: what is found within them depends on the machine.
        By default the work of about half a minute is counted instead (see `system.work`). Ctrl-C
        also ends the search: what is found so far is certified and returned.
    notice
        Told what is being done.

    Returns
    -------
    Tightening
        The largest ratio met, and the instance at which it is certified.

    Raises
    ------
    NotABound
        If the statement is no inequality.

    Examples
    --------
    >>> from kreissverify.theorems import bundled_statement
    >>> found = tighten(bundled_statement("E1"), budget=5)
    >>> found.attained
    True
    """
    if not bound_sides(statement.conclusion):
        raise NotABound(
            f"{statement.id}: expected an inequality of two numbers, got "
            f"{type(statement.conclusion).__name__}, which has no ratio of two sides"
        )
    require_budget(budget)
    began = time.monotonic()
    result = Tightening(statement, seed)
    extremes: list[Extreme] = []
    amount, timed = (_WORK, False) if budget is None else (budget, True)
    whole = Budget(amount, timed=timed)
    with _ended_early(result), whole.part((_SEARCH_SHARE + _LATE) * amount).limit():
        searching = whole.part(_SEARCH_SHARE * amount)
        for extreme in maximise(statement, seed=seed, budget=searching):
            extremes.append(extreme)
            result.found = extreme
            notice(f"worst ratio {extreme.ratio:.9g}")
            if extreme.violation >= 1:
                break  # infinite: it cannot be worse
    with _ended_early(result), whole.limit(least=_GRACE):
        notice("certifying")
        _certify(result, extremes, whole.part(whole.left - (1 - _CERTIFIED_BY) * amount))
    corners = statement.is_about_one_class and statement.matrix[1].all_two_by_two
    if corners and not result.exceeded and not result.interrupted:
        with _ended_early(result), whole.limit():
            notice("looking at limits")
            for limit in limits(statement, seed):
                result.limits.append(limit)
    result.seconds = time.monotonic() - began
    return result


@contextmanager
def _ended_early(result: Tightening) -> Iterator[None]:
    """Keep what there is where the budget is spent or the user interrupts, and note it."""
    try:
        yield
    except BudgetIsSpent:
        result.complete = False
    except KeyboardInterrupt:
        result.interrupted, result.complete = True, False


def _certify(result: Tightening, extremes: list[Extreme], within: Budget) -> None:
    """Keep the exact instance with the largest certified ratio, the shortest among equal ones."""
    cache = QuantityCache()
    for binding in _candidates(result.statement, extremes):
        ratio = certified_ratio(result.statement, binding, cache)
        if ratio is not None and _is_better(ratio, binding, result):
            result.ratio, result.witness = ratio, binding
        if within.is_spent and result.witness is not None:
            return
        if result.attained and not any(x.violation > _NEAR for x in extremes):
            return  # candidates come shortest first, and no other seems to exceed it


def _is_better(ratio: Enclosure, binding: Binding, than: Tightening) -> bool:
    if than.ratio is None or than.witness is None:
        return True
    low, known = ratio.lower.value, than.ratio.lower.value
    # above 1 every gain counts, as it refutes the statement by more; at 1 the bound is attained
    gain = fmpq(1) if than.exceeded or ratio.contains(1) else 1 + _GAIN
    if is_finite(known) and below(known * gain, low):
        return True
    return bool(low == known) and height(binding) < height(than.witness)


def _candidates(statement: Statement, extremes: list[Extreme]) -> Iterator[Binding]:
    """Yield short members that come near the worst ratio, then the worst ones, rounded."""
    worst = max((x.ratio for x in extremes), default=0.0)
    near_worst = (
        binding
        for extreme in extremes[: -_EXTREMES - 1 : -1]
        for binding in rounded(statement, extreme.stack, 0)
    )
    return chain(islice(_short_members(statement, worst), _SHORT), near_worst)


def _short_members(statement: Statement, worst: float) -> Iterator[Binding]:
    if not statement.is_about_one_class:
        return
    variable, quantifier = statement.matrix
    if not quantifier.structure.two_blocks:
        return
    parameters = first_parameters(statement)
    small = class_of(quantifier).small_members(quantifier)
    members = [Binding.of(variable, x, parameters) for x in small]
    ratios = np.full(len(members), np.nan)
    for places, stack in stacked(statement, members):
        ratios[places] = float_ratios(statement, stack)
    near = [x for x, ratio in zip(members, ratios, strict=True) if ratio >= worst * (1 - _NEAR)]
    if near:
        yield from sorted(near, key=lambda x: (not any(x.instance.exact.entries()), height(x)))
    elif not np.all(np.isnan(ratios)):
        yield members[int(np.nanargmax(ratios))]  # one that is soon certified
