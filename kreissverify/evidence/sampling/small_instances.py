"""The members that a person would write down: small, with short entries and equal diagonals."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
from flint import fmpq

from kreissverify.evidence.evaluation.binding import Binding
from kreissverify.evidence.evaluation.margins import margins
from kreissverify.evidence.sampling.bindings import stacked
from kreissverify.evidence.sampling.rounding import height
from kreissverify.instances.randomness import generator
from kreissverify.matrices import BlockTriangular, CoupledBlocks, Quantifier, SelfReferential
from kreissverify.numbers.rational import as_fmpq, as_fraction
from kreissverify.theorems import Statement

__all__ = [
    "comparison_of_two",
    "first_parameters",
    "small_members",
    "small_ties",
    "small_violations",
]

_GAMMAS = ("0", "1/4", "1/2", "3/4", "9/10", "99/100", "999/1000", "1999/2000", "999999/1000000")
_NORMS = (
    "0", "1/100", "1/8", "1/4", "1/2", "3/4", "1", "2", "3", "4", "8", "10", "100", "1000", "100000"
)  # fmt: skip
_FEW_GAMMAS, _SKEW, _FEW = ("0", "1/2", "9/10"), ("1", "2", "4", "100"), ("0", "1/2", "1", "4")
_PARAMETERS = ("1/2", "1/4", "1/10", "3/4", "1", "2", "3/2", "10", "100", "5")
_PATTERNS = (("00", "01"), ("10", "01"), ("11", "11"))  # where C is not zero
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
    members = list(_members(statement, parameters))
    suspicion = np.full(len(members), np.inf)
    for places, stack in stacked(members):
        suspicion[places] = margins(statement, stack).suspicion
    chosen = [m for m, s in zip(members, suspicion, strict=True) if low <= s < high]
    yield from sorted(chosen, key=height)


def _members(statement: Statement, parameters: Sequence[Sequence[str]]) -> Iterator[Binding]:
    variable, quantifier = statement.matrix
    choices = [dict(_first_parameters(statement, values)) for values in parameters]
    instances = list(small_members(quantifier))
    for choice in choices if statement.parameters else choices[:1]:
        yield from (Binding(variable, instance, choice) for instance in instances)


def small_members(quantifier: Quantifier) -> Iterator[CoupledBlocks]:
    """Yield the members [[γ, b], [c, γ]] of a class with γ, b and c from short lists.

    Where diagonal blocks need not be symmetric, the first is [[γ, s], [0, γ]] in further members.
    In others both are diag(γ, 0), and c couples zeros, or all at once.
    """
    triangular = issubclass(quantifier.matrix_class, BlockTriangular)
    if quantifier.sizes in (None, (1, 1)):
        for gamma, c, b in product(_GAMMAS, _NORMS, ("0",) if triangular else _NORMS):
            yield _member(quantifier, gamma, gamma, b, c, gamma)
    if not quantifier.symmetric and quantifier.sizes in (None, (2, 1)):
        back = ("0",) if triangular else _FEW
        for gamma, s, c, b in product(_FEW_GAMMAS, _SKEW, _FEW, back):
            A = [[gamma, s], ["0", gamma]]
            yield _member(quantifier, gamma, A, [["0"], [b]], [[c, "0"]], gamma)
    if issubclass(quantifier.matrix_class, SelfReferential) and quantifier.sizes in (None, (2, 2)):
        for gamma, c, pattern in product(_FEW_GAMMAS, _FEW[1:], _PATTERNS):
            A, none = [[gamma, "0"], ["0", "0"]], [["0", "0"], ["0", "0"]]
            C = [[c if place == "1" else "0" for place in row] for row in pattern]
            yield _member(quantifier, gamma, A, none, C, A)


def _member(
    quantifier: Quantifier, gamma: object, A: object, B: object, C: object, D: object
) -> CoupledBlocks:
    kind, symmetric = quantifier.matrix_class, quantifier.symmetric
    if issubclass(kind, BlockTriangular):
        return BlockTriangular(A, C, D, gamma, symmetric=symmetric)
    if issubclass(kind, SelfReferential):
        return SelfReferential(A, B, C, D, gamma, symmetric=symmetric)
    return CoupledBlocks([[A, B], [C, D]], gamma, symmetric=symmetric)


def comparison_of_two(quantifier: Quantifier, gamma: object, b: object, c: object) -> CoupledBlocks:
    """Return the member [[γ, b], [c, γ]] of a class of two blocks, or of any number."""
    return _member(quantifier, gamma, gamma, b, c, gamma)


def first_parameters(statement: Statement) -> dict[str, fmpq]:
    """Return short values of a statement's parameters, equal ones for equal domains."""
    return dict(_first_parameters(statement, _PARAMETERS))


def _first_parameters(statement: Statement, values: Sequence[str]) -> Iterator[tuple[str, fmpq]]:
    for name, domain in statement.parameters.items():
        within = [q for q in map(as_fmpq, values) if domain.contains(as_fraction(q))]
        yield name, within[0] if within else domain.draw(generator("textbook", name))
