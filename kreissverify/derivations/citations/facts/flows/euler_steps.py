"""A map X and the flow of X - I, of which it is a step of Euler; and steps of other sizes."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.facts.powers_of_numbers import natural
from kreissverify.derivations.citations.schema import CitedFact, ForAll, register
from kreissverify.derivations.terms.matrix_terms import require_square
from kreissverify.expressions.conditions import Entrywise, MatrixEquality
from kreissverify.quantities.flows.exponential_norm import QUANTITY as EXP_NORM
from kreissverify.quantities.flows.kreiss_constant import QUANTITY as KREISS_OF_FLOW
from kreissverify.quantities.flows.lyapunov_bound import QUANTITY as LYAPUNOV_OF_FLOW
from kreissverify.quantities.flows.maximal_resolvent_norm import QUANTITY as LINE
from kreissverify.quantities.flows.spectral_abscissa import QUANTITY as ALPHA
from kreissverify.quantities.flows.transient_peak import QUANTITY as PEAK_OF_FLOW
from kreissverify.quantities.maps.maximal_resolvent_norm import QUANTITY as CIRCLE
from kreissverify.quantities.maps.power_norm import QUANTITY as POWER_NORM
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO

__all__: list[str] = []


def _flow_of(X: Any) -> Any:
    require_square("X", X)
    return X - sympy.Identity(X.rows)


@register("flow.of_map", kind="definition", source="the disc |w| ≤ r lies in Re w ≤ r")
def of_map(X: Any, x: Any) -> CitedFact:
    """The half-plane Re w ≥ 1 + x lies outside the disc |w| < 1 + x, and wI - X is zI - (X - I) for
    w = 1 + z. So α(X - I) ≤ ρ(X) - 1, and G_c(X - I, x) ≤ G(X, 1 + x) for x > 0.
    """
    flow = _flow_of(X)
    abscissa = sympy.Le(ALPHA(flow), RHO(X) - 1, evaluate=False)
    small = sympy.Le(LINE(flow, x), CIRCLE(X, 1 + sympy.sympify(x)), evaluate=False)
    needs = (sympy.Gt(x, 0, evaluate=False),)
    return CitedFact(needs, sympy.And(abscissa, small, evaluate=False))


@register(
    "flow.of_nonnegative_map",
    source="O. Perron (1907); R. A. Horn, C. R. Johnson, Matrix Analysis, 8.1.18 and 8.3.1",
)
def of_nonnegative_map(X: Any, x: Any) -> CitedFact:
    """For X ≥ 0 entry by entry both suprema are attained on the real axis: |(wI - X)⁻¹| ≤
    (|w|I - X)⁻¹, and ρ(X) is an eigenvalue. So G_c(X - I, x) = G(X, 1 + x) for x > 0.
    """
    flow, zero = _flow_of(X), sympy.ZeroMatrix(*X.shape)
    equal = sympy.Eq(LINE(flow, x), CIRCLE(X, 1 + sympy.sympify(x)), evaluate=False)
    return CitedFact((Entrywise(zero, X), sympy.Gt(x, 0, evaluate=False)), equal)


@register("resolvent.moved", kind="definition", source="zI - hX - sI = h((z-s)/h·I - X)")
def moved(X: Any, h: Any, s: Any, r: Any) -> CitedFact:
    """For h > 0 and 0 ≤ s < r, |(z-s)/h| ≥ (r-s)/h where |z| ≥ r: so G(hX + sI, r) is at most
    G(X, (r-s)/h)/h.
    """
    require_square("X", X)
    h, s, r = map(sympy.sympify, (h, s, r))
    small = sympy.Le(
        CIRCLE(h * X + s * sympy.Identity(X.rows), r), CIRCLE(X, (r - s) / h) / h, evaluate=False
    )
    needs = [sympy.Gt(h, 0), sympy.Ge(s, 0), sympy.Gt(r, s)]
    return CitedFact(tuple(needs), small)


@register("flow.rescaled", kind="definition", source="e^{t(hX)} = e^{(th)X}, another unit of time")
def rescaled(X: Any, h: Any) -> CitedFact:
    """K_c, M_c and L_c of hX are those of X, for h > 0; and α(hX) = h·α(X)."""
    require_square("X", X)
    faster = sympy.sympify(h) * X
    equal = [
        sympy.Eq(q(faster), q(X), evaluate=False)
        for q in (KREISS_OF_FLOW, PEAK_OF_FLOW, LYAPUNOV_OF_FLOW)
    ]
    abscissa = sympy.Eq(ALPHA(faster), sympy.sympify(h) * ALPHA(X), evaluate=False)
    return CitedFact((sympy.Gt(h, 0),), sympy.And(*equal, abscissa, evaluate=False))


def _bounded(X: Any, bound: Any, k: sympy.Symbol, *others: Any) -> ForAll:
    """Return that the powers of X are bounded, and what else is asked of the terms."""
    below = sympy.Le(POWER_NORM(X, natural(k, "k")), bound)
    return ForAll(k, (), sympy.And(below, *others, evaluate=False), natural=True)


@register("powers.poisson", source="A. Jensen, Skand. Aktuarietidskr. 36 (1953) 87")
def poisson(X: Any, bound: Any, k: sympy.Symbol, t: Any) -> CitedFact:
    """If ‖Xᵏ‖ ≤ b for every k ≥ 0, then ‖e^{t(X-I)}‖ ≤ b for t ≥ 0: it is Σ e^{-t}tᵏ/k!·Xᵏ, and the
    weights of Poisson's law are nonnegative and sum to 1.
    """
    times = sympy.Ge(t, 0, evaluate=False)
    small = sympy.Le(EXP_NORM(_flow_of(X), t), bound)
    return CitedFact((_bounded(X, bound, k, times),), small)


@register("powers.binomial", source="the binomial theorem, whose weights are nonnegative")
def binomial(X: Any, bound: Any, k: sympy.Symbol, share: Any, t: Any) -> CitedFact:
    """If ‖Xᵏ‖ ≤ b for every k ≥ 0, then ‖(sX + (1-s)I)ᵗ‖ ≤ b for 0 ≤ s ≤ 1 and integers t ≥ 0: the
    weights C(t, k)sᵏ(1-s)ᵗ⁻ᵏ sum to 1.
    """
    require_square("X", X)
    s, t = sympy.sympify(share), natural(t, "t")
    mixed = s * X + (1 - s) * sympy.Identity(X.rows)
    between = (sympy.Ge(s, 0, evaluate=False), sympy.Le(s, 1, evaluate=False))
    return CitedFact((_bounded(X, bound, k, *between),), sympy.Le(POWER_NORM(mixed, t), bound))


@register("equal.flows", kind="definition", source="equals may be put for equals")
def equal_values(X: Any, Y: Any) -> CitedFact:
    """If X = Y, then they have one α, K_c, M_c and L_c."""
    require_square("X, Y", X, Y)
    quantities = (ALPHA, KREISS_OF_FLOW, PEAK_OF_FLOW, LYAPUNOV_OF_FLOW)
    equal = [sympy.Eq(q(X), q(Y), evaluate=False) for q in quantities]
    return CitedFact((MatrixEquality(X, Y),), sympy.And(*equal, evaluate=False))
