"""A square matrix cut into blocks, held exactly or, where it is large, as the floats given."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar

import numpy as np
from flint import fmpq_mat

from kreissverify.matrices.block_assembly import assembled
from kreissverify.matrices.class_options import block_place
from kreissverify.matrices.float_blocks import diagonal_of
from kreissverify.matrices.matrix import InvalidMatrix, Matrix, exact_block
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.spectral_norm import spectral_norm

__all__ = ["BlockMatrix"]

# Relative width of an irrational norm ‖J_ij‖. Far below every width that a statement is decided at
# (1e-12 at the narrowest), so that the norms of blocks never decide how far an instance is decided.
_NORM_RTOL = 1e-30


class BlockMatrix(Matrix):
    """A matrix J = (J_ij) with square diagonal blocks, symmetric ones if `symmetric` is set.

    What is asked of γ, and of the members of a class, is in `CoupledBlocks`. A subclass holds its
    blocks by `_hold` or `_hold_floats` first.

    Attributes
    ----------
    names
        How messages call some of the blocks, by place.
    sizes
        The sizes of the diagonal blocks.
    symmetric
        Whether the diagonal blocks are symmetric.
    """

    names: ClassVar[dict[str, tuple[int, int]]] = {}
    sizes: tuple[int, ...]
    symmetric: bool
    _known_norms: dict[tuple[int, int], Enclosure]
    _floats: list[list[FloatArray]] | None  # large blocks, of which no exact ones need exist
    _table: list[list[fmpq_mat]] | None

    def _hold(
        self,
        table: list[list[fmpq_mat]],
        symmetric: bool,
        norms: Mapping[tuple[int, int], Enclosure],
    ) -> None:
        self.sizes = tuple(table[i][i].nrows() for i in range(len(table)))
        self.symmetric = symmetric
        self._floats = None
        self._table = table
        self._known_norms = dict(norms)
        super().__init__(assembled(table))

    def _hold_floats(self, table: list[list[FloatArray]]) -> None:
        """Hold large arrays as they are: exact blocks are made when one is asked for."""
        self.sizes = tuple(map(len, diagonal_of(table)))
        self.symmetric, self._known_norms = True, {}
        self._floats, self._table, self._held, self._exact = table, None, None, None
        for i, block in enumerate(diagonal_of(table)):
            if (block != block.T).any():  # exactly: an ulp off is not symmetric
                raise self._not_symmetric(i)

    def _require_symmetric_diagonal(self) -> None:
        for i in range(self.m):
            block = self.block(i, i)
            if block != block.transpose():
                raise self._not_symmetric(i)

    def _not_symmetric(self, i: int) -> InvalidMatrix:
        return InvalidMatrix(
            f"{self.block_name(i, i)}: expected a symmetric diagonal block "
            "(or pass symmetric=False)"
        )

    @property
    def holds_floats(self) -> bool:
        """Whether the blocks are large arrays of floats: `array` and `float_block` are exact."""
        return self._floats is not None

    @property
    def _blocks(self) -> list[list[fmpq_mat]]:
        if self._table is None:  # large floats: made when the first exact block is asked for
            assert self._floats is not None
            self._table = [
                [exact_block(block, self.block_name(i, j)) for j, block in enumerate(row)]
                for i, row in enumerate(self._floats)
            ]
        return self._table

    def _made_exact(self) -> fmpq_mat:
        return assembled(self._blocks)

    @property
    def n(self) -> int:
        """The number of rows."""
        return sum(self.sizes)

    @property
    def m(self) -> int:
        """The number of diagonal blocks."""
        return len(self.sizes)

    @property
    def block_sizes(self) -> tuple[int, ...]:
        """The sizes of the diagonal blocks."""
        return self.sizes

    @cached_property
    def array(self) -> FloatArray:
        """The float64 rounding of the entries, of shape (n, n), read-only."""
        if self._floats is None:
            return super().array
        # joined only when asked for: K of large blocks needs the blocks alone
        array = np.block(self._floats)
        array.flags.writeable = False
        return array

    @classmethod
    def block_name(cls, i: int, j: int) -> str:
        """Return how messages call the block J_ij."""
        for name, place in cls.names.items():
            if place == (i, j):
                return name
        return f"block [{i}, {j}]"

    def _names(self) -> list[str]:
        return [self.block_name(i, i) for i in range(self.m)]

    def __getattr__(self, name: str) -> fmpq_mat:
        place = block_place(name)
        if place is None:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return self.block(*place)

    def block(self, i: int, j: int) -> fmpq_mat:
        """Return the exact block J_ij (counted from 0)."""
        return self._blocks[i][j]

    def float_block(self, i: int, j: int) -> FloatArray:
        """Return the float64 rounding of the block J_ij (counted from 0), read-only.

        Of shape (`sizes[i]`, `sizes[j]`).
        """
        if self._floats is not None:
            return self._floats[i][j]
        ends = np.concatenate([[0], np.cumsum(self.sizes)])
        return self.array[ends[i] : ends[i + 1], ends[j] : ends[j + 1]]

    def vanishes(self, i: int, j: int) -> bool:
        """Say whether J_ij = 0, exactly: floats are asked only where they are the entries."""
        if self._floats is not None:
            return not self._floats[i][j].any()
        return all(x == 0 for x in self.block(i, j).entries())

    def block_norm(self, i: int, j: int) -> Enclosure:
        """Return an enclosure of ‖J_ij‖, exact where the norm is recognised as rational."""
        # remembered: a statement asks for the same few norms over and over
        if (i, j) not in self._known_norms:
            self._known_norms[i, j] = spectral_norm(self._blocks[i][j], _NORM_RTOL)
        return self._known_norms[i, j]
