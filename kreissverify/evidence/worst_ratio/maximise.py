"""Maximising the violation of a statement, the ratio of its two sides, over its whole class.

Everything here is in float64: it says where to look, and decides nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kreissverify.evidence.evaluation.float_stack import FloatStack
from kreissverify.evidence.evaluation.margins import margins
from kreissverify.evidence.worst_ratio.parametrization import Parametrization, parametrizations
from kreissverify.evidence.worst_ratio.recipe_parametrization import RecipeParametrization
from kreissverify.numbers.arrays import FloatArray as Array
from kreissverify.system.work import Budget
from kreissverify.theorems import Statement

__all__ = ["Extreme", "maximise"]

# Rough seconds of work (see `system.work`).
_WORK = 10.0
# Random points for each coordinate, to start from, and in all: an empirical choice. With fewer the
# evolution starts beside narrow maxima; with more the first round takes the time of the second.
_SAMPLE = 24
_MOST_SAMPLED = 400
# Few, as all parametrizations are to be visited before the budget is spent, and the local search
# refines what they end in; another round of all starts from other points.
_GENERATIONS = 12
# Evaluations of the local search for each coordinate: an empirical choice. With fewer it ends
# before the digits of a maximum are known, from which `limits` and `proposal` guess a closed form.
_POLISHED = 60
# Levels below every violation, which is at least -1: a hypothesis that fails (its margin, at least
# -1, is added, so that the search moves towards where it holds), and a value that is not a number.
_OUTSIDE, _UNDEFINED = -2.0, -4.0


@dataclass(frozen=True)
class Extreme:
    """A member of a class on which a statement is nearly, or more than, met.

    Attributes
    ----------
    violation
        Minus the margin of the conclusion (see `float_arithmetic`): positive where it seems to be
        violated, 0 where the sides are equal, at most 1.
    stack
        The member, with its parameters, as a stack of one.
    evaluations
        How many members had been looked at when it was found.
    """

    violation: float
    stack: FloatStack
    evaluations: int

    @property
    def ratio(self) -> float:
        """The ratio of the side that is claimed to be smaller to the other, in floats.

        It is meant for a conclusion that is an inequality of positive numbers, or several.
        """
        v = self.violation
        if v <= 0:
            return 1 + v
        return math.inf if v >= 1 else 1 / (1 - v)


def maximise(
    statement: Statement,
    *,
    seed: int = 0,
    budget: Budget | None = None,
    sizes: Sequence[tuple[int, ...]] | None = None,
    fixed: Mapping[str, float] | None = None,
    rounds: int = 1_000_000,
) -> Iterator[Extreme]:
    """Yield ever worse members of a statement's class, until the budget or the rounds are over.

    Each parametrization of the class (see `parametrizations`) is sampled, searched by differential
    evolution from the worst points, and polished by Nelder and Mead's simplices; then all of them
    again, from other points. Where a hypothesis fails, its margin is increased first. The sequence
    of members is a function of the seed; the budget decides how much of it is computed.

    Parameters
    ----------
    statement
        The statement.
    seed
        Equal seeds walk equal ways.
    budget
        After which the search ends; by default the work of about ten seconds.
    sizes
        The block sizes to look at; by default small ones, 1+1 up to 3+3, or up to four blocks.
    fixed
        Values of some of ``gamma``, ``b``, ``c`` (two blocks) and the parameters; the rest is free.
    rounds
        How often all parametrizations are searched.

    Yields
    ------
    Extreme
        Members, each with a larger violation than the one before.
    """
    budget = budget or Budget(_WORK)
    best, evaluations = _UNDEFINED, 0
    every: list[Parametrization | RecipeParametrization]
    every = [*parametrizations(statement, sizes, fixed)]
    for turn in range(rounds):
        for place, parametrization in enumerate(every):
            search = _Search(parametrization, budget, evaluations)
            for found in search.stages(np.random.default_rng([seed, turn, place])):
                if found.violation > max(best, _OUTSIDE + 1):  # its hypotheses hold
                    best = found.violation
                    yield found
            evaluations = search.evaluations
            if budget.is_spent:
                return


class _BudgetIsSpent(Exception):
    """No further stage is to be begun."""


class _Search:
    """One search of one parametrization: sampling, then evolution, then a local search."""

    def __init__(
        self, over: Parametrization | RecipeParametrization, budget: Budget, evaluations: int
    ) -> None:
        self._over, self._budget = over, budget
        self.evaluations = evaluations
        self._best: Extreme | None = None

    def stages(self, rng: np.random.Generator) -> Iterator[Extreme]:
        """Yield what each stage of the search has found."""
        # each starts where the one before has ended: global and rough first, as a local search from
        # a random point ends in one of many local maxima
        stages = (self._sample, self._evolve, self._polish)
        points: Array | None = None
        for stage in stages:
            try:
                points = stage(rng, points)
            except _BudgetIsSpent:
                points = None
            if self._best is not None:
                yield self._best
            if points is None:
                return

    def _heights(self, points: Array) -> Array:
        """Return the violations at points of shape (N, d), far below them where it says nothing."""
        if self._budget.is_spent and self.evaluations:
            raise _BudgetIsSpent
        stack = self._over.members(points)
        seen = margins(self._over.statement, stack)
        heights = np.where(seen.relevant, -seen.conclusion, _OUTSIDE + np.minimum(seen.premise, 0))
        heights = np.where(np.isnan(heights), _UNDEFINED, heights)
        self.evaluations += len(points)
        top = int(np.argmax(heights))
        if self._best is None or heights[top] > self._best.violation:
            self._best = Extreme(
                float(heights[top]), stack.chosen(slice(top, top + 1)), self.evaluations
            )
        return np.asarray(heights)

    def _sample(self, rng: np.random.Generator, _: Array | None) -> Array:
        """Return the worst of many random points, the start of a population."""
        box, d = self._over.box, self._over.dimension
        count = min(_MOST_SAMPLED, _SAMPLE * (d + 1))
        points = rng.uniform(box[:, 0], box[:, 1], (count, d))
        order = np.argsort(-self._heights(points), kind="stable")
        return np.asarray(points[order[: max(6, 4 * d)]])

    def _evolve(self, rng: np.random.Generator, points: Array | None) -> Array:
        assert points is not None
        if self._over.dimension == 0:
            return points
        # a quarter of a second, and a statement that is decided quickly seeks no ratio
        from scipy.optimize import Bounds, differential_evolution

        depth: Any = lambda columns: -self._heights(np.atleast_2d(columns.T))  # noqa: E731
        done = differential_evolution(
            depth,
            Bounds(self._over.box[:, 0], self._over.box[:, 1]),
            init=points,
            maxiter=_GENERATIONS,
            tol=0,  # generations are counted; a population that agrees may still sit on a plateau
            seed=int(rng.integers(2**31)),
            vectorized=True,
            updating="deferred",
            polish=False,  # by gradients, and ratios have kinks: Nelder and Mead's method follows
        )
        return np.asarray(done.x)

    def _polish(self, rng: np.random.Generator, point: Array | None) -> None:
        d = self._over.dimension
        if point is None or d == 0:
            return
        from scipy.optimize import minimize

        # coordinates are logarithms and angles of order 1 (see `Parametrization`)
        simplex = np.vstack([point, point + np.diag(rng.choice([-0.2, 0.2], d))])
        options: Any = {"initial_simplex": simplex, "maxfev": _POLISHED * (d + 1)}
        # as far as float64 goes: a supremum that is not attained is told by its digits
        options |= {"xatol": 1e-10, "fatol": 1e-15}
        depth: Any = lambda x: -float(self._heights(x[None, :])[0])  # noqa: E731
        minimize(depth, point, method="Nelder-Mead", options=options)
