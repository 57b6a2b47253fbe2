"""Jacobians of m coupled blocks of a map x⁺ = Jx: each ρ(J_ii) is at most γ < 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from flint import fmpq

from kreissverify.matrices.coupled_matrix import CoupledMatrix
from kreissverify.matrices.diagonal_bound import RADIUS, DiagonalBound
from kreissverify.matrices.matrix_class import ClassOfMatrices, Structure
from kreissverify.numbers.enclosure import Enclosure

__all__ = ["CoupledBlocks"]


class CoupledBlocks(CoupledMatrix):
    """A Jacobian of m coupled blocks, J = (J_ij), with every ρ(J_ii) ≤ γ < 1.

    Parameters
    ----------
    blocks
        An m×m table of blocks (arrays, nested rationals, numbers); 0 stands for a zero block off
        the diagonal.
    gamma
        A rational bound γ; by default the certified max ρ(J_ii), rounded up where it is irrational.
        A sequence is a bound γ_i for each block, None for its default.
    symmetric
        Whether the diagonal blocks must be symmetric (so that ρ(J_ii) = ‖J_ii‖).
    radii
        ``"each"`` if each block has a bound of its own, as with a sequence for `gamma`; a number is
        then meant for each of them.

    Raises
    ------
    InvalidMatrix
        If sizes do not match, a diagonal block is not square or not symmetric, some ρ(J_ii) > γ, or
        γ ≥ 1; or if a subclass asks for more (see `objection`).

    Examples
    --------
    >>> from kreissverify import CoupledBlocks
    >>> J = CoupledBlocks([["1/2", 0, 0], [1, "1/3", 0], [0, 2, "-3/4"]])
    >>> J.m, J.gamma, J.comparison.lower.exact[2, 1]
    (3, 3/4, 2)

    With a radius for each block the comparison matrix has them on its diagonal:

    >>> J = CoupledBlocks([["1/2", 0], [3, "-1/4"]], radii="each")
    >>> J.gammas, J.gamma, J.comparison.lower.exact.tolist()
    ((1/2, 1/4), 1/2, [[1/2, 0], [3, 1/4]])

    A class of one's own is a subclass that says what more it asks for:

    >>> from kreissverify import SelfReferential
    >>> class ZeroSum(SelfReferential):
    ...     @classmethod
    ...     def objection(cls, J):
    ...         return None if J.B == -J.C.transpose() else "B: expected -Cᵀ"
    >>> ZeroSum("1/2", -1, 1, 0)
    ZeroSum([[1/2, -1], [1, 0]])
    >>> ZeroSum("1/2", 2, 1, 0)
    Traceback (most recent call last):
    ...
    kreissverify.matrices.exact_entries.InvalidMatrix: B: expected -Cᵀ

    It can be quantified over once its instances are registered (see
    `kreissverify.instances.InstanceClass`).
    """

    structure: ClassVar[Structure] = Structure(complete=True)
    numbers: ClassVar[tuple[str, ...]] = ("gamma",)
    kind_of_bound: ClassVar[DiagonalBound] = RADIUS

    def __init__(
        self,
        blocks: Sequence[Sequence[object]],
        gamma: object = None,
        *,
        symmetric: bool = True,
        radii: str = "common",
    ) -> None:
        super().__init__(blocks, gamma, symmetric=symmetric, radii=radii)

    @classmethod
    def general_class(cls) -> ClassOfMatrices:
        """Return the class of any number of blocks."""
        return CoupledBlocks

    @property
    def gamma(self) -> fmpq:
        """γ, or the largest of the γ_i."""
        return self.bound

    @property
    def gammas(self) -> tuple[fmpq, ...]:
        """The bound of each ρ(J_ii): γ for all of them, or each its own."""
        return self.every_bound

    def _best_bound(self, i: int) -> Enclosure:
        # ρ = ‖·‖ of a symmetric block: often known by construction, and cheaper to enclose
        return self.block_norm(i, i) if self.symmetric else super()._best_bound(i)
