"""The 2×2 comparison matrix T = [[γ, b], [c, γ]]: its spectrum and its resolvent."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.radii import require_one_radius
from kreissverify.derivations.citations.schema import CitedFact, register
from kreissverify.derivations.citations.smallest_singular_value import inverse_of_smallest
from kreissverify.derivations.errors import DerivationError
from kreissverify.matrices.symbolic import GAMMA, NORM_OF_B, NORM_OF_C, SymbolicComparison
from kreissverify.quantities.maps.maximal_resolvent_norm import QUANTITY as G
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO

__all__: list[str] = []


def entries(T: Any) -> tuple[sympy.Expr, sympy.Expr, sympy.Expr]:
    """Return γ, b and c of a 2×2 comparison matrix."""
    if not isinstance(T, SymbolicComparison) or not T.quantifier.structure.two_blocks:
        raise DerivationError(f"T: expected the comparison matrix of two blocks, got {T}")
    require_one_radius(T)
    lower = T.quantifier.structure.lower_triangular or T.path == ("comparison", "triangular")
    return T.own(GAMMA), sympy.S.Zero if lower else T.own(NORM_OF_B), T.own(NORM_OF_C)


@register(
    "two_by_two.radius",
    source="the characteristic polynomial: R. A. Horn, C. R. Johnson, Matrix Analysis (2013), "
    "1.2.4",
)
def radius(T: Any) -> CitedFact:
    """The eigenvalues of [[γ, b], [c, γ]] are γ ± √(bc)."""
    gamma, b, c = entries(T)
    return CitedFact((), sympy.Eq(RHO(T), gamma + sympy.sqrt(b * c)))


@register(
    "two_by_two.resolvent",
    source="O. Perron (1907); R. A. Horn, C. R. Johnson, Matrix Analysis, 2.6.3 and 8.1.18",
)
def resolvent(T: Any, r: Any) -> CitedFact:
    """For T ≥ 0 and r > ρ(T), |R(z)| ≤ R(r) entry by entry on |z| = r, so G(T, r) = ‖R(r)‖; and
    1/‖R(r)‖² is the smaller eigenvalue of MᵀM, M = rI - T, of trace F and determinant D².
    """
    gamma, b, c = entries(T)
    x = r - gamma
    # (r-γ)² > bc with r > γ says r > ρ(T) = γ + √(bc) without a root.
    needs = (sympy.Gt(r, gamma), sympy.Gt(x**2, b * c))
    return CitedFact(needs, inverse_of_smallest(G(T, r), x, x, b, c))
