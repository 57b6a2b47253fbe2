"""Float64 stacks of instances of a statement, as they are screened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray

from kreissverify.expressions.coupled_values import number_of_rows
from kreissverify.expressions.symbols import Leaf
from kreissverify.matrices.class_options import block_place, radius_place
from kreissverify.matrices.symbolic import SymbolicMatrix
from kreissverify.numbers.arrays import FloatArray as Array

__all__ = ["CoupledFloats", "FloatStack"]

Places = NDArray[np.intp] | NDArray[np.bool_] | slice


@dataclass(frozen=True)
class CoupledFloats:
    """Jacobians of equal block sizes.

    Parameters
    ----------
    sizes
        The sizes of the m diagonal blocks.
    matrices
        Shape (N, n, n).
    gamma
        Shape (N,), or (N, m) where each block has a γ_i of its own.
    of_flows
        Whether they are of flows: μ and μ_i stand in the places of these.
    """

    sizes: tuple[int, ...]
    matrices: Array
    gamma: Array
    of_flows: bool = False

    def __len__(self) -> int:
        return len(self.gamma)

    def chosen(self, places: Places) -> CoupledFloats:
        """Return the instances at some places."""
        return replace(self, matrices=self.matrices[places], gamma=self.gamma[places])

    def scalar(self, name: str) -> Array:
        """Return γ, a γ_i, b, c or n, of shape (N,)."""
        places = {"b": (0, 1), "c": (1, 0)}
        if name in places:
            return self._norms[(slice(None), *places[name])]
        if name == "n":
            return np.full(len(self.gamma), float(sum(self.sizes)))
        if self.gamma.ndim == 1:
            return self.gamma
        place = radius_place(name)
        if place is not None:
            return np.asarray(self.gamma[:, place])
        # what holds for all blocks: the least μ_i, the largest γ_i
        return np.asarray((np.min if self.of_flows else np.max)(self.gamma, axis=1))

    def part(self, path: tuple[str, ...]) -> tuple[Array, tuple[int, ...]]:
        """Return the stack at the end of a path, and the sizes of its diagonal blocks."""
        stack, sizes = self.matrices, self.sizes
        for attribute in path:
            stack, sizes = self._attribute(stack, sizes, attribute)
        return stack, sizes

    def _attribute(
        self, stack: Array, sizes: tuple[int, ...], attribute: str
    ) -> tuple[Array, tuple[int, ...]]:
        if attribute == "comparison":
            norms = self._norms.copy()
            m = len(self.sizes)
            sign = -1.0 if self.of_flows else 1.0
            norms[:, range(m), range(m)] = sign * self.gamma.reshape(len(norms), -1)
            return norms, (1,) * m
        if attribute == "block_norms":
            return self._norms, (1,) * len(self.sizes)
        if attribute == "triangular":
            owner = np.repeat(np.arange(len(sizes)), sizes)
            return stack * (owner[:, None] >= owner[None, :]), sizes
        named = {"A": (0, 0), "B": (0, 1), "C": (1, 0), "D": (1, 1)}
        i, j = block_place(attribute) or named[attribute]
        ends = np.concatenate([[0], np.cumsum(sizes)])
        return stack[:, ends[i] : ends[i + 1], ends[j] : ends[j + 1]], (sizes[i],)

    @cached_property
    def _norms(self) -> Array:
        ends = np.concatenate([[0], np.cumsum(self.sizes)])
        m = len(self.sizes)
        norms = np.empty((len(self.matrices), m, m))
        for i in range(m):
            for j in range(m):
                block = self.matrices[:, ends[i] : ends[i + 1], ends[j] : ends[j + 1]]
                norms[:, i, j] = np.linalg.norm(block, 2, axis=(-2, -1))
        return norms


@dataclass(frozen=True)
class FloatStack:
    """N instances of a statement whose matrices have equal shapes.

    Parameters
    ----------
    count
        N.
    matrices
        The matrices by name: of coupled classes, and stacks of shape (N, rows, columns).
    parameters
        Values of the numbers, each of shape (N,).
    sizes
        The sizes that have a name of their own.
    """

    count: int
    matrices: Mapping[str, CoupledFloats | NDArray[Any]]
    parameters: Mapping[str, Array]
    sizes: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of_class(
        cls, variable: str, members: CoupledFloats, parameters: Mapping[str, Array]
    ) -> FloatStack:
        """Return the stack of instances of one coupled class, with numbers.

        Parameters
        ----------
        variable
            The name of the matrix variable.
        members
            The instances.
        parameters
            Values of the scalar variables, each of shape (N,).
        """
        return cls(len(members), {variable: members}, parameters)

    def __len__(self) -> int:
        return self.count

    @property
    def coupled(self) -> CoupledFloats:
        """The matrices of the only coupled class."""
        (found,) = (x for x in self.matrices.values() if isinstance(x, CoupledFloats))
        return found

    def _owner(self, name: str) -> CoupledFloats:
        """Return the matrices to which numbers belong: of a name, or the only coupled ones."""
        if not name:
            return self.coupled
        found = self.matrices[name]
        assert isinstance(found, CoupledFloats)
        return found

    @property
    def variable(self) -> str:
        """The name of the first matrix."""
        return next(iter(self.matrices))

    @property
    def widest(self) -> int:
        """The largest number of rows or columns of a matrix in it, 1 without matrices."""
        stacks = (x.matrices if isinstance(x, CoupledFloats) else x for x in self.matrices.values())
        return max((max(x.shape[1:]) for x in stacks), default=1)

    def chosen(self, places: Places) -> FloatStack:
        """Return the instances at some places."""
        parameters = {name: values[places] for name, values in self.parameters.items()}
        matrices = {
            name: x.chosen(places) if isinstance(x, CoupledFloats) else x[places]
            for name, x in self.matrices.items()
        }
        count = len(np.arange(self.count)[places])
        return FloatStack(count, matrices, parameters, self.sizes)

    def scalar(self, name: str) -> Array:
        """Return a parameter, a size, or γ, a γ_i, b, c, n of a coupled class, of shape (N,)."""
        if name in self.parameters:
            return self.parameters[name]
        if name in self.sizes:
            return np.full(self.count, float(self.sizes[name]))
        owner, _, own = name.rpartition(".")
        return self._owner(owner).scalar(own)

    def part(self, symbol: SymbolicMatrix) -> tuple[Array, tuple[int, ...]]:
        """Return the stack of a part of a coupled matrix, and the sizes of its diagonal blocks."""
        return self._owner(symbol.owner).part(symbol.path)

    def leaf(self, symbol: Leaf) -> NDArray[Any]:
        """Return the stack that a symbol stands for."""
        if isinstance(symbol, SymbolicMatrix):
            return self.part(symbol)[0]
        found = self.matrices[str(symbol.name)]
        assert not isinstance(found, CoupledFloats)
        return found

    def size(self, term: sympy.Expr) -> int:
        """Return a number of rows."""
        return number_of_rows(term, lambda owner: self._owner(owner).sizes, self._size_called)

    def _size_called(self, name: str) -> int | None:
        if name in self.sizes:
            return self.sizes[name]
        return int(self.parameters[name][0]) if name in self.parameters else None
