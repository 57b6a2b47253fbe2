"""Whose code a function is: the package's own, or a user's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = ["file_of", "is_bundled"]

_PACKAGE = Path(__file__).resolve().parents[1]


def file_of(function: Callable[..., Any]) -> Path:
    """Return the file that a function is written in.

    It is read from the compiled code: the name of a module can be chosen at will, and that of a
    theorem file is made up when it is loaded.
    """
    code = getattr(function, "__code__", None) or getattr(type(function).__call__, "__code__", None)
    return Path(code.co_filename) if code is not None else Path()


def is_bundled(file: Path) -> bool:
    """Say whether a file is part of the package."""
    return file.resolve().is_relative_to(_PACKAGE) and file != Path()
