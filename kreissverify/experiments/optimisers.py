"""Peak, Kreiss constant and noise floor of momentum methods against the condition number κ.

Gradient descent, the heavy ball and Nesterov's method with their usual optimal parameters act on
each eigenvalue of a quadratic's Hessian, in [1, κ], by a 2×2 matrix; K, M and H of a whole
quadratic are the largest (for H: the sum) over its eigenvalues. Known for the heavy ball and
Nesterov's method, with q = √κ and k(x) = x/4 + 1/x from 2 on and 1 below, are the suprema
k((q²+1)/(q+1)) and k(2q - 2 + 1/q) of K: the statements HB and Nesterov of the library.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities import registry

__all__ = ["METHODS", "Optimisers", "closed_kreiss_constant", "optimisers"]

METHODS = ("gradient descent", "heavy ball", "Nesterov")
_EIGENVALUES = 200  # of a grid in [1, κ]: the largest values are at its ends, which belong to it


@dataclass(frozen=True)
class Optimisers:
    """The largest values over the eigenvalues; a row for each method and a column for each κ.

    Attributes
    ----------
    condition
        κ.
    M, K, H
        The peak, the Kreiss constant, and the noise gain of the worst eigenvalue.
    closed
        K in closed form.
    """

    seed: int
    condition: FloatArray
    M: FloatArray
    K: FloatArray
    H: FloatArray
    closed: FloatArray


def closed_kreiss_constant(method: str, q: float) -> float:
    """Return the supremum of K over quadratics of condition number q².

    Parameters
    ----------
    method
        One of `METHODS`.
    q
        √κ > 1.
    """
    x = {
        "gradient descent": 0.0,
        "heavy ball": (q * q + 1) / (q + 1),
        "Nesterov": 2 * q - 2 + 1 / q,
    }[method]
    return x / 4 + 1 / x if x >= 2 else 1.0


def optimisers(
    *,
    seed: int = 0,
    decades: int = 6,
    notice: Callable[[str], None] = lambda message: None,
) -> Optimisers:
    """Measure three methods for κ = 10, …, 10^decades.

    Parameters
    ----------
    seed
        Nothing is drawn.
    decades
        Up to which power of 10.
    notice
        Called with what is being done.

    Returns
    -------
    Optimisers
        What was measured.
    """
    condition: FloatArray = np.logspace(1, decades, decades, dtype=np.float64)
    found = {name: np.empty((len(METHODS), decades)) for name in "MKH"}
    closed = np.empty((len(METHODS), decades))
    for i, method in enumerate(METHODS):
        notice(method)
        for j, kappa in enumerate(condition):
            stack = _modes(method, float(np.sqrt(kappa)))
            closed[i, j] = closed_kreiss_constant(method, float(np.sqrt(kappa)))
            for name, values in found.items():
                values[i, j] = registry()[name].float64(stack).values.max()
    return Optimisers(seed, condition, found["M"], found["K"], found["H"], closed)


def _modes(method: str, q: float) -> FloatArray:
    """Return the matrices on eigenvalues from 1 to q², of shape (N, 2, 2)."""
    value = np.geomspace(1, q * q, _EIGENVALUES)
    if method == "heavy ball":
        alpha, beta = 4 / (q + 1) ** 2, ((q - 1) / (q + 1)) ** 2
        first, second = 1 + beta - alpha * value, np.full_like(value, -beta)
    elif method == "Nesterov":
        beta = (q - 1) / (q + 1)
        first, second = (1 + beta) * (1 - value / q**2), -beta * (1 - value / q**2)
    else:
        step = 2 / (1 + q * q)
        return np.stack([1 - step * value], axis=-1)[..., None]
    one, zero = np.ones_like(value), np.zeros_like(value)
    return np.stack([np.stack([first, second], -1), np.stack([one, zero], -1)], -2)
