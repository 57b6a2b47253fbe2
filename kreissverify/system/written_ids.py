"""The ids of the theorems in a file, read and not run: that takes no SymPy, and runs no code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

__all__ = ["written_ids"]


def written_ids(path: Path) -> Iterator[str]:
    """Yield the ids of the theorems that a file writes out, without running it.

    Those that are made in a loop or a function have no id that could be read.
    """
    try:
        tree = ast.parse(path.read_bytes())
    # whoever runs the file says what is wrong with it
    except (OSError, SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            stated = [x for x in node.decorator_list if _states(x)]
            yield from (node.name for x in stated if _id_of(x) is None)
        elif _states(node):  # a decorator, or one that is put before a function later
            id = _id_of(node)
            if isinstance(id, ast.Constant) and isinstance(id.value, str):
                yield id.value


def _states(node: ast.AST) -> TypeGuard[ast.Call]:
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return isinstance(name, str) and name.endswith("theorem")


def _id_of(call: ast.Call) -> ast.expr | None:
    return next((x.value for x in call.keywords if x.arg == "id"), None)
