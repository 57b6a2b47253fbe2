"""Jacobians of coupled gradient descent: their blocks, γ, coupling norms and comparison matrices.

`CoupledBlocks` ⊃ `SelfReferential` (two blocks) ⊃ `BlockTriangular` (B = 0). A class called without
blocks, as in ``BlockTriangular(sizes=(4, 4))``, is the quantifier "for every J of that class".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from flint import fmpq, fmpq_mat

from kreissverify.matrices.comparison import ComparisonMatrix
from kreissverify.matrices.matrix import InvalidMatrix, Matrix, exact_block
from kreissverify.numbers.comparison import Outcome
from kreissverify.numbers.definite import is_positive_semidefinite_exact, scaled_identity
from kreissverify.numbers.enclosure import Enclosure, less_equal
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.norms import spectral_norm
from kreissverify.numbers.rational import as_fmpq, rational_string, simplest_between
from kreissverify.numbers.spectral_radius import spectral_radius

__all__ = ["BlockTriangular", "CoupledBlocks", "Quantifier", "SelfReferential"]

NORM_RTOL = 1e-30


@dataclass(frozen=True)
class Quantifier:
    """For every J of a class: the class, and what is asked of its blocks.

    Parameters
    ----------
    matrix_class
        `BlockTriangular`, `SelfReferential` or `CoupledBlocks`.
    normal
        Whether the diagonal blocks are symmetric.
    sizes
        The sizes of the diagonal blocks, or None for any.
    """

    matrix_class: type[CoupledBlocks]
    normal: bool = True
    sizes: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        if self.sizes is None:
            return
        sizes = tuple(self.sizes)
        if not sizes or any(not isinstance(k, int) or k < 1 for k in sizes):
            raise ValueError(f"sizes: expected positive block sizes such as (2, 2), got {sizes}")
        if issubclass(self.matrix_class, SelfReferential) and len(sizes) != 2:
            raise ValueError(
                f"sizes: {self.matrix_class.__name__} has two diagonal blocks, got {len(sizes)}"
            )
        object.__setattr__(self, "sizes", sizes)

    def __str__(self) -> str:
        options = [] if self.normal else ["normal=False"]
        if self.sizes is not None:
            options.append(f"sizes={self.sizes}")
        name = self.matrix_class.__name__
        return f"{name}({', '.join(options)})" if options else name


class _ClassOfMatrices(type):
    """Let a class called with options only stand for the quantifier over its members."""

    def __call__(cls, *blocks: Any, **options: Any) -> Any:
        if not blocks and set(options) <= {"normal", "sizes"}:
            return Quantifier(cls, **options)  # type: ignore[arg-type]
        return super().__call__(*blocks, **options)


class CoupledBlocks(Matrix, metaclass=_ClassOfMatrices):
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

    def __init__(
        self, blocks: Sequence[Sequence[object]], gamma: object = None, *, normal: bool = True
    ) -> None:
        table = _block_table(blocks, self._block_name)
        self.sizes: tuple[int, ...] = tuple(table[i][i].nrows() for i in range(len(table)))
        self.normal = normal
        self._blocks = table
        super().__init__(_assembled(table))
        if normal:
            self._require_symmetric_diagonal()
        self.gamma: fmpq = self._certified_gamma(gamma)

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
        starts = [sum(sizes[:i]) for i in range(len(sizes))]
        blocks = [
            [_submatrix(whole.exact, r, c, h, w) for c, w in zip(starts, sizes, strict=True)]
            for r, h in zip(starts, sizes, strict=True)
        ]
        return cls._of_blocks(blocks, gamma, normal)

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
        return self._norms[i][j]

    @cached_property
    def _norms(self) -> list[list[Enclosure]]:
        return [[spectral_norm(block, NORM_RTOL) for block in row] for row in self._blocks]

    @cached_property
    def triangular(self) -> CoupledBlocks:
        """J with its blocks above the diagonal set to zero: the uncoupled-back system J₀."""
        lower = [
            [x if j <= i else x * 0 for j, x in enumerate(row)]
            for i, row in enumerate(self._blocks)
        ]
        return CoupledBlocks(lower, self.gamma, normal=self.normal)

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
        return ComparisonMatrix.of_enclosures(self._norms)

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
        bound = Enclosure.exactly(value)
        for i in range(self.m):
            if less_equal(self._radius(i), bound) is Outcome.HOLDS or self._within(i, value):
                continue
            raise InvalidMatrix(
                f"gamma: expected gamma >= the spectral radius of {self._block_name(i, i)}, "
                f"which is {self._radius(i).midpoint():.6g}, got {_short(value)}"
            )
        return value

    def _within(self, i: int, value: fmpq) -> bool:
        """Decide ρ(J_ii) ≤ γ exactly where the enclosure of an irrational norm touches γ."""
        if not self.normal:
            return False
        block = self.block(i, i)
        square = scaled_identity(block.nrows(), value * value)
        return is_positive_semidefinite_exact(square - block * block)

    def _default_gamma(self) -> fmpq:
        highest = fmpq(0)
        for i in range(self.m):
            radius = self._radius(i)
            top = radius.upper.value
            if not is_finite(top):
                raise InvalidMatrix(
                    f"{self._block_name(i, i)}: its spectral radius was not bounded"
                )
            # a short rational just above an irrational radius keeps later exact arithmetic short
            slack = fmpq(0) if radius.is_exact else top * fmpq(1, 2**45)
            highest = max(highest, simplest_between(top, top + slack))
        return highest


class SelfReferential(CoupledBlocks):
    """J = [[A, B], [C, D]] with A, D symmetric and ρ(A), ρ(D) ≤ γ < 1.

    Parameters
    ----------
    A, B, C, D
        The blocks: arrays, nested rationals, or numbers for 1×1 blocks.
    gamma, normal
        See `CoupledBlocks`.
    """

    names: ClassVar[dict[str, tuple[int, int]]] = {
        "A": (0, 0),
        "B": (0, 1),
        "C": (1, 0),
        "D": (1, 1),
    }

    def __init__(
        self,
        A: object,
        B: object,
        C: object,
        D: object,
        gamma: object = None,
        *,
        normal: bool = True,
    ) -> None:
        super().__init__([[A, B], [C, D]], gamma, normal=normal)

    @classmethod
    def _of_blocks(cls, blocks: list[list[fmpq_mat]], gamma: object, normal: bool) -> Any:
        if len(blocks) != 2:
            raise InvalidMatrix(f"sizes: expected two block sizes, got {len(blocks)}")
        (a, b), (c, d) = blocks
        return cls(a, b, c, d, gamma, normal=normal)

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
        """An enclosure of κ = c/(1-γ)."""
        return self.c / (1 - self.gamma)

    @cached_property
    def triangular(self) -> BlockTriangular:
        """J with B = 0."""
        return BlockTriangular(self.A, self.C, self.D, self.gamma, normal=self.normal)


class BlockTriangular(SelfReferential):
    """J = [[A, 0], [C, D]] with A, D symmetric and ρ(A), ρ(D) ≤ γ < 1.

    Parameters
    ----------
    A, C, D
        The blocks: arrays, nested rationals, or numbers for 1×1 blocks.
    gamma, normal
        See `CoupledBlocks`.
    """

    def __init__(
        self, A: object, C: object, D: object, gamma: object = None, *, normal: bool = True
    ) -> None:
        super().__init__(A, 0, C, D, gamma, normal=normal)

    @classmethod
    def _of_blocks(cls, blocks: list[list[fmpq_mat]], gamma: object, normal: bool) -> Any:
        if len(blocks) != 2:
            raise InvalidMatrix(f"sizes: expected two block sizes, got {len(blocks)}")
        (a, b), (c, d) = blocks
        if any(x != 0 for x in b.entries()):
            raise InvalidMatrix("B: expected a zero block in a BlockTriangular Jacobian")
        return cls(a, c, d, gamma, normal=normal)

    @property
    def triangular(self) -> BlockTriangular:
        """J itself."""
        return self


def _rational_gamma(gamma: object) -> fmpq:
    try:
        return as_fmpq(gamma)
    except (TypeError, ValueError) as error:
        raise InvalidMatrix(f"gamma: {error}") from None


def _short(value: fmpq) -> str:
    text = rational_string(value)
    return text if len(text) <= 20 else f"{int(value.p) / int(value.q):.12g}"


def _block_table(blocks: Sequence[Sequence[object]], name: Any) -> list[list[fmpq_mat]]:
    m = len(blocks)
    if m == 0 or any(len(row) != m for row in blocks):
        raise InvalidMatrix("blocks: expected a square table of blocks")
    diagonal = [exact_block(blocks[i][i], name(i, i)) for i in range(m)]
    for i, block in enumerate(diagonal):
        if block.nrows() != block.ncols():
            raise InvalidMatrix(
                f"{name(i, i)}: expected a square diagonal block, "
                f"got {block.nrows()} rows and {block.ncols()} columns"
            )
    sizes = [block.nrows() for block in diagonal]
    return [
        [
            diagonal[i] if i == j else _coupling(blocks[i][j], sizes[i], sizes[j], name(i, j))
            for j in range(m)
        ]
        for i in range(m)
    ]


def _coupling(entries: object, rows: int, columns: int, name: str) -> fmpq_mat:
    if isinstance(entries, int) and entries == 0:
        return fmpq_mat(rows, columns)
    block = exact_block(entries, name)
    if (block.nrows(), block.ncols()) != (rows, columns):
        raise InvalidMatrix(
            f"{name}: expected {rows} rows and {columns} columns to match the diagonal blocks, "
            f"got {block.nrows()} and {block.ncols()}"
        )
    return block


def _assembled(table: list[list[fmpq_mat]]) -> fmpq_mat:
    rows = []
    for block_row in table:
        for i in range(block_row[0].nrows()):
            rows.append(
                [x for block in block_row for x in (block[i, j] for j in range(block.ncols()))]
            )
    return fmpq_mat(rows)


def _submatrix(matrix: fmpq_mat, row: int, column: int, height: int, width: int) -> fmpq_mat:
    entries = [matrix[row + i, column + j] for i in range(height) for j in range(width)]
    return fmpq_mat(height, width, entries)
