"""What counts as an instability of a run, by a rule that is fixed before any measure is looked at.

An instability begins at step t where the loss exceeds the median m of the 50 losses before it by
more than 5 s, with s = max(1.4826 · median |loss - m|, 0.001), or where the run diverges; and none
began in the h steps before. (1.4826 makes s the standard deviation of a normal sample.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kreissverify.experiments.training.run import Run
from kreissverify.numbers.arrays import FloatArray

__all__ = ["Foreseen", "foreseen", "onsets"]

BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]

# The rule of the docstring. With a shorter window the median follows the rise that it is to tell;
# 5 s is hardly ever exceeded by normal noise alone; and without a least spread, losses that have
# become still would make an instability of every rounding error.
WINDOW, FACTOR, LEAST_SPREAD = 50, 5.0, 1e-3


def onsets(losses: FloatArray, horizon: int) -> IntArray:
    """Return the steps at which an instability begins."""
    if len(losses) <= WINDOW:  # there is no median yet, and only divergence can be told
        return np.flatnonzero(~np.isfinite(losses))
    before = np.lib.stride_tricks.sliding_window_view(losses, WINDOW)[:-1]
    middle = np.median(before, axis=1)
    spread = 1.4826 * np.median(np.abs(before - middle[:, None]), axis=1)
    limit = middle + FACTOR * np.maximum(spread, LEAST_SPREAD)
    begun: list[int] = []
    for step in WINDOW + np.flatnonzero(losses[WINDOW:] > limit):
        if not begun or step - begun[-1] > horizon:
            begun.append(int(step))
    return np.array(begun, dtype=np.int64)


@dataclass(frozen=True)
class Foreseen:
    """Which checkpoints of a run are asked, and what followed them.

    Attributes
    ----------
    onsets
        The steps at which an instability begins.
    asked
        The checkpoints after the first 50 steps, with all of the next h steps in the run, and no
        instability begun in the h steps before.
    followed
        Whether an instability begins within the next h steps.
    """

    onsets: IntArray
    asked: BoolArray
    followed: BoolArray


def foreseen(run: Run, horizon: int) -> Foreseen:
    """Return what followed each checkpoint of a run."""
    begun = onsets(run.losses, horizon)
    ahead = begun[None, :] - run.at[:, None]
    followed = np.asarray(((ahead > 0) & (ahead <= horizon)).any(axis=1))
    recent = ((ahead <= 0) & (ahead >= -horizon)).any(axis=1)
    # at the end of a run nothing is known of the next h steps, unless an instability is in them
    whole = (run.at + horizon < len(run.losses)) | followed
    return Foreseen(begun, (run.at >= WINDOW) & whole & ~recent, followed)
