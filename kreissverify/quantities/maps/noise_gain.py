"""The noise gain H(J) = Σₖ ‖Jᵏ‖_F²: the stationary variance of x⁺ = Jx + ξ with cov ξ = I."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product
from typing import Any

import mpmath
import numpy as np
from flint import arb, arb_mat, fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.spectrum.float_position import decided_position
from kreissverify.matrices.spectrum.spectrum_position import SpectrumPosition
from kreissverify.numbers.ball import ball_matrix, middle_mpf, working_precision
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import Estimates
from kreissverify.numbers.extended import INFINITY, is_finite
from kreissverify.numbers.float_ball_matrix import FloatBall, round_up
from kreissverify.numbers.positive_definite import scaled_identity
from kreissverify.numbers.rational import as_fmpq, as_mpf, as_sympy
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.lyapunov.gramians import (
    FloatGramians,
    as_doubles,
    ball_gramian,
    is_unstable,
    moved_by_entries,
    with_enough_digits,
)
from kreissverify.quantities.lyapunov.symmetric_equation import definite_solution, trace
from kreissverify.quantities.maps.spectral_radius import radius_above_one
from kreissverify.quantities.stability_boundary.position import is_at_least_one
from kreissverify.quantities.two_by_two.closed_form import NOISE_GAIN
from kreissverify.quantities.two_by_two.first_route import two_by_two_first
from kreissverify.quantities.witnesses import certified, infinite, matrix_strings
from kreissverify.system.deferred import sympy

__all__ = ["QUANTITY", "stationary_covariance", "triangular_gain"]

_EXACT_SIZE = 6  # the size up to which n(n+1)/2 exact equations are cheap, and P is short
_DOUBLINGS = 60  # sums of 2⁶⁰ terms: a ρ that still shows is 1 as far as floats can tell
_ROUNDED = 2.0**-52  # a value that was computed with more digits, as a float64


@two_by_two_first(NOISE_GAIN)
class NoiseGain(Quantity):
    """H(J) = Σₖ ‖Jᵏ‖_F² = tr P with P = JPJᵀ + I; +∞ if ρ(J) ≥ 1.

    Examples
    --------
    For one number it is 1/(1-λ²).

    >>> from kreissverify import H, enclose
    >>> print(enclose(H, [["1/2"]]).lower.value)
    4/3
    """

    name = "H"
    long_name = "noise_gain"
    copies_in_real_form = 2
    of_transposes = True
    is_computed = True
    native = frozenset({"float64"})
    least = 1

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return tr P, its error by the residual of P: to first order tr(QR), Q that of Jᵀ."""
        flat = stack.reshape(-1, *stack.shape[-2:])
        return with_enough_digits(_estimates, flat).reshaped(stack.shape[:-2])

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return tr P: from the exact P for n ≤ 6, else by doubling in balls.

        Raises
        ------
        Refused
            If the rounding of floats decides whether ρ < 1, or no precision allowed is enough.
        """
        if decided_position(matrix, "H") is not SpectrumPosition.INSIDE:
            return mpmath.inf
        if matrix.n <= _EXACT_SIZE:
            covariance = stationary_covariance(matrix.exact)
            assert covariance is not None  # ρ < 1
            with mpmath.workdps(digits + 5):
                return as_mpf(trace(covariance))
        bits = math.ceil(3.33 * digits) + 8
        with working_precision(bits + 64):
            return middle_mpf(ball_gramian(matrix.exact, bits).trace(), digits + 5)

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return the exact value for n ≤ 6 with its witness P, else an enclosure by doubling."""
        exact = matrix.exact
        if matrix.n <= _EXACT_SIZE:
            covariance = stationary_covariance(exact)
            if covariance is None:
                return _divergent(exact)
            gain = trace(covariance)
            witness = {"P": matrix_strings(covariance)}
            # P = JPJᵀ + I and P ≻ 0 prove both bounds, and ρ < 1
            return certified(gain, gain, witness, witness)
        return _by_doubling(exact, rtol)

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return the exact rational value for n ≤ 6."""
        if matrix.n > _EXACT_SIZE:
            return None
        covariance = stationary_covariance(matrix.exact)
        if covariance is None:
            return sympy.oo
        gain = trace(covariance)
        return as_sympy(gain)

    def closed_form(self, gamma: fmpq, b: fmpq, c: fmpq) -> sympy.Expr | None:
        """Return H of T = [[γ, 0], [c, γ]] (see `triangular_gain`); None for b ≠ 0."""
        if b != 0:
            return None
        gain = triangular_gain(gamma, c)
        return as_sympy(gain)


def _estimates(stack: Any, found: FloatGramians) -> Estimates:
    """Return tr P of matrices (N, n, n), in float64 or extended precision."""
    gains = np.trace(found.P, axis1=-2, axis2=-1).real.astype(np.float64)
    errors = (np.abs(found.Q) * found.residuals).sum(axis=(-2, -1)).astype(np.float64)
    errors = errors + moved_by_entries(stack, found, found.Q) + _ROUNDED * np.abs(gains)
    known = found.stable & (errors < gains)  # a larger one says nothing, being of first order
    values, errors = np.where(found.stable, gains, np.inf), np.where(known, errors, np.inf)
    rest = ~found.stable
    if rest.any():
        errors[rest] = np.where(is_unstable(as_doubles(stack[rest])), 0.0, np.inf)
    return Estimates(values, errors)


def triangular_gain(gamma: Any, c: Any) -> Any:
    """Return H(T) = 2/(1-γ²) + c²(1+γ²)/(1-γ²)³ of T = [[γ, 0], [c, γ]], of numbers or symbols.

    ‖Tᵏ‖_F² = 2γ^(2k) + c²k²γ^(2k-2), summed by Σ k²x^(k-1) = (1+x)/(1-x)³ at x = γ².
    """
    gap = 1 - gamma**2
    return 2 / gap + c**2 * (1 + gamma**2) / gap**3


def stationary_covariance(matrix: fmpq_mat) -> fmpq_mat | None:
    """Return the exact P = JPJᵀ + I, or None if ρ(J) ≥ 1.

    If P ≻ 0 solves the equation, then ρ(J) < 1 (Stein); if ρ(J) < 1, the solution is unique and
    P ⪰ I. So a singular equation, or a solution that is not positive definite, decides ρ(J) ≥ 1.
    """

    def terms(i: int, j: int) -> Iterator[tuple[int, int, fmpq]]:
        yield i, j, fmpq(1)
        for k, m in product(range(matrix.nrows()), repeat=2):
            yield k, m, -matrix[i, k] * matrix[j, m]

    return definite_solution(matrix.nrows(), terms)


def _divergent(matrix: fmpq_mat) -> Enclosure:
    """Return +∞, with a witness where ρ > 1 (ρ = 1 diverges as well: ‖Jᵏ‖_F ≥ ρᵏ)."""
    unstable = radius_above_one(matrix)
    return Enclosure.exactly(INFINITY) if unstable is None else infinite(unstable)


def _by_doubling(matrix: fmpq_mat, rtol: float) -> Enclosure:
    """Enclose H by Pₖ = Σ over i < 2ᵏ of JⁱJⁱᵀ and the rest of the series.

    With A = J^(2ᵏ), P = Σ over q of A^q Pₖ A^qᵀ, so tr Pₖ ≤ H ≤ tr Pₖ/(1 - ‖A‖_F²) if ‖A‖_F < 1.
    """
    found = _in_float_balls(matrix, rtol)
    bits = 128
    while found is None:
        if bits > 1024:
            unstable = radius_above_one(matrix)
            if unstable is None and is_at_least_one(matrix):
                return infinite(fmpq(1))
            if unstable is None:
                raise Refused("the noise gain was not enclosed: the spectral radius is 1, or close")
            return infinite(unstable)
        with working_precision(bits):
            found = _in_balls(ball_matrix(matrix), rtol)
        bits *= 2
    return found


def _in_float_balls(matrix: fmpq_mat, rtol: float) -> Enclosure | None:
    power = FloatBall.of_rationals(matrix)
    total = FloatBall.of_rationals(scaled_identity(matrix.nrows(), fmpq(1)))
    with np.errstate(all="ignore"):
        for _ in range(_DOUBLINGS):
            total = total + power @ total @ power.transpose()
            power = power @ power
            rest = power.frobenius_upper() ** 2
            if not rest < 1e200:  # unstable, or lost: more precision will tell
                return None
            if rest < rtol / 4:  # half of the width for the rest of the series, half for rounding
                break
    diagonal, radius = np.diagonal(total.mid), np.diagonal(total.rad)
    # the second radius is for the rounding of this difference: sums of products have one of
    # several units in the last place
    low = sum(as_fmpq(float(x)) for x in diagonal - 2 * radius)
    high = sum(as_fmpq(float(x)) for x in diagonal + 2 * radius)
    if not 0 < high - low < as_fmpq(rtol / 2) * low:
        return None
    return Enclosure.between(low, high / (1 - as_fmpq(round_up(rest))))


def _in_balls(power: arb_mat, rtol: float) -> Enclosure | None:
    size = power.nrows()
    total = arb_mat([[int(i == j) for j in range(size)] for i in range(size)])
    for _ in range(_DOUBLINGS):
        total = total + power * total * power.transpose()
        power = power * power
        rest = sum((x * x for x in power.entries()), arb(0))
        if not rest < arb(10) ** 200:
            return None
        if rest < rtol / 4:
            found = Enclosure.of_ball(total.trace().union(total.trace() / (1 - rest)))
            low, high = found.lower.value, found.upper.value
            narrow = is_finite(low) and is_finite(high) and high - low <= as_fmpq(rtol) * low
            return found if narrow else None
    return None


QUANTITY = NoiseGain()
