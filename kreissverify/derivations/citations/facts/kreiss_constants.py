"""The Kreiss constant and the largest resolvent on a circle, as suprema."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.schema import CitedFact, ForAll, register
from kreissverify.derivations.terms.formulas import Finite
from kreissverify.quantities.maps.kreiss_constant import QUANTITY as K
from kreissverify.quantities.maps.maximal_resolvent_norm import QUANTITY as G
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO

__all__: list[str] = []


@register("kreiss.supremum", kind="definition", source="H.-O. Kreiss, BIT 2 (1962) 153")
def kreiss_supremum(X: Any, bound: Any, r: sympy.Symbol) -> CitedFact:
    """K(X) is the supremum of (r-1)G(X, r) over r > 1, so any bound on all of these bounds it."""
    below = sympy.Le((r - 1) * G(X, r), bound)
    return CitedFact((ForAll(r, (r > 1,), below),), sympy.Le(K(X), bound))


@register("kreiss.value", kind="definition", source="H.-O. Kreiss, BIT 2 (1962) 153")
def kreiss_value(X: Any, r: Any) -> CitedFact:
    """K(X) is at least (r-1)G(X, r) for every r > 1."""
    return CitedFact((sympy.Gt(r, 1),), sympy.Ge(K(X), (r - 1) * G(X, r)))


@register("kreiss.at_least_one", source="L. N. Trefethen, M. Embree (2005), ch. 14")
def at_least_one(X: Any) -> CitedFact:
    """K(X) is at least 1, the limit of (|z|-1)‖R(z)‖ as |z| → ∞."""
    return CitedFact((), sympy.Ge(K(X), 1))


@register("kreiss.finite", source="H.-O. Kreiss, BIT 2 (1962) 153")
def finite(X: Any) -> CitedFact:
    """K(X) is finite if ρ(X) < 1."""
    return CitedFact((sympy.Lt(RHO(X), 1),), Finite(K(X)))


@register("resolvent.finite", source="T. Kato, Perturbation Theory, I.5")
def resolvent_finite(X: Any, r: Any) -> CitedFact:
    """The resolvent is bounded on a circle |z| = r that encloses the spectrum, and not zero."""
    return CitedFact((sympy.Gt(r, RHO(X)),), sympy.And(Finite(G(X, r)), sympy.Gt(G(X, r), 0)))
