"""Members of one class by themselves: drawn as the instances of a statement about it are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sympy
from flint import fmpq

from kreissverify.evidence.sampling.bindings import bindings
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.decided import decided
from kreissverify.instances import class_of
from kreissverify.instances.annotations import read_class
from kreissverify.instances.family import Symbols
from kreissverify.instances.family_instance import FamilyInstance, instance_of
from kreissverify.instances.kinds import MatrixKind
from kreissverify.instances.membership import objection
from kreissverify.instances.parameter_domains import Domain
from kreissverify.instances.signature import FamilyRange, Range
from kreissverify.matrices import CoupledMatrix, InvalidMatrix, Quantifier
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.three_valued import Outcome
from kreissverify.quantities import registry
from kreissverify.theorems import Statement

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["NoMembers", "drawn_members", "instances", "members"]

_NAME = "X"
# Members that are sorted by how simple they are, for shrinking to begin with the simplest: more of
# them take longer to draw, before the first example; fewer leave shrinking less to choose from.
_SIMPLE = 64
# Others, each with a seed of its own: more than a test ever draws.
_SEEDS = 2**30
# Instances that are no members, in a row, because what the family assumes fails: as good as none.
_MOST_FAILURES = 400


class NoMembers(ValueError):
    """A class has no members that could be drawn; the message says why."""


def members(of: Any) -> SearchStrategy[Any]:
    """Return the Hypothesis strategy for the members of a class.

    Parameters
    ----------
    of
        A coupled class, a kind of matrices, a family, each with or without options, or a `Real` or
        `Integer`.

    Returns
    -------
    SearchStrategy
        Exact members: a `Matrix`, of `Rectangular` an `ExactMatrix`; an instance of the
        coupled class or of the family; a rational number. They shrink to small sizes and short
        numbers.

    Raises
    ------
    StatementError
        If it is no class.
    NoMembers
        When members are drawn, if there are none.

    Examples
    --------
    >>> from hypothesis import given, settings
    >>> from kreissverify import Orthogonal, members, norm
    >>> from kreissverify.families import HeavyBall
    >>> @given(members(Orthogonal(2)))
    ... def test_isometry(Q):
    ...     assert abs(norm(Q) - 1) < 1e-8
    >>> test_isometry()
    >>> @settings(deadline=None)
    ... @given(members(HeavyBall(n=1)))
    ... def test_shape(J):
    ...     assert J.n == 2 and J.alpha > 0
    >>> test_shape()
    """
    from hypothesis import strategies as st

    found = read_class(of)
    if isinstance(found, Quantifier):  # whose blocks and couplings shrink one by one
        return class_of(found).strategy(found)
    if isinstance(found, Domain):  # as numbers shrink
        return found.strategy()
    simple = st.integers(0, _SIMPLE - 1).map(lambda place: _simple(found, place))
    others = st.integers(0, _SEEDS).map(lambda seed: next(drawn_members(found, seed)))
    return st.one_of(simple, others)


def _simple(of: Range, place: int) -> Any:
    known = _simple_members(of)
    return known[place % len(known)]


@lru_cache(maxsize=64)
def _simple_members(of: Range) -> tuple[Any, ...]:
    return tuple(sorted(islice(drawn_members(of, 0), _SIMPLE), key=_simplicity))


def _simplicity(member: Any) -> tuple[int, int, int]:
    """Return what orders members: entries, those that are not zero, and digits of all numbers."""
    entries = list(chain.from_iterable(member.strings()))
    family = isinstance(member, FamilyInstance)
    numbers = [str(q) for q in member.binding.parameters.values()] if family else []
    return len(entries), sum(x != "0" for x in entries), sum(map(len, [*entries, *numbers]))


def drawn_members(of: Range, seed: int) -> Iterator[Any]:
    """Yield members of a class without end, as the instances of a statement about it are drawn.

    Parameters
    ----------
    of
        The class.
    seed
        Equal seeds give equal members.

    Raises
    ------
    NoMembers
        If none is left, or a long series of draws gave none.
    """
    reason, failures = _emptiness(of) or "its options leave no room, or hardly any", 0
    for binding in _drawn(of, seed):
        try:
            made = _member(of, binding)
        except (InvalidMatrix, Refused) as error:  # what a family assumes fails, or is not rational
            reason, failures = str(error), failures + 1
            if failures > _MOST_FAILURES:
                break
            continue
        failures = 0
        yield made
    raise NoMembers(f"{of}: no member was found: {reason}")


def _emptiness(of: Range) -> str | None:
    if not isinstance(of, MatrixKind):
        return None
    rows, columns = (size if isinstance(size, int) else 2 for size in of.sizes)
    return of.with_sizes(rows, columns).emptiness()


def instances(of: Range | Statement, seed: int) -> Iterator[Any]:
    """Yield members of a class, or the instances of a theorem on which its hypotheses hold.

    Parameters
    ----------
    of
        The class or the theorem.
    seed
        Equal seeds give equal members.

    Raises
    ------
    NoMembers
        If none is left, or a long series of draws gave none.
    """
    yield from _instances(of, seed) if isinstance(of, Statement) else drawn_members(of, seed)


def _instances(statement: Statement, seed: int) -> Iterator[Binding]:
    failures = 0
    for binding in bindings(statement, seed):
        if objection(statement.parts, binding) is None and all(
            decided(hypothesis, binding) is Outcome.HOLDS for hypothesis in statement.hypotheses
        ):
            failures = 0
            yield binding
        else:
            failures += 1
            if failures > _MOST_FAILURES:
                break
    raise NoMembers(f"{statement.id}: no instance was found on which its hypotheses hold")


def _drawn(of: Range, seed: int) -> Iterator[Binding]:
    statement = _statement_about(of)
    for binding in bindings(statement, seed):
        if objection(statement.parts, binding) is None:
            yield binding


def _statement_about(of: Range) -> Statement:
    """Return the statement that says nothing of every member of a class, by which it is drawn."""
    symbols = Symbols({_NAME: of})
    conclusion = sympy.true
    if isinstance(of, FamilyRange):
        # it speaks of the member: numbers that are sizes within the matrix are drawn as sizes then
        size = registry()["frobenius"](symbols.variables[_NAME])
        conclusion = sympy.Ge(size, 0, evaluate=False)
    return Statement(
        id=f"members of {of}",
        name=_NAME,
        doc="",
        source="",
        expect=None,
        file=Path(),
        line=0,
        quantified=((_NAME, of),),
        hypotheses=tuple(symbols.hypotheses),
        conclusion=conclusion,
    )


def _member(of: Range, binding: Binding) -> Any:
    if isinstance(of, FamilyRange):
        return _of_family(of, f"{_NAME}.", binding)
    if isinstance(of, Domain):
        return binding.parameters[_NAME]
    matrix = binding.matrices[_NAME]
    # one type for all members of a kind, those of Rectangular that happen to be square included
    square = isinstance(of, MatrixKind) and of.is_square
    return matrix.matrix if square and isinstance(matrix, ExactMatrix) else matrix


def _of_family(of: FamilyRange, prefix: str, binding: Binding) -> FamilyInstance:
    def value(name: str, part: Range) -> fmpq | CoupledMatrix | ExactMatrix | FamilyInstance:
        if isinstance(part, FamilyRange):
            return _of_family(part, f"{prefix}{name}.", binding)
        dotted = prefix + name
        known = binding.parameters if isinstance(part, Domain) else binding.matrices
        return known[dotted]

    return instance_of(of.family, {name: value(name, part) for name, part in of.parameters})
