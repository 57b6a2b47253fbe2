"""Unconstrained coordinates on the instances of a statement about kinds and families."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import islice, product
from typing import Any

import numpy as np
from flint import fmpq
from numpy.typing import NDArray

from kreissverify.evidence.evaluation.float_stack import CoupledFloats, FloatStack
from kreissverify.evidence.sampling.part_draws import option_values
from kreissverify.evidence.sampling.recipes import Recipe
from kreissverify.evidence.worst_ratio.number_coordinates import number_range, numbers_at
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.instances import class_of
from kreissverify.instances.membership import sized
from kreissverify.instances.parameter_domains import Domain
from kreissverify.instances.signature import Part
from kreissverify.matrices import Quantifier
from kreissverify.numbers.arrays import FloatArray as Array
from kreissverify.theorems import Statement

__all__ = ["RecipeParametrization", "recipe_parametrizations"]

# Coordinates of matrices are standard normal where members are drawn; beyond, members change little
# or are scaled down to their bounds again.
_WIDE = 4.0
# Rows that are looked at, the same for all sizes or mixed: most statements fail on few.
_ROWS = (1, 2, 3)
_MOST_SIZES = 12
# Where the domain of a size leaves the smallest out, the next ones; beyond, a search takes minutes.
_MOST_ROWS = range(1, 50)


@dataclass(frozen=True)
class RecipeParametrization:
    """Coordinates of the instances of one choice of sizes.

    Parameters
    ----------
    statement
        The statement.
    sizes
        The sizes by name.
    """

    statement: Statement
    sizes: Mapping[str, int]

    @cached_property
    def recipe(self) -> Recipe:
        """The parts in their order."""
        return Recipe(self.statement)

    @cached_property
    def box(self) -> Array:
        """The ends of every coordinate, of shape (d, 2)."""
        ends = [number_range(of) for _, of in self._free_numbers]
        for part in self.recipe.matrices:
            ends += self._matrix_ranges(part)
        return np.array(ends, dtype=np.float64).reshape(-1, 2)

    @property
    def dimension(self) -> int:
        """The number of coordinates."""
        return len(self.box)

    @cached_property
    def _free_numbers(self) -> tuple[tuple[str, Domain], ...]:
        names = (part.name for part in self.recipe.numbers)
        return tuple((name, self.recipe.domains[name]) for name in names if name not in self.sizes)

    @cached_property
    def _frame(self) -> Binding:
        """The sizes, as an instance without matrices."""
        numbers = {name: fmpq(size) for name, size in self.sizes.items() if name in self._names}
        others = {name: size for name, size in self.sizes.items() if name not in self._names}
        return Binding({}, numbers, others)

    @property
    def _names(self) -> frozenset[str]:
        return frozenset(self.statement.parameters)

    def _shape(self, part: Part) -> tuple[int, ...]:
        return tuple(self._frame.size(x) for x in part.shape or ())

    def _matrix_ranges(self, part: Part) -> list[tuple[float, float]]:
        if isinstance(part.of, Quantifier):
            return list(_coupled(sized(part.of, self._frame)).ranges.values())
        return [(-_WIDE, _WIDE)] * self._dimension(part)

    def _dimension(self, part: Part) -> int:
        assert not isinstance(part.of, Quantifier)
        # how many coordinates there are depends on the shape alone
        return part.of.with_sizes(*self._shape(part)).dimension()  # type: ignore[union-attr]

    def members(self, points: Array, fixed: Mapping[str, Array] | None = None) -> FloatStack:
        """Return the members at points of shape (N, d); outside the box they are moved into it.

        Numbers that are `fixed`, each of shape (N,), stand in the places of those at the points.
        """
        inside = np.clip(points, self.box[:, 0], self.box[:, 1]).T
        count, place = len(points), 0
        numbers: dict[str, Array] = {
            name: np.full(count, float(size))
            for name, size in self.sizes.items()
            if name in self._names
        }
        for name, of in self._free_numbers:
            low = self.recipe.least(name, numbers)
            given = (fixed or {}).get(name)
            numbers[name] = numbers_at(of, inside[place], numbers, low) if given is None else given
            place += 1
        matrices: dict[str, CoupledFloats | NDArray[Any]] = {}
        for part in self.recipe.matrices:
            width = len(self._matrix_ranges(part))
            chosen = inside[place : place + width]
            matrices[part.name] = self._matrix(part, chosen, numbers, count)
            place += width
        return FloatStack(count, matrices, numbers, self._frame.sizes)

    def _matrix(
        self, part: Part, chosen: Array, numbers: Mapping[str, Array], count: int
    ) -> CoupledFloats | NDArray[Any]:
        if isinstance(part.of, Quantifier):
            of = _coupled(sized(part.of, self._frame))
            matrices, gamma = of.members(dict(zip(of.ranges, chosen, strict=True)), count)
            return CoupledFloats(of.sizes, matrices, gamma, part.of.of_flows)
        kind = part.of.with_sizes(*self._shape(part))  # type: ignore[union-attr]
        return kind.members(chosen.T, option_values(part, numbers))


def _coupled(of: Quantifier) -> Any:
    """Return the coordinates of the members of few rows of a coupled class."""
    return class_of(of).parametrizations(of)[0]


def recipe_parametrizations(
    statement: Statement, sizes: Sequence[tuple[int, ...]] | None = None
) -> list[RecipeParametrization]:
    """Return parametrisations of the instances of a statement, those of few rows first.

    Parameters
    ----------
    statement
        The statement.
    sizes
        The rows that sizes may have, each for all of them; small ones by default.
    """
    recipe = Recipe(statement)
    names = [symbol.name for symbol in recipe.sizes]
    if any(
        isinstance(p.of, Quantifier)
        and not class_of(p.of).parametrizations(replace(p.of, sizes=None))
        for p in recipe.matrices
    ):
        return []
    rows = [_allowed_rows(statement.parameters.get(name)) for name in names]
    chosen = [tuple(row) * len(names) for row in sizes or ()] or list(_choices(rows))
    return [RecipeParametrization(statement, dict(zip(names, x, strict=True))) for x in chosen]


def _allowed_rows(of: Domain | None) -> tuple[int, ...]:
    """Return a few numbers of rows, those of a domain where the size is a number of one."""
    if of is None:
        return _ROWS
    return tuple(islice((k for k in _MOST_ROWS if of.contains(Fraction(k))), len(_ROWS)))


def _choices(rows: Sequence[tuple[int, ...]]) -> Iterator[tuple[int, ...]]:
    """Yield choices of rows for some sizes: the smallest first, equal ones before mixed ones."""
    ordered = sorted(product(*rows), key=lambda x: (max(x, default=0), len({*x}), x))
    yield from ordered[:_MOST_SIZES]
