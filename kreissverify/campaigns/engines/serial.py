"""One batch after the other in this process."""

from __future__ import annotations

from collections.abc import Iterable

from kreissverify.campaigns.engines.base import Engine, Records, Resources, Work

__all__ = ["ENGINE"]


class Serial(Engine):
    """This process."""

    name = "serial"

    def results(self, work: Work, numbers: Iterable[int], resources: Resources) -> Records:
        """Work on one batch at a time."""
        for number in numbers:
            yield work(number)


ENGINE = Serial()
