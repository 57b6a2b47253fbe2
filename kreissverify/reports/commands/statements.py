"""Statements as a table and as records: what `kreissverify list` shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.table import Table
from rich.text import Text

from kreissverify.theorems import Statement

__all__ = ["statement_record", "statement_table"]


def statement_table(statements: Iterable[Statement]) -> Table:
    """Return a table of ids, expected verdicts and formulas, in the order given."""
    table = Table(box=None, pad_edge=False, header_style="bold", collapse_padding=True)
    table.add_column("id", no_wrap=True)
    table.add_column("expected", no_wrap=True)
    table.add_column("statement", overflow="fold")
    for statement in statements:
        # texts, not markup: brackets of intervals are no style
        table.add_row(Text(statement.id), statement.expect or "-", Text(statement.text()))
    return table


def statement_record(statement: Statement) -> dict[str, Any]:
    """Return a statement as a JSON object, with the keys that `verify --json` gives it."""
    return {
        "id": statement.id,
        "file": statement.file.as_posix(),
        "source": statement.source,
        "statement": statement.text(),
        "expect": statement.expect,
    }
