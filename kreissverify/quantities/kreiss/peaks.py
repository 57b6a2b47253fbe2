"""K of one matrix with the point that attains it, right to 1e-8 or refused.

A search in floats; where its peak has lost digits, the same peak in mixed precision, for the price
of another search; what is still in doubt of a small matrix circles prove, and of a large one,
of which proofs take minutes, is refused.
"""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
from flint import acb, acb_mat

from kreissverify.matrices.matrix import Matrix, as_matrix
from kreissverify.matrices.rounding import rounded_off
from kreissverify.matrices.spectrum.float_position import decided_position
from kreissverify.matrices.spectrum.stability import AXIS
from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.numbers.ball import working_precision
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.quantities.curves import CIRCLES, Curves
from kreissverify.quantities.curves.exact import ball_height, ball_place
from kreissverify.quantities.kreiss.block_triangular import trusted_peak_of_blocks
from kreissverify.quantities.kreiss.by_peak import all_but_one
from kreissverify.quantities.kreiss.complex_peaks import peak_of_complex
from kreissverify.quantities.kreiss.enclosure import certify_maximum, shown_one, unstable
from kreissverify.quantities.kreiss.lower_bound import refined_maximum
from kreissverify.quantities.kreiss.maximiser import (
    SMALL_PEAK,
    KreissPeak,
    float_array,
    found_peak,
)
from kreissverify.quantities.kreiss.mixed_precision import sharpened
from kreissverify.quantities.maximisation.local_maximum import LocalMaximum
from kreissverify.quantities.resolvent.high_precision import RefinedMaximum
from kreissverify.quantities.stability_boundary.values import kreiss_value

__all__ = ["certified_maximum", "kreiss_peak", "refined_to"]

# The relative width to which circles show that a maximum is the global one: the height there is
# then found to all digits, but another could be higher by less than this. The number of circles
# goes as its inverse root: ten times as many for 1e-8.
_TELL_APART = 1e-6
_UNIT = 2.0**-52
_FLOAT_DIGITS = 18  # one more than float64 has, and one to guard it
_ENOUGH = 1200  # bits, in which |z| - 1 > 1e-300 keeps its digits
# One digit beyond the 1e-8 that a float value promises, for what the estimate does not know.
_ACCURATE = 1e-9
# By how much the height in more digits may differ from that in floats. Where the highest peak is as
# high as floats say, they have not lost the others either; else the search itself is in doubt.
_AGREES = 1e-3
_CLEARLY = 1e-3  # a matrix is unstable in floats if rounding is a smaller share of what it takes
# Rows up to which the side of the circle is decided by balls: they take as long as ten searches of
# 40 rows, and for 100 rows ten seconds.
_PROVABLE = 40


def kreiss_peak(matrix: Any, curves: Curves = CIRCLES) -> KreissPeak:
    """Return K(J) = sup over |z| > 1 of (|z|-1)‖(zI-J)⁻¹‖ with its maximiser, vectors and gradient.

    The value is right to 1e-8, by an estimate of the rounding errors. Up to n = 20 level sets on
    circles, in floats, show that no peak is higher by more than a share of 1e-6 (and where floats
    do not show it, proofs by circles do). For larger matrices a map of the whole plane found the
    peak: one Schur form; estimates of ‖R(z)‖ by Lanczos steps on circles that are geometric in
    |z|-1, as dense along each as the distance to the spectrum asks; Newton's method from the
    highest local maxima. That no higher peak was missed is then not shown, and
    `enclose(K, J, rtol=0.1)` would prove as much.

    Parameters
    ----------
    matrix
        What `Matrix` accepts.
    curves
        Circles, or lines for K_c(J) = sup over Re z > 0 of Re z·‖(zI-J)⁻¹‖ of a flow.

    Returns
    -------
    KreissPeak
        With `value`, the maximiser `z`, unit singular vectors `u` and `v` with (zI-J)v = σu, and
        the `gradient` dK/dJ, of the shape of J.

    Raises
    ------
    InvalidMatrix
        If it is no square matrix of finite numbers.
    Refused
        If ρ(J) = 1 cannot be told from instability, or the peak of a large matrix is in doubt.

    Examples
    --------
    For [[γ, 0], [c, γ]] with γ = 1/2, κ = c/(1-γ) = 4 it is κ/4 + 1/κ, which grows with c by
    (1/4 - 1/κ²)/(1-γ) = 3/8.

    >>> from kreissverify import kreiss_peak
    >>> found = kreiss_peak([["1/2", 0], [2, "1/2"]])
    >>> round(found.value, 12), round(found.z.real, 6)
    (1.25, 1.833333)
    >>> found.gradient.round(6).tolist()
    [[0.75, 1.5], [0.375, 0.75]]

    Where K = 1 it is approached as |z| → ∞ only, and does not change with J (if w(J) < 1).

    >>> still = kreiss_peak([["1/2", 0], ["1/2", "1/2"]])
    >>> still.value, still.z, still.gradient.tolist()
    (1.0, None, [[0.0, 0.0], [0.0, 0.0]])
    """
    array, rest = float_array(matrix), None
    if array is None:
        matrix = as_matrix(matrix)
        if curves is CIRCLES and matrix.structure.two_triangular and matrix.holds_floats:
            return trusted_peak_of_blocks(*map(matrix.float_block, (0, 1, 1), (0, 0, 1)))
        if matrix.is_complex and not matrix.holds_floats:
            return peak_of_complex(kreiss_peak(matrix.real_form, curves), matrix.array)
        array, rest = matrix.array, None if matrix.is_complex else rounded_off(matrix)
    found = found_peak(array, rest, curves)
    if _is_trusted(found):
        return found
    sharper = _sharpened(found, array, rest)
    if sharper is not None:
        return sharper
    exact = as_matrix(matrix)
    if exact.is_complex:
        return peak_of_complex(kreiss_peak(exact.real_form, curves), exact.array)
    if exact.n <= SMALL_PEAK:
        return _certified_peak(exact, found, curves)
    return _limiting_value(exact, found, curves)


def _is_trusted(found: KreissPeak) -> bool:
    if math.isinf(found.value):
        return found.error < _CLEARLY
    known = found.tested or found.shape[0] > SMALL_PEAK
    return known and found.stable and found.error < _ACCURATE


@np.errstate(all="ignore")
def _sharpened(found: KreissPeak, array: FloatArray, rest: FloatArray | None) -> KreissPeak | None:
    """Return a peak with all digits; None if more than these is in doubt."""
    known = found.tested or found.shape[0] > SMALL_PEAK
    if found.maximum is None or not known or not found.stable:
        return None
    maximum = sharpened(array, rest, found.maximum)
    if maximum is None or not abs(maximum.value / found.value - 1) < _AGREES:
        return None
    return found.sharpened(maximum)


def _certified_peak(matrix: Matrix, found: KreissPeak, curves: Curves) -> KreissPeak:
    """Return K from the maximum that circles prove to be the global one."""
    maximum = certified_maximum(matrix, _FLOAT_DIGITS, curves)
    if not isinstance(maximum, RefinedMaximum):
        return found.without_peak(float(maximum))
    return found.sharpened(_as_floats(matrix, maximum, curves))


def _limiting_value(matrix: Matrix, found: KreissPeak, curves: Curves) -> KreissPeak:
    """Return K of a large matrix if it is 1 or infinite, or its spectral radius is 1.

    Raises
    ------
    Refused
        If it is neither.
    """
    value = 1.0 if shown_one(matrix, curves) is not None else None
    if curves is not CIRCLES and value is None and (not found.stable and matrix.n <= _PROVABLE):
        decided_position(matrix, curves.quantity_name, AXIS)
    name = curves.quantity_name
    open_side = not found.stable and matrix.n <= _PROVABLE
    if value is None and open_side:
        at_one = kreiss_value(matrix, _FLOAT_DIGITS, curves)
        if at_one is not None:
            value = float(at_one)
        elif unstable(matrix, curves) is not None:
            value = math.inf
    if value is not None:
        return found.without_peak(value)
    if math.isinf(found.value):
        raise Refused(
            f"{name}: float64 finds the spectral {curves.level_meaning} "
            f"{found.spectral_radius:.6g}, but rounding may be the cause; `{name}.highprec(J)` or "
            f"`enclose({name}, J, rtol=0.1)` decides, in minutes"
        )
    raise Refused(
        f"{name}: about {found.value:.3g} was found in float64, which leaves it in doubt (its "
        f"error may be {found.error:.1g} of it); `enclose({name}, J, rtol=0.1)` or "
        f"`{name}.highprec(J)` decides, in minutes"
    )


def certified_maximum(
    matrix: Matrix, digits: int, curves: Curves = CIRCLES
) -> RefinedMaximum | float | mpmath.mpf:
    """Return the global maximum to so many digits, or K itself where there is none.

    Parameters
    ----------
    matrix
        J.
    digits
        The digits wanted.
    curves
        Circles or lines.

    Raises
    ------
    Refused
        If ρ(J) = 1 cannot be told from instability, or no precision allowed is enough.
    """
    if shown_one(matrix, curves) is not None:
        return 1.0
    of_flow = curves is not CIRCLES
    if of_flow and not decided_position(matrix, curves.quantity_name, AXIS).is_bounded:
        return math.inf
    try:
        at_one = kreiss_value(matrix, digits, curves)
        if at_one is not None:
            return at_one
        found = certify_maximum(matrix, _TELL_APART, curves)
    except Refused as error:
        if of_flow:
            raise
        return all_but_one(matrix, error)
    if isinstance(found, Enclosure):
        return math.inf
    return 1.0 if found.maximum.value <= 1 else refined_to(matrix, found.maximum, digits)


def refined_to(matrix: Matrix, peak: LocalMaximum, digits: int) -> RefinedMaximum:
    """Return a maximum by Newton's method, with bits for what σ² loses, and 40 to guard."""
    lost = math.log2(1 + peak.norm * (1 + float(np.linalg.norm(matrix.array))))
    return refined_maximum(matrix, peak, math.ceil(3.33 * digits + 2 * lost) + 40)


def _as_floats(matrix: Matrix, found: RefinedMaximum, curves: Curves) -> LocalMaximum:
    """Return a maximum found in high precision with its vectors, rounded to float64."""
    with working_precision(_ENOUGH):
        excess = ball_height(curves, found.z)
        image = found.vector * found.z - acb_mat(matrix.exact) * found.vector
        left = (image * (acb(found.value) / acb(excess))).mid()  # 1/σ
        value = max(1.0, float(found.value.mid()))
        where = float(excess.mid()), float(ball_place(curves, found.z).mid())
    return LocalMaximum(*where, value, _floats(left), _floats(found.vector), _UNIT, curves)


def _floats(vector: acb_mat) -> ComplexArray:
    return np.array([complex(x.mid()) for x in vector.entries()])
