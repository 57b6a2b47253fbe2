"""Instances that satisfy the hypotheses, where draws seldom do.

Steps of sizes over twelve decades give few stable methods. Float members are moved towards where
the hypotheses hold, a few generations of them, and those that have come there are rounded to exact
members. Their hypotheses are decided as those of any other instance: floats only choose.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, cycle
from random import Random
from typing import Any

import numpy as np
from flint import fmpq
from numpy.typing import NDArray

from kreissverify.evidence.evaluation.float_stack import FloatStack
from kreissverify.evidence.evaluation.margins import premise
from kreissverify.evidence.sampling.equalities import equalities
from kreissverify.evidence.sampling.rounding import rounded
from kreissverify.evidence.sampling.stacking import stacked
from kreissverify.evidence.worst_ratio.recipe_parametrization import (
    RecipeParametrization,
    recipe_parametrizations,
)
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.instances.membership import objection
from kreissverify.instances.randomness import generator, shuffled
from kreissverify.theorems import Statement

__all__ = ["inequalities", "screened"]

# Members of a generation: enough for a few to satisfy what one in thirty does, in milliseconds.
_GENERATION = 100
# Generations after the first: a hypothesis that one in ten thousand satisfies by chance is met by
# some after three. More would gather the members in one place.
_GENERATIONS = 3
# The share of a generation that the next one is made of.
_PARENTS = 0.2
# A step relative to the range of a coordinate: within the decade of most numbers.
_STEP = 0.08
# Members of a generation that are made exact: more would be alike, as children of few.
_TAKEN = 4
# Choices of sizes in a row without a member, after which no more are looked for.
_MOST_FRUITLESS = 8

# Bits of a number of a member: about twelve digits. Members that need all digits of their floats
# sit next to where a hypothesis fails, and exact arithmetic is slow on them.
_MOST_BITS = 40


def inequalities(statement: Statement) -> tuple[Any, ...]:
    """Return the hypotheses that are met by looking for instances, and not by solving for a part.

    Those with an equation in them are left out: in floats it is never met.
    """
    solved_for = equalities(statement)
    return tuple(x for x in statement.hypotheses if not any(x.has(y) for y in solved_for))


def screened(statement: Statement, seed: int) -> Iterator[Binding]:
    """Yield instances that seem in floats to satisfy the hypotheses, a function of the seed.

    It ends where none were found for several choices of sizes.

    Parameters
    ----------
    statement
        A statement about kinds and families, with hypotheses.
    seed
        Equal seeds yield equal instances.
    """
    hypotheses = inequalities(statement)
    choices = recipe_parametrizations(statement)
    fruitless = 0
    for index, parametrization in zip(count(), cycle(choices)):
        found = False
        for binding in _members(statement, hypotheses, parametrization, (seed, index)):
            found = True
            yield binding
        fruitless = 0 if found else fruitless + 1
        if fruitless >= min(_MOST_FRUITLESS, len(choices)):
            return


def _members(
    statement: Statement,
    hypotheses: tuple[Any, ...],
    parametrization: RecipeParametrization,
    labels: tuple[int, int],
) -> Iterator[Binding]:
    rng = np.random.default_rng(labels)
    box = parametrization.box
    width = box[:, 1] - box[:, 0]
    points = box[:, 0] + width * rng.random((_GENERATION, len(box)))
    stack, margin = _seen(hypotheses, parametrization, points)
    for _ in range(_GENERATIONS):
        if np.count_nonzero(margin >= 0) >= _TAKEN:
            break
        best = points[np.argsort(-margin, kind="stable")[: int(_PARENTS * _GENERATION)]]
        children = np.tile(best, (_GENERATION // len(best), 1))
        # the parents stay: what satisfies the hypotheses is not lost
        children[len(best) :] += _STEP * width * rng.standard_normal(children[len(best) :].shape)
        points = np.clip(children, box[:, 0], box[:, 1])
        stack, margin = _seen(hypotheses, parametrization, points)
    for place in _chosen(margin, generator("screened", *labels)):
        exact = _exact(statement, hypotheses, stack, place)
        if exact is not None:
            yield exact


def _chosen(margin: NDArray[Any], source: Random) -> list[int]:
    """Return places where the margin is not negative: half of them where it is large."""
    order = [int(k) for k in np.argsort(-margin, kind="stable") if margin[k] >= 0]
    # next to where a hypothesis fails, as of ρ < 1, quantities take the longest: that is where most
    # of them lie if steps are small, and a few are enough
    clear = shuffled(source, order[: -(-len(order) // 4)])[: _TAKEN // 2]
    return [*clear, *(k for k in shuffled(source, order) if k not in clear)][:_TAKEN]


def _seen(
    hypotheses: tuple[Any, ...], parametrization: RecipeParametrization, points: NDArray[Any]
) -> tuple[FloatStack, NDArray[Any]]:
    stack = parametrization.members(points)
    margin = premise(hypotheses, stack)
    return stack, np.where(np.isnan(margin), -np.inf, margin)


def _exact(
    statement: Statement, hypotheses: tuple[Any, ...], stack: FloatStack, place: int
) -> Binding | None:
    """Return the shortest exact member near a float one that still seems to satisfy them."""
    for binding in rounded(statement, stack, place):
        if max(map(_bits, binding.numbers()), default=0) > _MOST_BITS:
            return None  # the next ones are longer still
        if objection(statement.parts, binding) is None:
            ((_, alone),) = stacked(statement, [binding])
            if premise(hypotheses, alone)[0] >= 0:
                return binding
    return None


def _bits(number: fmpq) -> int:
    return max(int(number.p).bit_length(), int(number.q).bit_length())
