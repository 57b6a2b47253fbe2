"""pytest for theorems about transient growth."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_ROOMS = ("quantities", "theorems", "matrices", "numbers.enclosure", "numbers.refusal")


def __getattr__(name: str) -> Any:
    if not name.startswith("_"):
        for room in (*(f"kreissverify.{room}" for room in _ROOMS), "sympy"):
            try:
                return getattr(import_module(room), name)
            except AttributeError:
                continue
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
