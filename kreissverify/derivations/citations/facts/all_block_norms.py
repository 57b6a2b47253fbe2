"""The matrix |J| of the norms of all blocks, when nothing is known of the diagonal ones."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.schema import CitedFact, register
from kreissverify.derivations.terms.formulas import (
    BlockNormMatrix,
    EntrywiseLessEqual,
    OperatorEqual,
)
from kreissverify.derivations.terms.operator_symbols import operator_symbol, operator_symbols
from kreissverify.quantities.maps.maximal_resolvent_norm import QUANTITY as G
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO

__all__: list[str] = []


@register("block_norms.resolvent", source="T. Kato, Perturbation Theory, I.5")
def resolvent(J: Any, r: Any) -> CitedFact:
    """On a circle r > ρ(J), r > 0, the resolvent R of J and Z = I/z exist, and |Z| = P = I/r."""
    # r > 0 apart: the solvers do not know that ρ(J) ≥ 0, and Z = I/z needs it.
    R, Z, P, z, operator = operator_symbols("R Z P z J", J, r)
    return CitedFact(
        (sympy.Gt(r, RHO(J)), sympy.Gt(r, 0)),
        sympy.And(
            OperatorEqual((z - operator) * R, 1),
            OperatorEqual(z * Z, 1),
            EntrywiseLessEqual(BlockNormMatrix(Z), P),
            OperatorEqual(r * P, 1),
            EntrywiseLessEqual(0, P),
        ),
    )


@register("block_norms.inverse", source="R. A. Horn, C. R. Johnson, Matrix Analysis, 5.6.16")
def inverse(J: Any, r: Any) -> CitedFact:
    """For r > ρ(|J|), R_N = (rI - |J|)⁻¹ = Σ |J|ᵏ/rᵏ⁺¹ exists and is nonnegative."""
    R_N, operator = operator_symbols("R_N J", J, r)
    return CitedFact(
        (sympy.Gt(r, RHO(J.block_norms)), sympy.Gt(r, 0)),
        sympy.And(
            OperatorEqual(R_N * (r - BlockNormMatrix(operator)), 1), EntrywiseLessEqual(0, R_N)
        ),
    )


@register("block_norms.norm", source="R. A. Horn, C. R. Johnson, Matrix Analysis, 8.1.18 and 5.6")
def resolvent_norm(J: Any, r: Any) -> CitedFact:
    """If |R| ≤ R_N for every z with |z| = r, then ‖R‖ ≤ ‖|R|‖ ≤ ‖R_N‖ = ‖(rI - |J|)⁻¹‖ there, so
    that G(J, r) ≤ G(|J|, r).
    """
    N = J.block_norms
    return CitedFact(
        (
            EntrywiseLessEqual(
                BlockNormMatrix(operator_symbol("R", J, r)), operator_symbol("R_N", J, r)
            ),
            sympy.Gt(r, RHO(N)),
        ),
        sympy.Le(G(J, r), G(N, r)),
    )
