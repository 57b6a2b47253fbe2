"""From violated instances to the shortest one whose certificate the standalone checker accepts."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from flint import fmpq

from kreissverify.certificates.writer import write_certificate
from kreissverify.evidence.counterexamples.certify import NotCertified, certificate
from kreissverify.evidence.counterexamples.shrink import shrink
from kreissverify.evidence.evaluation.binding import Binding
from kreissverify.evidence.evaluation.decide import decide
from kreissverify.evidence.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.evidence.sampling.rounding import height
from kreissverify.evidence.sampling.small_instances import (
    small_ties,
    small_violations,
)
from kreissverify.instances import class_of
from kreissverify.numbers.rational import as_fmpq, as_fraction
from kreissverify.numbers.three_valued import Outcome
from kreissverify.theorems import Statement

__all__ = ["Counterexample", "counterexample", "shortest_violations"]

_MOST_TRIALS = 40
_TEXTBOOK, _GIVEN, _TIES = 3, 8, 60
_SHORT = 1000  # denominators of norms
_SHRINKING = 100  # decisions
_PATIENCE = 20.0  # seconds, which only large instances take


@dataclass(frozen=True)
class Counterexample:
    """A certified counterexample: its instance, as a record too, and its certificate."""

    binding: Binding
    instance: Mapping[str, Any]
    path: Path


def counterexample(
    statement: Statement,
    violations: Sequence[Binding],
    folder: Path,
    among: Callable[[Binding], bool] = lambda binding: True,
    budget: float = math.inf,
) -> Counterexample:
    """Write the certificate of the shortest counterexample that can be certified.

    Parameters
    ----------
    statement
        The statement.
    violations
        Instances that violate it; textbook members are looked at besides.
    folder
        Where the certificate is written.
    among
        Which instances come into question.
    budget
        Seconds after which no further violated instance is tried.

    Raises
    ------
    NotCertified
        If no certificate was made that the checker accepts; the message says why.
    """
    failure = "none of its violated instances was tried"
    deadline = time.monotonic() + budget
    candidates = filter(among, shortest_violations(statement, violations))
    for binding in islice(candidates, _MOST_TRIALS):
        if time.monotonic() > deadline:
            break
        try:
            shortest, document = _shrunk(statement, binding, certificate(statement, binding), among)
        except NotCertified as error:
            failure = str(error)
            continue
        folder.mkdir(parents=True, exist_ok=True)
        path = write_certificate(document, folder)
        return Counterexample(shortest, document["instance"], path)
    raise NotCertified(failure)


def _shrunk(
    statement: Statement,
    binding: Binding,
    document: dict[str, Any],
    among: Callable[[Binding], bool],
) -> tuple[Binding, dict[str, Any]]:
    """Return a simpler counterexample and its certificate, or the given ones if it has none."""
    simpler = shrink(statement, binding, decisions=_SHRINKING, budget=_PATIENCE, among=among)
    try:
        return simpler, certificate(statement, simpler)
    except NotCertified:
        return binding, document


def shortest_violations(statement: Statement, violations: Sequence[Binding]) -> Iterator[Binding]:
    """Yield textbook members that violate a statement, decided, then the given ones by height.

    Then come the comparison matrices of these, as norms of larger blocks are no rational numbers,
    and last what fails by equality alone, and can rarely be certified.
    """
    cache = QuantityCache()

    def violated(members: Iterator[Binding]) -> Iterator[Binding]:
        return (x for x in members if decide(statement, x, cache).outcome is Outcome.VIOLATED)

    given = sorted(violations, key=height)[:_GIVEN]
    return chain(
        islice(violated(small_violations(statement)), _TEXTBOOK),
        given,
        violated(_comparisons(statement, given)),
        violated(islice(small_ties(statement), _TIES)),
    )


def _comparisons(statement: Statement, given: Sequence[Binding]) -> Iterator[Binding]:
    """Yield [[γ, b], [c, γ]] with γ and about the b and c of instances of two larger blocks."""
    variable, quantifier = statement.matrix
    for binding in given if quantifier.sizes in (None, (1, 1)) else ():
        instance = binding.instance
        if len(instance.sizes) == 2 < instance.n:
            table = instance.comparison.lower.exact
            b, c = (_shorter(table[i, j]) for i, j in ((0, 1), (1, 0)))
            near = class_of(quantifier).two_by_two(quantifier, instance.gamma, b, c)
            if near is not None:
                yield Binding(variable, near, binding.parameters)


def _shorter(value: fmpq) -> fmpq:
    return as_fmpq(as_fraction(value).limit_denominator(_SHORT))
