"""The contract of a kind of matrices: its options, its members, and how they are drawn and moved.

A kind is written with sizes and options by name, as in ``Symmetric("n", spectrum=("mu", "L"))``.
`at` puts numbers in; all that draws, decides or moves members is asked of the kind with numbers.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from flint import fmpq
from numpy.typing import NDArray

from kreissverify.instances.randomness import Source
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.rational import as_fraction

__all__ = ["MatrixKind", "Option", "Size"]

#: A number of rows: an integer, a name, or None for any.
Size = int | str | None
#: An exact number, or the name of a `Real` or `Integer` parameter of the same signature.
Option = Fraction | str


@dataclass(frozen=True)
class MatrixKind(ABC):
    """Matrices of one kind: `at` gives the kind with numbers, whose members can be drawn.

    Parameters
    ----------
    norm, radius, numerical_radius
        Upper bounds of ‖X‖, ρ(X) and w(X); None for none.
    rank
        The most that the rank may be; None for any.
    complex
        Whether entries may be complex: Symmetric then means Hermitian, and Orthogonal unitary.
    """

    norm: Any = None
    radius: Any = None
    numerical_radius: Any = None
    rank: Any = None
    complex: bool = False

    #: The options that are numbers or names of parameters; an end of `spectrum` counts as one.
    bounds: ClassVar[tuple[str, ...]] = ("norm", "radius", "numerical_radius", "rank")
    #: Whether every member has as many rows as columns.
    is_square: ClassVar[bool] = True

    # -------------------------------------------------------------------------------- as written

    @property
    @abstractmethod
    def sizes(self) -> tuple[Size, Size]:
        """The numbers of rows and columns, as written."""

    @abstractmethod
    def with_sizes(self, rows: Size, columns: Size) -> MatrixKind:
        """Return the same kind with other sizes."""

    @property
    def name(self) -> str:
        """The name of the kind, such as ``Symmetric``."""
        return type(self).__name__

    def options(self) -> Mapping[str, Option]:
        """Return the bounds that are given, by name: of `spectrum`, ``lowest`` and ``largest``."""
        given = {name: getattr(self, name) for name in self.bounds}
        return {name: value for name, value in given.items() if value is not None}

    def references(self) -> frozenset[str]:
        """Return the names of the parameters that options are bounded by."""
        return frozenset(x for x in self.options().values() if isinstance(x, str))

    @abstractmethod
    def mapped(self, value: Callable[[Option], Option]) -> MatrixKind:
        """Return the kind with each option replaced, a number or a name, by another."""

    @abstractmethod
    def without(self, option: str) -> MatrixKind:
        """Return the kind without one of its `options`."""

    def at(self, numbers: Mapping[str, fmpq], rows: int, columns: int) -> MatrixKind:
        """Return the kind with numbers for the names of parameters, and integers for the sizes."""

        def number(option: Option) -> Option:
            return as_fraction(numbers[option]) if isinstance(option, str) else option

        return self.mapped(number).with_sizes(rows, columns)

    # ------------------------------------------------------------------------------ with numbers
    # All that follows is asked of a kind whose options are numbers and whose sizes are integers.

    @abstractmethod
    def objection(self, matrix: ExactMatrix) -> str | None:
        """Say why a matrix is no member, decided exactly; None if it is one."""

    @abstractmethod
    def emptiness(self) -> str | None:
        """Say why there is no member, where that is known; None if there is one, or perhaps one.

        Such as ``the spectrum [2, 1] is empty``, ``every stochastic matrix has spectral radius 1``.
        """

    @abstractmethod
    def draw(self, source: Source) -> ExactMatrix:
        """Return a member, which meets its options by construction (see the table in the docs)."""

    @abstractmethod
    def corners(self) -> Iterator[ExactMatrix]:
        """Yield members at the limits of the kind with short entries, a finite number."""

    @abstractmethod
    def simpler(self, matrix: ExactMatrix) -> Iterator[ExactMatrix]:
        """Yield matrices of the same shape near a member, most of them simpler: shrinking's moves.

        Those that are no members are dropped by whoever asks.
        """

    @abstractmethod
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

    @abstractmethod
    def rounded(self, array: NDArray[Any], coarseness: fmpq) -> ExactMatrix:
        """Return an exact member near a float one, with short entries.

        Parameters
        ----------
        array
            A float member, up to rounding.
        coarseness
            The relative error allowed of an entry: 0 for none beyond what membership asks for.

        Raises
        ------
        InvalidMatrix
            If there is none so near.
        """

    @abstractmethod
    def dimension(self) -> int:
        """Return the number of coordinates of `members`."""

    @abstractmethod
    def members(self, coordinates: FloatArray, options: Mapping[str, FloatArray]) -> NDArray[Any]:
        """Return float members, smooth in their coordinates: for screening and for searches.

        Parameters
        ----------
        coordinates
            Of shape (N, `dimension`), any real numbers; standard normal ones give varied members.
        options
            The numbers of the options by name, each of shape (N,): they may differ from member to
            member, and are taken instead of those of the kind.

        Returns
        -------
        array
            Of shape (N, rows, columns).
        """
