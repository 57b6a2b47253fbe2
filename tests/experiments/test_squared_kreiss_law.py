"""The exponents are 2 and 0, the law of the horizon is exact, and the simulation covers."""

from __future__ import annotations

import numpy as np
import pytest
from flint import fmpq
from scipy.stats import binomtest

from kreissverify.experiments.noise_sampling import (
    NoiseSamples,
    burn_in,
    repeated_sampling,
    sampled_noise_gain,
)
from kreissverify.experiments.squared_kreiss_law import (
    LIMIT_FROM,
    SquaredKreissLaw,
    comparison,
    fitted_exponent,
    horizon,
    squared_kreiss_law,
)
from kreissverify.matrices import Matrix
from kreissverify.quantities import enclose, registry
from kreissverify.reports.experiments.squared_kreiss_law import table

T_WEAK = [["9/10", 0], ["2/5", "9/10"]]  # κ = 4


@pytest.fixture(scope="module")
def law() -> SquaredKreissLaw:
    return squared_kreiss_law(per_decade=2, repetitions=2, chains=100)


@pytest.fixture(scope="module")
def samples() -> NoiseSamples:
    return repeated_sampling(T_WEAK, name="κ = 4", repetitions=200, chains=2000, seed=[7])


def test_the_exponent_of_K_in_the_noise_floor_is_2_in_the_limit(law: SquaredKreissLaw) -> None:
    assert law.kappa[-1] / law.kappa[0] == pytest.approx(1e6)
    assert law.slope_width.max() < 1e-9
    limit = law.kappa[:-1] >= LIMIT_FROM
    assert limit.sum() >= 8
    assert np.abs(law.slope[:, limit] - 2).max() < 12 / LIMIT_FROM**2 < 0.01
    assert np.abs(law.exponent - 2).max() < 0.001
    assert np.abs(law.slope[:, -1] - 2).max() < 1e-9
    assert (law.slope[:, 0] > 2.5).all()  # far from the limit it is not 2


def test_the_constant_of_the_law_is_within_six_over_kappa_squared(law: SquaredKreissLaw) -> None:
    ratio = law.floor / (law.constant_limit[:, None] * law.K**2)
    assert (ratio <= 1 + 1e-12).all()
    assert (ratio >= 1 - 6 / law.kappa**2 - 1e-12).all()
    assert not (ratio >= 1 - 3 / law.kappa**2).all()  # the 6 is not for nothing
    assert law.constant == pytest.approx(law.constant_limit, rel=1e-9)


def test_the_horizon_is_what_its_law_says_at_every_point(law: SquaredKreissLaw) -> None:
    for gamma, times in zip(law.gamma, law.horizon, strict=True):
        if gamma > 0:
            expected = [horizon(gamma, k * (1 - gamma), law.delta) for k in law.kappa]
            assert expected == times.tolist()
    assert (np.diff(law.horizon_slope[2:], axis=1) < 0).all()
    assert (law.horizon_slope[:, -1] < 0.06).all()


def test_the_text_judges_both_statements(law: SquaredKreissLaw) -> None:
    text = table(law)
    assert "R8 fails" in text and "R9 holds" in text
    growth = law.normal_horizon / np.log(1 / law.delta)
    assert growth[-1] > 1000 * growth[1]  # R8's constant would have to exceed this


def test_a_fit_tells_other_exponents_apart() -> None:
    x = np.geomspace(10, 1e6, 20)
    assert fitted_exponent(x, 3 * x**2) == pytest.approx(2, abs=1e-12)
    assert abs(fitted_exponent(x, x**1.98) - 2) > 0.01


def test_the_rest_of_the_series_after_the_burn_in_is_small_exactly() -> None:
    J, steps = Matrix(T_WEAK).exact, burn_in(T_WEAK)
    gain = enclose(registry()["H"], T_WEAK).lower.value
    power, total = Matrix(np.eye(2)).exact, fmpq(0)
    for _ in range(steps):
        total += sum((x * x for x in power.entries()), fmpq(0))
        power = power * J
    assert total < gain <= total / (1 - fmpq(1, 10**4))


def test_the_intervals_contain_the_exact_gain_at_their_nominal_rate(samples: NoiseSamples) -> None:
    assert len(samples.mean) == 200
    assert samples.chance > 1e-4
    assert samples.hits == ((samples.lower <= samples.gain) & (samples.gain <= samples.upper)).sum()


@pytest.mark.parametrize("wrong", [0.95, 1.05])
def test_a_variance_off_by_5_percent_would_be_noticed(samples: NoiseSamples, wrong: float) -> None:
    gain = wrong * samples.gain
    hits = int(((samples.lower <= gain) & (gain <= samples.upper)).sum())
    assert binomtest(hits, len(samples.mean), 0.95).pvalue < 1e-4


def test_a_burn_in_that_is_too_short_would_be_noticed(samples: NoiseSamples) -> None:
    found = [sampled_noise_gain(T_WEAK, seed=[7, k], steps=20) for k in range(40)]
    hits = sum(x.lower <= samples.gain <= x.upper for x in found)
    assert binomtest(hits, len(found), 0.95).pvalue < 1e-4


def test_equal_seeds_draw_equal_noise() -> None:
    first, again = (sampled_noise_gain(T_WEAK, chains=100, seed=3) for _ in range(2))
    assert first == again != sampled_noise_gain(T_WEAK, chains=100, seed=4)


def test_bad_input_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="chains: expected at least 100, got 5"):
        sampled_noise_gain(T_WEAK, chains=5)
    with pytest.raises(ValueError, match="expected a spectral radius below 1"):
        burn_in([[1, 0], [0, "1/2"]])
    assert comparison(0, fmpq(3)) == [[0, 0], [3, 0]]
