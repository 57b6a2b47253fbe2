"""Drawing instances of a statement part by part: numbers first, then sizes, then matrices.

For statements about kinds and families. One coupled class with numbers has draws of its own, which
its class makes (see `bindings`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import count, cycle
from random import Random
from typing import Any

import numpy as np
import sympy
from flint import fmpq

from kreissverify.evidence.evaluation.float_stack import FloatStack
from kreissverify.evidence.sampling.coverage import Coverage
from kreissverify.evidence.sampling.part_draws import (
    candidates,
    concrete,
    coupled_member,
    coupled_stack,
    option_values,
)
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.symbols import is_size
from kreissverify.instances.kinds import MatrixKind
from kreissverify.instances.membership import sized
from kreissverify.instances.parameter_domains import Domain, Integer, in_order
from kreissverify.instances.randomness import chance, choice, generator
from kreissverify.instances.signature import Part
from kreissverify.matrices import CoupledMatrix, Quantifier
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.rational import as_float, as_fraction
from kreissverify.theorems import Statement

__all__ = ["Recipe"]

# Sizes of drawn matrices and how often each comes: small ones, on which everything is decided in
# milliseconds and most false statements fail, and now and then one that is larger.
_SIZES = (1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6)
_SMALL_SIZES = (1, 2, 3)
# Draws of numbers that leave no room for one another, or for a matrix, are thrown away: so many in
# a row mean that there is none, or as good as none.
_MOST_DRAWS = 200
# Corners, then generic members: neither waits for the other to end.
_ROUND = ("drawn", "corner", "drawn", "corner", "drawn")
# Instances of which each shows what those before have not, where that can be: all that is looked at
# by default.
_COVERING = 20
# Stacks of a screening, each of one choice of sizes: enough to meet small and larger ones.
_STACKS = 6


class NoMember(Exception):
    """No instance was found: the message says what leaves no room."""


@dataclass(frozen=True)
class Recipe:
    """The parts of a statement in the order in which they are drawn.

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
    def matrices(self) -> tuple[Part, ...]:
        """The matrices."""
        return tuple(p for p in self.statement.parts if not isinstance(p.of, Domain))

    @cached_property
    def sizes(self) -> tuple[sympy.Symbol, ...]:
        """The symbols of sizes, those that are numbers of the statement included."""
        shapes = [x for part in self.matrices for x in part.extents]
        # those of constants such as identity(k), which are no part
        shapes += [x for x in self._number_symbols if x.name in self.statement.size_numbers]
        return tuple(dict.fromkeys(x for x in shapes if is_size(x) or x in self._number_symbols))

    @cached_property
    def _number_symbols(self) -> tuple[sympy.Symbol, ...]:
        return tuple(of.symbol(name) for name, of in self.statement.parameters.items())

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

    def drawn_numbers(self, source: Random, equal: bool = False) -> dict[str, fmpq]:
        """Return numbers that lie between their bounds.

        Parameters
        ----------
        source
            The randomness.
        equal
            Whether numbers of one domain are to be equal.

        Raises
        ------
        NoMember
            If none were found.
        """
        reason = ""
        for _ in range(_MOST_DRAWS):
            try:
                return self._numbers_once(source, equal)
            except ValueError as error:  # no number lies between the ends drawn
                reason = str(error)
        raise NoMember(reason)

    def _numbers_once(self, source: Random, equal: bool) -> dict[str, fmpq]:
        values: dict[str, fmpq] = {}
        known: dict[Domain, fmpq] = {}
        for part in self.numbers:
            assert isinstance(part.of, Domain)
            of = part.of.at(values)
            for smaller in self.implied.get(part.name, ()):
                of = from_number(of, values[smaller])
            if part.name in self.statement.size_numbers:
                values[part.name] = _size_number(of, source)
            elif equal and of in known:
                values[part.name] = known[of]
            else:
                values[part.name] = known[of] = of.draw(source)
        return values

    def drawn_sizes(self, source: Random, small: bool = False) -> dict[str, int]:
        """Return numbers of rows for the sizes that are no numbers of the statement."""
        names = [x.name for x in self.sizes if x.name not in self.statement.parameters]
        return {name: choice(source, _SMALL_SIZES if small else _SIZES) for name in names}

    def binding(
        self, source: Random, origin: str, index: int, coverage: Coverage | None = None
    ) -> Binding | None:
        """Return one instance, a function of its arguments alone; None where there is no room.

        Parameters
        ----------
        source
            The randomness.
        origin
            ``corner`` or ``drawn``.
        index
            Which one: corners are taken in turn.
        coverage
            What earlier instances have shown, where this one is to show something else.
        """
        try:
            equal = origin == "corner" and chance(source, 0.5)
            numbers = self.drawn_numbers(source, equal)
        except NoMember:
            return None
        sizes = self.drawn_sizes(source, small=origin == "corner")
        frame = Binding({}, numbers, sizes)
        matrices: dict[str, CoupledMatrix | ExactMatrix] = {}
        # coupled matrices of one class are equal where numbers of one domain are
        alike: dict[Quantifier, CoupledMatrix] = {}
        for place, part in enumerate(self.matrices):
            # the corners of the first matrix in their order, which shows all it may be; those of
            # the others in any, so that each meets others
            corner = index // 2 if place == 0 or chance(source, 0.3) else None
            repeated = equal and coverage is None  # while each has freedoms of its own to show
            if isinstance(part.of, Quantifier) and repeated and part.of in alike:
                matrices[part.name] = alike[part.of]
                continue
            made = self._matrix(part, frame, source, origin, corner, coverage)
            if made is None:
                return None
            matrices[part.name] = made
            if isinstance(part.of, Quantifier) and isinstance(made, CoupledMatrix):
                alike[part.of] = made
        return Binding(matrices, numbers, sizes)

    def _matrix(
        self,
        part: Part,
        frame: Binding,
        source: Random,
        origin: str,
        corner: int | None,
        coverage: Coverage | None,
    ) -> CoupledMatrix | ExactMatrix | None:
        if isinstance(part.of, Quantifier):
            return self._coupled(part, frame, source, origin, coverage)
        kind = concrete(part, frame)
        if kind.emptiness() is not None:
            return None
        members = candidates(kind, source, origin, corner)
        if coverage is None:
            return next(members)
        return coverage.chosen(part.name, kind, members)

    @staticmethod
    def _coupled(
        part: Part, frame: Binding, source: Random, origin: str, coverage: Coverage | None
    ) -> CoupledMatrix:
        assert isinstance(part.of, Quantifier)
        of = sized(part.of, frame)
        if coverage is None:
            return coupled_member(of, source, origin)
        return coverage.next_coupled(part.name, of)

    def bindings(self, seed: int) -> Iterator[Binding]:
        """Yield instances without end, a function of the parts and the seed.

        It ends where a long series of draws leaves no room for an instance.
        """
        label = "; ".join(f"{p.name}: {p.of}" for p in self.statement.parts)
        failures = 0
        coverage = Coverage(seed)
        for index, origin in zip(count(), cycle(_ROUND)):
            source = generator("recipe", label, seed, index)
            made = self.binding(source, origin, index, coverage if index < _COVERING else None)
            failures = failures + 1 if made is None else 0
            if failures > _MOST_DRAWS:
                return
            if made is not None:
                yield made
            if not self.statement.parts:  # closed: there is one instance
                return

    def stacks(self, seed: int, amount: int) -> Iterator[FloatStack]:
        """Yield float stacks of about `amount` instances in all, each of one choice of sizes.

        Parameters
        ----------
        seed
            Equal seeds draw equal stacks.
        amount
            How many instances in all.
        """
        if not self.statement.parts:
            return
        number = min(_STACKS, amount) if self.sizes else 1
        for k in range(number):
            source = generator("recipe stacks", self.statement.id, seed, k)
            try:
                made = self.stack(source, -(-amount // number), np.random.default_rng([seed, k]))
            except NoMember:
                continue
            yield made

    def full_stacks(self, seed: int, amount: int, label: str) -> Iterator[FloatStack]:
        """Yield float stacks of exactly `amount` instances in all, each of one choice of sizes.

        Parameters
        ----------
        seed, label
            What the draws are a function of, besides the parts.
        amount
            How many instances in all.

        Raises
        ------
        NoMember
            If there is no room for as many.
        """
        share, left = -(-amount // _STACKS), amount
        for k in range(_MOST_DRAWS):
            source = generator("full stacks", label, seed, k)
            rng = np.random.default_rng([seed, k])
            with suppress(NoMember):
                yield self.stack(source, min(share, left), rng)
                left -= min(share, left)
            if left == 0:
                return
        raise NoMember("hardly any choice of numbers and sizes leaves room for an instance")

    def stack(
        self,
        source: Random,
        amount: int,
        rng: np.random.Generator,
        sizes: Mapping[str, int] | None = None,
    ) -> FloatStack:
        """Return a float stack of `amount` instances of one choice of sizes.

        Parameters
        ----------
        source
            The randomness of numbers and sizes.
        amount
            How many instances.
        rng
            The randomness of matrices.
        sizes
            The sizes, those that are numbers of the statement included; drawn by default.

        Raises
        ------
        NoMember
            If no numbers were found.
        """
        draws = [self.drawn_numbers(source) for _ in range(amount)]
        for name in self.statement.size_numbers:  # one size for the stack
            size = draws[0][name] if sizes is None else fmpq(sizes[name])
            if not self.statement.parameters[name].at(draws[0]).contains(as_fraction(size)):
                raise NoMember(f"{name} = {size} is no number of rows")
            for draw in draws:
                draw[name] = size
        numbers = {
            part.name: np.array([as_float(draw[part.name]) for draw in draws])
            for part in self.numbers
        }
        drawn = self.drawn_sizes(source)
        extents = drawn if sizes is None else {name: sizes[name] for name in drawn}
        frame = Binding({}, draws[0], extents)
        matrices: dict[str, Any] = {}
        for part in self.matrices:
            if isinstance(part.of, Quantifier):
                matrices[part.name] = coupled_stack(sized(part.of, frame), source, amount)
            else:
                kind = concrete(part, frame)
                coordinates = rng.standard_normal((amount, kind.dimension()))
                matrices[part.name] = kind.members(coordinates, option_values(part, numbers))
        return FloatStack(amount, matrices, numbers, extents)


def from_number(of: Domain, low: fmpq) -> Domain:
    """Return the numbers of a domain from a number on."""
    number = as_fraction(low)
    if of.low is not None and of.low >= number:
        return of
    ends = {**of.ends, "at_least": number}
    ends.pop("above", None)
    return type(of)(**ends)


def _size_number(of: Domain, source: Random) -> fmpq:
    """Return a number of rows of a domain: small, if the domain allows it."""
    allowed = [k for k in _SIZES if of.contains(as_fraction(fmpq(k)))]
    if allowed:
        return fmpq(choice(source, allowed))
    assert isinstance(of, Integer)
    first = next((k for k in range(1, 1000) if of.contains(as_fraction(fmpq(k)))), None)
    if first is None:
        raise ValueError(f"{of}: no number of rows lies in it")
    return fmpq(first)
