"""Matrices of m coupled blocks: bounds of the diagonal ones, norms, and comparison matrices.

What is said here holds for maps and for flows alike (see `diagonal_bound`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self, SupportsIndex

from flint import fmpq, fmpq_mat

from kreissverify.matrices.block_assembly import block_table, cut
from kreissverify.matrices.block_matrix import BlockMatrix
from kreissverify.matrices.class_options import radius_place
from kreissverify.matrices.comparison_matrix import ComparisonMatrix
from kreissverify.matrices.diagonal_bound import DiagonalBound
from kreissverify.matrices.float_blocks import diagonal_of, float_table, proved_bounds
from kreissverify.matrices.matrix import InvalidMatrix, Matrix
from kreissverify.matrices.matrix_class import ClassOfMatrices, Quantifier, Structure
from kreissverify.matrices.spectrum.spectral_bound import Bounds, asked_bounds, certified_bounds
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.rational import rational_string

if TYPE_CHECKING:
    from kreissverify.matrices.symbolic import SymbolicInstance

__all__ = ["CoupledMatrix"]


class CoupledMatrix(BlockMatrix, metaclass=ClassOfMatrices):
    """J = (J_ij) of m coupled blocks, the diagonal ones bounded each: see `CoupledBlocks`."""

    structure: ClassVar[Structure] = Structure(complete=True)
    numbers: ClassVar[tuple[str, ...]]
    kind_of_bound: ClassVar[DiagonalBound]
    bound: fmpq  # of all diagonal blocks
    _own: tuple[fmpq, ...] | None = None  # one for each block
    _checked: bool = False  # whether `membership_objection` has found none

    def __init__(
        self,
        blocks: Sequence[Sequence[object]],
        bound: object = None,
        *,
        symmetric: bool = True,
        radii: str = "common",
    ) -> None:
        # without symmetry ρ(J_ii) is not a norm, and Cholesky does not bound it
        certified = symmetric and self.kind_of_bound.of_floats
        floats = float_table(blocks, self.block_name) if certified else None
        if floats is not None:
            # large arrays: exact copies of them would take longer than what is asked of them
            self._hold_floats(floats)
            asked = asked_bounds(bound, radii, self.m, self.kind_of_bound.word)
            self._take(proved_bounds(diagonal_of(floats), self._names(), asked))
            self._require_no_objection()
            return
        table = block_table(blocks, self.block_name)
        self._hold(table, symmetric, {})
        if symmetric:
            self._require_symmetric_diagonal()
        diagonal = [self.block(i, i) for i in range(self.m)]
        asked = asked_bounds(bound, radii, self.m, self.kind_of_bound.word)
        self._take(
            certified_bounds(self.kind_of_bound, diagonal, self._names(), self._best_bound, asked)
        )
        self._require_no_objection()

    def _take(self, bounds: Bounds) -> None:
        """Hold one bound, or one for each block, of which `bound` holds for all."""
        self._own = bounds if isinstance(bounds, tuple) else None
        self.bound = self.kind_of_bound.common(bounds) if isinstance(bounds, tuple) else bounds

    @property
    def radii(self) -> str:
        """``"each"`` if each diagonal block has a bound of its own, else ``"common"``."""
        return "common" if self._own is None else "each"

    @property
    def every_bound(self) -> tuple[fmpq, ...]:
        """The bound of each diagonal block: one for all of them, or each its own."""
        return (self.bound,) * self.m if self._own is None else self._own

    @property
    def bounds(self) -> Bounds:
        """One bound, or the tuple of one for each block: what constructors take."""
        return self.bound if self._own is None else self._own

    @classmethod
    def radius_name(cls, i: int) -> str:
        """Return how statements call γ_i: ``gamma_A``, ``gamma_D`` of A and D, else ``gamma_0``."""
        letter = "AD"[i] if i < 2 else ""
        return f"{cls.kind_of_bound.word}_{letter if cls.names.get(letter) == (i, i) else i}"

    def number(self, name: str) -> Enclosure:
        """Return a number by the name of its symbol in statements: γ, a γ_i, b, c, n.

        Raises
        ------
        AttributeError, IndexError
            If the instance has no number of this name.
        """
        place = radius_place(name)
        value = getattr(self, name) if place is None else self.every_bound[place]
        return value if isinstance(value, Enclosure) else Enclosure.exactly(value)

    @classmethod
    def objection(cls, J: CoupledMatrix) -> str | None:
        """Say why blocks that sizes, bounds and symmetry allow are no member's; else None.

        A subclass with a condition of its own says it here, exactly. Every constructor asks.

        Parameters
        ----------
        J
            Coupled blocks: of this class, or of one that it is a subclass of.
        """
        return None

    def _require_no_objection(self) -> None:
        found = self.objection(self)
        if found is not None:
            raise InvalidMatrix(found)

    def membership_objection(self) -> str | None:
        """Say why this is no member of its class, decided exactly; None if it is one.

        Of a class that is not complete nothing is believed: the member is made anew by its public
        constructor. Of a complete class, γ and the norms are proved by the way it was made.
        """
        if self._checked:
            return None
        above = [(i, j) for j in range(self.m) for i in range(j)]
        if self.structure.block_count not in (None, self.m):
            return f"it has {self.m} diagonal blocks"
        if self.structure.lower_triangular:
            for i, j in above:
                if not self.vanishes(i, j):
                    return f"{self.block_name(i, j)}: it is not zero"
        if not self.structure.complete:
            # `_proved` calls no constructor: what a subclass asks in its own was not asked yet
            try:
                type(self).split(self, self.sizes, self.bounds, symmetric=self.symmetric)
            except InvalidMatrix as error:
                return str(error)
        self._checked = True
        return None

    @classmethod
    def _proved(
        cls,
        table: list[list[fmpq_mat]],
        bounds: Bounds,
        norms: Mapping[tuple[int, int], Enclosure],
        *,
        symmetric: bool = True,
    ) -> Self:
        """Return the member whose bounds and norms are proved by the way its blocks were made.

        Nothing is checked here: for constructions such as A = QΛQᵀ with a rational orthogonal Q,
        and for parts of instances that have been checked. What a class asks for beyond that is
        checked before anything is decided on the member (see `membership_objection`).

        Parameters
        ----------
        table
            The m×m blocks.
        bounds
            A bound of every diagonal block; or a tuple of one for each.
        norms
            Enclosures of ‖J_ij‖ by place, where they are known.
        symmetric
            Whether the diagonal blocks are symmetric.
        """
        made = cls.__new__(cls)
        made._hold(table, symmetric, norms)
        made._take(bounds)
        return made

    @classmethod
    def split(
        cls,
        matrix: object,
        sizes: Sequence[int],
        bound: object = None,
        *,
        symmetric: bool = True,
        radii: str = "common",
    ) -> Any:
        """Return the member with the given square matrix, cut into blocks of the given sizes.

        Parameters
        ----------
        matrix
            The square matrix, of any kind that `Matrix` takes.
        sizes
            The sizes of its diagonal blocks.
        bound, symmetric, radii
            See `CoupledBlocks`, of which `bound` is the γ.

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
        asked = asked_bounds(bound, radii, len(sizes), cls.kind_of_bound.word)
        return cls.of_blocks(cut(whole.exact, sizes), asked, symmetric)

    @classmethod
    def of_blocks(cls, blocks: list[list[fmpq_mat]], bound: object, symmetric: bool) -> Any:
        """Return the member of exact blocks, as `split` and `small_members` build it.

        A subclass whose constructor takes other arguments overrides this.

        Parameters
        ----------
        blocks
            The m×m blocks.
        bound, symmetric
            See `CoupledBlocks`, of which `bound` is the γ.
        """
        return cls(blocks, bound, symmetric=symmetric)

    @classmethod
    def triangular_class(cls) -> ClassOfMatrices:
        """Return the class that `triangular` belongs to."""
        return cls.general_class()

    @classmethod
    def unrestricted_class(cls) -> ClassOfMatrices:
        """Return the class of all matrices of as many blocks, none of which need vanish."""
        return cls.general_class()

    @classmethod
    def general_class(cls) -> ClassOfMatrices:
        """Return the class of any number of blocks, of which nothing else is asked."""
        raise NotImplementedError

    @classmethod
    def symbol(cls, name: str, quantifier: Quantifier) -> SymbolicInstance:
        """Return the symbolic member J of "for every J in the class"."""
        # here, as symbols are SymPy's: see `system.deferred`
        from kreissverify.matrices.symbolic import SymbolicInstance

        return SymbolicInstance.for_every(name, quantifier)

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        # a python-flint matrix does not travel between processes; membership is decided anew
        bounds = self.bounds
        texts = tuple(map(str, bounds)) if isinstance(bounds, tuple) else str(bounds)
        return _remade, (type(self), self.strings(), self.sizes, texts, self.symmetric)

    def record(self) -> dict[str, Any]:
        """Return the instance as certificates and campaigns write it, by the name of its class.

        The fields are those of docs/certificate-format.md, frozen with version 1: the option
        `symmetric` is called ``normal`` there. Where each block has a bound of its own they stand
        under ``radii``, which is of version 2, in the place of ``gamma``.
        """
        return {
            "class": type(self).__name__,
            "sizes": list(self.sizes),
            "normal": self.symmetric,
            **self.kind_of_bound.document(self.bounds),
            "matrix": self.strings(),
        }

    @cached_property
    def triangular(self) -> CoupledMatrix:
        """J with its blocks above the diagonal set to zero: the uncoupled-back system J₀."""
        table, norms = self._lower_part()
        made: CoupledMatrix = self.triangular_class()._proved(
            table, self.bounds, norms, symmetric=self.symmetric
        )
        return made

    def _lower_part(self) -> tuple[list[list[fmpq_mat]], dict[tuple[int, int], Enclosure]]:
        table = [
            [x if j <= i else x * 0 for j, x in enumerate(row)]
            for i, row in enumerate(self._blocks)
        ]
        # what is known of the blocks that stay holds for them here: norms are not enclosed again
        norms = {place: norm for place, norm in self._known_norms.items() if place[1] <= place[0]}
        return table, norms

    @cached_property
    def comparison(self) -> ComparisonMatrix:
        """The m×m comparison matrix T: the bounds on the diagonal, the norms ‖J_ij‖ off it."""
        # bounds and not the radii themselves: T is what is known of J from these and the couplings
        diagonal = [Enclosure.exactly(self.kind_of_bound.entry(x)) for x in self.every_bound]
        return ComparisonMatrix.of_enclosures(
            [
                [diagonal[i] if i == j else self.block_norm(i, j) for j in range(self.m)]
                for i in range(self.m)
            ]
        )

    @cached_property
    def block_norms(self) -> ComparisonMatrix:
        """The m×m matrix of the norms of all blocks: T with γ_i = ‖J_ii‖ for its own block."""
        return ComparisonMatrix.of_enclosures(
            [[self.block_norm(i, j) for j in range(self.m)] for i in range(self.m)]
        )

    def _best_bound(self, i: int) -> Enclosure:
        return self.kind_of_bound.enclosed(self.block(i, i))

    def _identity(self) -> tuple[object, ...]:
        # a matrix split elsewhere, or with a wider γ, is another instance: statements differ on it
        return (*self.sizes, *map(rational_string, self._own or [self.bound]), self.symmetric)


def _remade(
    of: type[CoupledMatrix], entries: object, sizes: Sequence[int], bounds: object, symmetric: bool
) -> CoupledMatrix:
    made: CoupledMatrix = of.split(entries, sizes, bounds, symmetric=symmetric)
    return made
