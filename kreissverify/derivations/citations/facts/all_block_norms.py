"""The matrix |J| of the norms of all blocks, when nothing is known of the diagonal ones."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.facts.block_norms import require_two_blocks
from kreissverify.derivations.citations.schema import CitedFact, register
from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.terms.formulas import (
    BlockNormMatrix,
    EntrywiseLessEqual,
    Finite,
    OperatorEqual,
)
from kreissverify.derivations.terms.operator_symbols import operator_symbol, operator_symbols
from kreissverify.quantities.algebra.spectral_norm import QUANTITY as NORM
from kreissverify.quantities.maps.kreiss_constant import QUANTITY as K
from kreissverify.quantities.maps.maximal_resolvent_norm import QUANTITY as G
from kreissverify.quantities.maps.numerical_radius import QUANTITY as W
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO
from kreissverify.quantities.maps.transient_peak import QUANTITY as M

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


@register(
    "block_norms.quantities", source="R. A. Horn, C. R. Johnson, Matrix Analysis, 8.1.18 and 5.6"
)
def quantities(J: Any) -> CitedFact:
    """The norm, ρ, w, K and M of J are at most those of |J|, and ρ(|J|) ≤ ‖|J|‖."""
    N = J.block_norms
    small = [sympy.Le(q(J), q(N), evaluate=False) for q in (NORM, RHO, W, K, M)]
    return CitedFact((), sympy.And(*small, RHO(N) <= NORM(N), evaluate=False))


def _entries(J: Any) -> tuple[Any, Any, Any, Any]:
    """Return the entries of |J| of two blocks."""
    require_two_blocks(J)
    if J.path:  # the norms of the blocks of a part of J are others
        raise DerivationError(f"J: expected the Jacobian itself, got {J}")
    return NORM(J.A), J.b, J.c, NORM(J.D)


@register("block_norms.radius_of_two", source="the characteristic polynomial (x-a)(x-d) - bc")
def radius_of_two(J: Any) -> CitedFact:
    """For two blocks |J| = [[a, b], [c, d]] and ρ(|J|) = (a + d + √((a-d)² + 4bc))/2."""
    a, b, c, d = _entries(J)
    root = sympy.sqrt((a - d) ** 2 + 4 * b * c)
    return CitedFact((), sympy.Eq(RHO(J.block_norms), (a + d + root) / 2, evaluate=False))


@register(
    "block_norms.resolvent_of_two",
    source="O. Perron (1907); R. A. Horn, C. R. Johnson, Matrix Analysis, 2.6.3 and 8.1.18",
)
def resolvent_of_two(J: Any, r: Any) -> CitedFact:
    """For |J| = [[a, b], [c, d]], r > a, r > d and (r-a)(r-d) > bc say that r > ρ(|J|). Then
    g = G(|J|, r) = ‖(rI - |J|)⁻¹‖, and 1/g² is the smaller eigenvalue of MᵀM, M = rI - |J|, of
    trace F and determinant D².
    """
    a, b, c, d = _entries(J)
    N, x, y = J.block_norms, r - a, r - d
    g, trace, determinant = G(N, r), x**2 + y**2 + b**2 + c**2, x * y - b * c
    characteristic = determinant**2 * g**4 - trace * g**2 + 1
    outside = (sympy.Gt(r, a), sympy.Gt(r, d), sympy.Gt(x * y, b * c, evaluate=False))
    # Of the two roots g² the larger is meant: 2/F, their harmonic mean, lies between them.
    return CitedFact(
        outside,
        sympy.And(
            sympy.Gt(r, RHO(N)),
            Finite(g),
            sympy.Gt(g, 0),
            sympy.Eq(characteristic, 0, evaluate=False),
            sympy.Ge(trace * g**2, 2, evaluate=False),
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
