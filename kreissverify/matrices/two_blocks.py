"""Jacobians of two coupled blocks; and the classes that quantify over Jacobians, in one place.

`CoupledBlocks` ⊃ `SelfReferential` (two blocks) ⊃ `BlockTriangular` (B = 0). A class called without
blocks, as in ``BlockTriangular(sizes=(4, 4))``, is the quantifier "for every J of that class".
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from flint import fmpq, fmpq_mat

from kreissverify.matrices.coupled_blocks import CoupledBlocks
from kreissverify.matrices.matrix import InvalidMatrix
from kreissverify.matrices.matrix_class import (
    ClassOfMatrices,
    Quantifier,
    Restriction,
    Structure,
)
from kreissverify.numbers.enclosure import Enclosure

__all__ = ["BlockTriangular", "CoupledBlocks", "Quantifier", "SelfReferential"]

_NOT_ZERO = "B: expected a zero block in a BlockTriangular Jacobian"


def _two_by_two(blocks: list[list[fmpq_mat]]) -> list[list[fmpq_mat]]:
    """Return the blocks of a matrix that is cut in two, as these classes are."""
    if len(blocks) != 2:
        raise InvalidMatrix(f"sizes: expected two block sizes, got {len(blocks)}")
    return blocks


class SelfReferential(CoupledBlocks):
    """J = [[A, B], [C, D]] with A, D symmetric and ρ(A), ρ(D) ≤ γ < 1.

    Parameters
    ----------
    A, B, C, D
        The blocks: arrays, nested rationals, or numbers for 1×1 blocks.
    gamma, symmetric, radii
        See `CoupledBlocks`.

    Examples
    --------
    >>> from kreissverify import SelfReferential
    >>> J = SelfReferential("1/2", [["1/10", 0]], [[3], [4]], [["1/4", 0], [0, 0]])
    >>> J.gamma, J.b.upper.value, J.c.upper.value, J.kappa.upper.value
    (1/2, 1/10, 5, 10)
    """

    structure: ClassVar[Structure] = Structure(block_count=2, complete=True)
    names: ClassVar[dict[str, tuple[int, int]]] = {
        "A": (0, 0),
        "B": (0, 1),
        "C": (1, 0),
        "D": (1, 1),
    }
    numbers: ClassVar[tuple[str, ...]] = ("gamma", "b", "c", "kappa")

    def __init__(
        self,
        A: object,
        B: object,
        C: object,
        D: object,
        gamma: object = None,
        *,
        symmetric: bool = True,
        radii: str = "common",
    ) -> None:
        super().__init__([[A, B], [C, D]], gamma, symmetric=symmetric, radii=radii)

    @classmethod
    def of_blocks(cls, blocks: list[list[fmpq_mat]], gamma: object, symmetric: bool) -> Any:
        """Return the member of exact blocks, see `CoupledBlocks.of_blocks`.

        Parameters
        ----------
        blocks
            The 2×2 blocks.
        gamma, symmetric
            See `CoupledBlocks`.

        Raises
        ------
        InvalidMatrix
            If there are not two by two.
        """
        (a, b), (c, d) = _two_by_two(blocks)
        return cls(a, b, c, d, gamma, symmetric=symmetric)

    @classmethod
    def triangular_class(cls) -> ClassOfMatrices:
        """Return the class that `triangular` belongs to: B = 0."""
        return BlockTriangular

    @classmethod
    def unrestricted_class(cls) -> ClassOfMatrices:
        """Return the class of all [[A, B], [C, D]]."""
        return SelfReferential

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
    def gamma_A(self) -> fmpq:
        """The bound of ρ(A): γ, or A's own where each block has one."""
        return self.gammas[0]

    @property
    def gamma_D(self) -> fmpq:
        """The bound of ρ(D): γ, or D's own where each block has one."""
        return self.gammas[1]

    @property
    def kappa(self) -> Enclosure:
        """An enclosure of κ = c/(1-γ)."""
        return self.c / (1 - self.gamma)

    @cached_property
    def triangular(self) -> BlockTriangular:
        """J with B = 0."""
        if self.holds_floats:  # large blocks: no exact copy is made for a part
            a, c, d = (self.float_block(i, j) for i, j in ((0, 0), (1, 0), (1, 1)))
            return BlockTriangular(a, c, d, self.bounds)
        table, norms = self._lower_part()
        return BlockTriangular._proved(table, self.bounds, norms, symmetric=self.symmetric)


class BlockTriangular(SelfReferential):
    """J = [[A, 0], [C, D]] with A, D symmetric and ρ(A), ρ(D) ≤ γ < 1.

    Parameters
    ----------
    A, C, D
        The blocks: arrays, nested rationals, or numbers for 1×1 blocks.
    gamma, symmetric, radii
        See `CoupledBlocks`.

    Examples
    --------
    >>> import numpy as np
    >>> from kreissverify import BlockTriangular, K
    >>> J = BlockTriangular(np.diag([0.5, 0.25]), 4 * np.eye(2), np.diag([0.5, 0.0]))
    >>> J.gamma, J.c.upper.value, J.kappa.upper.value
    (1/2, 4, 8)
    >>> round(K(J), 6)
    2.125

    The class without blocks stands for all of its members:

    >>> print(BlockTriangular(sizes=(4, 4)))
    BlockTriangular(sizes=(4, 4))
    """

    structure: ClassVar[Structure] = Structure(
        block_count=2,
        lower_triangular=True,
        complete=True,
        restriction=Restriction("triangular", "B = 0", SelfReferential),
    )

    def __init__(
        self,
        A: object,
        C: object,
        D: object,
        gamma: object = None,
        *,
        symmetric: bool = True,
        radii: str = "common",
    ) -> None:
        super().__init__(A, 0, C, D, gamma, symmetric=symmetric, radii=radii)

    @classmethod
    def of_blocks(cls, blocks: list[list[fmpq_mat]], gamma: object, symmetric: bool) -> Any:
        """Return the member of exact blocks, see `CoupledBlocks.of_blocks`.

        Parameters
        ----------
        blocks
            The 2×2 blocks.
        gamma, symmetric
            See `CoupledBlocks`.

        Raises
        ------
        InvalidMatrix
            If there are not two by two, or B is not zero.
        """
        (a, b), (c, d) = _two_by_two(blocks)
        if any(x != 0 for x in b.entries()):  # the constructor takes no B that could be refused
            raise InvalidMatrix(_NOT_ZERO)
        return cls(a, c, d, gamma, symmetric=symmetric)

    @classmethod
    def objection(cls, J: CoupledBlocks) -> str | None:
        """Say that B is not zero, where it is not."""
        return None if J.vanishes(0, 1) else _NOT_ZERO

    @property
    def triangular(self) -> BlockTriangular:
        """J itself."""
        return self
