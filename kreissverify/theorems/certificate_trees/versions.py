"""In which version of the certificate format a statement is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kreissverify.expressions.errors import Unsupported
from kreissverify.theorems.certificate_trees.by_parts import PartsTrees
from kreissverify.theorems.certificate_trees.one_class import OneClassTrees

if TYPE_CHECKING:
    from kreissverify.theorems.statement import Statement

__all__ = ["versions"]


def versions(statement: Statement) -> Iterator[OneClassTrees | PartsTrees]:
    """Yield what writes a statement: for version 1, if that has all it needs; then for version 2.

    What is certified in version 1 stays so: its certificates are kept, and compared by their bytes.
    """
    if statement.is_about_one_class:
        first = OneClassTrees(statement.matrix[0])
        try:
            first.conditions(statement)
        except Unsupported:
            pass
        else:
            yield first
    yield PartsTrees(statement.parts)
