"""Inequalities of the exponential and the logarithm that settling times rest on.

    t ≤ e^{t-1} and te^{1-t} ≤ 1 for every t;    (1 + y + y²/2 + y³/6)·e^{-y} ≤ 1 for every y;
    log(1/x) ≥ 2(1-x)/(1+x) for 0 < x ≤ 1.

*Argument.* t - e^{t-1} is concave, and its derivative vanishes at t = 1, where it is 0; te^{1-t}
rises up to t = 1 and falls after it. The derivative of the third is -e^{-y}y³/6, so that it rises
up to y = 0, where it is 1, and falls after it. The derivative of log(1/x) - 2(1-x)/(1+x) is
-(1-x)²/(x(1+x)²), so that it falls to its value 0 at x = 1.

These are steps for other derivations, in variables of their own.
"""

from sympy import exp, log


def exponential_above_its_tangent(p):
    """t ≤ e^{t-1}."""
    t = p.real("t")
    return p.calculus("e^{t-1} lies above its tangent", t <= exp(t - 1), of=t, at=1)


def exponential_times_its_exponent(p):
    """te^{1-t} ≤ 1."""
    t = p.real("t")
    return p.calculus("te^{1-t} is largest at 1", t * exp(1 - t) <= 1, of=t, at=1)


def exponential_series(p):
    """(1 + y + y²/2 + y³/6)·e^{-y} ≤ 1."""
    y = p.real("y")
    terms = 1 + y + y**2 / 2 + y**3 / 6
    return p.calculus("four terms of e^y", terms * exp(-y) <= 1, of=y, at=0)


def logarithm_from_below(p):
    """log(1/x) ≥ 2(1-x)/(1+x) for 0 < x ≤ 1."""
    x = p.real("x")
    bound = 2 * (1 - x) / (1 + x)
    domain = [x > 0, x <= 1]
    return p.calculus("log(1/x) from below", log(1 / x) >= bound, of=x, at=1, given=domain)
