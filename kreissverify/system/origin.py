"""Whose code a function is: the package's own, or a user's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

from kreissverify.system.registry import Registry

__all__ = ["HasOrigin", "file_of", "register_from_file"]


class HasOrigin(Protocol):
    """Something that knows the file that it is written in."""

    @property
    def file(self) -> Path:
        """The file; none for what has no code of its own."""
        ...

    @property
    def is_bundled(self) -> bool:
        """Whether it is the package's own."""
        ...


Item = TypeVar("Item", bound=HasOrigin)


def file_of(function: Callable[..., Any]) -> Path:
    """Return the file that a function is written in.

    It is read from the compiled code: the name of a module can be chosen at will, and that of a
    theorem file is made up when it is loaded.
    """
    code = getattr(function, "__code__", None) or getattr(type(function).__call__, "__code__", None)
    return Path(code.co_filename) if code is not None else Path()


def register_from_file(registry: Registry[Item], name: str, item: Item) -> Item:
    """Register a thing by its name, and return it.

    It takes the place of an earlier one of that name if the same file registers it again, as when a
    theorem file is read twice, or if both were typed at a prompt or in a notebook.

    Parameters
    ----------
    registry
        Where to register it.
    name, item
        The thing and its name.

    Raises
    ------
    ValueError
        If the name is taken by the package's own, or by another file's.
    """
    old = registry.get(name)
    if old is not None and not old.is_bundled and _same_origin(old.file, item.file):
        registry.unregister(name)
    return registry.register(name, item)


def _same_origin(old: Path, new: Path) -> bool:
    # Each cell of a notebook has a file name of its own, of which there is no file.
    return old == new or not (old.exists() or new.exists())
