"""Where a registered thing comes from: the file of a function, or the definition of a type."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

__all__ = ["HasOrigin", "file_of", "is_read_again"]


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


def file_of(function: Callable[..., Any]) -> Path:
    """Return the file that a function is written in.

    It is read from the compiled code: the name of a module can be chosen at will, and that of a
    theorem file is made up when it is loaded.
    """
    code = getattr(function, "__code__", None) or getattr(type(function).__call__, "__code__", None)
    return Path(code.co_filename) if code is not None else Path()


def is_read_again(new: object, old: object) -> bool:
    """Say whether two things are one definition, in a file (or at a prompt) that was run twice.

    Functions, and what says its `file` itself, are compared by their files; other things by the
    definitions of their types, of which a second run makes another one.
    """
    files = _file(new), _file(old)
    if files[0] is not None and files[1] is not None:
        # Each cell of a notebook has a file name of its own, of which there is no file.
        return files[0] == files[1] or not (files[0].exists() or files[1].exists())
    types = type(new), type(old)
    names = {(x.__module__, x.__qualname__) for x in types}
    return len(names) == 1 and types[0] is not types[1]


def _file(item: object) -> Path | None:
    told = getattr(item, "file", None)
    if isinstance(told, Path):
        return told
    return file_of(item) if callable(item) and hasattr(item, "__code__") else None
