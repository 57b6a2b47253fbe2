"""Jacobians of two coupled blocks; and the classes that quantify over Jacobians, in one place.

`CoupledBlocks` ⊃ `SelfReferential` (two blocks) ⊃ `BlockTriangular` (B = 0). A class called without
blocks, as in ``BlockTriangular(sizes=(4, 4))``, is the quantifier "for every J of that class".
"""

from __future__ import annotations

from typing import ClassVar

from flint import fmpq

from kreissverify.matrices.coupled_blocks import CoupledBlocks
from kreissverify.matrices.matrix_class import (
    ClassOfMatrices,
    Quantifier,
    Restriction,
    Structure,
)
from kreissverify.matrices.two_by_two_blocks import LowerTriangular, TwoByTwo

__all__ = ["BlockTriangular", "CoupledBlocks", "Quantifier", "SelfReferential"]


class SelfReferential(TwoByTwo, CoupledBlocks):
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
    def triangular_class(cls) -> ClassOfMatrices:
        """Return the class that `triangular` belongs to: B = 0."""
        return BlockTriangular

    @classmethod
    def unrestricted_class(cls) -> ClassOfMatrices:
        """Return the class of all [[A, B], [C, D]]."""
        return SelfReferential

    @property
    def gamma_A(self) -> fmpq:
        """The bound of ρ(A): γ, or A's own where each block has one."""
        return self.gammas[0]

    @property
    def gamma_D(self) -> fmpq:
        """The bound of ρ(D): γ, or D's own where each block has one."""
        return self.gammas[1]


class BlockTriangular(LowerTriangular, SelfReferential):
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
