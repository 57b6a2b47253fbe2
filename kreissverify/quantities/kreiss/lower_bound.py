"""The proved lower bound that a maximum of h‖R(z)‖ gives, refined where float64 is lost."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from flint import acb, fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.ball import middle_rational, working_precision
from kreissverify.numbers.rational import as_fmpq
from kreissverify.quantities.curves import CIRCLES, Curves
from kreissverify.quantities.curves.exact import ball_height, ball_place, ball_point
from kreissverify.quantities.maximisation.local_maximum import LocalMaximum
from kreissverify.quantities.resolvent.high_precision import (
    RefinedMaximum,
    local_norm,
    maximum_outside,
)
from kreissverify.quantities.resolvent.witness import (
    Witness,
    integer_vector,
    point_bits,
    resolvent_witness,
    vector_bits,
)

__all__ = ["lost_digits", "lower_witness", "refined_maximum"]


# Bits of an integer vector that LAPACK's singular vector of 53 bits can fill.
_FLOAT_BITS = 50
# From this size on Newton's method in high precision takes as long as all circles of an enclosure,
# and is left out where the maximum in floats is high enough.
_LARGE = 5


def refined_maximum(matrix: Matrix, maximum: LocalMaximum, bits: int) -> RefinedMaximum:
    """Return a maximum refined by Newton's method at `bits` bits.

    Parameters
    ----------
    matrix
        The matrix J.
    maximum
        Where Newton's method starts; on the real axis if it is next to it.
    bits
        The working precision.
    """
    with working_precision(bits):
        return maximum_outside(matrix.exact, _ball_point(maximum), maximum.curves)


def _ball_point(maximum: LocalMaximum) -> acb:
    """Return z without rounding |z| - 1 away, as `LocalMaximum.z` does where it is small."""
    curves = maximum.curves
    angle = curves.snapped(maximum.angle, 1 / maximum.norm)
    return ball_point(curves, maximum.excess, angle)


def lost_digits(matrix: Matrix, excess: float, norm: float, curves: Curves = CIRCLES) -> float:
    """Return about the relative error of ‖R(z)‖ in float64.

    An error of 2⁻⁵²‖zI-J‖ in the smallest singular value counts ‖R(z)‖ fold; a factor of four
    stands for the constant of LAPACK's bound.

    Parameters
    ----------
    matrix
        The matrix J.
    excess, norm
        |z| - 1 or Re z, and ‖R(z)‖.
    curves
        Circles or lines.
    """
    return 2.0**-50 * (float(np.linalg.norm(matrix.array)) + curves.unit + excess) * norm


def lower_witness(
    matrix: Matrix, peak: LocalMaximum, rtol: float
) -> tuple[LocalMaximum, Witness | None]:
    """Return a proved lower bound within about rtol/8 of a maximum.

    Parameters
    ----------
    matrix
        The matrix J.
    peak
        The maximum in floats. It is used where its vector is good enough, and refined otherwise.
    rtol
        The relative width of the enclosure that the bound is for.

    Returns
    -------
    maximum, witness
        The maximum as it was used; no witness where the bound would be no more than 1.
    """
    if peak.value <= 1:
        return peak, None
    curves = peak.curves
    size = float(np.linalg.norm(matrix.array)) + curves.unit + peak.excess
    bits = vector_bits(size, peak.norm, rtol)
    if lost_digits(matrix, peak.excess, peak.norm, curves) < rtol / 8 and bits < _FLOAT_BITS:
        angle = curves.snapped(peak.angle, 1 / peak.norm)
        z = curves.point(curves.unit + peak.excess, angle)
        at = as_fmpq(z.real), as_fmpq(z.imag)
        shifted = z * np.eye(matrix.n) - matrix.array
        # the right singular vector that belongs to the least singular value
        vector: Any = np.linalg.svd(shifted)[2][-1].conj()
    else:
        peak, refined = _refined(matrix, peak, rtol, size)
        at = middle_rational(refined.z.real), middle_rational(refined.z.imag)
        vector = refined.vector
        bits = vector_bits(size, peak.norm, rtol)
    places = point_bits(peak.excess, peak.norm, rtol)
    real, imag = _rounded(at[0], places), _rounded(at[1], places)
    integers = integer_vector(vector, bits)
    value_bits = 6 + math.ceil(-math.log2(rtol))  # rounding down then costs rtol/64
    value = resolvent_witness(matrix.exact, real, imag, integers, value_bits, curves)[1]
    return peak, Witness(value, real, imag, integers) if value > 1 else None


def _refined(
    matrix: Matrix, peak: LocalMaximum, rtol: float, size: float
) -> tuple[LocalMaximum, RefinedMaximum]:
    """Return the maximum by Newton's method, with bits that the norm found there is worth.

    Parameters
    ----------
    matrix
        The matrix J.
    peak
        The maximum in floats.
    rtol
        The relative width asked for.
    size
        About ‖zI-J‖.
    """
    while True:
        # enough bits for the vector, for σ_min of the square, and for the point
        places = point_bits(peak.excess, peak.norm, rtol)
        bits = max(vector_bits(size, peak.norm, rtol), places, math.ceil(-math.log2(rtol)))
        if (
            matrix.n >= _LARGE
            and lost_digits(matrix, peak.excess, peak.norm, peak.curves) ** 2 < rtol / 64
        ):
            found = _vector_at(matrix, peak, 64 + 2 * bits)
        else:
            found = refined_maximum(matrix, peak, 64 + 2 * bits)
        with working_precision(64 + 2 * bits):
            excess = float(ball_height(peak.curves, found.z).mid())
            angle = float(ball_place(peak.curves, found.z).mid())
        better = LocalMaximum(excess, angle, float(found.value), curves=peak.curves)
        # a norm that has grown by more than two bits was not foreseen by the precision used
        if better.norm <= 4 * peak.norm or not math.isfinite(better.norm):
            return better, found
        peak = better


def _vector_at(matrix: Matrix, peak: LocalMaximum, bits: int) -> RefinedMaximum:
    """Return the point as it is, with its vector at `bits` bits.

    What float64 has lost there moves the point by as much, and the height by its square.
    """
    with working_precision(bits):
        z = _ball_point(peak)
        local = local_norm(matrix.exact, z)
        height = ball_height(peak.curves, z)
        return RefinedMaximum(z, (height / local.sigma).mid(), local.vector)


def _rounded(value: fmpq, places: int) -> fmpq:
    scale = fmpq(1 << places)
    return fmpq((value * scale + fmpq(1, 2)).floor()) / scale
