"""Two blocks scaled by σ > 0: J_σ = [[A, B/σ], [σC, D]] and T_σ = [[γ, b/σ], [σc, γ]]."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.radii import require_one_radius
from kreissverify.derivations.citations.schema import CitedFact, register
from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.terms.formulas import OperatorNorm, OperatorSymbol
from kreissverify.matrices.symbolic import SymbolicInstance
from kreissverify.quantities.maps.lyapunov_bound import QUANTITY as L
from kreissverify.quantities.maps.transient_peak import QUANTITY as M

__all__ = ["scaled_norms"]


def scaled_norms(J: Any, scale: Any) -> tuple[Any, Any]:
    """Return ‖J_σ‖ and ‖T_σ‖.

    Raises
    ------
    DerivationError
        If J is no Jacobian of two blocks, symmetric on the diagonal.
    """
    two = isinstance(J, SymbolicInstance) and J.quantifier.structure.two_blocks
    if not (two and J.quantifier.symmetric):
        raise DerivationError(f"J: expected two blocks, symmetric on the diagonal, got {J}")
    return OperatorNorm(OperatorSymbol("J_s", J, scale)), OperatorNorm(
        OperatorSymbol("T_s", J, scale)
    )


@register(
    "scaled.comparison", source="R. A. Horn, C. R. Johnson, Matrix Analysis, 5.6.9 and 8.1.18"
)
def comparison(J: Any, scale: Any) -> CitedFact:
    """‖J_σ‖ ≤ ‖T_σ‖, since the norms of the blocks of J_σ are at most the entries of T_σ."""
    of_blocks, of_numbers = scaled_norms(J, scale)
    return CitedFact((sympy.Gt(scale, 0),), sympy.Le(of_blocks, of_numbers))


@register("scaled.two_by_two", source="R. A. Horn, C. R. Johnson, Matrix Analysis, 2.6.3")
def norm(J: Any, scale: Any) -> CitedFact:
    """‖T_σ‖² is the larger eigenvalue of the 2×2 matrix T_σᵀT_σ, of trace F and determinant D²."""
    n = scaled_norms(J, scale)[1]
    require_one_radius(J)
    lower, upper = scale * J.c, J.b / scale
    trace, determinant = 2 * J.gamma**2 + lower**2 + upper**2, J.gamma**2 - lower * upper
    # Of the two eigenvalues the larger is meant: it is at least half of their sum.
    return CitedFact(
        (sympy.Gt(scale, 0),),
        sympy.And(sympy.Eq(n**4 - trace * n**2 + determinant**2, 0), 2 * n**2 >= trace),
    )


@register(
    "lyapunov.scaled", kind="definition", source="S. Boyd et al., LMIs in Control (1994), 5.1"
)
def quadratic_form(J: Any, scale: Any) -> CitedFact:
    """For P = diag(I, σ²I), JᵀPJ ⪯ P says that ‖J_σ‖ ≤ 1, and √cond(P) = max(σ, 1/σ) then bounds
    L(J), which is the least such number.
    """
    of_blocks, _ = scaled_norms(J, scale)
    least = sympy.Le(L(J), sympy.Max(scale, 1 / scale))
    return CitedFact((sympy.Gt(scale, 0), sympy.Le(of_blocks, 1)), least)


@register("lyapunov.peak", source="S. Boyd et al., LMIs in Control (1994), 5.1")
def peak(X: Any) -> CitedFact:
    """M(X) ≤ L(X): if XᵀPX ⪯ P then ‖Xᵗx‖² is at most cond(P)‖x‖² for every t."""
    return CitedFact((), sympy.Le(M(X), L(X)))
