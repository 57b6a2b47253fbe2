"""E6. The transient peak.

For block-triangular J with symmetric diagonal blocks and γ > 0,

    ‖Jᵗ‖ ≤ γᵗ·e^{asinh(ct/2γ)},

with equality for T = [[γ, 0], [c, γ]]. As γ → 1 and κ → ∞, M(T) ~ κ/e while K(T) ~ κ/4: the
Kreiss constant bounds the peak from below, and the upper bound R3 on it is none on the peak. The
other way round,

    M(J) ≤ 4·K(T), whatever the dimension,    and M(J) ≤ (4/(1+γ))·K(T) if B = 0.

*Argument.* Tᵗ = [[γᵗ, 0], [ctγᵗ⁻¹, γᵗ]], with the norm of E1's first step; ‖Jᵗ‖ ≤ ‖Tᵗ‖ is the
comparison theorem. For B = 0, E8 gives M(J) ≤ max(1, κ/(1+γ)), and (4/(1+γ))·k(κ) is at least
that.

For B ≠ 0, with δ = 1-γ and s = (b+c)/2, E8 gives M(J) ≤ max(1, b/δ, c/δ) ≤ max(1, 2s/δ). If s < δ
this is at most 2, and 4K(T) ≥ 4. If s ≥ δ then by E2, as (s² - bc)(δ² - bc) ≤ s²δ²,

    K(T) ≥ (s² + δ² - bc)/(2δs) ≥ s/(2δ).

The constant 4 cannot be smaller: it is approached as γ → 0, c → ∞ with b = 0.

Status: proved by machine.
"""

from comparison_theorem import powers_compare
from e1_exact_triangular import exact_triangular_is_attained
from e2_exact_self_referential import exact_self_referential_is_attained
from e8_lyapunov import peak_bound, peak_bound_coupled
from sympy import Abs, And, Eq, asinh, exp, sqrt

from kreissverify import (
    BlockTriangular,
    Integer,
    K,
    M,
    SelfReferential,
    assume,
    power_norm,
    theorem,
)
from kreissverify.derivations import Finite


@theorem(source="kreissverify", expect="proved", id="E6.powers")
def norms_of_powers(J: BlockTriangular, t: Integer(at_least=0, at_most=2000)):
    """Every power of J has norm at most γᵗ·e^{asinh(ct/2γ)}."""
    assume(J.gamma > 0)
    return power_norm(J, t) <= J.gamma**t * exp(asinh(J.c * t / (2 * J.gamma)))


@theorem(source="kreissverify", expect="proved", id="E6.constant")
def peak_by_the_kreiss_constant(J: SelfReferential):
    """The transient peak is at most 4 K(T), in every dimension."""
    assume(J.b * J.c < (1 - J.gamma) ** 2)
    return M(J) <= 4 * K(J.comparison)


@theorem(source="kreissverify", expect="proved", id="E6.triangular")
def peak_by_the_kreiss_constant_triangular(J: BlockTriangular):
    """Without coupling back, the transient peak is at most (4/(1+γ))·K(T)."""
    return M(J) <= 4 / (1 + J.gamma) * K(J.comparison)


@norms_of_powers.derivation
def _(p):
    """‖Jᵗ‖ ≤ ‖Tᵗ‖, and n = ‖Tᵗ‖ solves n² = qn + p² with p = γᵗ and q = 2pu, u = ct/2γ; so n is
    p(u + √(1+u²)), and u + √(1+u²) = e^{asinh u}.
    """
    T, γ, c, t = p.J.comparison, p.J.gamma, p.J.c, p.parameter("t")
    compared = p.lemma(powers_compare, t=t, name="the powers of J and of T")
    power = p.let("p", γ**t)
    P = power.claim.lhs
    norm = p.by("two_by_two.power", T=T, t=t, power=P, uses=[power], name="Tᵗ and its norm")
    n, q, u = p.real("n_t"), p.real("q"), p.real("u")
    larger = p.reals(
        "the larger root",
        n <= q * (u + sqrt(1 + u**2)),
        given=[Eq(n**2, 2 * q * u * n + q**2), q >= 0],
    )
    size = p.reals("γᵗ ≥ 0", P >= 0, [power])
    root = p.at(larger, {n: power_norm(T, t), q: P, u: c * t / (2 * γ)}, [norm, size])
    p.qed(compared, root, power)


@peak_by_the_kreiss_constant_triangular.derivation
def _(p):
    """E8 and E1: max(1, κ/(1+γ)) ≤ (4/(1+γ))·k(κ)."""
    p.qed(p.lemma(peak_bound), p.lemma(exact_triangular_is_attained))


@peak_by_the_kreiss_constant.derivation
def _(p):
    """E8 bounds the peak by max(1, 2s/δ), and E2 gives K(T) ≥ s/(2δ) where s ≥ δ."""
    T, γ, b, c = p.J.comparison, p.J.gamma, p.J.b, p.J.c
    δ, s, claim = 1 - γ, (b + c) / 2, p.statement.conclusion
    strong, weak = [s >= δ], [s < δ]
    peak, exact = p.lemma(peak_bound_coupled), p.lemma(exact_self_referential_is_attained)
    finite = p.reals("K(T) is finite", Finite(K(T)), [exact])

    first, second = p.let("A", Abs(c - b) / 2), p.let("W", sqrt(δ**2 - b * c))
    A, W = first.claim.lhs, second.claim.lhs
    parts = [
        p.reals("0 ≤ A ≤ s", And(A >= 0, s >= A), [first]),
        p.reals("0 < W ≤ δ", And(W > 0, δ >= W), [second]),
    ]
    divisor = p.reals("0 < δs + AW ≤ 2δs", And(δ * s + A * W > 0, δ * s >= A * W), parts, strong)
    value = p.reals("K(T) by E2", Eq(K(T), exact.claim.rhs.args[0].expr), [exact], strong)
    known = [finite, value, first, second]
    quotient = p.reals(
        "it is a quotient", Eq(K(T) * (δ * s + A * W), s**2 + δ**2 - b * c), known, strong
    )
    half = p.reals("K(T) ≥ s/(2δ)", 2 * δ * K(T) >= s, [finite, quotient, divisor], strong)
    one = p.reals("K(T) = 1", Eq(K(T), 1), [exact], weak)
    large = p.reals("strong coupling", claim, [finite, peak, half], strong)
    small = p.reals("weak coupling", claim, [peak, one], weak)
    p.qed(p.cases("the constant 4", large, small))
