"""Unconstrained coordinates on the instances of a statement: its matrix, and its parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from kreissverify.evidence.evaluation.float_stack import CoupledFloats, FloatStack
from kreissverify.instances import class_of
from kreissverify.instances.parametrization import MatrixParametrization
from kreissverify.numbers.arrays import FloatArray as Array
from kreissverify.theorems import Domain, Integer, Statement

__all__ = ["Parametrization", "parametrizations"]

# Decades from the middle of an interval to its ends. With more, the distance to an end has fewer
# than seven digits left in float64; with fewer, a supremum at an open end would not show.
_ENDS = 9.0


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
            name: np.full(count, self.fixed[name]) if name in self.fixed else _values(of, at[name])
            for name, of in self.statement.parameters.items()
        }
        members = CoupledFloats(self.matrices.sizes, matrices, gamma)
        return FloatStack.of_class(self.statement.matrix[0], members, parameters)

    @cached_property
    def _ranges(self) -> dict[str, tuple[float, float]]:
        """The coordinates by name, each with its range."""
        free = {k: of for k, of in self.statement.parameters.items() if k not in self.fixed}
        return {**self.matrices.ranges, **{name: _range(of) for name, of in free.items()}}


def _range(of: Domain) -> tuple[float, float]:
    if of.low is not None and of.high is not None:
        return -_ENDS, _ENDS
    if of.low is None and of.high is None:
        return -10.0, 10.0  # of the arcsinh: up to 10⁴ on both sides, dense near 0
    return -6.0, 6.0  # decades from the one end: larger numbers seldom matter


def _values(of: Domain, x: Array) -> Array:
    """Return numbers of a domain: ends that are included are reached, others approached."""
    low = None if of.low is None else float(of.low)
    high = None if of.high is None else float(of.high)
    if low is not None and high is not None:
        share = _share(x)
        # the last decade is the end itself: a search reaches it without meeting one point exactly
        share = np.where((x <= -_ENDS + 1) & (of.at_least is not None), 0.0, share)
        share = np.where((x >= _ENDS - 1) & (of.at_most is not None), 1.0, share)
        values = low + (high - low) * share
    elif low is not None:
        values = low + 10**x
    else:
        values = np.sinh(x) if high is None else high - 10**x
    return _whole(of, values) if isinstance(of, Integer) else np.asarray(values)


def _whole(of: Domain, values: Array) -> Array:
    first = -np.inf if of.low is None else np.floor(float(of.low)) + 1
    first = np.ceil(float(of.at_least)) if of.at_least is not None else first
    last = np.inf if of.high is None else np.ceil(float(of.high)) - 1
    last = np.floor(float(of.at_most)) if of.at_most is not None else last
    return np.asarray(np.clip(np.round(values), first, last))


def _share(x: Array) -> Array:
    """Return the number in (0, 1) that is x decades from its middle, of odds 10ˣ."""
    return np.asarray(1 / (1 + 10.0**-x))


def parametrizations(
    statement: Statement,
    sizes: Sequence[tuple[int, ...]] | None = None,
    fixed: Mapping[str, float] | None = None,
) -> list[Parametrization]:
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
    quantifier, known = statement.matrix[1], dict(fixed or {})
    every = class_of(quantifier).parametrizations(quantifier, sizes, known)
    return [Parametrization(statement, each, known) for each in every]
