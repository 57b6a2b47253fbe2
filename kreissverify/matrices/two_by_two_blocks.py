"""What any coupled matrix of two blocks has: [[A, B], [C, D]], and those with B = 0."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from flint import fmpq_mat

from kreissverify.matrices.coupled_matrix import CoupledMatrix
from kreissverify.matrices.matrix import InvalidMatrix
from kreissverify.numbers.enclosure import Enclosure

__all__ = ["LowerTriangular", "TwoByTwo"]

_NOT_ZERO = "B: expected a zero block in a block-triangular matrix"


class TwoByTwo(CoupledMatrix):
    """J = [[A, B], [C, D]]."""

    names: ClassVar[dict[str, tuple[int, int]]] = {
        "A": (0, 0),
        "B": (0, 1),
        "C": (1, 0),
        "D": (1, 1),
    }

    @classmethod
    def of_blocks(cls, blocks: list[list[fmpq_mat]], bound: object, symmetric: bool) -> Any:
        """Return the member of exact blocks, see `CoupledMatrix.of_blocks`.

        Parameters
        ----------
        blocks
            The 2×2 blocks.
        bound, symmetric
            See `CoupledBlocks`, of which `bound` is the γ.

        Raises
        ------
        InvalidMatrix
            If there are not two by two, or one is not zero that the class asks to be.
        """
        if len(blocks) != 2:
            raise InvalidMatrix(f"sizes: expected two block sizes, got {len(blocks)}")
        return cls._of_four(blocks, bound, symmetric)

    @classmethod
    def _of_four(cls, blocks: list[list[fmpq_mat]], bound: object, symmetric: bool) -> Any:
        (a, b), (c, d) = blocks
        made: Any = cls
        return made(a, b, c, d, bound, symmetric=symmetric)

    @property
    def A(self) -> fmpq_mat:
        """The upper diagonal block."""
        return self.block(0, 0)

    @property
    def B(self) -> fmpq_mat:
        """The block by which y acts on x."""
        return self.block(0, 1)

    @property
    def C(self) -> fmpq_mat:
        """The block by which x acts on y."""
        return self.block(1, 0)

    @property
    def D(self) -> fmpq_mat:
        """The lower diagonal block."""
        return self.block(1, 1)

    @property
    def b(self) -> Enclosure:
        """An enclosure of b = ‖B‖."""
        return self.block_norm(0, 1)

    @property
    def c(self) -> Enclosure:
        """An enclosure of c = ‖C‖."""
        return self.block_norm(1, 0)

    @property
    def kappa(self) -> Enclosure:
        """An enclosure of κ, c over the gap: c/(1-γ) of a map, c/μ of a flow."""
        return self.c / self.kind_of_bound.gap(self.bound)

    @cached_property
    def triangular(self) -> Any:
        """J with B = 0."""
        of: Any = self.triangular_class()
        if self.holds_floats:  # large blocks: no exact copy is made for a part
            a, c, d = (self.float_block(i, j) for i, j in ((0, 0), (1, 0), (1, 1)))
            return of(a, c, d, self.bounds)
        table, norms = self._lower_part()
        return of._proved(table, self.bounds, norms, symmetric=self.symmetric)


class LowerTriangular(TwoByTwo):
    """J = [[A, 0], [C, D]]."""

    @classmethod
    def _of_four(cls, blocks: list[list[fmpq_mat]], bound: object, symmetric: bool) -> Any:
        (a, b), (c, d) = blocks
        if any(x != 0 for x in b.entries()):  # the constructor takes no B that could be refused
            raise InvalidMatrix(_NOT_ZERO)
        made: Any = cls
        return made(a, c, d, bound, symmetric=symmetric)

    @classmethod
    def objection(cls, J: CoupledMatrix) -> str | None:
        """Say that B is not zero, where it is not."""
        return None if J.vanishes(0, 1) else _NOT_ZERO

    @property
    def triangular(self) -> Any:
        """J itself."""
        return self
