"""Certificates that are written only when someone asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

__all__ = ["Deferred"]


class Deferred(Mapping[str, Any]):
    """A mapping with the sides "lower" and "upper", made at its first use.

    Most enclosures decide a comparison and are forgotten; writing out the witnesses of one takes
    longer than finding them.
    """

    def __init__(self, make: Callable[[], dict[str, Any]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> dict[str, Any]:
        return self._make()

    def __getitem__(self, side: str) -> Any:
        return self._made[side]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)
