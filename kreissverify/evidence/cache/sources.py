"""What a theorem file depends on: its own text, that of its neighbours, the package, libraries."""

from __future__ import annotations

import ast
import hashlib
import math
import platform
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from kreissverify.theorems.library import bundled_library

__all__ = ["code_digest", "package_digest", "text_of"]

#: The packages that decide, and draw what is decided on.
_DECIDING = (
    "numpy", "scipy", "sympy", "mpmath", "gmpy2", "python-flint", "z3-solver", "cvc5", "hypothesis",
)  # fmt: skip
# What a theorem file may import and be known by its text alone. The versions of these are in every
# key, or they are of Python itself and read no file, clock or chance. NumPy and SciPy are not among
# them: they have more readers of files than anyone lists.
_LIBRARIES = frozenset((
    "kreissverify", "sympy", "mpmath", "flint", "__future__", "abc", "cmath", "collections",
    "dataclasses", "decimal", "enum", "fractions", "functools", "itertools", "math", "numbers",
    "operator", "re", "string", "textwrap", "types", "typing",
))  # fmt: skip
# Names by which it could read something else, draw by chance, or run what is written nowhere: as
# names, as attributes, as what is imported, or as parts of the name of a module.
_REACHING_OUT = frozenset((
    "open", "exec", "eval", "compile", "__import__", "input", "globals", "import_module", "load",
    "read_matrix", "files", "system", "cli", "campaigns", "rand", "random", "randMatrix",
    "randprime", "random_complex_number", "random_poly", "testing", "parsing",
))  # fmt: skip
#: Of these a star imports no name of a reader, and no module.
_STARS = ("kreissverify", "sympy")


def text_of(file: Path, before: float = math.inf) -> str | None:
    """Return what a theorem file and all the neighbours that it imports say.

    None if that cannot be told from their texts: they import what else is installed, read files, or
    run code that is made while they run. To know nothing costs time only.

    Parameters
    ----------
    file
        The theorem file.
    before
        A time: None also if one of them was written later. It may have been read before that.
    """
    found: dict[Path, bytes] = {}
    # The file's folder is what it imports its neighbours from (see `theorems.collection`).
    if not _gather(file.resolve(), file.resolve().parent, found):
        return None
    try:
        if any(path.stat().st_mtime >= before for path in found):
            return None
    except OSError:
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
        nodes = [*ast.walk(ast.parse(found[file]))]
    except (OSError, SyntaxError, ValueError):
        return False
    return not any(map(_reaches_out, nodes)) and all(_gather_imports(x, root, found) for x in nodes)


def _reaches_out(node: ast.AST) -> bool:
    if isinstance(node, ast.Name):
        return node.id in _REACHING_OUT
    if isinstance(node, ast.Attribute):
        return node.attr in _REACHING_OUT
    if isinstance(node, ast.ImportFrom):
        # a theorem file is no part of a package
        names = {x.name for x in node.names} | {*(node.module or "").split(".")}
        return node.level > 0 or bool(names & _REACHING_OUT)
    if isinstance(node, ast.Import):
        return any({*x.name.split(".")} & _REACHING_OUT for x in node.names)
    return False


def _gather_imports(node: ast.AST, root: Path, found: dict[Path, bytes]) -> bool:
    """Add what a node imports; False if one of that is something unknown."""
    if isinstance(node, ast.Import):
        return all(_gather_module(x.name, root, found) for x in node.names)
    if not isinstance(node, ast.ImportFrom) or node.module is None:
        return True
    names = [x.name for x in node.names]
    neighbour = _neighbour(node.module, root)
    if "*" in names and (neighbour or [Path()])[-1].name == "__init__.py":
        return False  # what it imports is a list in the package, which may name modules
    if "*" in names and neighbour is None and node.module not in _STARS:
        return False
    if not _gather_module(node.module, root, found):
        return False
    # what is imported from a package may be a module of it
    inner = (_neighbour(f"{node.module}.{name}", root) or [] for name in names)
    return all(_gather(path, root, found) for files in inner for path in files)


def _gather_module(name: str, root: Path, found: dict[Path, bytes]) -> bool:
    """Add the neighbour of this name with the packages that it is in; False if it is unknown."""
    files = _neighbour(name, root)
    if files is None:
        return name.partition(".")[0] in _LIBRARIES
    # One that is loaded from elsewhere under this name is what the file would get.
    loaded = getattr(sys.modules.get(name.partition(".")[0]), "__file__", None)
    if loaded is not None and Path(loaded).resolve() != files[0]:
        return False
    return all(_gather(path, root, found) for path in files)


def _neighbour(name: str, root: Path) -> list[Path] | None:
    """Return the files that the import of a module beside the theorem file runs; None if none.

    Folders without ``__init__.py`` are left out: a package of that name elsewhere goes before them.
    """
    *packages, last = name.split(".")
    files, place = [], root
    for package in packages:
        place = place / package
        files.append(place / "__init__.py")
    # of a package and a module of one name Python takes the package
    for path in (place / last / "__init__.py", place / f"{last}.py"):
        if path.is_file():
            return [*files, path] if all(x.is_file() for x in files) else None
    return None


@cache
def package_digest() -> str:
    """Return a digest of the package, its bundled library, and the libraries that decide."""
    # Its stored proofs also: what they hold decides steps, and is named in verdicts.
    return hashlib.sha256(f"{code_digest()} {_files(bundled_library())}".encode()).hexdigest()


@cache
def code_digest() -> str:
    """Return a digest of the package without its library, and of the libraries that decide."""
    digest = hashlib.sha256(_files(Path(__file__).resolve().parents[2]).encode())
    digest.update(f"Python {platform.python_version()} {platform.machine()}".encode())
    for name in _DECIDING:
        digest.update(f"{name} {_version(name)}".encode())
    return digest.hexdigest()


def _files(folder: Path) -> str:
    """Return a digest of the code and the stored proofs in a folder."""
    digest = hashlib.sha256()
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.json.gz")]):
        digest.update(f"{path.relative_to(folder)} ".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"
