"""The norm ‖Jᵗ‖ of one power."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
from flint import fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.ball import ball_matrix, working_precision
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import Estimates
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.float_ball_matrix import FloatBall
from kreissverify.numbers.intervals import Intervals
from kreissverify.numbers.rational import as_fmpq
from kreissverify.numbers.spectral_norm import spectral_norm
from kreissverify.quantities.algebra.spectral_norm import exact_norm
from kreissverify.quantities.base import OutsideDomain, Quantity
from kreissverify.quantities.mpmath_matrices import mp_power_norm
from kreissverify.quantities.powers.ball_norm import ball_norm
from kreissverify.quantities.powers.power import power_norms
from kreissverify.quantities.stacked.peaks import power_norm_bounds
from kreissverify.quantities.two_by_two.closed_form import POWER
from kreissverify.quantities.two_by_two.first_route import two_by_two_first
from kreissverify.quantities.witnesses import two_sided
from kreissverify.system.deferred import sympy

__all__ = ["QUANTITY", "as_exponent", "exact_power_is_short", "power_enclosure"]

_SHORT = 30_000  # bits of an entry of Jᵗ up to which exact rationals are as fast as balls
_WRITTEN = 3000  # bits of an entry of Jᵗ in exact comparisons, whose numbers are far longer
_MOST_BITS = 1 << 16  # Jᵗ loses about t·log₂(‖J‖/ρ) bits: far more than a matrix of interest does


_LONGEST = 2.0**53  # times that are floats exactly


@two_by_two_first(POWER)
class PowerNorm(Quantity):
    """power_norm(J, t) = ‖Jᵗ‖ at one time t = 0, 1, 2, …

    Examples
    --------
    >>> from kreissverify import power_norm
    >>> power_norm([["1/2", 0], [0, "1/3"]], 3)
    0.125
    """

    name = "power_norm"
    long_name = "power_norm"
    of_padded = True
    copies_in_real_form = 1
    of_transposes = True
    is_computed = True
    native = frozenset({"float64"})
    parameters = ("t",)
    of_operand = True
    finite = True

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return ‖Jᵗ‖ by repeated squaring."""
        (t,) = parameters
        flat = stack.reshape(-1, *stack.shape[-2:])
        return Estimates(*power_norms(flat, int(t))).reshaped(stack.shape[:-2])

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return ‖Jᵗ‖ in mpmath."""
        return mp_power_norm(matrix.exact, as_exponent(*parameters), digits)

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return an enclosure; as bounds on the norm of Jᵗ they need no witness."""
        return two_sided(power_enclosure(matrix.exact, as_exponent(*parameters), rtol))

    def bounds_of_stack(self, balls: FloatBall, *parameters: Intervals, rtol: float) -> Intervals:
        """Return bounds by products of powers; of times that are known integers."""
        (times,) = parameters
        known = (times.lower == times.upper) & (times.lower == np.rint(times.lower))
        known &= (times.lower >= 0) & (times.lower < _LONGEST)
        found = power_norm_bounds(balls, np.where(known, times.lower, 0.0))
        return found.where(known, Intervals.unknown(len(known)))

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return the exact norm for matrices of size 1 or 2 and powers of moderate length."""
        t = as_exponent(*parameters)
        short = exact_power_is_short(matrix.exact, t)
        return exact_norm(matrix.exact**t) if short else None

    def algebraic(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return the norm of a power whose entries are of moderate length."""
        t = as_exponent(*parameters)
        real = matrix.real_form.exact
        short = exact_power_is_short(real, t, _WRITTEN)
        # here, as its numbers are of a class of SymPy's: see `system.deferred`
        from kreissverify.numbers.algebraic_number import largest_singular_value

        return largest_singular_value(real**t) if short else None

    def latex_of(self, matrix: str, *parameters: str) -> str:
        """Return ‖Jᵗ‖."""
        return rf"\lVert {matrix}^{{{parameters[0]}}} \rVert"


def as_exponent(t: fmpq) -> int:
    """Return the time t as an integer.

    Raises
    ------
    OutsideDomain
        If t is no nonnegative integer.
    """
    if t.q != 1 or t < 0:
        raise OutsideDomain(f"t: expected an integer >= 0, got {t}")
    return int(t.p)


def exact_power_is_short(matrix: fmpq_mat, t: int, bits: int = _SHORT) -> bool:
    """Say whether the entries of Aᵗ, as exact rationals, have about `bits` bits at most.

    Parameters
    ----------
    matrix
        A.
    t
        The exponent.
    bits
        The limit.
    """
    _, denominator = matrix.numer_denom()
    longest = max(int(x.p).bit_length() for x in matrix.entries())
    return t * (int(denominator).bit_length() + longest + 1) <= bits


def power_enclosure(matrix: fmpq_mat, t: int, rtol: float) -> Enclosure:
    """Enclose ‖Aᵗ‖: from the exact power where it is short, else in balls of doubling precision.

    Parameters
    ----------
    matrix
        A.
    t
        The exponent.
    rtol
        The relative width asked for.

    Raises
    ------
    Refused
        If the precision limit is reached.
    """
    size = matrix.nrows()
    # exact arithmetic costs as the entries' bits times their number
    if exact_power_is_short(matrix, t, _SHORT // size**2):
        return spectral_norm(matrix**t, rtol)
    bits = 128
    while bits <= _MOST_BITS:
        with working_precision(bits):
            found = ball_norm(ball_matrix(matrix) ** t, rtol / 4, bits)
        low, high = found.lower.value, found.upper.value
        if is_finite(high) and is_finite(low) and high - low <= as_fmpq(rtol) * low:
            return found
        bits *= 2
    raise Refused(f"the norm of power {t} was not enclosed to {rtol:g} at {_MOST_BITS} bits")


QUANTITY = PowerNorm()
