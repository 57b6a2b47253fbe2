"""The search behind `optimal_step_sizes`: over pairs of steps in float64, then rational ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpq
from scipy.optimize import Bounds, differential_evolution, minimize

from kreissverify.experiments.quadratic_problem import QuadraticProblem
from kreissverify.matrices.matrix import InvalidMatrix
from kreissverify.matrices.spectrum.stability import spectral_radius_at_most
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.rational import as_float, as_fmpq, as_fraction, simplest_between
from kreissverify.quantities import Quantity

__all__ = ["StepSearch"]

Pair = tuple[Fraction, Fraction]

# Of the largest allowed one, where y acts on x: a step of 0 does not contract at all, and the box
# of the search ends before it.
_LEAST_STEP = 1e-4
_TIE = 1e-6  # values that differ by less are told apart by the spectral radius
# Relative, outside of ρ = rate: where y does not act on x the best pair may lie on the end of its
# interval, whose spectral radius comes out a rounding error above the rate.
_ROUNDING = 1e-12
# Relative, inside of ρ = rate, from the tightest on: each is tried where no rational pair was
# found.
_MARGINS = (1e-9, 1e-6, 1e-4)
# How the values of too slow pairs begin: above every value of a pair that is fast enough, and
# larger for slower ones, so that the search finds its way back.
_SLOWER = 1e6
#: Shares of the way to the fastest pair, and relative distances within which a pair is rounded:
#: first as it is, ever more finely; then moved inside, where a coarser rounding keeps the rate.
_INWARD = ((0, 1e-6), (0, 1e-9), (0, 1e-12), *((10.0**-k, 10.0**-k / 4) for k in (10, 8, 6, 4, 2)))
# Forty generations of a smooth function of two variables: the local search that follows needs to be
# started in the right valley only.
_EVOLUTION = {"vectorized": True, "updating": "deferred", "maxiter": 40, "tol": 1e-8}
_GRID = (np.cos(np.linspace(np.pi, 0, 6)) + 1) / 2  # on [0, 1], dense towards the ends


@dataclass(frozen=True)
class StepSearch:
    """The pairs of steps of a problem, the value of each and its spectral radius.

    Attributes
    ----------
    worst_case
        Whether the comparison matrix stands for the Jacobian.
    radii_of
        Whether that matrix has one radius for both blocks, or one for each.
    """

    problem: QuadraticProblem
    objective: Quantity
    worst_case: bool
    radii_of: str = "common"

    def matrices(self, steps: FloatArray) -> FloatArray:
        """Return the matrices at pairs of steps, of shape (2, ...)."""
        if self.worst_case:
            return self.problem.comparisons(*steps, radii=self.radii_of)
        return self.problem.jacobians(*steps)

    def radii(self, steps: FloatArray) -> FloatArray:
        """Return the spectral radii at pairs of steps."""
        return np.asarray(np.abs(np.linalg.eigvals(self.matrices(steps))).max(axis=-1))

    def value(self, steps: FloatArray) -> float:
        """Return the objective at one pair of steps."""
        return float(self.objective.float64(self.matrices(steps)).values)

    def fastest(self) -> FloatArray:
        """Return the pair with the least spectral radius: 2/(μ+L) for each block, if Hxy = 0."""
        curvatures = self.problem.curvature_x, self.problem.curvature_y
        pair = np.array([curvature.fastest_step for curvature in curvatures])
        return self._least(self.radii, self._box(1.0), pair) if self.problem.acts_back else pair

    def best(self, rate: fmpq, fastest: FloatArray) -> Pair | None:
        """Return the pair of the least value among those with a spectral radius up to `rate`.

        Where y acts on x the best pair often lies on a curve ρ(J) = rate, which rational steps
        miss: it is searched a little inside. None if no rational pair was found there.
        """
        bound = self.objective.least
        if bound is not None and self.value(fastest) <= bound:
            return self.rational(fastest, fastest, rate)
        limit = as_float(rate)
        for margin in _MARGINS if self.problem.acts_back else (-_ROUNDING,):
            least = self._least(self._rated(limit * (1 - margin)), self._box(limit), fastest)
            found = self.rational(least, fastest, rate)
            if found is not None:
                return found
        return None

    def _rated(self, rate: float) -> Callable[[FloatArray], FloatArray]:
        """Return what is minimised: the value, hardly more for a larger spectral radius."""

        def rated(steps: FloatArray) -> FloatArray:
            radius = self.radii(steps)
            found = _SLOWER * (1 + radius)
            kept = radius <= rate
            if kept.any():
                measured = self.objective.float64(self.matrices(steps[:, kept])).values
                found[kept] = np.minimum(measured, _SLOWER) * (1 + _TIE * radius[kept])
            return np.asarray(found)

        return rated

    def _box(self, rate: float) -> list[tuple[float, float]]:
        """Return the ends of both steps: with ρ(A), ρ(D) ≤ rate; or < 1, if y acts on x."""
        curvatures = self.problem.curvature_x, self.problem.curvature_y
        if not self.problem.acts_back:
            return [curvature.steps_within(rate) for curvature in curvatures]
        ends = [2 / curvature.largest * (1 - _MARGINS[0]) for curvature in curvatures]
        return [(_LEAST_STEP * end, end) for end in ends]

    @staticmethod
    def _least(
        value: Callable[[FloatArray], FloatArray], box: list[tuple[float, float]], start: FloatArray
    ) -> FloatArray:
        """Minimise over a box: differential evolution from a grid, then Nelder and Mead's way."""
        low, high = np.array(box).T
        grid = np.stack(np.meshgrid(_GRID, _GRID), axis=-1).reshape(-1, 2)
        first = np.vstack([low + grid * (high - low), start])
        evolve: Any = differential_evolution  # the stubs know no vectorized objective
        polish: Any = minimize
        ends = Bounds(low, high)
        found = evolve(value, ends, init=first, seed=0, polish=False, **_EVOLUTION)
        near = polish(
            lambda steps: float(value(steps[:, None])[0]),
            found.x,
            method="Nelder-Mead",
            bounds=ends,
            options={"xatol": 1e-11 * float(high.max()), "fatol": 1e-13, "maxfev": 300},
        )
        return np.asarray(near.x if near.fun <= found.fun else found.x)

    def rational(self, pair: FloatArray, fastest: FloatArray, rate: fmpq) -> Pair | None:
        """Return rational steps near a pair, proved to keep the rate; None if none are found.

        Parameters
        ----------
        pair
            The steps α and β, of shape (2,).
        fastest
            The pair of the least spectral radius, towards which steps are moved.
        rate
            The spectral radius that must not be exceeded.

        Returns
        -------
        Pair or None
            The simplest such steps in a small neighbourhood.
        """
        value = self.value(pair)
        for share, width in _INWARD:
            inner = pair + share * (fastest - pair)
            steps = [simplest_between(*_around(float(step), width)) for step in inner]
            alpha, beta = map(as_fraction, steps)
            good = share > 0 or self.value(np.array([alpha, beta], float)) <= value * (1 + _TIE)
            if good and self._keeps(alpha, beta, rate):
                return alpha, beta
        return None

    def _keeps(self, alpha: Fraction, beta: Fraction, rate: fmpq) -> bool:
        try:
            J = self.problem.jacobian(alpha, beta, radii=self.radii_of)
        except InvalidMatrix:  # rounded to a step that does not contract
            return False
        if self.worst_case:
            return spectral_radius_at_most(J.comparison.upper.exact, rate)
        parts = [J.exact] if self.problem.acts_back else [J.A, J.D]
        return all(spectral_radius_at_most(part, rate) for part in parts)


def _around(step: float, width: float) -> tuple[fmpq, fmpq]:
    return as_fmpq(step * (1 - width)), as_fmpq(step * (1 + width))
