"""Short members with short parameters, sorted by what floats say of the statement on them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from flint import fmpq

from kreissverify.evidence.evaluation.margins import margins
from kreissverify.evidence.sampling.recipes import Recipe
from kreissverify.evidence.sampling.rounding import height
from kreissverify.evidence.sampling.short_members import short_members
from kreissverify.evidence.sampling.stacking import stacked
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.instances import class_of
from kreissverify.instances.parameter_domains import in_order
from kreissverify.instances.randomness import generator
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.rational import as_fmpq, as_fraction
from kreissverify.system.work import count_parts, work_done
from kreissverify.theorems import Statement

__all__ = ["first_parameters", "small_ties", "small_violations"]

_PARAMETERS = ("1/2", "1/4", "1/10", "3/4", "1", "2", "3/2", "10", "100", "5")
_SQUARES = ("1", "1/4", "4", "9/4", "1/100", *_PARAMETERS)
_CLEAR = -1e-9  # float margins above this are no suspicion


def small_violations(statement: Statement) -> Iterator[Binding]:
    """Yield short instances that seem in floats to violate a statement, the shortest first."""
    yield from _between(statement, -math.inf, _CLEAR)


def small_ties(statement: Statement) -> Iterator[Binding]:
    """Yield short instances on which two sides seem equal in floats, the shortest first.

    A strict inequality may fail there by equality alone. Parameters are squares, too, so that their
    roots are rational.
    """
    yield from _between(statement, _CLEAR, -_CLEAR, (_PARAMETERS, _SQUARES))


def _between(
    statement: Statement,
    low: float,
    high: float,
    parameters: Sequence[Sequence[str]] = (_PARAMETERS,),
) -> Iterator[Binding]:
    members, suspicion = _screened(statement, parameters)
    chosen = [m for m, s in zip(members, suspicion, strict=True) if low <= s < high]
    yield from sorted(chosen, key=height)


@dataclass(frozen=True)
class _Screen:
    """Members with what floats say of them, and the work that it took."""

    key: tuple[object, ...]
    members: list[Binding]
    suspicion: FloatArray
    work: int


class _Last:
    """The last screen: a statement that is violated is asked for its short members again."""

    screen: _Screen | None = None


def _screened(
    statement: Statement, parameters: Sequence[Sequence[str]]
) -> tuple[list[Binding], FloatArray]:
    # by the quantities themselves: a name may be registered anew, when its file is read again
    quantities = sorted((x.name, id(x.quantity)) for x in statement.atoms())
    choices = tuple(parameters) if statement.is_about_one_class else ()
    key = (statement, choices, tuple(quantities))
    known = _Last.screen
    if known is None or known.key != key:
        before = work_done()
        members = list(_members(statement, parameters))
        suspicion = np.full(len(members), np.inf)
        for places, stack in stacked(statement, members):
            suspicion[places] = margins(statement, stack).suspicion
        known = _Last.screen = _Screen(key, members, suspicion, work_done() - before)
    else:
        count_parts(known.work)  # as if it was done again: budgets end where they ended
    return known.members, known.suspicion


def _members(statement: Statement, parameters: Sequence[Sequence[str]]) -> Iterator[Binding]:
    if not statement.is_about_one_class:
        yield from short_members(Recipe(statement))
        return
    variable, quantifier = statement.matrix
    choices = [_first_parameters(statement, values) for values in parameters]
    instances = list(class_of(quantifier).small_members(quantifier))
    for choice in choices if statement.parameters else choices[:1]:
        yield from (Binding.of(variable, instance, choice) for instance in instances)


def first_parameters(statement: Statement) -> dict[str, fmpq]:
    """Return short values of a statement's parameters, equal ones for equal domains."""
    return _first_parameters(statement, _PARAMETERS)


def _first_parameters(statement: Statement, values: Sequence[str]) -> dict[str, fmpq]:
    return dict(_found_first(statement, tuple(values)))


@lru_cache(maxsize=256)  # a library is asked for them on each common instance
def _found_first(statement: Statement, values: tuple[str, ...]) -> tuple[tuple[str, fmpq], ...]:
    try:
        found = _in_turn(statement, values)
    except ValueError:  # short ends leave no number between them
        found = Recipe(statement).drawn_numbers(generator("textbook", statement.digest))
    return tuple(found.items())


def _in_turn(statement: Statement, values: Sequence[str]) -> dict[str, fmpq]:
    found: dict[str, fmpq] = {}
    recipe = Recipe(statement)
    for name in in_order(statement.parameters):
        domain = recipe.domain(name, found)
        within = [q for q in map(as_fmpq, values) if domain.contains(as_fraction(q))]
        found[name] = within[0] if within else domain.draw(generator("textbook", name))
    return {name: found[name] for name in statement.parameters}
