"""Jacobians of m coupled blocks: their γ, the norms of their blocks and comparison matrices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar, Self

from flint import fmpq, fmpq_mat

from kreissverify.matrices.assembly import assembled, block_table, cut
from kreissverify.matrices.comparison import ComparisonMatrix
from kreissverify.matrices.matrix import InvalidMatrix, Matrix
from kreissverify.matrices.quantifier import ClassOfMatrices
from kreissverify.matrices.stability import least_short_bound, spectral_radius_at_most
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.norms import spectral_norm
from kreissverify.numbers.rational import as_fmpq, rational_string
from kreissverify.numbers.spectral_radius import spectral_radius

__all__ = ["CoupledBlocks"]

NORM_RTOL = 1e-30


class CoupledBlocks(Matrix, metaclass=ClassOfMatrices):
    """A Jacobian of m coupled blocks, J = (J_ij), with every ρ(J_ii) ≤ γ < 1.

    Parameters
    ----------
    blocks
        An m×m table of blocks (arrays, nested rationals, numbers); 0 stands for a zero block off
        the diagonal.
    gamma
        A rational bound γ; by default the certified max ρ(J_ii), rounded up where it is irrational.
    normal
        Whether the diagonal blocks must be symmetric (so that ρ(J_ii) = ‖J_ii‖).

    Raises
    ------
    InvalidMatrix
        If sizes do not match, a diagonal block is not square or not symmetric, some ρ(J_ii) > γ, or
        γ ≥ 1.
    """

    names: ClassVar[dict[str, tuple[int, int]]] = {}
    block_count: ClassVar[int | None] = None

    def __init__(
        self, blocks: Sequence[Sequence[object]], gamma: object = None, *, normal: bool = True
    ) -> None:
        table = block_table(blocks, self._block_name)
        self._hold(table, normal, {})
        if normal:
            self._require_symmetric_diagonal()
        self.gamma: fmpq = self._certified_gamma(gamma)

    def _hold(
        self,
        table: list[list[fmpq_mat]],
        normal: bool,
        norms: Mapping[tuple[int, int], Enclosure],
    ) -> None:
        self.sizes: tuple[int, ...] = tuple(table[i][i].nrows() for i in range(len(table)))
        self.normal = normal
        self._blocks = table
        self._known_norms = dict(norms)
        super().__init__(assembled(table))

    @classmethod
    def _proved(
        cls,
        table: list[list[fmpq_mat]],
        gamma: fmpq,
        norms: Mapping[tuple[int, int], Enclosure],
        *,
        normal: bool = True,
    ) -> Self:
        """Return the member whose γ and norms are proved by the way its blocks were made.

        Nothing is checked here: for constructions such as A = QΛQᵀ with a rational orthogonal Q,
        and for parts of instances that have been checked.
        """
        made = cls.__new__(cls)
        made._hold(table, normal, norms)
        made.gamma = gamma
        return made

    @classmethod
    def split(
        cls, matrix: object, sizes: Sequence[int], gamma: object = None, *, normal: bool = True
    ) -> Any:
        """Return the member with the given square matrix, cut into blocks of the given sizes.

        Raises
        ------
        InvalidMatrix
            If the sizes do not add up to the size of the matrix, or see `CoupledBlocks`.
        """
        whole = Matrix(matrix)
        if any(k < 1 for k in sizes) or sum(sizes) != whole.n:
            raise InvalidMatrix(
                f"sizes: expected positive block sizes that add up to {whole.n}, got {tuple(sizes)}"
            )
        return cls._of_blocks(cut(whole.exact, sizes), gamma, normal)

    @classmethod
    def _of_blocks(cls, blocks: list[list[fmpq_mat]], gamma: object, normal: bool) -> Any:
        return cls(blocks, gamma, normal=normal)

    @classmethod
    def _block_name(cls, i: int, j: int) -> str:
        for name, place in cls.names.items():
            if place == (i, j):
                return name
        return f"block [{i}, {j}]"

    def block(self, i: int, j: int) -> fmpq_mat:
        """Return the exact block J_ij (counted from 0)."""
        return self._blocks[i][j]

    @property
    def m(self) -> int:
        """The number of diagonal blocks."""
        return len(self.sizes)

    def block_norm(self, i: int, j: int) -> Enclosure:
        """Return an enclosure of ‖J_ij‖, exact where the norm is recognised as rational."""
        if (i, j) not in self._known_norms:
            self._known_norms[i, j] = spectral_norm(self._blocks[i][j], NORM_RTOL)
        return self._known_norms[i, j]

    @cached_property
    def triangular(self) -> CoupledBlocks:
        """J with its blocks above the diagonal set to zero: the uncoupled-back system J₀."""
        table, norms = self._lower_part()
        return CoupledBlocks._proved(table, self.gamma, norms, normal=self.normal)

    def _lower_part(self) -> tuple[list[list[fmpq_mat]], dict[tuple[int, int], Enclosure]]:
        table = [
            [x if j <= i else x * 0 for j, x in enumerate(row)]
            for i, row in enumerate(self._blocks)
        ]
        norms = {place: norm for place, norm in self._known_norms.items() if place[1] <= place[0]}
        return table, norms

    @cached_property
    def comparison(self) -> ComparisonMatrix:
        """The m×m comparison matrix T: γ on the diagonal, the norms ‖J_ij‖ off it."""
        diagonal = Enclosure.exactly(self.gamma)
        return ComparisonMatrix.of_enclosures(
            [
                [diagonal if i == j else self.block_norm(i, j) for j in range(self.m)]
                for i in range(self.m)
            ]
        )

    @cached_property
    def block_norms(self) -> ComparisonMatrix:
        """The m×m matrix of the norms of all blocks: T with γ_i = ‖J_ii‖ for its own block."""
        return ComparisonMatrix.of_enclosures(
            [[self.block_norm(i, j) for j in range(self.m)] for i in range(self.m)]
        )

    def _require_symmetric_diagonal(self) -> None:
        for i in range(self.m):
            block = self.block(i, i)
            if block != block.transpose():
                raise InvalidMatrix(
                    f"{self._block_name(i, i)}: expected a symmetric diagonal block "
                    "(or pass normal=False)"
                )

    def _radius(self, i: int) -> Enclosure:
        block = self.block(i, i)
        return self.block_norm(i, i) if self.normal else spectral_radius(block)

    def _certified_gamma(self, gamma: object) -> fmpq:
        value = self._default_gamma() if gamma is None else _rational_gamma(gamma)
        if not 0 <= value < 1:
            origin = "the diagonal blocks have spectral radius" if gamma is None else "got"
            raise InvalidMatrix(f"gamma: expected 0 <= gamma < 1, {origin} {_short(value)}")
        if gamma is None:
            return value
        for i in range(self.m):
            if not spectral_radius_at_most(self.block(i, i), value):
                raise InvalidMatrix(
                    f"gamma: expected gamma >= the spectral radius of {self._block_name(i, i)}, "
                    f"which is {self._radius(i).midpoint():.6g}, got {_short(value)}"
                )
        return value

    def _default_gamma(self) -> fmpq:
        highest = fmpq(0)
        for i in range(self.m):
            radius = self._radius(i)
            if not radius.is_finite:
                raise InvalidMatrix(
                    f"{self._block_name(i, i)}: its spectral radius was not bounded"
                )
            highest = max(highest, least_short_bound(self.block(i, i), radius))
        return highest

    def _identity(self) -> tuple[object, ...]:
        return (*self.sizes, rational_string(self.gamma), self.normal)


def _rational_gamma(gamma: object) -> fmpq:
    try:
        return as_fmpq(gamma)
    except (TypeError, ValueError) as error:
        raise InvalidMatrix(f"gamma: {error}") from None


def _short(value: fmpq) -> str:
    text = rational_string(value)
    return text if len(text) <= 20 else f"{int(value.p) / int(value.q):.12g}"
