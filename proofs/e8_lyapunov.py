"""E8. A quadratic Lyapunov function in closed form, and the bound on the peak that comes with it.

For block-triangular J with symmetric diagonal blocks,

    M(J) ≤ L(J) ≤ max(1, c/(1-γ²)).

It is the bound on the transient peak that R3 is mistaken for.

*Argument.* Let σ = (1-γ²)/c and P = diag(I, σ²I). Then JᵀPJ ⪯ P iff ‖[[A, 0], [σC, D]]‖ ≤ 1. By
the comparison theorem for t = 1 that norm is at most ‖[[γ, 0], [1-γ², γ]]‖ = (1-γ²)/2 + (1+γ²)/2
= 1, and √cond(P) = max(σ, 1/σ). If σ > 1 take P = I instead: ‖J‖ ≤ 1 then. Last, ‖Jᵗ‖² ≤ cond(P)
for every t.

*With coupling back.* If bc < (1-γ)² then, with δ = 1-γ,

    M(J) ≤ L(J) ≤ max(1, b/δ, c/δ).

Now σ = max(b, δ)/max(c, δ) makes both σc and b/σ at most δ, so that the rows and columns of T_σ =
[[γ, b/σ], [σc, γ]] have sums of at most 1, and its norm is at most 1. One of b and c is at most
δ, so max(σ, 1/σ) is the bound.

Status: proved by machine.
"""

from sympy import And, Eq, Max

from kreissverify import BlockTriangular, L, M, SelfReferential, assume, theorem
from kreissverify.derivations.citations.facts.scaled_blocks import scaled_norms


@theorem(source="kreissverify", expect="proved", id="E8")
def lyapunov_bound(J: BlockTriangular):
    """The Lyapunov bound is at most c/(1-γ²), or 1."""
    return L(J) <= Max(1, J.c / (1 - J.gamma**2))


@theorem(source="kreissverify", expect="proved", id="E8.peak")
def peak_bound(J: BlockTriangular):
    """The transient peak is at most c/(1-γ²), or 1."""
    return M(J) <= Max(1, J.c / (1 - J.gamma**2))


@theorem(source="kreissverify", expect="proved", id="E8.coupled")
def lyapunov_bound_coupled(J: SelfReferential):
    """With coupling back, the Lyapunov bound is at most the larger of b and c over 1-γ, or 1."""
    assume(J.b * J.c < (1 - J.gamma) ** 2)
    return L(J) <= Max(1, J.b / (1 - J.gamma), J.c / (1 - J.gamma))


@theorem(source="kreissverify", expect="proved", id="E8.coupled_peak")
def peak_bound_coupled(J: SelfReferential):
    """With coupling back, the transient peak is at most the larger of b and c over 1-γ, or 1."""
    assume(J.b * J.c < (1 - J.gamma) ** 2)
    return M(J) <= Max(1, J.b / (1 - J.gamma), J.c / (1 - J.gamma))


def contract(p, scale, entries_fit):
    """Show L(J) ≤ max(σ, 1/σ) by ‖T_σ‖ ≤ 1: with m = σc and k = b/σ it is enough that m, k ≤ 1
    and γ² ≤ (1-m)(1-k), since I - T_σᵀT_σ then has nonnegative trace and determinant.
    """
    J, γ, σ = p.J, p.J.gamma, scale.claim.lhs
    x, m, k = p.real("x"), p.real("m"), p.real("k")
    fits = [m >= 0, k >= 0, m <= 1, k <= 1, γ**2 <= (1 - m) * (1 - k)]
    F, D = 2 * γ**2 + m**2 + k**2, γ**2 - m * k
    root = p.reals("the roots", x <= 1, given=[*fits, Eq(x**2 - F * x + D**2, 0)])

    of_blocks, n = scaled_norms(J, σ)
    known = p.by("scaled.two_by_two", J=J, scale=σ, uses=[entries_fit], name="the norm of T_σ")
    square = p.at(root, {x: n**2, m: σ * J.c, k: J.b / σ}, [known, entries_fit])
    contraction = p.reals("T_σ is a contraction", n <= 1, [square])
    compared = p.by("scaled.comparison", J=J, scale=σ, uses=[entries_fit], name="J_σ and T_σ")
    small = p.reals("J_σ is a contraction", of_blocks <= 1, [compared, contraction])
    return p.by("lyapunov.scaled", J=J, scale=σ, uses=[small, entries_fit], name="L(J) by P")


@lyapunov_bound.derivation
def _(p):
    """P = diag(I, σ²I) with σ = (1-γ²)/max(c, 1-γ²), so that σc ≤ 1-γ²."""
    γ, c = p.J.gamma, p.J.c
    scale = p.let("sigma", (1 - γ**2) / Max(c, 1 - γ**2))
    σ = scale.claim.lhs
    fits = p.reals("σ and σc", And(σ > 0, σ <= 1, σ * c <= 1 - γ**2), [scale])
    ratio = p.reals("1/σ", Eq(1 / σ, Max(1, c / (1 - γ**2))), [scale])
    p.qed(contract(p, scale, fits), ratio)


@peak_bound.derivation
def _(p):
    """M(J) ≤ L(J)."""
    p.qed(p.by("lyapunov.peak", X=p.J, name="M(J) ≤ L(J)"), p.lemma(lyapunov_bound))


@lyapunov_bound_coupled.derivation
def _(p):
    """P = diag(I, σ²I) with σ = max(b, δ)/max(c, δ), so that σc ≤ δ and b/σ ≤ δ."""
    γ, b, c = p.J.gamma, p.J.b, p.J.c
    δ = 1 - γ
    scale = p.let("sigma", Max(b, δ) / Max(c, δ))
    σ = scale.claim.lhs
    positive = p.reals("σ > 0", σ > 0, [scale])
    lower = p.reals("σc ≤ δ", σ * c <= δ, [scale])
    upper = p.reals("b/σ ≤ δ", b / σ <= δ, [scale])
    product = p.reals(
        "γ² ≤ (1-σc)(1-b/σ)", γ**2 <= (1 - σ * c) * (1 - b / σ), [lower, upper, positive]
    )
    fits = p.reals(
        "T_σ fits",
        And(σ > 0, σ * c <= 1, b / σ <= 1, γ**2 <= (1 - σ * c) * (1 - b / σ)),
        [positive, product],
    )
    bound = p.statement.conclusion.rhs
    larger = p.reals("σ", σ <= bound, [scale])
    smaller = p.reals("1/σ", 1 / σ <= bound, [scale])
    p.qed(contract(p, scale, fits), larger, smaller)


@peak_bound_coupled.derivation
def _(p):
    """M(J) ≤ L(J)."""
    p.qed(p.by("lyapunov.peak", X=p.J, name="M(J) ≤ L(J)"), p.lemma(lyapunov_bound_coupled))
