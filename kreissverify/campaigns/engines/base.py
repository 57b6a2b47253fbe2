"""What an engine is: where the batches of a campaign are worked on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from kreissverify.campaigns.errors import CampaignError
from kreissverify.campaigns.record import BatchRecord
from kreissverify.system.near_names import unknown_name
from kreissverify.system.registry import Registry

__all__ = ["Engine", "Resources", "engine_named", "in_order", "register", "registry"]

Work = Callable[[int], BatchRecord]
Records = Generator[BatchRecord, None, None]
Pending = TypeVar("Pending")


@dataclass(frozen=True)
class Resources:
    """What an engine may use.

    Attributes
    ----------
    jobs
        Processes to work in, where the engine starts them.
    scheduler
        The address of a scheduler that has workers of its own, None for none.
    """

    jobs: int = 2
    scheduler: str | None = None


class Engine:
    """A way to work on batches; `register` makes it known by its name."""

    name: ClassVar[str]
    takes_scheduler: ClassVar[bool] = False

    def results(self, work: Work, numbers: Iterable[int], resources: Resources) -> Records:
        """Yield ``work(number)`` for each number, in their order.

        Few batches are begun ahead of what is taken, so that memory does not grow with their
        number. Closing the iterator ends all work.

        Parameters
        ----------
        work
            Returns the record of a batch; it travels to other processes.
        numbers
            The numbers of the batches.
        resources
            What the engine may use.

        Yields
        ------
        BatchRecord
            Of each number.

        Raises
        ------
        CampaignError
            If the resources are not available, or fail.
        """
        raise NotImplementedError


def in_order(
    begin: Callable[[int], Pending], numbers: Iterable[int], ahead: int
) -> Iterator[Pending]:
    """Begin work on each number and yield it in order, never more than `ahead` at once.

    Parameters
    ----------
    begin
        Begins the work on a number and returns what is waited for.
    numbers
        The numbers; taken one at a time.
    ahead
        How many may be begun and not yet taken.

    Yields
    ------
    Pending
        What `begin` has returned, in the order of the numbers.
    """
    waiting: deque[Pending] = deque()
    for number in numbers:
        waiting.append(begin(number))
        if len(waiting) >= ahead:
            yield waiting.popleft()
    while waiting:
        yield waiting.popleft()


_REGISTRY: Registry[Engine] = Registry("engine")


def register(engine: Engine) -> Engine:
    """Make an engine known by its name, and return it.

    Raises
    ------
    ValueError
        If another engine has that name.
    """
    return _REGISTRY.register(engine.name, engine)


def registry() -> Mapping[str, Engine]:
    """Return every engine by its name."""
    return _REGISTRY


def engine_named(name: str) -> Engine:
    """Return an engine by its name.

    Raises
    ------
    CampaignError
        If there is none.
    """
    known = registry()
    if name not in known:
        raise CampaignError("engine", unknown_name("engine", name, sorted(known)))
    return known[name]
