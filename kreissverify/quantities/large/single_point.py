"""The resolvent norm of a large matrix at one point that is asked for by itself."""

from __future__ import annotations

import math

import numpy as np

from kreissverify.numbers.enclosure import Lower
from kreissverify.quantities.large.lower_estimate import LowerEstimate, rounded_down
from kreissverify.quantities.large.proof import proved_resolvent_norm
from kreissverify.quantities.large.resolvent import LargeResolvent, Solver, Vector
from kreissverify.quantities.large.singular_vectors import (
    SingularVectors,
    smallest_singular_vectors,
)

__all__ = ["LEAST_SIGMA", "SUSPECT", "UNIT", "norm_at_point"]

UNIT = 2.0**-52
#: Eigenvalues this close to the boundary, beside the size, are found to all digits before anything
#: is said; and so is the point of a resolvent that is all but infinite.
SUSPECT = 1e-9
LEAST_SIGMA = 1e-300  # that is divided by
# Lanczos steps at one point; more than in a search, where the next visit goes on from what the
# last one found.
_STEPS = 120
_SEED = 29
_NOTHING_LEFT = 1e-2  # the share of σ that rounding may be, from which nothing is known above it


def norm_at_point(name: str, resolvent: LargeResolvent, z: complex) -> LowerEstimate:
    """Return a lower bound of ‖R(z)‖ at one point.

    Parameters
    ----------
    name
        The name of the quantity.
    resolvent
        The matrix.
    z
        The point.
    """
    solver, note = resolvent.at(z), ""
    random = np.random.default_rng(_SEED)
    start = random.standard_normal(resolvent.n)
    if resolvent.is_complex or z.imag != 0:
        start = start + 1j * random.standard_normal(resolvent.n)
    found = _singular_vectors(solver, start)
    if found is None:
        note = "zI-A is singular in floats, and z may be an eigenvalue"
        solver = resolvent.at(z * (1 + SUSPECT) if z else complex(SUSPECT))
        found = _singular_vectors(solver, start)
    if found is None:
        return LowerEstimate(name, 0.0, math.inf, None, z, points=1, note=note)
    size = abs(z) + (0.0 if resolvent.matrix is None else resolvent.matrix.norm_bound)
    sigma, v = found.sigma, found.vectors[:, 0]
    u = found.images[:, 0] / max(sigma, LEAST_SIGMA)
    lost = UNIT * max(size, sigma) / max(sigma, LEAST_SIGMA)
    if lost > _NOTHING_LEFT and not note:
        note = "the norm is beyond what float64 tells from infinity"
    if resolvent.matrix is None:
        value = 1 / sigma
        error = math.inf if note else value * (found.error + lost)
        return LowerEstimate(name, value, error, None, z, u, v, 1, note)
    norm = proved_resolvent_norm(resolvent.matrix, z, v, u, solver)
    bound = Lower(math.inf if norm is None else norm)
    value = rounded_down(bound)
    error = math.inf if note and norm is not None else value * (found.error + lost**2 + 2 * UNIT)
    if math.isinf(value):
        error, note = 0.0, "z is an eigenvalue"
    return LowerEstimate(name, value, error, bound, z, u, v, 1, note)


def _singular_vectors(solver: Solver | None, start: Vector) -> SingularVectors | None:
    return None if solver is None else smallest_singular_vectors(solver, start, most=_STEPS)
