"""TS.best. The steps with the least worst case of two radii, among those that are fast enough.

Of x⁺ = x - α∇f, y⁺ = y - β∇g with curvatures in [μ_x, L_x] and [μ_y, L_y], and y not acting back,
the gaps are d₁ = min(αμ_x, 2 - αL_x) and d₂ = min(βμ_y, 2 - βL_y), and c = βg with g = ‖Hyx‖. For
all steps with 1 - d₂ ≤ rate < 1,

    K(T) ≥ V(2μ_x/((μ_x + L_x)(1 - rate)), g/μ_y),

where V(d₁/d₂, c/d₂) = K(T) is the function of TS.ratio. At α = 2/(μ_x + L_x), β = (1-rate)/μ_y the
two sides are equal, as d₁ = 2μ_x/(μ_x + L_x), d₂ = 1 - rate and c/d₂ = g/μ_y there (if 1 - rate is
a gap at all, (1-rate)/μ_y ≤ 2/(μ_y + L_y)): no steps that are fast enough overshoot less.

*Argument.* V falls in x (TS.monotone) and grows with ℓ, as X does. L_x·d₁ + μ_x·d₁ is at most
L_x·αμ_x + μ_x(2 - αL_x) = 2μ_x, whatever α, and c/d₂ ≥ βg/(βμ_y).

Status: proved by machine.
"""

from n1_triangular import (
    SOURCE,
    gaps,
    larger_ratio,
    only_the_ratio_of_steps,
    slower_driver_never_harms,
    two_scales,
)
from sympy import And, Eq

from kreissverify import BlockTriangular, K, Real, assume, theorem
from kreissverify.derivations import Finite


@theorem(source=SOURCE, expect="proved", id="TS.both")
def slower_driver_and_less_coupling(
    J: BlockTriangular(radii="each"), x: Real(above=0), l: Real(at_least=0)
):
    """V(x, ℓ) falls in x and grows with ℓ: V(x, ℓ) ≤ K(T) if x ≥ d₁/d₂ and ℓ ≤ c/d₂."""
    d1, d2 = gaps(J)
    assume(x >= d1 / d2)
    assume(l <= J.c / d2)
    return two_scales(x, l) <= K(J.comparison)


@theorem(source=SOURCE, expect="proved", id="TS.best")
def steps_of_least_growth(
    J: BlockTriangular(radii="each"),
    alpha: Real(above=0),
    beta: Real(above=0),
    mu_x: Real(above=0),
    L_x: Real(at_least="mu_x"),
    mu_y: Real(above=0),
    g: Real(at_least=0),
    rate: Real(below=1),
):
    """No steps overshoot less in the worst case than 2/(μ_x + L_x) and (1-rate)/μ_y."""
    d1, d2 = gaps(J)
    assume(d1 <= alpha * mu_x)
    assume(d1 <= 2 - alpha * L_x)
    assume(d2 <= beta * mu_y)
    assume(d2 >= 1 - rate)
    assume(Eq(J.c, beta * g))
    return two_scales(2 * mu_x / ((mu_x + L_x) * (1 - rate)), g / mu_y) <= K(J.comparison)


@slower_driver_and_less_coupling.derivation
def _(p):
    """TS.monotone, and X grows with ℓ."""
    (_, d2), c = gaps(p.J), p.J.c
    there = p.lemma(slower_driver_never_harms, x=p.x)
    less, more = p.let("Y", larger_ratio(p.x, p.l)), p.let("Z", larger_ratio(p.x, c / d2))
    Y, Z = less.claim.lhs, more.claim.lhs
    ordered = p.reals("1 ≤ Y ≤ Z", And(Y >= 1, Y <= Z), [less, more])
    value = p.lemma(only_the_ratio_of_steps)
    finite = p.reals("K(T) is finite", Finite(K(p.J.comparison)), [value])
    e, f, s, t, v = map(p.real, ("y_1", "y_2", "y_3", "y_4", "y_5"))
    means = p.reals(
        "means grow",
        e / 2 + 1 / (2 * e) <= v,
        given=[v >= f / 2 + 1 / (2 * f), Eq(s, e), Eq(t, f), s <= t, s >= 1],
    )
    names = {s: Y, t: Z, e: less.claim.rhs, f: more.claim.rhs, v: K(p.J.comparison)}
    p.qed(p.at(means, names, [there, less, more, ordered, finite]))


@steps_of_least_growth.derivation
def _(p):
    """d₁ ≤ 2μ_x/(μ_x + L_x) for every α, and c/d₂ ≥ g/μ_y for every β."""
    (d1, d2), c = gaps(p.J), p.J.c
    first = p.reals(
        "the largest gap of x over the smallest gap of y",
        d1 / d2 <= 2 * p.mu_x / ((p.mu_x + p.L_x) * (1 - p.rate)),
    )
    second = p.reals("the least coupling", p.g / p.mu_y <= c / d2)
    place = 2 * p.mu_x / ((p.mu_x + p.L_x) * (1 - p.rate))
    p.qed(p.lemma(slower_driver_and_less_coupling, x=place, l=p.g / p.mu_y, uses=[first, second]))
