"""Which columns of a matrix add up to 0: by a linear program in floats, and exactly on its support.

The columns are polynomials. Some may be taken with any factor, the others with one that is at least
0, and those that are strict not all with 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat

from kreissverify.numbers.rational import as_float, as_fraction

__all__ = ["Column", "exact_solution"]

# Of a basic solution: its zeros are exact but for rounding, and its other entries are rarely small.
_NONZERO = (1e-7, 1e-10)
# What is free in the exact solution is set to a short fraction near the one in floats.
_DENOMINATOR = 1000
# Of the simplex method: a program of a few thousand columns takes a few thousand, or does not end.
_MOST_STEPS = 50_000


@dataclass(frozen=True)
class Column:
    """A polynomial by its monomials.

    Attributes
    ----------
    entries
        The coefficients, by exponents.
    is_free
        Whether its factor may have any sign.
    is_strict
        Whether it counts among those that are not all to be 0.
    cost
        What a unit of it costs: short certificates are looked for.
    """

    entries: Mapping[tuple[int, ...], Any]
    is_free: bool
    is_strict: bool
    cost: float


def exact_solution(columns: Sequence[Column]) -> dict[int, Fraction] | None:
    """Return exact factors with which columns add up to 0; None if none are found.

    Parameters
    ----------
    columns
        The columns, of which the factors are found by their numbers.
    """
    try:
        scales = np.array([max(map(_size, one.entries.values()), default=1.0) for one in columns])
        x = _in_floats(columns, scales)
    except OverflowError:  # a coefficient beyond floats: such programs are not solved, nothing else
        return None
    # one that is 0 in floats leaves nothing to divide by, and no exact solution follows from it
    if x is None or not scales.all():
        return None
    for threshold in _NONZERO:
        support = [n for n in range(len(columns)) if abs(x[n]) > threshold]
        found = _exact(columns, support, x / scales)
        if found is not None:
            return found
    return None


def _size(c: Any) -> float:
    return abs(as_float(c))


def _in_floats(columns: Sequence[Column], scales: Any) -> Any:
    """Return a basic solution of Σ xₙ columnₙ/scaleₙ = 0 and Σ strict xₙ = 1, of least cost."""
    # a quarter of a second, and proofs with stored certificates search for none
    import scipy.sparse
    from scipy.optimize import linprog

    monomials: dict[tuple[int, ...], int] = {}
    rows: list[int] = []
    numbers: list[int] = []
    values: list[float] = []
    for n, one in enumerate(columns):
        for m, c in one.entries.items():
            rows.append(monomials.setdefault(m, len(monomials)))
            numbers.append(n)
            values.append(as_float(c) / scales[n])
    strict = [n for n, one in enumerate(columns) if one.is_strict]
    last = len(monomials)
    values += [1.0] * len(strict)
    entries = (values, (rows + [last] * len(strict), numbers + strict))
    matrix: Any = scipy.sparse.csc_matrix(entries, shape=(last + 1, len(columns)))
    right = np.zeros(last + 1)
    right[last] = 1
    cost = [0.0 if one.is_free else one.cost for one in columns]
    bounds: Any = [(None if one.is_free else 0, None) for one in columns]
    # the dual simplex method: its solutions are basic, so that few factors are not 0
    found = linprog(
        cost,
        A_eq=matrix,
        b_eq=right,
        bounds=bounds,
        method="highs-ds",
        options={"maxiter": _MOST_STEPS},
    )
    return found.x if found.status == 0 else None


def _exact(columns: Sequence[Column], support: list[int], x: Any) -> dict[int, Fraction] | None:
    """Return the exact solution on a support; None if there is none with the right signs."""
    monomials = sorted({m for n in support for m in columns[n].entries})
    rows = {m: k for k, m in enumerate(monomials)}
    matrix = fmpq_mat(len(rows) + 1, len(support) + 1)
    for k, n in enumerate(support):
        for m, c in columns[n].entries.items():
            matrix[rows[m], k] = c
        matrix[len(rows), k] = int(columns[n].is_strict)
    matrix[len(rows), len(support)] = 1
    reduced, rank = matrix.rref()
    pivots = [
        next(k for k in range(len(support) + 1) if reduced[row, k] != 0) for row in range(rank)
    ]
    if len(support) in pivots:  # 0 = 1
        return None
    values = [fmpq(0)] * len(support)
    free = [k for k in range(len(support)) if k not in pivots]
    for k in free:
        near = Fraction(float(x[support[k]])).limit_denominator(_DENOMINATOR)
        values[k] = fmpq(near.numerator, near.denominator)
    for row, pivot in enumerate(pivots):
        rest = sum((reduced[row, k] * values[k] for k in free), fmpq(0))
        values[pivot] = reduced[row, len(support)] - rest
    signs = all(v >= 0 or columns[n].is_free for n, v in zip(support, values, strict=True))
    found = {n: as_fraction(v) for n, v in zip(support, values, strict=True) if v}
    return found if signs else None
