"""The comparison matrix T = [[-μ_A, b], [c, -μ_D]] of a flow: its spectrum, resolvent and e^{tT}.

Where one μ bounds both blocks, it stands for μ_A and μ_D.
"""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.flow_bounds import entries_of_flow
from kreissverify.derivations.citations.schema import CitedFact, register
from kreissverify.derivations.citations.smallest_singular_value import inverse_of_smallest
from kreissverify.quantities.flows.exponential_norm import QUANTITY as EXP_NORM
from kreissverify.quantities.flows.maximal_resolvent_norm import QUANTITY as G
from kreissverify.quantities.flows.noise_gain import QUANTITY as H
from kreissverify.quantities.flows.spectral_abscissa import QUANTITY as ALPHA

__all__: list[str] = []


def _gap(T: Any) -> Any:
    """Return h² = (μ_A - μ_D)² + 4bc, the square of the difference of the eigenvalues."""
    first, second, b, c = entries_of_flow(T)
    return (first - second) ** 2 + 4 * b * c


@register(
    "flow.two_by_two_abscissa",
    flows=True,
    source="the characteristic polynomial (x+μ_A)(x+μ_D) - bc",
)
def abscissa(T: Any) -> CitedFact:
    """The eigenvalues of T = [[-μ_A, b], [c, -μ_D]] are (-μ_A - μ_D ± √((μ_A - μ_D)² + 4bc))/2."""
    first, second, _, _ = entries_of_flow(T)
    return CitedFact((), sympy.Eq(ALPHA(T), (-first - second + sympy.sqrt(_gap(T))) / 2))


@register(
    "flow.two_by_two_resolvent",
    flows=True,
    source="O. Perron (1907); R. A. Horn, C. R. Johnson, Matrix Analysis, 2.6.3 and 8.1.18",
)
def resolvent(T: Any, x: Any) -> CitedFact:
    """For T = [[-μ_A, b], [c, -μ_D]] and x > α(T), |R(z)| ≤ R(x) entry by entry on Re z = x, so
    G_c(T, x) = ‖R(x)‖; and 1/‖R(x)‖² is the smaller eigenvalue of MᵀM, M = xI - T.
    """
    first, second, b, c = entries_of_flow(T)
    p, q = x + first, x + second
    # x > -μ_A, -μ_D with (x+μ_A)(x+μ_D) > bc says x > α(T) without a root.
    needs = (sympy.Gt(x, -first), sympy.Gt(x, -second), sympy.Gt(p * q, b * c))
    return CitedFact(needs, inverse_of_smallest(G(T, x), p, q, b, c))


def _solved(T: Any, t: Any, stretch: Any) -> Any:
    """Return that n = ‖e^{tT}‖ solves n² = r·stretch·p·n + p², p = e^{-(μ_A+μ_D)t/2}."""
    first, second, b, c = entries_of_flow(T)
    n, p = EXP_NORM(T, t), sympy.exp(-first * t / 2 - second * t / 2)
    r = sympy.sqrt((first - second) ** 2 + (b + c) ** 2)
    return sympy.And(sympy.Gt(n, 0), sympy.Eq(n**2, r * stretch * p * n + p**2))


_SINGULAR = "R. A. Horn, C. R. Johnson, Matrix Analysis, 2.6.3"


@register(
    "flow.two_by_two_exponential",
    flows=True,
    source=f"e^{{tT}} by the Cayley-Hamilton theorem; {_SINGULAR}",
)
def exponential(T: Any, t: Any, h: Any) -> CitedFact:
    """For h > 0 with h² = (μ_A - μ_D)² + 4bc, e^{tT} = p(cosh(ht/2)I + q(T + (μ_A+μ_D)I/2)),
    where p = e^{-(μ_A+μ_D)t/2} and q = 2sinh(ht/2)/h. Its singular values differ by rqp, r² =
    (μ_A - μ_D)² + (b+c)², and have the product p²; so the larger one solves n² = rqpn + p².
    """
    half = h * t / 2
    needs = (
        sympy.Ge(t, 0, evaluate=False),
        sympy.Gt(h, 0),
        sympy.Eq(h**2, _gap(T), evaluate=False),
    )
    return CitedFact(needs, _solved(T, t, (sympy.exp(half) - sympy.exp(-half)) / h))


@register(
    "flow.two_by_two_exponential_of_one",
    flows=True,
    source=f"the exponential of a Jordan block; {_SINGULAR}",
)
def exponential_of_one(T: Any, t: Any) -> CitedFact:
    """If μ_A = μ_D = μ and bc = 0, then e^{tT} = p(I + t(T + μI)), p = e^{-μt}. Its singular values
    differ by (b+c)tp and have the product p²; so the larger one solves n² = (b+c)tpn + p².
    """
    needs = (sympy.Ge(t, 0, evaluate=False), sympy.Eq(_gap(T), 0))
    return CitedFact(needs, _solved(T, t, t))


@register(
    "flow.two_by_two_noise",
    kind="definition",
    flows=True,
    source="R. E. Kalman, J. E. Bertram (1960)",
)
def noise(T: Any, first: Any, mixed: Any, second: Any) -> CitedFact:
    """If α(T) < 0 then TP + PTᵀ + I = 0 has one solution, ∫ e^{tT}e^{tTᵀ} dt, and H_c(T) is its
    trace; the three equations say that [[first, mixed], [mixed, second]] solves it.
    """
    p, q, b, c = entries_of_flow(T)
    x, y, z = first, mixed, second
    equations = (
        sympy.Eq(2 * p * x, 2 * b * y + 1),
        sympy.Eq((p + q) * y, c * x + b * z),
        sympy.Eq(2 * q * z, 2 * c * y + 1),
    )
    return CitedFact((sympy.Lt(ALPHA(T), 0), *equations), sympy.Eq(H(T), x + z))
