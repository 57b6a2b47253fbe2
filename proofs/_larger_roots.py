"""The larger root of a quartic x⁴ - (2 + b²)x² + 1, which largest singular values solve.

    From x² = 1 ± bx, that is a² = b² with a = x² - 1 and b ≥ 0 in the place of bx, and 2a + b² ≥ 0
    (the root is not below the harmonic mean of the two) follows a = b.

*Argument.* a = -b < 0 would give b² ≥ 2b, so b ≥ 2 and a ≤ -2; but a = x² - 1 > -1.

These are steps for other derivations, in variables of their own.
"""

from sympy import Eq


def larger_of_two_roots(p):
    """If a² = b², 2a + b² ≥ 0, a > -1 and b ≥ 0 then a = b."""
    a, b = p.real("first"), p.real("second")
    given = [Eq(a**2, b**2), 2 * a + b**2 >= 0, a > -1, b >= 0]
    return p.reals("of two roots the larger", Eq(a, b), given=given)
