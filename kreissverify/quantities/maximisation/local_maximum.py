"""What a maximum search starts from and what it finds, for one matrix and for a stack."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities.curves import CIRCLES, Curves

__all__ = ["BatchOfMaxima", "LocalMaximum", "StartingPoints"]

IntArray = NDArray[np.intp]


@dataclass(frozen=True)
class LocalMaximum:
    """A local maximum of h‖R(z)‖ of one matrix, h = |z| - 1 or Re z, as floats know it.

    The value of K in floats, the lower bound of its enclosure and the spectral portrait are all
    made from this.

    Attributes
    ----------
    excess
        h = |z| - 1, kept apart from z, whose modulus has lost its digits where it is small; or the
        abscissa Re z.
    angle
        arg z, or the ordinate Im z.
    value
        h‖R(z)‖.
    left, right
        Unit vectors of shape (n,) with (zI-J) right = σ left, σ = excess/value; None from searches
        that do not form them.
    error
        An estimate of the relative error of `value` as the height of this maximum; nan from
        searches that do not estimate it.
    curves
        Circles or lines.
    """

    excess: float
    angle: float
    value: float
    left: ComplexArray | None = None
    right: ComplexArray | None = None
    error: float = math.nan
    curves: Curves = CIRCLES

    @property
    def z(self) -> complex:
        """The point."""
        return self.curves.point(self.curves.unit + self.excess, self.angle)

    @property
    def norm(self) -> float:
        """‖R(z)‖."""
        return self.value / self.excess


@dataclass(frozen=True)
class BatchOfMaxima:
    """Local maxima of many matrices, or many of one: arrays of the same shape.

    Attributes
    ----------
    excess, angle
        |z| - 1 and arg z, or Re z and Im z.
    sigma
        The smallest singular values of zI - J there.
    curves
        Circles or lines.
    """

    excess: FloatArray
    angle: FloatArray
    sigma: FloatArray
    curves: Curves = CIRCLES

    @classmethod
    def unknown(cls, count: int, curves: Curves = CIRCLES) -> BatchOfMaxima:
        """Return room for so many maxima, to be filled by `put`."""
        return cls(np.empty(count), np.empty(count), np.empty(count), curves)

    def put(self, where: IntArray, found: BatchOfMaxima) -> None:
        """Write maxima to the given places."""
        self.excess[where], self.angle[where] = found.excess, found.angle
        self.sigma[where] = found.sigma

    def __getitem__(self, some: IntArray | NDArray[np.bool_]) -> BatchOfMaxima:
        return BatchOfMaxima(self.excess[some], self.angle[some], self.sigma[some], self.curves)

    def one(self, index: int) -> LocalMaximum:
        """Return one of the maxima."""
        excess, angle = float(self.excess[index]), float(self.angle[index])
        value = excess / float(self.sigma[index])
        return LocalMaximum(excess, angle, value, curves=self.curves)

    @property
    def value(self) -> FloatArray:
        """h‖R(z)‖."""
        return self.excess / self.sigma

    @property
    def z(self) -> ComplexArray:
        """The points z."""
        return self.curves.points(self.excess, self.angle)


@dataclass(frozen=True)
class StartingPoints:
    """Points from which local maxima are looked for: arrays of the same shape.

    Attributes
    ----------
    log_excess, angle
        log(|z|-1) and arg z.
    height
        The logarithms of the values that are expected at the maxima above them.
    """

    log_excess: FloatArray
    angle: FloatArray
    height: FloatArray
