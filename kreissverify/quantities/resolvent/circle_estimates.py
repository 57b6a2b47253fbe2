"""G(r) of one matrix and of stacks in float64, with an estimate of the error."""

from __future__ import annotations

import math

import numpy as np

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.numbers.estimates import Estimate, Estimates
from kreissverify.quantities.resolvent.circle_maximum import CirclePoint, CircleSearch

__all__ = ["LOST", "circle_estimate", "circle_estimates", "found_on_circle", "in_range"]

LOST = 1e-2
"""The relative error of σ_min up to which a value is one.

With more, an eigenvalue may be on the other side of the circle: LAPACK's are those of a matrix that
differs by rounding.
"""

_LARGEST, _SMALLEST = 1e100, 1e-100  # sizes beyond which squares leave the range of float64


def in_range(array: FloatArray | ComplexArray, number: float) -> float:
    """Return a power of two by which a matrix and a number of its kind are divided, mostly 1."""
    size = max(float(np.abs(array).max(initial=0.0)), number)
    if number < _SMALLEST or size > _LARGEST:
        return math.ldexp(1.0, math.frexp(size)[1])
    return 1.0


def circle_estimate(array: FloatArray | ComplexArray, radius: float) -> Estimate:
    """Return G(r) of one matrix, infinite where ρ ≥ r, with an estimate of its absolute error.

    Parameters
    ----------
    array
        A, of shape (n, n), finite.
    radius
        r > 0.
    """
    scale = in_range(array, radius)
    search = CircleSearch(array / scale if scale != 1 else array)
    found = found_on_circle(search, radius / scale)
    if found is None:
        return Estimate(math.inf, 0.0 if _is_clear(search, radius / scale) else math.inf)
    point, error = found
    value = 1 / point.sigma / scale if point.sigma > 0 else math.inf
    return Estimate(value, value * error if error < LOST else math.inf)


def found_on_circle(search: CircleSearch, radius: float) -> tuple[CirclePoint, float] | None:
    """Return the highest point with its relative error; None where an eigenvalue is not inside."""
    if search.spectral_radius >= radius:
        return None
    return search.highest(radius)


def _is_clear(search: CircleSearch, radius: float) -> bool:
    """Say whether ρ ≥ r beyond doubt: no eigenvalue can cross a circle on which ‖R‖ is moderate.

    Only the angles of the eigenvalues next to the circle are looked at, where ‖R‖ is largest.
    """
    nearest = np.argsort(np.abs(np.abs(search.eigenvalues) - radius))[:4]
    angles = np.angle(search.eigenvalues[nearest]).tolist()
    return all(search.rounding(search.point(radius, a)) < LOST for a in angles)


def circle_estimates(stack: FloatArray | ComplexArray, radii: FloatArray) -> Estimates:
    """Return G(r) for matrices (B, n, n) and radii (B,)."""
    found = [circle_estimate(one, r) for one, r in zip(stack, radii.tolist(), strict=True)]
    values = np.array([x.value for x in found])
    return Estimates(values, np.array([x.error for x in found]))
