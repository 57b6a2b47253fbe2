"""K_c and the largest resolvent on a line Re z = x, as suprema."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.schema import CitedFact, ForAll, register
from kreissverify.derivations.terms.formulas import Finite
from kreissverify.derivations.terms.matrix_terms import require_square
from kreissverify.quantities.algebra.spectral_norm import QUANTITY as NORM
from kreissverify.quantities.flows.kreiss_constant import QUANTITY as K
from kreissverify.quantities.flows.maximal_resolvent_norm import QUANTITY as G
from kreissverify.quantities.flows.numerical_abscissa import QUANTITY as OMEGA
from kreissverify.quantities.flows.spectral_abscissa import QUANTITY as ALPHA

__all__: list[str] = []

_KREISS = "L. N. Trefethen, M. Embree (2005), ch. 14"


@register("flow.kreiss_supremum", kind="definition", source=_KREISS)
def kreiss_supremum(X: Any, bound: Any, x: sympy.Symbol) -> CitedFact:
    """K_c(X) is the supremum of x·G_c(X, x) over x > 0, so any bound on all of these bounds it."""
    below = sympy.Le(x * G(X, x), bound)
    return CitedFact((ForAll(x, (x > 0,), below),), sympy.Le(K(X), bound))


@register("flow.kreiss_value", kind="definition", source=_KREISS)
def kreiss_value(X: Any, x: Any) -> CitedFact:
    """K_c(X) is at least x·G_c(X, x) for every x > 0."""
    return CitedFact((sympy.Gt(x, 0),), sympy.Ge(K(X), x * G(X, x)))


@register("flow.kreiss_at_least_one", source=_KREISS)
def at_least_one(X: Any) -> CitedFact:
    """K_c(X) is at least 1, the limit of x‖(xI - X)⁻¹‖ as x → ∞."""
    return CitedFact((), sympy.Ge(K(X), 1))


@register("flow.kreiss_finite", source=_KREISS)
def finite(X: Any) -> CitedFact:
    """K_c(X) is finite if α(X) < 0."""
    return CitedFact((sympy.Lt(ALPHA(X), 0),), Finite(K(X)))


@register("flow.resolvent_finite", source="T. Kato, Perturbation Theory, I.5")
def resolvent_finite(X: Any, x: Any) -> CitedFact:
    """The resolvent is bounded on a half-plane Re z ≥ x without eigenvalues, and not zero."""
    return CitedFact((sympy.Gt(x, ALPHA(X)),), sympy.And(Finite(G(X, x)), sympy.Gt(G(X, x), 0)))


@register("flow.abscissae", source="R. A. Horn, C. R. Johnson, Topics in Matrix Analysis, 1.2, 1.5")
def abscissae(X: Any) -> CitedFact:
    """α(X) ≤ ω(X) ≤ ‖X‖: the numerical range contains the spectrum, and is at most ‖X‖ in size."""
    require_square("X", X)
    ordered = (
        sympy.Le(ALPHA(X), OMEGA(X), evaluate=False), sympy.Le(OMEGA(X), NORM(X), evaluate=False),
    )  # fmt: skip
    return CitedFact((), sympy.And(*ordered, evaluate=False))
