"""The closed form of K on the comparison matrix T = [[γ, b], [c, γ]] (E1 and E2).

With δ = 1-γ and s = (b+c)/2, for bc < δ²,

    K(T) = (s² + δ² - bc) / (δs + √((s²-bc)(δ²-bc)))  if s ≥ δ,  else 1.

At b = 0 and κ = c/δ this is κ/4 + 1/κ for κ ≥ 2, else 1. For bc > δ² it is infinite, and at
bc = δ² > 0 it is the limit s/δ. At b = c the matrix is symmetric, so that K = 1.
"""

from __future__ import annotations

import math

import sympy
from flint import fmpq

from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.extended import INFINITY
from kreissverify.numbers.rational import as_sympy

__all__ = [
    "closed_form",
    "closed_form_enclosure",
    "closed_form_float",
    "closed_form_in_symbols",
]


def closed_form(gamma: fmpq, b: fmpq, c: fmpq) -> sympy.Expr:
    """Return K(T) exactly, as an expression in one square root."""
    numerator, linear, radicand = _parts(gamma, b, c)
    if numerator is None:
        return sympy.oo if linear is None else sympy.Integer(1)
    assert linear is not None
    root = sympy.sqrt(as_sympy(radicand))
    return sympy.radsimp(as_sympy(numerator) / (as_sympy(linear) + root))


def closed_form_enclosure(gamma: fmpq, b: fmpq, c: fmpq, bits: int = 256) -> Enclosure:
    """Return K(T) as an enclosure, exact where the root is rational.

    Parameters
    ----------
    gamma, b, c
        The entries of T, 0 ≤ γ ≤ 1 and b, c ≥ 0.
    bits
        The precision of the root.
    """
    numerator, linear, radicand = _parts(gamma, b, c)
    if numerator is None:
        return Enclosure.exactly(INFINITY if linear is None else 1)
    return Enclosure.exactly(numerator) / (
        Enclosure.exactly(linear) + Enclosure.exactly(radicand).sqrt(bits=bits)
    )


def closed_form_float(gamma: float, b: float, c: float) -> float:
    """Return K(T) in float64.

    Parameters
    ----------
    gamma, b, c
        The entries of T, 0 ≤ γ ≤ 1 and b, c ≥ 0.
    """
    delta, s = 1 - gamma, (b + c) / 2
    if b * c > delta * delta or (delta == 0 and s > 0):
        return math.inf
    if s <= delta:
        return 1.0
    # this way no digits are lost where b is near c
    half = (c - b) / 2  # s² - bc = half²
    return (half * half + delta * delta) / (
        delta * s + abs(half) * math.sqrt(max(delta * delta - b * c, 0.0))
    )


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


def _parts(gamma: fmpq, b: fmpq, c: fmpq) -> tuple[fmpq | None, fmpq | None, fmpq]:
    """Return numerator, δs and radicand; (None, None) for K = ∞ and (None, 1) for K = 1."""
    if not (0 <= gamma <= 1 and b >= 0 and c >= 0):
        raise ValueError("expected 0 <= gamma <= 1, b >= 0 and c >= 0")
    delta, s = 1 - gamma, (b + c) / 2
    if b * c > delta * delta or (delta == 0 and s > 0):
        return None, None, fmpq(0)
    if s <= delta:
        return None, fmpq(1), fmpq(0)
    half = (c - b) / 2
    square = half * half
    return square + delta * delta, delta * s, square * (delta * delta - b * c)
