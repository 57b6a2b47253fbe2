"""Unconstrained coordinates on the instances of a statement: its matrix, and its parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from kreissverify.evidence.evaluation.float_stack import CoupledFloats, FloatStack
from kreissverify.evidence.worst_ratio.number_coordinates import number_range, numbers_at
from kreissverify.evidence.worst_ratio.recipe_parametrization import (
    RecipeParametrization,
    recipe_parametrizations,
)
from kreissverify.instances import class_of
from kreissverify.instances.parametrization import MatrixParametrization
from kreissverify.numbers.arrays import FloatArray as Array
from kreissverify.theorems import Statement

__all__ = ["Parametrization", "parametrizations"]


@dataclass(frozen=True)
class Parametrization:
    """Coordinates of some members of a statement's class, and of the statement's parameters.

    Parameters
    ----------
    statement
        The statement, whose parameters are walked through.
    matrices
        The coordinates of the members of its class.
    fixed
        Values of some of γ, b, c and the parameters, by name; the others are free.
    """

    statement: Statement
    matrices: MatrixParametrization
    fixed: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = [*self.matrices.numbers, *self.statement.parameters]
        for name in self.fixed:
            if name not in known:
                raise ValueError(f"fixed: expected names among {', '.join(known)}, got {name!r}")

    @cached_property
    def box(self) -> Array:
        """The ends of every coordinate, of shape (d, 2)."""
        return np.array(list(self._ranges.values()), dtype=np.float64).reshape(-1, 2)

    @property
    def dimension(self) -> int:
        """The number of coordinates."""
        return len(self._ranges)

    def members(self, points: Array) -> FloatStack:
        """Return the members at points of shape (N, d); outside the box they are moved into it."""
        inside = np.clip(points, self.box[:, 0], self.box[:, 1])
        at = dict(zip(self._ranges, inside.T, strict=True))
        count = len(points)
        matrices, gamma = self.matrices.members(at, count)
        parameters = {
            name: np.full(count, self.fixed[name])
            if name in self.fixed
            else numbers_at(of, at[name])
            for name, of in self.statement.parameters.items()
        }
        name, of = self.statement.matrix
        members = CoupledFloats(self.matrices.sizes, matrices, gamma, of.of_flows)
        return FloatStack.of_class(name, members, parameters)

    @cached_property
    def _ranges(self) -> dict[str, tuple[float, float]]:
        """The coordinates by name, each with its range."""
        free = {k: of for k, of in self.statement.parameters.items() if k not in self.fixed}
        return {**self.matrices.ranges, **{name: number_range(of) for name, of in free.items()}}


def parametrizations(
    statement: Statement,
    sizes: Sequence[tuple[int, ...]] | None = None,
    fixed: Mapping[str, float] | None = None,
) -> list[Parametrization] | list[RecipeParametrization]:
    """Return the parametrisations that cover a statement's class, those of few coordinates first.

    Parameters
    ----------
    statement
        The statement.
    sizes
        The block sizes to look at; the class has its own default.
    fixed
        Values of some of γ, b, c and the parameters, by name.
    """
    if not statement.is_about_one_class:
        return recipe_parametrizations(statement, sizes)
    quantifier, known = statement.matrix[1], dict(fixed or {})
    every = class_of(quantifier).parametrizations(quantifier, sizes, known)
    return [Parametrization(statement, each, known) for each in every]
