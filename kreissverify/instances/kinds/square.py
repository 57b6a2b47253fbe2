"""All square matrices: ``Square(n)``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from kreissverify.instances.kinds.shared.common import SquareKind
from kreissverify.instances.kinds.shared.float_entries import entries, entries_dimension
from kreissverify.instances.kinds.shared.recipes import NILPOTENT, RECIPES, drawn_square, phased
from kreissverify.instances.kinds.shared.square_corners import square_corners
from kreissverify.instances.randomness import Source, chance
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.numbers.arrays import FloatArray

__all__ = ["Square"]


@dataclass(frozen=True, init=False, repr=False)
class Square(SquareKind):
    """Square matrices, real or (with ``complex=True``) complex.

    Parameters
    ----------
    n
        The number of rows: an integer, a name, or nothing for any.
    norm, radius, numerical_radius, rank
        Upper bounds of ‖X‖, ρ(X), w(X) and the rank: exact numbers, or names of parameters.
    complex
        Whether entries may be complex.

    Examples
    --------
    >>> Square("n", norm="1/2")
    Square("n", norm=1/2)
    >>> from kreissverify.matrices.exact_matrix import as_exact_matrix
    >>> Square(2, radius=0).objection(as_exact_matrix([[0, 5], [0, 0]]))
    >>> Square(2, norm=3).objection(as_exact_matrix([[0, 5], [0, 0]]))
    'its norm exceeds 3'
    """

    def candidate(self, source: Source) -> ExactMatrix:
        """Return a matrix of one of the recipes; nilpotent where ρ has to be 0."""
        recipes = NILPOTENT if self.radius == 0 else RECIPES
        made = ExactMatrix(drawn_square(source, self.shape[0], self.largest_rank(), recipes))
        if self.complex and chance(source, 0.8):
            # a similarity keeps a matrix nilpotent or normal; other phases may not
            made = phased(source, made, similar=self.radius == 0 or chance(source, 0.5))
        return made

    def corner_candidates(self) -> Iterator[ExactMatrix]:
        """Yield one matrix of each nature, in turn."""
        return square_corners(self.shape[0], self.complex)

    def dimension(self) -> int:
        """Return the number of coordinates of `members`."""
        return entries_dimension(
            self.shape, self.largest_rank(), self.complex, self.rank is not None
        )

    def free_members(
        self, coordinates: FloatArray, options: Mapping[str, FloatArray]
    ) -> NDArray[Any]:
        """Return matrices entry by entry, or products of thin factors where the rank is bounded."""
        rank = options.get("rank")
        return entries(coordinates, self.shape, self.largest_rank(), self.complex, rank)
