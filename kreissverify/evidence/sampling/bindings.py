"""The instances on which a statement is tried: every kind of member from the start."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, count, islice, zip_longest
from random import Random

import numpy as np
from flint import fmpq

from kreissverify.evidence.evaluation.float_stack import CoupledFloats, FloatStack
from kreissverify.evidence.sampling.assumed_bounds import assumed_bounds, within_assumed
from kreissverify.evidence.sampling.equalities import equalities, solved
from kreissverify.evidence.sampling.recipes import Recipe
from kreissverify.evidence.sampling.rounding import exact_member
from kreissverify.evidence.sampling.screened import inequalities, screened
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.instances import class_of
from kreissverify.instances.batch import Stack
from kreissverify.instances.interleaving import interleaved
from kreissverify.instances.randomness import chance, generator
from kreissverify.numbers.rational import as_float
from kreissverify.theorems import Statement

__all__ = [
    "DrawnParts",
    "DrawnStack",
    "bindings",
    "drawn_stacks",
    "extremal_first",
    "screening_stacks",
]

# Instances of kinds and families that are drawn before those that satisfy the hypotheses are looked
# for: every freedom of a kind occurs among as many (see `instances/kinds/freedoms.py`).
_DRAWN_FIRST = 20


def bindings(statement: Statement, seed: int) -> Iterator[Binding]:
    """Yield instances with parameters without end: corners, short, generic, drawn ones in turn.

    The sequence is a function of the statement's parts and the seed alone (see
    `kreissverify.instances.interleaving`, and `Recipe`). Equality hypotheses are met where that can
    be: instances that are only drawn would never meet them.
    """
    if statement.is_about_one_class:
        drawn = _within_assumed(statement, _of_class(statement, seed), seed)
    else:
        drawn = _of_parts(statement, seed)
    if not equalities(statement):
        yield from drawn
        return
    for index, binding in enumerate(drawn):
        source = generator("equalities", statement.id, seed, index)
        yield solved(statement, binding, source) or binding


def _within_assumed(statement: Statement, drawn: Iterator[Binding], seed: int) -> Iterator[Binding]:
    """Yield the instances with numbers between bounds that are assumed, as ``eps <= J.b``."""
    bounds = assumed_bounds(statement)
    if all(x.of_numbers_alone for x in bounds):  # each has them already
        yield from drawn
        return
    for index, binding in enumerate(drawn):
        source = generator("assumed bounds", statement.id, seed, index)
        yield within_assumed(statement, bounds, binding, source)


def _of_parts(statement: Statement, seed: int) -> Iterator[Binding]:
    # only what is drawn: members that were looked for meet the hypotheses as they are
    drawn = _within_assumed(statement, Recipe(statement).bindings(seed), seed)
    if not inequalities(statement):
        yield from drawn
        return
    yield from islice(drawn, _DRAWN_FIRST)
    # in turn: neither those drawn from the whole class nor those that are looked for are missing
    for binding, relevant in zip_longest(drawn, screened(statement, seed)):
        yield from (x for x in (binding, relevant) if x is not None)


def _of_class(statement: Statement, seed: int) -> Iterator[Binding]:
    variable, quantifier = statement.matrix
    source = generator("parameters", statement.id, seed)
    for tried in interleaved(quantifier, seed):
        # equal values of like parameters are corners, as γ = 1/2 is: every other one has them
        equal = tried.origin == "corner" and chance(source, 0.5)
        draw = _equal_parameters if equal else _parameters
        yield Binding.of(variable, tried.instance, draw(statement, source))


def extremal_first(statement: Statement, seed: int) -> Iterator[Binding]:
    """Yield instances with parameters without end: all corners first, then drawn ones.

    For a search that picks the worst of the corners in floats.
    """
    if not statement.is_about_one_class:
        yield from Recipe(statement).bindings(seed)
        return
    variable, quantifier = statement.matrix
    of = class_of(quantifier)
    source = generator("parameters", statement.id, seed)
    drawn = (of.draw(quantifier, seed, index) for index in count())
    for instance in chain(of.extremal(quantifier, seed), drawn):
        yield Binding.of(variable, instance, _parameters(statement, source))


def _parameters(statement: Statement, source: Random) -> dict[str, fmpq]:
    """Draw the numbers one by one, each between its ends; in a new order where some are ends."""
    return Recipe(statement).drawn_numbers(source)


def _equal_parameters(statement: Statement, source: Random) -> dict[str, fmpq]:
    """Draw one value for all parameters of one domain."""
    if any(domain.references() for domain in statement.parameters.values()):
        return Recipe(statement).drawn_numbers(source, equal=True)
    domains = Recipe(statement).domains
    values = {domain: domain.draw(source) for domain in domains.values()}
    return {name: values[domain] for name, domain in domains.items()}


@dataclass(frozen=True)
class DrawnStack:
    """Drawn instances of equal block sizes, with the exact values of the statement's parameters."""

    variable: str
    members: Stack
    parameters: Mapping[str, fmpq]

    def __len__(self) -> int:
        return len(self.members)

    @property
    def floats(self) -> FloatStack:
        """The instances as they are screened."""
        shape = len(self.members)
        parameters = {name: np.full(shape, as_float(q)) for name, q in self.parameters.items()}
        stack = self.members
        flows = stack.quantifier.of_flows
        members = CoupledFloats(stack.sizes, stack.matrices, stack.bounds, flows)
        return FloatStack.of_class(self.variable, members, parameters)

    def binding(self, place: int) -> Binding:
        """Return one of them exactly (see `Stack.instance`)."""
        return Binding.of(self.variable, self.members.instance(place), self.parameters)


@dataclass(frozen=True)
class DrawnParts:
    """Drawn instances of a statement about any parts, all of equal sizes."""

    statement: Statement
    floats: FloatStack

    def __len__(self) -> int:
        return len(self.floats)

    def binding(self, place: int) -> Binding:
        """Return one of them exactly.

        Raises
        ------
        InvalidMatrix
            If there is no member so near.
        """
        return exact_member(self.statement, self.floats, place)


def drawn_stacks(
    statement: Statement, seed: int, amount: int, label: str
) -> Iterator[DrawnStack | DrawnParts]:
    """Yield stacks of `amount` instances in all, grouped by the sizes of matrices.

    They are a function of the statement's parts, the seed, the amount and the label.

    Parameters
    ----------
    statement
        The statement.
    seed
        Equal seeds draw equal instances.
    amount
        How many instances in all.
    label
        What the parameters' draws depend on besides the seed.

    Yields
    ------
    DrawnStack or DrawnParts
        Instances of equal sizes.

    Raises
    ------
    NoMember
        If a statement about any parts leaves no room for instances.
    """
    if not statement.is_about_one_class:
        for stack in Recipe(statement).full_stacks(seed, amount, label):
            yield DrawnParts(statement, stack)
        return
    yield from _of_one_class(statement, seed, amount, label)


def _of_one_class(statement: Statement, seed: int, amount: int, label: str) -> Iterator[DrawnStack]:
    variable, quantifier = statement.matrix
    source_of_parameters = generator("screening parameters", label, seed)
    for stack in class_of(quantifier).batch(quantifier, seed, amount):
        # one value of the parameters for a stack: quantities are vectorised over matrices only
        yield DrawnStack(variable, stack, _parameters(statement, source_of_parameters))


def screening_stacks(statement: Statement, seed: int, amount: int) -> Iterator[FloatStack]:
    """Yield float stacks of about `amount` instances in all, grouped by block sizes.

    Parameters
    ----------
    statement
        The statement.
    seed
        Equal seeds draw equal instances.
    amount
        How many instances in all.

    Yields
    ------
    FloatStack
        Instances of equal block sizes.
    """
    if not statement.is_about_one_class:
        yield from Recipe(statement).stacks(seed, amount)
        return
    for drawn in _of_one_class(statement, seed, amount, statement.id):
        yield drawn.floats
