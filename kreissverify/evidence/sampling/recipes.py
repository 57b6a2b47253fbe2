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
from kreissverify.evidence.sampling.number_recipes import MOST_DRAWS, ROWS, NoMember, NumberRecipe
from kreissverify.evidence.sampling.part_draws import (
    candidates,
    concrete,
    coupled_member,
    coupled_stack,
    option_values,
)
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.symbols import is_size
from kreissverify.instances.membership import sized
from kreissverify.instances.randomness import chance, choice, generator
from kreissverify.instances.signature import Part
from kreissverify.matrices import CoupledMatrix, Quantifier
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.numbers.rational import as_float, as_fraction

__all__ = ["NoMember", "Recipe"]

_SMALL_SIZES = (1, 2, 3)
# Corners, then generic members: neither waits for the other to end.
_ROUND = ("drawn", "corner", "drawn", "corner", "drawn")
# Instances of which each shows what those before have not, where that can be: all that is looked at
# by default.
_COVERING = 20
# Stacks of a screening, each of one choice of sizes: enough to meet small and larger ones.
_STACKS = 6


@dataclass(frozen=True)
class Recipe(NumberRecipe):
    """The parts of a statement in the order in which they are drawn.

    Parameters
    ----------
    statement
        The statement.
    """

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

    def drawn_sizes(self, source: Random, small: bool = False) -> dict[str, int]:
        """Return numbers of rows for the sizes that are no numbers of the statement."""
        names = [x.name for x in self.sizes if x.name not in self.statement.parameters]
        return {name: choice(source, _SMALL_SIZES if small else ROWS) for name in names}

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
            numbers = self.drawn_numbers(source, equal, corner=origin == "corner")
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
            if failures > MOST_DRAWS:
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
        for k in range(MOST_DRAWS):
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
