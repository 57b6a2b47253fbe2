"""The exact sign of an expression in rationals and real square roots.

Ball arithmetic decides every sign but zero. Zero is decided by the separation bound of Burnikel,
Funke, Mehlhorn, Schirra and Schmitt (A strong and easily computable separation bound for arithmetic
expressions involving radicals, Algorithmica 2000, Theorem 1): with u, l and D as below, a nonzero
E has |E| ≥ 1/(l·u^(D²-1)), so a narrower ball that contains 0 shows that E = 0.

    integer n: u = |n|, l = 1;   E₁ ± E₂: u = u₁l₂ + l₁u₂, l = l₁l₂;   E₁E₂: u = u₁u₂, l = l₁l₂;
    E₁/E₂: u = u₁l₂, l = l₁u₂;   √E₁: u = √u₁, l = √l₁;
    D = 2^(number of square roots, not counting a rational multiple of another).
"""

from __future__ import annotations

import math

import sympy
from flint import arb, fmpq

from kreissverify.numbers.ball import working_precision
from kreissverify.numbers.rational import as_fmpq, square_root

__all__ = ["NotRadical", "sign"]

# The bound D² grows fourfold with every root, and the bits with it: 2 million take about a second.
_MOST_BITS = 1 << 21


class NotRadical(ValueError):
    """The expression is not built from rationals by field operations and square roots."""


def sign(expression: sympy.Expr) -> int:
    """Return the sign (-1, 0 or 1) of a real expression in rationals and square roots, decided.

    Raises
    ------
    NotRadical
        If it has other functions or symbols, a root of a negative number, a division by zero, or is
        so large that the separation bound asks for more than two million bits.

    Examples
    --------
    >>> sign(sympy.sqrt(2) + sympy.sqrt(3) - sympy.sqrt(5 + 2 * sympy.sqrt(6)))
    0
    """
    roots: set[sympy.Expr] = set()
    log_u, log_l = _log_bounds(expression, roots)
    degree = 4 ** _independent(roots)  # D²
    # log₂ of l·u^(D²-1); 2 bits for the rounding of these floats, as all terms are rounded up
    needed = math.ceil(log_l + (degree - 1) * max(log_u, 0)) + 2
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
        # Large terms that cancel make the ball wider than 2^-bits, so it may take more bits than
        # `needed`; 16 times as many is an empirical choice. Too few would refuse a sign, never give
        # a wrong one. A ball that stays infinite (a division by zero) also ends here.
        if bits > min(16 * needed + 4096, _MOST_BITS):
            raise NotRadical("expected an expression whose sign is decided within 2 million bits")
        bits *= 2


def _independent(roots: set[sympy.Expr]) -> int:
    """Bound the number of independent square roots: √b = q√a with q rational is no new one."""
    # √a and √b depend on each other over ℚ iff a/b is a square. Products of several roots are not
    # looked for: an overcount only asks for more bits.
    others = [root for root in roots if not isinstance(root, sympy.Rational)]
    found: list[fmpq] = []
    for root in roots.difference(others):
        value = as_fmpq(root)
        if value <= 0 or all(square_root(value / known) is None for known in found):
            found.append(value)
    return len(others) + len(found)


def _log2_radius(value: arb) -> float:
    """Return an upper bound of log₂ of the largest modulus in a ball around 0."""
    mantissa, exponent = value.abs_upper().man_exp()
    return int(mantissa).bit_length() + int(exponent)


def _is_square_root(expression: sympy.Expr) -> bool:
    return isinstance(expression, sympy.Pow) and abs(expression.exp) == sympy.S.Half


def _log_bounds(expression: sympy.Expr, roots: set[sympy.Expr]) -> tuple[float, float]:
    """Return log₂ of u and l, rounded up, and collect the different square roots."""
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
    if isinstance(expression, sympy.Pow) and (2 * expression.exp).is_Integer:
        roots.add(expression.base)  # the same root twice is one: a set
        u, low = _log_bounds(expression.base, roots)
        times = int(2 * expression.exp)
        half = (abs(times) * u / 2 + 1, abs(times) * low / 2 + 1)
        return half if times >= 0 else (half[1], half[0])
    raise NotRadical(f"expected rationals and square roots, got {expression.func.__name__}")


def _ball(expression: sympy.Expr) -> arb:
    if isinstance(expression, sympy.Rational):
        return arb(as_fmpq(expression))
    if isinstance(expression, sympy.Add):
        return sum((_ball(term) for term in expression.args), arb(0))
    if isinstance(expression, sympy.Mul):
        return math.prod((_ball(factor) for factor in expression.args), start=arb(1))
    base = _ball(expression.base)
    if expression.exp.is_Integer:
        return base ** int(expression.exp)
    return base.sqrt() ** int(2 * expression.exp)
