"""Linear-quadratic problems: the measured transient curve against K, M, L and their bounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from kreissverify.matrices import linear_quadratic
from kreissverify.quantities import registry

__all__ = ["LinearQuadratic", "linear_quadratic_experiment"]

FloatArray = NDArray[np.float64]

HESSIAN_X = [["1", "1/10"], ["1/10", "1/2"]]
HESSIAN_Y = [["1", "0"], ["0", "2"]]
CROSS = [["20", "0"], ["5", "10"]]
SLOW_STEP = Fraction(1, 20)


@dataclass(frozen=True)
class LinearQuadratic:
    """What the experiment measured.

    Attributes
    ----------
    ratio
        Step-size ratios β/α.
    K, M, R3
        The Kreiss constant, the transient peak and the value of R3 at each ratio.
    """

    seed: int
    ratio: FloatArray
    K: FloatArray
    M: FloatArray
    R3: FloatArray


def linear_quadratic_experiment(
    *, seed: int = 0, ratios: int = 40, notice: Callable[[str], None] = lambda message: None
) -> LinearQuadratic:
    """Measure the transient growth of linear-quadratic problems.

    Parameters
    ----------
    seed
        Equal seeds draw equal problems.
    ratios
        The number of step-size ratios.
    notice
        Called with what is being done.
    """
    notice("step-size ratios")
    ratio = np.linspace(1, 15, ratios)
    problems = [
        linear_quadratic(HESSIAN_X, CROSS, HESSIAN_Y, alpha=SLOW_STEP, beta=float(SLOW_STEP) * r)
        for r in ratio
    ]
    stack = np.array([J.array for J in problems])
    gap = np.array([1 - float(J.gamma.p) / float(J.gamma.q) for J in problems])
    bound = 2 / gap + np.array([J.c.midpoint() for J in problems]) / (4 * gap)
    K, M = (registry()[name].float64(stack) for name in "KM")
    return LinearQuadratic(seed, ratio, K, M, bound)
