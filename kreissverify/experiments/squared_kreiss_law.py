"""The squared-Kreiss law: which question has K², and which has a logarithm of K.

On T = [[γ, 0], [c, γ]], κ = c/(1-γ), of Kreiss constant K = κ/4 + 1/κ (E1):

- the noise floor (1-γ)H = 2/(1+γ) + κ²(1+γ²)/(1+γ)³ (E7) has in K the exponent 2, and for κ ≥ 2
  lies between 1 - 6/κ² and 1 times 16(1+γ²)/(1+γ)³·K²;
- the horizon T(δ) is the least integer at or above the root τ of λτ = log(1/δ) + asinh(cτ/2γ),
  λ = log(1/γ) (E6). Its exponent in K falls like 1/log K; λτ grows by 1 as log κ does.

H, K and T come from rigorous enclosures, and so do the slopes between neighbouring κ.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import fmpq

from kreissverify.experiments.noise_sampling import NoiseSamples, repeated_sampling
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.rational import as_float, as_fmpq
from kreissverify.quantities import enclose, registry

__all__ = ["SquaredKreissLaw", "comparison", "fitted_exponent", "horizon", "squared_kreiss_law"]

Matrix2 = list[list[fmpq]]

# From no memory at all to a time scale of a million steps: the law is to hold as γ → 1.
GAMMAS = (Fraction(0), Fraction(9, 10), Fraction(999, 1000), 1 - Fraction(1, 10**6))
DELTA = Fraction(1, 100)
LIMIT_FROM = 60.0  # κ from which the fit counts; there the slope is within 12/κ² of 2
# Pairs (γ, κ) that are simulated: a small and a large K, and a longer burn-in.
SAMPLED = ((Fraction(9, 10), 4), (Fraction(9, 10), 100), (Fraction(49, 50), 20))


@dataclass(frozen=True)
class SquaredKreissLaw:
    """What the experiment found; arrays have a row for each γ and a column for each κ.

    Attributes
    ----------
    gamma, kappa, delta
        The grid, and the accuracy of the horizon.
    K, floor, horizon
        K(T), (1-γ)H(T) and T(T, δ).
    slope, slope_width
        d log floor/d log K between neighbouring κ, and the width of its enclosure.
    horizon_slope
        d log horizon/d log K between neighbouring κ.
    exponent
        Of K in the floor, fitted by least squares over κ ≥ 60.
    constant, constant_limit
        floor/K² at the largest κ, and its limit 16(1+γ²)/(1+γ)³.
    normal_horizon
        T(γI, δ): there K = 1.
    samples
        Simulations of x⁺ = Tx + ξ, with intervals that are to contain H(T).
    """

    seed: int
    gamma: FloatArray
    kappa: FloatArray
    delta: float
    K: FloatArray
    floor: FloatArray
    horizon: FloatArray
    slope: FloatArray
    slope_width: FloatArray
    horizon_slope: FloatArray
    exponent: FloatArray
    constant: FloatArray
    constant_limit: FloatArray
    normal_horizon: FloatArray
    samples: tuple[NoiseSamples, ...]


def squared_kreiss_law(
    *,
    seed: int = 0,
    per_decade: int = 4,
    repetitions: int = 200,
    chains: int = 2000,
    notice: Callable[[str], None] = lambda message: None,
) -> SquaredKreissLaw:
    """Measure the noise floor and the horizon against K over six decades of κ, and as γ → 1.

    Parameters
    ----------
    seed
        Equal seeds draw equal noise.
    per_decade
        Steps of κ a decade.
    repetitions, chains
        Of the simulation.
    notice
        Called with what is being done.

    Returns
    -------
    SquaredKreissLaw
        What was measured.
    """
    kappas = [as_fmpq(round(2 * 10 ** (k / per_decade), 3)) for k in range(6 * per_decade + 1)]
    rows = []
    for gamma in GAMMAS:
        notice(f"exact values at γ = {float(gamma):g}")
        rows.append(_row(gamma, kappas))
    kappa = np.array([as_float(k) for k in kappas])
    K, floor, horizons, slope, width = (np.array(x) for x in zip(*rows, strict=True))
    gamma_array = np.array([float(g) for g in GAMMAS])
    settling_time = registry()["T"]
    samples = []
    for case, (gamma, factor) in enumerate(SAMPLED):
        name = f"γ = {float(gamma):g}, κ = {factor}"
        notice(f"{repetitions} simulations at {name}")
        matrix = comparison(gamma, fmpq(factor))
        samples.append(
            repeated_sampling(
                matrix, name=name, repetitions=repetitions, chains=chains, seed=[seed, case]
            )
        )
    return SquaredKreissLaw(
        seed=seed,
        gamma=gamma_array,
        kappa=kappa,
        delta=float(DELTA),
        K=K,
        floor=floor,
        horizon=horizons,
        slope=slope,
        slope_width=width,
        horizon_slope=np.diff(np.log(horizons)) / np.diff(np.log(K)),
        exponent=np.array(
            [
                fitted_exponent(k[kappa >= LIMIT_FROM], f[kappa >= LIMIT_FROM])
                for k, f in zip(K, floor, strict=True)
            ]
        ),
        constant=floor[:, -1] / K[:, -1] ** 2,
        constant_limit=16 * (1 + gamma_array**2) / (1 + gamma_array) ** 3,
        normal_horizon=np.array(
            [enclose(settling_time, comparison(g, fmpq(0)), DELTA).midpoint() for g in GAMMAS]
        ),
        samples=tuple(samples),
    )


def comparison(gamma: Fraction, kappa: fmpq) -> Matrix2:
    """Return T = [[γ, 0], [κ(1-γ), γ]]."""
    g = as_fmpq(gamma)
    return [[g, fmpq(0)], [kappa * (1 - g), g]]


def fitted_exponent(x: FloatArray, y: FloatArray) -> float:
    """Return the slope of the least-squares line of log y against log x."""
    return float(np.polyfit(np.log(x), np.log(y), 1)[0])


def horizon(gamma: float, c: float, delta: float) -> int:
    """Return T(δ) of T = [[γ, 0], [c, γ]] by its law, in floats: 0 < γ < 1, 0 < δ < 1.

    ‖Tᵗ‖ = γᵗ·e^(asinh(ct/2γ)) is log-concave in t, 1 at t = 0, so that it passes δ once.

    Parameters
    ----------
    gamma, c
        The entries of T.
    delta
        The size that ‖Tᵗ‖ falls to.

    Returns
    -------
    int
        The least t from which on ‖Tᵗ‖ ≤ δ.
    """
    rate = -math.log(gamma)

    def excess(t: float) -> float:
        return math.asinh(c * t / (2 * gamma)) - math.log(delta) - rate * t

    from scipy.optimize import brentq  # loaded where it is needed: pages of runs import this module

    end = 1.0
    while excess(end) > 0:  # the excess is concave and tends to -∞, so that doubling ends
        end *= 2
    return math.ceil(float(brentq(excess, 0.0, end, rtol=1e-14)))


def _row(gamma: Fraction, kappas: list[fmpq]) -> tuple[list[float], ...]:
    K, H, T = (registry()[name] for name in "KHT")
    matrices = [comparison(gamma, kappa) for kappa in kappas]
    # narrow: slopes divide by differences of neighbours, which are small
    constants = [enclose(K, J, rtol=1e-12) for J in matrices]
    floors = [enclose(H, J) * (1 - as_fmpq(gamma)) for J in matrices]
    horizons = [enclose(T, J, DELTA).midpoint() for J in matrices]
    slopes = [
        _log_ratio(floors[k + 1], floors[k]) / _log_ratio(constants[k + 1], constants[k])
        for k in range(len(kappas) - 1)
    ]
    return (
        [x.midpoint() for x in constants],
        [x.midpoint() for x in floors],
        horizons,
        [x.midpoint() for x in slopes],
        [x.width for x in slopes],
    )


def _log_ratio(larger: Enclosure, smaller: Enclosure) -> Enclosure:
    return (larger / smaller).log()
