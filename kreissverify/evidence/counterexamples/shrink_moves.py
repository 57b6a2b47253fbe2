"""The steps of shrinking: instances near a given one, with parameters, that may be simpler."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Any

from flint import fmpq, fmpq_mat

from kreissverify.evidence.sampling.equalities import equalities, solved
from kreissverify.evidence.sampling.part_draws import concrete
from kreissverify.evidence.sampling.recipes import Recipe
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.instances import class_of
from kreissverify.instances.coupled.shrinking import shorter_numbers
from kreissverify.instances.membership import numbers_objection, objection
from kreissverify.instances.randomness import generator
from kreissverify.instances.signature import Part
from kreissverify.matrices import CoupledMatrix, InvalidMatrix, Quantifier
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.numbers.rational import as_fmpq
from kreissverify.theorems import Statement

__all__ = ["simpler_neighbours"]

Parameters = Mapping[str, fmpq]
# Changed instances for which equations are solved, at each step: milliseconds each.
_MOST_SOLVED = 150
# Changed instances for which equations are solved, at each step: milliseconds each.
_MOST_SOLVED = 150
_SHORT = tuple(map(as_fmpq, ("0", "1", "1/2", "2", "1/3", "1/4", "1/10", "1/100")))


def simpler_neighbours(statement: Statement, binding: Binding) -> Iterator[Binding]:
    """Yield members of the statement's class near an instance, most of them simpler.

    Either the matrix changes, or a parameter: then with short γ besides.
    """
    if statement.is_about_one_class:
        yield from _of_one_class(statement, binding)
    else:
        yield from _part_by_part(statement, binding)


def _of_one_class(statement: Statement, binding: Binding) -> Iterator[Binding]:
    variable, quantifier = statement.matrix
    source, instance = class_of(quantifier), binding.instance
    if numbers_objection(statement.parameters, binding.parameters) is None:
        for near in source.neighbours(quantifier, instance):
            yield Binding.of(variable, near, binding.parameters)
    for parameters in _other_parameters(binding.parameters):
        if numbers_objection(statement.parameters, parameters) is None:
            for near in source.rescaled(quantifier, instance):
                yield Binding.of(variable, near, parameters)


def _part_by_part(statement: Statement, binding: Binding) -> Iterator[Binding]:
    """Yield instances with a row and column less, then with one part changed."""
    changed = chain(
        _smaller(statement, binding),
        _changed_matrices(statement, binding),
        _changed_numbers(binding),
        _changed_everywhere(binding),
    )
    near = _meeting_equalities(statement, changed) if equalities(statement) else changed
    return (x for x in near if objection(statement.parts, x) is None)


def _meeting_equalities(statement: Statement, changed: Iterator[Binding]) -> Iterator[Binding]:
    """Yield the instances moved on to where the equality hypotheses hold, which no change keeps."""
    for index, each in enumerate(islice(changed, _MOST_SOLVED)):
        # one kind of change leaves no room for a solution, and another does
        if objection(statement.parts, each) is None:
            found = solved(statement, each, generator("shrinking", index))
            if found is not None:
                yield found


def _smaller(statement: Statement, binding: Binding) -> Iterator[Binding]:
    """Yield instances with one row less of each matrix whose size has a given name."""
    recipe = Recipe(statement)
    for symbol in recipe.sizes:
        rows = binding.size(symbol)
        for left_out in range(rows if rows > 1 else 0):
            keep = [k for k in range(rows) if k != left_out]
            matrices = {
                part.name: _without(part, binding, symbol, keep) for part in recipe.matrices
            }
            numbers, sizes = dict(binding.parameters), dict(binding.sizes)
            if symbol.name in numbers:
                numbers[symbol.name] = fmpq(rows - 1)
            else:
                sizes[symbol.name] = rows - 1
            yield Binding(matrices, numbers, sizes)


def _without(part: Part, binding: Binding, size: Any, keep: list[int]) -> Any:
    """Return a matrix on the rows and columns that are kept, where its size is the given one."""
    matrix = binding.matrices[part.name]
    if size not in part.extents:
        return matrix
    if isinstance(matrix, CoupledMatrix):
        return _without_rows(part, matrix, size, keep)
    assert part.shape is not None
    rows, columns = (
        keep if extent == size else list(range(k))
        for extent, k in zip(part.shape, matrix.shape, strict=True)
    )
    return concrete(part, binding).smaller(matrix, rows, columns)


def _without_rows(part: Part, J: CoupledMatrix, size: Any, keep: list[int]) -> CoupledMatrix:
    """Return J with some rows and columns only of each block of a size; J itself if that leaves
    its class, as a block that is not symmetric may.
    """
    starts = [sum(J.sizes[:i]) for i in range(J.m)]
    kept = [
        [start + k for k in (keep if extent == size else range(rows))]
        for start, rows, extent in zip(starts, J.sizes, part.extents, strict=True)
    ]
    places = [k for rows in kept for k in rows]
    matrix = fmpq_mat([[J.exact[i, j] for j in places] for i in places])
    sizes = tuple(map(len, kept))
    try:
        made: CoupledMatrix = type(J).split(matrix, sizes, J.bounds, symmetric=J.symmetric)
    except InvalidMatrix:
        return J
    return made


def _changed_matrices(statement: Statement, binding: Binding) -> Iterator[Binding]:
    for part in Recipe(statement).matrices:
        matrix = binding.matrices[part.name]
        near: Iterator[Any]
        if isinstance(matrix, ExactMatrix):
            near = concrete(part, binding).simpler(matrix)
        else:
            assert isinstance(part.of, Quantifier)
            near = class_of(part.of).neighbours(part.of, matrix)
        for each in near:
            matrices = {**binding.matrices, part.name: each}
            yield Binding(matrices, binding.parameters, binding.sizes)


def _changed_numbers(binding: Binding) -> Iterator[Binding]:
    for numbers in _other_parameters(binding.parameters):
        yield Binding(binding.matrices, numbers, binding.sizes)


def _changed_everywhere(binding: Binding) -> Iterator[Binding]:
    """Yield instances with one number replaced wherever it stands: a bound and what attains it."""
    real = {
        name: x
        for name, x in binding.matrices.items()
        if isinstance(x, ExactMatrix) and not x.is_complex
    }
    if len(real) < len(binding.matrices):
        return
    for value in sorted({abs(x) for x in binding.parameters.values()} - {fmpq(0)}):
        for short in _SHORT[1:]:
            yield Binding(
                {name: _replaced(x, value, short) for name, x in real.items()},
                {k: short if x == value else x for k, x in binding.parameters.items()},
                binding.sizes,
            )


def _replaced(matrix: ExactMatrix, old: fmpq, new: fmpq) -> ExactMatrix:
    """Return a real matrix with ±new for ±old."""
    entries = [(new if x > 0 else -new) if abs(x) == old else x for x in matrix.real.entries()]
    return ExactMatrix(fmpq_mat(*matrix.shape, entries))


def _other_parameters(parameters: Parameters) -> Iterator[Parameters]:
    """Yield the parameters with one of them made shorter."""
    for name, value in parameters.items():
        small = [*_SHORT, fmpq(value.floor()), fmpq(value.ceil())]
        for short in dict.fromkeys([*small, *shorter_numbers(value, set())]):
            yield {**parameters, name: short}
