"""The exact sign of an expression in rationals, real roots and `AlgebraicNumber`s.

Ball arithmetic decides every sign but zero. Zero is decided by the separation bound of Burnikel,
Funke, Mehlhorn, Schirra and Schmitt (A separation bound for real algebraic expressions,
Algorithmica 2009): with u, l and D as below, a nonzero E has |E| ≥ 1/(l·u^(D-1)), so a narrower
ball that contains 0 shows that E = 0.

    integer n: u = |n|, l = 1;   E₁ ± E₂: u = u₁l₂ + l₁u₂, l = l₁l₂;   E₁E₂: u = u₁u₂, l = l₁l₂;
    E₁/E₂: u = u₁l₂, l = l₁u₂;   the k-th root of E₁: u = (u₁l₁^(k-1))^(1/k), l = l₁;
    an algebraic integer: u = a bound of its conjugates, l = 1;
    D = the product of the degrees k of all roots, and of the algebraic integers, each once (a
    square root that is a rational multiple of another is not counted).

For E is a quotient N/L of algebraic integers, all conjugates of N are at most u, those of L at most
l in modulus, and N has at most D of them, whose product is an integer other than 0. A root is taken
as (N·L^(k-1))^(1/k)/L.
"""

from __future__ import annotations

import math

import sympy
from flint import arb, fmpq

from kreissverify.numbers.algebraic_number import AlgebraicNumber
from kreissverify.numbers.ball import working_precision
from kreissverify.numbers.rational import as_fmpq, square_root

__all__ = ["NotRadical", "sign", "to_bits"]

# D doubles with every square root, and the bits with it: 2 million take about a second.
_MOST_BITS = 1 << 21
# The zeros of a polynomial of degree ten take a second at so many bits.
_MOST_BITS_OF_ZEROS = 1 << 16
# Bits with which a difference is looked at that would need too many to be 0 for certain.
_A_LOOK = 1 << 12


class NotRadical(ValueError):
    """The expression is not built from algebraic numbers by field operations and roots."""


#: What has a degree of its own: an algebraic number, or the k-th root of a number, by that number.
_Root = tuple[sympy.Expr, int, str]


def sign(expression: sympy.Expr) -> int:
    """Return the sign (-1, 0 or 1) of a real expression in algebraic numbers and roots, decided.

    Raises
    ------
    NotRadical
        If it has symbols or other functions, a root of a negative number, a division by zero, or is
        so large that the separation bound asks for more bits than are tried.

    Examples
    --------
    >>> sign(sympy.sqrt(2) + sympy.sqrt(3) - sympy.sqrt(5 + 2 * sympy.sqrt(6)))
    0
    """
    roots: set[_Root] = set()
    log_u, log_l = _log_bounds(expression, roots)
    degree = _degree(roots)
    # log₂ of l·u^(D-1); 2 bits for the rounding of these floats, as all terms are rounded up
    needed = math.ceil(log_l + (degree - 1) * max(log_u, 0)) + 2
    of_zeros = any(isinstance(of, AlgebraicNumber) for of, *_ in roots)
    most = _MOST_BITS_OF_ZEROS if of_zeros else _MOST_BITS
    # Large terms that cancel make the ball wider than 2^-bits, so it may take more bits than are
    # needed; 16 times as many is an empirical choice. Too few would refuse a sign, never give a
    # wrong one. A ball that stays infinite (a division by zero) also ends there.
    limit = _A_LOOK if needed > most else min(16 * needed + _A_LOOK, most)
    bits = 128  # doubled, so that all tries together cost about twice the last one
    while True:
        with working_precision(bits):
            value = _ball(expression)
        if value > 0:
            return 1
        if value < 0:
            return -1
        if value == 0 or (value.is_finite() and _log2_radius(value) < -needed):
            return 0
        if bits > limit:
            raise NotRadical(f"expected an expression whose sign is decided within {most} bits")
        bits *= 2


def to_bits(expression: sympy.Expr, bits: int) -> arb:
    """Return a ball of an expression in algebraic numbers and roots, computed with so many bits."""
    with working_precision(bits):
        return _ball(expression)


def _degree(roots: set[_Root]) -> int:
    """Return a bound D: square roots of rationals that depend on each other count as one.

    Parameters
    ----------
    roots
        The numbers under roots, each with the k of its root, and algebraic numbers.
    """
    # √a and √b depend on each other over ℚ iff a/b is a square. Products of several roots are not
    # looked for: an overcount only asks for more bits.
    degree = 1
    found: list[fmpq] = []
    for of, k, _ in roots:
        if k != 2 or not isinstance(of, sympy.Rational):
            degree *= k
            continue
        value = as_fmpq(of)
        if value <= 0 or all(square_root(value / known) is None for known in found):
            found.append(value)
    return degree << len(found)


def _log2_radius(value: arb) -> float:
    """Return an upper bound of log₂ of the largest modulus in a ball around 0."""
    mantissa, exponent = value.abs_upper().man_exp()
    return int(mantissa).bit_length() + int(exponent)


def _log_bounds(expression: sympy.Expr, roots: set[_Root]) -> tuple[float, float]:
    """Return log₂ of u and l, rounded up, and collect the different roots."""
    if isinstance(expression, AlgebraicNumber):
        roots.add((expression, expression.degree, "number"))
        return expression.conjugates, 0.0
    if isinstance(expression, sympy.Rational):
        return float(abs(expression.p).bit_length()), float(expression.q.bit_length())
    if isinstance(expression, sympy.Add):
        total_u, total_l = -math.inf, 0.0
        for term in expression.args:  # a sum of two at most doubles the larger: one bit a term
            u, low = _log_bounds(term, roots)
            total_u, total_l = max(total_u + low, total_l + u) + 1, total_l + low
        return total_u, total_l
    if isinstance(expression, sympy.Mul):
        bounds = [_log_bounds(factor, roots) for factor in expression.args]
        return sum(u for u, _ in bounds), sum(low for _, low in bounds)
    if isinstance(expression, sympy.Pow) and expression.exp.is_Integer:
        u, low = _log_bounds(expression.base, roots)
        times = int(expression.exp)
        return (u * times, low * times) if times >= 0 else (-times * low, -times * u)
    if isinstance(expression, sympy.Pow) and isinstance(expression.exp, sympy.Rational):
        times, k = int(expression.exp.p), int(expression.exp.q)
        roots.add((expression.base, k, "root"))  # the same root twice is one: a set
        u, low = _log_bounds(expression.base, roots)
        u = (max(u, 0) + (k - 1) * max(low, 0)) / k  # of numbers of modulus 1 and more
        power = (abs(times) * u + 1, abs(times) * low)
        return power if times >= 0 else (power[1], power[0])
    raise NotRadical(f"expected rationals and roots, got {expression.func.__name__}")


def _ball(expression: sympy.Expr) -> arb:
    if isinstance(expression, AlgebraicNumber):
        return expression.ball()
    if isinstance(expression, sympy.Rational):
        return arb(as_fmpq(expression))
    if isinstance(expression, sympy.Add):
        return sum((_ball(term) for term in expression.args), arb(0))
    if isinstance(expression, sympy.Mul):
        return math.prod((_ball(factor) for factor in expression.args), start=arb(1))
    base = _ball(expression.base)
    if expression.exp.is_Integer:
        return base ** int(expression.exp)
    times, k = int(expression.exp.p), int(expression.exp.q)
    return base.root(k) ** times
