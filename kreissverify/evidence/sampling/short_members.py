"""Instances of few rows with short numbers: where a counterexample is looked for first.

Size by size, the matrices are corners of their kinds in all combinations, or in many drawn ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import islice, product
from math import prod
from random import Random
from typing import Any

import numpy as np
from flint import fmpq

from kreissverify.evidence.evaluation.float_stack import FloatStack
from kreissverify.evidence.sampling.equalities import equalities, solved
from kreissverify.evidence.sampling.part_draws import concrete, corners_of
from kreissverify.evidence.sampling.recipes import NoMember, Recipe
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.instances import class_of
from kreissverify.instances.membership import sized
from kreissverify.instances.randomness import choice, generator
from kreissverify.instances.signature import Part
from kreissverify.matrices import CoupledMatrix, Quantifier
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.numbers.rational import as_fmpq, as_fraction

__all__ = ["short_members", "small_stacks"]

_LARGEST_SIZE = 3
# Combinations of sizes, the smallest first: of three sizes by name all with at most two rows.
_MOST_SIZES = 10
# Choices of numbers for each combination of sizes; and instances in all, so that two matrices of a
# kind, of some twenty corners, meet in every pair. More would take longer than a search does.
_NUMBERS, _INSTANCES = 200, 600
# With equations each instance is solved for: milliseconds.
_SOLVED = 100
# Corners of a coupled class, of which some have hundreds.
_COUPLED = 60
_SHORT_NUMBERS = tuple(
    map(as_fmpq, ("1/2", "1", "2", "0", "1/4", "3/4", "1/10", "3", "1/3", "9/10", "10", "5", "100"))
)


def short_members(recipe: Recipe) -> Iterator[Binding]:
    """Yield instances of few rows with short numbers, a finite number of them.

    Parameters
    ----------
    recipe
        The recipe of a statement.
    """
    for sizes in _small_sizes(recipe):
        if equalities(recipe.statement):
            yield from _meeting_equalities(recipe, islice(_of_sizes(recipe, sizes), _SOLVED))
        else:
            yield from _of_sizes(recipe, sizes)


def small_stacks(recipe: Recipe, seed: int, amount: int) -> Iterator[FloatStack]:
    """Yield float stacks of drawn instances, one for each of the smallest choices of sizes.

    Parameters
    ----------
    recipe
        The recipe of a statement.
    seed
        Equal seeds draw equal stacks.
    amount
        How many instances each has.
    """
    for sizes in _small_sizes(recipe) if recipe.matrices else ():
        source = generator("small stacks", seed, *sizes.items())
        rng = np.random.default_rng([seed, *sizes.values()])
        with suppress(NoMember):
            yield recipe.stack(source, amount, rng, sizes)


def _small_sizes(recipe: Recipe) -> Iterator[dict[str, int]]:
    own = [x.name for x in recipe.sizes]
    choices = product(range(1, _LARGEST_SIZE + 1), repeat=len(own))
    for extents in sorted(choices, key=lambda k: (sum(k), k))[:_MOST_SIZES]:
        yield dict(zip(own, extents, strict=True))


def _meeting_equalities(recipe: Recipe, members: Iterator[Binding]) -> Iterator[Binding]:
    for index, member in enumerate(members):
        found = solved(recipe.statement, member, generator("short equalities", index))
        if found is not None:
            yield found


def _of_sizes(recipe: Recipe, sizes: dict[str, int]) -> Iterator[Binding]:
    draws = _NUMBERS if recipe.numbers else 1
    for index in range(draws):
        source = generator("short members", *sizes.items(), index)
        numbers = _short_numbers(recipe, sizes, source)
        if numbers is None:
            continue
        named = {name: k for name, k in sizes.items() if name not in numbers}
        yield from _with_corners(recipe, Binding({}, numbers, named), _INSTANCES // draws, source)


def _short_numbers(recipe: Recipe, sizes: dict[str, int], source: Random) -> dict[str, fmpq] | None:
    """Return short numbers between their bounds; None where none of a few fits."""
    values: dict[str, fmpq] = {}
    for part in recipe.numbers:
        try:
            of = recipe.domain(part.name, values)
        except ValueError:
            return None
        # the ends besides: bounds are attained there
        ends = [as_fmpq(x) for x in (of.at_least, of.at_most) if x is not None]
        short = [fmpq(sizes[part.name])] if part.name in sizes else [*_SHORT_NUMBERS, *ends]
        within = [q for q in short if of.contains(as_fraction(q))]
        if part.name in sizes and not within:
            return None
        values[part.name] = choice(source, within) if within else of.draw(source)
    return values


def _with_corners(recipe: Recipe, frame: Binding, amount: int, source: Random) -> Iterator[Binding]:
    """Yield instances whose matrices are corners: in all combinations, if these are not too many.

    Parameters
    ----------
    recipe
        The recipe of the statement.
    frame
        The numbers and the sizes.
    amount
        How many instances at most.
    source
        The randomness of the combinations.
    """
    corners = [_corners(part, frame) for part in recipe.matrices]
    for chosen in _combinations(corners, amount, source):
        names = (part.name for part in recipe.matrices)
        matrices = dict(zip(names, chosen, strict=True))
        yield Binding(matrices, frame.parameters, frame.sizes)


def _combinations(corners: Sequence[Sequence[Any]], amount: int, source: Random) -> Iterator[Any]:
    if prod(map(len, corners)) <= amount:
        yield from product(*corners)
        return
    for _ in range(amount):
        yield [choice(source, each) for each in corners]


def _corners(part: Part, frame: Binding) -> Sequence[CoupledMatrix | ExactMatrix]:
    if isinstance(part.of, Quantifier):
        return _short_coupled(sized(part.of, frame))
    return corners_of(concrete(part, frame))


@lru_cache(maxsize=64)
def _short_coupled(of: Quantifier) -> tuple[CoupledMatrix, ...]:
    return tuple(islice(class_of(of).shuffled_small_members(of, 0), _COUPLED))
