"""Instances that several statements have in common, on which they are compared.

Of coupled classes they are short members and extremal ones. Others are instances of one statement
whose matrices are tried as those of another, in their order, with its numbers of the same names;
what is no instance of the other, decided exactly, is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from flint import fmpq

from kreissverify.evidence.given import NoInstance, with_sizes
from kreissverify.evidence.sampling.bindings import bindings
from kreissverify.evidence.sampling.recipes import Recipe
from kreissverify.evidence.sampling.rounding import height
from kreissverify.evidence.sampling.short_members import short_members
from kreissverify.evidence.sampling.small_instances import first_parameters
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.instances import class_of
from kreissverify.instances.membership import objection
from kreissverify.instances.parameter_domains import Domain
from kreissverify.instances.signature import Part
from kreissverify.matrices import CoupledMatrix, Quantifier
from kreissverify.matrices.exact_matrix import ExactMatrix, as_exact_matrix
from kreissverify.theorems import Statement

__all__ = ["common_instances"]

# Instances of each class that are looked at: short ones, then extremal ones. Each is evaluated for
# every statement of the library, so a few dozen are a few seconds; false statements exclude true
# ones on wide parts of their class, and are met by the first.
_SHORT, _EXTREMAL = 48, 16
# Of other statements: pairs of an instance and a statement, for each statement whose instances they
# are, and instances. A pair takes a millisecond or two.
_PAIRS, _FEWEST, _MOST = 200, 4, 24

_Pairs = list[tuple[Statement, Binding]]


def common_instances(statements: Sequence[Statement], seed: int) -> Iterator[_Pairs]:
    """Yield instances, each with the statements that it is one of and what it is for each of them.

    Parameters
    ----------
    statements
        The statements.
    seed
        Of the extremal members and of the draws.
    """
    of_one_class = [s for s in statements if s.is_about_one_class]
    for instance in _of_classes(of_one_class, seed):
        yield [
            # equal values for equal domains, so that G(J, r) of two statements is one unknown
            (s, Binding.of(s.matrix[0], instance, first_parameters(s)))
            for s in of_one_class
            if s.matrix[1].contains(instance)
        ]
    for statement in statements:
        others = [x for x in statements if x is not statement and _may_meet(statement, x)]
        if others:
            count = min(_MOST, max(_FEWEST, _PAIRS // len(others)))
            for binding in _drawn(statement, seed, count):
                found = ((x, _as_one_of(x, statement, binding)) for x in others)
                pairs = [(x, made) for x, made in found if made is not None]
                yield [(statement, binding), *pairs] if pairs else []


def _of_classes(statements: Sequence[Statement], seed: int) -> Iterator[CoupledMatrix]:
    """Yield short members, then extremal ones, of each class; symmetric, to be in every class."""
    kinds = {replace(s.matrix[1], symmetric=True) for s in statements}
    for kind in sorted(kinds, key=str):
        short = sorted((Binding.of("J", x) for x in class_of(kind).small_members(kind)), key=height)
        extremal = class_of(kind).extremal(kind, seed)
        yield from (x.instance for x in islice(short, _SHORT))
        yield from islice(extremal, _EXTREMAL)


def _may_meet(statement: Statement, other: Statement) -> bool:
    """Say whether instances of a statement may be ones of another, and one quantity be compared."""
    if statement.is_about_one_class and other.is_about_one_class:
        return False  # looked at already
    shared = {x.name for x in statement.atoms()} & {x.name for x in other.atoms()}
    return bool(shared) and len(_matrices(statement)) == len(_matrices(other)) > 0


def _matrices(statement: Statement) -> list[Part]:
    return [part for part in statement.parts if not isinstance(part.of, Domain)]


def _drawn(statement: Statement, seed: int, count: int) -> Iterator[Binding]:
    """Yield short instances and drawn ones of a statement, half of each."""
    if not statement.is_about_one_class:
        yield from islice(short_members(Recipe(statement)), count // 2)
    drawn = islice(bindings(statement, seed), count - count // 2)
    yield from (x for x in drawn if objection(statement.parts, x) is None)


def _as_one_of(other: Statement, statement: Statement, binding: Binding) -> Binding | None:
    """Return what an instance of a statement is for another one; None if it is no instance."""
    values = [binding.matrices[part.name] for part in _matrices(statement)]
    matrices: dict[str, CoupledMatrix | ExactMatrix] = {}
    for part, value in zip(_matrices(other), values, strict=True):
        if isinstance(part.of, Quantifier):
            if not isinstance(value, CoupledMatrix):
                return None
            matrices[part.name] = value
        else:
            matrices[part.name] = as_exact_matrix(value)
    try:
        found = with_sizes(other, Binding(matrices, _numbers(other, binding)))
    except NoInstance:  # sizes that differ
        return None
    return found if objection(other.parts, found) is None else None


def _numbers(other: Statement, binding: Binding) -> dict[str, fmpq]:
    """Return the numbers of another statement: those of the same names, short ones for the rest."""
    known = {name.rpartition(".")[2]: x for name, x in binding.parameters.items()}
    sizes = other.size_numbers
    rest = first_parameters(other) if {*other.parameters} - {*binding.parameters} else {}
    chosen = {
        name: binding.parameters.get(name, known.get(name.rpartition(".")[2], rest.get(name)))
        for name in other.parameters
        if name not in sizes  # which the matrices tell
    }
    return {name: x for name, x in chosen.items() if x is not None}
