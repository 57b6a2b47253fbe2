"""The supremum of ‖e^{tA}‖ over t ≥ 0: enclosed, and in high precision."""

from __future__ import annotations

import math
from dataclasses import replace

import mpmath
import numpy as np
from flint import arb, arb_mat, fmpq, fmpq_mat

from kreissverify.matrices.spectrum.stability import AXIS
from kreissverify.numbers.ball import (
    ball_matrix,
    middle_mpf,
    middle_rational,
    working_precision,
)
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.extended import at_most
from kreissverify.numbers.positive_definite import is_positive_semidefinite_exact
from kreissverify.numbers.rational import as_float
from kreissverify.quantities.exponentials.envelope import FlowMaximum, in_rising_precision
from kreissverify.quantities.exponentials.norm import exponential, norm_enclosure
from kreissverify.quantities.exponentials.time_unit import in_unit_time
from kreissverify.quantities.flows.numerical_abscissa import QUANTITY as OMEGA
from kreissverify.quantities.flows.numerical_abscissa import hermitian_part
from kreissverify.quantities.orthogonal_sums.proved_parts import LONGEST, proved_parts

__all__ = [
    "contraction_time",
    "crossing_to",
    "growth_bound",
    "is_dissipative",
    "peak_enclosure",
    "peak_to",
]

_SECANTS = 14  # superlinear from a time that is right to 1e-6
_STEP = fmpq(1, 10**7)  # of the first secant, relative to the time


def is_dissipative(matrix: fmpq_mat) -> bool:
    """Decide ω(A) ≤ 0 exactly, that is ‖e^{tA}‖ ≤ 1 for all t ≥ 0."""
    return is_positive_semidefinite_exact(-hermitian_part(matrix))


def growth_bound(matrix: fmpq_mat) -> float:
    """Return a float at or above ω(A), or 0 if that is larger."""
    high = OMEGA.interval(matrix, 1e-6)._finite_ends()[1]
    return max(0.0, math.nextafter(as_float(high), math.inf)) if high > 0 else 0.0


def peak_enclosure(matrix: fmpq_mat, rtol: float) -> FlowMaximum:
    """Enclose the supremum for a Hurwitz matrix, in ever higher precision.

    What decays slowly while it rotates is looked at part by part, if it is an orthogonal sum.

    Raises
    ------
    Refused
        If no arithmetic bounds it.
    """
    scaled, unit = in_unit_time(matrix)
    found = _peak_in_unit_time(scaled, rtol)
    return replace(found, t=found.t * unit)


def _peak_in_unit_time(matrix: fmpq_mat, rtol: float) -> FlowMaximum:
    whole = _peak_of_whole(matrix, rtol)
    parts = None if whole.is_finished else proved_parts(matrix, AXIS)
    if parts is None:
        return whole
    found = [_peak_of_whole(part, rtol / 4, patient=True) for part in parts.matrices]
    top = max(found, key=lambda peak: peak.low)
    if contraction_time(matrix, top.t) is None:
        return whole
    low, high = parts.bounds(top.low, max(peak.high for peak in found))
    by_parts = FlowMaximum(top.t, low, high, all(peak.is_finished for peak in found))
    return min(whole, by_parts, key=lambda peak: peak.high - peak.low)


def _peak_of_whole(matrix: fmpq_mat, rtol: float, *, patient: bool = False) -> FlowMaximum:
    """As `peak_enclosure`, without a look at parts; `patient`: see `in_rising_precision`."""
    if is_dissipative(matrix):
        return FlowMaximum(fmpq(0), 1.0, 1.0)
    best: FlowMaximum | None = None
    growth = growth_bound(matrix)
    asked = in_rising_precision(matrix, growth, lambda flow: flow.maximum(rtol), patient=patient)
    for found in asked:
        if best is None or found.high - found.low < best.high - best.low:
            best = found
        if best.high <= best.low * (1 + max(rtol, 1e-13)):
            break
        if not (best.is_finished or patient):
            break
    assert best is not None
    return best


def contraction_time(matrix: fmpq_mat, start: fmpq) -> fmpq | None:
    """Return a time t ≤ `LONGEST` with ‖e^{tA}‖ ≤ 1, after which smaller bounds are repeated.

    Parameters
    ----------
    matrix
        A, Hurwitz.
    start
        The first time that is tried, if it is positive; then it is doubled.
    """
    t = start if start > 0 else fmpq(1)
    while t <= LONGEST:
        if at_most(norm_enclosure(matrix, t, 1e-3).upper.value, fmpq(1)):
            return t
        t *= 2
    return None


def peak_to(matrix: fmpq_mat, near: FlowMaximum, digits: int) -> mpmath.mpf:
    """Return the peak to so many digits, from a time near it.

    The logarithm of ‖e^{tA}‖ has the derivative uᵀAu, u the left singular vector: its zero is found
    by secants in balls whose radii are dropped.

    Raises
    ------
    Refused
        If they do not converge to a time at which the norm is as it was enclosed.
    """
    bits = 4 * digits + 128
    matrix, unit = in_unit_time(matrix)
    start = near.t / unit
    with working_precision(bits):
        A = ball_matrix(matrix)
        times = [arb(start), arb(start * (1 + _STEP))]
        slopes = [_slope(matrix, A, t, bits)[0] for t in times]
        for _ in range(_SECANTS):
            rise = slopes[-1] - slopes[-2]
            if rise.mid() == 0 or abs(slopes[-1]).mid() <= arb(2) ** (-bits // 2):
                break
            times.append((times[-1] - slopes[-1] * (times[-1] - times[-2]) / rise).mid())
            slopes.append(_slope(matrix, A, times[-1], bits)[0])
        slope, value = _slope(matrix, A, times[-1], bits)
        # at a maximum the value is off by the square of the time's error
        converged = abs(slope).mid() * arb(start) <= arb(10) ** (-digits // 2 - 3)
        room = 1e-9 * near.high
        if not (converged and near.low - room <= float(value) <= near.high + room):
            raise Refused("M_c: the peak was not found to so many digits")
        return middle_mpf(value, digits + 5)


def crossing_to(matrix: fmpq_mat, low: fmpq, high: fmpq, delta: fmpq, digits: int) -> mpmath.mpf:
    """Return the time in [low, high] at which ‖e^{tA}‖ falls through δ, by Newton's method.

    Parameters
    ----------
    matrix
        A.
    low, high
        The ends of a narrow interval of such times.
    delta
        δ.
    digits
        The digits wanted.

    Raises
    ------
    Refused
        If the iteration leaves the interval, or the slope is 0.
    """
    bits = 4 * digits + 128
    with working_precision(bits):
        A, t = ball_matrix(matrix), arb((low + high) / 2)
        for _ in range(_SECANTS):
            slope, value = _slope(matrix, A, t, bits)
            change = ((value / arb(delta)).log() / slope).mid() if slope < 0 else arb("nan")
            t = (t - change).mid()
            if not t.is_finite() or abs(change) <= abs(t) * arb(10) ** (-digits - 3):
                break
        room = (high - low) + high * fmpq(1, 10**12)
        if not (t.is_finite() and arb(low - room) <= t <= arb(high + room)):
            raise Refused("T_c: the crossing was not found to so many digits")
        return middle_mpf(t, digits + 5)


def _slope(matrix: fmpq_mat, A: arb_mat, t: arb, bits: int) -> tuple[arb, arb]:
    """Return uᵀAu and ‖e^{tA}‖ at a time."""
    E = exponential(matrix, middle_rational(t), bits).mid()
    size = max(abs(x).upper() for x in E.entries())
    scaled = (E * (1 / size)).mid()
    square = (scaled * scaled.transpose()).mid()
    array = np.array([[float(x.mid()) for x in row] for row in square.tolist()])
    u = arb_mat([[arb(float(x))] for x in np.linalg.eigh(array)[1][:, -1]])
    value = arb(0)
    # Rayleigh quotients: from 1e-12 by cubes
    for _ in range(4):
        length = (u.transpose() * u)[0, 0]
        value = ((u.transpose() * square * u)[0, 0] / length).mid()
        shifted = square - _multiple(square.nrows(), value)
        try:
            solved = shifted.solve(u, algorithm="approx")
        except ZeroDivisionError:
            break
        largest = max((abs(x).mid() for x in solved.entries()), key=float)
        if not largest > 0 or not largest.is_finite():
            break
        u = (solved * (1 / largest)).mid()
    length = (u.transpose() * u)[0, 0]
    value = ((u.transpose() * square * u)[0, 0] / length).mid()
    slope = ((u.transpose() * A * u)[0, 0] / length).mid()
    return slope, (value.sqrt() * size).mid()


def _multiple(size: int, value: arb) -> arb_mat:
    return arb_mat([[value if i == j else arb(0) for j in range(size)] for i in range(size)])
