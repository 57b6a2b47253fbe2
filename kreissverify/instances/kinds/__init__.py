"""Kinds of matrices that a statement quantifies over: one file each."""

from __future__ import annotations

from kreissverify.instances.kinds.companion import Companion
from kreissverify.instances.kinds.contract import MatrixKind
from kreissverify.instances.kinds.diagonal import Diagonal
from kreissverify.instances.kinds.nonnegative import Nonnegative
from kreissverify.instances.kinds.normal import Normal
from kreissverify.instances.kinds.orthogonal import Orthogonal
from kreissverify.instances.kinds.positive_definite import PositiveDefinite
from kreissverify.instances.kinds.rectangular import Rectangular
from kreissverify.instances.kinds.square import Square
from kreissverify.instances.kinds.stochastic import Stochastic
from kreissverify.instances.kinds.symmetric import Symmetric
from kreissverify.instances.kinds.toeplitz import Toeplitz

__all__ = [
    "KINDS",
    "Companion",
    "Diagonal",
    "MatrixKind",
    "Nonnegative",
    "Normal",
    "Orthogonal",
    "PositiveDefinite",
    "Rectangular",
    "Square",
    "Stochastic",
    "Symmetric",
    "Toeplitz",
]

#: The kinds of the package, by their types.
KINDS: tuple[type[MatrixKind], ...] = (
    Square,
    Rectangular,
    Symmetric,
    PositiveDefinite,
    Diagonal,
    Orthogonal,
    Normal,
    Nonnegative,
    Stochastic,
    Companion,
    Toeplitz,
)
