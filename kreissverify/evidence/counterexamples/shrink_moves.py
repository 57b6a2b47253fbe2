"""The steps of shrinking: instances near a given one, with parameters, that may be simpler."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flint import fmpq

from kreissverify.evidence.evaluation.binding import Binding
from kreissverify.instances import class_of
from kreissverify.instances.coupled.shrinking import shorter_numbers
from kreissverify.numbers.rational import as_fmpq, as_fraction
from kreissverify.theorems import Statement

__all__ = ["simpler_neighbours"]

Parameters = Mapping[str, fmpq]
_SHORT = tuple(map(as_fmpq, ("0", "1", "1/2", "2", "1/3", "1/4", "1/10", "1/100")))


def simpler_neighbours(statement: Statement, binding: Binding) -> Iterator[Binding]:
    """Yield members of the statement's class near an instance, most of them simpler.

    Either the matrix changes, or a parameter: then with short γ besides.
    """
    variable, quantifier = statement.matrix
    source, instance = class_of(quantifier), binding.instance
    if _are_allowed(statement, binding.parameters):
        for near in source.neighbours(quantifier, instance):
            yield Binding.of(variable, near, binding.parameters)
    for parameters in _other_parameters(binding.parameters):
        if _are_allowed(statement, parameters):
            for near in source.rescaled(quantifier, instance):
                yield Binding.of(variable, near, parameters)


def _are_allowed(statement: Statement, parameters: Parameters) -> bool:
    return all(statement.parameters[k].contains(as_fraction(x)) for k, x in parameters.items())


def _other_parameters(parameters: Parameters) -> Iterator[Parameters]:
    """Yield the parameters with one of them made shorter."""
    for name, value in parameters.items():
        small = [*_SHORT, fmpq(value.floor()), fmpq(value.ceil())]
        for short in dict.fromkeys([*small, *shorter_numbers(value, set())]):
            yield {**parameters, name: short}
