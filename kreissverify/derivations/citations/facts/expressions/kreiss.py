"""The Kreiss constant and the transient peak of any square matrix."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.facts.powers_of_numbers import natural
from kreissverify.derivations.citations.schema import CitedFact, register
from kreissverify.derivations.terms.matrix_terms import Invertible, require_square, size_of
from kreissverify.quantities.algebra.spectral_norm import QUANTITY as NORM
from kreissverify.quantities.maps.kreiss_constant import QUANTITY as K
from kreissverify.quantities.maps.numerical_radius import QUANTITY as W
from kreissverify.quantities.maps.transient_peak import QUANTITY as M

__all__: list[str] = []

_PEAK = "L. N. Trefethen, M. Embree (2005), ch. 14"


@register("kreiss.theorem", source="the Kreiss matrix theorem, by Spijker's lemma")
def theorem(X: Any) -> CitedFact:
    """K(X) ≤ M(X) ≤ e·n·K(X) for X of n rows; all are infinite unless X is power bounded."""
    require_square("X", X)
    bound = sympy.E * size_of(X) * K(X)
    both = (sympy.Le(K(X), M(X), evaluate=False), sympy.Le(M(X), bound, evaluate=False))
    return CitedFact((), sympy.And(*both, evaluate=False))


@register("kreiss.one", source="T. Kato, Perturbation Theory, V.3.2")
def one(X: Any) -> CitedFact:
    """If w(X) ≤ 1, then K(X) = 1, as ‖R(z)‖ ≤ 1/(|z|-1) for |z| > 1."""
    require_square("X", X)
    return CitedFact((sympy.Le(W(X), 1, evaluate=False),), sympy.Eq(K(X), 1, evaluate=False))


@register("kreiss.only_one", source="L. N. Trefethen, M. Embree (2005), ch. 17")
def only_one(X: Any) -> CitedFact:
    """If K(X) ≤ 1, then ‖R(z)‖ ≤ 1/(|z|-1) for |z| > 1, and w(X) ≤ 1 follows as |z| → ∞."""
    require_square("X", X)
    return CitedFact((sympy.Le(K(X), 1, evaluate=False),), sympy.Le(W(X), 1, evaluate=False))


@register("peak.one", source=_PEAK)
def contraction(X: Any) -> CitedFact:
    """If ‖X‖ ≤ 1, then M(X) = K(X) = 1, as no power is larger than I."""
    require_square("X", X)
    ones = [sympy.Eq(q(X), 1, evaluate=False) for q in (M, K)]
    return CitedFact((sympy.Le(NORM(X), 1, evaluate=False),), sympy.And(*ones, evaluate=False))


@register("peak.at_least_one", source=_PEAK)
def at_least_one(X: Any) -> CitedFact:
    """M(X) is at least 1, the norm of X⁰ = I."""
    require_square("X", X)
    return CitedFact((), sympy.Ge(M(X), 1, evaluate=False))


@register("peak.power", source=_PEAK)
def power(X: Any, t: Any) -> CitedFact:
    """‖Xᵗ‖ ≤ M(X) for every integer t ≥ 0."""
    require_square("X", X)
    return CitedFact((), sympy.Le(NORM(X ** natural(t, "t")), M(X), evaluate=False))


@register("peak.similarity", source=_PEAK)
def similarity(X: Any, Y: Any) -> CitedFact:
    """If Y is invertible, then M(YXY⁻¹) ≤ ‖Y‖·‖Y⁻¹‖·M(X), and K likewise."""
    require_square("X, Y", X, Y)
    inverse = Y.inverse()
    similar, factor = Y * X * inverse, NORM(Y) * NORM(inverse)
    small = [sympy.Le(q(similar), factor * q(X), evaluate=False) for q in (M, K)]
    return CitedFact((Invertible(Y),), sympy.And(*small, evaluate=False))
