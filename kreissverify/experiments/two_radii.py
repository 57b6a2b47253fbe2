"""K against the ratio of the steps, beside the bound with two radii (N1) and that with one (R3).

On random bilevel (b = 0) and zero-sum quadratics, whose steps are drawn over six octaves each. N1
sees both gaps d₁ = 1 - ‖A‖ and d₂ = 1 - ‖D‖, and R3 the smaller only. Where bc ≥ d₁d₂ no bound of
the class is finite; such problems are counted apart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kreissverify.experiments.random_quadratics import random_quadratics
from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities import registry

__all__ = ["TwoRadii", "two_radii", "worst_kreiss_constants"]

DRAWN = (("bilevel", 1), ("bilevel", 2), ("bilevel", 4), ("zero-sum", 2))


@dataclass(frozen=True)
class TwoRadii:
    """What was measured, an entry for each problem.

    Attributes
    ----------
    ratio
        α/β.
    acts_back
        Whether b > 0.
    K
        The Kreiss constant.
    N1
        The worst case given both gaps, b and c; ∞ where bc ≥ d₁d₂.
    R3
        2/(1-γ) + c/(4(1-γ)) with γ the larger radius; not a number where b > 0.
    """

    seed: int
    ratio: FloatArray
    acts_back: NDArray[np.bool_]
    K: FloatArray
    N1: FloatArray
    R3: FloatArray


def worst_kreiss_constants(
    d1: FloatArray, d2: FloatArray, b: FloatArray, c: FloatArray
) -> FloatArray:
    """Return K(T) of T = [[1-d₁, b], [c, 1-d₂]] by N1, in float64; ∞ where bc ≥ d₁d₂.

    Parameters
    ----------
    d1, d2
        The gaps, in (0, 1].
    b, c
        The norms of the couplings.

    Examples
    --------
    >>> import numpy as np
    >>> from kreissverify.experiments.two_radii import worst_kreiss_constants
    >>> float(worst_kreiss_constants(*map(np.array, (1 / 4, 1 / 16, 0.0, 35 / 64))))
    1.25
    """
    with np.errstate(invalid="ignore"):
        u = np.sqrt(d1 * d2 - b * c)
    S, w, R = d1 + d2, np.abs(b - c), np.hypot(d1 - d2, b + c)
    value = np.where(R >= S, (S**2 + w**2) / (R * S + 2 * u * w), 1.0)
    return np.asarray(np.where(b * c < d1 * d2, value, np.inf))


def two_radii(
    *, seed: int = 0, problems: int = 75, notice: Callable[[str], None] = lambda message: None
) -> TwoRadii:
    """Measure K beside N1 and R3.

    Parameters
    ----------
    seed
        Equal seeds draw equal problems.
    problems
        How many of each of the four kinds and sizes.
    notice
        Called with what is being done.

    Returns
    -------
    TwoRadii
        What was measured.
    """
    parts = []
    for kind, size in DRAWN:
        notice(f"{problems} {kind} problems of {size} + {size} variables")
        parts.append(_measured(seed, kind, size, problems))
    columns = (np.concatenate(column) for column in zip(*parts, strict=True))
    ratio, acts_back, K, N1, R3 = columns
    return TwoRadii(seed, ratio, acts_back.astype(bool), K, N1, R3)


def _measured(seed: int, kind: str, size: int, count: int) -> tuple[FloatArray, ...]:
    drawn = random_quadratics(seed, kind, size, count)
    J = drawn.jacobians
    A, B, C, D = J[:, :size, :size], J[:, :size, size:], J[:, size:, :size], J[:, size:, size:]
    norms = (np.linalg.norm(X, 2, axis=(1, 2)) for X in (A, B, C, D))
    a, b, c, d = norms
    K = np.asarray(registry()["K"].float64(J).values)
    gap = 1 - np.maximum(a, d)
    R3 = np.where(b == 0, (2 + c / 4) / gap, np.nan)
    return drawn.alpha / drawn.beta, b > 0, K, worst_kreiss_constants(1 - a, 1 - d, b, c), R3
