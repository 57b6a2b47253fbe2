"""The local maximum of an objective on a subspace, from a point near by."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import scipy

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities.large.objective import Objective
from kreissverify.quantities.large.projection import Projection
from kreissverify.quantities.large.region import Region

__all__ = ["climbed"]

Descent = Callable[[FloatArray], tuple[float, FloatArray]]

# Distances to the spectrum that one ascent goes along the boundary at most: what is farther has a
# start of its own.
_FAR = 4.0
_LOWEST, _HIGHEST = 1e-13, 1e3  # heights, the latter in sizes of the matrix
_STEPS = 60
_SAME = 1e-14  # relative, of σ beside ε
_NEWTON = 30
_TINY = 1e-300


def climbed(
    projection: Projection,
    region: Region,
    objective: Objective,
    start: tuple[float, float],
    size: float,
) -> tuple[float, float]:
    """Return height and position of a local maximum on the subspace.

    Parameters
    ----------
    projection
        The subspace.
    region, objective
        What is maximised, and where.
    start
        Height and position.
    size
        About the norm of the matrix.
    """
    climb = _Climb(projection, region, objective, start, size)
    if objective.bound is not None:
        return climb.to_bound(objective.bound)
    return climb.upward()


class _Climb:
    def __init__(
        self,
        projection: Projection,
        region: Region,
        objective: Objective,
        start: tuple[float, float],
        size: float,
    ) -> None:
        self.projection, self.region, self.objective = projection, region, objective
        self.start, self.size = start, size
        sigma, slope = self._log_sigma(*start)
        # 1/|(log σ)'| is about the distance to the spectrum, if it is not that of a maximum
        self.scale = min(1 / max(abs(slope), 1 / size), size)
        self.sigma = sigma

    def _log_sigma(self, height: float, position: float) -> tuple[float, complex]:
        sigma, slope, _ = self.projection.at(self.region.point(height, position))
        sigma = max(sigma, _TINY)
        return math.log(sigma), slope / sigma

    def _slopes(self, height: float, position: float) -> tuple[float, float, float]:
        """Return log σ and its derivatives by height and position."""
        value, slope = self._log_sigma(height, position)
        up, along = self.region.derivatives(self.region.point(height, position))
        return value, (slope * up).real, (slope * along).real

    def upward(self) -> tuple[float, float]:
        height, position = self.start
        reach = max(abs(height) if self.objective.level is None else 0.0, self.scale)
        if self.objective.level is not None:

            def descent(x: FloatArray) -> tuple[float, FloatArray]:
                value, _, along = self._slopes(height, position + reach * x[0])
                return value, np.array([reach * along])

            found = self._least(descent, [0.0], [(-_FAR, _FAR)])
            return height, self._snapped(position + reach * found[0])

        def both(x: FloatArray) -> tuple[float, FloatArray]:
            up = math.exp(x[0])
            value, by_height, along = self._slopes(up, position + reach * x[1])
            return value - x[0], np.array([up * by_height - 1, reach * along])

        limits = [(math.log(_LOWEST), math.log(_HIGHEST * (1 + self.size))), (-_FAR, _FAR)]
        found = self._least(both, [math.log(height), 0.0], limits)
        return math.exp(found[0]), self._snapped(position + reach * found[1])

    def _least(
        self, function: Descent, start: list[float], limits: list[tuple[float, float]]
    ) -> FloatArray:
        found = scipy.optimize.minimize(
            function,
            np.array(start),
            jac=True,
            method="L-BFGS-B",
            bounds=limits,
            options={"maxiter": _STEPS, "ftol": 0.0, "gtol": 1e-9},
        )
        return np.asarray(found.x)

    def _snapped(self, position: float) -> float:
        return self.region.snapped(position, self.scale)

    def to_bound(self, bound: float) -> tuple[float, float]:
        """Return the farthest point with σ = bound near by: a root of the slope along the curve."""
        height, position = self.start
        reach = self.scale

        def slope(x: float) -> float:
            up = self._height_of(bound, position + reach * x, height)
            _, by_height, along = self._slopes(up, position + reach * x)
            return along / max(abs(by_height), _TINY)  # -dh/dx

        width = 0.1
        left, right = slope(-width), slope(width)
        while width < _FAR and not (left <= 0 <= right):
            width *= 2
            left, right = slope(-width), slope(width)
        best = 0.0
        if left < 0 < right:
            best = scipy.optimize.brentq(slope, -width, width, xtol=1e-9, rtol=1e-12)
        elif left > 0 or right < 0:  # the curve goes on rising: no maximum near by
            best = -width if left > 0 else width
        position = self._snapped(position + reach * best)
        return self._height_of(bound, position, height), position

    def _height_of(self, bound: float, position: float, height: float) -> float:
        """Return the height at which σ reaches the bound, by Newton's method."""
        wanted = math.log(bound)
        for _ in range(_NEWTON):
            value, by_height, _ = self._slopes(height, position)
            if abs(value - wanted) <= _SAME or by_height == 0:
                break
            # log σ is about log of a distance: Newton's method in σ itself is nearly exact
            step = math.expm1(max(min(wanted - value, 2.0), -2.0)) / by_height
            if by_height < 0:
                step = abs(step)
            limited = max(height + step, (height + self.region.lowest) / 2)
            if limited == height:
                break
            height = limited
        return height
