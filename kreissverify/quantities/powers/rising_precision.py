"""What is asked of powers in one number system after the other, until one has enough digits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from kreissverify.numbers.errors import Refused
from kreissverify.quantities.powers.arithmetic import Arithmetic, arithmetics

__all__ = ["TooManyTimes", "in_rising_precision"]

Found = TypeVar("Found")


class TooManyTimes(Refused):
    """The bisection would go on for too long; more precision would not shorten it."""


def in_rising_precision(
    attempt: Callable[[Arithmetic], Found], unknown: str, systems: list[Arithmetic] | None = None
) -> Iterator[Found]:
    """Yield what an attempt finds in one number system after the other, while more is asked for.

    Parameters
    ----------
    attempt
        Returns a result, or raises `Refused` where this number system does not do.
    unknown
        What to say if no number system was tried at all.
    systems
        The number systems, each of which is tried. Unless given it is all of them, until one finds
        that too many times would have to be looked at.

    Raises
    ------
    Refused
        With the last reason, if no number system did.
    """
    refusal, answered = Refused(unknown), False
    for arithmetic in systems or arithmetics():
        try:
            found = attempt(arithmetic)
        except TooManyTimes as error:
            refusal = error
            if systems is None:  # of what rotates, which more bits would not shorten
                break
            continue
        except Refused as error:
            refusal = error
            continue
        answered = True
        yield found
    if not answered:
        raise refusal
