"""The closed form of K on the comparison matrix T = [[γ, b], [c, γ]] (E1 and E2), in symbols.

With δ = 1-γ and s = (b+c)/2, for bc < δ²,

    K(T) = (s² + δ² - bc) / (δs + √((s²-bc)(δ²-bc)))  if s ≥ δ,  else 1.

At b = 0 and κ = c/δ this is κ/4 + 1/κ for κ ≥ 2, else 1. For bc > δ² it is infinite, and at
bc = δ² > 0 it is the limit s/δ. At b = c the matrix is symmetric, so that K = 1.
"""

from __future__ import annotations

from kreissverify.system.deferred import sympy

__all__ = ["closed_form_in_symbols"]


def closed_form_in_symbols(gamma: sympy.Expr, b: sympy.Expr, c: sympy.Expr) -> sympy.Expr:
    """Return K(T) for symbols γ, b, c with bc < δ², as two pieces.

    Parameters
    ----------
    gamma, b, c
        Nonnegative symbols or numbers.
    """
    delta, s, half = 1 - gamma, (b + c) / 2, (c - b) / 2
    # s² - bc = half²; at b = 0 the root is written out, as solvers are slower with it
    root = sympy.Abs(half) * sympy.sqrt(delta**2 - b * c) if b != 0 else half * delta
    return sympy.Piecewise(((half**2 + delta**2) / (delta * s + root), s >= delta), (1, True))
