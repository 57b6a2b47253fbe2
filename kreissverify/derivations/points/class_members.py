"""Claims evaluated on exact random members of the class, where everything has its own value.

A point is a member J, rational parameters that satisfy the theorem's hypotheses, and rational
values of a step's own variables. K, M, G, ... are enclosed there, operators are computed exactly,
and named numbers by their definitions. A claim is refuted only where it is certainly false.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice

import sympy
from flint import fmpq
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.points.at_member import AtMember, Definitions
from kreissverify.derivations.points.ball_values import BITS
from kreissverify.derivations.points.drawn_members import drawn_members
from kreissverify.derivations.points.drawn_numbers import short_rational
from kreissverify.derivations.points.free_points import Sample
from kreissverify.derivations.points.member import Member
from kreissverify.derivations.terms.formulas import conjuncts
from kreissverify.instances.parameter_domains import Domain, in_order
from kreissverify.instances.registry import class_of
from kreissverify.matrices.matrix_class import Quantifier
from kreissverify.numbers.ball import working_precision
from kreissverify.theorems import Statement

__all__ = ["evaluate_at_members", "members", "members_of"]

# All empirical: more members would make every derivation slower, fewer would leave out some of the
# kinds of blocks and couplings that the first draws go through.
_WANTED = 8
# Members drawn to find some that satisfy the hypotheses: the first 20 of a class have all its
# freedoms among them, and strong hypotheses leave few of them.
_DRAWS = 48
_LARGEST = 6  # rows of a member: K is enclosed in milliseconds
_ATTEMPTS = 8  # values of a step's own variables, to meet its conditions at least once


@cache
def _instances(of: Quantifier) -> tuple[Member, ...]:
    drawn = ((class_of(of).draw(of, 0, index), index) for index in range(_DRAWS))
    return tuple(
        Member({"J": x}, index) for x, index in drawn if x.n <= _LARGEST and of.contains(x)
    )


@cache
def members_of(statement: Statement, conditions: tuple[Boolean, ...]) -> tuple[Member, ...]:
    """Return instances of a theorem that satisfy conditions for certain: its context, or less.

    Parameters
    ----------
    statement
        The theorem.
    conditions
        What the instances have to satisfy.
    """
    if statement.is_about_one_class:
        return members(statement.matrix[1], tuple(statement.parameters.items()), conditions)
    drawn = drawn_members(statement.parts, _DRAWS)
    return tuple(islice((x for x in drawn if _satisfies(x, conditions)), _WANTED))


@cache
def members(
    of: Quantifier, domains: tuple[tuple[str, Domain], ...], conditions: tuple[Boolean, ...]
) -> tuple[Member, ...]:
    """Return members of a class, with parameters in their domains, that satisfy the conditions.

    Parameters
    ----------
    of
        The class.
    domains
        The parameters by name, each with its domain.
    conditions
        What the members and parameters have to satisfy for certain.
    """
    return tuple(islice(_satisfying(of, domains, conditions), _WANTED))


def _satisfying(
    of: Quantifier, domains: tuple[tuple[str, Domain], ...], conditions: tuple[Boolean, ...]
) -> Iterator[Member]:
    for base in _instances(of):
        generator = random.Random(base.index)
        drawn = _numbers(dict(domains), generator)
        if drawn is None:
            continue
        member = Member(base.matrices, base.index, drawn, {}, base.quantities)
        if _satisfies(member, conditions):
            yield member


def _numbers(domains: Mapping[str, Domain], generator: random.Random) -> dict[str, fmpq] | None:
    """Return numbers between their bounds, each after those that it is bounded by."""
    found: dict[str, fmpq] = {}
    for name in in_order(domains):
        try:
            found[name] = domains[name].at(found).draw(generator)
        except ValueError:  # no number lies between the ends drawn
            return None
    return found


def _satisfies(member: Member, conditions: Sequence[Boolean]) -> bool:
    with working_precision(BITS):
        at = AtMember(member, {}, {})
        # For certain: where a hypothesis cannot be told, a false claim would be no fault.
        return all(at.holds(x) is True for x in conjuncts(conditions))


def evaluate_at_members(
    claim: Boolean,
    given: Sequence[Boolean],
    of: Sequence[Member],
    definitions: Definitions,
    own: Sequence[sympy.Symbol],
) -> Sample:
    """Evaluate a claim on members, where its conditions hold.

    A claim is refuted where it is certainly false; where that cannot be told, nothing is counted.

    Parameters
    ----------
    claim, given
        The claim and the conditions of a step.
    of
        The members.
    definitions
        What the named numbers of the derivation are.
    own
        The variables of the derivation, which are drawn.
    """
    variables = sorted(set().union(*(x.free_symbols for x in (claim, *given))) & set(own), key=str)
    parts, count = conjuncts(given), 0
    of = () if claim is sympy.true else of  # a point where it holds would confirm nothing
    with working_precision(BITS):
        for member in of:
            for attempt in range(_ATTEMPTS if variables else 1):
                values = {x: _value(x, member.index, attempt) for x in variables}
                at = AtMember(member, definitions, values)
                if any(at.holds(x) is not True for x in parts):
                    continue
                truth = at.holds(claim)
                if truth is False:
                    return Sample(count, _shown(member, values))
                count += truth is True
                break
    return Sample(count)


@cache
def _value(variable: sympy.Symbol, index: int, attempt: int) -> fmpq:
    """Return a value of a variable: the same for every step, so that what it costs is paid once."""
    generator = random.Random(f"{variable} {index} {attempt}")
    if variable.is_integer:
        return fmpq(generator.randrange(5 * 3**attempt))
    return short_rational(variable, generator)


def _shown(member: Member, values: Mapping[sympy.Symbol, fmpq]) -> Mapping[str, str]:
    return {**member.shown(), **{str(x): str(value) for x, value in values.items()}}
