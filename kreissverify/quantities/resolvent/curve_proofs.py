"""G in high precision, and its proofs from both sides on a circle |z| = r or a line Re z = x.

From below one rational point and vector, from above the inequality of the curve. Where float64 sees
some digits of ‖R‖, its level-set test says which maximum is the highest; where it sees none, a
circle does.
"""

from __future__ import annotations

import math

import numpy as np
from flint import arb, fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.spectrum.float_position import decided_position, float_position
from kreissverify.matrices.spectrum.spectrum_position import SpectrumPosition, abscissa_position
from kreissverify.matrices.spectrum.stability import AXIS, CIRCLE
from kreissverify.numbers.ball import lower_rational, working_precision
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import RIGHT
from kreissverify.numbers.rational import as_float, as_fmpq
from kreissverify.quantities.curve_proofs.points import dyadic
from kreissverify.quantities.curve_proofs.proofs import MOST_BITS, CurveProof, CurveProver, Task
from kreissverify.quantities.curves import CIRCLES, Curves
from kreissverify.quantities.curves.exact import coordinate, on_curve
from kreissverify.quantities.resolvent.curve_estimates import found_on_curve
from kreissverify.quantities.resolvent.curve_high_precision import (
    ROWS_PROVED,
    ROWS_REFINED,
    spectral_angles,
)
from kreissverify.quantities.resolvent.curve_maximum import LOST, CurvePoint, CurveSearch
from kreissverify.quantities.resolvent.high_precision import (
    RefinedMaximum,
    decay_on_curve,
    maximum_on_curve,
)
from kreissverify.quantities.resolvent.highest_points import highest_angle, slope_of_norm
from kreissverify.quantities.resolvent.values import resolvent_norms
from kreissverify.quantities.resolvent.witness import (
    Witness,
    integer_vector,
    resolvent_witness,
    rounded_down,
    vector_bits,
)

__all__ = [
    "CLEARLY",
    "confirmed_angle",
    "curve_witness",
    "highest_value",
    "proved_curve",
    "reaches_curve",
]

_GUARD_BITS = 64  # beyond those that the condition of P loses, for its digits and for the width
_ROUGH_BITS = 64  # of a height that is only compared
CLEARLY = 1e-7
"""By which floats can tell ρ from r, unless eigenvalues are defective."""


def highest_value(
    matrix: Matrix, radius: fmpq, digits: int, curves: Curves = CIRCLES
) -> arb | None:
    """Return G to so many digits; None where ρ(J) ≥ r, or α(J) ≥ x.

    Parameters
    ----------
    matrix
        J.
    radius
        r > 0, or x.
    digits
        The digits wanted.
    curves
        Circles or lines.

    Raises
    ------
    Refused
        If the rounding of the entries decides ρ(J) < r, or no precision allowed is enough.
    """
    search = CurveSearch(matrix.array, curves)
    seen = found_on_curve(search, as_float(radius))
    bits = 3.4 * digits + 40
    if seen is not None and seen[1] < LOST:
        return _highest(matrix, radius, bits, search, *seen).value
    if seen is None or matrix.n <= ROWS_PROVED:
        if radius == curves.unit:  # refuses what the rounding of the entries decides
            decided_position(matrix, curves.norm_name, CIRCLE if curves is CIRCLES else AXIS)
        if _reaches(matrix, radius, curves):
            return None
    if matrix.n > ROWS_PROVED:
        raise Refused(_lost(radius, curves))
    return _proved_highest(matrix, radius, bits, curves).value


def reaches_curve(
    matrix: Matrix, radius: fmpq, *, exactly: bool = False, curves: Curves = CIRCLES
) -> bool:
    """Decide ρ(J) ≥ r, or α(J) ≥ x, exactly where floats cannot tell, or in any case.

    Parameters
    ----------
    matrix
        J.
    radius
        r > 0, or x.
    exactly
        Whether eigenvalues of LAPACK that are clearly inside are not to be believed.
    curves
        Circles or lines.

    Raises
    ------
    Refused
        If floats cannot tell, and the matrix is too large for its characteristic polynomial.
    """
    eigenvalues = np.asarray(np.linalg.eigvals(matrix.array), dtype=np.complex128)
    largest = float(curves.levels(eigenvalues).max())
    size = radius if curves is CIRCLES else max(abs(radius), as_fmpq(_size(matrix)))
    if not exactly and largest < as_float(radius) - CLEARLY * as_float(size):
        return False
    return _reaches(matrix, radius, curves)


def _reaches(matrix: Matrix, radius: fmpq, curves: Curves) -> bool:
    """Decide ρ(J) ≥ r exactly, or by floats with the condition of the eigenvalues."""
    if curves is not CIRCLES:
        # the matrix of the real form is not needed: eigenvalues of both are conjugates
        real = matrix.real_form.exact
        return abscissa_position(real, radius) is not SpectrumPosition.INSIDE
    scaled = matrix if radius == 1 else Matrix(matrix.exact / radius)
    return float_position(scaled) is not SpectrumPosition.INSIDE


def _highest(
    matrix: Matrix,
    radius: fmpq,
    bits: float,
    search: CurveSearch,
    point: CurvePoint,
    error: float,
) -> RefinedMaximum:
    """Return the highest maximum on the circle to so many bits, where float64 sees some digits.

    Of maxima that float64 does not tell apart each is refined.

    Parameters
    ----------
    matrix, radius, bits
        J, r and the bits wanted.
    search, point, error
        The search, the highest point in float64, and the relative error of the value there.
    """
    if matrix.n > ROWS_REFINED:
        raise Refused(_lost(radius, search.curves, 1 / point.sigma))
    angles = [point.angle]
    if error > RIGHT:
        angles += search.rivals(point.level, point.sigma * (1 + 4 * error))
    found = [_refined(matrix, radius, abs(a), bits, search.curves) for a in angles]
    return max(found, key=lambda f: f.value)


def _proved_highest(matrix: Matrix, radius: fmpq, bits: float, curves: Curves) -> RefinedMaximum:
    """Return the highest maximum on the curve, which its inequality shows to be that.

    Parameters
    ----------
    matrix, radius, bits, curves
        J, the curve and the bits wanted.

    Raises
    ------
    Refused
        If it was not shown that no other is higher by more than 1e-8.
    """
    angles = {highest_angle(matrix, radius, curves=curves), *spectral_angles(matrix, curves)[0]}
    peaks = [
        (_refined(matrix, radius, a, bits, curves), coordinate(curves, a, 0.0)[1]) for a in angles
    ]
    found, turn = max(peaks, key=lambda peak: peak[0].value)
    norm = float(found.value) * (float(np.linalg.norm(matrix.array)) + as_float(radius))
    # P has the condition ‖R‖²; fewer bits would be in vain
    needed = 2 * math.log2(norm) + _GUARD_BITS if math.isfinite(norm) else MOST_BITS
    with working_precision(math.ceil(bits + needed)):
        at = found.z.real, turn, found.vector
        decay = decay_on_curve(matrix.exact, radius, *at, curves)
    slope = max(_least_slope(curves), 1.5 * float(decay))
    tasks = _tasks(radius, lower_rational(found.value), RIGHT, (slope,), curves)
    if CurveProver(matrix, curves).prove_one(*tasks, least_bits=min(needed, MOST_BITS)) is None:
        raise Refused(_lost(radius, curves, float(found.value)))
    return found


def _lost(radius: fmpq, curves: Curves, value: float | None = None) -> str:
    about = "" if value is None else f"about {value:.6g}, but "
    return (
        f"{curves.norm_name} at {curves.level_name} = {as_float(radius):.6g}: {about}float64 loses "
        "the digits that would show it; `estimate` says how many, and `enclose` may succeed with a "
        "larger rtol"
    )


def confirmed_angle(matrix: Matrix, radius: fmpq, curves: Curves = CIRCLES) -> float:
    """Return the angle of the highest maximum of a sweep, or of one that the sweep has missed.

    Or the ordinate on a line.
    """
    swept = highest_angle(matrix, radius, curves=curves)
    search = CurveSearch(matrix.array, curves)
    on_circle = found_on_curve(search, as_float(radius))
    if on_circle is not None and on_circle[1] <= CLEARLY:
        height = search.point(on_circle[0].level, swept).sigma
        missed = on_circle[0].sigma < height * (1 - CLEARLY)
        return abs(on_circle[0].angle) if missed else swept
    if matrix.n > ROWS_PROVED:
        return swept
    # float64 has lost the eigenvalues: theirs in high precision say where to look
    angles = [swept, *spectral_angles(matrix, curves)[0]]
    heights = [float(_refined(matrix, radius, a, _ROUGH_BITS, curves).value) for a in angles]
    best = max(range(len(angles)), key=heights.__getitem__)
    return angles[best] if heights[best] > heights[0] * (1 + CLEARLY) else swept


def _size(matrix: Matrix) -> float:
    # no square, which may overflow
    return min(matrix.n * float(np.abs(matrix.array).max()), 1e300)


def _least_slope(curves: Curves) -> float:
    """Return a least slope for the room of a proof: of log(rG) in log r, or of log G in x."""
    return 2.0 if curves is CIRCLES else 0.0


def _refined(
    matrix: Matrix, radius: fmpq, angle: float, bits: float, curves: Curves
) -> RefinedMaximum:
    """Return the maximum near an angle to so many bits, with more for what a large ‖R‖ loses.

    Parameters
    ----------
    matrix
        J.
    radius
        r.
    angle
        Where Newton's method starts.
    bits
        The bits wanted of the value.
    curves
        Circles or lines.
    """
    sigma = _sigma(matrix, as_float(radius), angle, curves)
    s, turn = coordinate(curves, angle, sigma)
    scale = None if curves is CIRCLES else arb(sigma)
    high = math.ceil(bits)
    while True:
        with working_precision(high):
            found = maximum_on_curve(matrix.exact, radius, arb(s), turn, curves, scale)
            lost = float(abs(found.value).log()) / math.log(2)
        # σ² loses twice the bits of ‖R‖; beyond the last limit no circle could be proved anyway
        if high >= bits + 2 * lost or high > 4 * MOST_BITS:
            return found
        high = math.ceil(bits + 2 * max(lost, 0.0)) + 8


def _sigma(matrix: Matrix, level: float, angle: float, curves: Curves) -> float:
    """Return σ_min at a point of a curve in floats, at least what rounding leaves of it."""
    z = curves.point(level, angle)
    norm = float(resolvent_norms(matrix.array[None], np.array([[z]]))[0, 0])
    return max(1 / norm, 2.0**-60 * (_size(matrix) + abs(z)))


def curve_witness(
    matrix: Matrix, radius: fmpq, angle: float, rtol: float, curves: Curves = CIRCLES
) -> Witness:
    """Return a rational point of the curve and a vector that prove G from below.

    Parameters
    ----------
    matrix
        J.
    radius, angle, curves
        The curve, and where Newton's method starts.
    rtol
        The relative width of the enclosure that the bound is for.
    """
    digits = -math.log2(rtol)
    found = _refined(matrix, radius, angle, 2 * digits + 64, curves)
    size = float(np.linalg.norm(matrix.array)) + abs(as_float(radius))
    norm = float(found.value)
    turn = coordinate(curves, angle, 0.0)[1]
    with working_precision(256):
        # ‖R‖ varies on the scale 1/‖R‖, and quadratically at its maximum
        unit = size if curves is CIRCLES else 1.0
        s = dyadic(found.z.real, math.ceil(math.log2(unit * norm) + digits / 2) + 6)
    z = on_curve(curves, radius, s, turn)
    vector = integer_vector(found.vector, vector_bits(size, norm, rtol))
    value = resolvent_witness(matrix.exact, *z, vector, math.ceil(digits) + 6)[0]
    return Witness(value, *z, vector)


def proved_curve(
    matrix: Matrix, radius: fmpq, low: fmpq, rtol: float, curves: Curves = CIRCLES
) -> CurveProof | None:
    """Prove G(r) ≤ low(1 + 0.85 rtol), with as many bits as it takes; None if none were enough.

    The rest of the width is for the lower bound, which is off by up to rtol/8. The room is thought
    to be a little less than it is, lest the candidate be spoilt by an estimate.

    Parameters
    ----------
    matrix
        J.
    radius
        r.
    low
        The proved lower bound of G(r).
    rtol
        The relative width asked for.
    curves
        Circles or lines.
    """
    slope = slope_of_norm(matrix, radius, curves)
    return CurveProver(matrix, curves).prove_one(*_tasks(radius, low, rtol, (slope,), curves))


def _tasks(
    radius: fmpq, low: fmpq, rtol: float, slopes: tuple[float, ...], curves: Curves
) -> list[Task]:
    """Return circles that prove G(r) ≤ low(1 + 0.85 rtol), one for each estimate of the slope.

    Parameters
    ----------
    radius, low, rtol
        As for `proved_curve`.
    slopes
        Estimates of -d log(rG)/d log r, or of -d log G/dx; a bound is added.
    curves
        Circles or lines.
    """
    weight = radius if curves is CIRCLES else fmpq(1)
    gain = rounded_down(low * weight * (1 + as_fmpq(0.85 * rtol)), 8 + math.ceil(-math.log2(rtol)))
    room = math.log1p(0.7 * rtol)
    # rG(r) + 2 bounds the slope -d log(rG)/d log r, and G that of log G, if an estimate is too low
    bound = as_float(gain) + _least_slope(curves)
    return [Task(radius, gain, room, x) for x in (*slopes, bound)]
