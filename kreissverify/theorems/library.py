"""The bundled libraries of theorem files (``proofs/``), and their statements by their ids.

There are two: the statements of the paper with their sharpened forms, which is meant where none is
named, and `FIELD`, what the field of transient growth knows besides (``proofs/field/``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from kreissverify.expressions.errors import StatementError
from kreissverify.system.near_names import unknown_name
from kreissverify.system.proofs_folder import FIELD, bundled_library
from kreissverify.system.written_ids import written_ids
from kreissverify.theorems.collection import (
    Collection,
    CollectionError,
    Reading,
    collect,
    load,
    theorem_files,
)
from kreissverify.theorems.language import ID
from kreissverify.theorems.statement import Statement

__all__ = [
    "FIELD",
    "bundled_files",
    "bundled_library",
    "bundled_statement",
    "bundled_statements",
    "collect_named",
    "named_statement",
]

# Each bundled file runs once in a process, whoever asks for it: they do not change meanwhile, as
# files of a user do, and all of them take seconds.
_READ = Reading()


def bundled_files(library: str = "") -> list[Path]:
    """Return the theorem files of a bundled library: `FIELD`, or by default that of the paper.

    Names that begin with ``_`` are of modules that theorem files import.
    """
    field = bundled_library() / FIELD
    if library == FIELD:
        return theorem_files(field)
    return [x for x in theorem_files(bundled_library()) if not x.is_relative_to(field)]


@cache
def bundled_statements(library: str = "") -> tuple[Statement, ...]:
    """Return the statements of a bundled library (`bundled_files`), which is read once."""
    return collect(bundled_files(library), _READ).statements


def bundled_statement(identifier: str) -> Statement:
    """Return a statement of the bundled libraries by its id or its function's name.

    Raises
    ------
    StatementError
        If there is none.
    """
    for library in ("", FIELD):
        found = _by_its_text(identifier, library)
        if found is not None:
            return found
    # Not by an id that stands in a file as it is. The library of the field is read only if needed.
    for library in ("", FIELD):
        every = bundled_statements(library)
        ids = [x for x in every if x.id == identifier]
        named = ids or [x for x in every if x.name == identifier]
        if len(named) > 1:  # an id is one statement's; a function's name may be several files'
            shown = ", ".join(x.id for x in named)
            raise StatementError(
                f"several bundled statements have the name {identifier!r}; choose one of {shown}"
            )
        if named:
            return named[0]
    known = [FIELD, *(x.id for library in ("", FIELD) for x in bundled_statements(library))]
    raise StatementError(unknown_name("statement of the bundled library", identifier, known))


def _by_its_text(identifier: str, library: str) -> Statement | None:
    """Return the statement of an id from the file that writes it; None if no file does.

    To run one file takes a fraction of a second, and the whole library seconds.
    """
    statements = collect(_files_with(identifier, library), _READ).statements
    return next((x for x in statements if x.id == identifier), None)


@cache
def _files_with(identifier: str, library: str) -> list[Path]:
    """Return the files that write an id: derivations ask for the same lemmas again and again."""
    # to parse a file takes as long as to search some hundreds for a word
    some = [x for x in _files_of(library) if identifier in _text(x)]
    return [x for x in some if identifier in _ids(x)]


# As long as the process runs these files do not change: each is looked for, read and parsed once.


@cache
def _files_of(library: str) -> tuple[Path, ...]:
    return tuple(bundled_files(library))


@cache
def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


@cache
def _ids(file: Path) -> frozenset[str]:
    return frozenset(written_ids(file))


def named_statement(name: str) -> Statement:
    """Return a statement by its id in the bundled library, or as ``PATH::NAME``.

    Raises
    ------
    StatementError
        If there is none, if it cannot be read, or if several have the name.
    """
    name = _without_library(name)
    if "::" in name:
        file, _, theorem = name.rpartition("::")
        return load(file, theorem)
    if Path(name).suffix == ".py" or Path(name).is_dir() or ".py:" in name:
        found = collect([name])
        if found.errors and not found.statements:
            raise StatementError(str(found.errors[0]))
        shown = ", ".join(f"{x.file}::{x.id}" for x in found.statements)
        raise StatementError(f"{name}: expected one theorem, such as one of {shown}")
    if name == FIELD:
        raise StatementError(
            f"{FIELD}: expected one statement, got the library of the field; "
            f"`kreissverify list {FIELD}` names its statements"
        )
    return bundled_statement(name)


def collect_named(arguments: Iterable[str]) -> Collection:
    """Return the statements of theorem files and folders, and bundled ones by their ids.

    Parameters
    ----------
    arguments
        What `collect` takes, ids of bundled statements, and `FIELD` for the library of the field.
        None at all is the library of the paper.

    Returns
    -------
    Collection
        As of `collect`.
    """
    places: list[str] = []
    errors: list[CollectionError] = []
    chosen, only_bundled = list(arguments), True
    if not chosen:
        places += map(str, bundled_files())
    for argument in map(_without_library, chosen):
        # A file of that name is meant where there is one: ids do not change, folders do.
        if not re.fullmatch(ID, argument) or argument.endswith(".py") or Path(argument).exists():
            places.append(argument)
            only_bundled = False
            continue
        if argument == FIELD:
            places += map(str, bundled_files(FIELD))
            continue
        try:
            statement = bundled_statement(argument)
        except StatementError as error:
            message = f"no such file or folder, and {error}"
            errors.append(CollectionError(Path(argument), 0, message))
        else:
            places.append(f"{statement.file}::{statement.id}")
    # a file that is named is read as it is now
    found = collect(places, _READ if only_bundled else None)
    return Collection(found.statements, (*found.errors, *errors))


def _without_library(name: str) -> str:
    """Return ``NAME`` of ``field::NAME``, as ids are unique; a file of that name is meant first."""
    library, _, statement = name.partition("::")
    return statement if library == FIELD and statement and not Path(FIELD).exists() else name
