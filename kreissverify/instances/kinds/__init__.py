"""Kinds of matrices that a statement quantifies over: one file each."""

from __future__ import annotations

from kreissverify.instances.kinds.contract import MatrixKind

__all__ = ["KINDS", "MatrixKind"]

#: The kinds of the package, by their types.
KINDS: tuple[type[MatrixKind], ...] = ()
