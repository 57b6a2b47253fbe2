"""The rule of instability, the ranking and the judgement, on numbers that are planted."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import mannwhitneyu

from kreissverify.experiments.training.instability import foreseen, onsets
from kreissverify.experiments.training.judgement import judge
from kreissverify.experiments.training.measures import MEASURES, finite_peak
from kreissverify.experiments.training.ranking import Ranking, interval, resampled
from kreissverify.experiments.training.run import Run

HORIZON = 20


def planted(seed: int, *, foretold: bool) -> Run:
    """Return a run with spikes at known steps; K and the peak rise before them, if `foretold`."""
    source = np.random.default_rng(seed)
    losses = 1 + 0.01 * source.uniform(-1, 1, 400)
    spikes = np.arange(100, 400, 75)
    losses[spikes] = 3.0
    at = np.arange(0, 400, 10)
    before = ((spikes - at[:, None] > 0) & (spikes - at[:, None] <= HORIZON)).any(axis=1)
    numbers = {name: source.uniform(1, 2, len(at)) for name in MEASURES}
    if foretold:
        numbers["peak"] += 5 * before
    numbers["K_worst"] = np.full(len(at), np.inf)
    return Run(seed, losses, at, numbers)


def test_onsets_are_the_planted_spikes() -> None:
    run = planted(0, foretold=True)
    assert onsets(run.losses, HORIZON).tolist() == [100, 175, 250, 325]
    # One step inside the horizon belongs to the same instability, one beyond begins another.
    for later, expected in ((120, 4), (121, 5)):
        losses = run.losses.copy()
        losses[later] = 3.0
        assert len(onsets(losses, HORIZON)) == expected
    assert onsets(1 + 0 * run.losses, HORIZON).tolist() == []
    assert onsets(np.append(np.ones(60), np.inf), HORIZON).tolist() == [60]
    assert onsets(np.array([1.0, np.inf]), HORIZON).tolist() == [1]


def test_checkpoints_are_asked_only_where_the_future_is_seen_and_the_past_is_calm() -> None:
    run = planted(0, foretold=True)
    seen = foreseen(run, HORIZON)
    assert run.at[seen.followed].tolist() == [80, 90, 160, 170, 230, 240, 310, 320]
    assert not np.isin(run.at[seen.asked], [0, 40, 100, 110, 120, 180, 190, 380, 390]).any()
    assert np.isin([50, 60, 80, 130, 370], run.at[seen.asked]).all()


def test_the_area_is_that_of_mann_and_whitney() -> None:
    source = np.random.default_rng(1)
    values = np.where(source.random(60) < 0.2, np.inf, source.integers(0, 9, 60))
    followed = source.random(60) < 0.4
    halves = [(values[:30], followed[:30]), (values[30:], followed[30:])]
    u = mannwhitneyu(values[followed], values[~followed]).statistic
    ranking = Ranking(halves)
    assert ranking.area == pytest.approx(u / (followed.sum() * (~followed).sum()), rel=1e-14)
    assert math.isnan(Ranking([(values, np.zeros(60, dtype=bool))]).area)
    # A resample is the area of the runs drawn, each as often as it was drawn.
    twice = Ranking([halves[0], halves[1], halves[1]]).area
    assert ranking.areas(np.array([[1.0, 2.0]]))[0] == pytest.approx(twice, rel=1e-14)


def test_the_interval_of_a_mean_is_as_wide_as_theory_says() -> None:
    data = np.random.default_rng(2).standard_normal(200)
    low, high = interval(resampled(200) @ data / 200)
    assert low < data.mean() < high
    # Its width is 2·1.96·σ/√200 to within the error of quantiles from 2,000 resamples, a tenth.
    assert high - low == pytest.approx(2 * 1.96 * data.std() / math.sqrt(200), rel=0.1)


def test_a_measure_that_foretells_is_told_from_one_that_does_not() -> None:
    judged = judge([planted(seed, foretold=True) for seed in range(6)], HORIZON)
    assert judged is not None
    assert (judged.instabilities, judged.warned, judged.followed) == (24, 24, 48)
    peak, K, worst = (judged.measures[name] for name in ("peak", "K", "K_worst"))
    assert peak.area == 1.0 and peak.verdict == "supported, beyond the baselines"
    assert peak.alarms > 0 and peak.false_alarms == 0 and 10 <= peak.lead <= HORIZON
    assert K.verdict == "not supported"
    assert (worst.area, worst.infinite, worst.alarms, worst.verdict) == (0.5, 1, 0, "not supported")


def test_the_correlation_is_with_the_spread_of_the_losses_to_come() -> None:
    runs = []
    for run in (planted(seed, foretold=False) for seed in range(5)):
        to_come = np.array([run.losses[t + 1 : t + 1 + HORIZON].std() for t in run.at])
        numbers = {**run.measured, "rho": to_come, "gradient": -to_come}
        runs.append(Run(run.seed, run.losses, run.at, numbers))
    judged = judge(runs, HORIZON)
    assert judged is not None
    rho, gradient, worst, K = (
        judged.measures[name] for name in ("rho", "gradient", "K_worst", "K")
    )
    assert rho.correlation == pytest.approx(1) and gradient.correlation == pytest.approx(-1)
    assert math.isnan(worst.correlation)
    assert K.correlation_low < 0 < K.correlation_high


def test_alarms_are_set_by_the_other_runs() -> None:
    runs = [planted(seed, foretold=True) for seed in range(3)]
    higher = {**runs[0].measured, "K": runs[0].measured["K"] + 10}
    judged = judge([Run(0, runs[0].losses, runs[0].at, higher), *runs[1:]], HORIZON)
    assert judged is not None
    # Every checkpoint of the run that lies higher is above all others, and none of theirs is.
    assert judged.measures["K"].alarms >= foreseen(runs[0], HORIZON).asked.sum()


def test_a_measure_that_falls_before_is_called_opposite() -> None:
    runs = [planted(seed, foretold=True) for seed in range(4)]
    turned = [
        Run(r.seed, r.losses, r.at, {**r.measured, "peak": -r.measured["peak"]}) for r in runs
    ]
    judged = judge(turned, HORIZON)
    assert judged is not None and judged.measures["peak"].verdict == "opposite"


def test_nothing_is_judged_where_nothing_happens() -> None:
    calm = planted(0, foretold=False)
    assert judge([Run(0, 0 * calm.losses, calm.at, calm.measured)], HORIZON) is None
    assert judge([], HORIZON) is None


def test_the_finite_peak_is_the_largest_power_on_its_grid() -> None:
    J = np.array([[0.9, 0.0], [5.0, 0.9]])
    times = (1, 2, 3, 4, 6, 8, 12, 16)
    powers = [np.linalg.norm(np.linalg.matrix_power(J, t), 2) for t in times]
    assert finite_peak(J, 16) == pytest.approx(max(powers), rel=1e-13)
    assert finite_peak(J, 5) == pytest.approx(max(powers[:4]), rel=1e-13)
    assert finite_peak(J / 100, 5) == 1.0
    fast = np.array([[0.8, 0.0], [5.0, 0.8]])  # its peak is at t = 3, so the factor 3 counts
    third = np.linalg.norm(np.linalg.matrix_power(fast, 3), 2)
    assert finite_peak(fast, 3) == pytest.approx(third, rel=1e-13)
    assert third > finite_peak(fast, 2)
