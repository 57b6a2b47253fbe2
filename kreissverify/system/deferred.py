"""SymPy, loaded when something of it is used: whoever wants a float does not wait for it.

Half of the time that a first number takes would go into loading SymPy, which only symbolic answers
need. Modules on the way to a number import the name from here; those whose classes are SymPy's
import SymPy itself, and are imported where a symbolic answer is made.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeGuard

__all__ = ["is_of_sympy", "sympy"]


class _Deferred:
    """A module that is imported when an attribute of it is asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        # the import system's lock makes other threads wait for a module that is half loaded
        found = getattr(import_module(self._name), attribute)
        setattr(self, attribute, found)  # the next time without this function
        return found


if TYPE_CHECKING:
    import sympy as sympy
else:
    sympy = _Deferred("sympy")


def is_of_sympy(value: object, *classes: str) -> TypeGuard[Any]:
    """Say whether a value is an instance of one of SymPy's classes; loads nothing.

    Parameters
    ----------
    value
        Anything.
    *classes
        Names of classes in SymPy's namespace, such as ``"MatrixExpr"``.

    Examples
    --------
    >>> is_of_sympy(1.5, "Expr")
    False
    >>> is_of_sympy(sympy.sqrt(2), "Expr", "MatrixBase")
    True
    """
    # nothing is of a module that nobody has imported
    return "sympy" in sys.modules and isinstance(value, tuple(getattr(sympy, x) for x in classes))
