"""Coupled classes whose members are made from comparison matrices T, exactly and in floats."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING

import numpy as np
from flint import fmpq

from kreissverify.instances.batch import Batch
from kreissverify.instances.contract import InstanceClass, require_positive
from kreissverify.instances.coupled.coupling_parameters import spectral_bound
from kreissverify.instances.coupled.exact_instances import (
    Table,
    comparison_member,
    plain_member,
    spectral_member,
)
from kreissverify.instances.coupled.float_coupling_parameters import float_spectral_bound
from kreissverify.instances.coupled.float_instances import FloatArray, float_stack
from kreissverify.instances.coupled.generic_members import generic_member
from kreissverify.instances.coupled.separate_radii import (
    drawn_roots,
    float_separated,
    separate_corners,
    separated,
)
from kreissverify.instances.coupled.small_members import shuffled_small_members
from kreissverify.instances.randomness import generator
from kreissverify.matrices import CoupledMatrix, Quantifier

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["CoupledInstances"]

# A float stack is one call of LAPACK for all its members: more sizes in a batch cover more of the
# class, and cost as many calls. A dozen is a choice.
_MOST_STACKS = 12


class CoupledInstances(InstanceClass):
    """The instances of a complete class of coupled blocks.

    A subclass says how strongly its blocks are coupled (the comparison matrix T), exactly and in
    floats. What is drawn depends on (quantifier, seed, index) alone.
    """

    def draw(self, quantifier: Quantifier, seed: int, index: int) -> CoupledMatrix:
        """Return one exact instance.

        Parameters
        ----------
        quantifier
            The class with its options.
        seed, index
            What the instance is a function of.
        """
        # The shares are choices, and frozen: another one changes what every recorded seed means.
        # Most members have known norms, so that T is exact; about a tenth each are applied problems
        # and plain matrices, whose norms are mostly irrational.
        source = generator(quantifier.label, seed, index)
        sizes = quantifier.given_sizes or self.draw_sizes(source)
        kind = source.random()
        special = self.special(source, quantifier, sizes) if kind < 0.08 else None
        if special is not None:
            return special
        table = self._table(source, quantifier, len(sizes))
        if kind < 0.2:
            return plain_member(source, quantifier, table, sizes)
        return spectral_member(source, quantifier, table, sizes)

    def extremal(self, quantifier: Quantifier, seed: int) -> Iterator[CoupledMatrix]:
        """Yield members that equal their comparison matrix T, extreme ones first; a finite number.

        If the quantifier asks for larger blocks, T acts on the first coordinate of each.
        """
        for table in self._corner_tables(quantifier, seed):
            yield comparison_member(quantifier, table)

    def _corner_tables(self, quantifier: Quantifier, seed: int) -> Iterator[Table]:
        """Return T of the extremal members, with one γ or a γ_i for each block."""
        source, sizes = generator("extremal", quantifier.label, seed), quantifier.given_sizes
        if quantifier.radii == "common":
            return self.extremal_tables(source, sizes)
        draw = generator("corners of separate radii")  # the same for every seed, as for one γ
        return separate_corners(
            source, quantifier.structure, sizes, lambda m: self.couplings(draw, m, fmpq(0))
        )

    def generic(self, quantifier: Quantifier, seed: int, index: int) -> CoupledMatrix:
        """Return a small generic member; eight in a row show every freedom of the class.

        Parameters
        ----------
        quantifier, seed, index
            See `InstanceClass.generic`.
        """
        return generic_member(quantifier, seed, index)

    def shuffled_small_members(self, quantifier: Quantifier, seed: int) -> Iterator[CoupledMatrix]:
        """Yield short members in random order, each made when it is asked for: they are many.

        Parameters
        ----------
        quantifier, seed
            See `InstanceClass.shuffled_small_members`.
        """
        return shuffled_small_members(quantifier, generator("small", quantifier.label, seed))

    def batch(self, quantifier: Quantifier, seed: int, count: int) -> Batch:
        """Return float64 stacks of `count` instances in all, grouped by block sizes.

        Parameters
        ----------
        quantifier, seed, count
            See `InstanceClass.batch`.
        """
        require_positive(count)
        source = generator("batch", quantifier.label, seed)
        rng = np.random.default_rng([seed, 7])  # 7 tells this stream from others of the same seed
        sizes = quantifier.given_sizes
        chosen = [sizes] if sizes else self._some_sizes(source, count)
        stacks = []
        for sizes, share in zip(chosen, _shares(chosen, count), strict=True):
            comparison = self._float_tables(rng, quantifier, share, len(sizes))
            stacks.append(float_stack(rng, quantifier, sizes, comparison))
        return Batch(tuple(stacks))

    def _table(self, source: Random, quantifier: Quantifier, m: int) -> Table:
        """Return T: γ on the diagonal, or a γ_i for each block, norms of coupling blocks off it."""
        if quantifier.radii == "each":
            return separated(drawn_roots(source, m), self.couplings(source, m, fmpq(0)))
        gamma = spectral_bound(source)
        rows = enumerate(self.couplings(source, m, gamma))
        return [[gamma if i == j else x for j, x in enumerate(row)] for i, row in rows]

    def _float_tables(
        self, rng: np.random.Generator, quantifier: Quantifier, count: int, m: int
    ) -> FloatArray:
        """Return T of shape (N, m, m)."""
        if quantifier.radii == "each":
            return float_separated(rng, self.float_couplings(rng, np.zeros(count), m))
        gamma = float_spectral_bound(rng, count)
        return np.asarray(gamma[:, None, None] * np.eye(m) + self.float_couplings(rng, gamma, m))

    def _some_sizes(self, source: Random, count: int) -> list[tuple[int, ...]]:
        drawn = [self.draw_sizes(source) for _ in range(min(_MOST_STACKS, count))]
        # every fourth stack has 1×1 blocks: there T is J itself, and bounds are met exactly
        return [(1,) * len(sizes) if k % 4 == 0 else sizes for k, sizes in enumerate(drawn)]

    @abstractmethod
    def draw_sizes(self, source: Random) -> tuple[int, ...]:
        """Return the sizes of the diagonal blocks, mostly small."""

    @abstractmethod
    def couplings(self, source: Random, m: int, gamma: fmpq) -> Table:
        """Return N of a comparison matrix T = γI + N: the norms of coupling blocks.

        Parameters
        ----------
        source, m
            The randomness, and the number of blocks.
        gamma
            γ, which the couplings are in proportion to.
        """

    @abstractmethod
    def extremal_tables(self, source: Random, sizes: tuple[int, ...] | None) -> Iterator[Table]:
        """Yield comparison matrices of extremal members, extreme γ first; some entries are < 0."""

    @abstractmethod
    def float_couplings(self, rng: np.random.Generator, gamma: FloatArray, m: int) -> FloatArray:
        """Return N of T = γI + N, of shape (N, m, m).

        Parameters
        ----------
        rng
            The randomness.
        gamma
            Shape (N,).
        m
            The number of blocks.
        """

    def special(
        self, source: Random, quantifier: Quantifier, sizes: tuple[int, ...]
    ) -> CoupledMatrix | None:
        """Return an instance from a source of its own, such as an applied problem, or None.

        Parameters
        ----------
        source
            The randomness.
        quantifier
            The class with its options.
        sizes
            The sizes of the diagonal blocks.
        """
        return None

    def strategy(self, quantifier: Quantifier) -> SearchStrategy[CoupledMatrix]:
        """Return a Hypothesis strategy whose members shrink to small blocks and fractions."""
        # Hypothesis is slow to import: only where it is used
        from kreissverify.instances.coupled.strategy import coupled_members

        return coupled_members(quantifier)


def _shares(sizes: list[tuple[int, ...]], count: int) -> list[int]:
    """Share out `count` instances, fewer to larger sizes, at least one to each."""
    # what an instance costs grows with its size at least in proportion
    weights = [1 / sum(each) for each in sizes]
    spare = count - len(sizes)
    shares = [1 + int(spare * weight / sum(weights)) for weight in weights]
    shares[0] += count - sum(shares)
    return shares
