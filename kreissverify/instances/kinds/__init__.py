"""Kinds of matrices that a statement quantifies over: one file each."""

from __future__ import annotations

from kreissverify.instances.kinds.contract import MatrixKind
from kreissverify.instances.kinds.diagonal import Diagonal
from kreissverify.instances.kinds.positive_definite import PositiveDefinite
from kreissverify.instances.kinds.rectangular import Rectangular
from kreissverify.instances.kinds.square import Square
from kreissverify.instances.kinds.symmetric import Symmetric

__all__ = [
    "KINDS",
    "Diagonal",
    "MatrixKind",
    "PositiveDefinite",
    "Rectangular",
    "Square",
    "Symmetric",
]

#: The kinds of the package, by their types.
KINDS: tuple[type[MatrixKind], ...] = (Square, Rectangular, Symmetric, PositiveDefinite, Diagonal)
