"""C2 and C3. The transient peak of coupled flows, and 4/e: what K_c says of it.

Over the flows x' = Jx, J = [[A, 0], [C, D]] with ω(A), ω(D) ≤ -μ < 0, and with κ = c/μ, v =
√(κ²/4 - 1),

    max M_c(J) = e^{asinh v - 2v/κ}    if κ ≥ 2,    else 1,                       (C2)
    M_c(J) ≤ (4/e)·K_c(T),    and 4/e cannot be smaller,                        (C3)

attained by T = [[-μ, 0], [c, -μ]]. The peak comes at t = 2v/c. For maps the constant is 4 (E6), and
4/(1+γ) with b = 0: a step of Euler may lose a factor of up to e.

*Argument.* ‖e^{tT}‖ = e^{asinh y - 2y/κ} with y = ct/2. Its derivative has the sign of κ/2 - √(1
+ y²), so that it is largest at y = v, or at 0 if κ ≤ 2. With u = 2v/κ = √(1 - 4/κ²), e^{asinh v}
is (1+u)κ/2 and K_c(T) is (2 - u²)κ/4, so C3 says that (1+u)e^{1-u} ≤ 2(2 - u²) for 0 ≤ u ≤ 1: the
difference falls to its value 0 at u = 1, which is κ = ∞.

Status: proved by machine (b = 0 and one rate μ; for b > 0 see c3_coupled_flows.py).
"""

from c1_comparison_of_flows import transient_peaks_compare
from c1_exact_flows import exact_triangular_flow_is_attained, stable_comparison
from c2_exponentials import triangular_exponential
from sympy import And, E, Eq, Piecewise, asinh, exp, sqrt

from kreissverify import continuous as ct
from kreissverify import theorem

SOURCE = "kreissverify, E6 in continuous time"
Triangular = ct.BlockTriangular(symmetric=False)


def worst_peak(κ):
    """The right-hand side of C2."""
    v = sqrt(κ**2 / 4 - 1)
    return Piecewise((exp(asinh(v) - 2 * v / κ), κ >= 2), (1, True))


@theorem(source=SOURCE, expect="proved", id="C2.peak")
def peak_of_triangular_flow(J: Triangular):
    """M_c(J) is at most e^{asinh v - 2v/κ}, v = √(κ²/4 - 1), for κ ≥ 2, and 1 below."""
    return ct.M(J) <= worst_peak(J.kappa)


@theorem(source=SOURCE, expect="proved", id="C2.peak_attained")
def peak_is_attained(J: Triangular):
    """The comparison matrix, a member of the class, attains the bound."""
    return Eq(ct.M(J.comparison), worst_peak(J.kappa))


@theorem(source=SOURCE, expect="proved", id="C3")
def peak_by_the_kreiss_constant(J: Triangular):
    """The transient peak is at most (4/e)·K_c(T), in every dimension."""
    return E * ct.M(J) <= 4 * ct.K(J.comparison)


@peak_is_attained.derivation
def _(p):
    """‖e^{tT}‖ = e^{asinh y - 2y/κ} with y = ct/2, and this is largest at y = v."""
    J, T, t, y = p.J, p.J.comparison, p.real("t"), p.real("y")
    μ, c, given = J.mu, J.c, [p.real("t") >= 0]
    v, strong, weak = sqrt(J.kappa**2 / 4 - 1), [J.kappa >= 2], [J.kappa < 2]
    peak = p.statement.conclusion.rhs
    norm = p.lemma(triangular_exponential, t=t, given=given, name="‖e^{tT}‖")
    largest = p.calculus(
        "the largest value",
        exp(asinh(y) - 2 * μ * y / c) <= exp(asinh(v) - 2 * μ * v / c),
        of=y,
        at=v,
        given=[y >= 0, *strong],
    )
    there = p.at(largest, {y: c * t / 2}, given=[*given, *strong])
    falls = p.calculus(
        "it falls", exp(asinh(c * t / 2) - μ * t) <= 1, of=t, at=0, given=[*given, *weak]
    )
    below = p.cases(
        "the bound at one time",
        p.reals("strong", ct.exp_norm(T, t) <= peak, [norm, there], [*given, *strong]),
        p.reals("weak", ct.exp_norm(T, t) <= peak, [norm, falls], [*given, *weak]),
        given=given,
    )
    upper = p.by("flow.peak_supremum", X=T, bound=peak, t=t, uses=[below], name="M_c(T) ≤ V")
    time = 2 * v / c
    then = p.lemma(triangular_exponential, t=time, given=strong, name="‖e^{tT}‖ at t = 2v/c")
    value = p.by("flow.peak_value", X=T, t=time, given=strong, name="M_c(T) is a supremum")
    trivial = p.by("flow.peak_at_least_one", X=T, name="M_c(T) ≥ 1")
    reached = p.reals("V is reached", ct.M(T) >= peak, [upper, then, value], strong)
    at_once = p.reals("V is reached at 0", ct.M(T) >= peak, [upper, trivial], weak)
    p.qed(upper, p.cases("M_c(T) ≥ V", reached, at_once))


@peak_of_triangular_flow.derivation
def _(p):
    """M_c(J) ≤ M_c(T) by the comparison theorem of flows, and M_c(T) is known."""
    compared = p.lemma(transient_peaks_compare, uses=[stable_comparison(p)])
    p.qed(compared, p.lemma(peak_is_attained))


@peak_by_the_kreiss_constant.derivation
def _(p):
    """(1+u)e^{-u} ≤ (2/e)(2 - u²) for u = 2v/κ."""
    J, T, u, κ = p.J, p.J.comparison, p.real("u"), p.J.kappa
    v, strong, weak = sqrt(κ**2 / 4 - 1), [κ >= 2], [κ < 2]
    claim = p.statement.conclusion
    small = p.calculus("e^{-u} ≤ 1", exp(-u) <= 1, of=u, at=0, given=[u >= 0])
    falls = p.calculus(
        "it falls to 0 at u = 1",
        (1 + u) * exp(-u) * E <= 2 * (2 - u**2),
        of=u,
        at=1,
        uses=[small],
        given=[u >= 0, u <= 1],
    )
    share = p.reals("0 ≤ 2v/κ ≤ 1", And(2 * v / κ >= 0, 2 * v / κ <= 1), given=strong)
    there = p.at(falls, {u: 2 * v / κ}, [share], strong)
    worst, exact = p.lemma(peak_of_triangular_flow), p.lemma(exact_triangular_flow_is_attained)
    peak = p.reals("M_c(J) by C2", ct.M(J) <= (v + κ / 2) * exp(-2 * v / κ), [worst], strong)
    kreiss = p.reals("K_c(T) by C1", Eq(ct.K(T), κ / 4 + 1 / κ), [exact], strong)
    large = p.reals("strong coupling", claim, [peak, kreiss, there], strong)
    ones = p.reals("both are 1", And(ct.M(J) <= 1, ct.K(T) >= 1), [worst, exact], weak)
    low = p.reals("weak coupling", claim, [ones, exact], weak)
    p.qed(p.cases("the constant 4/e", large, low))
