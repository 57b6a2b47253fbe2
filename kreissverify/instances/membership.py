"""Membership: whether exact values are what their parts range over, decided part by part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from flint import fmpq

from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.instances.kinds import MatrixKind
from kreissverify.instances.parameter_domains import Domain, Integer
from kreissverify.instances.signature import Part
from kreissverify.matrices import Quantifier
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.matrices.symbolic import size_symbol
from kreissverify.numbers.rational import as_fraction

__all__ = ["numbers_objection", "objection", "sized"]


def objection(parts: Iterable[Part], binding: Binding) -> str | None:
    """Say why an instance has not the parts asked for, exactly; None if it has.

    It is asked before anything is decided on an instance: what a sampler draws is not believed.

    Parameters
    ----------
    parts
        The parts of a statement, or of a family. What families assume is not asked here.
    binding
        The instance.
    """
    for part in parts:
        found = _objection(part, binding)
        if found is not None:
            of_number = isinstance(part.of, Domain)
            return f"{part.name}{'' if of_number else f' is no member of {part.of}'}: {found}"
    return None


def numbers_objection(domains: Mapping[str, Domain], numbers: Mapping[str, fmpq]) -> str | None:
    """Say why numbers are outside of their domains, exactly; None if they are within.

    Parameters
    ----------
    domains
        The domains by name, whose ends may be others of the numbers.
    numbers
        All numbers by name.
    """
    for name, of in domains.items():
        found = _number_objection(of, numbers[name], numbers)
        if found is not None:
            return f"{name}: {found}"
    return None


class _Frame(Protocol):
    def size(self, term: Any) -> int: ...


def sized(of: Quantifier, frame: _Frame) -> Quantifier:
    """Return a quantifier with numbers for the names among its sizes.

    Parameters
    ----------
    of
        The quantifier.
    frame
        An instance, or what gives its sizes: matrices are not asked.
    """
    if not of.size_names:
        return of
    known = (frame.size(size_symbol(x)) if isinstance(x, str) else x for x in of.sizes or ())
    return of.with_sizes(tuple(known))


def _objection(part: Part, binding: Binding) -> str | None:
    if isinstance(part.of, Domain):
        return _number_objection(part.of, binding.parameters[part.name], binding.parameters)
    matrix = binding.matrices[part.name]
    if isinstance(part.of, Quantifier):
        try:
            of = sized(part.of, binding)
        except ValueError as error:  # a number of the statement that is no number of rows
            return str(error)
        return of.objection(matrix)
    if not isinstance(matrix, ExactMatrix):
        return f"it is a {type(matrix).__name__}"
    assert part.shape is not None
    shape = tuple(binding.size(k) for k in part.shape)
    if matrix.shape != shape:
        return f"its shape is {matrix.shape}, and not {shape}"
    kind: MatrixKind = part.of.at(binding.parameters, *matrix.shape)
    return kind.objection(matrix)


def _number_objection(of: Domain, value: fmpq, numbers: Mapping[str, fmpq]) -> str | None:
    try:
        domain = of.at(numbers)
    except ValueError as error:  # the ends that it has by name leave no room
        return str(error)
    if domain.contains(as_fraction(value)):
        return None
    if isinstance(domain, Integer) and value.q != 1:
        return f"{value} is no integer"
    return f"{value} is outside of {domain.interval()}"
