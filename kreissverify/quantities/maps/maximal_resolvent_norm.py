"""The largest resolvent norm outside a circle, G(r) = sup over |z| ≥ r of ‖(zI-J)⁻¹‖, for r > 0.

For r > ρ(J) it is attained on |z| = r (maximum principle); where ρ(J) ≥ r it is infinite, as the
H∞ norm of an unstable system is, also if no eigenvalue lies on |z| = r itself.
"""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
import sympy
from flint import arb, fmpq, fmpq_mat

from kreissverify.matrices.circle_position import CirclePosition, exact_position
from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.ball import middle_mpf, working_precision
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import Estimates
from kreissverify.numbers.extended import at_most, below
from kreissverify.numbers.rational import as_float, as_fmpq
from kreissverify.numbers.spectral_radius import spectral_radius
from kreissverify.quantities.algebra.spectral_norm import exact_norm
from kreissverify.quantities.base import OutsideDomain, Quantity
from kreissverify.quantities.circles.points import dyadic, half_tangent, scales
from kreissverify.quantities.circles.proofs import MOST_BITS, Circle, CircleProver, Task
from kreissverify.quantities.float_range import extreme
from kreissverify.quantities.kreiss.two_by_two import nonnegative_form
from kreissverify.quantities.maximisation.batched.search import highest_on_circles
from kreissverify.quantities.resolvent.high_precision import RefinedMaximum, maximum_on_circle
from kreissverify.quantities.resolvent.witness import (
    Witness,
    circle_point,
    integer_vector,
    resolvent_witness,
    rounded_down,
    vector_bits,
)
from kreissverify.quantities.witnesses import Deferred, infinite

__all__ = ["QUANTITY", "MaximalResolventNorm", "highest_angle"]

_RESTARTS = 3  # searches of the circle, each finer: three that agree leave precision as the cause
_SAME_ANGLE = 1e-9  # a finer search that ends so near has found nothing new
_CLEARLY = 1e-7  # by which floats can tell ρ from r, unless eigenvalues are defective


class MaximalResolventNorm(Quantity):
    """G(r), finite just for r > ρ(J); 1/G(1) is the distance to instability (stability radius).

    G(1) is the H∞ norm of the resolvent. The enclosure is the circle inequality (discrete
    bounded-real lemma) from above and one rational point of the circle from below.

    Examples
    --------
    For one number it is 1/(r-|λ|).

    >>> from kreissverify import G
    >>> G([["1/2"]], 1)
    2.0
    """

    name = "G"
    long_name = "maximal_resolvent_norm"
    parameters = ("r",)

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return the highest peaks found on |z| = r; infinite where ρ(J) ≥ r."""
        flat = stack.reshape(-1, *stack.shape[-2:])
        radius = np.broadcast_to(np.asarray(parameters[0], dtype=np.float64), stack.shape[:-2])
        radius = radius.reshape(-1)
        _require_radius(float(radius.min(initial=1.0)) > 0)
        values = np.full(len(flat), math.inf)
        stable = np.abs(np.linalg.eigvals(flat)).max(axis=-1) < radius
        if stable.any():
            scale = scales(radius[stable])
            excess = radius[stable] / scale - 1
            peaks = highest_on_circles(flat[stable] / scale[:, None, None], excess)
            values[stable] = 1 / (peaks.sigma * scale)
            values[stable & extreme(flat)] = math.nan  # squares of norms overflow
        return Estimates.unsure(values.reshape(stack.shape[:-2]))

    def value(self, matrix: Matrix, *parameters: fmpq) -> float:
        """Return G(r) correctly to about 15 digits: where float64 has lost digits, from more."""
        return float(self.highprec(matrix, *parameters, digits=18))

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return G(r) from Newton's method in the angle, at the highest peak found."""
        (radius,) = parameters
        _require_radius(radius > 0)
        if _unstable(matrix, radius):
            return mpmath.inf
        refined = _refined(matrix, radius, highest_angle(matrix, radius), 3.4 * digits + 40)
        return middle_mpf(refined.value, digits + 5)

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return an enclosure of relative width at most `rtol`, with its certificate.

        Raises
        ------
        Refused
            If r = ρ(J) within rounding, or the precision allowed is not enough.
        """
        (radius,) = parameters
        _require_radius(radius > 0)
        if _unstable(matrix, radius):
            return infinite(radius)
        angle = highest_angle(matrix, radius)
        for _ in range(_RESTARTS):
            witness = _witness(matrix, radius, angle, rtol)
            circle = _proved_circle(matrix, radius, witness.value, rtol)
            if circle is not None:
                return _enclosure(witness, circle)
            better = highest_angle(matrix, radius, finer=True)
            if abs(better - angle) < _SAME_ANGLE:
                break
            angle = better
        raise Refused(
            f"G: at least {as_float(witness.value):.12g} at r = {radius}, but "
            f"no upper bound within {rtol:g} of it was shown with {MOST_BITS} bits"
        )

    def is_finite(self, matrix: Matrix, *parameters: fmpq) -> bool:
        """Say whether ρ(J) < r was decided."""
        return self.has_radius_below(matrix, parameters[0])

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return G(r) = ‖(rI-T)⁻¹‖ of a 1×1 or 2×2 matrix that is nonnegative up to signs."""
        (radius,) = parameters
        _require_radius(radius > 0)
        form = nonnegative_form(matrix.exact)
        if form is None or _unstable(matrix, radius):
            return None
        n = form.nrows()
        shifted = (
            fmpq_mat(n, n, [radius if i == j else 0 for i in range(n) for j in range(n)]) - form
        )
        return exact_norm(shifted.inv())

    def latex_of(self, matrix: str, *parameters: str) -> str:
        """Return G_r(J)."""
        return f"G({', '.join((matrix, *parameters))})"


def _require_radius(good: bool) -> None:
    if not good:
        raise OutsideDomain("r: expected r > 0")


def _unstable(matrix: Matrix, radius: fmpq) -> bool:
    """Decide ρ(J) ≥ r where floats cannot tell.

    Raises
    ------
    Refused
        If ρ(J) = r to 1e-12, and the matrix is too large for an exact decision.
    """
    r = as_float(radius)
    if float(np.abs(np.linalg.eigvals(matrix.array)).max()) < r * (1 - _CLEARLY):
        return False
    bounds = spectral_radius(matrix.exact)
    if below(bounds.upper.value, radius):
        return False
    if at_most(radius, bounds.lower.value):
        return True
    try:
        return exact_position(matrix.exact / radius) is not CirclePosition.INSIDE
    except Refused:
        raise Refused(
            f"G: the spectral radius is r = {r:.12g} to within 1e-12, so G may be infinite"
        ) from None


def _scaled(matrix: Matrix, radius: fmpq) -> tuple[FloatArray, FloatArray]:
    """Return J/s as a stack of one, and r/s - 1."""
    scale = fmpq(*float(scales(np.array(as_float(radius)))).as_integer_ratio())
    return matrix.array[None] / as_float(scale), np.array([as_float(radius / scale - 1)])


def highest_angle(matrix: Matrix, radius: fmpq, finer: bool = False) -> float:
    """Return the angle in [0, π] of the highest maximum found of ‖R(z)‖ on |z| = r.

    Parameters
    ----------
    matrix
        J.
    radius
        r > ρ(J).
    finer
        Whether to look from twenty times as many angles.
    """
    peaks = highest_on_circles(*_scaled(matrix, radius), angles=256 if finer else 12)
    return abs(float(peaks.angle[0]))


def _refined(matrix: Matrix, radius: fmpq, angle: float, bits: float) -> RefinedMaximum:
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
    """
    s, turn = half_tangent(angle)
    high = math.ceil(bits)
    while True:
        with working_precision(high):
            found = maximum_on_circle(matrix.exact, radius, arb(s), turn)
            lost = float(abs(found.value).log()) / math.log(2)
        # σ² loses twice the bits of ‖R‖; beyond the last limit no circle could be proved anyway
        if high >= bits + 2 * lost or high > 4 * MOST_BITS:
            return found
        high = math.ceil(bits + 2 * max(lost, 0.0)) + 8


def _witness(matrix: Matrix, radius: fmpq, angle: float, rtol: float) -> Witness:
    """Return a rational point of the circle and a vector that prove G(r) from below."""
    digits = -math.log2(rtol)
    found = _refined(matrix, radius, angle, 2 * digits + 64)
    size = float(np.linalg.norm(matrix.array)) + as_float(radius)
    norm = float(found.value)
    turn = half_tangent(angle)[1]
    with working_precision(256):
        # ‖R‖ varies on the scale 1/‖R‖, and quadratically at its maximum
        s = dyadic(found.z.real, math.ceil(math.log2(size * norm) + digits / 2) + 6)
    z = circle_point(radius, s, turn)
    vector = integer_vector(found.vector, vector_bits(size, norm, rtol))
    value = resolvent_witness(matrix.exact, *z, vector, math.ceil(digits) + 6)[0]
    return Witness(value, *z, vector)


def _proved_circle(matrix: Matrix, radius: fmpq, low: fmpq, rtol: float) -> Circle | None:
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
    """
    gain = rounded_down(low * radius * (1 + as_fmpq(0.85 * rtol)), 8 + math.ceil(-math.log2(rtol)))
    room = math.log1p(0.7 * rtol)
    # rG(r) + 2 bounds the slope -d log(rG)/d log r, where the difference quotient says too little
    slopes = (_slope(matrix, radius), as_float(gain) + 2)
    return CircleProver(matrix).prove_one(*(Task(radius, gain, room, x) for x in slopes))


def _slope(matrix: Matrix, radius: fmpq) -> float:
    """Return a difference quotient of -log G in log r, at least 2."""
    stack, excess = _scaled(matrix, radius)
    high = highest_on_circles(stack, excess)
    step = 1e-3 * float(high.sigma[0])  # 1/G is at most the distance to the spectrum
    low = highest_on_circles(stack, excess + step)
    quotient = float(np.log(low.sigma[0] / high.sigma[0])) * float(1 + excess[0]) / step
    return max(2.0, 1.5 * quotient) if math.isfinite(quotient) else 2.0


def _enclosure(witness: Witness, circle: Circle) -> Enclosure:
    bound = circle.gain / circle.radius

    def sides() -> dict[str, Any]:
        upper = circle.as_json()
        return {
            "lower": witness.as_json(),
            "upper": {"value": upper["g"], "P": upper["P"]},
        }

    return Enclosure.between(witness.value, bound, Deferred(sides))


QUANTITY = MaximalResolventNorm()
