"""The numerical radius w(J) = max |x*Jx| over unit vectors x."""

from __future__ import annotations

import math
from typing import Any

import mpmath
from flint import fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.arrays import float_matrix
from kreissverify.numbers.ball import middle_mpf
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import Estimates
from kreissverify.numbers.float_ball_matrix import FloatBall
from kreissverify.numbers.intervals import Intervals
from kreissverify.numbers.rational import as_fmpq, as_mpf, as_sympy, rational_string
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.float_radius import radius_estimates
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO
from kreissverify.quantities.normal_matrices import of_normal
from kreissverify.quantities.numerical_radius_proofs import (
    direction_bound,
    nonnegative_bounds,
    proved_above,
    rational_direction,
)
from kreissverify.quantities.numerical_range.high_precision import numerical_radius_to
from kreissverify.quantities.numerical_range.search import highest_directions, start_angles
from kreissverify.quantities.stacked.numerical_radius import numerical_radius_bounds
from kreissverify.quantities.witnesses import certified, matrix_strings
from kreissverify.system.deferred import sympy

__all__ = ["QUANTITY"]

Vector = list[tuple[fmpq, fmpq]]  # complex entries as pairs


class NumericalRadius(Quantity):
    """w(J) = max |x*Jx| over |x| = 1 = max over θ of λ_max(Re(e^{iθ}J)).

    Examples
    --------
    On [[γ, b], [c, γ]] ≥ 0 it is γ + (b+c)/2.

    >>> from kreissverify import enclose, w
    >>> print(enclose(w, [["1/2", 0], [2, "1/2"]]).lower.value)
    3/2
    """

    name = "w"
    long_name = "numerical_radius"
    of_padded = True
    copies_in_real_form = 1
    of_transposes = True
    native = frozenset({"float64"})
    finite = True

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return w in the highest direction, shown in floats to be the highest to 1e-9."""
        if stack.shape[-1] == 1:
            return radius_estimates(stack)
        flat = stack.reshape(-1, *stack.shape[-2:])
        return highest_directions(flat).found.reshaped(stack.shape[:-2])

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return w by level sets of the support function, which miss no direction."""
        if all(x == 0 for x in matrix.exact.entries()):
            return mpmath.mpf(0)
        scale, scaled = _scaled(matrix.exact)
        near, low = start_angles(float_matrix(scaled))
        found = numerical_radius_to(scaled, math.ceil(3.33 * digits) + 8, near, low)
        with mpmath.workdps(digits + 5):
            return middle_mpf(found, digits + 5) * as_mpf(scale)

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return an enclosure; exact for nonnegative J with a rational Perron vector.

        The lower bound is witnessed by a vector x, the upper one v by a symmetric Z with
        [[vI+Z, J], [Jᵀ, vI-Z]] ⪰ 0: at (x, -ūx) this says Re(u x*Jx) ≤ v|x|² for every u on the
        unit circle.
        """
        exact = matrix.exact
        # the zero matrix has no directions, and no relative width
        if all(x == 0 for x in exact.entries()):
            return _witnessed(fmpq(0), fmpq(0), _first_axis(matrix.n), exact)
        # for J ≥ 0 a Perron vector gives both bounds, in short rationals
        if all(x >= 0 for x in exact.entries()):
            found = nonnegative_bounds(exact, rtol)
            if found is not None:
                low, x, high, z = found
                shown = _witnessed(low, high, [(q, fmpq(0)) for q in x], z)
                return _sharpened(shown, exact, rtol) if matrix.n == 2 else shown
        best = highest_directions(matrix.array[None])
        # h(-θ) = h(θ), as J is real
        angle, value = abs(math.remainder(best.angles[0], 2 * math.pi)), best.found.values[0]
        direction = rational_direction(angle)
        low, vector = direction_bound(exact, direction)
        # a wider bound than was asked for is better than none: its width is there to be seen
        for slack in (rtol / 2, 8 * rtol, 128 * rtol):
            near = max(low, as_fmpq(float(value)))
            high = near * (1 + as_fmpq(max(slack, 1e-12)))
            proof = proved_above(exact, near, high)
            if proof is not None:
                return _witnessed(low, high, vector, proof)
        raise Refused(f"the numerical radius was not bounded from above to {rtol:g} in float64")

    def bounds_of_stack(self, balls: FloatBall, *parameters: Intervals, rtol: float) -> Intervals:
        """Return bounds by a polygon: see `stacked.numerical_radius`."""
        return numerical_radius_bounds(balls, rtol)

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return w = λ_max((J+Jᵀ)/2) of a nonnegative 2×2 matrix (|x*Jx| ≤ |x|ᵀJ|x|)."""
        if matrix.n == 1:
            return as_sympy(abs(matrix.exact[0, 0]))
        if matrix.n != 2 or any(x < 0 for x in matrix.exact.entries()):
            return None
        a, b, c, d = matrix.exact.entries()
        return as_sympy((a + d) / 2) + sympy.sqrt(as_sympy((a - d) ** 2 + (b + c) ** 2)) / 2

    def algebraic(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return w = ρ of a normal matrix."""
        return of_normal(RHO, matrix)

    def closed_form(self, gamma: fmpq, b: fmpq, c: fmpq) -> sympy.Expr:
        """Return w(T) = γ + (b+c)/2 of T = [[γ, b], [c, γ]] ≥ 0."""
        return as_sympy(gamma + (b + c) / 2)


def _witnessed(low: fmpq, high: fmpq, below: Vector, form: fmpq_mat) -> Enclosure:
    witness = {"x": [_pair(entry) for entry in below]}
    return certified(low, high, witness, {"Z": matrix_strings(form)})


def _sharpened(shown: Enclosure, matrix: fmpq_mat, rtol: float) -> Enclosure:
    """Return the ends of the closed form of a nonnegative 2×2 matrix, with the same witnesses."""
    a, b, c, d = matrix.entries()
    square = Enclosure.exactly((a - d) ** 2 + (b + c) ** 2)
    value = (a + d + square.sqrt(128 + 2 * int(-math.log2(rtol)))) / 2
    return Enclosure(value.lower, value.upper, shown.certificate)


def _first_axis(size: int) -> Vector:
    one, zero = fmpq(1), fmpq(0)
    return [(one, zero), *[(zero, zero)] * (size - 1)]


def _pair(number: tuple[fmpq, fmpq]) -> list[str]:
    return [rational_string(part) for part in number]


def _scaled(matrix: fmpq_mat) -> tuple[fmpq, fmpq_mat]:
    """Return a power of two s and A/s, with entries up to 1 that floats hold."""
    largest = max(abs(x) for x in matrix.entries())
    scale = fmpq(2) ** (int(largest.p).bit_length() - int(largest.q).bit_length())
    return scale, matrix / scale


QUANTITY = NumericalRadius()
