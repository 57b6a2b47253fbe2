"""What is asked of monitored training runs, fixed before they were made.

*Foretelling.* An instability begins at a round where the loss exceeds the median of the 50 before
it by more than 5 robust standard deviations, or the run diverges, and none began in the h rounds
before (`experiments.training.instability`, as for the earlier experiment). A checkpoint is followed
if one begins within the next h rounds; asked are the checkpoints after the first 50 rounds in a
calm stretch. Four readings of "K is high, or growth is" are held against that:

- criticality, b·c over what is critical: the worst case is infinite from 1 on;
- K(J);
- growth, the largest ‖Jᵗ‖ for t ≤ h;
- relative growth, the largest ‖Jᵗ‖/max(1, ρ)ᵗ for t ≤ h.

The measure is the area under the ROC curve over all pairs of checkpoints of equal problem,
optimiser and order, those of different settings not being comparable. A reading is *supported* on a
problem if the bootstrap interval over runs, resampled within each setting, lies above 1/2, at the
level 1 - 0.05/12, for three problems and four readings; and *beyond the baselines* if its area less
that of the best of three baselines (gradient norm, ρ(J), the larger radius of the players) does.

R12, that a high effective K marks unstable phases, is *supported* if one reading is on all three
problems, *in part* if some reading is on some problem, and else *not supported*.

*Advice.* Each run in which step sizes are advised at some checkpoint is made again with the advice
followed: at every checkpoint where the worst case is not known to be finite and a factor is
advised, both learning rates are multiplied by it. Counted are the instabilities after the first
such checkpoint, in both. The advice *helps* on a problem if the sign test over the runs whose
counts differ says so at the level 0.05/3, two-sided; it *removes* them if besides none is left in
nine runs of ten that had one. What it costs is the loss at the end. Smaller steps alone make runs
calmer: no more than that would be shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import binomtest

from kreissverify.experiments.training.instability import Foreseen, foreseen, onsets
from kreissverify.experiments.training.ranking import Ranking, Scores, interval, resampled
from kreissverify.experiments.training.run import Run
from kreissverify.numbers.arrays import FloatArray

__all__ = [
    "BASELINES",
    "READINGS",
    "Advised",
    "Foretold",
    "advised",
    "foretold",
    "of_r12",
    "where_advised",
]

READINGS = ("criticality", "K", "growth", "relative_growth")
BASELINES = ("gradient", "rho", "radius")
# 95 % shared by three problems and four readings; of so many resamples 21 lie beyond each end.
_LEVEL, _RESAMPLES = 0.05 / 12, 10_000
_HELPS, _REMOVED = 0.05 / 3, 0.9
# Of fewer runs a setting nothing is judged: a bootstrap of them has next to no width.
_LEAST_RUNS = 6


@dataclass(frozen=True)
class Foretold:
    """How well the measures rank the checkpoints of one problem.

    Attributes
    ----------
    asked, followed
        Checkpoints asked, and those followed by an instability.
    areas, intervals
        By measure, over all settings.
    gains
        By reading, the interval of its area less that of the best baseline.
    best_baseline
        The baseline of the largest area.
    by_setting
        The area of each measure by setting; nan where no pair can be ranked.
    finite
        Checkpoints whose worst case is finite, and how many of those are followed.
    """

    asked: int
    followed: int
    areas: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]]
    gains: Mapping[str, tuple[float, float]]
    best_baseline: str
    by_setting: Mapping[str, Mapping[str, float]]
    finite: tuple[int, int]

    def supported(self, reading: str) -> bool:
        """Whether "high is followed by instability" is supported on this problem."""
        return self.intervals[reading][0] > 0.5

    def verdict(self, reading: str) -> str:
        """Say so in words."""
        if not self.supported(reading):
            return "opposite" if self.intervals[reading][1] < 0.5 else "not supported"
        return "supported" + (", beyond the baselines" if self.gains[reading][0] > 0 else "")


@dataclass(frozen=True)
class Advised:
    """What following the advice did, over the runs of one problem in which it was given.

    Attributes
    ----------
    runs, of
        Runs in which steps were advised, of all.
    before, after
        Their instabilities after the first advice: without following it, and with it.
    had, removed
        Runs that had one, and those of them that had none with it.
    fewer, more
        Runs with fewer, and with more.
    p_value
        Of the sign test.
    loss
        The loss at the end: the median difference, advised less plain, over runs that end.
    factor
        The median of what the learning rates were multiplied by in all.
    """

    runs: int
    of: int
    before: int
    after: int
    had: int
    removed: int
    fewer: int
    more: int
    p_value: float
    loss: float
    factor: float

    @property
    def verdict(self) -> str:
        """Say whether the advice ends instability."""
        if not self.had:
            return "nothing to remove"
        if not (self.fewer > self.more and self.p_value < _HELPS):
            return "not shown to help"
        return "removes them" if self.removed >= _REMOVED * self.had else "helps"


def foretold(runs: Mapping[str, Sequence[Run]], horizon: int) -> Foretold | None:
    """Judge the measures of one problem.

    Parameters
    ----------
    runs
        By setting.
    horizon
        The number h of rounds.

    Returns
    -------
    Foretold or None
        None where no checkpoint is followed, or all are, or a setting has fewer than six runs.
    """
    if min((len(found) for found in runs.values()), default=0) < _LEAST_RUNS:
        return None
    seen = {s: [foreseen(run, horizon) for run in found] for s, found in runs.items()}
    every = [(run, one) for s in runs for run, one in zip(runs[s], seen[s], strict=True)]
    asked = sum(int(one.asked.sum()) for _, one in every)
    followed = sum(int((one.asked & one.followed).sum()) for _, one in every)
    if followed in (0, asked):
        return None
    strata = np.repeat(np.arange(len(runs)), [len(found) for found in runs.values()])
    rankings = {
        name: Ranking([_scores(run, one, name) for run, one in every], strata)
        for name in (*READINGS, *BASELINES)
    }
    weights = _resampled([len(found) for found in runs.values()])
    areas = {name: ranking.areas(weights) for name, ranking in rankings.items()}
    best = max(BASELINES, key=lambda name: rankings[name].area)
    finite = [
        (one.followed[one.asked], run.measured["finite"][one.asked] == 1.0) for run, one in every
    ]
    return Foretold(
        asked,
        followed,
        {name: ranking.area for name, ranking in rankings.items()},
        {name: interval(found, _LEVEL) for name, found in areas.items()},
        {name: interval(areas[name] - areas[best], _LEVEL) for name in READINGS},
        best,
        {
            s: {
                name: Ranking(
                    [_scores(r, one, name) for r, one in zip(runs[s], seen[s], strict=True)]
                ).area
                for name in rankings
            }
            for s in runs
        },
        (sum(int(f.sum()) for _, f in finite), sum(int((a & f).sum()) for a, f in finite)),
    )


def _scores(run: Run, seen: Foreseen, name: str) -> Scores:
    return run.measured[name][seen.asked], seen.followed[seen.asked]


def _resampled(sizes: Sequence[int]) -> FloatArray:
    """Return how often each run is drawn, within each setting by itself."""
    parts = [resampled(n, _RESAMPLES, seed=k) for k, n in enumerate(sizes) if n]
    return np.concatenate(parts, axis=1)


def advised(pairs: Sequence[tuple[Run, Run | None]], horizon: int) -> Advised:
    """Compare runs with those that follow the advice.

    Parameters
    ----------
    pairs
        Each run, and the same with the advice followed; None where no steps were advised.
    horizon
        The number h of rounds.

    Returns
    -------
    Advised
        What it did.
    """
    counts, losses, factors = [], [], []
    for plain, other in pairs:
        if other is None:
            continue
        given = where_advised(other)
        first = int(other.at[given][0])
        counts.append([int((onsets(run.losses, horizon) >= first).sum()) for run in (plain, other)])
        losses.append(other.losses[-1] - plain.losses[-1])
        factors.append(float(np.prod(other.measured["factor"][given])))
    before, after = np.array(counts).reshape(-1, 2).T
    fewer, more = int((after < before).sum()), int((after > before).sum())
    ends = [x for x in losses if np.isfinite(x)]
    return Advised(
        len(counts),
        len(pairs),
        int(before.sum()),
        int(after.sum()),
        int((before > 0).sum()),
        int(((before > 0) & (after == 0)).sum()),
        fewer,
        more,
        float(binomtest(fewer, fewer + more).pvalue) if fewer + more else 1.0,
        float(np.median(ends)) if ends else np.nan,
        float(np.median(factors)) if factors else np.nan,
    )


def where_advised(run: Run) -> np.ndarray:
    """Return the checkpoints at which step sizes are advised, as a mask."""
    return (run.measured["finite"] < 1) & (run.measured["factor"] > 0)


def of_r12(found: Mapping[str, Foretold | None]) -> str:
    """Return the judgement on R12."""
    judged = [one for one in found.values() if one is not None]
    if not judged:
        return "not judged"
    if len(judged) == len(found) and any(all(one.supported(r) for one in judged) for r in READINGS):
        return "supported"
    some = any(one.supported(r) for one in judged for r in READINGS)
    return "supported in part" if some else "not supported"
