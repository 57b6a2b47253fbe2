"""Equal matrices have equal quantities."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.schema import CitedFact, register
from kreissverify.derivations.terms.matrix_terms import require_square
from kreissverify.expressions.conditions import MatrixEquality
from kreissverify.quantities.algebra.spectral_norm import QUANTITY as NORM
from kreissverify.quantities.maps.kreiss_constant import QUANTITY as K
from kreissverify.quantities.maps.maximal_resolvent_norm import QUANTITY as G
from kreissverify.quantities.maps.numerical_radius import QUANTITY as W
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO
from kreissverify.quantities.maps.transient_peak import QUANTITY as M

__all__: list[str] = []


@register("equal.values", kind="definition", source="equals may be put for equals")
def values(X: Any, Y: Any) -> CitedFact:
    """If X = Y, then they have one norm and, where they are square, one ρ, w, K and M."""
    quantities = (NORM, RHO, W, K, M) if X.rows == X.cols else (NORM,)
    equal = [sympy.Eq(q(X), q(Y), evaluate=False) for q in quantities]
    return CitedFact((MatrixEquality(X, Y),), sympy.And(*equal, evaluate=False))


@register("equal.resolvent", kind="definition", source="equals may be put for equals")
def resolvent(X: Any, Y: Any, r: Any) -> CitedFact:
    """If X = Y, then G(X, r) = G(Y, r), for r > 0."""
    require_square("X, Y", X, Y)
    equal = sympy.Eq(G(X, r), G(Y, r), evaluate=False)
    return CitedFact((MatrixEquality(X, Y), sympy.Gt(r, 0, evaluate=False)), equal)
