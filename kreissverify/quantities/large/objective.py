"""What is maximised over a region: a function of the height and of σ = σ_min(zI-A)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from kreissverify.numbers.arrays import FloatArray

__all__ = ["HeightAtNorm", "HeightTimesNorm", "NormAtHeight", "Objective"]

# A point where σ is ε up to this share counts as one of the pseudospectrum: points are put where σ
# is ε on a subspace, and rounding decides on which side they come out. What is proved is inside.
_NEARLY = 1e-10


class Objective(Protocol):
    """A quantity as the largest score of a point."""

    @property
    def level(self) -> float | None:
        """The one height that is looked at; None if all are."""
        ...

    @property
    def bound(self) -> float | None:
        """The σ at which points are looked for; None where σ is part of the score."""
        ...

    def scores(self, heights: FloatArray, sigmas: FloatArray) -> FloatArray:
        """Return what is to be largest: a logarithm, or a height; -∞ where a point is none."""
        ...


@dataclass(frozen=True)
class HeightTimesNorm:
    """log(height·‖R(z)‖): the Kreiss constant."""

    level: None = None
    bound: None = None

    def scores(self, heights: FloatArray, sigmas: FloatArray) -> FloatArray:
        """Return log(height/σ)."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(heights > 0, np.log(heights) - np.log(sigmas), -math.inf)


@dataclass(frozen=True)
class NormAtHeight:
    """log‖R(z)‖ at one height: the maximal resolvent norm on a circle or a line."""

    level: float
    bound: None = None

    def scores(self, heights: FloatArray, sigmas: FloatArray) -> FloatArray:
        """Return -log σ."""
        with np.errstate(divide="ignore"):
            return np.asarray(-np.log(sigmas))


@dataclass(frozen=True)
class HeightAtNorm:
    """The height, where ‖R(z)‖ ≥ 1/ε: the pseudospectral radius or abscissa."""

    bound: float
    level: None = None

    def scores(self, heights: FloatArray, sigmas: FloatArray) -> FloatArray:
        """Return the height of points of the pseudospectrum."""
        return np.where(sigmas <= self.bound * (1 + _NEARLY), heights, -math.inf)
