"""Exact instances as float stacks, by their sizes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from kreissverify.evidence.evaluation.float_stack import CoupledFloats, FloatStack
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.matrices import CoupledMatrix
from kreissverify.matrices.diagonal_bound import DECAY
from kreissverify.numbers.rational import as_float
from kreissverify.theorems import Statement

__all__ = ["stacked"]


def _float_bounds(instance: CoupledMatrix) -> float | list[float]:
    bounds = instance.bounds
    return list(map(as_float, bounds)) if isinstance(bounds, tuple) else as_float(bounds)


def stacked(
    statement: Statement, members: Sequence[Binding]
) -> Iterator[tuple[list[int], FloatStack]]:
    """Yield the float stacks of some instances by their sizes, with their places in the list.

    Parameters
    ----------
    statement
        The statement.
    members
        Its instances.
    """
    groups: dict[Any, list[int]] = defaultdict(list)
    for place, member in enumerate(members):
        groups[_sizes(statement, member)].append(place)
    for places in groups.values():
        yield places, _stack([members[k] for k in places])


def _sizes(statement: Statement, member: Binding) -> tuple[Any, ...]:
    shapes = (
        x.sizes if isinstance(x, CoupledMatrix) else x.shape for x in member.matrices.values()
    )
    numbers = (int(member.parameters[name].p) for name in sorted(statement.size_numbers))
    return (*shapes, *member.sizes.values(), *numbers)


def _stack(members: Sequence[Binding]) -> FloatStack:
    first = members[0]
    matrices: dict[str, Any] = {}
    for name, of in first.matrices.items():
        every = [m.matrices[name] for m in members]
        stack = np.stack([x.array for x in every])
        if isinstance(of, CoupledMatrix):
            gamma = np.array([_float_bounds(x) for x in every if isinstance(x, CoupledMatrix)])
            flows = of.kind_of_bound is DECAY
            matrices[name] = CoupledFloats(of.sizes, stack, gamma, flows)
        else:
            matrices[name] = stack
    parameters = {
        name: np.array([as_float(m.parameters[name]) for m in members]) for name in first.parameters
    }
    return FloatStack(len(members), matrices, parameters, first.sizes)
