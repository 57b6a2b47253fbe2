"""Binding the variables of a statement to one exact instance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sympy
from flint import fmpq, fmpq_mat

from kreissverify.matrices import ComparisonMatrix, CoupledBlocks, Matrix
from kreissverify.matrices.spectral_bound import Bounds, bounds_text
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.extended import is_finite
from kreissverify.theorems import exact_value

__all__ = ["Binding", "Subject", "instance_text"]

Subject = Matrix | ComparisonMatrix | fmpq_mat


def instance_text(
    variable: str, rows: Sequence[Sequence[str]], bounds: Bounds, parameters: Mapping[str, fmpq]
) -> str:
    """Return an instance in a line, as all messages write it.

    Parameters
    ----------
    variable
        The name of the matrix variable.
    rows
        The entries, as strings ``"p/q"``.
    bounds, parameters
        The bound on the spectral radii of the diagonal blocks, or one for each, and the values of
        the parameters.

    Returns
    -------
    str
        Such as ``J = [[1/2, 0], [3, 1/2]], gamma = 1/2``.
    """
    values = "".join(f", {name} = {value}" for name, value in parameters.items())
    entries = str([list(row) for row in rows]).replace("'", "")
    return f"{variable} = {entries}, {bounds_text(bounds)}{values}"


@dataclass(frozen=True)
class Binding:
    """The matrix variable of a statement with its instance, and its scalar parameters.

    Parameters
    ----------
    variable
        The name of the matrix variable, such as ``"J"``.
    instance
        The exact Jacobian that it stands for.
    parameters
        Exact values of the statement's scalar variables.
    """

    variable: str
    instance: CoupledBlocks
    parameters: Mapping[str, fmpq] = field(default_factory=dict)

    def __str__(self) -> str:
        instance = self.instance
        return instance_text(self.variable, instance.strings(), instance.bounds, self.parameters)

    def scalar(self, name: str) -> Enclosure:
        """Return the value of a symbol: a parameter, or γ, a γ_i, b, c, n of the instance."""
        if name in self.parameters:
            return Enclosure.exactly(self.parameters[name])
        return self.instance.number(name)

    def matrix(self, name: str) -> Subject:
        """Return the matrix that a dotted name such as ``"J.comparison"`` stands for."""
        first, *rest = name.split(".")
        if first != self.variable:
            raise KeyError(name)
        subject: Any = self.instance
        for attribute in rest:
            subject = getattr(subject, attribute)
        return subject  # type: ignore[no-any-return]

    def exact(self, expression: sympy.MatrixExpr) -> fmpq_mat:
        """Return the exact rational value of a matrix expression (see `theorems.exact_value`)."""
        names = {symbol.name for symbol in expression.free_symbols if symbol.is_Symbol}
        return exact_value(expression, self.instance, {n: self._exact_scalar(n) for n in names})

    def _exact_scalar(self, name: str) -> fmpq:
        value = self.scalar(name)
        end = value.lower.value
        if not value.is_exact or not is_finite(end):
            raise Refused(f"{name}: it is not known exactly, as a factor of a matrix has to be")
        return end
