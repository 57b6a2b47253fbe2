"""Drawing the numbers of a statement: each between its bounds, those that are assumed included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from random import Random

import numpy as np
from flint import fmpq

from kreissverify.evidence.sampling.assumed_bounds import (
    AssumedBound,
    assumed_bounds,
    narrowed,
)
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.instances.kinds import MatrixKind
from kreissverify.instances.parameter_domains import Domain, Integer, in_order
from kreissverify.instances.randomness import chance, choice
from kreissverify.instances.signature import Part
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.rational import as_fmpq, as_fraction
from kreissverify.theorems import Statement

__all__ = ["MOST_DRAWS", "ROWS", "NoMember", "NumberRecipe"]

# Sizes of drawn matrices and how often each comes: small ones, on which everything is decided in
# milliseconds and most false statements fail, and now and then one that is larger.
ROWS = (1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6)
# Draws of numbers that leave no room for one another, or for a matrix, are thrown away: so many in
# a row mean that there is none, or as good as none.
MOST_DRAWS = 200

# How often a corner meets a bound that is assumed: two of them together in every fourth.
_AT_END = 0.5


class NoMember(Exception):
    """No instance was found: the message says what leaves no room."""


@dataclass(frozen=True)
class NumberRecipe:
    """The numbers of a statement in the order in which they are drawn.

    Parameters
    ----------
    statement
        The statement.
    """

    statement: Statement

    @cached_property
    def numbers(self) -> tuple[Part, ...]:
        """The numbers, each after those that it is bounded by."""
        numbers = {p.name: p for p in self.statement.parts if isinstance(p.of, Domain)}
        ordered = in_order(self.statement.parameters, self.implied)
        return tuple(numbers[name] for name in ordered)

    @cached_property
    def implied(self) -> dict[str, list[str]]:
        """The numbers that are no less than others, as ends of a spectrum: by the larger one."""
        found: dict[str, list[str]] = {}
        for part in self.matrices:
            options = part.of.options() if isinstance(part.of, MatrixKind) else {}
            low, high = options.get("lowest"), options.get("largest")
            if isinstance(low, str) and isinstance(high, str):
                found.setdefault(high, []).append(low)
        return found

    @cached_property
    def assumed(self) -> tuple[AssumedBound, ...]:
        """The hypotheses that bound numbers, and speak of nothing else."""
        return tuple(x for x in assumed_bounds(self.statement) if x.of_numbers_alone)

    @cached_property
    def _bounded(self) -> frozenset[str]:
        return frozenset().union(*(x.numbers for x in self.assumed))

    @cached_property
    def domains(self) -> dict[str, Domain]:
        """The domains of the numbers, with the ends that are assumed of each by itself."""
        found: dict[str, Domain] = {}
        for name, of in self.statement.parameters.items():
            own = [x for x in self.assumed if x.numbers == {name}]
            # an end by name has no value yet
            found[name] = of if of.references() else narrowed(of, name, own, Binding({}))
        return found

    def domain(self, name: str, values: Mapping[str, fmpq]) -> Domain:
        """Return what a number lies in beside others: its domain, and what is assumed and implied.

        Parameters
        ----------
        name
            The number.
        values
            Those that come before it.

        Raises
        ------
        ValueError
            If there is no room for it.
        """
        of = self.domains[name].at(values)
        for smaller in self.implied.get(name, ()):
            of = from_number(of, values[smaller])
        before = values.keys() | {name}
        own = [x for x in self.assumed if name in x.numbers and x.numbers <= before]
        return narrowed(of, name, own, Binding({}, values)) if own else of

    @cached_property
    def matrices(self) -> tuple[Part, ...]:
        """The matrices."""
        return tuple(p for p in self.statement.parts if not isinstance(p.of, Domain))

    def least(self, name: str, numbers: Mapping[str, FloatArray]) -> FloatArray | None:
        """Return what a number is no less than, as the larger end of a spectrum; else None.

        Parameters
        ----------
        name
            The name of the number.
        numbers
            Those that come before it, each of shape (N,).
        """
        bounds = [numbers[x] for x in self.implied.get(name, ()) if x in numbers]
        return np.maximum.reduce(bounds) if bounds else None

    def drawn_numbers(
        self, source: Random, equal: bool = False, corner: bool = False
    ) -> dict[str, fmpq]:
        """Return numbers that lie between their bounds.

        Parameters
        ----------
        source
            The randomness.
        equal
            Whether numbers of one domain are to be equal.
        corner
            Whether bounds that are assumed are often to be met.

        Raises
        ------
        NoMember
            If none were found.
        """
        reason = ""
        for _ in range(MOST_DRAWS):
            try:
                return self._numbers_once(source, equal, corner)
            except ValueError as error:  # no number lies between the ends drawn
                reason = str(error)
        raise NoMember(reason)

    def _numbers_once(self, source: Random, equal: bool, corner: bool) -> dict[str, fmpq]:
        values: dict[str, fmpq] = {}
        known: dict[Domain, fmpq] = {}
        for part in self.numbers:
            of = self.domain(part.name, values)
            if part.name in self.statement.size_numbers:
                values[part.name] = _size_number(of, source)
            elif equal and of in known:
                values[part.name] = known[of]
            elif corner and part.name in self._bounded and chance(source, _AT_END):
                values[part.name] = known[of] = _at_end(of, source)
            else:
                values[part.name] = known[of] = of.draw(source)
        return values


def from_number(of: Domain, low: fmpq) -> Domain:
    """Return the numbers of a domain from a number on."""
    number = as_fraction(low)
    if of.low is not None and of.low >= number:
        return of
    ends = {**of.ends, "at_least": number}
    ends.pop("above", None)
    return type(of)(**ends)


def _at_end(of: Domain, source: Random) -> fmpq:
    """Return an end of a domain that is included, any number where there is none."""
    ends = [as_fmpq(x) for x in (of.at_least, of.at_most) if x is not None]
    met = [x for x in ends if of.contains(as_fraction(x))]  # of integers an end may be none
    return choice(source, met) if met else of.draw(source)


def _size_number(of: Domain, source: Random) -> fmpq:
    """Return a number of rows of a domain: small, if the domain allows it."""
    allowed = [k for k in ROWS if of.contains(as_fraction(fmpq(k)))]
    if allowed:
        return fmpq(choice(source, allowed))
    assert isinstance(of, Integer)
    first = next((k for k in range(1, 1000) if of.contains(as_fraction(fmpq(k)))), None)
    if first is None:
        raise ValueError(f"{of}: no number of rows lies in it")
    return fmpq(first)
