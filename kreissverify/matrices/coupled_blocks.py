"""Jacobians of m coupled blocks: their γ, the norms of their blocks and comparison matrices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar, Self, SupportsIndex

from flint import fmpq, fmpq_mat

from kreissverify.matrices.block_assembly import block_table, cut
from kreissverify.matrices.block_matrix import BlockMatrix
from kreissverify.matrices.class_options import radius_place
from kreissverify.matrices.comparison_matrix import ComparisonMatrix
from kreissverify.matrices.float_blocks import diagonal_of, float_table, proved_bounds
from kreissverify.matrices.matrix import InvalidMatrix, Matrix
from kreissverify.matrices.matrix_class import ClassOfMatrices, Quantifier, Structure
from kreissverify.matrices.spectral_bound import Bounds, asked_bounds, certified_bounds
from kreissverify.matrices.symbolic import SymbolicInstance
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.rational import rational_string
from kreissverify.numbers.spectral_radius import spectral_radius

__all__ = ["CoupledBlocks"]


class CoupledBlocks(BlockMatrix, metaclass=ClassOfMatrices):
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
    gamma: fmpq
    _own: tuple[fmpq, ...] | None = None  # a γ_i for each block
    _checked: bool = False  # whether `membership_objection` has found none

    def __init__(
        self,
        blocks: Sequence[Sequence[object]],
        gamma: object = None,
        *,
        symmetric: bool = True,
        radii: str = "common",
    ) -> None:
        # without symmetry ρ(J_ii) is not a norm, and Cholesky does not bound it
        floats = float_table(blocks, self.block_name) if symmetric else None
        if floats is not None:
            # large arrays: exact copies of them would take longer than what is asked of them
            self._hold_floats(floats)
            asked = asked_bounds(gamma, radii, self.m)
            self._take(proved_bounds(diagonal_of(floats), self._names(), asked))
            self._require_no_objection()
            return
        table = block_table(blocks, self.block_name)
        self._hold(table, symmetric, {})
        if symmetric:
            self._require_symmetric_diagonal()
        diagonal = [self.block(i, i) for i in range(self.m)]
        asked = asked_bounds(gamma, radii, self.m)
        self._take(certified_bounds(diagonal, self._names(), self._radius, asked))
        self._require_no_objection()

    def _take(self, bounds: Bounds) -> None:
        """Hold γ, or a γ_i for each block, of which `gamma` is the largest."""
        self._own = bounds if isinstance(bounds, tuple) else None
        self.gamma = max(bounds) if isinstance(bounds, tuple) else bounds

    @property
    def radii(self) -> str:
        """``"each"`` if each diagonal block has a bound of its own, else ``"common"``."""
        return "common" if self._own is None else "each"

    @property
    def gammas(self) -> tuple[fmpq, ...]:
        """The bound of each ρ(J_ii): γ for all of them, or each its own."""
        return (self.gamma,) * self.m if self._own is None else self._own

    @property
    def bounds(self) -> Bounds:
        """γ, or the tuple of a γ_i for each block: what constructors take as `gamma`."""
        return self.gamma if self._own is None else self._own

    @classmethod
    def radius_name(cls, i: int) -> str:
        """Return how statements call γ_i: ``gamma_A``, ``gamma_D`` of A and D, else ``gamma_0``."""
        letter = "AD"[i] if i < 2 else ""
        return f"gamma_{letter if cls.names.get(letter) == (i, i) else i}"

    def number(self, name: str) -> Enclosure:
        """Return a number by the name of its symbol in statements: γ, a γ_i, b, c, n.

        Raises
        ------
        AttributeError, IndexError
            If the instance has no number of this name.
        """
        place = radius_place(name)
        value = getattr(self, name) if place is None else self.gammas[place]
        return value if isinstance(value, Enclosure) else Enclosure.exactly(value)

    @classmethod
    def objection(cls, J: CoupledBlocks) -> str | None:
        """Say why blocks that sizes, γ and symmetry allow are not those of a member; else None.

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
        gamma: Bounds,
        norms: Mapping[tuple[int, int], Enclosure],
        *,
        symmetric: bool = True,
    ) -> Self:
        """Return the member whose γ and norms are proved by the way its blocks were made.

        Nothing is checked here: for constructions such as A = QΛQᵀ with a rational orthogonal Q,
        and for parts of instances that have been checked. What a class asks for beyond that is
        checked before anything is decided on the member (see `membership_objection`).

        Parameters
        ----------
        table
            The m×m blocks.
        gamma
            A bound of every ρ(J_ii), below 1; or a tuple of one for each.
        norms
            Enclosures of ‖J_ij‖ by place, where they are known.
        symmetric
            Whether the diagonal blocks are symmetric.
        """
        made = cls.__new__(cls)
        made._hold(table, symmetric, norms)
        made._take(gamma)
        return made

    @classmethod
    def split(
        cls,
        matrix: object,
        sizes: Sequence[int],
        gamma: object = None,
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
        gamma, symmetric, radii
            See `CoupledBlocks`.

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
        asked = asked_bounds(gamma, radii, len(sizes))
        return cls.of_blocks(cut(whole.exact, sizes), asked, symmetric)

    @classmethod
    def of_blocks(cls, blocks: list[list[fmpq_mat]], gamma: object, symmetric: bool) -> Any:
        """Return the member of exact blocks, as `split` and `small_members` build it.

        A subclass whose constructor takes other arguments overrides this.

        Parameters
        ----------
        blocks
            The m×m blocks.
        gamma, symmetric
            See `CoupledBlocks`.
        """
        return cls(blocks, gamma, symmetric=symmetric)

    @classmethod
    def triangular_class(cls) -> ClassOfMatrices:
        """Return the class that `triangular` belongs to."""
        return CoupledBlocks

    @classmethod
    def unrestricted_class(cls) -> ClassOfMatrices:
        """Return the class of all matrices of as many blocks, none of which need vanish."""
        return CoupledBlocks

    @classmethod
    def symbol(cls, name: str, quantifier: Quantifier) -> SymbolicInstance:
        """Return the symbolic member J of "for every J in the class"."""
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
        bound: dict[str, Any] = {"gamma": rational_string(self.gamma)}
        if self.radii == "each":
            bound = {"radii": list(map(rational_string, self.gammas))}
        return {
            "class": type(self).__name__,
            "sizes": list(self.sizes),
            "normal": self.symmetric,
            **bound,
            "matrix": self.strings(),
        }

    @cached_property
    def triangular(self) -> CoupledBlocks:
        """J with its blocks above the diagonal set to zero: the uncoupled-back system J₀."""
        table, norms = self._lower_part()
        return CoupledBlocks._proved(table, self.bounds, norms, symmetric=self.symmetric)

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
        """The m×m comparison matrix T: γ, or each γ_i, on the diagonal, the norms ‖J_ij‖ off it."""
        # bounds and not the radii themselves: T is what is known of J from these and the couplings
        diagonal = list(map(Enclosure.exactly, self.gammas))
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

    def _radius(self, i: int) -> Enclosure:
        block = self.block(i, i)
        # ρ = ‖·‖ of a symmetric block: often known by construction, and cheaper to enclose
        return self.block_norm(i, i) if self.symmetric else spectral_radius(block)

    def _identity(self) -> tuple[object, ...]:
        # a matrix split elsewhere, or with a wider γ, is another instance: statements differ on it
        return (*self.sizes, *map(rational_string, self._own or [self.gamma]), self.symmetric)


def _remade(
    of: type[CoupledBlocks], entries: object, sizes: Sequence[int], bounds: object, symmetric: bool
) -> CoupledBlocks:
    made: CoupledBlocks = of.split(entries, sizes, bounds, symmetric=symmetric)
    return made
