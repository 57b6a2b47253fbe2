"""What all kinds of matrices share: their written form, membership, draws that meet bounds.

A kind says which matrices have its structure; how members are scaled into bounds, rounded and moved
stands here and in the modules beside this one. A new kind of square matrices is a subclass of
`SquareKind` with `structure_objection`, `candidate`, `corner_candidates`, `dimension` and
`free_members`. A kind that is no cone, as multiples of members need not be members, has its own
`drawn_within` and `brought_within` as well.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Self

import numpy as np
from flint import fmpq, fmpq_mat
from numpy.typing import NDArray

from kreissverify.instances.kinds.contract import MatrixKind, Option, Size
from kreissverify.instances.kinds.shared import simplification
from kreissverify.instances.kinds.shared.arguments import read_arguments, written
from kreissverify.instances.kinds.shared.float_bounds import within
from kreissverify.instances.kinds.shared.membership import bound_objection
from kreissverify.instances.kinds.shared.rounding import nearby, rounded_to_rank
from kreissverify.instances.kinds.shared.scaling import drawn_scale, largest_scale
from kreissverify.instances.randomness import Source
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.numbers.arrays import FloatArray

__all__ = ["CommonKind", "SquareKind"]

_FAR = fmpq(10**6)
# The largest denominator of a factor that brings a rounded matrix within bounds: by a longer one
# all entries would become long.
_SHORT = 100


@dataclass(frozen=True, init=False, repr=False)
class CommonKind(MatrixKind):
    """What kinds share. Sizes are given by position, all else by name."""

    #: The names of the sizes, fields of the kind, in the order in which they are given.
    size_names: ClassVar[tuple[str, ...]] = ()
    #: The options that a user gives, in the order in which they are printed.
    option_names: ClassVar[tuple[str, ...]] = (*MatrixKind.bounds, "complex")

    def __init__(self, *sizes: Any, **options: Any) -> None:
        read = read_arguments(self.name, self.size_names, self.option_names, sizes, options)
        for name, value in read.items():
            object.__setattr__(self, name, value)

    # -------------------------------------------------------------------------------- as written

    def mapped(self, value: Callable[[Option], Option]) -> Self:
        """Return the kind with each option replaced, a number or a name, by another."""
        return self._with(**{name: value(option) for name, option in self.options().items()})

    def without(self, option: str) -> Self:
        """Return the kind without one of its options."""
        return self._with(**{option: None})

    def _with(self, **changes: Any) -> Self:
        # not through the constructor, which reads what a user writes: numbers that are put in for
        # names may contradict each other, and `emptiness` says so
        made = object.__new__(type(self))
        for name, value in {**self.__dict__, **changes}.items():
            object.__setattr__(made, name, value)
        return made

    def __str__(self) -> str:
        sizes = [getattr(self, name) for name in self.size_names]
        while sizes and sizes[-1] is None:
            sizes.pop()
        shown = [f'"{x}"' if isinstance(x, str) else str(x) for x in sizes]
        for name in self.option_names:
            value = getattr(self, name)
            # not by equality with False: that of a bound 0 is one
            if value is not None and value is not False and value != (None, None):
                shown.append(f"{name}={written(value)}")
        return f"{self.name}({', '.join(shown)})"

    __repr__ = __str__

    # -------------------------------------------------------------------------------- membership

    def objection(self, matrix: ExactMatrix) -> str | None:
        """Say why a matrix is no member, decided exactly; None if it is one."""
        if matrix.shape != self.shape:
            rows, columns = self.shape
            return f"its shape is {matrix.shape[0]}×{matrix.shape[1]} and not {rows}×{columns}"
        if matrix.is_complex and not self.complex:
            return "it has entries that are not real"
        return self.structure_objection(matrix) or bound_objection(matrix, self.options())

    def structure_objection(self, matrix: ExactMatrix) -> str | None:
        """Say why a matrix of the right shape and field has not the structure of the kind."""
        return None

    def emptiness(self) -> str | None:
        """Say why there is no member, where that is known; None if there is one, or perhaps one."""
        for name, value in self.options().items():
            if name in MatrixKind.bounds and not isinstance(value, str) and value < 0:
                return f"no matrix has {_BOUNDED[name]} at most {value}"
        return self.contradiction()

    def contradiction(self) -> str | None:
        """Say why the structure of the kind contradicts its bounds, which are not negative."""
        return None

    @property
    def shape(self) -> tuple[int, int]:
        """The numbers of rows and columns, as integers."""
        rows, columns = self.sizes
        assert isinstance(rows, int) and isinstance(columns, int)
        return rows, columns

    def largest_rank(self) -> int:
        """Return the largest rank that a member of the shape may have by the option `rank`.

        One that is a name bounds each float member by itself, and nothing before.
        """
        least = min(self.shape)
        if self.rank is None or isinstance(self.rank, str):
            return least
        return min(least, max(0, Fraction(self.rank).__floor__()))

    # ------------------------------------------------------------------------------------ drawing

    def draw(self, source: Source) -> ExactMatrix:
        """Return a member, which meets its options by construction."""
        return self.drawn_within(self.candidate(source), source)

    @abstractmethod
    def candidate(self, source: Source) -> ExactMatrix:
        """Return a matrix of the structure and the rank of the kind, of any size."""

    def drawn_within(self, matrix: ExactMatrix, source: Source) -> ExactMatrix:
        """Bring a candidate within the bounds, to their limits or at random inside of them."""
        return matrix.scaled(drawn_scale(source, largest_scale(matrix, self.options())))

    def corners(self) -> Iterator[ExactMatrix]:
        """Yield members at the limits of the kind with short entries, a finite number."""
        seen: set[ExactMatrix] = set()
        for candidate in self.corner_candidates():
            made = self.brought_within(candidate)
            if made in seen or self.objection(made) is not None:
                continue
            seen.add(made)
            yield made
            if len(seen) == _SCALED:  # also very small and very large: statements are about scales
                for scaled in (made.scaled(1 / _FAR), made.scaled(_FAR)):
                    if scaled not in seen and self.objection(scaled) is None:
                        seen.add(scaled)
                        yield scaled

    @abstractmethod
    def corner_candidates(self) -> Iterator[ExactMatrix]:
        """Yield matrices of the structure of the kind, each showing something else first.

        Those that are no members once they are brought within the bounds are left out.
        """

    def brought_within(self, matrix: ExactMatrix) -> ExactMatrix:
        """Bring a candidate to the limits of the bounds."""
        scale = largest_scale(matrix, self.options())
        return matrix if scale is None else matrix.scaled(scale)

    # ------------------------------------------------------------------------ rounding and moving

    def rounded(self, array: NDArray[Any], coarseness: fmpq) -> ExactMatrix:
        """Return an exact member near a float one, with short entries (see the contract)."""
        return nearby(self, np.asarray(array), coarseness)

    def rounded_array(self, array: NDArray[Any], coarseness: fmpq) -> ExactMatrix:
        """Return a float matrix with short entries, of no larger rank than the kind allows."""
        return rounded_to_rank(array, self.largest_rank(), coarseness)

    def contracted(self, array: NDArray[Any], slack: float) -> NDArray[Any]:
        """Return a float member moved by a share of itself into the kind, away from its limits."""
        return np.asarray(array * (1 - slack))

    def pulled_within(self, matrix: ExactMatrix, share: fmpq) -> ExactMatrix | None:
        """Scale a matrix that is little beyond a bound down to it, by a short factor; else None.

        Parameters
        ----------
        matrix
            A matrix of the structure of the kind.
        share
            How much of it may be taken off.
        """
        scale = largest_scale(matrix, self.options())
        if scale is None or not 1 - share <= scale < 1 or scale.q > _SHORT:
            return None
        return matrix.scaled(scale)

    def restored(self, matrix: ExactMatrix) -> ExactMatrix:
        """Return the matrix of the structure of the kind that a changed member stands for."""
        return matrix

    def groups(self) -> list[list[tuple[int, int]]]:
        """Return the places of entries that a move changes together, of each group the first."""
        rows, columns = self.shape
        return [[(i, j)] for i in range(rows) for j in range(columns)]

    def simpler(self, matrix: ExactMatrix) -> Iterator[ExactMatrix]:
        """Yield matrices of the same shape near a member, most of them simpler."""
        return simplification.moves(self, matrix)

    def smaller(
        self, matrix: ExactMatrix, keep: Sequence[int], columns: Sequence[int] | None = None
    ) -> ExactMatrix:
        """Return the matrix on some rows and columns: shrinking's move to a smaller size.

        Parameters
        ----------
        matrix
            A member.
        keep
            The rows that are kept.
        columns
            The columns that are kept; those with the numbers of the rows by default.
        """
        columns = keep if columns is None else columns

        def part(x: fmpq_mat) -> fmpq_mat:
            return fmpq_mat([[x[i, j] for j in columns] for i in keep])

        imaginary = None if matrix.imaginary is None else part(matrix.imaginary)
        return ExactMatrix(part(matrix.real), imaginary)

    # -------------------------------------------------------------------------------- in floats

    def members(self, coordinates: FloatArray, options: Mapping[str, FloatArray]) -> NDArray[Any]:
        """Return float members, smooth in their coordinates (see the contract)."""
        numbers = self.numbers(options, len(coordinates))
        return within(self.free_members(coordinates, numbers), numbers)

    def numbers(self, options: Mapping[str, FloatArray], count: int) -> dict[str, FloatArray]:
        """Return the numbers of all options by name, each of shape (N,): those given first."""
        own = {name: x for name, x in self.options().items() if not isinstance(x, str)}
        return {
            name: np.broadcast_to(np.asarray(value, dtype=float), (count,))
            for name, value in (own | dict(options)).items()
        }

    @abstractmethod
    def free_members(
        self, coordinates: FloatArray, options: Mapping[str, FloatArray]
    ) -> NDArray[Any]:
        """Return float matrices of the structure and the rank, before they are scaled down.

        Parameters
        ----------
        coordinates
            Of shape (N, `dimension`).
        options
            The numbers of all options by name, each of shape (N,).
        """


@dataclass(frozen=True, init=False, repr=False)
class SquareKind(CommonKind):
    """A kind of square matrices, of the size `n`."""

    n: Size = None
    size_names: ClassVar[tuple[str, ...]] = ("n",)

    @property
    def sizes(self) -> tuple[Size, Size]:
        """The numbers of rows and columns, as written."""
        return self.n, self.n

    def with_sizes(self, rows: Size, columns: Size) -> Self:
        """Return the same kind with another size."""
        if rows != columns:
            raise ValueError(f"{self.name}: expected a square matrix, got {rows}×{columns}")
        return self._with(n=rows)


# Which corner is also taken very small and very large: the first after zero.
_SCALED = 2
_BOUNDED = {
    "norm": "a norm",
    "radius": "a spectral radius",
    "numerical_radius": "a numerical radius",
    "rank": "a rank",
}
