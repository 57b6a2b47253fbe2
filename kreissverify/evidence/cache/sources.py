"""What a theorem file depends on: its own text, that of its neighbours, the package, libraries."""

from __future__ import annotations

import ast
import hashlib
import platform
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from kreissverify.theorems.library import bundled_library

__all__ = ["package_digest", "text_of"]

#: The packages that decide, and draw what is decided on.
_DECIDING = (
    "numpy", "scipy", "sympy", "mpmath", "gmpy2", "python-flint", "z3-solver", "cvc5", "hypothesis",
)  # fmt: skip
# What a theorem file may import and be known by its text alone. Their versions are in every key, or
# they are of Python itself and read no file, clock or chance.
_LIBRARIES = frozenset((
    "kreissverify", "numpy", "scipy", "sympy", "mpmath", "flint", "hypothesis", "__future__",
    "abc", "cmath", "collections", "dataclasses", "decimal", "enum", "fractions", "functools",
    "itertools", "math", "numbers", "operator", "re", "string", "textwrap", "types", "typing",
))  # fmt: skip
# Names by which it could read something else, or run what is written nowhere.
_CALLS = frozenset((
    "open", "exec", "eval", "compile", "__import__", "input", "globals",
))  # fmt: skip
_ATTRIBUTES = frozenset((
    "load", "loadtxt", "genfromtxt", "fromfile", "memmap", "mmread", "loadmat", "load_npz",
    "read_matrix", "random", "default_rng", "RandomState",
))  # fmt: skip


def text_of(file: Path) -> str | None:
    """Return what a theorem file and all the neighbours that it imports say.

    None if that cannot be told from their texts: they import what else is installed, read files, or
    run code that is made while they run. To know nothing costs time only.
    """
    found: dict[Path, bytes] = {}
    # The file's folder is what it imports its neighbours from (see `theorems.collection`).
    if not _gather(file.resolve(), file.resolve().parent, found):
        return None
    return "\n".join(
        f"{path.name} {hashlib.sha256(found[path]).hexdigest()}" for path in sorted(found)
    )


def _gather(file: Path, root: Path, found: dict[Path, bytes]) -> bool:
    """Add a file and what it imports; False if it depends on what cannot be seen."""
    if file in found:
        return True
    try:
        found[file] = file.read_bytes()
        tree = ast.parse(found[file])
    except (OSError, SyntaxError, ValueError):
        return False
    if any(_reaches_out(node) for node in ast.walk(tree)):
        return False
    return all(
        _gather_import(name, root, found) for node in ast.walk(tree) for name in _imported(node)
    )


def _reaches_out(node: ast.AST) -> bool:
    if isinstance(node, ast.Name):
        return node.id in _CALLS
    if isinstance(node, ast.Attribute):
        return node.attr in _ATTRIBUTES
    if isinstance(node, ast.ImportFrom):  # a theorem file is no part of a package
        return node.level > 0 or any(x.name in _ATTRIBUTES for x in node.names)
    return False


def _imported(node: ast.AST) -> Iterator[str]:
    """Yield the full names of the modules that a node may import."""
    if isinstance(node, ast.Import):
        yield from (x.name for x in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module
        # what is imported from a package may be a module of it
        yield from (f"{node.module}.{x.name}" for x in node.names)


def _gather_import(name: str, root: Path, found: dict[Path, bytes]) -> bool:
    """Add the neighbour of this name, if it is one; False if it is something unknown."""
    *packages, _ = parts = name.split(".")
    place, seen = root, False
    for part in parts:
        place = place / part
        for path in (place.with_suffix(".py"), place / "__init__.py"):
            if path.is_file():
                seen = True
                if not _gather(path, root, found):
                    return False
    # A name within a neighbour that is no module of its own is a part of one that was added.
    return seen or parts[0] in _LIBRARIES or (bool(packages) and _is_neighbour(parts[0], root))


def _is_neighbour(name: str, root: Path) -> bool:
    return (root / f"{name}.py").is_file() or (root / name).is_dir()


@cache
def package_digest() -> str:
    """Return a digest of the package, its bundled theorem files, and the libraries that decide."""
    digest = hashlib.sha256()
    package = Path(__file__).resolve().parents[2]
    for folder in (package, bundled_library()):
        for path in sorted(folder.rglob("*.py")):
            digest.update(f"{path.relative_to(folder)} ".encode() + _hashed(path))
    digest.update(f"Python {platform.python_version()} {platform.machine()}".encode())
    for name in _DECIDING:
        digest.update(f"{name} {_version(name)}".encode())
    return digest.hexdigest()


def _hashed(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"
