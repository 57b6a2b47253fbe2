"""The names by which expressions call the blocks of matrices of more than two blocks."""

from __future__ import annotations

import re

__all__ = ["block_place"]

_NAME = re.compile("block_([0-9]+)_([0-9]+)")


def block_place(name: str) -> tuple[int, int] | None:
    """Return the place (i, j) of the block that a name such as ``block_0_1`` means, if it does.

    Examples
    --------
    >>> block_place("block_0_1"), block_place("comparison")
    ((0, 1), None)
    """
    found = _NAME.fullmatch(name)
    return (int(found[1]), int(found[2])) if found else None
