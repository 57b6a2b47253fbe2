"""The order in which the members of a class are tried: every kind of member from the start.

A bound is attained in corners, and a false statement is most easily violated there; but corners
have scalar or diagonal blocks, so that what is false of dense or defective blocks only would pass
them all. Hence no kind waits for another one to end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, cycle

from kreissverify.instances.registry import class_of
from kreissverify.matrices import CoupledMatrix, Quantifier

__all__ = ["Tried", "interleaved"]

# Two rounds of five, so that the first 20 have eight generic members, which is one round of their
# kinds, six corners, four drawn ones, and two short ones. Fewer corners would rarely meet bounds
# exactly among so few; drawn members may be large, and more of them would cost more time than the
# others all together.
_ROUND = ("generic", "corner", "generic", "short", "drawn")
_OTHER_ROUND = ("generic", "corner", "generic", "corner", "drawn")


@dataclass(frozen=True)
class Tried:
    """A member and where it comes from: ``generic``, ``corner``, ``short`` or ``drawn``."""

    origin: str
    instance: CoupledMatrix


def interleaved(quantifier: Quantifier, seed: int) -> Iterator[Tried]:
    """Yield members of a class without end: corners, short, generic and drawn ones in turn.

    The corners and the short members are finitely many, and left out when they are used up. The
    sequence is a function of the quantifier and the seed alone.

    Examples
    --------
    >>> from itertools import islice
    >>> from kreissverify import BlockTriangular
    >>> [x.origin for x in islice(interleaved(BlockTriangular(), 0), 5)]
    ['generic', 'corner', 'generic', 'short', 'drawn']
    """
    of = class_of(quantifier)
    sources: dict[str, Iterator[CoupledMatrix]] = {
        "generic": (of.generic(quantifier, seed, index) for index in count()),
        "corner": of.extremal(quantifier, seed),
        "short": of.shuffled_small_members(quantifier, seed),
        "drawn": (of.draw(quantifier, seed, index) for index in count()),
    }
    for origin in cycle(_ROUND + _OTHER_ROUND):
        instance = next(sources[origin], None)
        if instance is not None:
            yield Tried(origin, instance)
