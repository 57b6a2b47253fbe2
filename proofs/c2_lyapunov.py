"""C2. A quadratic Lyapunov function of coupled flows in closed form, and the bound on the peak.

Over the flows x' = Jx, J = [[A, B], [C, D]] with ω(A), ω(D) ≤ -μ < 0 and bc < μ²,

    M_c(J) ≤ L_c(J) ≤ max(1, b/u, c/u),    u = μ + √(μ² - bc),

which is max(1, κ/2) for b = 0: beside E8, max(1, c/(1-γ²)), it is what that tends to for small
steps.

*Argument.* P = diag(I, σ²I) satisfies JᵀP + PJ ⪯ 0 if σc + b/σ ≤ 2μ. With c ≥ b, c ≥ u and σ =
u/c this is an equality, since bc/u = μ - √(μ² - bc); with b ≥ c, b ≥ u and σ = b/u likewise; and
if both are at most u, then b + c ≤ 2μ, and σ = 1 will do. Last, ‖e^{tJ}‖² ≤ cond(P) for every t.

(That L_c(T) is no smaller would follow from C1 and K_c ≤ (L_c + 1/L_c)/2, which is not derived
here.)

Status: proved by machine, from above.
"""

from sympy import And, Eq, Max, sqrt

from kreissverify import assume, theorem
from kreissverify import continuous as ct

SOURCE = "kreissverify, E8 in continuous time"
Coupled = ct.SelfReferential(symmetric=False)


def closed_form(J):
    """max(1, b/u, c/u)."""
    u = J.mu + sqrt(J.mu**2 - J.b * J.c)
    return Max(1, J.b / u, J.c / u)


@theorem(source=SOURCE, expect="proved", id="C2.lyapunov")
def lyapunov_bound(J: Coupled):
    """The Lyapunov bound is at most the larger of b and c over μ + √(μ² - bc), or 1."""
    assume(J.b * J.c < J.mu**2)
    return ct.L(J) <= closed_form(J)


@theorem(source=SOURCE, expect="proved", id="C2.lyapunov_peak")
def peak_bound(J: Coupled):
    """The transient peak is at most the larger of b and c over μ + √(μ² - bc), or 1."""
    assume(J.b * J.c < J.mu**2)
    return ct.M(J) <= closed_form(J)


@lyapunov_bound.derivation
def _(p):
    """σ = max(b, u)/max(c, u), of which one is u."""
    J, μ, b, c = p.J, p.J.mu, p.J.b, p.J.c
    bound = p.statement.conclusion.rhs
    width = p.let("u", μ + sqrt(μ**2 - b * c))
    u = width.claim.lhs
    root = p.reals("u² + bc = 2μu", And(u >= μ, Eq(u**2 + b * c, 2 * μ * u)), [width])
    scale = p.let("sigma", Max(b, u) / Max(c, u), uses=[root])
    σ = scale.claim.lhs
    large_c, large_b, small = [c >= u], [b >= u], [b < u, c < u]
    fit = σ * c + b / σ <= 2 * μ
    of_c = p.reals("σc = u", Eq(σ * c, u), [root, scale], large_c)
    of_b = p.reals("σu = b", Eq(σ * u, b), [root, scale], large_b)
    one = p.reals("σ = 1", Eq(σ, 1), [scale], small)
    fits = p.cases(
        "σc + b/σ ≤ 2μ",
        p.reals("c is large", fit, [of_c, root], large_c),
        p.reals("b is large", fit, [of_b, root], large_b),
        p.reals("both are small", fit, [one, root], small),
    )
    positive = p.reals("σ > 0", σ > 0, [root, scale])
    square = p.reals("its square", (σ * c + b / σ) ** 2 <= 4 * μ * μ, [fits, positive])
    form = p.by("flow.lyapunov_scaled", J=J, scale=σ, uses=[square, positive], name="L_c(J) by P")
    larger = p.reals("σ and 1/σ", And(σ <= bound, 1 / σ <= bound), [width, scale])
    p.qed(form, larger)


@peak_bound.derivation
def _(p):
    """M_c(J) ≤ L_c(J)."""
    p.qed(p.by("flow.lyapunov_peak", X=p.J, name="M_c(J) ≤ L_c(J)"), p.lemma(lyapunov_bound))
