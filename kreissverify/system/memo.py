"""Results that are remembered by the whole content of what they are of, in bounded memory."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

__all__ = ["Memo", "content"]

Result = TypeVar("Result")


class Memo(Generic[Result]):
    """The results used last, by their keys.

    A key has to tell all that a result depends on: then what is known already changes the time
    that something takes, and nothing else.

    Parameters
    ----------
    most
        How many are kept.

    Examples
    --------
    >>> squares = Memo[int](most=1)
    >>> squares.of(3, lambda: 9), squares.of(3, lambda: 0), squares.of(4, lambda: 16)
    (9, 9, 16)
    >>> squares.of(3, lambda: 0)  # forgotten meanwhile
    0
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: OrderedDict[Hashable, Result] = OrderedDict()

    def of(self, key: Hashable, make: Callable[[], Result]) -> Result:
        """Return what is known by a key, or make it."""
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        made = make()
        self._known[key] = made
        while len(self._known) > self._most:
            self._known.popitem(last=False)
        return made


def content(*arrays: Any) -> bytes:
    """Return a digest of arrays: of their shapes, types and entries, bit for bit."""
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(f"{array.shape} {array.dtype.str} ".encode())
        digest.update(array.tobytes())
    return digest.digest()
