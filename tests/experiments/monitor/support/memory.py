"""The memory that a computation holds at its peak, by count and not by the operating system."""

from __future__ import annotations

import tracemalloc
import weakref
from collections.abc import Callable
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

__all__ = ["peak_bytes"]


class _Live(TorchDispatchMode):
    """Counts the bytes of every storage that comes to be, until it is freed."""

    def __init__(self) -> None:
        super().__init__()
        self.known: set[int] = set()
        self.now = self.peak = 0

    def __torch_dispatch__(
        self, function: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        # what is there already, and its views, are not ours
        for given in tree_leaves((args, kwargs or {})):
            if isinstance(given, torch.Tensor):
                self._know(given, 0)
        found = function(*args, **(kwargs or {}))
        for made in tree_leaves(found):
            if isinstance(made, torch.Tensor):
                self._know(made, made.untyped_storage().nbytes())
        return found

    def _know(self, tensor: Any, size: int) -> None:
        # PyTorch keeps one object of Python for a storage as long as anything holds the storage
        storage = tensor.untyped_storage()
        key = storage._cdata
        if key not in self.known:
            self.known.add(key)
            self.now += size
            self.peak = max(self.peak, self.now)
            weakref.finalize(storage, self._forget, key, size)

    def _forget(self, key: int, size: int) -> None:
        self.known.discard(key)
        self.now -= size


def peak_bytes(function: Callable[[], Any]) -> int:
    """Return the bytes that tensors and Python objects (arrays among them) come to, at most."""
    live = _Live()
    tracemalloc.start()
    try:
        with live:
            function()
        _, others = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return live.peak + others
