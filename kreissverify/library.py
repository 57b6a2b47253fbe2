"""The bundled library of theorem files (``proofs/``), and the statements that are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kreissverify.evidence.verdict import CollectionError
from kreissverify.theorems import Statement, collect

__all__ = ["bundled_library", "selected"]


def bundled_library() -> Path:
    """Return the folder of the bundled theorem files, in a wheel or in a source checkout.

    Raises
    ------
    FileNotFoundError
        If neither place holds it (a damaged installation).
    """
    package = Path(__file__).resolve().parent
    installed = package / "proofs"
    checkout = package.parent / "proofs"
    if installed.is_dir():
        return installed
    # site-packages/proofs would be somebody else's: a checkout has its pyproject.toml beside it.
    if checkout.is_dir() and (package.parent / "pyproject.toml").is_file():
        return checkout
    raise FileNotFoundError("the bundled library of theorem files (proofs/) is missing")


def selected(paths: Sequence[str]) -> tuple[list[Statement], list[CollectionError]]:
    """Return the statements that some arguments ask for, and what could not be read.

    Parameters
    ----------
    paths
        Theorem files or folders, each with ``::NAME`` for one statement only; none stands for the
        bundled library.

    Raises
    ------
    FileNotFoundError
        If a path does not exist.
    LookupError
        If a named statement, or any statement at all, is not there.
    """
    asked = [(Path(path), name) for path, _, name in (path.partition("::") for path in paths)]
    for path, _ in asked:
        if not path.exists():
            raise FileNotFoundError(f"{path}: no such file or folder")
    asked = asked or [(bundled_library(), "")]
    collection = collect(list(dict.fromkeys(path for path, _ in asked)))
    errors = [CollectionError(e.file, e.line, e.message) for e in collection.errors]
    found: dict[str, Statement] = {}
    for path, name in asked:
        matching = [s for s in collection.statements if _answers(s, path, name)]
        if not matching and not errors:
            what = f"no statement named {name!r}" if name else "no statements found"
            raise LookupError(f"{path}: {what}")
        found |= {s.id: s for s in matching}
    return list(found.values()), errors


def _answers(statement: Statement, path: Path, name: str) -> bool:
    return statement.file.resolve().is_relative_to(path.resolve()) and name in ("", statement.name)
