"""What a shell completes: ids of statements, names in a theorem file, and files.

Theorem files are parsed, and never run: a press of a key runs no code, and waits for no SymPy.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

from kreissverify.system.proofs_folder import FIELD, bundled_library

__all__ = ["classes", "statements", "written_ids"]


def statements(incomplete: str) -> list[str]:
    """Return the ids of bundled statements, and the theorem files, that begin so.

    Parameters
    ----------
    incomplete
        What stands on the command line so far: also ``FILE::`` and the beginning of a name.
    """
    file, colons, _ = incomplete.partition("::")
    if colons:
        found = [f"{file}::{id}" for id in written_ids(Path(file))]
    else:
        files = sorted(bundled_library().rglob("*.py"))
        found = [FIELD, *(id for path in files for id in written_ids(path)), *_files(incomplete)]
    return [x for x in found if x.startswith(incomplete)]


def classes(incomplete: str) -> list[str]:
    """Return the classes of matrices, and the theorem files, that begin so."""
    from kreissverify.cli.known_classes import known_classes

    return [x for x in (*known_classes(), *_files(incomplete)) if x.startswith(incomplete)]


def written_ids(path: Path) -> Iterator[str]:
    """Yield the ids of the theorems that a file writes out, without running it.

    Those that are made in a loop or a function have no id that could be read.
    """
    try:
        tree = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError):  # a shell shows no errors while one types
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
    return isinstance(node, ast.Call) and ast.unparse(node.func).endswith("theorem")


def _id_of(call: ast.Call) -> ast.expr | None:
    return next((x.value for x in call.keywords if x.arg == "id"), None)


def _files(incomplete: str) -> Iterator[str]:
    """Yield the Python files, and the folders, whose paths begin so."""
    folder, _, begun = incomplete.rpartition("/")
    place = Path(folder or ("/" if incomplete.startswith("/") else "."))
    if not place.is_dir():
        return
    for path in sorted(place.iterdir()):
        wanted = path.is_dir() or path.suffix == ".py"
        if wanted and path.name.startswith(begun) and not path.name.startswith("."):
            name = f"{folder}/{path.name}" if "/" in incomplete else path.name
            yield f"{name}/" if path.is_dir() else name
