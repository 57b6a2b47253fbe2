"""The bundled library of theorem files (``proofs/``), and its statements by their ids."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from kreissverify.expressions.errors import StatementError
from kreissverify.system.near_names import unknown_name
from kreissverify.theorems.collection import Collection, CollectionError, collect, load
from kreissverify.theorems.language import ID
from kreissverify.theorems.statement import Statement

__all__ = [
    "bundled_library",
    "bundled_statement",
    "bundled_statements",
    "collect_named",
    "named_statement",
]


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
    for names in ("id", "name"):  # an id first: those are unique
        for statement in statements:
            if getattr(statement, names) == identifier:
                return statement
    known = (x.id for x in statements)
    raise StatementError(unknown_name("statement of the bundled library", identifier, known))


def named_statement(name: str) -> Statement:
    """Return a statement by its id in the bundled library, or as ``PATH::NAME``.

    Raises
    ------
    StatementError
        If there is none, if it cannot be read, or if several have the name.
    """
    if "::" in name:
        file, _, theorem = name.rpartition("::")
        return load(file, theorem)
    if Path(name).suffix == ".py" or Path(name).is_dir() or ".py:" in name:
        found = collect([name])
        if found.errors and not found.statements:
            raise StatementError(str(found.errors[0]))
        shown = ", ".join(f"{x.file}::{x.id}" for x in found.statements)
        raise StatementError(f"{name}: expected one theorem, such as one of {shown}")
    return bundled_statement(name)


def collect_named(arguments: Iterable[str]) -> Collection:
    """Return the statements of theorem files and folders, and of the bundled library by their ids.

    Parameters
    ----------
    arguments
        What `collect` takes, and ids of the bundled library.

    Returns
    -------
    Collection
        As of `collect`.
    """
    places: list[str] = []
    errors: list[CollectionError] = []
    for argument in arguments:
        # A file of that name is meant where there is one: ids do not change, folders do.
        if not re.fullmatch(ID, argument) or argument.endswith(".py") or Path(argument).exists():
            places.append(argument)
            continue
        try:
            statement = bundled_statement(argument)
        except StatementError as error:
            message = f"no such file or folder, and {error}"
            errors.append(CollectionError(Path(argument), 0, message))
        else:
            places.append(f"{statement.file}::{statement.id}")
    found = collect(places)
    return Collection(found.statements, (*found.errors, *errors))
