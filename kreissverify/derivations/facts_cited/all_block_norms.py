"""The matrix |J| of the norms of all blocks, when nothing is known of the diagonal ones."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.facts_cited.block_norms import letter, letters
from kreissverify.derivations.formulas import Below, Majorant, Same
from kreissverify.derivations.schemas import Needs, schema
from kreissverify.quantities.resolvent import QUANTITY as G
from kreissverify.quantities.spectral import QUANTITY as RHO

__all__: list[str] = []


@schema("block_norms.resolvent", source="T. Kato, Perturbation Theory, I.5")
def resolvent(J: Any, r: Any) -> Needs:
    """On a circle r > ρ(J), r > 0, the resolvent R of J and Z = I/z exist, and |Z| = P = I/r."""
    R, Z, P, z, operator = letters("R Z P z J", J, r)
    return Needs(
        (sympy.Gt(r, RHO(J)), sympy.Gt(r, 0)),
        sympy.And(
            Same((z - operator) * R, 1),
            Same(z * Z, 1),
            Below(Majorant(Z), P),
            Same(r * P, 1),
            Below(0, P),
        ),
    )


@schema("block_norms.inverse", source="R. A. Horn, C. R. Johnson, Matrix Analysis, 5.6.16")
def inverse(J: Any, r: Any) -> Needs:
    """For r > ρ(|J|), R_N = (rI - |J|)⁻¹ = Σ |J|ᵏ/rᵏ⁺¹ exists and is nonnegative."""
    R_N, operator = letters("R_N J", J, r)
    return Needs(
        (sympy.Gt(r, RHO(J.block_norms)), sympy.Gt(r, 0)),
        sympy.And(Same(R_N * (r - Majorant(operator)), 1), Below(0, R_N)),
    )


@schema("block_norms.norm", source="R. A. Horn, C. R. Johnson, Matrix Analysis, 8.1.18 and 5.6")
def resolvent_norm(J: Any, r: Any) -> Needs:
    """If |R| ≤ R_N for every z with |z| = r, then ‖R‖ ≤ ‖|R|‖ ≤ ‖R_N‖ = ‖(rI - |J|)⁻¹‖ there, so
    that G(J, r) ≤ G(|J|, r).
    """
    N = J.block_norms
    return Needs(
        (Below(Majorant(letter("R", J, r)), letter("R_N", J, r)), sympy.Gt(r, RHO(N))),
        sympy.Le(G(J, r), G(N, r)),
    )
