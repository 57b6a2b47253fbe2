"""The matrix |X| of the norms of the blocks of X, and nonnegative matrices.

Norms are subadditive and submultiplicative block by block, so |X + Y| ≤ |X| + |Y| and
|XY| ≤ |X||Y| entry by entry; the norm of X is at most that of |X|, and the norm of a nonnegative
matrix grows with its entries.
"""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.radii import require_one_radius
from kreissverify.derivations.citations.schema import CitedFact, ForAll, register
from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.terms.formulas import (
    BlockNormMatrix,
    EntrywiseLessEqual,
    OperatorEqual,
    OperatorSymbol,
)
from kreissverify.derivations.terms.operator_symbols import operator_symbol, operator_symbols
from kreissverify.matrices.symbolic import SymbolicInstance
from kreissverify.quantities.maps.maximal_resolvent_norm import QUANTITY as G
from kreissverify.quantities.maps.numerical_radius import QUANTITY as W
from kreissverify.quantities.maps.power_norm import QUANTITY as POWER_NORM
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO

__all__ = ["require_two_blocks"]


def require_two_blocks(J: Any) -> None:
    """Refuse what is no Jacobian of two blocks.

    Raises
    ------
    DerivationError
        If it is none.
    """
    if not isinstance(J, SymbolicInstance) or not J.quantifier.structure.two_blocks:
        raise DerivationError(f"J: expected a Jacobian of two blocks, got {J}")


def _symmetric(J: Any) -> None:
    if not isinstance(J, SymbolicInstance) or not J.quantifier.symmetric:
        raise DerivationError(f"J: expected a Jacobian with symmetric diagonal blocks, got {J}")


def _at_most_comparison(J: Any) -> Any:
    operator, T = OperatorSymbol("J", J), OperatorSymbol("T", J)
    return sympy.And(EntrywiseLessEqual(BlockNormMatrix(operator), T), EntrywiseLessEqual(0, T))


@register("blocks.comparison", source="R. A. Horn, C. R. Johnson, Matrix Analysis, 5.6.9")
def comparison(J: Any) -> CitedFact:
    """The norm of a symmetric block is its spectral radius, at most γ; so |J| ≤ T, entry by entry,
    and T ≥ 0.
    """
    _symmetric(J)
    return CitedFact(
        (),
        _at_most_comparison(J),
    )


@register("blocks.resolvent", source="T. Kato, Perturbation Theory, I.5 and V.3.5")
def resolvents(J: Any, r: Any) -> CitedFact:
    """Split J = D + N into its diagonal blocks and the rest. Where |z| = r exceeds ρ(J) and γ, the
    resolvents R of J and R_D of D exist, and |R_D| ≤ Q = I/(r-γ), because the norm
    of the resolvent of a symmetric block is one over the distance to its spectrum. |N| ≤ S, the
    norms of the blocks off the diagonal.
    """
    _symmetric(J)
    require_one_radius(J)
    # r > ρ(J) is for R, and says nothing of D: with a coupling back ρ(J) may be below γ.
    return CitedFact((sympy.Gt(r, RHO(J)), sympy.Gt(r, J.gamma)), _split(J, r))


@register("blocks.resolvent_by_range", source="T. Kato, Perturbation Theory, V.3.2")
def resolvents_by_range(J: Any, r: Any) -> CitedFact:
    """The same for two blocks with w(A), w(D) ≤ γ: the norm of the resolvent of A is at most one
    over the distance to its numerical range, which is at least r - w(A) ≥ r - γ.
    """
    # Two blocks, as only their diagonal blocks have names by which w of them can be assumed.
    require_two_blocks(J)
    require_one_radius(J)
    ranges = (sympy.Le(W(J.A), J.gamma), sympy.Le(W(J.D), J.gamma))
    return CitedFact((*ranges, sympy.Gt(r, RHO(J)), sympy.Gt(r, J.gamma)), _split(J, r))


def _split(J: Any, r: Any) -> Any:
    """Return what is known of J = D + N and of the resolvents on |z| = r."""
    R, D, N, R_D, Q, S, z = operator_symbols("R D N R_D Q S z", J, r)
    return sympy.And(
        OperatorEqual((z - D - N) * R, 1),
        OperatorEqual(R_D * (z - D), 1),
        EntrywiseLessEqual(BlockNormMatrix(R_D), Q),
        EntrywiseLessEqual(BlockNormMatrix(N), S),
        OperatorEqual((r - J.gamma) * Q, 1),
        EntrywiseLessEqual(0, Q),
        EntrywiseLessEqual(0, S),
    )


@register("nonnegative.resolvent", source="R. A. Horn, C. R. Johnson, Matrix Analysis, 5.6.16")
def nonnegative_resolvent(J: Any, r: Any) -> CitedFact:
    """For the comparison matrix T = γI + S ≥ 0 and r > ρ(T), R_T = (rI - T)⁻¹ = Σ Tᵏ/rᵏ⁺¹ exists
    and is nonnegative.
    """
    require_one_radius(J)
    # r > 0 apart: the solvers do not know that ρ(T) ≥ 0.
    R_T, S = operator_symbols("R_T S", J, r)
    return CitedFact(
        (sympy.Gt(r, RHO(J.comparison)), sympy.Gt(r, 0)),
        sympy.And(OperatorEqual(R_T * (r - J.gamma - S), 1), EntrywiseLessEqual(0, R_T)),
    )


@register("blocks.norm", source="R. A. Horn, C. R. Johnson, Matrix Analysis, 8.1.18 and 5.6")
def resolvent_norm(J: Any, r: Any) -> CitedFact:
    """If |R| ≤ R_T for every z with |z| = r, then ‖R‖ ≤ ‖|R|‖ ≤ ‖R_T‖ = ‖(rI - T)⁻¹‖ there, so
    that G(J, r) ≤ G(T, r).
    """
    return CitedFact(
        (
            EntrywiseLessEqual(
                BlockNormMatrix(operator_symbol("R", J, r)), operator_symbol("R_T", J, r)
            ),
            sympy.Gt(r, RHO(J.comparison)),
        ),
        sympy.Le(G(J, r), G(J.comparison, r)),
    )


@register("radius.powers", source="I. M. Gelfand (1941): ρ(X) is the limit of ‖Xᵗ‖^{1/t}")
def gelfand(X: Any, Y: Any, t: sympy.Symbol) -> CitedFact:
    """If ‖Xᵗ‖ ≤ ‖Yᵗ‖ for every t ≥ 0 then ρ(X) ≤ ρ(Y)."""
    # For every t, as the limit is one of large t; no finite number of powers would do.
    return CitedFact(
        (ForAll(t, (), sympy.Le(POWER_NORM(X, t), POWER_NORM(Y, t)), natural=True),),
        sympy.Le(RHO(X), RHO(Y)),
    )
