"""The transient peak as a supremum over the powers."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.facts.powers_of_numbers import natural
from kreissverify.derivations.citations.schema import CitedFact, ForAll, register
from kreissverify.derivations.terms.formulas import Finite
from kreissverify.quantities.maps.power_norm import QUANTITY as POWER_NORM
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO
from kreissverify.quantities.maps.transient_peak import QUANTITY as M

__all__: list[str] = []


@register("peak.supremum", kind="definition", source="L. N. Trefethen, M. Embree (2005), ch. 14")
def supremum(X: Any, bound: Any, t: sympy.Symbol) -> CitedFact:
    """M(X) is the supremum of ‖Xᵗ‖ over the integers t ≥ 0, so any bound on all of them bounds
    it.
    """
    natural(t, "t")
    below = sympy.Le(POWER_NORM(X, t), bound)
    return CitedFact((ForAll(t, (), below, natural=True),), sympy.Le(M(X), bound))


@register("peak.value", kind="definition", source="L. N. Trefethen, M. Embree (2005), ch. 14")
def value(X: Any, t: Any) -> CitedFact:
    """M(X) is at least ‖Xᵗ‖ for every integer t ≥ 0."""
    return CitedFact((), sympy.Ge(M(X), POWER_NORM(X, natural(t, "t"))))


@register("peak.finite", source="R. A. Horn, C. R. Johnson, Matrix Analysis, 5.6.12")
def finite(X: Any) -> CitedFact:
    """M(X) is finite if ρ(X) < 1, because Xᵗ tends to 0."""
    return CitedFact((sympy.Lt(RHO(X), 1),), Finite(M(X)))
