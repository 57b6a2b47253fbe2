"""Unconstrained coordinates on a coupled class, so that optimisers can walk through it.

A member of given block sizes is reached, up to orthogonal changes of basis inside the blocks (which
change none of the quantities, norms or spectra), with triangular diagonal blocks: diagonal ones
where they are symmetric. Couplings are on logarithmic scales, so that the limits γ → 1, κ → ∞ and
ρ(T) → 1 are as wide as the middle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

import numpy as np

from kreissverify.instances.parametrization import MatrixParametrization
from kreissverify.matrices import Quantifier
from kreissverify.numbers.arrays import FloatArray as Array

__all__ = ["CoupledParametrization", "coupled_parametrizations"]

# The ranges below are decades, a choice: beyond six decades of odds (γ within 1e-6 of 1), or κ
# above 1e7, float64 loses the digits in which the two sides of a bound differ.
_ODDS = (-6.0, 6.0)
_KAPPAS = (-3.0, 7.0)
_RADII = (-6.0, 7.0)  # odds of ρ(T - γI)/(1-γ), which comes within 1e-7 of 1, the end of stability
_ANY_RADII = (-6.0, 4.0)  # powers of ten of the same ratio, which then may exceed 1
_SKEW = (-9.0, 9.0)  # sinh of it: entries above the diagonal up to about 4000
# Small sizes, few coordinates first: an extremal member nearly always exists in sizes 1+1 to 2+2,
# and the time for a search grows faster than its dimension.
_TWO: list[tuple[int, ...]] = [(1, 1), (2, 1), (1, 2), (2, 2), (3, 3)]
_MANY: list[tuple[int, ...]] = [(1, 1), (1, 1, 1), (2, 2), (2, 1, 1), (1, 1, 1, 1), (2, 2, 2)]


@dataclass(frozen=True)
class CoupledParametrization:
    """Coordinates of the members with given block sizes.

    Parameters
    ----------
    quantifier
        The class.
    sizes
        The sizes of the diagonal blocks.
    extremal
        Only members that equal their comparison matrix T (on the first coordinates of the blocks).
    stable
        Only members with ρ(T) < 1.
    fixed
        Values of some of γ (or the γ_i), b, c by name; the others are free.
    """

    quantifier: Quantifier
    sizes: tuple[int, ...]
    extremal: bool = True
    stable: bool = True
    fixed: Mapping[str, float] = field(default_factory=dict)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers that may be fixed."""
        return (*self._radii, "b", "c") if self._m == 2 else self._radii

    @cached_property
    def ranges(self) -> Mapping[str, tuple[float, float]]:
        """The coordinates by name, each with its range."""
        return (
            self._coupling_bounds()
            if self.extremal
            else {**self._coupling_bounds(), **self._shapes()}
        )

    def members(self, at: Mapping[str, Array], count: int) -> tuple[Array, Array]:
        """Return members of shape (N, n, n) and their γ, see the protocol."""
        gammas = self._gammas(at, count)
        table = self._table(at, gammas)
        matrices = np.zeros((count, sum(self.sizes), sum(self.sizes)))
        for i, j in product(range(self._m), repeat=2):
            rows, columns = self._span(i), self._span(j)
            block = (
                self._diagonal(at, i, gammas[:, i]) if i == j else self._coupling(at, i, j, count)
            )
            scale = np.ones(count) if i == j else table[:, i, j]
            matrices[:, rows, columns] = scale[:, None, None] * block
        return matrices, gammas[:, 0] if len(self._radii) == 1 else gammas

    @property
    def _radii(self) -> tuple[str, ...]:
        """The names of the bounds: of one γ, or of a γ_i for each block."""
        if self.quantifier.radii == "common":
            return (self.quantifier.matrix_class.kind_of_bound.word,)
        return tuple(map(self.quantifier.matrix_class.radius_name, range(self._m)))

    @property
    def _m(self) -> int:
        return len(self.sizes)

    @property
    def _triangular(self) -> bool:
        return self.quantifier.structure.lower_triangular

    def _span(self, i: int) -> slice:
        start = sum(self.sizes[:i])
        return slice(start, start + self.sizes[i])

    @property
    def _couplings(self) -> list[tuple[int, int]]:
        places = product(range(self._m), repeat=2)
        return [(i, j) for i, j in places if self.quantifier.structure.couples(i, j)]

    def _coupling_bounds(self) -> dict[str, tuple[float, float]]:
        """Return the coordinates of γ and T: κ alone where B = 0, else ρ(T) and its balance."""
        # of γ the odds, of μ the decades
        ranges = {name: _ODDS for name in self._radii if name not in self.fixed}
        if self._triangular:
            return ranges if "c" in self.fixed else {**ranges, "log kappa": _KAPPAS}
        if self._m > 2:
            ranges |= {f"log {i}{j}": _ODDS for i, j in self._couplings}
        elif not {"b", "c"} <= self.fixed.keys():
            ranges["balance"] = _ODDS
        if not {"b", "c"} <= self.fixed.keys():
            ranges["radius"] = _RADII if self.stable else _ANY_RADII
        return ranges

    def _shapes(self) -> dict[str, tuple[float, float]]:
        """Return those of the blocks: eigenvalues, what lies above them, couplings of norm 1."""
        ranges: dict[str, tuple[float, float]] = {}
        for i, size in enumerate(self.sizes):
            ranges |= {f"share {i}{k}": (-np.pi / 2, np.pi / 2) for k in range(size)}
            if not self.quantifier.symmetric:
                ranges |= {f"skew {i}{k}": _SKEW for k in range(size * (size - 1) // 2)}
        for i, j in self._couplings:
            entries = self.sizes[i] * self.sizes[j]
            ranges |= {f"entry {i}{j}{k}": (-1.0, 1.0) for k in range(entries)}
        return ranges

    def _gammas(self, at: Mapping[str, Array], count: int) -> Array:
        """Return the bounds of the blocks, of shape (N, m): equal columns for one γ."""
        columns = [
            np.full(count, float(self.fixed[name])) if name in self.fixed else self._bound(at[name])
            for name in self._radii
        ]
        return np.stack(columns if len(columns) == self._m else columns * self._m, axis=1)

    def _bound(self, x: Array) -> Array:
        return np.asarray(10.0**x) if self.quantifier.of_flows else _share(x)

    def _gaps(self, bounds: Array) -> Array:
        """Return the distances from the edge of stability, 1-γ or μ."""
        return bounds if self.quantifier.of_flows else 1 - bounds

    def _table(self, at: Mapping[str, Array], gammas: Array) -> Array:
        """Return the norms of the couplings, as a comparison matrix with zeros on its diagonal."""
        m, count = self._m, len(gammas)
        table = np.zeros((count, m, m))
        # √(d_i·d_j), d = 1-γ: with D on both sides, ρ of D^(-1/2)·N·D^(-1/2) below 1 is stability
        roots = np.sqrt(self._gaps(gammas))
        gaps = roots[:, :, None] * roots[:, None, :]
        if len(self._radii) == 1:  # to the last bit what it is without roots
            gaps = np.broadcast_to(self._gaps(gammas[:, :1])[:, :, None], gaps.shape)
        if self._triangular and "log kappa" in at:
            table[:, 1, 0] = 10 ** at["log kappa"] * gaps[:, 1, 0]
        elif "radius" in at:
            for i, j in self._couplings:
                way = at["balance"] * (1 if i > j else -1) if m == 2 else at[f"log {i}{j}"]
                table[:, i, j] = 10**way
            wanted = _share(at["radius"]) if self.stable else 10 ** at["radius"]
            # of two blocks 10ʷ and 10⁻ʷ have the product 1 already
            present = np.abs(np.linalg.eigvals(table)).max(-1) if m > 2 else np.ones(count)
            table *= gaps * wanted[:, None, None] / present[:, None, None]
        for name, (i, j) in {"b": (0, 1), "c": (1, 0)}.items():
            if name in self.fixed:
                table[:, i, j] = self.fixed[name]
        return table

    def _diagonal(self, at: Mapping[str, Array], i: int, gamma: Array) -> Array:
        """Return triangular blocks with eigenvalues in [-γ, γ], diagonal where symmetric."""
        size = self.sizes[i]
        block = np.zeros((len(gamma), size, size))
        if self.quantifier.of_flows:
            return self._decaying(at, i, gamma, block)
        if self.extremal:
            block[:, 0, 0] = gamma
            return block
        for k in range(size):
            block[:, k, k] = gamma * np.sin(at[f"share {i}{k}"])
        if not self.quantifier.symmetric:
            above = zip(*np.triu_indices(size, 1), strict=True)
            for k, (row, column) in enumerate(above):
                block[:, row, column] = np.sinh(at[f"skew {i}{k}"])
        return block

    def _decaying(self, at: Mapping[str, Array], i: int, mu: Array, block: Array) -> Array:
        """Return -diag(μ + p) plus a skew matrix, p ≥ 0: every block up to a rotation."""
        size = self.sizes[i]
        for k in range(size):
            # from -μ on to the left without end
            share = 1.0 if self.extremal else np.maximum(np.cos(at[f"share {i}{k}"]), 1e-8) ** 2
            block[:, k, k] = -mu / share
        if not self.extremal and not self.quantifier.symmetric:
            above = zip(*np.triu_indices(size, 1), strict=True)
            for k, (row, column) in enumerate(above):
                turn = mu * np.sinh(at[f"skew {i}{k}"])
                block[:, row, column], block[:, column, row] = turn, -turn
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
        block[norms == 0, 0, 0] = 1  # 0 has no direction: any block of norm 1 stands for it
        return np.asarray(block / np.where(norms == 0, 1, norms)[:, None, None])


def _share(x: Array) -> Array:
    """Return the number in (0, 1) that is x decades from its middle, of odds 10ˣ."""
    return np.asarray(1 / (1 + 10.0**-x))


def coupled_parametrizations(
    quantifier: Quantifier,
    sizes: Sequence[tuple[int, ...]] | None = None,
    fixed: Mapping[str, float] | None = None,
) -> list[MatrixParametrization]:
    """Return the parametrisations that cover a class, those of few coordinates first.

    Parameters
    ----------
    quantifier
        A complete class: of another, members would be left that its condition excludes.
    sizes
        The block sizes to look at; by default small ones. Sizes of the quantifier come before both.
    fixed
        Values of some of γ, b, c by name.
    """
    given = quantifier.given_sizes
    if given is not None:
        every = [given]
    elif sizes is not None:
        every = list(sizes)
    else:
        every = _TWO if quantifier.structure.two_blocks else _MANY
    # with B = 0 (and no blocks above the diagonal) ρ(T) = γ: every member is stable
    stabilities = (True,) if quantifier.structure.lower_triangular else (True, False)
    found: list[MatrixParametrization] = []
    for size in every:
        # larger extremal members are 1×1 blocks filled up with zeros: worth a search only where the
        # quantifier asks for such sizes
        kinds = (True, False) if set(size) == {1} or given is not None else (False,)
        found += [
            CoupledParametrization(quantifier, size, extremal, stable, dict(fixed or {}))
            for extremal, stable in product(kinds, stabilities)
        ]
    return found
