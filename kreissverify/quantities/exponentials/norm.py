"""The norm ‖e^{tA}‖ at one time: enclosed in balls, and of stacks in floats."""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import arb, arb_mat, fmpq, fmpq_mat

from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.ball import ball_matrix, lower_rational, working_precision
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import Estimates
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.rational import as_fmpq, rational_string
from kreissverify.quantities.exponentials.float_exponential import float_exponential
from kreissverify.quantities.exponentials.planar import norm_ball, norm_estimates
from kreissverify.quantities.powers.ball_norm import ball_norm
from kreissverify.quantities.powers.batched import norms
from kreissverify.quantities.powers.steps import perturbed

__all__ = ["exponential", "exponential_norms", "norm_enclosure", "norm_witness"]

_MOST_BITS = 1 << 14
_UNIT = 2.0**-53
_SAFETY = 8.0  # times the differences of three computations, which are two samples of an error


def exponential(matrix: fmpq_mat, t: fmpq, bits: int) -> arb_mat:
    """Return e^{tA} in balls of so many bits, however wide they become."""
    with working_precision(bits):
        return ball_matrix(matrix * t).exp()


def norm_enclosure(matrix: fmpq_mat, t: fmpq, rtol: float) -> Enclosure:
    """Enclose ‖e^{tA}‖ to a relative width, in balls of doubling precision.

    Raises
    ------
    Refused
        If the precision limit is reached.
    """
    if t == 0 or not any(matrix.entries()):
        return Enclosure.exactly(1)
    bits = max(128, 64 + 4 * int(-np.log2(max(rtol, 1e-300))))
    while bits <= _MOST_BITS:
        with working_precision(bits):
            if matrix.nrows() == 2:
                found = Enclosure.of_ball(norm_ball(tuple(matrix.entries()), t))
            else:
                found = ball_norm(exponential(matrix, t, bits), rtol / 4, bits)
        low, high = found.lower.value, found.upper.value
        if is_finite(high) and is_finite(low) and high - low <= as_fmpq(rtol) * low:
            return found
        bits *= 2
    raise Refused(f"the norm of an exponential was not enclosed to {rtol:g} at {_MOST_BITS} bits")


def norm_witness(matrix: fmpq_mat, t: fmpq) -> dict[str, Any] | None:
    """Return t and v ≤ ‖e^{tA}‖ as texts, v by a vector; None if floats have none."""
    bits = 128
    while bits <= _MOST_BITS:
        E = exponential(matrix, t, bits)
        entries = E.entries()
        size = max(abs(x).upper() for x in entries)
        if size.is_finite() and max(x.rad() for x in entries) <= size * 2.0**-60:
            break
        bits *= 2
    else:
        return None
    with working_precision(bits):
        scaled = np.array([[float((x / size).mid()) for x in row] for row in E.tolist()])
        vector = np.linalg.svd(scaled)[2][0]
        x = [fmpq(round(float(y) * 2**40), 2**40) for y in vector]
        column = E * arb_mat(len(x), 1, x)
        square = sum((y * y for y in column.entries()), arb(0)) / sum((y * y for y in x), fmpq(0))
        value = lower_rational(square.sqrt() * (1 - arb(2) ** -60))
    return {
        "value": rational_string(value),
        "t": rational_string(t),
    }


def exponential_norms(stack: Any, t: FloatArray) -> Estimates:
    """Return ‖e^{tA}‖ of matrices (N, n, n) at times (N,), and estimates of their errors.

    Scaling and squaring loses digits of stiff and very non-normal matrices: how many, two other
    computations tell, by a third of the time thrice and with entries moved by a rounding.
    """
    if stack.shape[-1] == 1:
        return _of_numbers(stack[:, 0, 0], t)
    if stack.shape[-2:] == (2, 2) and stack.dtype.kind != "c":
        return norm_estimates(stack, t)
    values, errors = np.full(len(stack), np.nan), np.full(len(stack), np.inf)
    with np.errstate(all="ignore"):
        scaled = stack * t[:, None, None]
        # LAPACK and SciPy would raise for the whole stack, or go on without end
        usual = np.linalg.norm(scaled, 1, axis=(-2, -1)) < 1e8
        if usual.any():
            chosen = scaled[usual]
            middle = float_exponential(chosen)
            thirds = np.linalg.matrix_power(float_exponential(chosen / 3), 3)
            twins = [float_exponential(x) for x in perturbed(chosen)]
            off = [np.linalg.norm(x - middle, axis=(-2, -1)) for x in (thirds, *twins)]
            found = norms(middle)
            known = np.isfinite(found)
            values[usual] = np.where(known, found, np.nan)
            error = _SAFETY * np.maximum.reduce(off) + 16 * stack.shape[-1] * _UNIT * found
            errors[usual] = np.where(known & np.isfinite(error), error, np.inf)
    return Estimates(values, errors)


def _of_numbers(numbers: Any, t: FloatArray) -> Estimates:
    exponent = numbers.real * t
    with np.errstate(all="ignore"):
        values = np.exp(exponent)
        errors = values * (4 * _UNIT + 4 * _UNIT * np.abs(exponent)) + 5e-324
    lost = ~np.isfinite(values)
    return Estimates(np.where(lost, np.nan, values), np.where(lost, np.inf, errors))
