"""Where candidates for a counterexample come from, and in which order they are tried.

There are two orders: for a statement that is known to be violated, and for one of which nothing is
known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

import numpy as np
from flint import fmpq

from kreissverify.evidence.counterexamples.solver_search import model_members
from kreissverify.evidence.evaluation.float_stack import FloatStack
from kreissverify.evidence.evaluation.margins import margins
from kreissverify.evidence.sampling.bindings import (
    bindings,
    extremal_first,
    screening_stacks,
)
from kreissverify.evidence.sampling.first_tried import WrongExample, first_tried
from kreissverify.evidence.sampling.recipes import Recipe
from kreissverify.evidence.sampling.rounding import height, rounded
from kreissverify.evidence.sampling.short_members import small_stacks
from kreissverify.evidence.sampling.small_instances import (
    small_ties,
    small_violations,
)
from kreissverify.evidence.sampling.stacking import stacked
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.instances import class_of
from kreissverify.numbers.rational import as_fmpq, as_fraction
from kreissverify.theorems import MatrixEquality, Statement

__all__ = ["SEEMING", "Source", "of_search", "of_violations"]

# A violation above this in floats is worth an exact look. An empirical choice, well above the
# rounding errors of margins on small matrices: a smaller one would send every equality to be
# decided exactly, a larger one would miss bounds that are exceeded by little.
SEEMING = 1e-10

# Of a statement that is known to be violated. Three short members are enough to choose from, as
# they come shortest first; eight given ones, in case the shortest cannot be certified.
_SHORT, _GIVEN = 3, 8
# Of one of which nothing is known: if it is true, only float errors make members seem violated, and
# deciding more than a few of them would take the time of the other sources.
_MOST_SHORT = 6
# Members that fail by equality alone: many are met, and few can be certified.
_MOST_TIES = 60
# Denominators of the norms b and c that a comparison matrix is made of: short enough to be read,
# long enough to stay within a thousandth of the violated instance.
_SHORTEST_NORMS = 1000
# How much is looked at: of the corners of the class, which are 48 or a few more; and where floats
# say nothing (see `_is_blind`), of the instances of all kinds in turn.
_EXTREMAL, _DRAWN = 48, 120
_MOST_SUSPECTS = 6  # of the extremal ones, those that look worst in floats
_SCREENED = 600  # float samples: a violation on one percent of a class is then met all but surely
_MOST_SAMPLES = 30  # exact roundings of them that are decided: `rounded` has five for each suspect
_LARGEST_SAMPLE = 12  # rows; larger ones take long to decide, and the maximisation goes on


@dataclass(frozen=True)
class Source:
    """A source of candidates.

    Attributes
    ----------
    name
        What a reader calls it.
    members
        Yields the candidates, the most promising first.
    is_decided
        Whether they are known to violate the statement.
    is_certified_first
        Whether a candidate is certified as it is before it is shrunk, and left where it cannot be:
        what lies near a short one cannot be certified either. Large ones are shrunk first, as they
        can often be certified only then: few have norms that are rational.
    violated
        How many violated ones are taken at most; None for all.
    """

    name: str
    members: Callable[[], Iterable[Binding]]
    is_decided: bool = False
    is_certified_first: bool = False
    violated: int | None = None


def of_violations(statement: Statement, violations: Sequence[Binding]) -> tuple[Source, ...]:
    """Return the sources for a statement that is violated on given instances."""
    given = sorted(violations, key=height)[:_GIVEN]
    return (
        # A reader prefers them, and they can nearly always be certified.
        Source(
            "a short member",
            lambda: small_violations(statement),
            is_certified_first=True,
            violated=_SHORT,
        ),
        # They are violated for certain, but may be large. Not shrunk before they are certified:
        # where a term cannot be certified at all, eight shrinkings would be in vain.
        Source("a violated instance", lambda: given, is_decided=True, is_certified_first=True),
        # Norms of larger blocks are rarely rational numbers, as certificates need them; where a
        # statement is about norms alone, the comparison matrix is violated with the instance.
        Source(
            "its comparison matrix",
            lambda: _comparisons(statement, given),
            is_certified_first=True,
        ),
        # Last what fails by equality alone, and can rarely be certified.
        _ties(statement, _MOST_TIES),
    )


def of_search(
    statement: Statement,
    seed: int,
    maximised: Callable[[], Iterable[Binding]],
) -> tuple[Source, ...]:
    """Return the sources for a statement of which nothing is known, from cheap to costly.

    Parameters
    ----------
    statement
        The statement.
    seed
        Equal seeds draw equal instances.
    maximised
        Yields exact members near the worst ones that a maximisation over the class has met.

    Returns
    -------
    tuple of Source
        In the order in which they are to be tried.
    """
    blind = _is_blind(statement)
    return (
        # What its author thought of, and what refuted it before it was edited.
        Source("an example or a counterexample kept beside its file", lambda: _given(statement)),
        # Most false statements fail on a short member, and nothing is shrunk faster.
        Source(
            "a short member",
            lambda: islice(small_violations(statement), _MOST_SHORT),
            is_certified_first=True,
        ),
        # Before what is larger: the smallest size that violates is what a reader wants.
        Source("a small sample", lambda: islice(_small_suspects(statement, seed), _MOST_SAMPLES)),
        # Strict inequalities that fail by equality: no float finds those.
        _ties(statement, None if blind else _MOST_TIES),
        # A solver finds extreme members, such as γ = 0.999999, that samples do not reach.
        Source("a model found by a solver", lambda: model_members(statement)),
        # Larger blocks: the few that are known to be extreme, before many that are drawn.
        Source("an extremal member", lambda: _extremal(statement, seed)),
        Source("a sample", lambda: islice(_suspects(statement, seed), _MOST_SAMPLES)),
        # Without an end of its own: it takes the rest of the time.
        Source("maximisation over the class", maximised),
    )


def _is_blind(statement: Statement) -> bool:
    """Say whether floats say nothing: of an equality of matrices all members seem to be ties."""
    return bool(statement.conclusion.has(MatrixEquality))


def _ties(statement: Statement, most: int | None) -> Source:
    """Return short members with equal sides in floats, few of which can be certified."""
    return Source(
        "a short member with equal sides",
        lambda: islice(small_ties(statement), most),
        is_certified_first=True,
    )


def _comparisons(statement: Statement, given: Sequence[Binding]) -> Iterator[Binding]:
    """Yield [[γ, b], [c, γ]] with γ and about the b and c of instances of two larger blocks."""
    if not statement.is_about_one_class:
        return
    variable, quantifier = statement.matrix
    for binding in given if quantifier.sizes in (None, (1, 1)) else ():
        instance = binding.instance
        if len(instance.sizes) == 2 < instance.n:
            table = instance.comparison.lower.exact
            b, c = (_shorter(table[i, j]) for i, j in ((0, 1), (1, 0)))
            near = class_of(quantifier).two_by_two(quantifier, instance.bounds, b, c)
            if near is not None:  # a class may have no members of two rows
                yield Binding.of(variable, near, binding.parameters)


def _shorter(value: fmpq) -> fmpq:
    return as_fmpq(as_fraction(value).limit_denominator(_SHORTEST_NORMS))


def _given(statement: Statement) -> Iterator[Binding]:
    with suppress(WrongExample):  # told by `verify`; a search goes on without it
        yield from first_tried(statement)


def _extremal(statement: Statement, seed: int) -> Iterator[Binding]:
    """Yield the first members whose float margin does not clear them, equalities included."""
    blind = _is_blind(statement)
    # of an equality floats cannot pick the worst: what differs in kind is tried in turn
    some = bindings if blind else extremal_first
    first = islice(some(statement, seed), _DRAWN if blind else _EXTREMAL)
    members = [member for member in first if member.widest <= _LARGEST_SAMPLE]
    suspicion = np.full(len(members), np.inf)
    for places, stack in stacked(statement, members):
        suspicion[places] = margins(statement, stack).suspicion
    order = np.argsort(suspicion, kind="stable")[: len(members) if blind else _MOST_SUSPECTS]
    yield from (members[k] for k in order if suspicion[k] < SEEMING)


def _suspects(statement: Statement, seed: int) -> Iterator[Binding]:
    """Yield exact members near the worst two samples of each size, the smallest sizes first."""
    stacks = list(screening_stacks(statement, seed, _SCREENED))
    small = [stack for stack in stacks if stack.widest <= _LARGEST_SAMPLE]
    yield from _worst(statement, sorted(small, key=lambda stack: stack.widest))


def _small_suspects(statement: Statement, seed: int) -> Iterator[Binding]:
    """Yield exact members near the worst two samples of each of the smallest sizes.

    Of one coupled class there are none: its short members are many.
    """
    if not statement.is_about_one_class:
        yield from _worst(statement, small_stacks(Recipe(statement), seed, _SCREENED // 3))


def _worst(statement: Statement, stacks: Iterable[FloatStack]) -> Iterator[Binding]:
    for stack in stacks:
        suspicion = margins(statement, stack).suspicion
        for place in np.argsort(suspicion, kind="stable")[:2]:
            if suspicion[place] < -SEEMING:
                yield from rounded(statement, stack, int(place))
