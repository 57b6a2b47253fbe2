"""Diagonal matrices that multiply vectors of parameters: what a step does entry by entry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from kreissverify.experiments.training.parameters import Tensor, pytorch

__all__ = ["Diagonal"]


@dataclass(frozen=True)
class Diagonal:
    """A diagonal matrix: one number for each parameter tensor, or for each entry.

    Learning rates and decays are the same all over a tensor: as vectors they would be copies of
    the parameters.

    Attributes
    ----------
    values
        The numbers, or a vector of one for each entry.
    sizes
        The length of the piece that each number is for.
    """

    values: tuple[float, ...] | Tensor
    sizes: tuple[int, ...]

    @classmethod
    def of(cls, parts: Sequence[float | Tensor], sizes: Sequence[int]) -> Diagonal:
        """Return the matrix with these parts, each a number or a vector of the size beside it."""
        torch = pytorch()
        if not any(isinstance(part, torch.Tensor) for part in parts):
            numbers = tuple(float(part) for part in parts)
            # most optimisers have one number for all
            if len(set(numbers)) == 1:
                return cls(numbers[:1], (sum(sizes),))
            return cls(numbers, tuple(sizes))
        like = next(part for part in parts if isinstance(part, torch.Tensor))
        pieces = [
            part if isinstance(part, torch.Tensor) else like.new_full((size,), part)
            for part, size in zip(parts, sizes, strict=True)
        ]
        return cls(torch.cat(pieces), (sum(sizes),))

    @property
    def range(self) -> tuple[float, float]:
        """The least and the largest entry."""
        if isinstance(self.values, tuple):
            return min(self.values), max(self.values)
        return float(self.values.min()), float(self.values.max())

    def median(self) -> float:
        """Return the median of the entries."""
        if not isinstance(self.values, tuple):
            return float(self.values.median())
        half = (sum(self.sizes) + 1) // 2
        pieces = sorted(zip(self.values, self.sizes, strict=True))
        reached = np.cumsum([size for _, size in pieces])
        middle = int(np.searchsorted(reached, half))
        return float(pieces[middle][0])

    def root_of_share(self, whole: float) -> Diagonal:
        """Return √(D/whole)."""
        if isinstance(self.values, tuple):
            return Diagonal(tuple((v / whole) ** 0.5 for v in self.values), self.sizes)
        return Diagonal((self.values / whole).sqrt_(), self.sizes)

    def multiply_(self, vector: Tensor) -> Tensor:
        """Replace v by Dv."""
        for piece, value in self._pieces(vector):
            piece.mul_(value)
        return vector

    def divide_(self, vector: Tensor) -> Tensor:
        """Replace v by D⁻¹v."""
        for piece, value in self._pieces(vector):
            piece.div_(value)
        return vector

    def times(self, vector: Tensor) -> Tensor:
        """Return Dv, which is v itself where D is the identity: not to be changed."""
        return vector if self.values == (1.0,) else self.multiply_(vector.clone())

    def add_multiple_(self, to: Tensor, vector: Tensor) -> Tensor:
        """Add Dv to a vector."""
        for (piece, value), of in zip(
            self._pieces(to), vector.split(list(self.sizes)), strict=True
        ):
            piece.addcmul_(of, value) if isinstance(value, pytorch().Tensor) else piece.add_(
                of, alpha=value
            )
        return to

    def _pieces(self, vector: Tensor) -> Iterator[tuple[Tensor, float | Tensor]]:
        values = self.values if isinstance(self.values, tuple) else (self.values,)
        return zip(vector.split(list(self.sizes)), values, strict=True)
