"""The numerical radius w(J) = max |x*Jx| over unit vectors x."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import sympy
from flint import fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import Estimates
from kreissverify.numbers.rational import as_fmpq, as_sympy, rational_string
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.mpmath_matrices import mp_matrix
from kreissverify.quantities.numerical_radius_proofs import (
    direction_bound,
    float_directions,
    nonnegative_bounds,
    proved_above,
    rational_direction,
)
from kreissverify.quantities.witnesses import certified, matrix_strings

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
    copies_in_real_form = 1
    finite = True

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return w from a grid of directions, refined around the best by golden section."""
        flat = stack.reshape(-1, *stack.shape[-2:])
        _, values = float_directions(flat)
        return Estimates.unsure(values.reshape(stack.shape[:-2]))

    def value(self, matrix: Matrix, *parameters: fmpq) -> float:
        """Return the float64 value of one matrix."""
        return self._float(matrix)

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return w by parabolic refinement of the direction in mpmath."""
        (angle,), _ = float_directions(matrix.array[None])
        with mpmath.workdps(digits + 15):
            exact = mp_matrix(matrix.exact)
            even, odd = (exact + exact.T) / 2, (exact - exact.T) / 2

            def support(theta: Any) -> Any:
                hermitian = mpmath.cos(theta) * even + mpmath.mpc(0, 1) * mpmath.sin(theta) * odd
                return max(mpmath.eighe(hermitian, eigvals_only=True))

            return _highest(support, mpmath.mpf(float(angle)), digits)

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
        # an angle off by e costs a relative e²/2 of the value
        sections = min(32, 4 + int(-math.log(rtol) / (2 * math.log(1.618))))
        (angle,), (value,) = float_directions(matrix.array[None], sections)
        direction = rational_direction(float(angle))
        low, vector = direction_bound(exact, direction)
        # a wider bound than was asked for is better than none: its width is there to be seen
        for slack in (rtol / 2, 8 * rtol, 128 * rtol):
            near = max(low, as_fmpq(float(value)))
            high = near * (1 + as_fmpq(max(slack, 1e-12)))
            proof = proved_above(exact, near, high)
            if proof is not None:
                return _witnessed(low, high, vector, proof)
        raise Refused(f"the numerical radius was not bounded from above to {rtol:g} in float64")

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return w = λ_max((J+Jᵀ)/2) of a nonnegative 2×2 matrix (|x*Jx| ≤ |x|ᵀJ|x|)."""
        if matrix.n == 1:
            return as_sympy(abs(matrix.exact[0, 0]))
        if matrix.n != 2 or any(x < 0 for x in matrix.exact.entries()):
            return None
        a, b, c, d = matrix.exact.entries()
        return as_sympy((a + d) / 2) + sympy.sqrt(as_sympy((a - d) ** 2 + (b + c) ** 2)) / 2

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


def _highest(function: Any, near: Any, digits: int) -> Any:
    """Return the maximum of a function by golden section around a point known to about 1e-4.

    A flat maximum is all that floats see of an angle: where the curvature is small, 1e-4 off.

    Parameters
    ----------
    function
        Of one mpmath number.
    near
        The point.
    digits
        Of the value; half as many of the point give them, by the same flatness.
    """
    low, high = near - mpmath.mpf("1e-3"), near + mpmath.mpf("1e-3")
    golden = (mpmath.sqrt(5) - 1) / 2
    # each step narrows by 0.618, and half of the digits of the angle give all of the value
    steps = math.ceil(digits / 2 / math.log10(1 / float(golden)))
    left, right = high - golden * (high - low), low + golden * (high - low)
    at_left, at_right = function(left), function(right)
    for _ in range(steps):
        if at_left < at_right:
            low, left, at_left = left, right, at_right
            right = low + golden * (high - low)
            at_right = function(right)
        else:
            high, right, at_right = right, left, at_left
            left = high - golden * (high - low)
            at_left = function(left)
    return max(at_left, at_right)


QUANTITY = NumericalRadius()
