"""M_c as a supremum over the exponentials, and the growth of e^{tX}."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.schema import CitedFact, ForAll, register
from kreissverify.derivations.terms.formulas import Finite
from kreissverify.quantities.flows.exponential_norm import QUANTITY as EXP_NORM
from kreissverify.quantities.flows.spectral_abscissa import QUANTITY as ALPHA
from kreissverify.quantities.flows.transient_peak import QUANTITY as M

__all__: list[str] = []

_PEAK = "L. N. Trefethen, M. Embree (2005), ch. 15"


def _at_all_times(t: sympy.Symbol, claim: Any) -> ForAll:
    return ForAll(t, (sympy.Ge(t, 0, evaluate=False),), claim)


@register("flow.peak_supremum", kind="definition", source=_PEAK)
def supremum(X: Any, bound: Any, t: sympy.Symbol) -> CitedFact:
    """M_c(X) is the supremum of ‖e^{tX}‖ over t ≥ 0, so any bound on all of them bounds it."""
    below = _at_all_times(t, sympy.Le(EXP_NORM(X, t), bound))
    return CitedFact((below,), sympy.Le(M(X), bound))


@register("flow.peak_value", kind="definition", source=_PEAK)
def value(X: Any, t: Any) -> CitedFact:
    """M_c(X) is at least ‖e^{tX}‖ for every t ≥ 0."""
    return CitedFact((sympy.Ge(t, 0, evaluate=False),), sympy.Ge(M(X), EXP_NORM(X, t)))


@register("flow.peak_at_least_one", source=_PEAK)
def at_least_one(X: Any) -> CitedFact:
    """M_c(X) is at least 1, the norm of e^{0·X} = I."""
    return CitedFact((), sympy.Ge(M(X), 1))


@register("flow.peak_finite", source=_PEAK)
def finite(X: Any) -> CitedFact:
    """M_c(X) is finite if α(X) < 0, because e^{tX} tends to 0."""
    return CitedFact((sympy.Lt(ALPHA(X), 0),), Finite(M(X)))


@register("flow.growth", source=_PEAK)
def growth(X: Any, Y: Any, t: sympy.Symbol) -> CitedFact:
    """If ‖e^{tX}‖ ≤ ‖e^{tY}‖ for every t ≥ 0 then α(X) ≤ α(Y): α is the limit of log‖e^{tX}‖/t."""
    below = _at_all_times(t, sympy.Le(EXP_NORM(X, t), EXP_NORM(Y, t)))
    return CitedFact((below,), sympy.Le(ALPHA(X), ALPHA(Y)))
