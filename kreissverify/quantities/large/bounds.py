"""Lower bounds of quantities of large matrices: the resolvent at the best point visited."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from flint import fmpq

from kreissverify.matrices.exact_entries import InvalidMatrix
from kreissverify.matrices.sparse.sparse_matrix import SparseMatrix, is_sparse
from kreissverify.numbers.enclosure import Lower
from kreissverify.numbers.rational import as_float
from kreissverify.quantities.large.lower_estimate import LowerEstimate, rounded_down
from kreissverify.quantities.large.numerical_radius import seems_contractive
from kreissverify.quantities.large.objective import (
    HeightAtNorm,
    HeightTimesNorm,
    NormAtHeight,
    Objective,
)
from kreissverify.quantities.large.operator import ResolventOperator
from kreissverify.quantities.large.proof import proved_resolvent_norm
from kreissverify.quantities.large.region import Region
from kreissverify.quantities.large.resolvent import LargeResolvent, SparseResolvent, Vector
from kreissverify.quantities.large.search import Search, Visit
from kreissverify.quantities.large.single_point import (
    LEAST_SIGMA,
    SUSPECT,
    UNIT,
    norm_at_point,
)
from kreissverify.quantities.large.singular_vectors import SingularVectors
from kreissverify.quantities.large.stability import Eigenvalue, sharpened

__all__ = [
    "as_large",
    "farthest_point",
    "highest_peak",
    "is_large",
    "norm_at_height",
]

_SEED = 29
_SINGULAR = 1e-13  # σ beside the size
_MOST_SUSPECTS = 4
_CLEARLY = 1e3  # errors that an eigenvalue is outside by, to be called so
_PULLS = 40  # tries to come inside the pseudospectrum, each twice as far


def is_large(matrix: object) -> bool:
    """Say whether it is a sparse matrix or an operator."""
    if isinstance(matrix, np.ndarray):  # nearly always, and the quickest to tell
        return False
    return isinstance(matrix, (ResolventOperator, SparseMatrix)) or is_sparse(matrix)


def as_large(matrix: object) -> LargeResolvent | None:
    """Return what solves with a large matrix; None if it is not one of the kinds that are such.

    Raises
    ------
    InvalidMatrix
        If it is a sparse matrix that is not square, or has entries that are no finite numbers.
    """
    if isinstance(matrix, ResolventOperator):
        return matrix
    if is_sparse(matrix):
        matrix = SparseMatrix(matrix)
    return SparseResolvent(matrix) if isinstance(matrix, SparseMatrix) else None


def highest_peak(name: str, resolvent: LargeResolvent, region: Region) -> LowerEstimate:
    """Return a lower bound of sup height(z)·‖R(z)‖ over a region, the Kreiss constant.

    It is at least 1, the limit far out, and infinite where an eigenvalue is outside.

    Parameters
    ----------
    name
        The name of the quantity.
    resolvent
        The matrix.
    region
        Where z is.
    """
    search, infinite, note = _explored(resolvent, region, HeightTimesNorm(), 0.0)
    if infinite is not None:
        return _infinite(name, search, infinite, region, times_height=True)
    best = search.best
    height = fmpq(1) if best is None else region.height_below(best.z)
    norm = None if best is None else _proved(search, best)
    bound = Lower(fmpq(1))
    if best is not None and norm is not None and height > 0 and height * norm > 1:
        bound = Lower(height * norm)
    value = rounded_down(bound)
    if resolvent.matrix is None and best is not None:
        value = max(1.0, math.exp(best.score))
    if best is None or value == 1.0:
        return _said(name, search, None, value, UNIT, bound, note or _is_more(search, region))
    return _said(name, search, best, value, value * _share(search, best), bound, note)


def norm_at_height(
    name: str, resolvent: LargeResolvent, region: Region, height: fmpq
) -> LowerEstimate:
    """Return a lower bound of sup ‖R(z)‖ at a height and above: G on a circle or a line.

    It is infinite where an eigenvalue is as high.

    Parameters
    ----------
    name
        The name of the quantity.
    resolvent
        The matrix.
    region
        Whose heights they are.
    height
        |z|-1 or Re z, exactly.
    """
    level = as_float(height)
    search, infinite, note = _explored(resolvent, region, NormAtHeight(level), level)
    if infinite is not None:
        return _infinite(name, search, infinite, region, times_height=False)
    best = search.best
    if best is None:
        return _said(name, search, None, 0.0, math.inf, None, note or _no_point())
    return _norm(name, search, best, height, note)


def farthest_point(
    name: str, resolvent: LargeResolvent, region: Region, eps: float
) -> LowerEstimate:
    """Return a lower bound of |z| (or Re z) over ‖R(z)‖ ≥ 1/ε: the pseudospectral radius.

    Parameters
    ----------
    name
        The name of the quantity.
    resolvent
        The matrix.
    region
        Whose heights they are.
    eps
        ε > 0.
    """
    search = Search(resolvent, region, HeightAtNorm(eps))
    search.explore()
    search.climb()
    best = search.best
    if best is None or best.score == -math.inf:
        return _said(name, search, None, -math.inf, math.inf, None, _no_point())
    error = search.remaining() + best.found.error * eps
    if resolvent.matrix is None:
        value = best.height + region.origin
        return _said(name, search, best, value, error, None, "")
    inside = _pulled_inside(search, best, eps)
    if inside is None:
        note = "that the point is one of the pseudospectrum is not proved: rounding decides"
        return _said(name, search, best, best.height + region.origin, math.inf, None, note)
    point, bound = inside
    value = rounded_down(bound)
    error += abs(best.height + region.origin - value) + UNIT * abs(value)
    return _said(name, search, replace(best, z=point), value, error, bound, "")


def _explored(
    resolvent: LargeResolvent, region: Region, objective: Objective, level: float
) -> tuple[Search, Eigenvalue | None, str]:
    """Search; also return an eigenvalue above the level, or what is in doubt of one there."""
    search = Search(resolvent, region, objective)
    search.explore()
    infinite, note = _outside(search, level)
    if infinite is None:
        search.climb()
        infinite, later = _outside(search, level)
        note = later or note
    return search, infinite, note


def _is_more(search: Search, region: Region) -> str:
    """Say what is in doubt where no peak above the limit 1 was found."""
    matrix = search.resolvent.matrix
    start = np.random.default_rng(_SEED).standard_normal(search.resolvent.n)
    if matrix is not None and seems_contractive(matrix, region, start):
        return ""
    return "no peak above the limit 1 was found, nor that the numerical range allows none"


def _outside(search: Search, level: float) -> tuple[Eigenvalue | None, str]:
    region, resolvent = search.region, search.resolvent
    near = level - SUSPECT * search.size
    suspects = [x for x in search.eigenvalues.tolist() if region.height(x) > near]
    suspects += [x for x in search.singular if region.height(x) > near]
    best, note = search.best, ""
    if best is not None and best.found.sigma < _SINGULAR * search.size:
        suspects.append(best.z)
    start = np.random.default_rng(_SEED).standard_normal(resolvent.n)
    chosen = search.distinct(np.array(suspects, dtype=np.complex128), _MOST_SUSPECTS)
    for estimate in chosen.tolist():
        found = sharpened(resolvent, estimate, search.size, start)
        if found is None:
            continue
        above = region.height(found.value) - level
        if above > _CLEARLY * found.error:
            return found, ""
        if above > -max(found.error, UNIT * search.size):
            note = (
                f"an eigenvalue, about {found}, may lie on the {region.name} or outside: "
                "floats do not tell"
                if level == 0
                else f"an eigenvalue, about {found}, may lie as far out: floats do not tell"
            )
    return None, note


def _infinite(
    name: str, search: Search, eigenvalue: Eigenvalue, region: Region, *, times_height: bool
) -> LowerEstimate:
    """Say that an eigenvalue is outside, with the bound that a point next to it proves."""
    z = eigenvalue.value
    note = f"the eigenvalue {eigenvalue} lies {'outside' if times_height else 'as far out'}"
    bound = None
    if search.resolvent.matrix is not None:
        aside = z * (1 + 1e-9) if z else complex(1e-9)
        if times_height or region.height(aside) >= region.height(z):
            near = norm_at_point(name, search.resolvent, aside).lower
            factor = region.height_below(aside) if times_height else fmpq(1)
            if near is not None and isinstance(near.value, fmpq) and factor > 0:
                bound = Lower(near.value * factor)
    return LowerEstimate(name, math.inf, 0.0, bound, z, points=len(search.visits), note=note)


def _norm(name: str, search: Search, best: Visit, height: fmpq, note: str) -> LowerEstimate:
    matrix, region = search.resolvent.matrix, search.region
    if matrix is None:
        value = 1 / best.found.sigma
        return _said(name, search, best, value, value * _share(search, best), None, note)
    z, step = best.z, UNIT * abs(best.z)
    # a float z may be inside the circle by its rounding, where norms are larger than the supremum
    for k in range(_PULLS):
        if region.height_below(z) >= height:
            break
        z = region.point(best.height + step * 2.0**k, best.position)
    u, v = _vectors(best.found)
    norm = proved_resolvent_norm(matrix, z, v, u, search.resolvent.at(z))
    bound = Lower(math.inf if norm is None else norm)
    value = rounded_down(bound)
    error = value * (_share(search, best) + value * abs(z - best.z))
    return _said(name, search, replace(best, z=z), value, error, bound, note)


def _vectors(found: SingularVectors) -> tuple[Vector, Vector]:
    """Return unit vectors u and v with (zI-A)v = σu."""
    return found.images[:, 0] / max(found.sigma, LEAST_SIGMA), found.vectors[:, 0]


def _proved(search: Search, best: Visit) -> fmpq | None:
    """Return a proved lower bound of ‖R(z)‖ at a point that was visited."""
    matrix = search.resolvent.matrix
    if matrix is None:
        return None
    u, v = _vectors(best.found)
    return proved_resolvent_norm(matrix, best.z, v, u, search.resolvent.at(best.z))


def _share(search: Search, best: Visit) -> float:
    """Return the estimate of the relative error of a score that is a logarithm."""
    lost = search.lost(best)
    # what is proved is refined: rounding counts by its square there
    rounding = 4 * lost if search.resolvent.matrix is None else lost**2 + 4 * UNIT
    return search.remaining() + best.found.error + rounding


def _pulled_inside(search: Search, best: Visit, eps: float) -> tuple[complex, Lower] | None:
    """Return a point with ‖R(z)‖ ≥ 1/ε, proved, next to one where that holds in floats."""
    region, matrix = search.region, search.resolvent.matrix
    assert matrix is not None
    u, v = _vectors(best.found)
    wanted = 1 / fmpq(*eps.as_integer_ratio())
    step = 4 * UNIT * max(abs(best.z), eps)
    for k in range(_PULLS):
        z = region.point(best.height - step * (2.0**k - 1), best.position)
        solver = search.resolvent.at(z)
        norm = proved_resolvent_norm(matrix, z, v, u, solver)
        if norm is None or norm >= wanted:
            return z, Lower(region.height_below(z) + region.origin)
    return None


def _said(
    name: str,
    search: Search,
    best: Visit | None,
    value: float,
    error: float,
    bound: Lower | None,
    note: str,
) -> LowerEstimate:
    """Put together what is said of a search.

    Raises
    ------
    InvalidMatrix
        If no point could be visited at all.
    """
    if not search.visits:
        raise InvalidMatrix(f"{name}: zI-A has no inverse in floats at any of the points tried")
    if note:
        error = math.inf
    if search.resolvent.matrix is None:
        bound = None
    u, v = (None, None) if best is None else _vectors(best.found)
    z = None if best is None else best.z
    return LowerEstimate(name, value, error, bound, z, u, v, len(search.visits), note)


def _no_point() -> str:
    return "no point of the kind asked for was found"
