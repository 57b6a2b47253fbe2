"""Instances that a user gives by hand: matrices and numbers for the variables of a statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import sympy
from flint import fmpq

from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.symbols import is_size
from kreissverify.instances.membership import objection
from kreissverify.instances.parameter_domains import Domain, Integer
from kreissverify.instances.signature import Part
from kreissverify.matrices import CoupledMatrix, InvalidMatrix, Quantifier, load_matrix
from kreissverify.matrices.exact_matrix import ExactMatrix, as_exact_matrix
from kreissverify.numbers.rational import as_fmpq
from kreissverify.system.near_names import unknown_name
from kreissverify.theorems import Statement

__all__ = ["NoInstance", "given_binding", "with_sizes"]

#: What may be said of a coupled matrix besides its entries.
_OF_COUPLED = ("split", "gamma", "mu")


class NoInstance(ValueError):
    """What was given is no instance of the statement; the message says why."""


def given_binding(statement: Statement, values: Mapping[str, Any]) -> Binding:
    """Return the instance of a statement that a user means.

    Parameters
    ----------
    statement
        The statement.
    values
        A matrix (nested exact numbers, an array, a `Matrix`, an instance of a class, or a file) for
        each matrix of the statement, a number for each number. Parts of a member J of a family are
        called ``J.H``, or ``H`` where no other has that name; or J is an instance of the family. Of
        a coupled matrix that is no instance, ``split`` says how many rows the first block has, or
        the rows of each, and ``gamma``, or ``mu`` of a flow, the bound, the best certified one by
        default; of several they are said by name, as in ``split={"J": 2, "X": (1, 3)}``. Where a
        variable has one of these names, ``J.gamma`` is the bound of J.

    Returns
    -------
    Binding
        The instance, which is one: membership is decided exactly.

    Raises
    ------
    NoInstance
        If a value is missing, of another kind, of a shape that does not fit, or no member.
    """
    given = _by_part(statement, values)
    splits, *bounds = (_of_each(statement, word, values) for word in _OF_COUPLED)
    numbers: dict[str, fmpq] = {}
    matrices: dict[str, CoupledMatrix | ExactMatrix] = {}
    for part in statement.parts:
        if part.name not in given:
            if _is_a_size(statement, part):
                continue
            raise NoInstance(f"{part.name}: it is missing: expected {_expected(part.of)}")
        if isinstance(part.of, Domain):
            numbers[part.name] = _number(part.name, given[part.name])
        else:
            told = dict(zip(_OF_COUPLED[1:], (x.get(part.name) for x in bounds), strict=True))
            matrices[part.name] = _matrix(part, given[part.name], splits.get(part.name), told)
    binding = with_sizes(statement, Binding(matrices, numbers))
    reason = objection(statement.parts, binding)
    if reason is not None:
        raise NoInstance(reason)
    return binding


def _expected(of: object) -> str:
    """Return what a value has to be, in words."""
    if isinstance(of, Domain):
        return f"{'an integer' if isinstance(of, Integer) else 'a number'} in {of.interval()}"
    return f"a member of {of}"


def _of_each(statement: Statement, word: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said of the blocks of each coupled matrix, by the names of parts."""
    names = _coupled_names(statement)
    dotted = {
        _coupled_name(word, name.removesuffix(f".{word}"), names): x
        for name, x in values.items()
        if _is_of_one(statement, name, (word,))
    }
    value = values.get(word)
    if value is None or not names or _is_a_variable(statement, word):
        return dotted
    if isinstance(value, Mapping):
        return dotted | {_coupled_name(word, name, names): x for name, x in value.items()}
    if len(names) > 1:
        raise NoInstance(
            f"{word}: it could be that of each of {', '.join(names)}: say whose it is, by name"
        )
    return dotted | {names[0]: value}


def _coupled_names(statement: Statement) -> list[str]:
    return [part.name for part in statement.parts if isinstance(part.of, Quantifier)]


def _is_of_one(statement: Statement, name: str, words: Sequence[str]) -> bool:
    """Say whether a name such as ``J.gamma`` is no part, but the bound or the split of one."""
    owner, _, word = name.rpartition(".")
    return bool(owner) and word in words and all(part.name != name for part in statement.parts)


def _is_a_variable(statement: Statement, name: str) -> bool:
    """Say whether a number, a matrix or a member of a family is called so."""
    return any(part.name.partition(".")[0] == name for part in statement.parts)


def _coupled_name(word: str, name: str, names: list[str]) -> str:
    fitting = [x for x in names if x == name] or [x for x in names if x.rpartition(".")[2] == name]
    if len(fitting) > 1:
        raise NoInstance(f"{word}: {name}: expected one of {', '.join(fitting)}")
    if not fitting:
        raise NoInstance(f"{word}: {unknown_name('coupled matrix', name, names)}")
    return fitting[0]


def _by_part(statement: Statement, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values by the names of parts, those of families' members among them."""
    names = [part.name for part in statement.parts]
    coupled = _OF_COUPLED if _coupled_names(statement) else ()
    given: dict[str, Any] = {}
    for name, value in values.items():
        if name in names:
            given[name] = value
            continue
        if _is_of_one(statement, name, coupled):
            continue
        inner = [x for x in names if x.startswith(f"{name}.")]
        short = [x for x in names if x.rpartition(".")[2] == name]
        if inner:
            given |= {x: _attribute(value, x.split(".")[1:], name) for x in inner}
        elif len(short) == 1:
            given[short[0]] = value
        elif len(short) > 1:
            raise NoInstance(f"{name}: expected one of {', '.join(short)}")
        elif name not in coupled:
            known = [*names, *coupled]
            raise NoInstance(f"{statement.id}: {unknown_name('variable', name, known)}")
    return given


def _attribute(value: Any, path: list[str], name: str) -> Any:
    for attribute in path:
        if isinstance(value, Mapping) and attribute in value:
            value = value[attribute]
        elif hasattr(value, attribute):
            value = getattr(value, attribute)
        else:
            raise NoInstance(
                f"{name}: expected a member of its family, or its parts by name; it has no part "
                f"{attribute!r}"
            )
    return value


def _is_a_size(statement: Statement, part: Part) -> bool:
    """Say whether a number is a size, which the matrices tell."""
    sizes = (x for other in statement.parts for x in other.extents)
    return isinstance(part.of, Domain) and any(is_size(x) and x.name == part.name for x in sizes)


def _number(name: str, value: Any) -> fmpq:
    try:
        return as_fmpq(value)
    except (TypeError, ValueError) as error:
        raise NoInstance(f"{name}: {error}") from None


def _matrix(
    part: Part, value: Any, split: Any, bounds: Mapping[str, Any]
) -> CoupledMatrix | ExactMatrix:
    try:
        read = load_matrix(value) if isinstance(value, (str, Path)) else value
        if isinstance(part.of, Quantifier):
            return _coupled(part.of, read, split, bounds)
        return as_exact_matrix(read, part.name)
    except (InvalidMatrix, OSError, TypeError, ValueError) as error:
        raise NoInstance(
            str(error) if part.name in str(error) else f"{part.name}: {error}"
        ) from None


def _coupled(of: Quantifier, value: Any, split: Any, bounds: Mapping[str, Any]) -> CoupledMatrix:
    if isinstance(value, CoupledMatrix):
        return value
    matrix = as_exact_matrix(value)
    word = of.matrix_class.kind_of_bound.word
    wrong = next((k for k, x in bounds.items() if x is not None and k != word), None)
    if wrong is not None:
        raise NoInstance(f"{wrong}: a member of {of} has {word} in its place")
    if split is None:
        raise NoInstance(
            "split: it is missing: expected the rows of the first block, or of each block"
        )
    made: CoupledMatrix = of.matrix_class.split(
        matrix.matrix,
        _blocks(split, matrix.shape[0]),
        bounds.get(word),
        symmetric=of.symmetric,
        radii=of.radii,
    )
    return made


def _blocks(split: Any, rows: int) -> tuple[int, ...]:
    sizes = (split, rows - split) if isinstance(split, int) else split
    good = isinstance(sizes, (tuple, list)) and all(isinstance(k, int) for k in sizes)
    if not good or any(k < 1 for k in sizes) or sum(sizes) != rows:
        raise NoInstance(f"split: expected positive sizes that add up to {rows} rows, got {split}")
    return tuple(sizes)


def with_sizes(statement: Statement, binding: Binding) -> Binding:
    """Return an instance with the sizes that its matrices tell, numbers of the statement included.

    Raises
    ------
    NoInstance
        If two matrices tell one size differently.
    """
    sizes = dict(binding.sizes)
    for part in statement.parts:
        matrix = binding.matrices.get(part.name)
        if matrix is None:
            continue
        shape = matrix.sizes if isinstance(matrix, CoupledMatrix) else matrix.shape
        # blocks of any sizes have none by name; a wrong number of blocks is told by membership
        for extent, rows in zip(part.extents, shape, strict=False):
            if not isinstance(extent, sympy.Symbol):
                continue
            known = sizes.setdefault(extent.name, rows)
            if known != rows:
                raise NoInstance(f"{part.name}: expected {extent.name} = {known} rows, got {rows}")
    own = {name: k for name, k in sizes.items() if name not in statement.parameters}
    told = {name: fmpq(k) for name, k in sizes.items() if name in statement.parameters}
    return Binding(binding.matrices, {**told, **binding.parameters}, own)
