"""The comparison of a flow with its Metzler matrix T = Γ + S, Γ = diag(-μ_i), block by block."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.flow_bounds import require_flow, right_of_blocks
from kreissverify.derivations.citations.schema import CitedFact, ForAll, register
from kreissverify.derivations.terms.formulas import (
    BlockNormMatrix,
    EntrywiseLessEqual,
    OperatorEqual,
)
from kreissverify.derivations.terms.operator_symbols import operator_symbols
from kreissverify.quantities.flows.exponential_norm import QUANTITY as EXP_NORM
from kreissverify.quantities.flows.maximal_resolvent_norm import QUANTITY as G
from kreissverify.quantities.flows.spectral_abscissa import QUANTITY as ALPHA

__all__: list[str] = []


@register("flow.blocks_resolvent", flows=True, source="T. Kato, Perturbation Theory, V.3.2")
def resolvents(J: Any, x: Any) -> CitedFact:
    """Split J = D + N into its diagonal blocks and the rest. Where Re z = x exceeds α(J) and
    every -μ_i, the resolvents R of J and R_D of D exist, and |R_D| ≤ Q = diag(1/(x+μ_i)), because
    the norm of the resolvent of a block is at most one over the distance to its numerical range,
    which lies in Re z ≤ -μ_i. |N| ≤ S, the norms of the blocks off the diagonal.
    """
    require_flow(J)
    R, D, N, R_D, Q, S, z, Γ = operator_symbols("R D N R_D Q S z Γ", J, x)
    split = sympy.And(
        OperatorEqual((z - D - N) * R, 1),
        OperatorEqual(R_D * (z - D), 1),
        EntrywiseLessEqual(BlockNormMatrix(R_D), Q),
        EntrywiseLessEqual(BlockNormMatrix(N), S),
        # both products: diagonal matrices commute, and operators in general do not
        OperatorEqual((x - Γ) * Q, 1),
        OperatorEqual(Q * (x - Γ), 1),
        EntrywiseLessEqual(0, Q),
        EntrywiseLessEqual(0, S),
    )
    # x > α(J) is for R, and says nothing of D: with a coupling back α(J) may be below a -μ_i.
    return CitedFact((sympy.Gt(x, ALPHA(J)), *right_of_blocks(J, x)), split)


@register(
    "flow.nonnegative_resolvent",
    flows=True,
    source="R. A. Horn, C. R. Johnson, Topics in Matrix Analysis, 2.5.3",
)
def nonnegative_resolvent(J: Any, x: Any) -> CitedFact:
    """For the Metzler matrix T = Γ + S and x > α(T), xI - T is a nonsingular M-matrix: its inverse
    R_T exists and is nonnegative.
    """
    require_flow(J)
    R_T, S, Γ = operator_symbols("R_T S Γ", J, x)
    return CitedFact(
        (sympy.Gt(x, ALPHA(J.comparison)),),
        sympy.And(
            OperatorEqual(R_T * (x - Γ - S), 1),
            EntrywiseLessEqual(0, R_T),
            EntrywiseLessEqual(0, S),
        ),
    )


def _compared(J: Any, x: Any) -> Any:
    R, R_T = operator_symbols("R R_T", J, x)
    return EntrywiseLessEqual(BlockNormMatrix(R), R_T)


@register(
    "flow.blocks_norm",
    flows=True,
    source="R. A. Horn, C. R. Johnson, Matrix Analysis, 8.1.18 and 5.6",
)
def resolvent_norm(J: Any, x: Any) -> CitedFact:
    """If |R| ≤ R_T for every z with Re z = x, then ‖R‖ ≤ ‖|R|‖ ≤ ‖R_T‖ = ‖(xI - T)⁻¹‖ there, so
    that G_c(J, x) ≤ G_c(T, x).
    """
    require_flow(J)
    needs = (_compared(J, x), sympy.Gt(x, ALPHA(J)), sympy.Gt(x, ALPHA(J.comparison)))
    return CitedFact(needs, sympy.Le(G(J, x), G(J.comparison, x)))


@register(
    "flow.blocks_exponential",
    flows=True,
    source="A. Pazy, Semigroups of Linear Operators (1983), 1.8.3; "
    "R. A. Horn, C. R. Johnson, Matrix Analysis, 8.1.18",
)
def exponential_norm(J: Any, bound: Any, x: sympy.Symbol, t: Any) -> CitedFact:
    """If |R(x)| ≤ R_T(x) for all x beyond some bound, then ‖e^{tJ}‖ ≤ ‖e^{tT}‖ for every t ≥ 0:
    e^{tJ} is the limit of ((k/t)R(k/t))ᵏ, whose blocks have norms of at most the entries of
    ((k/t)R_T(k/t))ᵏ.
    """
    require_flow(J)
    later = sympy.And(_compared(J, x), sympy.Ge(t, 0, evaluate=False), evaluate=False)
    beyond = ForAll(x, (sympy.Gt(x, bound, evaluate=False),), later)
    return CitedFact((beyond,), sympy.Le(EXP_NORM(J, t), EXP_NORM(J.comparison, t)))
