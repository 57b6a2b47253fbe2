"""Work: a count of what was done, in place of a clock, so that budgets end in the same place.

What a budget of seconds lets be done depends on the machine and on what else runs there. So the
expensive operations count what they do, by a formula of sizes and precision alone, and a budget
is an amount of that count. Its unit is about a second of one quiet core of 2026: the formulas are
fitted roughly, as what matters is that equal work is counted equally everywhere.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from kreissverify.system.time_limit import TimeIsUp, time_limit

__all__ = [
    "Budget",
    "BudgetIsSpent",
    "WorkIsSpent",
    "count_parts",
    "count_work",
    "require_budget",
    "work_done",
    "work_limit",
]


# Parts of a unit, counted as whole numbers: sums of floats would depend on what this process
# has counted before, and so would the place where a budget ends.
_PARTS = 1_000_000
_LONGEST = 1e8


class WorkIsSpent(BaseException):
    """The work is done that was granted. As `TimeIsUp`, it is no `Exception`."""


#: What ends a block early that runs within `Budget.limit`.
BudgetIsSpent = (WorkIsSpent, TimeIsUp)


class _Count(threading.local):
    """The work of this thread so far, and the count at which `WorkIsSpent` is raised."""

    done: int = 0
    limit: float = math.inf


_count = _Count()


def count_work(amount: float) -> None:
    """Count an amount of work that is about to be done, in rough seconds.

    It is to be called also where a result comes from a cache that others fill: else the count
    would depend on what was done before.

    Raises
    ------
    WorkIsSpent
        If a limit is exceeded by it.
    """
    count_parts(math.ceil(amount * _PARTS))


def work_done() -> int:
    """Return the work of this thread so far, in the parts that `count_parts` takes."""
    return _count.done


def count_parts(parts: int) -> None:
    """Count work again that was counted before, as a difference of `work_done`.

    Raises
    ------
    WorkIsSpent
        If a limit is exceeded by it.
    """
    _count.done += parts
    if _count.done > _count.limit:
        _count.limit = math.inf  # raised once, as what handles it may count also
        raise WorkIsSpent


@contextmanager
def work_limit(amount: float) -> Iterator[None]:
    """Raise `WorkIsSpent` in the block once so much work is counted, or an outer limit is met.

    Parameters
    ----------
    amount
        The work, in rough seconds; where none is left, it is raised at the next count.

    Examples
    --------
    >>> try:
    ...     with work_limit(1.0):
    ...         while True:
    ...             count_work(0.3)
    ... except WorkIsSpent:
    ...     print("over")
    over
    """
    outer = _count.limit
    _count.limit = min(outer, _count.done + _parts(amount))
    try:
        yield
    finally:
        _count.limit = outer


def _parts(amount: float) -> float:
    """Return an amount in whole parts; an infinite one stays so."""
    return math.ceil(amount * _PARTS) if math.isfinite(amount) else amount


def require_budget(seconds: float | None) -> None:
    """Refuse a budget of the clock that is no positive number of seconds; None is the default.

    Raises
    ------
    ValueError
        If it is something else.
    """
    if seconds is None:
        return
    number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    # no clock has an end beyond: three years are as good as none
    if not (number and 0 < seconds <= _LONGEST):
        raise ValueError(
            f"budget: expected a positive number of seconds up to {_LONGEST:g}, got {seconds!r}"
        )


class Budget:
    """An amount of work, or of seconds, that is being spent.

    Parameters
    ----------
    amount
        The amount, from now on.
    timed
        Whether it is of seconds of the clock: then what is done within it depends on the machine.

    Examples
    --------
    >>> budget = Budget(2.0)
    >>> count_work(0.5)
    >>> budget.left
    1.5
    """

    def __init__(self, amount: float, *, timed: bool = False) -> None:
        self.timed = timed
        self._end: float = self._now() + self._counted(amount)

    def _now(self) -> float:
        return time.monotonic() if self.timed else _count.done

    def _counted(self, amount: float) -> float:
        return amount if self.timed else _parts(amount)

    @property
    def left(self) -> float:
        """What is left of it, negative where more was spent."""
        left = self._end - self._now()
        return left if self.timed else left / _PARTS

    @property
    def is_spent(self) -> bool:
        """Whether nothing is left of it."""
        return self.left < 0

    def part(self, amount: float) -> Budget:
        """Return a budget of so much from now on, counted as this one is."""
        return Budget(amount, timed=self.timed)

    def shorten(self, amount: float) -> None:
        """Leave at most so much of it."""
        self._end = min(self._end, self._now() + self._counted(amount))

    @contextmanager
    def limit(self, least: float = 0.0) -> Iterator[None]:
        """Raise one of `BudgetIsSpent` in the block once the budget is spent, and not before."""
        left = max(self.left, least)
        with time_limit(left) if self.timed else work_limit(left):
            yield
