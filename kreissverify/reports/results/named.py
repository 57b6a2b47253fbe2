"""Which statements are meant: a statement itself, an id of the library, a file, FILE::NAME."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kreissverify.system.told_value import told
from kreissverify.theorems import Statement, StatementError, collect_named, named_statement

__all__ = ["Named", "one_statement", "several_statements"]

Named = Statement | str | Path
"""A statement, an id of the bundled library, or a path, with ``::NAME`` for one of its theorems."""

_EXPECTED = "expected a statement, an id of the bundled library, a theorem file or FILE::NAME"


def one_statement(of: Named) -> Statement:
    """Return the statement that is meant.

    Raises
    ------
    StatementError
        If there is none, or if a file has several.
    """
    if not isinstance(of, Statement | str | Path) or not str(of):
        raise StatementError(f"{_EXPECTED}, got {told(of)}")
    if isinstance(of, Statement):
        return of
    if isinstance(of, Path) or (of.endswith(".py") and "::" not in of):
        found = several_statements(of)
        if len(found) > 1:
            ids = ", ".join(f"{of}::{x.id}" for x in found)
            raise StatementError(f"{of}: expected one statement, choose one of {ids}")
        return found[0]
    return named_statement(of)


def several_statements(of: Named | Iterable[Named]) -> tuple[Statement, ...]:
    """Return the statements that are meant, each once.

    Raises
    ------
    StatementError
        If one cannot be read, with the reason.
    """
    if not isinstance(of, Statement | str | Path | Iterable):
        raise StatementError(f"{_EXPECTED}, or several, got {told(of)}")
    asked = [of] if isinstance(of, Statement | str | Path) else list(of)
    found: list[Statement] = []
    for each in asked:
        # An empty text is the current folder to a path: every file of it would be run.
        if not isinstance(each, Statement | str | Path) or not str(each):
            raise StatementError(f"{_EXPECTED}, got {told(each)}")
        if isinstance(each, Statement):
            found.append(each)
            continue
        collection = collect_named([str(each)])
        if collection.errors:
            raise StatementError("; ".join(map(str, collection.errors)))
        found += collection.statements
    return tuple({id(x): x for x in found}.values())
