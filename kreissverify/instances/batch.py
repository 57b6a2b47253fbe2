"""Float64 stacks of instances, for screening thousands at once. They certify nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kreissverify.matrices import CoupledMatrix, InvalidMatrix, Quantifier
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.rational import as_fmpq

__all__ = ["Batch", "Stack"]


@dataclass(frozen=True)
class Stack:
    """Instances of equal block sizes.

    Attributes
    ----------
    quantifier
        The class that they belong to, up to rounding.
    sizes
        The sizes of the m diagonal blocks.
    matrices
        Shape (N, n, n).
    gamma
        Shape (N,); where each block has a γ_i of its own, the largest. Of flows μ, the least.
    comparison
        Shape (N, m, m): γ or each γ_i on the diagonal, the norms of the coupling blocks off it.
    """

    quantifier: Quantifier
    sizes: tuple[int, ...]
    matrices: FloatArray
    gamma: FloatArray
    comparison: FloatArray

    def __len__(self) -> int:
        return len(self.matrices)

    @property
    def bounds(self) -> FloatArray:
        """γ of shape (N,); where each block has a γ_i of its own, these, of shape (N, m)."""
        if self.quantifier.radii == "common":
            return self.gamma
        entries = np.diagonal(self.comparison, axis1=1, axis2=2)
        return np.asarray(-entries if self.quantifier.of_flows else entries)

    @property
    def b(self) -> FloatArray:
        """The norms ‖B‖, of shape (N,), where there are two blocks."""
        return np.asarray(self.comparison[:, 0, 1])

    @property
    def c(self) -> FloatArray:
        """The norms ‖C‖, of shape (N,), where there are two blocks."""
        return np.asarray(self.comparison[:, 1, 0])

    @property
    def kappa(self) -> FloatArray:
        """κ = c/(1-γ), of shape (N,)."""
        return np.asarray(self.c / (self.gamma if self.quantifier.of_flows else 1 - self.gamma))

    @cached_property
    def triangular(self) -> FloatArray:
        """The matrices with their blocks above the diagonal set to zero."""
        owner = np.repeat(np.arange(len(self.sizes)), self.sizes)
        return np.asarray(self.matrices * (owner[:, None] >= owner[None, :]))

    def instance(self, place: int) -> CoupledMatrix:
        """Return one member as an exact instance: its floats become their exact dyadic values.

        Symmetric diagonal blocks are shrunk by rounding, so that the float bounds are certified for
        them. The eigenvalues of others move by more than rounding, so bounds are raised to what is
        certified.
        """
        array = self.matrices[place]
        owner = np.repeat(np.arange(len(self.sizes)), self.sizes)
        inner = owner[:, None] == owner[None, :]
        bound = self.bounds[place]
        each = tuple(map(as_fmpq, bound.tolist())) if bound.ndim else as_fmpq(float(bound))
        gammas: list[object] = [each]
        if self.quantifier.symmetric:
            # floats of blocks made by products are symmetric only up to rounding
            array = np.where(inner, (array + array.T) / 2, array)
        else:
            gammas.append((None,) * len(self.sizes) if isinstance(each, tuple) else None)
        # By the rounding errors of float64 first; beyond 10⁻⁴ in all it would be another instance.
        for exponent in range(-15, -3):
            for gamma in gammas:
                made = self._certified(array, gamma)
                if made is not None:
                    return made
            if self.quantifier.of_flows:
                # by as much of their size: bounds of stiff blocks are far smaller than entries
                moved = 10.0**exponent * np.linalg.norm(array * inner, 2) * np.eye(len(array))
                array = array - moved
            else:
                array = np.where(inner, array * (1 - 10.0**exponent), array)
        raise InvalidMatrix("matrix: its blocks are not stable beyond rounding")

    def _certified(self, array: FloatArray, gamma: object) -> CoupledMatrix | None:
        try:
            made: CoupledMatrix = self.quantifier.matrix_class.split(
                array, self.sizes, gamma, symmetric=self.quantifier.symmetric
            )
        except InvalidMatrix:
            return None
        return made


@dataclass(frozen=True)
class Batch:
    """Instances grouped by their block sizes."""

    stacks: tuple[Stack, ...]

    def __iter__(self) -> Iterator[Stack]:
        return iter(self.stacks)

    def __len__(self) -> int:
        return sum(map(len, self.stacks))
