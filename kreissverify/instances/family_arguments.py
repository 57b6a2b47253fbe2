"""What a family is called with in a body: expressions and constants, and the sizes they have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import sympy

from kreissverify.expressions.errors import StatementError
from kreissverify.expressions.operations import matrix
from kreissverify.expressions.symbols import FamilyMember
from kreissverify.instances.kinds.contract import MatrixKind, Size
from kreissverify.instances.parameter_domains import Domain
from kreissverify.instances.signature import FamilyRange, Range
from kreissverify.matrices import Matrix, Quantifier
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.matrices.symbolic import SymbolicInstance, block_heights
from kreissverify.numbers.rational import as_fmpq, as_fraction, as_sympy
from kreissverify.system.told_value import told

__all__ = ["is_symbolic", "sizes_of", "symbolic"]


def is_symbolic(value: Any) -> bool:
    """Say whether a part is an expression, and no exact number or matrix."""
    return isinstance(value, sympy.Basic) and not isinstance(
        value, (sympy.Rational, sympy.Float, sympy.MatrixBase)
    )


def symbolic(what: str, of: Range, value: Any) -> Any:
    """Return a part of an expression: what is no expression yet is a constant.

    Parameters
    ----------
    what
        How messages call it.
    of
        What the parameter ranges over.
    value
        What was given for it.

    Raises
    ------
    StatementError
        If it is a number in the place of a matrix, or the other way round, or no exact constant.
    """
    if isinstance(of, Domain):
        return _number(what, of, value)
    if isinstance(of, Quantifier):
        return _coupled(what, of, value)
    if isinstance(value, sympy.MatrixExpr):
        return value
    if isinstance(of, MatrixKind) and not isinstance(value, sympy.Basic):
        return matrix(_table(what, value))
    if isinstance(value, sympy.MatrixBase):
        return value.as_immutable()
    raise StatementError(f"{what}: expected a matrix expression, got {_shown(value)}")


def _coupled(what: str, of: Quantifier, value: Any) -> SymbolicInstance:
    """Return a coupled matrix: the family asks for its blocks and numbers, as none else has."""
    if not isinstance(value, SymbolicInstance):
        raise StatementError(f"{what}: expected a member of {of}, got {_shown(value)}")
    if not value.quantifier.implies(replace(of, sizes=None)):
        raise StatementError(f"{what}: expected a member of {of}, got one of {value.quantifier}")
    return value


def _table(what: str, value: Any) -> Any:
    if isinstance(value, (Matrix, ExactMatrix)):
        if value.is_complex:
            raise StatementError(f"{what}: a constant matrix of a statement is real")
        return value.strings()
    if hasattr(value, "tolist"):
        value = value.tolist()
    if not isinstance(value, (list, tuple)):
        raise StatementError(f"{what}: expected a matrix expression, got {_shown(value)}")
    return value


def _number(what: str, of: Domain, value: Any) -> Any:
    if isinstance(value, (sympy.MatrixExpr, sympy.MatrixBase)):
        raise StatementError(f"{what}: expected a number, got the matrix {told(value)}")
    if isinstance(value, sympy.Expr) and not value.is_Rational:
        return value
    if isinstance(value, (float, sympy.Float)):
        raise StatementError(f"{what}: expected an exact number, got the float {value}")
    try:
        number = as_fmpq(value)
    except (TypeError, ValueError) as error:
        raise StatementError(f"{what}: {error}") from None
    # an end that is the name of another part is that part here, which is not known
    if not of.references() and not of.contains(as_fraction(number)):
        raise StatementError(f"{what}: {number} is outside of {of.interval()}")
    return as_sympy(number)


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return value
    return told(value) if isinstance(value, (sympy.Basic, int, float)) else type(value).__name__


def sizes_of(
    name: str, parameters: Mapping[str, Range], parts: Mapping[str, Any]
) -> dict[str, sympy.Expr]:
    """Return the sizes of a family by name, as the shapes of its parts say them.

    Parameters
    ----------
    name
        The name of the family, for messages.
    parameters
        What each parameter ranges over.
    parts
        The expressions.

    Raises
    ------
    StatementError
        If the shapes do not match.
    """
    sizes: dict[str, sympy.Expr] = {}
    for part, of in parameters.items():
        for size, extent in _extents(of, parts[part]):
            wanted = size
            if isinstance(size, str):
                wanted = sizes.setdefault(size, parts.get(size, extent))
            if wanted != extent:
                called = f" for the size {size!r}" if isinstance(size, str) else ""
                raise StatementError(
                    f"{name}: {part}: expected {wanted} rows or columns{called}, got {extent}"
                )
        square = isinstance(of, MatrixKind) and of.is_square
        if square and parts[part].rows != parts[part].cols:
            shape = f"{parts[part].rows}×{parts[part].cols}"
            raise StatementError(f"{name}: {part}: expected a square matrix, got one of {shape}")
    return sizes


def _extents(of: Range, value: Any) -> Iterator[tuple[Size, sympy.Expr]]:
    """Yield each size as written with what it is."""
    if isinstance(of, MatrixKind):
        yield from ((k, x) for k, x in zip(of.sizes, value.shape, strict=True) if k is not None)
    elif isinstance(of, Quantifier) and of.sizes is not None:
        heights = block_heights(value.quantifier, value.owner)
        if len(heights) != len(of.sizes):
            raise StatementError(f"expected a member of {of}, got one of {value.quantifier}")
        yield from zip(of.sizes, heights, strict=True)
    elif isinstance(of, FamilyRange) and isinstance(value, FamilyMember):
        inner = sizes_of(of.name, dict(of.parameters), value.parts)
        yield from ((size, inner[k]) for k, size in of.sizes if k in inner)
