"""Coupled flows x' = Jx: ω(J_ii) ≤ -μ < 0 of each diagonal block; and "for every J" of them.

`CoupledFlow` ⊃ `SelfReferentialFlow` (two blocks) ⊃ `BlockTriangularFlow` (B = 0): in
`kreissverify.continuous` they have the names of the classes of maps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from flint import fmpq

from kreissverify.matrices.coupled_matrix import CoupledMatrix
from kreissverify.matrices.diagonal_bound import DECAY, DiagonalBound
from kreissverify.matrices.matrix_class import ClassOfMatrices, Restriction, Structure
from kreissverify.matrices.two_by_two_blocks import LowerTriangular, TwoByTwo

__all__ = ["BlockTriangularFlow", "CoupledFlow", "SelfReferentialFlow"]


class CoupledFlow(CoupledMatrix):
    """A matrix of m coupled blocks, J = (J_ij), with every ω(J_ii) ≤ -μ < 0.

    ω is the numerical abscissa, the largest eigenvalue of the symmetric part: each block by itself
    decays at least as e^{-μt} in norm.

    Parameters
    ----------
    blocks
        An m×m table of blocks (arrays, nested rationals, numbers); 0 stands for a zero block off
        the diagonal.
    mu
        A rational bound μ; by default the certified min -ω(J_ii), rounded down where it is
        irrational. A sequence is a bound μ_i for each block, None for its default.
    symmetric
        Whether the diagonal blocks must be symmetric.
    radii
        ``"each"`` if each block has a bound of its own, as with a sequence for `mu`; a number is
        then meant for each of them.

    Raises
    ------
    InvalidMatrix
        If sizes do not match, a diagonal block is not square or not symmetric, some ω(J_ii) > -μ,
        or μ ≤ 0.

    Examples
    --------
    >>> from kreissverify import continuous as ct
    >>> J = ct.CoupledBlocks([["-1/2", 0, 0], [1, -3, 0], [0, 2, -1]])
    >>> J.m, J.mu, J.comparison.lower.exact.tolist()[2]
    (3, 1/2, [0, 2, -1/2])

    With a bound for each block the comparison matrix has them on its diagonal:

    >>> J = ct.CoupledBlocks([["-1/2", 0], [3, -2]], radii="each")
    >>> J.mus, J.mu, J.comparison.lower.exact.tolist()
    ((1/2, 2), 1/2, [[-1/2, 0], [3, -2]])
    """

    structure: ClassVar[Structure] = Structure(complete=True)
    printed: ClassVar[str] = "CoupledBlocks{} flows"
    numbers: ClassVar[tuple[str, ...]] = ("mu",)
    kind_of_bound: ClassVar[DiagonalBound] = DECAY

    def __init__(
        self,
        blocks: Sequence[Sequence[object]],
        mu: object = None,
        *,
        symmetric: bool = True,
        radii: str = "common",
    ) -> None:
        super().__init__(blocks, mu, symmetric=symmetric, radii=radii)

    @classmethod
    def general_class(cls) -> ClassOfMatrices:
        """Return the class of any number of blocks."""
        return CoupledFlow

    @property
    def mu(self) -> fmpq:
        """μ, or the least of the μ_i."""
        return self.bound

    @property
    def mus(self) -> tuple[fmpq, ...]:
        """The bound of each -ω(J_ii): μ for all of them, or each its own."""
        return self.every_bound


class SelfReferentialFlow(TwoByTwo, CoupledFlow):
    """J = [[A, B], [C, D]] with A, D symmetric and ω(A), ω(D) ≤ -μ < 0.

    Parameters
    ----------
    A, B, C, D
        The blocks: arrays, nested rationals, or numbers for 1×1 blocks.
    mu, symmetric, radii
        See `CoupledFlow`.

    Examples
    --------
    >>> from kreissverify import continuous as ct
    >>> J = ct.SelfReferential("-1/2", [["1/10", 0]], [[3], [4]], [["-3/4", 0], [0, -1]])
    >>> J.mu, J.b.upper.value, J.c.upper.value, J.kappa.upper.value
    (1/2, 1/10, 5, 10)
    """

    structure: ClassVar[Structure] = Structure(block_count=2, complete=True)
    printed: ClassVar[str] = "SelfReferential{} flows"
    numbers: ClassVar[tuple[str, ...]] = ("mu", "b", "c", "kappa")

    def __init__(
        self,
        A: object,
        B: object,
        C: object,
        D: object,
        mu: object = None,
        *,
        symmetric: bool = True,
        radii: str = "common",
    ) -> None:
        super().__init__([[A, B], [C, D]], mu, symmetric=symmetric, radii=radii)

    @classmethod
    def triangular_class(cls) -> ClassOfMatrices:
        """Return the class that `triangular` belongs to: B = 0."""
        return BlockTriangularFlow

    @classmethod
    def unrestricted_class(cls) -> ClassOfMatrices:
        """Return the class of all [[A, B], [C, D]]."""
        return SelfReferentialFlow

    @property
    def mu_A(self) -> fmpq:
        """The bound of -ω(A): μ, or A's own where each block has one."""
        return self.mus[0]

    @property
    def mu_D(self) -> fmpq:
        """The bound of -ω(D): μ, or D's own where each block has one."""
        return self.mus[1]


class BlockTriangularFlow(LowerTriangular, SelfReferentialFlow):
    """J = [[A, 0], [C, D]] with A, D symmetric and ω(A), ω(D) ≤ -μ < 0.

    Parameters
    ----------
    A, C, D
        The blocks: arrays, nested rationals, or numbers for 1×1 blocks.
    mu, symmetric, radii
        See `CoupledFlow`.

    Examples
    --------
    >>> import numpy as np
    >>> from kreissverify import continuous as ct
    >>> J = ct.BlockTriangular(np.diag([-0.5, -0.75]), 4 * np.eye(2), np.diag([-0.5, -1.0]))
    >>> J.mu, J.c.upper.value, J.kappa.upper.value
    (1/2, 4, 8)

    The class without blocks stands for all of its members:

    >>> print(ct.BlockTriangular(sizes=(4, 4)))
    BlockTriangular(sizes=(4, 4)) flows
    """

    structure: ClassVar[Structure] = Structure(
        block_count=2,
        lower_triangular=True,
        complete=True,
        restriction=Restriction("triangular", "B = 0", SelfReferentialFlow),
    )
    printed: ClassVar[str] = "BlockTriangular{} flows"

    def __init__(
        self,
        A: object,
        C: object,
        D: object,
        mu: object = None,
        *,
        symmetric: bool = True,
        radii: str = "common",
    ) -> None:
        super().__init__(A, 0, C, D, mu, symmetric=symmetric, radii=radii)
