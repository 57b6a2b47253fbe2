"""How well a number ranks what is followed by an instability above what is not.

The measure is the area under the ROC curve: the probability that a checkpoint which is followed has
the larger number than one which is not, ties counting half (J. Hanley, B. McNeil, Radiology 143
(1982) 29). Checkpoints of one run are dependent, so runs are resampled, not checkpoints: with the
pairs won counted for every two runs, the area of a resample is a ratio of quadratic forms.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray

__all__ = ["Ranking", "Scores", "interval", "resampled"]

BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]

#: The numbers of one run, and which of them an instability followed.
Scores = tuple[FloatArray, BoolArray]


class Ranking:
    """The pairs (followed, not followed) of checkpoints of all runs, and those ranked rightly.

    Parameters
    ----------
    runs
        The numbers of each run, which may be infinite.
    strata
        A number for each run: pairs across different ones are not compared. All by default are.
    """

    def __init__(self, runs: Sequence[Scores], strata: Sequence[int] | IntArray = ()) -> None:
        count = len(runs)
        self.won, self.pairs = np.zeros((2, count, count))
        for i, (above, after) in enumerate(runs):
            for j, (below, later) in enumerate(runs):
                if len(strata) and strata[i] != strata[j]:
                    continue
                high, low = above[after][:, None], below[~later][None, :]
                self.pairs[i, j] = high.size * low.size
                # comparisons, not differences: two infinite numbers are a tie
                self.won[i, j] = (high > low).sum() + (high == low).sum() / 2

    def areas(self, weights: FloatArray) -> FloatArray:
        """Return the area where each run is taken as often as its weight, a row a resample.

        It is nan where none or all of the checkpoints are followed.
        """
        with np.errstate(invalid="ignore"):
            return np.asarray(
                np.einsum("ki,ij,kj->k", weights, self.won, weights)
                / np.einsum("ki,ij,kj->k", weights, self.pairs, weights)
            )

    @property
    def area(self) -> float:
        """The area over all runs."""
        return float(self.areas(np.ones((1, len(self.won))))[0])


def resampled(runs: int, resamples: int = 2000, *, seed: int = 0) -> FloatArray:
    """Return how often each run is drawn in each bootstrap resample: the same in every call."""
    drawn = np.random.default_rng(seed).multinomial(runs, np.full(runs, 1 / runs), size=resamples)
    return np.asarray(drawn, dtype=np.float64)


def interval(values: FloatArray, level: float = 0.05) -> tuple[float, float]:
    """Return the percentile interval of a statistic of resamples, nan where it has none.

    It leaves out a share `level` in all: at 0.05 it is the interval at 95 %.
    """
    # resamples in which none or all are followed have no area, and are left out
    low, high = np.nanquantile(values, [level / 2, 1 - level / 2])
    return float(low), float(high)
