"""A peak of (|z|-1)‖R(z)‖ and the proved lower bound it gives, refined where float64 is lost."""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import acb, arb, fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.ball import middle_rational, working_precision
from kreissverify.numbers.rational import as_fmpq
from kreissverify.quantities.resolvent.high_precision import Newton, peak_outside
from kreissverify.quantities.resolvent.witness import (
    Witness,
    integer_vector,
    point_bits,
    resolvent_witness,
    vector_bits,
)

__all__ = ["Peak", "high_peak", "lost_digits", "lower_witness"]


@dataclass(frozen=True)
class Peak:
    """A local maximum of (|z|-1)‖R(z)‖: r - 1, the angle, and the value, in float64."""

    excess: float
    angle: float
    value: float

    @classmethod
    def at(cls, z: complex, value: float) -> Peak:
        """Return the peak at a point."""
        return cls(abs(z) - 1, cmath.phase(z), value)

    @property
    def norm(self) -> float:
        """‖R(z)‖ there."""
        return self.value / self.excess


def high_peak(matrix: Matrix, peak: Peak, bits: int) -> Newton:
    """Return the peak refined at `bits` bits."""
    with working_precision(bits):
        return peak_outside(matrix.exact, _point(peak))


def _point(peak: Peak) -> acb:
    radius = 1 + arb(peak.excess)
    if abs(math.sin(peak.angle)) < 1e-7:
        return acb(radius if math.cos(peak.angle) > 0 else -radius)
    return (radius * acb(0, arb(peak.angle)).exp()).mid()


def lost_digits(matrix: Matrix, excess: float, norm: float) -> float:
    """Return about the relative error of ‖R(z)‖ in float64."""
    return 2.0**-50 * (float(np.linalg.norm(matrix.array)) + 1 + excess) * norm


def lower_witness(matrix: Matrix, peak: Peak, rtol: float) -> tuple[Peak, Witness | None]:
    """Return a proved lower bound within about rtol/8 of a peak; None where it is no more than 1.

    The float64 peak is used where its vector is good enough, and is refined otherwise; the peak is
    returned as it was used.
    """
    if peak.value <= 1:
        return peak, None
    size = float(np.linalg.norm(matrix.array)) + 1 + peak.excess
    bits = vector_bits(size, peak.norm, rtol)
    if lost_digits(matrix, peak.excess, peak.norm) < rtol / 8 and bits < 50:
        radius = 1 + peak.excess
        z = complex(radius * math.cos(peak.angle), radius * math.sin(peak.angle))
        if abs(math.sin(peak.angle)) < 1e-7:
            z = complex(math.copysign(radius, math.cos(peak.angle)), 0.0)
        point = as_fmpq(z.real), as_fmpq(z.imag)
        shifted = z * np.eye(matrix.n) - matrix.array
        vector: Any = np.linalg.svd(shifted)[2][-1].conj()
    else:
        peak, refined = _refined(matrix, peak, rtol, size)
        point = middle_rational(refined.z.real), middle_rational(refined.z.imag)
        vector = refined.vector
        bits = vector_bits(size, peak.norm, rtol)
    places = point_bits(peak.excess, peak.norm, rtol)
    real, imag = _rounded(point[0], places), _rounded(point[1], places)
    integers = integer_vector(vector, bits)
    value_bits = 6 + math.ceil(-math.log2(rtol))
    value = resolvent_witness(matrix.exact, real, imag, integers, value_bits)[1]
    return peak, Witness(value, real, imag, integers) if value > 1 else None


def _refined(matrix: Matrix, peak: Peak, rtol: float, size: float) -> tuple[Peak, Newton]:
    """Return the peak by Newton's method, with bits that the norm found there is worth."""
    while True:
        # enough bits for the vector, for σ_min of the square, and for the point
        places = point_bits(peak.excess, peak.norm, rtol)
        bits = max(vector_bits(size, peak.norm, rtol), places, math.ceil(-math.log2(rtol)))
        found = high_peak(matrix, peak, 64 + 2 * bits)
        with working_precision(64 + 2 * bits):
            excess, angle = float((abs(found.z) - 1).mid()), float(found.z.arg().mid())
        better = Peak(excess, angle, float(found.value))
        if better.norm <= 4 * peak.norm or not math.isfinite(better.norm):
            return better, found
        peak = better


def _rounded(value: fmpq, places: int) -> fmpq:
    scale = fmpq(1 << places)
    return fmpq((value * scale + fmpq(1, 2)).floor()) / scale
