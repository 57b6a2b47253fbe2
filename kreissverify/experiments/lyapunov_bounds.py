"""How conservative Lyapunov bounds on the peak are: the best one, and an unoptimised one (R11).

On T = [[γ, 0], [c, γ]], and on random linear-quadratic bilevel problems: the peak M; L, the best
√cond(P) over JᵀPJ ⪯ P, by semidefinite programming with both ends proved; the Stein bound √cond(P)
of P = JᵀPJ + I; and the bounds that see only γ and c, M(T) (E6) and max(1, c/(1-γ²)) (E8).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import fmpq
from numpy.typing import NDArray

from kreissverify.experiments.random_quadratics import random_quadratics
from kreissverify.experiments.squared_kreiss_law import comparison
from kreissverify.matrices.coupled_blocks import CoupledBlocks
from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.extended import INFINITY
from kreissverify.quantities import enclose, registry
from kreissverify.quantities.lyapunov.optimal_form import optimal_form

__all__ = ["LyapunovBounds", "OnProblems", "lyapunov_bounds"]


GAMMAS = tuple(1 - Fraction(x) for x in ("1/10", "1/20", "1/100", "1/200", "1/1000"))
# From hardly any growth to three decades of it.
KAPPAS = (4, 6, 10, 30, 100, 300, 1000)
SIZES = (2, 4)


@dataclass(frozen=True)
class OnProblems:
    """What was measured on random bilevel problems, an entry each.

    Attributes
    ----------
    size, gamma, c
        Variables in each block, γ = max(‖A‖, ‖D‖) and c = ‖C‖.
    M, L, L_width, stein
        The peak, the best bound and the relative width of its enclosure, and the Stein bound.
    worst_M, worst_L
        M(T) and max(1, c/(1-γ²)): the exact worst cases given γ and c.
    """

    size: NDArray[np.int64]
    gamma: FloatArray
    c: FloatArray
    M: FloatArray
    L: FloatArray
    L_width: FloatArray
    stein: FloatArray
    worst_M: FloatArray
    worst_L: FloatArray


@dataclass(frozen=True)
class LyapunovBounds:
    """What the experiment found; the arrays of T have a row for each γ and a column for each κ.

    Attributes
    ----------
    gamma, kappa
        The grid.
    M, stein
        The peak and the Stein bound.
    L_lower, L_upper
        The proved ends of the semidefinite program.
    closed
        c/(1-γ²), which is L(T) by E8.
    problems
        The bilevel problems.
    """

    seed: int
    gamma: FloatArray
    kappa: FloatArray
    M: FloatArray
    L_lower: FloatArray
    L_upper: FloatArray
    closed: FloatArray
    stein: FloatArray
    problems: OnProblems


def lyapunov_bounds(
    *,
    seed: int = 0,
    problems: int = 40,
    gammas: int = len(GAMMAS),
    notice: Callable[[str], None] = lambda message: None,
) -> LyapunovBounds:
    """Measure Lyapunov bounds beside the peak.

    Parameters
    ----------
    seed
        Equal seeds draw equal problems.
    problems
        How many bilevel problems of each size.
    gammas
        How many γ, from 0.9 towards 1.
    notice
        Called with what is being done.

    Returns
    -------
    LyapunovBounds
        What was measured.
    """
    grid = {}
    for gamma in GAMMAS[:gammas]:
        notice(f"programs at γ = {float(gamma):g}")
        grid[gamma] = [_on_comparison(gamma, kappa) for kappa in KAPPAS]
    columns = np.array(list(grid.values())).transpose(2, 0, 1)
    M, lower, upper, closed, stein = columns
    return LyapunovBounds(
        seed=seed,
        gamma=np.array([float(g) for g in grid]),
        kappa=np.array(KAPPAS, dtype=np.float64),
        M=M,
        L_lower=lower,
        L_upper=upper,
        closed=closed,
        stein=stein,
        problems=_on_problems(seed, problems, notice),
    )


def _on_comparison(gamma: Fraction, kappa: int) -> list[float]:
    """Return M, the two ends of L, c/(1-γ²) and the Stein bound."""
    T = Matrix(comparison(gamma, fmpq(kappa)))
    # narrow: L(T) is held against its closed form
    below, form = optimal_form(T, 1e-10)
    # without a form nothing bounds L from above
    above = INFINITY if form is None else form[2] / form[1]
    ends = Enclosure.between(below, above).sqrt()
    closed = float(kappa * (1 - gamma) / (1 - gamma**2))
    return [
        _value("M", T),
        float(ends.lower),
        float(ends.upper),
        closed,
        _value("stein_bound", T),
    ]


def _on_problems(seed: int, count: int, notice: Callable[[str], None]) -> OnProblems:
    rows = []
    for size in SIZES:
        notice(f"programs of bilevel problems with {size} + {size} variables")
        drawn = random_quadratics(seed, "bilevel", size, count)
        rows += [[size, *_on_problem(drawn.exact(i))] for i in range(count)]
    columns = np.array(rows, dtype=np.float64).T
    return OnProblems(columns[0].astype(np.int64), *columns[1:])


def _on_problem(J: CoupledBlocks) -> list[float]:
    """Return γ, c, M, L, its relative width, the Stein bound, M(T) and max(1, c/(1-γ²))."""
    gamma, c = Enclosure.exactly(J.gamma).midpoint(), J.block_norm(1, 0).midpoint()
    L = enclose(registry()["L"], J)
    worst = registry()["M"].float64(np.array([[gamma, 0], [c, gamma]])).values
    return [
        gamma,
        c,
        _value("M", J),
        L.midpoint(),
        L.width / L.midpoint(),
        _value("stein_bound", J),
        float(worst),
        max(1.0, c / (1 - gamma**2)),
    ]


def _value(name: str, matrix: Matrix) -> float:
    return enclose(registry()[name], matrix, rtol=1e-9).midpoint()
