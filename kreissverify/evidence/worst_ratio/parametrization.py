"""Unconstrained coordinates on a class of instances, so that optimisers can walk through it.

A member of given block sizes is reached, up to orthogonal changes of basis inside the blocks (which
change none of the quantities, norms or spectra), with triangular diagonal blocks: diagonal ones
where they are symmetric. Strengths are on logarithmic scales, so that the corners γ → 1, κ → ∞ and
ρ(T) → 1 are as wide as the middle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

import numpy as np

from kreissverify.evidence.evaluation.float_arithmetic import FloatStack
from kreissverify.matrices import BlockTriangular, Quantifier
from kreissverify.numbers.arrays import FloatArray as Array
from kreissverify.theorems import Domain, Integer, Statement

__all__ = ["Parametrization", "parametrizations"]

_TABLE = ("gamma", "b", "c")
_ENDS = 9.0  # decades from the middle of an interval to its ends


@dataclass(frozen=True)
class Parametrization:
    """Coordinates of the members with given block sizes, and of the statement's parameters.

    Parameters
    ----------
    statement
        The statement, whose class and parameters are walked through.
    sizes
        The sizes of the diagonal blocks.
    extremal
        Only members that equal their comparison matrix T (on the first coordinates of the blocks).
    stable
        Only members with ρ(T) < 1.
    fixed
        Values of some of γ, b, c and the parameters, by name; the others are free.
    """

    statement: Statement
    sizes: tuple[int, ...]
    extremal: bool = True
    stable: bool = True
    fixed: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = [*(_TABLE if self._m == 2 else _TABLE[:1]), *self.statement.parameters]
        for name in self.fixed:
            if name not in known:
                raise ValueError(f"fixed: expected names among {', '.join(known)}, got {name!r}")

    @cached_property
    def box(self) -> Array:
        """The ends of every coordinate, of shape (d, 2)."""
        return np.array(list(self._ranges.values()), dtype=np.float64).reshape(-1, 2)

    @property
    def dimension(self) -> int:
        """The number of coordinates."""
        return len(self._ranges)

    def members(self, points: Array) -> FloatStack:
        """Return the members at points of shape (N, d); outside the box they are moved into it."""
        inside = np.clip(points, self.box[:, 0], self.box[:, 1])
        at = dict(zip(self._ranges, inside.T, strict=True))
        count = len(points)
        gamma = self._gamma(at, count)
        table = self._table(at, gamma)
        matrices = np.zeros((count, sum(self.sizes), sum(self.sizes)))
        for i, j in product(range(self._m), repeat=2):
            rows, columns = self._span(i), self._span(j)
            block = self._diagonal(at, i, gamma) if i == j else self._coupling(at, i, j, count)
            scale = np.ones(count) if i == j else table[:, i, j]
            matrices[:, rows, columns] = scale[:, None, None] * block
        parameters = {
            name: np.full(count, self.fixed[name]) if name in self.fixed else _values(of, at[name])
            for name, of in self.statement.parameters.items()
        }
        return FloatStack(self.statement.matrix[0], self.sizes, matrices, gamma, parameters)

    @property
    def _quantifier(self) -> Quantifier:
        return self.statement.matrix[1]

    @property
    def _m(self) -> int:
        return len(self.sizes)

    @property
    def _triangular(self) -> bool:
        return issubclass(self._quantifier.matrix_class, BlockTriangular)

    def _span(self, i: int) -> slice:
        start = sum(self.sizes[:i])
        return slice(start, start + self.sizes[i])

    @property
    def _couplings(self) -> list[tuple[int, int]]:
        places = product(range(self._m), repeat=2)
        return [(i, j) for i, j in places if i > j or (i < j and not self._triangular)]

    @cached_property
    def _ranges(self) -> dict[str, tuple[float, float]]:
        """The coordinates by name, each with its range."""
        ranges = self._strengths()
        if not self.extremal:
            ranges |= self._shapes()
        for name, of in self.statement.parameters.items():
            if name not in self.fixed:
                ranges[name] = _range(of)
        return ranges

    def _strengths(self) -> dict[str, tuple[float, float]]:
        ranges = {} if "gamma" in self.fixed else {"gamma": (-6.0, 6.0)}
        if self._triangular:
            return ranges if "c" in self.fixed else {**ranges, "log kappa": (-3.0, 7.0)}
        if self._m > 2:
            ranges |= {f"log {i}{j}": (-6.0, 6.0) for i, j in self._couplings}
        elif not {"b", "c"} <= self.fixed.keys():
            ranges["balance"] = (-6.0, 6.0)
        if not {"b", "c"} <= self.fixed.keys():
            ranges["radius"] = (-6.0, 7.0) if self.stable else (-6.0, 4.0)
        return ranges

    def _shapes(self) -> dict[str, tuple[float, float]]:
        ranges: dict[str, tuple[float, float]] = {}
        for i, size in enumerate(self.sizes):
            ranges |= {f"share {i}{k}": (-np.pi / 2, np.pi / 2) for k in range(size)}
            if not self._quantifier.symmetric:
                ranges |= {f"skew {i}{k}": (-9.0, 9.0) for k in range(size * (size - 1) // 2)}
        for i, j in self._couplings:
            entries = self.sizes[i] * self.sizes[j]
            ranges |= {f"entry {i}{j}{k}": (-1.0, 1.0) for k in range(entries)}
        return ranges

    def _gamma(self, at: Mapping[str, Array], count: int) -> Array:
        if "gamma" in self.fixed:
            return np.full(count, float(self.fixed["gamma"]))
        return _share(at["gamma"])

    def _table(self, at: Mapping[str, Array], gamma: Array) -> Array:
        """Return the norms of the couplings, as a comparison matrix with zeros on its diagonal."""
        m, count = self._m, len(gamma)
        table = np.zeros((count, m, m))
        if self._triangular and "log kappa" in at:
            table[:, 1, 0] = 10 ** at["log kappa"] * (1 - gamma)
        elif "radius" in at:
            for i, j in self._couplings:
                way = at["balance"] * (1 if i > j else -1) if m == 2 else at[f"log {i}{j}"]
                table[:, i, j] = 10**way
            wanted = _share(at["radius"]) if self.stable else 10 ** at["radius"]
            present = np.abs(np.linalg.eigvals(table)).max(-1) if m > 2 else np.ones(count)
            table *= ((1 - gamma) * wanted / present)[:, None, None]
        for name, (i, j) in {"b": (0, 1), "c": (1, 0)}.items():
            if name in self.fixed:
                table[:, i, j] = self.fixed[name]
        return table

    def _diagonal(self, at: Mapping[str, Array], i: int, gamma: Array) -> Array:
        """Return triangular blocks with eigenvalues in [-γ, γ], diagonal where symmetric."""
        size = self.sizes[i]
        block = np.zeros((len(gamma), size, size))
        if self.extremal:
            block[:, 0, 0] = gamma
            return block
        for k in range(size):
            block[:, k, k] = gamma * np.sin(at[f"share {i}{k}"])
        if not self._quantifier.symmetric:
            above = zip(*np.triu_indices(size, 1), strict=True)
            for k, (row, column) in enumerate(above):
                block[:, row, column] = np.sinh(at[f"skew {i}{k}"])
        return block

    def _coupling(self, at: Mapping[str, Array], i: int, j: int, count: int) -> Array:
        """Return blocks of norm 1."""
        shape = (count, self.sizes[i], self.sizes[j])
        block = np.zeros(shape)
        if self.extremal:
            block[:, 0, 0] = 1
            return block
        if (i, j) not in self._couplings:
            return block
        entries = [at[f"entry {i}{j}{k}"] for k in range(shape[1] * shape[2])]
        block = np.stack(entries, axis=1).reshape(shape)
        norms = np.linalg.norm(block, 2, axis=(1, 2))
        block[norms == 0, 0, 0] = 1
        return np.asarray(block / np.where(norms == 0, 1, norms)[:, None, None])


def _share(x: Array) -> Array:
    """Return the number in (0, 1) that is x decades from its middle, of odds 10ˣ."""
    return np.asarray(1 / (1 + 10.0**-x))


def _range(of: Domain) -> tuple[float, float]:
    if of.low is not None and of.high is not None:
        return -_ENDS, _ENDS
    if of.low is None and of.high is None:
        return -10.0, 10.0
    return -6.0, 6.0


def _values(of: Domain, x: Array) -> Array:
    """Return numbers of a domain: ends that are included are reached, others approached."""
    low = None if of.low is None else float(of.low)
    high = None if of.high is None else float(of.high)
    if low is not None and high is not None:
        share = _share(x)
        share = np.where((x <= -_ENDS + 1) & (of.at_least is not None), 0.0, share)
        share = np.where((x >= _ENDS - 1) & (of.at_most is not None), 1.0, share)
        values = low + (high - low) * share
    elif low is not None:
        values = low + 10**x
    else:
        values = np.sinh(x) if high is None else high - 10**x
    return _whole(of, values) if isinstance(of, Integer) else np.asarray(values)


def _whole(of: Domain, values: Array) -> Array:
    first = -np.inf if of.low is None else np.floor(float(of.low)) + 1
    first = np.ceil(float(of.at_least)) if of.at_least is not None else first
    last = np.inf if of.high is None else np.ceil(float(of.high)) - 1
    last = np.floor(float(of.at_most)) if of.at_most is not None else last
    return np.asarray(np.clip(np.round(values), first, last))


def parametrizations(
    statement: Statement,
    sizes: Sequence[tuple[int, ...]] | None = None,
    fixed: Mapping[str, float] | None = None,
) -> list[Parametrization]:
    """Return the charts that cover a statement's class, those of few coordinates first."""
    quantifier = statement.matrix[1]
    known = dict(fixed or {})
    if quantifier.sizes is not None:
        every = [quantifier.sizes]
    elif sizes is not None:
        every = list(sizes)
    elif quantifier.matrix_class.block_count == 2:
        every = [(1, 1), (2, 1), (1, 2), (2, 2), (3, 3)]
    else:
        every = [(1, 1), (1, 1, 1), (2, 2), (2, 1, 1), (1, 1, 1, 1), (2, 2, 2)]
    triangular = issubclass(quantifier.matrix_class, BlockTriangular)
    found = []
    for size in every:
        if set(size) == {1} or quantifier.sizes is not None:
            found += [Parametrization(statement, size, True, True, known)]
            found += [] if triangular else [Parametrization(statement, size, True, False, known)]
        found += [Parametrization(statement, size, False, True, known)]
        found += [] if triangular else [Parametrization(statement, size, False, False, known)]
    return found
