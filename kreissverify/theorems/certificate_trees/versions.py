"""In which version of the certificate format a statement is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from kreissverify.expressions.errors import Unsupported
from kreissverify.instances.signature import Part
from kreissverify.matrices import Quantifier
from kreissverify.theorems.certificate_trees.by_parts import PartsTrees
from kreissverify.theorems.certificate_trees.one_class import OneClassTrees
from kreissverify.theorems.certificate_trees.scalar import Stated

__all__ = ["versions"]


class _Stated(Stated, Protocol):
    @property
    def is_about_one_class(self) -> bool: ...

    @property
    def matrix(self) -> tuple[str, Quantifier]: ...

    @property
    def parts(self) -> Sequence[Part]: ...


def versions(statement: _Stated) -> Iterator[OneClassTrees | PartsTrees]:
    """Yield what writes a statement: for version 1, if that has all it needs; then for version 2.

    What is certified in version 1 stays so: its certificates are kept, and compared by their bytes.
    """
    if statement.is_about_one_class and _is_plain(statement.matrix[1]):
        first = OneClassTrees(statement.matrix[0])
        try:
            first.conditions(statement)
        except Unsupported:
            pass
        else:
            yield first
    yield PartsTrees(statement.parts)


def _is_plain(of: Quantifier) -> bool:
    """Say whether a class has one γ, and no sizes by name: version 1 knows no others."""
    return not of.of_flows and of.radii == "common" and not of.size_names
