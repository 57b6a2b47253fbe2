"""From a float instance to exact rationals: the shortest ones that keep its character."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat

from kreissverify.evidence.evaluation.float_stack import CoupledFloats, FloatStack
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.instances.kinds import MatrixKind
from kreissverify.instances.membership import numbers_objection
from kreissverify.instances.parameter_domains import Domain
from kreissverify.instances.signature import Part
from kreissverify.matrices import CoupledMatrix, InvalidMatrix, Quantifier
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.numbers.rational import as_fmpq, simplest_between
from kreissverify.theorems import Statement

__all__ = ["exact_member", "height", "rounded"]

_ZERO = fmpq(0)
_COARSENESS = (fmpq(1, 4), fmpq(1, 20), fmpq(1, 10**3), fmpq(1, 10**8), fmpq(0))


def rounded(statement: Statement, stack: FloatStack, place: int) -> Iterator[Binding]:
    """Yield exact instances near one float instance, the coarsest rounding first."""
    given = {name: as_fmpq(float(x[place])) for name, x in stack.parameters.items()}
    for coarseness in _COARSENESS:
        numbers = {name: _short(q, coarseness) for name, q in given.items()}
        if numbers_objection(statement.parameters, numbers) is not None:
            continue  # a finer rounding, or the floats themselves, may be within the bounds
        try:
            matrices = _matrices(statement, stack, place, numbers, coarseness)
        except (InvalidMatrix, ValueError):
            continue
        yield Binding(matrices, numbers, stack.sizes)


def exact_member(statement: Statement, stack: FloatStack, place: int) -> Binding:
    """Return the exact instance next to one float instance, as near as membership allows.

    Parameters
    ----------
    statement
        The statement.
    stack, place
        The instance.

    Raises
    ------
    InvalidMatrix, ValueError
        If there is no member so near.
    """
    numbers = {name: as_fmpq(float(x[place])) for name, x in stack.parameters.items()}
    return Binding(_matrices(statement, stack, place, numbers, _ZERO), numbers, stack.sizes)


def _matrices(
    statement: Statement,
    stack: FloatStack,
    place: int,
    numbers: Mapping[str, fmpq],
    coarseness: fmpq,
) -> dict[str, CoupledMatrix | ExactMatrix]:
    return {
        part.name: _rounded_matrix(part, stack, place, numbers, coarseness)
        for part in statement.parts
        if not isinstance(part.of, Domain)
    }


def _rounded_matrix(
    part: Part, stack: FloatStack, place: int, numbers: Mapping[str, fmpq], coarseness: fmpq
) -> CoupledMatrix | ExactMatrix:
    floats = stack.matrices[part.name]
    if isinstance(floats, CoupledFloats):
        assert isinstance(part.of, Quantifier)
        made: CoupledMatrix = _rounded_instance(part.of, floats, place, coarseness)
        return made
    assert isinstance(part.of, MatrixKind)
    array = floats[place]
    return part.of.at(numbers, *array.shape).rounded(array, coarseness)


def _rounded_instance(
    quantifier: Quantifier, stack: CoupledFloats, place: int, coarseness: fmpq
) -> Any:
    array = stack.matrices[place]
    n = len(array)
    floor = coarseness * as_fmpq(float(np.abs(array).max())) / 100
    exact = fmpq_mat(n, n)
    for i in range(n):
        for j in range(n):
            exact[i, j] = _short(as_fmpq(float(array[i, j])), coarseness, floor)
    if quantifier.symmetric:
        _symmetrise(exact, stack.sizes)
    short = [_short(as_fmpq(x), coarseness) for x in np.ravel(stack.gamma[place]).tolist()]
    own: object = None
    gamma: object = short[0]
    if quantifier.radii == "each":
        own, gamma = (None,) * len(stack.sizes), tuple(short)
    split = quantifier.matrix_class.split
    try:
        return split(exact, stack.sizes, gamma, symmetric=quantifier.symmetric)
    except InvalidMatrix:  # rounding moved the blocks past their bounds: let them say their own
        return split(exact, stack.sizes, own, symmetric=quantifier.symmetric)


def _short(value: fmpq, coarseness: fmpq, floor: fmpq = _ZERO) -> fmpq:
    margin = abs(value) * coarseness
    return _ZERO if abs(value) <= floor else simplest_between(value - margin, value + margin)


def _symmetrise(matrix: fmpq_mat, sizes: tuple[int, ...]) -> None:
    """Copy the upper triangle of every diagonal block onto its lower one."""
    start = 0
    for size in sizes:
        for i in range(start, start + size):
            for j in range(start, i):
                matrix[i, j] = matrix[j, i]
        start += size


def height(binding: Binding) -> tuple[int, int, int]:
    """Order instances by what a reader prefers: few rows, short entries, many of them equal."""
    entries = [*binding.entries(), *binding.parameters.values()]
    length = sum(int(x.p).bit_length() + int(x.q).bit_length() - 1 for x in entries)
    return binding.rows, length, len({str(x) for x in entries})
