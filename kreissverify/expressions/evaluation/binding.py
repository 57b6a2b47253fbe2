"""Binding the variables of a statement to exact matrices and numbers: one instance of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import sympy
from flint import fmpq, fmpq_mat

from kreissverify.expressions.coupled_values import exact_part, number_of_rows, part_of
from kreissverify.expressions.symbols import Leaf
from kreissverify.matrices import ComparisonMatrix, CoupledMatrix, Matrix
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.matrices.spectrum.spectral_bound import bounds_text
from kreissverify.matrices.symbolic import NORM_OF_B, NORM_OF_C, SymbolicMatrix
from kreissverify.numbers.enclosure import Enclosure

__all__ = ["NO_VARIABLES", "Binding", "Subject", "instance_text", "matrix_text"]

#: How messages write the one instance of a closed statement.
NO_VARIABLES = "no variables"

Subject = Matrix | ComparisonMatrix | fmpq_mat | ExactMatrix


def instance_text(
    variable: str, rows: Sequence[Sequence[str]], bounds: str, parameters: Mapping[str, fmpq]
) -> str:
    """Return an instance of a coupled class in a line, as all messages write it.

    Parameters
    ----------
    variable
        The name of the matrix variable.
    rows
        The entries, as strings ``"p/q"``.
    bounds, parameters
        The bound of the diagonal blocks, or one for each, as `bounds_text` writes them, and the
        values of the parameters.

    Returns
    -------
    str
        Such as ``J = [[1/2, 0], [3, 1/2]], gamma = 1/2``.
    """
    values = "".join(f", {name} = {value}" for name, value in parameters.items())
    return f"{matrix_text(variable, rows)}, {bounds}{values}"


def told_bounds(instance: CoupledMatrix) -> str:
    """Return the bounds of an instance as messages write them."""
    return bounds_text(instance.bounds, instance.kind_of_bound.word)


def matrix_text(variable: str, rows: Sequence[Sequence[str]]) -> str:
    """Return a matrix in a line, such as ``J = [[1/2, 0], [3, 1/2]]``."""
    entries = str([list(row) for row in rows]).replace("'", "")
    return f"{variable} = {entries}"


@dataclass(frozen=True)
class Binding:
    """Exact values of the parts of a statement (see `Part`).

    Parameters
    ----------
    matrices
        The matrices by name: instances of coupled classes, and matrices of kinds.
    parameters
        Exact values of the numbers.
    sizes
        The sizes that have a name of their own and are no numbers of the statement.

    Examples
    --------
    >>> from kreissverify import BlockTriangular
    >>> print(Binding.of("J", BlockTriangular("1/2", 3, "1/2")))
    J = [[1/2, 0], [3, 1/2]], gamma = 1/2
    """

    matrices: Mapping[str, CoupledMatrix | ExactMatrix]
    parameters: Mapping[str, fmpq] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    #: The exact values of matrix expressions that were asked for, by whoever computes them.
    values: dict[Any, ExactMatrix] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    @classmethod
    def of(
        cls, variable: str, instance: CoupledMatrix, parameters: Mapping[str, fmpq] | None = None
    ) -> Binding:
        """Return the binding of one instance of a coupled class, and of numbers.

        Parameters
        ----------
        variable
            The name of the matrix variable, such as ``"J"``.
        instance
            The exact Jacobian that it stands for.
        parameters
            Exact values of the statement's scalar variables.
        """
        return cls({variable: instance}, parameters or {})

    @cached_property
    def coupled(self) -> Mapping[str, CoupledMatrix]:
        """The instances of coupled classes by their names."""
        return {k: x for k, x in self.matrices.items() if isinstance(x, CoupledMatrix)}

    @property
    def is_of_one_class(self) -> bool:
        """Whether its matrices are one instance of a coupled class, and no part of a family's."""
        return len(self.matrices) == len(self.coupled) == 1 and "." not in self.variable

    @property
    def variable(self) -> str:
        """The name of the only matrix of a coupled class."""
        return self._the_coupled[0]

    @property
    def instance(self) -> CoupledMatrix:
        """The only matrix of a coupled class."""
        return self._the_coupled[1]

    @property
    def _the_coupled(self) -> tuple[str, CoupledMatrix]:
        if len(self.coupled) != 1:
            raise ValueError("expected one instance of a coupled class")
        return next(iter(self.coupled.items()))

    def _owner(self, name: str) -> CoupledMatrix:
        """Return the instance to which numbers belong: of a name, or the only one."""
        return self.coupled[name] if name else self.instance

    @property
    def rows(self) -> int:
        """The number of rows of all matrices together, by which work is estimated."""
        return sum(_shape(x)[0] for x in self.matrices.values())

    @property
    def widest(self) -> int:
        """The largest number of rows or columns of a matrix in it, 1 without matrices."""
        return max((max(_shape(x)) for x in self.matrices.values()), default=1)

    def entries(self) -> list[fmpq]:
        """Return the entries of all matrices, of a complex one the parts of its entries."""
        found: list[fmpq] = []
        for each in self.matrices.values():
            found += each.exact.entries() if isinstance(each, CoupledMatrix) else each.numbers()
        return found

    def numbers(self) -> list[fmpq]:
        """Return all numbers in it: entries, γ or the γ_i, and parameters."""
        every = [x.bounds for x in self.matrices.values() if isinstance(x, CoupledMatrix)]
        bounds = [x for each in every for x in (each if isinstance(each, tuple) else (each,))]
        return [*self.entries(), *bounds, *self.parameters.values()]

    def __str__(self) -> str:
        if self.is_of_one_class:
            instance = self.instance
            rows = instance.strings()
            return instance_text(self.variable, rows, told_bounds(instance), self.parameters)
        parts = []
        for name, each in self.matrices.items():
            parts.append(matrix_text(name, each.strings()))
            if isinstance(each, CoupledMatrix):
                parts.append(f"{name}.{told_bounds(each)}")
        parts += [f"{name} = {value}" for name, value in self.parameters.items()]
        return ", ".join(parts) or NO_VARIABLES

    def scalar(self, name: str) -> Enclosure:
        """Return the value of a symbol: a parameter, a size, or γ, b, c, n of an instance."""
        if name in self.parameters:
            return Enclosure.exactly(self.parameters[name])
        if name in self.sizes:
            return Enclosure.exactly(self.sizes[name])
        owner, _, own = name.rpartition(".")
        return self._owner(owner).number(own)

    def block_of_norm(self, name: str) -> fmpq_mat | None:
        """Return the block of which a symbol b or c is the norm; None for other symbols."""
        owner, _, own = name.rpartition(".")
        places = {NORM_OF_B.name: (0, 1), NORM_OF_C.name: (1, 0)}
        if name in self.parameters or name in self.sizes or own not in places:
            return None
        block: fmpq_mat = self._owner(owner).block(*places[own])
        return block

    def size(self, term: sympy.Expr) -> int:
        """Return a number of rows."""
        return number_of_rows(term, lambda owner: self._owner(owner).sizes, self._size_called)

    def _size_called(self, name: str) -> int | None:
        if name in self.sizes:
            return self.sizes[name]
        return int(self.parameters[name].p) if name in self.parameters else None

    def leaf(self, symbol: Leaf) -> ExactMatrix:
        """Return the exact matrix that a symbol stands for.

        Raises
        ------
        Refused
            If it is a comparison matrix with irrational entries.
        """
        if isinstance(symbol, SymbolicMatrix):
            return exact_part(self._owner(symbol.owner), symbol)
        found = self.matrices[str(symbol.name)]
        assert isinstance(found, ExactMatrix)
        return found

    def part(self, symbol: SymbolicMatrix) -> Any:
        """Return what belongs to a coupled matrix: a matrix, or a comparison matrix."""
        return part_of(self._owner(symbol.owner), symbol)


def _shape(matrix: CoupledMatrix | ExactMatrix) -> tuple[int, int]:
    return matrix.shape if isinstance(matrix, ExactMatrix) else (matrix.n, matrix.n)
