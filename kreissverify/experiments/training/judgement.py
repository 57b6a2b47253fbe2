"""Is a high effective K followed by instability? Measures held against simple baselines.

R12 says "high effective K", without a formula. Six readings were fixed before the runs: the worst
case E2 of the four scalars, K(T) of their comparison matrix and K(J) itself, which are infinite
where T or J is unstable; and three that are finite everywhere: the largest ‖Tᵗ‖, ‖Jᵗ‖, and
‖Jᵗ‖/max(1, ρ(J))ᵗ with t ≤ h, the last being what is left of growth without that of the modes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata, spearmanr

from kreissverify.experiments.training.instability import Foreseen, foreseen
from kreissverify.experiments.training.ranking import Ranking, Scores, interval, resampled
from kreissverify.experiments.training.run import Run
from kreissverify.numbers.arrays import FloatArray

__all__ = ["BASELINES", "EFFECTIVE", "Judged", "Judgement", "judge", "predictors"]


BASELINES = ("gradient", "rho", "gamma")
EFFECTIVE = ("K_worst", "K_comparison", "peak_comparison", "K", "peak", "relative_peak")
_CORRELATION = ("correlation", "correlation_low", "correlation_high")
# An alarm is a number above this quantile of the other runs, fixed before the runs as the six
# readings were: a threshold fitted to the run itself would foresee what has happened.
_ALARMS = 0.9


@dataclass(frozen=True)
class Judged:
    """How one measure does.

    Attributes
    ----------
    area, low, high
        The area under the ROC curve, and its bootstrap interval at 95 % over runs.
    gain, gain_low, gain_high
        The area less that of the best baseline, and its interval.
    infinite
        The share of the asked checkpoints at which the measure is infinite.
    alarms, false_alarms
        Alarms, each a number above the upper decile of the other runs, and those that no
        instability followed within h steps.
    caught
        The instabilities with an alarm in the h steps before.
    lead
        The median number of steps from the first such alarm to the instability; nan if none.
    correlation, correlation_low, correlation_high
        Spearman's rank correlation with the standard deviation of the next h losses, the mean over
        runs, and its interval; nan where the measure does not vary.
    """

    area: float
    low: float
    high: float
    gain: float
    gain_low: float
    gain_high: float
    infinite: float
    alarms: int
    false_alarms: int
    caught: int
    lead: float
    correlation: float
    correlation_low: float
    correlation_high: float

    @property
    def verdict(self) -> str:
        """Say whether "high is followed by instability" is supported on these runs."""
        if not self.low > 0.5:  # half is what a number without information has
            return "opposite" if self.high < 0.5 else "not supported"
        return "supported, beyond the baselines" if self.gain_low > 0 else "supported"


@dataclass(frozen=True)
class Judgement:
    """The measures of all runs of one problem.

    Attributes
    ----------
    asked, followed
        Checkpoints asked, and those followed by an instability.
    instabilities, warned
        Instabilities in all runs, and those with an asked checkpoint in the h steps before.
    best_baseline
        The baseline of largest area, which gains are counted from.
    """

    asked: int
    followed: int
    instabilities: int
    warned: int
    best_baseline: str
    measures: Mapping[str, Judged]


def predictors(run: Run) -> dict[str, FloatArray]:
    """Return the numbers of a run that are judged, at each checkpoint."""
    gamma = np.maximum(run.measured["gamma_x"], run.measured["gamma_y"])
    return {name: {**run.measured, "gamma": gamma}[name] for name in (*EFFECTIVE, *BASELINES)}


def judge(runs: Sequence[Run], horizon: int) -> Judgement | None:
    """Judge every measure over the runs; None if no asked checkpoint is followed, or all are."""
    seen = [foreseen(run, horizon) for run in runs]
    asked = sum(int(one.asked.sum()) for one in seen)
    followed = sum(int((one.asked & one.followed).sum()) for one in seen)
    if followed in (0, asked):  # there is no pair to rank
        return None
    numbers = [predictors(run) for run in runs]
    scores: dict[str, list[Scores]] = {
        name: [
            (one[name][run.asked], run.followed[run.asked])
            for one, run in zip(numbers, seen, strict=True)
        ]
        for name in numbers[0]
    }
    rankings = {name: Ranking(given) for name, given in scores.items()}
    # held against the best of the three, chosen on the same runs: the harder comparison
    best = max(BASELINES, key=lambda name: rankings[name].area)
    measures = {
        name: _judged(runs, seen, horizon, given, rankings[name], rankings[best])
        for name, given in scores.items()
    }
    begun = sum(len(one.onsets) for one in seen)
    warned = sum(
        len(_leads(run, one, one.asked, horizon)) for run, one in zip(runs, seen, strict=True)
    )
    return Judgement(asked, followed, begun, warned, best, measures)


def _judged(
    runs: Sequence[Run],
    seen: Sequence[Foreseen],
    horizon: int,
    scores: list[Scores],
    ranking: Ranking,
    baseline: Ranking,
) -> Judged:
    weights, everything = resampled(len(runs)), range(len(runs))
    areas = ranking.areas(weights)
    values = [value for value, _ in scores]
    alarms = false = 0
    leads: list[int] = []
    for i in everything:
        others = np.concatenate([values[j] for j in everything if j != i] or [values[i]])
        raised = np.zeros(len(runs[i].at), dtype=np.bool_)
        # "lower" takes one of the numbers: interpolating between infinite ones gives nan
        raised[seen[i].asked] = values[i] > np.quantile(others, _ALARMS, method="lower")
        alarms += int(raised.sum())
        false += int((raised & ~seen[i].followed).sum())
        leads += _leads(runs[i], seen[i], raised, horizon)
    return Judged(
        ranking.area,
        *interval(areas),
        ranking.area - baseline.area,
        *interval(areas - baseline.areas(weights)),
        infinite=float(np.isinf(np.concatenate(values)).mean()),
        alarms=alarms,
        false_alarms=false,
        caught=len(leads),
        lead=float(np.median(leads)) if leads else np.nan,
        **_correlation(runs, seen, values, horizon, weights),
    )


def _correlation(
    runs: Sequence[Run],
    seen: Sequence[Foreseen],
    values: list[FloatArray],
    horizon: int,
    weights: FloatArray,
) -> dict[str, float]:
    """Return the mean rank correlation with the spread of the losses to come, and its interval."""
    each = np.full(len(runs), np.nan)
    for i, (run, one) in enumerate(zip(runs, seen, strict=True)):
        losses = [run.losses[t + 1 : t + 1 + horizon] for t in run.at[one.asked]]
        spread = np.array([x[np.isfinite(x)].std() for x in losses])
        # a rank correlation of two points is ±1, and one with a constant is not defined
        if len(spread) > 2 and np.ptp(rankdata(values[i])) > 0 and np.ptp(spread) > 0:
            each[i] = spearmanr(values[i], spread).statistic
    known = np.isfinite(each)
    if not known.any():
        return dict.fromkeys(_CORRELATION, np.nan)
    with np.errstate(invalid="ignore"):
        means = weights[:, known] @ each[known] / weights[:, known].sum(axis=1)
    return dict(zip(_CORRELATION, (float(each[known].mean()), *interval(means)), strict=True))


def _leads(run: Run, seen: Foreseen, raised: NDArray[np.bool_], horizon: int) -> list[int]:
    """Return, of each instability with a raised checkpoint in the h steps before, the longest."""
    leads = []
    for onset in seen.onsets:
        ahead = onset - run.at[raised]
        ahead = ahead[(ahead > 0) & (ahead <= horizon)]
        if len(ahead):
            leads.append(int(ahead.max()))
    return leads
