"""The contract of a class of instances: what "for every J of this class" is searched and tried on.

The other half of the contract, which needs no drawing, is the class of matrices itself: its
structure, its symbolic member, exact membership, its record (see `kreissverify.matrices`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from kreissverify.instances.batch import Batch, Stack
from kreissverify.instances.coupled.parametrization import coupled_parametrizations
from kreissverify.instances.coupled.shrinking import neighbours, rescaled
from kreissverify.instances.coupled.small_members import small_members, two_by_two
from kreissverify.instances.parametrization import MatrixParametrization
from kreissverify.instances.randomness import generator, shuffled
from kreissverify.matrices import CoupledMatrix, Quantifier
from kreissverify.numbers.rational import as_float

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["InstanceClass"]

# Floats are screened on other members than those that are decided exactly: from this index on.
_SCREENING = 1_000_000
# Where a class has no generic members of its own, they are drawn ones from this index on: no run
# decides so many drawn ones, so that none is decided twice.
_GENERIC = 500_000


class InstanceClass(ABC):
    """The instances of one class of matrices: `register` makes an instance of a subclass known.

    A new class names its matrices and says how one is drawn. All else has a default that any class
    can live with; each may be overridden where more is known. No instance is believed to be a
    member: before anything is decided on one, its class is asked (see `Quantifier.objection`).

    Examples
    --------
    Two players who descend and ascend one function, so that B = -Cᵀ:

    >>> from flint import fmpq
    >>> from kreissverify import K, SelfReferential, theorem
    >>> from kreissverify.instances import InstanceClass, register, unregister
    >>> from kreissverify.instances.randomness import generator, ratio

    >>> class ZeroSum(SelfReferential):
    ...     @classmethod
    ...     def objection(cls, J):
    ...         return None if J.B == -J.C.transpose() else "B: expected -Cᵀ"

    >>> class ZeroSumInstances(InstanceClass):
    ...     matrix_class = ZeroSum
    ...     def draw(self, quantifier, seed, index):
    ...         source = generator(quantifier.label, seed, index)
    ...         gamma, c = ratio(source), ratio(source)
    ...         return ZeroSum(gamma, -c, c, gamma, gamma)

    >>> games = register(ZeroSumInstances())
    >>> @theorem(source="an example")
    ... def at_least_one(J: ZeroSum):
    ...     return K(J) >= 1
    >>> print(at_least_one)
    at_least_one: for every J in ZeroSum: K(J) ≥ 1
    >>> unregister(ZeroSum)
    """

    matrix_class: ClassVar[type[CoupledMatrix]]

    @abstractmethod
    def draw(self, quantifier: Quantifier, seed: int, index: int) -> CoupledMatrix:
        """Return one exact instance, a function of its arguments alone.

        Parameters
        ----------
        quantifier
            The class with its options, which the instance must meet.
        seed, index
            What the instance is a function of.
        """

    def extremal(self, quantifier: Quantifier, seed: int) -> Iterator[CoupledMatrix]:
        """Yield members at the limits of the class, which are tried first; a finite number.

        Parameters
        ----------
        quantifier
            The class with its options.
        seed
            What those beyond the first ones are a function of.
        """
        return iter(())

    def generic(self, quantifier: Quantifier, seed: int, index: int) -> CoupledMatrix:
        """Return a small member that is no corner, a function of its arguments alone.

        A few indices in a row are to show every freedom of the class (see `FREEDOMS`); by default
        it is one more drawn member.

        Parameters
        ----------
        quantifier
            The class with its options.
        seed, index
            What the member is a function of.
        """
        return self.draw(quantifier, seed, _GENERIC + index)

    def batch(self, quantifier: Quantifier, seed: int, count: int) -> Batch:
        """Return float64 stacks of `count` instances in all, grouped by block sizes.

        By default they are drawn exactly and rounded, which is slow; they certify nothing.

        Parameters
        ----------
        quantifier
            The class with its options.
        seed
            What they are a function of.
        count
            How many; at least 1.

        Raises
        ------
        ValueError
            If `count` is not positive.
        """
        require_positive(count)
        groups: dict[tuple[int, ...], list[CoupledMatrix]] = defaultdict(list)
        for index in range(_SCREENING, _SCREENING + count):
            member = self.draw(quantifier, seed, index)
            groups[member.sizes].append(member)
        return Batch(tuple(_stack(quantifier, members) for members in groups.values()))

    def small_members(self, quantifier: Quantifier) -> Iterator[CoupledMatrix]:
        """Yield members with short entries, the first candidates for a counterexample."""
        return small_members(quantifier)

    def shuffled_small_members(self, quantifier: Quantifier, seed: int) -> Iterator[CoupledMatrix]:
        """Yield members with short entries in random order, so that the first few differ.

        Parameters
        ----------
        quantifier
            The class with its options.
        seed
            What the order is a function of.
        """
        members = list(self.small_members(quantifier))
        yield from shuffled(generator("small", quantifier.label, seed), members)

    def two_by_two(
        self, quantifier: Quantifier, gamma: object, b: object, c: object
    ) -> CoupledMatrix | None:
        """Return the member [[γ, b], [c, γ]]; None if the class has no such member.

        Parameters
        ----------
        quantifier
            The class with its options.
        gamma, b, c
            Exact numbers; for γ also a pair, of which [[γ_1, b], [c, γ_2]] is returned.
        """
        return two_by_two(quantifier, gamma, b, c)

    def parametrizations(
        self,
        quantifier: Quantifier,
        sizes: Sequence[tuple[int, ...]] | None = None,
        fixed: Mapping[str, float] | None = None,
    ) -> list[MatrixParametrization]:
        """Return smooth coordinates on the class, for optimisers; those of few coordinates first.

        A class with a condition of its own has none by default, since that of its structure would
        leave it: its counterexamples are searched by draws alone.

        Parameters
        ----------
        quantifier
            The class with its options.
        sizes
            The block sizes to look at; small ones by default.
        fixed
            Values of some of γ, b, c by name; other names are not meant for the matrix.
        """
        if not quantifier.structure.complete:
            return []
        return coupled_parametrizations(quantifier, sizes, fixed)

    def neighbours(
        self, quantifier: Quantifier, instance: CoupledMatrix
    ) -> Iterator[CoupledMatrix]:
        """Yield members near an instance, most of them simpler: the moves of shrinking."""
        return neighbours(quantifier, instance)

    def rescaled(self, quantifier: Quantifier, instance: CoupledMatrix) -> Iterator[CoupledMatrix]:
        """Yield an instance, then members like it at other γ, to go with other parameters."""
        return rescaled(quantifier, instance)

    def strategy(self, quantifier: Quantifier) -> SearchStrategy[CoupledMatrix]:
        """Return a Hypothesis strategy for the members: by default the drawn ones, by index."""
        from hypothesis import strategies as st  # slow to import: only where it is used

        return st.integers(0, _SCREENING - 1).map(lambda index: self.draw(quantifier, 0, index))


def require_positive(count: int) -> None:
    """Refuse an empty batch.

    Raises
    ------
    ValueError
        If `count` is not positive.
    """
    if count < 1:
        raise ValueError(f"count: expected a positive number of instances, got {count}")


def _stack(quantifier: Quantifier, members: list[CoupledMatrix]) -> Stack:
    """Return exact members of equal sizes in floats, with γ or each γ_i on the diagonal of T."""
    gammas = np.array([[as_float(gamma) for gamma in J.every_bound] for J in members])
    flows, m = quantifier.of_flows, members[0].m
    gamma = gammas.min(axis=1) if flows else gammas.max(axis=1)
    comparison = np.zeros((len(members), m, m))
    for i in range(m):
        for j in range(m):
            blocks = np.stack([J.float_block(i, j) for J in members])
            entry = -gammas[:, i] if flows else gammas[:, i]
            comparison[:, i, j] = entry if i == j else np.linalg.norm(blocks, 2, axis=(1, 2))
    matrices = np.stack([J.array for J in members])
    return Stack(quantifier, members[0].sizes, matrices, gamma, comparison)
