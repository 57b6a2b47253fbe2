"""A class of matrices as a contract, and "for every J of it": what annotations of theorems mean.

Nothing outside this contract asks which class it has before it. What depends on the class is asked
of its `Structure` (how many blocks, which of them vanish), of the class itself (the parts that
members have, exact membership, the class of the triangular part), or of its instances (see
`kreissverify.instances.InstanceClass`: draws, extremal members, parametrisation, shrinking).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from inspect import getattr_static, signature
from typing import Any

from kreissverify.matrices.class_options import (
    Sizes,
    checked_radii,
    checked_sizes,
    options_text,
    sizes_fit,
)
from kreissverify.matrices.diagonal_bound import DECAY
from kreissverify.system.near_names import unknown_name
from kreissverify.system.told_value import told

__all__ = ["ClassOfMatrices", "Quantifier", "Restriction", "Structure"]

_OPTIONS = {"symmetric", "sizes", "radii"}
_OTHER_RADII = {
    "common": 'each of its blocks has a radius of its own (radii="each"), where one is asked for',
    "each": 'its blocks have one radius in common, where one of each is asked for (radii="each")',
}


@dataclass(frozen=True)
class Restriction:
    """What sets a class apart from a larger one of which nothing else is asked.

    Parameters
    ----------
    name
        A word for it. It enters the ids of statements about the larger class, which seed the draws
        of their parameters: it must never change.
    text
        The condition as a reader writes it, such as ``B = 0``.
    larger
        The class without it.
    """

    name: str
    text: str
    larger: ClassOfMatrices


@dataclass(frozen=True)
class Structure:
    """What the block structure of a class says of each member.

    Parameters
    ----------
    block_count
        The number of diagonal blocks; None for any number.
    lower_triangular
        Whether all blocks above the diagonal vanish.
    complete
        Whether every matrix of this structure, with any γ < 1, is a member: then each comparison
        matrix T is one, and searches over all T are searches of the class. A class with a condition
        of its own is not complete.
    restriction
        What sets the class apart from a larger one, if dropping that alone makes sense.
    """

    block_count: int | None = None
    lower_triangular: bool = False
    complete: bool = False
    restriction: Restriction | None = None

    @property
    def two_blocks(self) -> bool:
        """Whether a member is [[A, B], [C, D]]."""
        return self.block_count == 2

    @property
    def two_triangular(self) -> bool:
        """Whether a member is [[A, 0], [C, D]]."""
        return self.two_blocks and self.lower_triangular

    @property
    def coupled_back(self) -> bool:
        """Whether a member is [[A, B], [C, D]] where B need not vanish."""
        return self.two_blocks and not self.lower_triangular

    @property
    def all_two_by_two(self) -> bool:
        """Whether every [[γ, b], [c, γ]], with b = 0 if B = 0, is a member."""
        return self.two_blocks and self.complete

    def couples(self, i: int, j: int) -> bool:
        """Say whether there is a block at the place (i, j) off the diagonal."""
        return i > j or (i < j and not self.lower_triangular)

    def narrowed(self) -> Structure:
        """Return the structure of a subclass that declares none: it may ask for more."""
        return replace(self, complete=False, restriction=None)


class ClassOfMatrices(type):
    """The type of classes of matrices: called with options only, one is a quantifier.

    A class has a `structure`; `names`, the places of its blocks by name; `numbers`, the names of
    the numbers that each member has. Its class methods make members (`split`), say why a matrix is
    none (`objection`), and give the symbolic member that theorems are written about (`symbol`).
    See `CoupledBlocks`, from which a class inherits all of it.
    """

    structure: Structure
    names: dict[str, tuple[int, int]]
    numbers: tuple[str, ...]
    split: Any  # see CoupledBlocks
    of_blocks: Any
    block_name: Any
    radius_name: Any
    kind_of_bound: Any
    general_class: Any
    triangular_class: Any
    unrestricted_class: Any
    objection: Any
    symbol: Any
    _proved: Any

    def __init__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> None:
        super().__init__(name, bases, namespace)
        if "structure" not in namespace and hasattr(cls, "structure"):
            # inherited as it is, a condition of the subclass would be overlooked: searches over all
            # T would leave the class, and "B = 0" would be dropped together with that condition
            cls.structure = cls.structure.narrowed()

    def __call__(cls, *blocks: Any, **options: Any) -> Any:
        if "normal" in options:  # theorem files of version 0.1 say so
            raise TypeError(f"normal: this option of {cls.__name__} is called symmetric now")
        if not blocks and set(options) <= _OPTIONS:
            return Quantifier(cls, **options)
        # of an instance the arguments are its blocks, which stand first
        blocks_named = signature(getattr_static(cls, "__init__")).parameters
        unknown = next((x for x in options if x not in {*_OPTIONS, *blocks_named}), None)
        if not blocks and unknown is not None:
            raise TypeError(f"{cls.__name__}: {unknown_name('option', unknown, sorted(_OPTIONS))}")
        return super().__call__(*blocks, **options)

    @property
    def block_count(cls) -> int | None:
        """The number of diagonal blocks; None for any number."""
        return cls.structure.block_count

    @property
    def printed_name(cls) -> str:
        """The name as statements print it; ``{}`` stands for the options."""
        # what a class brings itself, as those of flows do: their names are those of maps
        own: str = cls.__dict__.get("printed", f"{cls.__name__}{{}}")
        return own

    def implies(cls, other: ClassOfMatrices) -> bool:
        """Say whether every member of this class is known to be a member of another."""
        return issubclass(cls, other)


@dataclass(frozen=True)
class Quantifier:
    """For every J of a class: the class, and what is asked of its blocks.

    Parameters
    ----------
    matrix_class
        `BlockTriangular`, `SelfReferential`, `CoupledBlocks`, or a class registered by a user.
    symmetric
        Whether the diagonal blocks are symmetric.
    sizes
        The sizes of the diagonal blocks, or None for any. A name stands for any size, and equal
        names for equal sizes.
    radii
        ``"common"``: γ bounds the spectral radii of all diagonal blocks, and the comparison matrix
        has it on its diagonal. ``"each"``: each block has a bound γ_i of its own.

    Examples
    --------
    >>> from kreissverify import BlockTriangular
    >>> every = BlockTriangular(sizes=(1, 1))
    >>> print(every, every.contains(BlockTriangular("1/2", 3, 0)))
    BlockTriangular(sizes=(1, 1)) True
    >>> BlockTriangular(sizes=("n", "n")).contains(BlockTriangular("1/2", 3, 0))
    True
    >>> print(BlockTriangular(radii="each"))
    BlockTriangular(radii="each")
    """

    matrix_class: ClassOfMatrices
    symmetric: bool = True
    sizes: Sizes | None = None
    radii: str = "common"

    def __post_init__(self) -> None:
        if not isinstance(self.symmetric, bool):
            raise TypeError(f"symmetric: expected True or False, got {told(self.symmetric)}")
        checked_radii(self.radii)
        if self.sizes is None:
            return
        sizes = checked_sizes(self.sizes)
        count = self.structure.block_count
        if count is not None and len(sizes) != count:
            counted = "two diagonal blocks" if count == 2 else f"{count} diagonal block(s)"
            raise ValueError(f"sizes: {self.matrix_class.__name__} has {counted}, got {len(sizes)}")
        object.__setattr__(self, "sizes", sizes)

    @property
    def structure(self) -> Structure:
        """What the block structure of the class says of each member."""
        return self.matrix_class.structure

    @property
    def all_two_by_two(self) -> bool:
        """Whether the members [[γ, b], [c, γ]] are all comparison matrices of the class."""
        # in closed forms and limits, [[γ, b], [c, γ]] is that of a map
        return self.structure.all_two_by_two and self.radii == "common" and not self.of_flows

    @property
    def of_flows(self) -> bool:
        """Whether its members are of flows x' = Jx."""
        return self.matrix_class.kind_of_bound is DECAY

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of the blocks and of the numbers that each member has."""
        own = self.radius_names if self.structure.two_blocks else ()
        several = (*own, self.matrix_class.kind_of_bound.plural) if self.radii == "each" else ()
        return (*self.matrix_class.names, *self.matrix_class.numbers, *several)

    @property
    def block_count(self) -> int | None:
        """The number of diagonal blocks; None where members have any number."""
        return self.structure.block_count if self.sizes is None else len(self.sizes)

    @property
    def radius_names(self) -> tuple[str, ...]:
        """The names of the bounds γ_i, by block; () for one γ, or where their number is open."""
        count = self.block_count if self.radii == "each" else None
        return tuple(map(self.matrix_class.radius_name, range(count or 0)))

    @property
    def size_names(self) -> tuple[str, ...]:
        """The names among the sizes, each once."""
        return tuple(dict.fromkeys(x for x in self.sizes or () if isinstance(x, str)))

    @property
    def given_sizes(self) -> tuple[int, ...] | None:
        """The sizes as numbers, None for any; members are drawn of no others.

        Raises
        ------
        ValueError
            If some are names: they are replaced by numbers first (see `with_sizes`).
        """
        if self.size_names:
            raise ValueError(f"sizes: expected a number for each of {', '.join(self.size_names)}")
        return self.sizes  # type: ignore[return-value]  # without names, all are integers

    def with_sizes(self, sizes: Sequence[int]) -> Quantifier:
        """Return the same options with numbers for the sizes.

        Raises
        ------
        ValueError
            If they are none of those asked for.

        Examples
        --------
        >>> from kreissverify import SelfReferential
        >>> print(SelfReferential(sizes=("n", "n")).with_sizes((2, 2)))
        SelfReferential(sizes=(2, 2))
        """
        if not sizes_fit(self.sizes, sizes):
            raise ValueError(f"sizes: expected {self.sizes}, got {tuple(sizes)}")
        return replace(self, sizes=tuple(sizes))

    @property
    def triangular(self) -> Quantifier:
        """The class of J.triangular, J with its blocks above the diagonal set to zero."""
        return self.over(self.matrix_class.triangular_class())

    @property
    def unrestricted(self) -> Quantifier:
        """The class of all matrices with as many blocks, none of which need vanish."""
        return self.over(self.matrix_class.unrestricted_class())

    @property
    def larger(self) -> Quantifier | None:
        """The class without its `restriction`, None if it has none."""
        restriction = self.structure.restriction
        return None if restriction is None else self.over(restriction.larger)

    def over(self, matrix_class: ClassOfMatrices) -> Quantifier:
        """Return the same options on another class."""
        return replace(self, matrix_class=matrix_class)

    def implies(self, other: Quantifier) -> bool:
        """Say whether every member is known to be one of another quantifier's class, of any sizes.

        Sizes are not compared: a quantifier that asks for some is implied by none.
        """
        symmetric = self.symmetric or not other.symmetric
        # with another option of radii T is another matrix, and statements may speak of it
        options = symmetric and other.sizes is None and self.radii == other.radii
        return options and self.matrix_class.implies(other.matrix_class)

    def contains(self, matrix: Any) -> bool:
        """Say whether a matrix is a member, exactly (see `objection`)."""
        return self.objection(matrix) is None

    def objection(self, matrix: Any) -> str | None:
        """Say why a matrix is no member, exactly; None if it is one.

        It is asked before anything is decided on an instance: what a sampler draws is not believed.
        """
        of = self.matrix_class
        if not isinstance(matrix, of):
            return f"it is no {of.__name__}, but a {type(matrix).__name__}"
        found: str | None = matrix.membership_objection()
        if found is not None:
            return found
        if self.symmetric and not matrix.symmetric:
            return "its diagonal blocks need not be symmetric"
        if not sizes_fit(self.sizes, matrix.sizes):
            return f"its blocks have the sizes {matrix.sizes}"
        if self.radii != matrix.radii:
            # the same matrix with γ_i = γ would be one: but then its T may be another one
            return _OTHER_RADII[self.radii]
        return None

    def symbol(self, name: str) -> Any:
        """Return the symbolic member that the body of a theorem is run on."""
        return self.matrix_class.symbol(name, self)

    def __str__(self) -> str:
        return self._written("symmetric", self.matrix_class.printed_name)

    @property
    def label(self) -> str:
        """The name that seeds random draws and enters digests: it must never change.

        The option `symmetric` was called ``normal`` when the first draws were recorded.
        """
        return self._written("normal", f"{self.matrix_class.__name__}{{}}")

    def _written(self, symmetric: str, template: str) -> str:
        options = options_text(self.symmetric, self.sizes, self.radii, symmetric)
        return template.format(f"({options})" if options else "")
