"""The spectral radius ρ and the numerical radius w: of sums, powers, products, similar matrices."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import sympy

from kreissverify.derivations.citations.facts.powers_of_numbers import natural
from kreissverify.derivations.citations.schema import CitedFact, register
from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.terms.matrix_terms import Invertible, require_square
from kreissverify.quantities.algebra.spectral_norm import QUANTITY as NORM
from kreissverify.quantities.maps.numerical_radius import QUANTITY as W
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO

__all__: list[str] = []

_RADIUS = "R. A. Horn, C. R. Johnson, Matrix Analysis, 1.1, 1.3 and 5.6.9"
_RANGE = "R. A. Horn, C. R. Johnson, Topics in Matrix Analysis, 1.2, 1.3 and 1.5"


@register("w.between", source=_RANGE)
def between(X: Any) -> CitedFact:
    """ρ(X) ≤ w(X) ≤ ‖X‖ ≤ 2w(X): eigenvalues lie in the numerical range, and the rest is by the
    inequality of Cauchy and Schwarz, and by the Hermitian parts of X.
    """
    require_square("X", X)
    chain = (RHO(X), W(X), NORM(X), 2 * W(X))
    steps = [sympy.Le(a, b, evaluate=False) for a, b in pairwise(chain)]
    return CitedFact((), sympy.And(*steps, evaluate=False))


@register(
    "w.power",
    source="C. Pearcy, An elementary proof of the power inequality for the numerical radius (1966)",
)
def power_inequality(X: Any, k: Any) -> CitedFact:
    """w(Xᵏ) ≤ w(X)ᵏ for every integer k ≥ 0: the power inequality."""
    require_square("X", X)
    k = natural(k, "k")
    return CitedFact((), sympy.Le(W(X**k), W(X) ** k, evaluate=False))


@register("w.triangle", source=_RANGE)
def triangle(X: Any, Y: Any) -> CitedFact:
    """w(X + Y) ≤ w(X) + w(Y)."""
    require_square("X, Y", X, Y)
    return CitedFact((), sympy.Le(W(X + Y), W(X) + W(Y), evaluate=False))


@register("w.scaled", source=_RANGE)
def scaled(X: Any, c: Any) -> CitedFact:
    """w(cX) = |c|·w(X) and ρ(cX) = |c|·ρ(X) for every real number c."""
    require_square("X", X)
    factor = sympy.sympify(c)
    equal = [sympy.Eq(q(factor * X), sympy.Abs(factor) * q(X), evaluate=False) for q in (W, RHO)]
    return CitedFact((), sympy.And(*equal, evaluate=False))


@register("radius.power", source=_RADIUS)
def power(X: Any, t: Any) -> CitedFact:
    """ρ(Xᵗ) = ρ(X)ᵗ for every integer t ≥ 0: the eigenvalues of Xᵗ are the powers."""
    require_square("X", X)
    t = natural(t, "t")
    return CitedFact((), sympy.Eq(RHO(X**t), RHO(X) ** t, evaluate=False))


@register("radius.below_powers", source=_RADIUS)
def below_powers(X: Any, t: Any) -> CitedFact:
    """ρ(X)ᵗ ≤ ‖Xᵗ‖ for every integer t ≥ 0."""
    require_square("X", X)
    t = natural(t, "t")
    return CitedFact((), sympy.Le(RHO(X) ** t, NORM(X**t), evaluate=False))


@register("radius.product", source=_RADIUS)
def product(X: Any, Y: Any) -> CitedFact:
    """ρ(XY) = ρ(YX): the two have the same eigenvalues other than 0."""
    if X.shape != (Y.cols, Y.rows):
        shapes = f"{X.shape} and {Y.shape}"
        raise DerivationError(f"X, Y: expected XY and YX to be square, got shapes {shapes}")
    return CitedFact((), sympy.Eq(RHO(X * Y), RHO(Y * X), evaluate=False))


@register("radius.similarity", source=_RADIUS)
def similarity(X: Any, Y: Any) -> CitedFact:
    """If Y is invertible, then ρ(YXY⁻¹) = ρ(Y⁻¹XY) = ρ(X)."""
    require_square("X, Y", X, Y)
    inverse = Y.inverse()
    similar = (Y * X * inverse, inverse * X * Y)
    equal = [sympy.Eq(RHO(Z), RHO(X), evaluate=False) for Z in similar]
    return CitedFact((Invertible(Y),), sympy.And(*equal, evaluate=False))
