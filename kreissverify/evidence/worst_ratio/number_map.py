"""The worst ratio of a bound over one or two of its numbers: a map of any statement.

At each point of a grid the ratio is evaluated on members drawn with these numbers fixed, with the
same coordinates at all points. It is float64, and the largest of those met: it describes a bound,
and certifies nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from kreissverify.evidence.evaluation.float_arithmetic import FloatArithmetic
from kreissverify.evidence.worst_ratio.number_coordinates import (
    are_within,
    numbers_at,
)
from kreissverify.evidence.worst_ratio.ratios import float_ratios
from kreissverify.evidence.worst_ratio.recipe_parametrization import (
    RecipeParametrization,
    recipe_parametrizations,
)
from kreissverify.expressions.evaluation.evaluator import Evaluator
from kreissverify.instances.parameter_domains import Domain, Integer
from kreissverify.numbers.arrays import FloatArray as Array
from kreissverify.system.near_names import unknown_name
from kreissverify.theorems import Statement

__all__ = ["NumberMap", "map_axes", "number_map"]

# Members of each size at each point, and sizes: a map takes ten seconds for such as M, and less for
# most. With more members the map is smoother, and as much slower.
_MEMBERS, _SIZES = 24, 2
_MOST_AXES = 2
# Decades from an end, or on both sides of the middle of an interval, and units of a number without
# ends: farther out such as M takes long, and little is to be seen.
_DECADES, _UNITS = (-3.0, 3.0), 10.0
# The coordinates of matrices are standard normal ones, and those of other numbers go evenly over
# this part of their range: farther out there are the ends, which members of all kinds have in turn.
_PART = 0.5


@dataclass(frozen=True)
class NumberMap:
    """The largest ratio met by the values of one or two numbers; NaN where nothing is said.

    Attributes
    ----------
    names
        The names of the numbers.
    values
        The values of each, ascending.
    ratio
        Of shape (values of the first, values of the second).
    """

    names: tuple[str, ...]
    values: tuple[Array, ...]
    ratio: Array

    def rows(self) -> Iterator[dict[str, float]]:
        """Yield the entries as records of the numbers and the ratio."""
        for place, ratio in np.ndenumerate(self.ratio):
            at = zip(self.names, self.values, place, strict=True)
            yield {**{name: float(x[k]) for name, x, k in at}, "ratio": float(ratio)}


def map_axes(statement: Statement, names: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the numbers that a map goes over: those given, or the first two.

    Raises
    ------
    ValueError
        If there are none, too many, or one is no number of the statement.
    """
    known = [name for name in statement.parameters if name not in statement.size_numbers]
    if not known:
        raise ValueError(
            f"expected a statement with numbers of its own, got {statement}; one about two blocks "
            "is mapped over γ, b and c, which are not named"
        )
    for name in names:
        if name not in known:
            raise ValueError(unknown_name("number", name, known))
    if len(names) > _MOST_AXES or len({*names}) < len(names):
        raise ValueError(f"expected one or two different numbers, got {', '.join(names)}")
    return tuple(names or known[:_MOST_AXES])


def number_map(
    statement: Statement, names: Sequence[str] = (), seed: int = 0, points: int = 21
) -> NumberMap:
    """Return the largest ratio met by the values of one or two numbers.

    Parameters
    ----------
    statement
        A bound.
    names
        The numbers; the first two of the statement by default.
    seed
        Of the members.
    points
        The values of each number.

    Raises
    ------
    ValueError
        If the statement has no such numbers.
    """
    axes = map_axes(statement, names)
    values = tuple(_axis(statement.parameters[name], points) for name in axes)
    grid = np.meshgrid(*values, indexing="ij")
    flat = {name: x.ravel() for name, x in zip(axes, grid, strict=True)}
    best = np.full(grid[0].size, np.nan)
    source = np.random.default_rng(seed)
    for form in recipe_parametrizations(statement)[:_SIZES]:
        chosen = _coordinates(form, source)
        for start in range(0, grid[0].size, points):
            here = {name: x[start : start + points] for name, x in flat.items()}
            best[start : start + points] = np.fmax(
                best[start : start + points], _worst(form, chosen, here)
            )
    return NumberMap(axes, values, best.reshape(grid[0].shape))


def _axis(of: Domain, points: int) -> Array:
    """Return ascending values of a number; ends by name are looked at point by point."""
    by_number = {name: end for name, end in of.ends.items() if not isinstance(end, str)}
    free = type(of)(**by_number)
    if isinstance(free, Integer):
        return _integers(free, points)
    low, high = _DECADES if by_number else (-np.arcsinh(_UNITS), np.arcsinh(_UNITS))
    ends = [float(x) for x in (free.at_least, free.at_most) if x is not None]
    inner = numbers_at(free, np.linspace(low, high, points - len(ends)))
    found: Array = np.unique(np.concatenate([inner, ends])).astype(np.float64)
    return found


def _integers(of: Integer, points: int) -> Array:
    """Return the integers next to an end of a domain, or around 0 where it has none."""
    far = 10 * points  # each integer at least once, from the end on
    if of.low is not None:
        first = float(of.low)
    else:
        first = -points // 2 if of.high is None else float(of.high) - far
    steps = first + np.arange(far + 1)
    found = [x for x in np.floor(steps) if of.contains(Fraction(int(x)))]
    at_upper_end = of.low is None and of.high is not None
    return np.array(found[-points:] if at_upper_end else found[:points])


def _coordinates(form: RecipeParametrization, source: np.random.Generator) -> Array:
    count = len(form.recipe.numbers) - len(form.statement.size_numbers)
    chosen = source.standard_normal((_MEMBERS, form.dimension))
    ends = _PART * form.box[:count]
    chosen[:, :count] = source.uniform(ends[:, 0], ends[:, 1], (_MEMBERS, count))
    return chosen


def _worst(form: RecipeParametrization, chosen: Array, fixed: dict[str, Array]) -> Array:
    """Return the largest ratio of the members at each point, NaN where a number is outside."""
    count = len(next(iter(fixed.values())))
    repeated = {name: np.repeat(x, _MEMBERS) for name, x in fixed.items()}
    stack = form.members(np.tile(chosen, (count, 1)), repeated)
    good = np.ones(len(stack), dtype=bool)
    for name, x in repeated.items():
        least = form.recipe.least(name, stack.parameters)
        good &= are_within(form.statement.parameters[name], x, stack.parameters, least)
    # hypotheses first: most of them ask for stability, and M of what is unstable takes long
    truth = Evaluator[Array, Array](FloatArithmetic(stack)).truth
    with np.errstate(all="ignore"):
        for hypothesis in form.statement.hypotheses:
            good &= np.broadcast_to(truth(hypothesis) >= 0, len(stack))
        ratios: Array = np.full(len(stack), np.nan, dtype=np.float64)
        places = np.flatnonzero(good)
        if len(places):
            ratios[places] = float_ratios(form.statement, stack.chosen(places))
        return np.asarray(np.fmax.reduce(ratios.reshape(count, _MEMBERS), axis=1))
