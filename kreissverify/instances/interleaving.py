"""The order in which the members of a class are tried: every kind of member from the start.

A bound is attained in corners, and a false statement is most easily violated there; but corners
have scalar or diagonal blocks, so that what is false of dense or defective blocks only would pass
them all. Hence no kind waits for another one to end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count, cycle, islice

from kreissverify.instances.registry import class_of, is_bundled
from kreissverify.matrices import CoupledMatrix, Quantifier
from kreissverify.system.memo import Memo

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
    if not is_bundled(quantifier):  # its author's draws are asked for each time
        return _members(quantifier, seed)
    return iter(_SHARED.of((quantifier, seed), lambda: _Shared(quantifier, seed)))


class _Shared:
    """A sequence that is drawn once, as far as anyone has asked for it."""

    def __init__(self, quantifier: Quantifier, seed: int) -> None:
        self._again = partial(_members, quantifier, seed)
        self._source, self._drawn = self._again(), list[Tried]()

    def __iter__(self) -> Iterator[Tried]:
        for place in range(_MOST_SHARED):
            if place == len(self._drawn):
                self._drawn.append(next(self._source))
            yield self._drawn[place]
        # a bound on memory: from here on everyone draws alone
        yield from islice(self._again(), _MOST_SHARED, None)


# Statements of one class are tried on the same members: what is known of these, such as norms of
# blocks, is then known to all. Members never change.
_SHARED: Memo[_Shared] = Memo(most=6)
_MOST_SHARED = 1200


def _members(quantifier: Quantifier, seed: int) -> Iterator[Tried]:
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
