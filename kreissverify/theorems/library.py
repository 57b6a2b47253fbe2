"""The bundled library of theorem files (``proofs/``), and its statements by their ids."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kreissverify.system.near_names import unknown_name
from kreissverify.theorems.collection import collect
from kreissverify.theorems.errors import StatementError
from kreissverify.theorems.statement import Statement

__all__ = ["bundled_library", "bundled_statement", "bundled_statements"]


def bundled_library() -> Path:
    """Return the folder of the bundled theorem files, in a wheel or in a source checkout.

    Raises
    ------
    FileNotFoundError
        If neither place holds it (a damaged installation).
    """
    package = Path(__file__).resolve().parents[1]
    # A wheel holds the files inside of the package; they are looked for there first, as a folder
    # beside an installed package is not ours.
    installed = package / "proofs"
    checkout = package.parent / "proofs"
    if installed.is_dir():
        return installed
    # A checkout has its pyproject.toml beside the package; site-packages/proofs has none.
    if checkout.is_dir() and (package.parent / "pyproject.toml").is_file():
        return checkout
    raise FileNotFoundError("the bundled library of theorem files (proofs/) is missing")


@cache
def bundled_statements() -> tuple[Statement, ...]:
    """Return the statements of the bundled library, which is read once."""
    return collect([bundled_library()]).statements


def bundled_statement(identifier: str) -> Statement:
    """Return a statement of the bundled library by its id or its function's name.

    Raises
    ------
    StatementError
        If there is none.
    """
    statements = bundled_statements()
    for statement in statements:
        if identifier in (statement.id, statement.name):
            return statement
    known = (x.id for x in statements)
    raise StatementError(unknown_name("statement of the bundled library", identifier, known))
