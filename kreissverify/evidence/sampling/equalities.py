"""Meeting equality hypotheses by construction: one part is solved for, exactly.

Of ``Eq(eps, J.b)`` the number eps is solved for, of ``Eq(det(A), 1)`` an entry of A, of
``same(A + B, identity(A))`` the matrix A. That an equation is affine in an unknown is not looked up
in its form: it is solved as if it were, from its values, and what comes out is tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import sympy
from flint import fmpq, fmpq_mat

from kreissverify.expressions.conditions import MatrixEquality
from kreissverify.expressions.errors import StatementError
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import (
    EnclosureArithmetic,
    QuantityCache,
)
from kreissverify.instances.kinds.positive_definite import PositiveDefinite
from kreissverify.instances.kinds.symmetric import Symmetric
from kreissverify.instances.membership import objection
from kreissverify.instances.parameter_domains import Domain
from kreissverify.instances.randomness import shuffled
from kreissverify.instances.signature import Part
from kreissverify.matrices import CoupledMatrix, InvalidMatrix, Quantifier
from kreissverify.matrices.block_assembly import cut
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.matrices.symbolic import NORMS_OF_BLOCKS, SymbolicMatrix
from kreissverify.numbers.errors import Refused
from kreissverify.theorems import Statement

__all__ = ["equalities", "solved"]

# Quantities within an equation count only where they are known exactly: at any width.
_WIDTH = 1e-6
# Entries of a matrix that is solved for as a whole: one evaluation each.
_MOST_ENTRIES = 36
# Unknowns that are tried for one equation: entries of a matrix, most of them as good as each other.
_MOST_UNKNOWNS = 12

# By which an entry 0 is moved: little, as the spectral radius of a block moves by it.
_STEP = fmpq(1, 64)

#: The places of an entry.
Places = tuple[tuple[int, int], ...]

_NO_VALUE = (Refused, ZeroDivisionError, StatementError, InvalidMatrix, ValueError)


def equalities(statement: Statement) -> tuple[Any, ...]:
    """Return the equations among the hypotheses of a statement."""
    parts = (x for h in statement.hypotheses for x in sympy.And.make_args(h))
    return tuple(x for x in parts if isinstance(x, (sympy.Eq, MatrixEquality)))


def solved(statement: Statement, binding: Binding, source: Random) -> Binding | None:
    """Return an instance like a given one that meets the equality hypotheses, if one is found.

    Parameters
    ----------
    statement
        The statement. Without equality hypotheses the instance is returned as it is.
    binding
        The instance.
    source
        The randomness that chooses among the unknowns.
    """
    used: set[Any] = set()
    for equation in equalities(statement):
        found = _met(statement, equation, binding, source, used)
        if found is None:
            return None
        binding = found
    # what one equation has changed may have broken another one
    return binding if all(_holds(x, binding) for x in equalities(statement)) else None


def _met(
    statement: Statement, equation: Any, binding: Binding, source: Random, used: set[Any]
) -> Binding | None:
    if _holds(equation, binding):
        return binding
    for unknown in _unknowns(statement, equation, binding, source):
        if unknown in used:  # it meets another equation already
            continue
        found = _solution(equation, binding, unknown)
        if found is not None and objection(statement.parts, found) is None:
            used.add(unknown)
            return found
    return None


@dataclass(frozen=True)
class _Unknown:
    """What may be changed: a number, some entries of a matrix, or the scale of a matrix.

    Attributes
    ----------
    part
        The name of the part.
    places
        The entries, each by the places that hold it: two in a symmetric matrix or block. () for a
        number, or for the scale.
    of
        The class of a coupled matrix.
    """

    part: str
    places: tuple[Places, ...] = ()
    of: Quantifier | None = None

    def values(self, binding: Binding) -> list[fmpq]:
        """Return what the unknowns are on an instance; the scale is 1 there."""
        if self.part in binding.parameters:
            return [binding.parameters[self.part]]
        if not self.places:
            return [fmpq(1)]
        matrix = _entries(binding.matrices[self.part])
        return [matrix[places[0]] for places in self.places]

    def put(
        self, binding: Binding, values: Sequence[fmpq], *, entries_alone: bool = False
    ) -> Binding:
        """Return the instance with other values.

        Parameters
        ----------
        binding
            The instance.
        values
            What the unknowns become.
        entries_alone
            Whether a coupled matrix keeps its bounds, true or not: for what asks for entries alone,
            as the bounds of new blocks take longer than all else. It is no instance then.

        Raises
        ------
        InvalidMatrix
            If a coupled matrix is then no member of its class.
        """
        if self.part in binding.parameters:
            numbers = {**binding.parameters, self.part: values[0]}
            return Binding(binding.matrices, numbers, binding.sizes)
        old = binding.matrices[self.part]
        matrix = _entries(old)
        if not self.places:
            matrix *= values[0]
        for places, value in zip(self.places, values, strict=True):
            for place in places:
                matrix[place] = value
        made: CoupledMatrix | ExactMatrix = ExactMatrix(matrix)
        if isinstance(old, CoupledMatrix):
            made = self._coupled(old, matrix, entries_alone)
        return Binding({**binding.matrices, self.part: made}, binding.parameters, binding.sizes)

    def _coupled(self, old: CoupledMatrix, matrix: fmpq_mat, entries_alone: bool) -> CoupledMatrix:
        assert self.of is not None
        of, symmetric = self.of.matrix_class, self.of.symmetric
        made: CoupledMatrix
        if entries_alone:
            made = of._proved(cut(matrix, old.sizes), old.bounds, {}, symmetric=symmetric)
            reason = made.objection(made)
            if reason is not None:
                raise InvalidMatrix(reason)
            return made
        # the bounds that the new blocks have, in common or each its own
        own = (None,) * old.m if self.of.radii == "each" else None
        made = of.split(matrix, old.sizes, own, symmetric=symmetric)
        return made


def _entries(matrix: CoupledMatrix | ExactMatrix) -> fmpq_mat:
    return fmpq_mat(matrix.exact if isinstance(matrix, CoupledMatrix) else matrix.real)


def _unknowns(
    statement: Statement, equation: Any, binding: Binding, source: Random
) -> Iterator[_Unknown]:
    """Yield what an equation may be solved for: numbers, entries, scales, whole matrices."""
    numbers = [p.name for p in statement.parts if isinstance(p.of, Domain)]
    occurring = {x.name for x in equation.free_symbols if isinstance(x, sympy.Symbol)}
    yield from (_Unknown(name) for name in numbers if name in occurring)
    for part in statement.parts:
        matrix = binding.matrices.get(part.name)
        if matrix is None or (isinstance(matrix, ExactMatrix) and matrix.is_complex):
            continue
        of = part.of if isinstance(part.of, Quantifier) else None
        places = _places(part, matrix)
        if isinstance(equation, sympy.Eq):
            some = shuffled(source, places)[:_MOST_UNKNOWNS]
            yield from (_Unknown(part.name, (entry,), of) for entry in some)
            yield _Unknown(part.name, (), of)
        elif len(places) <= _MOST_ENTRIES:
            yield _Unknown(part.name, tuple(places), of)


def _places(part: Part, matrix: CoupledMatrix | ExactMatrix) -> list[Places]:
    """Return the entries of a matrix: those that mirror each other in a symmetric one together."""
    if isinstance(matrix, CoupledMatrix):
        rows = columns = matrix.n
        block = [k for k, size in enumerate(matrix.sizes) for _ in range(size)]
        mirrored = isinstance(part.of, Quantifier) and part.of.symmetric
    else:
        rows, columns = matrix.shape
        block = [0] * max(rows, columns)
        mirrored = isinstance(part.of, (Symmetric, PositiveDefinite))
    return [
        ((i, j), (j, i)) if mirrored and block[i] == block[j] and i != j else ((i, j),)
        for i in range(rows)
        for j in range(columns)
        if not (mirrored and block[i] == block[j] and i > j)
    ]


def _residual(equation: Any, binding: Binding) -> list[fmpq] | None:
    """Return left minus right, of two matrices entry by entry; None where it is not exact."""
    arithmetic = EnclosureArithmetic(binding, _WIDTH, QuantityCache())
    left, right = equation.args
    try:
        if isinstance(equation, MatrixEquality):
            gap = arithmetic.matrix(left) - arithmetic.matrix(right)
            return None if gap.is_complex else gap.real.entries()
        return [arithmetic.scalar(left) - arithmetic.scalar(right)]
    except _NO_VALUE:
        return None


def _holds(equation: Any, binding: Binding) -> bool:
    residual = _residual(equation, binding)
    return residual is not None and not any(residual)


def _solution(equation: Any, binding: Binding, unknown: _Unknown) -> Binding | None:
    """Return the instance at which an equation holds, if it is affine in some unknowns."""
    start = unknown.values(binding)
    try:
        step = _newton(equation, binding, unknown, start)
        if step is None:
            return None
        found = unknown.put(binding, [x + dx for x, dx in zip(start, step, strict=True)])
    except _NO_VALUE:
        return None
    return found if _holds(equation, found) else None


def _newton(
    equation: Any, binding: Binding, unknown: _Unknown, start: Sequence[fmpq]
) -> list[fmpq] | None:
    """Return one step of Newton's method, which is exact for an affine equation."""
    here = _residual(equation, binding)
    if here is None:
        return None
    columns, of_entries = [], _is_of_entries(equation)
    for k, value in enumerate(start):
        # towards 0, where a coupled matrix keeps its spectral radii below 1
        step = -value / 2 if value != 0 else _STEP
        values = [x + step * (j == k) for j, x in enumerate(start)]
        try:
            moved = unknown.put(binding, values, entries_alone=of_entries)
        except InvalidMatrix:  # such as the zero block of a triangular one: it stays as it is
            columns.append([fmpq(0)] * len(here))
            continue
        there = _residual(equation, moved)
        if there is None:
            return None
        columns.append([(after - before) / step for after, before in zip(there, here, strict=True)])
    return _least_change(fmpq_mat(columns).transpose(), here)


def _is_of_entries(equation: Any) -> bool:
    """Say whether an equation of matrices asks for their entries alone: no γ, b or T is in it."""
    numbers = any(isinstance(x, sympy.Symbol) for x in equation.free_symbols)
    of_norms = any(NORMS_OF_BLOCKS & {*x.path} for x in equation.atoms(SymbolicMatrix))
    return isinstance(equation, MatrixEquality) and not numbers and not of_norms


def _least_change(slopes: fmpq_mat, residual: list[fmpq]) -> list[fmpq] | None:
    """Return a solution x of slopes·x = -residual: the row echelon form's, free ones left at 0."""
    columns = slopes.ncols()
    table = [[*row, -right] for row, right in zip(slopes.tolist(), residual, strict=True)]
    echelon, rank = fmpq_mat(table).rref()
    solution = [fmpq(0)] * columns
    for i in range(rank):
        pivot = next(j for j in range(columns + 1) if echelon[i, j] != 0)
        if pivot == columns:  # 0 = 1: it has no solution
            return None
        solution[pivot] = echelon[i, columns]
    return solution
