"""What optimisers walk through: smooth coordinates on the members of a class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from kreissverify.numbers.arrays import FloatArray as Array

__all__ = ["MatrixParametrization"]


class MatrixParametrization(Protocol):
    """Unconstrained coordinates on the members of some block sizes, in float64.

    It says where to look and proves nothing: what a search finds is rounded to an exact member by
    `split`, or dropped.
    """

    @property
    def sizes(self) -> tuple[int, ...]:
        """The sizes of the diagonal blocks."""
        ...

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of a member that a caller may fix, such as ``gamma``."""
        ...

    @property
    def ranges(self) -> Mapping[str, tuple[float, float]]:
        """The coordinates by name, each with the ends of its range."""
        ...

    def members(self, at: Mapping[str, Array], count: int) -> tuple[Array, Array]:
        """Return members of shape (N, n, n) and their γ of shape (N,).

        Where each of m blocks has a γ_i of its own, these are returned, of shape (N, m).

        Parameters
        ----------
        at
            The coordinates by name, each of shape (N,).
        count
            N, also where there are no coordinates.
        """
        ...
