"""The terms of a statement are SymPy's and ours: none prints one thing and means another."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

import sympy

from kreissverify.expressions.errors import StatementError

__all__ = ["require_known_terms"]

_LIBRARIES = ("sympy.", "kreissverify.")


def require_known_terms(conditions: Iterable[Any]) -> None:
    """Refuse terms of a type that a theorem file brings, such as a subclass of a quantity's.

    Raises
    ------
    StatementError
        If there is one: its author would decide how it is printed, compared and evaluated.
    """
    for kind in {type(x) for each in conditions for x in sympy.preorder_traversal(each)}:
        if not _is_known(kind):
            raise StatementError(
                f"{kind.__name__} is a type of its own: a statement has terms of SymPy and of "
                "kreissverify only"
            )


def _is_known(kind: type) -> bool:
    # A module and a name can be written into a class: it has to be what is found there.
    if not kind.__module__.startswith(_LIBRARIES):
        return False
    found: Any = sys.modules.get(kind.__module__)
    for name in kind.__qualname__.split("."):
        found = getattr(found, name, None)
    return found is kind
