"""Block sizes: mostly small, since deciding a large instance rigorously takes long."""

from __future__ import annotations

from kreissverify.instances.randomness import Source, integer

__all__ = ["many_sizes", "two_sizes"]


def two_sizes(source: Source) -> tuple[int, int]:
    """Return the sizes of two blocks, from 1+1 up to 20+20."""
    # The shares are choices, and frozen (another one changes every recorded draw): three in ten
    # are 1×1 blocks, where T is J itself; one in a hundred is of the largest sizes.
    kind = source.random()
    if kind < 0.3:
        return 1, 1
    if kind < 0.65:
        return integer(source, 1, 3), integer(source, 1, 3)
    if kind >= 0.99:
        return 20, 20
    low, high = (4, 8) if kind < 0.97 else (9, 16)
    sizes = integer(source, low, high), integer(source, 1, high)
    return sizes if source.random() < 0.5 else sizes[::-1]


def many_sizes(source: Source) -> tuple[int, ...]:
    """Return the sizes of two to four blocks."""
    # also two blocks, since every member of `SelfReferential` is one of `CoupledBlocks`
    kind = source.random()
    if kind < 0.2:
        return two_sizes(source)
    m = 3 if kind < 0.65 else 4
    largest = 1 if source.random() < 0.35 else 3
    return tuple(integer(source, 1, largest) for _ in range(m))
