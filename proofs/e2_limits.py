"""E2's limits: where the worst Kreiss constant is 1, and what it tends to at the threshold.

With δ = 1-γ, s = (b+c)/2 and bc < δ², the comparison matrix T = [[γ, b], [c, γ]] has

    K(T) = 1 if and only if s ≤ δ,
    max(1, s/δ) - |c-b|√(δ²-bc)/(2δ²) ≤ K(T) ≤ max(1, s/δ).

So at bc → δ², where stability is lost, K(T) tends to s/δ: the worst Kreiss constant stays finite,
while the bound of any Neumann series blows up.

*Argument.* Let A = |c-b|/2 and W = √(δ²-bc), so that A² = s² - bc and E2 says K(T)(δs + AW) = s² +
δ² - bc where s ≥ δ. As s² + δ² - bc = s² + W²,

    s/δ - K(T) = W(sA - δW)/(δ(δs + AW)),

and sA ≥ δW because s² ≥ δ² and s² - bc ≥ δ² - bc: this is the upper half. The numerator is at most
WsA, and the denominator at least δ²s: this is the lower half. Last, s² + δ² - bc > δs + AW where s
> δ, since twice the difference is (s-δ)² + (A-W)² > 0.

Status: proved by machine.
"""

from types import SimpleNamespace

from comparison_theorem import kreiss_constants_compare
from e2_exact_self_referential import exact_self_referential_is_attained
from sympy import Abs, And, Eq, Equivalent, Max, sqrt

from kreissverify import K, SelfReferential, assume, theorem
from kreissverify.derivations import Finite


@theorem(source="kreissverify", expect="proved", id="E2.one")
def no_transient_growth(J: SelfReferential):
    """The worst Kreiss constant is 1 exactly as long as (b+c)/2 is at most 1-γ."""
    assume(J.b * J.c < (1 - J.gamma) ** 2)
    return Equivalent(K(J.comparison) <= 1, (J.b + J.c) / 2 <= 1 - J.gamma)


@theorem(source="kreissverify", expect="proved", id="E2.upper")
def at_most_the_limit(J: SelfReferential):
    """K(J) is at most (b+c)/(2(1-γ)), or 1."""
    assume(J.b * J.c < (1 - J.gamma) ** 2)
    return K(J) <= Max(1, (J.b + J.c) / (2 * (1 - J.gamma)))


@theorem(source="kreissverify", expect="proved", id="E2.limit")
def near_the_limit(J: SelfReferential):
    """K(T) differs from that by at most |c-b|√(δ²-bc)/(2δ²), which tends to 0 as bc → δ²."""
    assume(J.b * J.c < (1 - J.gamma) ** 2)
    δ = 1 - J.gamma
    gap = Abs(J.c - J.b) * sqrt(δ**2 - J.b * J.c) / (2 * δ**2)
    return K(J.comparison) >= Max(1, (J.b + J.c) / (2 * δ)) - gap


def the_exact_value(p):
    """Return δ, s, A, W, k = K(T) and what E2 says of them where s ≥ δ."""
    γ, b, c, k = p.J.gamma, p.J.b, p.J.c, K(p.J.comparison)
    exact = p.lemma(exact_self_referential_is_attained)
    finite = p.reals("K(T) is finite", Finite(k), [exact])
    named = [
        p.let("delta", 1 - γ),
        p.let("s", (b + c) / 2),
        p.let("A", Abs(c - b) / 2),
        p.let("W", sqrt((1 - γ) ** 2 - b * c)),
    ]
    δ, s, A, W = (fact.claim.lhs for fact in named)
    signs = p.reals("signs", And(δ > 0, s >= 0, A >= 0), named[:3])
    width = p.reals("W is positive", W > 0, named[3:])
    strong = [s >= δ]
    ratio = p.reals("s/δ ≥ 1", (b + c) / (1 - γ) >= 2, named[:2], strong)
    value = p.reals("K(T) by E2", Eq(k, exact.claim.rhs.args[0].expr), [exact, ratio], strong)
    quotient = p.reals(
        "K(T)(δs + AW) = s² + W²",
        Eq(k * (δ * s + A * W), s**2 + W**2),
        [finite, value, *named],
        strong,
    )
    return SimpleNamespace(
        δ=δ, s=s, A=A, W=W, k=k, named=named, exact=exact, finite=finite, signs=signs,
        width=width, quotient=quotient, strong=strong, weak=[s < δ],
    )  # fmt: skip


def one_for_weak_coupling(p, n):
    """Show K(T) = 1 where s < δ."""
    ratio = (p.J.b + p.J.c) / (1 - p.J.gamma)
    below = p.reals("s/δ < 1", ratio < 2, n.named[:2], n.weak)
    return p.reals("K(T) = 1", Eq(n.k, 1), [n.exact, below], n.weak)


def difference_of_squares(p, n):
    """Show A² - W² = s² - δ²."""
    return p.reals("A² - W² = s² - δ²", Eq(n.A**2 - n.W**2, n.s**2 - n.δ**2), n.named)


@at_most_the_limit.derivation
def _(p):
    """s/δ - K(T) is W(sA - δW) over something positive, and sA ≥ δW where s ≥ δ."""
    n, claim = the_exact_value(p), p.statement.conclusion
    square = difference_of_squares(p, n)
    product = p.reals("sA ≥ δW", n.s * n.A >= n.δ * n.W, [n.signs, square], n.strong)
    bound = p.reals(
        "δK(T) ≤ s", n.δ * n.k <= n.s, [n.finite, n.quotient, n.signs, n.width, product], n.strong
    )
    stable = p.by("two_by_two.radius", T=p.J.comparison, name="ρ(T) = γ + √(bc)")
    compared = p.lemma(kreiss_constants_compare, uses=[stable])
    large = p.reals("strong coupling", claim, [n.finite, compared, bound, *n.named[:2]], n.strong)
    small = p.reals("weak coupling", claim, [compared, one_for_weak_coupling(p, n)], n.weak)
    p.qed(p.cases("K(J) ≤ max(1, s/δ)", large, small))


@near_the_limit.derivation
def _(p):
    """s/δ - K(T) ≤ WsA/(δ²s) where s ≥ δ, and K(T) is 1 at least."""
    n, claim = the_exact_value(p), p.statement.conclusion
    δ, s, A, W, k = n.δ, n.s, n.A, n.W, n.k
    bound = p.reals(
        "δ²K(T) ≥ sδ - AW",
        δ**2 * k >= s * δ - A * W,
        [n.finite, n.quotient, n.signs, n.width],
        n.strong,
    )
    share = p.let("E", A * W / δ**2, [n.signs])
    E = share.claim.lhs
    split = p.reals("it is AW/δ²", Eq(E * δ**2, A * W), [share, n.signs])
    quotient = p.reals(
        "K(T) ≥ s/δ - AW/δ²", k >= s / δ - E, [n.finite, bound, split, n.signs], n.strong
    )
    least = p.by("kreiss.at_least_one", X=p.J.comparison, name="K(T) is at least 1")
    gap = next(-x for x in claim.rhs.args if not x.has(Max))
    ratio = (p.J.b + p.J.c) / (2 * (1 - p.J.gamma))
    same = p.reals("its value", Eq(gap, E), [share, n.named[0], *n.named[2:]])
    other = p.reals("s/δ", Eq(ratio, s / δ), n.named[:2])
    large = p.reals("strong coupling", claim, [n.finite, quotient, least, same, other], n.strong)
    under = p.reals("s/δ is below 1", ratio < 1, n.named[:2], n.weak)
    few = p.reals("weak coupling", claim, [n.finite, least, under], n.weak)
    p.qed(p.cases("K(T) near max(1, s/δ)", large, few))


@no_transient_growth.derivation
def _(p):
    """Where s > δ, twice s² + W² - (δs + AW) is (s-δ)² + (A-W)² > 0, as A² - W² = s² - δ²."""
    n = the_exact_value(p)
    δ, s, A, W, k = n.δ, n.s, n.A, n.W, n.k
    square, one = difference_of_squares(p, n), one_for_weak_coupling(p, n)
    divisor = p.reals("δs + AW is positive", δ * s + A * W > 0, [n.signs, n.width], n.strong)
    excess = p.reals("s² + W² exceeds δs + AW", s**2 + W**2 > δ * s + A * W, [square], [s > δ])
    above = p.reals("K(T) > 1 where s > δ", k > 1, [n.finite, n.quotient, divisor, excess], [s > δ])
    equal = p.reals("A = W at the transition", Eq(A, W), [square, n.signs, n.width], [Eq(s, δ)])
    border = p.reals("K(T) = 1 there", Eq(k, 1), [n.finite, n.quotient, divisor, equal], [Eq(s, δ)])
    claim = p.statement.conclusion
    cases = [
        p.reals("beyond", claim, [n.finite, above, *n.named[:2]], [s > δ]),
        p.reals("at the transition", claim, [border, *n.named[:2]], [Eq(s, δ)]),
        p.reals("before", claim, [one, *n.named[:2]], n.weak),
    ]
    p.qed(p.cases("K(T) ≤ 1 iff s ≤ δ", *cases))
