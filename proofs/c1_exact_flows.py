"""C1. The exact worst Kreiss constant of coupled flows.

Over all flows x' = Jx, J = [[A, B], [C, D]] with ω(A), ω(D) ≤ -μ < 0 and bc < μ²,

    max K_c(J) = (s² + μ² - bc) / (μs + √((s² - bc)(μ² - bc))) if s ≥ μ, else 1,    s = (b+c)/2,

attained by T = [[-μ, b], [c, -μ]]. At b = 0 it is k(κ), κ = c/μ, with the k of E1: κ/4 + 1/κ if κ ≥
2, else 1. It is E2 with the rate μ in the place of 1-γ: a step of size h makes of T the map I + hT,
which has γ = 1-hμ and couplings hb, hc, and the same Kreiss constant, whatever h ≤ 1/μ.

*Argument.* K_c(J) ≤ K_c(T) by the comparison theorem of flows. And g = ‖(xI - T)⁻¹‖, the largest
resolvent norm on Re z = x, solves (x+μ)²g² = 1 + 2sg + bcg², which is E2's equation for r = 1 + x.
So the derivation is that of E2, with xg in the place of (r-1)g.

Status: proved by machine.
"""

from types import SimpleNamespace

from c1_comparison_of_flows import abscissae_compare, kreiss_constants_compare
from e1_exact_triangular import k
from e2_exact_self_referential import exact_value, worst_kreiss_constant
from sympy import Eq

from kreissverify import assume, theorem
from kreissverify import continuous as ct

SOURCE = "kreissverify, E2 in continuous time"
# A flow is stable to the left of the axis Re z = 0, which is δ = μ away.
FLOWS = SimpleNamespace(
    K=ct.K, G=ct.G, edge=0, level="x", gap=lambda J: J.mu, letter="K_c", curve="line",
    resolvent="flow.two_by_two_resolvent", supremum="flow.kreiss_supremum",
    value="flow.kreiss_value", at_least_one="flow.kreiss_at_least_one",
)  # fmt: skip
Coupled, Triangular = ct.SelfReferential(symmetric=False), ct.BlockTriangular(symmetric=False)


@theorem(source=SOURCE, expect="proved", id="C1")
def exact_flow(J: Coupled):
    """K_c(J) is at most the closed form in μ, b and c."""
    assume(J.b * J.c < J.mu**2)
    return ct.K(J) <= worst_kreiss_constant(J.mu, J.b, J.c)


@theorem(source=SOURCE, expect="proved", id="C1.attained")
def exact_flow_is_attained(J: Coupled):
    """The comparison matrix, a member of the class, attains the bound."""
    assume(J.b * J.c < J.mu**2)
    return Eq(ct.K(J.comparison), worst_kreiss_constant(J.mu, J.b, J.c))


@theorem(source="kreissverify, E1 in continuous time", expect="proved", id="C1.triangular")
def exact_triangular_flow(J: Triangular):
    """Without coupling back K_c(J) is at most κ/4 + 1/κ for κ ≥ 2, and 1 below, κ = c/μ."""
    return ct.K(J) <= k(J.kappa)


@theorem(source="kreissverify, E1 in continuous time", expect="proved", id="C1.triangular_attained")
def exact_triangular_flow_is_attained(J: Triangular):
    """The comparison matrix, a member of the class, attains the bound."""
    return Eq(ct.K(J.comparison), k(J.kappa))


@theorem(source="kreissverify, E3 in continuous time", expect="proved", id="C1.threshold")
def stable_below_the_threshold(J: Coupled):
    """Every flow with bc < μ² is stable."""
    assume(J.b * J.c < J.mu**2)
    return ct.spectral_abscissa(J) < 0


def stable_comparison(p):
    """Show α(T) < 0."""
    T = p.J.comparison
    spectrum = p.by("flow.two_by_two_abscissa", T=T, name="the spectrum of T")
    return p.reals("α(T) < 0", ct.spectral_abscissa(T) < 0, [spectrum])


@exact_flow_is_attained.derivation
def _(p):
    """On Re z = x the largest resolvent norm g of T solves (x+μ)²g² = 1 + 2sg + bcg². So xg is
    √(1 + 2sg + bcg²) - μg, which is concave in g and largest at g = Q, or at 0 if s ≤ μ.
    """
    exact_value(p, FLOWS)


@exact_flow.derivation
def _(p):
    """K_c(J) ≤ K_c(T) by the comparison theorem of flows, and K_c(T) is known."""
    compared = p.lemma(kreiss_constants_compare, uses=[stable_comparison(p)])
    p.qed(compared, p.lemma(exact_flow_is_attained))


@exact_triangular_flow_is_attained.derivation
def _(p):
    """The closed form at b = 0, where s = c/2 and its value is κ/4 + 1/κ."""
    p.qed(p.lemma(exact_flow_is_attained))


@exact_triangular_flow.derivation
def _(p):
    """K_c(J) ≤ K_c(T) by the comparison theorem of flows, and K_c(T) is known."""
    compared = p.lemma(kreiss_constants_compare, uses=[stable_comparison(p)])
    p.qed(compared, p.lemma(exact_triangular_flow_is_attained))


@stable_below_the_threshold.derivation
def _(p):
    """α(J) ≤ α(T) = -μ + √(bc)."""
    p.qed(p.lemma(abscissae_compare), stable_comparison(p))
