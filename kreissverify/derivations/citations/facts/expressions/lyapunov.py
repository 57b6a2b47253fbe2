"""The Lyapunov bound L(X) = min √cond(P) over P ≻ 0 with XᵀPX ⪯ P, of any square matrix."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.schema import CitedFact, register
from kreissverify.derivations.terms.formulas import Finite
from kreissverify.derivations.terms.matrix_terms import require_square
from kreissverify.quantities.maps.lyapunov_bound import QUANTITY as L
from kreissverify.quantities.maps.maximal_resolvent_norm import QUANTITY as G
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO

__all__: list[str] = []


@register("lyapunov.finite", source="A. M. Lyapunov (1892); P. Stein (1952)")
def finite(X: Any) -> CitedFact:
    """If ρ(X) < 1, then XᵀPX ⪯ P for some P ≻ 0, so that L(X) is finite."""
    require_square("X", X)
    return CitedFact((sympy.Lt(RHO(X), 1, evaluate=False),), Finite(L(X)))


@register(
    "lyapunov.resolvent",
    source="L. V. Kantorovich (1948): R. A. Horn, C. R. Johnson, Matrix Analysis, 7.4.12",
)
def resolvent(X: Any, r: Any) -> CitedFact:
    """Let P attain L = L(X) < ∞, and |z| = r > 1. With x = R(z)v and y = (r-1)x, the vector v
    turned by -arg z is (r-1)x + x - e^{-iθ}Xx, so that Re⟨Py, v-y⟩ ≥ 0 by |⟨Px, Xx⟩| ≤ ⟨Px, x⟩. So
    ‖Py‖‖v‖ ≥ ⟨Py, y⟩, which is at least 2/(L + 1/L) times ‖Py‖‖y‖ by Kantorovich's inequality, and
    2(r-1)G(X, r) ≤ L + 1/L.
    """
    require_square("X", X)
    half = (L(X) + 1 / L(X)) / 2
    bound = sympy.Le((sympy.sympify(r) - 1) * G(X, r), half, evaluate=False)
    needs = (sympy.Gt(r, 1, evaluate=False), sympy.Lt(RHO(X), 1, evaluate=False))
    return CitedFact(needs, bound)
