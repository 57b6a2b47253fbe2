"""Kinds of matrices with options, for the tests of all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

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

Options = dict[str, Any]

_BOUNDS: tuple[Options, ...] = (
    {},
    {"norm": "7/3"},
    {"norm": "1/2000"},
    {"radius": 1},
    {"numerical_radius": "1/2"},
    {"radius": 0},
    {"rank": 1},
    {"rank": 0},
    {"norm": 0},
    {"norm": 2, "rank": 2},
    {"norm": 2, "radius": "1/2"},
    {"radius": 0, "rank": 1, "numerical_radius": 3},
    {"norm": 2, "radius": 1, "numerical_radius": "3/2", "rank": 2},
)
_SPECTRA: tuple[Options, ...] = (
    {"spectrum": (0, 1)},
    {"spectrum": ("-1/3", None)},
    {"spectrum": (None, 2)},
    {"spectrum": (1, 1)},
    {"spectrum": ("1/10", 10)},
    {"spectrum": (-1, 2), "norm": 1},
    {"spectrum": (0, 5), "rank": 1},
    {"spectrum": (-3, -2), "radius": 3},
    {"spectrum": (1000, "1001")},
)
_TABLE: tuple[tuple[Any, tuple[Options, ...]], ...] = (
    (Square, _BOUNDS),
    (Symmetric, (*_BOUNDS, *_SPECTRA)),
    (PositiveDefinite, ({}, {"norm": "7/3"}, {"radius": "1/2000"}, {"numerical_radius": 1})),
    (Diagonal, _BOUNDS),
    (Rectangular, ({}, {"norm": "7/3"}, {"rank": 1}, {"norm": 2, "rank": 2}, {"norm": 0})),
    (Orthogonal, ({}, {"norm": 1})),
    (Normal, ({}, {"norm": "7/3"}, {"radius": "1/2000"}, {"rank": 1}, {"norm": 2, "rank": 2})),
    (Toeplitz, ({}, {"norm": "7/3"}, {"radius": 1}, {"radius": 0}, {"rank": 1})),
    (
        Companion,
        (
            {},
            {"norm": 1},
            {"norm": "5/4"},
            {"radius": 1},
            {"numerical_radius": "11/10"},
            {"radius": "1/2", "norm": "5/4"},
        ),
    ),
)
# Kinds that are real whatever `complex` says.
_REAL_TABLE: tuple[tuple[Any, tuple[Options, ...]], ...] = (
    (
        Nonnegative,
        (
            {},
            {"norm": "7/3"},
            {"radius": 1},
            {"radius": 0},
            {"numerical_radius": "1/2"},
            {"rank": 1},
            {"norm": 2, "radius": "1/2"},
        ),
    ),
    (
        Stochastic,
        (
            {},
            {"radius": 1},
            {"norm": 1},
            {"norm": "5/4"},
            {"numerical_radius": "11/10"},
            {"rank": 1},
            {"norm": "5/4", "rank": 2},
        ),
    ),
)


def kinds() -> list[MatrixKind]:
    """Return every kind with each of its options and some of them together, of any size."""
    of_both = [
        made(**options, complex=is_complex)
        for made, table in _TABLE
        for options in table
        for is_complex in (False, True)
    ]
    return of_both + [made(**options) for made, table in _REAL_TABLE for options in table]


def sized(kind: MatrixKind, sizes: Sequence[int] = (1, 2, 3, 4)) -> Iterator[MatrixKind]:
    """Yield a kind of any size at some sizes from 1 to 4, rectangular ones of several shapes."""
    for size in sizes:
        # 1×4, 2×2, 3×2, 4×1: wide, square and tall
        columns = {1: 4, 2: 2, 3: 2, 4: 1}[size] if isinstance(kind, Rectangular) else size
        made = kind.at({}, size, columns)
        if made.emptiness() is None:
            yield made
