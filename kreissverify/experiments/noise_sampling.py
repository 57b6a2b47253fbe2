"""The noise gain H(J) by simulation of x⁺ = Jx + ξ, with intervals that cover every error.

N independent chains start at 0 and run t steps with standard normal ξ. The squares ‖x_t‖² are
independent, of mean H_t = Σ over k < t of ‖Jᵏ‖_F². There is no autocorrelation to correct for, and
the rest of the series is bounded: if t is the settling time to √ε, then H - H_t = tr JᵗP(Jᵗ)ᵀ ≤
‖Jᵗ‖²·tr P ≤ εH, so that H_t ≤ H ≤ H_t/(1-ε).

Each ‖x_t‖² is a weighted sum of independent χ²₁, of skewness at most √8 and excess kurtosis at
most 12; so the coverage of the two-sided 95 % Student interval differs from 0.95 by about 2.2/N at
most (P. Hall, The Bootstrap and Edgeworth Expansion (1992), 2.6).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from kreissverify.matrices.matrix import as_matrix
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.extended import is_finite
from kreissverify.quantities import enclose, registry

__all__ = ["NoiseInterval", "NoiseSamples", "burn_in", "repeated_sampling", "sampled_noise_gain"]


_REST = Fraction(1, 10**4)  # ε: far below the statistical error of any number of chains here


@dataclass(frozen=True)
class NoiseInterval:
    """A confidence interval of H(J).

    Attributes
    ----------
    mean
        The mean of ‖x_t‖² over the chains.
    lower, upper
        The Student interval of H_t, its upper end divided by 1-ε.
    """

    mean: float
    lower: float
    upper: float


@dataclass(frozen=True)
class NoiseSamples:
    """Repeated simulations of one matrix, an interval each.

    Attributes
    ----------
    name
        What was simulated.
    gain
        H(J), exactly or within 10⁻⁶.
    mean, lower, upper
        The intervals.
    hits
        How many of them contain H(J).
    chance
        The two-sided probability of a number of hits at least as odd, were each 95 % likely.
    """

    name: str
    gain: float
    mean: FloatArray
    lower: FloatArray
    upper: FloatArray
    hits: int
    chance: float


def burn_in(matrix: object) -> int:
    """Return a proved number of steps after which the rest of the series is at most 10⁻⁴·H(J).

    Raises
    ------
    ValueError
        If ρ(J) ≥ 1: there is no stationary variance.
    """
    root = Fraction(1, 100)
    assert root**2 == _REST
    time = enclose(registry()["T"], matrix, root).upper.value
    if not is_finite(time):
        raise ValueError("matrix: expected a spectral radius below 1; there is no noise floor")
    return int(time.p)


def sampled_noise_gain(
    matrix: object,
    *,
    chains: int = 2000,
    seed: int | list[int] = 0,
    steps: int | None = None,
    confidence: float = 0.95,
) -> NoiseInterval:
    """Return a confidence interval of the noise gain from a simulation.

    Parameters
    ----------
    matrix
        J, as for `enclose`.
    chains
        The number of independent chains, at least 100.
    seed
        Equal seeds draw equal noise.
    steps
        The burn-in, where it is known from `burn_in`.
    confidence
        Of the interval.

    Returns
    -------
    NoiseInterval
        The interval, and the mean that it is about.

    Raises
    ------
    ValueError
        If there are too few chains, or ρ(J) ≥ 1.
    """
    if chains < 100:  # the coverage of the interval is then off by up to 2 %, see above
        raise ValueError(f"chains: expected at least 100, got {chains}")
    array = as_matrix(matrix).array
    rng = np.random.default_rng(seed)
    state = np.zeros((len(array), chains))
    for _ in range(burn_in(matrix) if steps is None else steps):
        state = array @ state + rng.standard_normal(state.shape)
    squares = (state**2).sum(axis=0)
    mean, error = float(squares.mean()), float(squares.std(ddof=1)) / chains**0.5
    # imported here: it takes half a second, which pictures of this experiment's law do not need
    from scipy.stats import t as student

    # Student: the variance is estimated from the same chains
    half = float(student.ppf((1 + confidence) / 2, chains - 1)) * error
    # H ≥ H_t, so that only the upper end has to allow for the rest of the series
    return NoiseInterval(mean, mean - half, (mean + half) / (1 - float(_REST)))


def repeated_sampling(
    matrix: object, *, name: str, repetitions: int, chains: int, seed: list[int]
) -> NoiseSamples:
    """Simulate again and again, and count the 95 % intervals that contain H(J).

    Parameters
    ----------
    matrix
        J, as for `enclose`.
    name
        What it is called in the result.
    repetitions
        How many simulations.
    chains
        Chains of each.
    seed
        Equal seeds draw equal noise.

    Returns
    -------
    NoiseSamples
        Every interval, and how many contain H(J).
    """
    from scipy.stats import binomtest  # see `sampled_noise_gain`

    # once for all repetitions: they depend on the matrix alone
    gain, steps = enclose(registry()["H"], matrix).midpoint(), burn_in(matrix)
    found = [
        sampled_noise_gain(matrix, chains=chains, seed=[*seed, k], steps=steps)
        for k in range(repetitions)
    ]
    hits = sum(x.lower <= gain <= x.upper for x in found)
    return NoiseSamples(
        name=name,
        gain=gain,
        mean=np.array([x.mean for x in found]),
        lower=np.array([x.lower for x in found]),
        upper=np.array([x.upper for x in found]),
        hits=hits,
        chance=float(binomtest(hits, repetitions, 0.95).pvalue),
    )
