"""A Lyapunov form in closed form, P = diag(I, σ²I), for two blocks of a flow."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.flow_bounds import entries_of_flow, require_flow
from kreissverify.derivations.citations.schema import CitedFact, register
from kreissverify.quantities.flows.lyapunov_bound import QUANTITY as L
from kreissverify.quantities.flows.transient_peak import QUANTITY as M

__all__: list[str] = []

_SOURCE = "S. Boyd et al., LMIs in Control (1994), 5.1"


@register("flow.lyapunov_peak", source=_SOURCE)
def peak(X: Any) -> CitedFact:
    """M_c(X) ≤ L_c(X): if XᵀP + PX ⪯ 0 then ‖e^{tX}v‖² is at most cond(P)‖v‖² for every t ≥ 0."""
    return CitedFact((), sympy.Le(M(X), L(X)))


@register("flow.lyapunov_scaled", flows=True, source=_SOURCE)
def quadratic_form(J: Any, scale: Any) -> CitedFact:
    """For P = diag(I, σ²I), v = (x, y/σ) has vᵀPJv ≤ -μ_A|x|² + (σc + b/σ)|x||y| - μ_D|y|². So
    JᵀP + PJ ⪯ 0 if (σc + b/σ)² ≤ 4μ_A·μ_D, and √cond(P) = max(σ, 1/σ) then bounds L_c(J).
    """
    require_flow(J)
    first, second, b, c = entries_of_flow(J.comparison)
    small = sympy.Le((scale * c + b / scale) ** 2, 4 * first * second, evaluate=False)
    least = sympy.Le(L(J), sympy.Max(scale, 1 / scale))
    return CitedFact((sympy.Gt(scale, 0), small), least)
