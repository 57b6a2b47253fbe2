"""Stacks of exact instances as float balls that contain them, of equal sizes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import sympy
from flint import fmpq

from kreissverify.evidence.evaluation.float_stack import CoupledFloats, FloatStack
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.symbols import Leaf
from kreissverify.matrices import CoupledMatrix
from kreissverify.matrices.symbolic import (
    NORM_OF_B,
    NORM_OF_C,
    NORMS_OF_BLOCKS,
    SymbolicMatrix,
)
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.float_ball_matrix import FloatBall, norm_bounds_of_stack
from kreissverify.numbers.intervals import Intervals

__all__ = ["BallStack"]

_PLACES = {NORM_OF_B.name: (0, 1), NORM_OF_C.name: (1, 0)}


@dataclass(frozen=True)
class BallStack:
    """N instances of a statement, whose matrices have equal shapes, as balls around them.

    Parameters
    ----------
    floats
        Their roundings: each entry is the float nearest the rational one.
    members
        The exact instances themselves.
    """

    floats: FloatStack
    members: Sequence[Binding]

    def __len__(self) -> int:
        return len(self.members)

    def chosen(self, places: Any) -> BallStack:
        """Return some of the instances."""
        return BallStack(self.floats.chosen(places), [self.members[k] for k in places])

    def scalar(self, name: str) -> Intervals:
        """Return a parameter, a size, or γ, a γ_i, b, c, n of a coupled class, of shape (N,)."""
        owner, _, own = name.rpartition(".")
        first = self.members[0]
        if name not in first.parameters and name not in first.sizes and own in _PLACES:
            return self._entries(self._norms_of(owner), *_PLACES[own])
        ends: list[fmpq] = []
        for member in self.members:
            value = member.scalar(name)
            end = value.lower.value
            if not (value.is_exact and is_finite(end)):
                raise Refused(f"{name}: it is not known exactly")
            ends.append(end)
        return Intervals.of_rationals(ends)

    @staticmethod
    def _entries(matrix: FloatBall, i: int, j: int) -> Intervals:
        found = Intervals.around(matrix.mid[:, i, j], matrix.rad[:, i, j])
        return Intervals(np.maximum(found.lower, 0.0), found.upper)  # a norm

    def leaf(self, symbol: Leaf) -> FloatBall:
        """Return balls around the matrices that a symbol stands for.

        Raises
        ------
        Refused
            If they are complex.
        """
        if not isinstance(symbol, SymbolicMatrix):
            return self._ball(str(symbol.name))
        path = symbol.path
        if path and path[0] in NORMS_OF_BLOCKS:
            norms = self._norms_of(symbol.owner)
            if path[0] == "comparison":
                norms = self._with_bounds(symbol.owner, norms)
            return _part(norms, (1,) * norms.mid.shape[-1], path[1:])
        return _part(self._ball(symbol.owner), self._coupled(symbol.owner).sizes, path)

    def size(self, term: sympy.Expr) -> int:
        """Return a number of rows."""
        return self.floats.size(term)

    def _name(self, owner: str) -> str:
        """Return the name of the matrix to which numbers belong: of a name, or the only one."""
        return owner or next(iter(self.members[0].coupled))

    def _coupled(self, owner: str) -> CoupledFloats:
        found = self.floats.matrices[self._name(owner)]
        assert isinstance(found, CoupledFloats)
        return found

    @cached_property
    def _known(self) -> dict[str, FloatBall]:
        return {}

    def _ball(self, name: str) -> FloatBall:
        name = self._name(name)
        if name not in self._known:
            of = self.floats.matrices[name]
            mid = of.matrices if isinstance(of, CoupledFloats) else of
            if np.iscomplexobj(mid):
                raise Refused("float balls are real")
            self._known[name] = FloatBall(mid, self._radii(name, mid))
        return self._known[name]

    def _radii(self, name: str, mid: FloatArray) -> FloatArray:
        """Return a bound of the rounding of entries; a zero is known to be one."""
        radii = np.abs(mid) * 2.0**-52
        for place, i, j in zip(*np.nonzero(mid == 0), strict=True):
            of = self.members[place].matrices[name]
            entries = of.exact if isinstance(of, CoupledMatrix) else of.real
            radii[place, i, j] = 0.0 if entries[int(i), int(j)] == 0 else 1e-300
        # what underflow may have taken of others
        return np.where(radii > 0, radii + 1e-300, 0.0)

    @cached_property
    def _norms(self) -> dict[str, FloatBall]:
        return {}

    def _norms_of(self, owner: str) -> FloatBall:
        """Return balls around the matrices of the norms of all blocks."""
        name = self._name(owner)
        if name not in self._norms:
            sizes, whole = self._coupled(name).sizes, self._ball(name)
            ends, m = np.concatenate([[0], np.cumsum(sizes)]), len(sizes)
            mid = np.empty((len(self), m, m))
            rad = np.empty_like(mid)
            for i in range(m):
                for j in range(m):
                    rows, columns = slice(ends[i], ends[i + 1]), slice(ends[j], ends[j + 1])
                    block = whole.chosen((slice(None), rows, columns))
                    mid[:, i, j], rad[:, i, j] = _norm_balls(block)
            self._norms[name] = FloatBall(mid, rad)
        return self._norms[name]

    def _with_bounds(self, owner: str, norms: FloatBall) -> FloatBall:
        """Return the comparison matrices: the bounds of the blocks on the diagonal."""
        name, m = self._name(owner), norms.mid.shape[-1]
        mid, rad = norms.mid.copy(), norms.rad.copy()
        for i in range(m):
            entries = [x.coupled[name] for x in self.members]
            values = Intervals.of_rationals(
                [x.kind_of_bound.entry(x.every_bound[i]) for x in entries]
            )
            mid[:, i, i], rad[:, i, i] = _balls_of(values)
        return FloatBall(mid, rad)


def _norm_balls(block: FloatBall) -> tuple[FloatArray, FloatArray]:
    zero = ~(block.mid.any(axis=(1, 2)) | block.rad.any(axis=(1, 2)))
    low, high = norm_bounds_of_stack(block)
    mid, rad = _balls_of(Intervals(low, high))
    return np.where(zero, 0.0, mid), np.where(zero, 0.0, rad)


def _balls_of(values: Intervals) -> tuple[FloatArray, FloatArray]:
    mid = values.lower + (values.upper - values.lower) / 2
    rad = np.nextafter(np.maximum(values.upper - mid, mid - values.lower), np.inf)
    return mid, np.where(values.lower == values.upper, 0.0, rad)


def _part(matrix: FloatBall, sizes: tuple[int, ...], path: tuple[str, ...]) -> FloatBall:
    """Return what is at the end of a path: entries are chosen only, of both arrays alike."""
    if not path:
        return matrix
    if NORMS_OF_BLOCKS & {*path}:
        raise Refused("norms of blocks of a part of a matrix")
    bounds = np.zeros(len(matrix.mid))
    parts = (CoupledFloats(sizes, x, bounds).part(path)[0] for x in (matrix.mid, matrix.rad))
    return FloatBall(*parts)
