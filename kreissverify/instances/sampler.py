"""What a class of instances is: exact draws, extremal members, float batches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import ClassVar

import numpy as np

from kreissverify.instances.batch import Batch
from kreissverify.instances.exact_instances import (
    Table,
    comparison_member,
    plain_member,
    spectral_member,
)
from kreissverify.instances.float_instances import float_stack
from kreissverify.instances.randomness import generator
from kreissverify.matrices import CoupledBlocks, Quantifier
from kreissverify.matrices.matrix_class import ClassOfMatrices
from kreissverify.numbers.arrays import FloatArray

__all__ = ["InstanceClass", "class_of", "register", "registry"]

_MOST_STACKS = 12


class InstanceClass:
    """The instances of one class of matrices.

    A subclass says how strongly its blocks are coupled (the comparison matrix T), exactly and in
    floats; `register` makes an instance of it known. What is drawn depends on (quantifier, seed,
    index) alone.
    """

    matrix_class: ClassVar[type[CoupledBlocks]]

    def draw(self, quantifier: Quantifier, seed: int, index: int) -> CoupledBlocks:
        """Return one exact instance.

        Parameters
        ----------
        quantifier
            The class with its options.
        seed, index
            What the instance is a function of.
        """
        source = generator(quantifier.label, seed, index)
        sizes = quantifier.sizes or self.draw_sizes(source)
        kind = source.random()
        special = self.special(source, quantifier, sizes) if kind < 0.08 else None
        if special is not None:
            return special
        table = self.table(source, len(sizes))
        if kind < 0.2:
            return plain_member(source, quantifier, table, sizes)
        return spectral_member(source, quantifier, table, sizes)

    def extremal(self, quantifier: Quantifier, seed: int) -> Iterator[CoupledBlocks]:
        """Yield members that equal their comparison matrix T, corners first; a finite number.

        If the quantifier asks for larger blocks, T acts on the first coordinate of each.
        """
        source = generator("extremal", quantifier.label, seed)
        for table in self.extremal_tables(source, quantifier.sizes):
            yield comparison_member(quantifier, table)

    def batch(self, quantifier: Quantifier, seed: int, count: int) -> Batch:
        """Return float64 stacks of `count` instances in all, grouped by block sizes."""
        if count < 1:
            raise ValueError(f"count: expected a positive number of instances, got {count}")
        source = generator("batch", quantifier.label, seed)
        rng = np.random.default_rng([seed, 7])
        chosen = [quantifier.sizes] if quantifier.sizes else self._some_sizes(source, count)
        stacks = []
        for sizes, share in zip(chosen, _shares(chosen, count), strict=True):
            gamma, comparison = self.float_tables(rng, share, len(sizes))
            stacks.append(float_stack(rng, quantifier, sizes, gamma, comparison))
        return Batch(tuple(stacks))

    def _some_sizes(self, source: Random, count: int) -> list[tuple[int, ...]]:
        drawn = [self.draw_sizes(source) for _ in range(min(_MOST_STACKS, count))]
        return [(1,) * len(sizes) if k % 4 == 0 else sizes for k, sizes in enumerate(drawn)]

    def draw_sizes(self, source: Random) -> tuple[int, ...]:
        """Return the sizes of the diagonal blocks, mostly small."""
        raise NotImplementedError

    def table(self, source: Random, m: int) -> Table:
        """Return a comparison matrix T: γ on the diagonal, norms of coupling blocks off it."""
        raise NotImplementedError

    def coupled(self, i: int, j: int) -> bool:
        """Say whether the class has a block at the place (i, j) off the diagonal."""
        return i != j

    def extremal_tables(self, source: Random, sizes: tuple[int, ...] | None) -> Iterator[Table]:
        """Yield comparison matrices of extremal members, corners first; entries may be negative."""
        raise NotImplementedError

    def float_tables(
        self, rng: np.random.Generator, count: int, m: int
    ) -> tuple[FloatArray, FloatArray]:
        """Return γ of shape (N,) and T of shape (N, m, m)."""
        raise NotImplementedError

    def special(
        self, source: Random, quantifier: Quantifier, sizes: tuple[int, ...]
    ) -> CoupledBlocks | None:
        """Return an instance from a source of its own, such as an applied problem, or None."""
        return None


def _shares(sizes: list[tuple[int, ...]], count: int) -> list[int]:
    """Share out `count` instances, fewer to larger sizes, at least one to each."""
    weights = [1 / sum(each) for each in sizes]
    spare = count - len(sizes)
    shares = [1 + int(spare * weight / sum(weights)) for weight in weights]
    shares[0] += count - sum(shares)
    return shares


_REGISTRY: dict[ClassOfMatrices, InstanceClass] = {}


def register(instances: InstanceClass) -> InstanceClass:
    """Make the instances of a class of matrices known, and return them.

    Raises
    ------
    ValueError
        If that class of matrices has instances already.
    """
    kind = instances.matrix_class
    if _REGISTRY.setdefault(kind, instances) is not instances:
        raise ValueError(f"{kind.__name__}: this class of matrices has instances already")
    return instances


def registry() -> Mapping[ClassOfMatrices, InstanceClass]:
    """Return every class of instances by its class of matrices."""
    return _REGISTRY


def class_of(quantifier: Quantifier) -> InstanceClass:
    """Return the instances that a quantifier ranges over.

    Raises
    ------
    TypeError
        If its class of matrices has no instances registered.
    """
    known = registry()
    if not isinstance(quantifier, Quantifier) or quantifier.matrix_class not in known:
        names = ", ".join(sorted(cls.__name__ for cls in known))
        raise TypeError(f"quantifier: expected one of the classes {names}, got {quantifier!r}")
    return known[quantifier.matrix_class]
