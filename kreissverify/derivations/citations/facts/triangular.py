"""Block-triangular matrices: their spectrum."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.radii import require_one_radius
from kreissverify.derivations.citations.schema import CitedFact, register
from kreissverify.derivations.errors import DerivationError
from kreissverify.matrices.symbolic import SymbolicInstance
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO

__all__ = ["require_triangular"]


def require_triangular(X: Any) -> None:
    """Refuse a matrix that is not block-triangular.

    Raises
    ------
    DerivationError
        If X is no Jacobian with B = 0.
    """
    if not isinstance(X, SymbolicInstance) or not X.quantifier.structure.two_triangular:
        raise DerivationError(f"X: expected a block-triangular Jacobian, got {X}")


@register("triangular.radius", source="R. A. Horn, C. R. Johnson, Matrix Analysis, 0.9.4")
def radius(X: Any) -> CitedFact:
    """The spectrum of [[A, 0], [C, D]] is that of A and of D, and ρ(A), ρ(D) ≤ γ."""
    require_triangular(X)
    require_one_radius(X)
    radii = [sympy.Le(RHO(block), X.gamma) for block in (X.A, X.D)]
    return CitedFact((), sympy.And(sympy.Le(RHO(X), X.gamma), *radii))
