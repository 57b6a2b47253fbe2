"""R9. The settling time, with the spectral gap.

As reported: T(δ) = O(K(J)² log(1/δ)/(1-γ)²).

*Reading.* With the constant 4, for δ ≤ 1/2. No constant below 2/log 2 ≈ 2.9 can do: γ = 0 and c >
1/2 need T = 2. The worst ratio found over the extremal matrices [[γ, 0], [c, γ]] is about 3.4, at
δ = 1/2, γ near 0.12 and κ near 2, where T = 3.

*Argument.* By the comparison theorem ‖Jᵗ‖ ≤ ‖Tᵗ‖ ≤ γⁿ(γ + ct) for t = n + 1. Let d = 1-γ, L =
log(1/δ) ≥ 2/3, and k = K(J). By the lower half of the two-sided law (E5) c ≤ 4k, and c ≤ 2 or c² +
4 ≤ 4ck. For t beyond the bound, (n+2)d² > 4k²L; so n ≥ 1, and L ≤ nd.

For γ = 0 nothing is left of γⁿ. Otherwise let u = (d - L/n)/γ, so that γ(1+u) = 1 - L/n ≤ e^{-L/n}
and γⁿ(1+u)ⁿ ≤ δ. It is enough that

    γ + c(n+1) ≤ 1 + nu + n(n-1)u²/2 + n(n-1)(n-2)u³/6 ≤ (1+u)ⁿ.

1. For n = 1 this is γ(γ + 2c) ≤ 1 - L, and for n = 2 it is γ²(γ + 3c) ≤ (1 - L/2)².
2. For n ≥ 3, L ≤ (n+2)d²/4 ≤ 5nd²/12, so that γu ≥ d(1 - 5d/12). And c ≤ 4k ≤ 4k² ≤ 3(n+2)d²/2,
   as L ≥ 2/3. So it is an inequality between polynomials in n, d and u.

(K enters the settling time only through a logarithm, and one power of 1-γ is enough: see E7.)

Status: proved by machine.
"""

from _exponential_inequalities import exponential_above_its_tangent, logarithm_from_below
from _powers_and_integers import binomial_theorem_from_below, integers_apart, powers_grow
from comparison_theorem import powers_compare
from e5_two_sided_law import lower_half
from sympy import And, Eq, Implies, exp, log

from kreissverify import BlockTriangular, K, Real, T, power_norm, theorem
from kreissverify.derivations.citations.facts.powers_of_numbers import binomial_terms


@theorem(source="arXiv:2606.04031, Theorem 11 (reported)", expect="proved", id="R9")
def settling_time_with_gap(J: BlockTriangular, delta: Real(above=0, at_most="1/2")):
    """J settles to δ within 4·K² log(1/δ)/(1-γ)² steps."""
    return T(J, delta) <= 4 * K(J) ** 2 * log(1 / delta) / (1 - J.gamma) ** 2


def four_terms_are_enough(p, n, u, known, apart, beyond, chosen):
    """Show γ + c(n+1) ≤ 1 + nu + n(n-1)u²/2 + n(n-1)(n-2)u³/6 where γ(1+u) = 1 - L/n, γ > 0."""
    γ, c, d, L = p.J.gamma, p.J.c, 1 - p.J.gamma, log(1 / p.parameter("delta"))
    claim, positive = γ + c * (n + 1) <= binomial_terms(n, u), γ > 0
    finite, constants, least = known

    one = p.reals("n = 1", claim, known, [*beyond, chosen, Eq(n, 1)])
    cleared = γ**2 * (γ + 3 * c) <= (1 - L / 2) ** 2
    short = p.reals("n = 2, without u", cleared, known, [*beyond, Eq(n, 2)])
    two = p.reals("n = 2", claim, [short], [*beyond, positive, chosen, Eq(n, 2)])

    far = p.reals("d is large", 3 * (n + 2) * d**2 >= 8, known, beyond)
    size = p.reals("c is at most 3(n+2)d²/2", 2 * c <= 3 * (n + 2) * d**2, known, beyond)
    slope = p.reals(
        "γu for n ≥ 3",
        γ * u >= d * (1 - 5 * d / 12),
        [finite, constants],
        [*beyond, chosen, n >= 3],
    )
    more = from_three_on(p, n, u, [slope, far, size], [*beyond, positive, chosen, n >= 3])
    given, uses = [*beyond, positive, chosen], [*apart, finite, least]
    return p.cases("four terms are enough", one, two, more, uses=uses, given=given)


def polynomials_in_two_variables(p):
    """Show the inequality for n ≥ 3, with d(1 - 5d/12) in the place of γu, times γ³/d."""
    n, d = p.real("order"), p.real("gap")
    γ, s = 1 - d, 1 - 5 * d / 12
    cubic = n * (n - 1) * (n - 2) / 6 * d**2 * s**3
    return p.certified(  # neither solver decides it; the certificate has degree 8
        "an inequality in n and d",
        3 * (n + 1) * (n + 2) * d * γ**3 / 2
        <= γ**3 + n * γ**2 * s + n * (n - 1) / 2 * γ * d * s**2 + cubic,
        given=[n >= 3, d > 0, d <= 1, 3 * (n + 2) * d**2 >= 8],
    )


def from_three_on(p, n, u, known, given):
    """Show γ + c(n+1) ≤ 1 + nu + ... for n ≥ 3, times γ³, as γu ≥ d(1 - 5d/12)."""
    γ, c, d = p.J.gamma, p.J.c, 1 - p.J.gamma
    slope, far, size = known
    w, claim = d * (1 - 5 * d / 12), γ + c * (n + 1) <= binomial_terms(n, u)
    powers = p.reals(
        "powers of γu", And((γ * u) ** 2 >= w**2, (γ * u) ** 3 >= w**3), [slope], given
    )
    least = γ**3 + n * γ**2 * w + n * (n - 1) / 2 * γ * w**2 + n * (n - 1) * (n - 2) / 6 * w**3
    terms = p.reals(
        "γ³ times the four terms", least <= γ**3 * binomial_terms(n, u), [slope, powers], given
    )
    values = {p.real("order"): n, p.real("gap"): d}
    enough = p.at(polynomials_in_two_variables(p), values, [far], given)
    more = γ + 3 * (n + 1) * (n + 2) * d**2 / 2
    coupled = p.reals("c is replaced", claim.lhs <= more, [size], given)
    cleared = p.certified("γ³ times the claim", γ**3 * more <= least, [enough], given)
    x, y, z = p.real("scale"), p.real("first"), p.real("second")
    divided = p.reals("x³y ≤ x³z", y <= z, given=[x > 0, x**3 * y <= x**3 * z])
    scaled = p.certified(
        "γ³ times both sides", γ**3 * more <= γ**3 * claim.rhs, [terms, cleared], given
    )
    unscaled = p.at(divided, {x: γ, y: more, z: claim.rhs}, [scaled], given)
    return p.certified("n ≥ 3", claim, [coupled, unscaled], given)


def powers_with_u(p, n, u, first, beyond, given, grow):
    """Show (1+u)ⁿ ≥ 1 + nu + ..., and γⁿ(1+u)ⁿ ≤ δ as γ(1+u) ≤ 1 - L/n ≤ e^{-L/n}."""
    γ, L = p.J.gamma, log(1 / p.parameter("delta"))
    tangent = exponential_above_its_tangent(p)
    line = p.at(tangent, {p.real("t"): 1 - L / n}, [first], beyond)
    below = p.reals("γ(1+u) ≤ e^{-L/n}", γ * (1 + u) <= exp(-L / n), [line, first], given)
    above = p.reals("u is not negative", u >= 0, [first], given)
    return (
        binomial_theorem_from_below(p, u, n, [above], given),
        grow(γ, exp(-L / n), n, [first, below, above], given, second=1 + u),
    )


def nilpotent_powers(p, n, first, zero, grow):
    """Show γⁿ ≤ δ/(1 + c(n+1)) for γ = 0, as 0 ≤ e^y for every y."""
    γ, c, delta = p.J.gamma, p.J.c, p.parameter("delta")
    return grow(γ, exp(-log((1 + c * (n + 1)) / delta) / n), n, [first], zero)


@settling_time_with_gap.derivation
def _(p):
    """‖Tᵗ‖ ≤ γⁿ(γ + ct) with t = n + 1, and γⁿ(1+u)ⁿ ≤ δ where γ(1+u) = 1 - log(1/δ)/n. For n = 1,
    for 2 and for n ≥ 3, four terms of (1+u)ⁿ are at least γ + ct.
    """
    J, γ, c, n, delta = p.J, p.J.gamma, p.J.c, p.natural("m"), p.parameter("delta")
    d, k, L, u = 1 - γ, K(J), log(1 / delta), p.real("u")
    bound = p.statement.conclusion.rhs
    beyond = [n + 2 > bound]

    spectrum = p.by("triangular.radius", X=J, name="the spectrum of J")
    finite = p.by("kreiss.finite", X=J, uses=[spectrum], name="K(J) is finite")
    constants = p.reals(
        "c in terms of K",
        And(k >= 1, 4 * k >= c, Implies(c >= 2, 4 * k * c >= c**2 + 4)),
        [finite, p.lemma(lower_half, uses=[spectrum], name="K(J) is at least k(c)")],
    )
    tangent = p.at(logarithm_from_below(p), {p.real("x"): delta})
    least = p.reals("log(1/δ) is at least 2/3", 3 * L >= 2, [tangent])
    known = [finite, constants, least]
    first = p.reals("n > 2/3 and L ≤ nd", And(3 * n > 2, n * d >= L), known, beyond)
    apart, grow = integers_apart(p, n), powers_grow(p)

    small, chosen = γ**n * (γ + c * (n + 1)) <= delta, Eq(n * γ * (1 + u), n - L)
    enough = four_terms_are_enough(p, n, u, known, apart, beyond, chosen)
    given = [*beyond, γ > 0, chosen]
    decay = powers_with_u(p, n, u, first, beyond, given, grow)
    with_u = p.reals("γ > 0, with u", small, [enough, *decay], given)
    coupled = p.at(with_u, {u: (d - L / n) / γ}, [first], [*beyond, γ > 0])
    zero = [*beyond, Eq(γ, 0)]
    nilpotent = p.reals("γ = 0", small, [nilpotent_powers(p, n, first, zero, grow)], zero)
    product = p.cases("γⁿ(γ + ct) is at most δ", coupled, nilpotent, uses=[finite], given=beyond)

    compared = p.lemma(powers_compare, t=n + 1, name="the powers of J and of T")
    powers = p.by("two_by_two.powers", T=J.comparison, n=n, name="the powers of T")
    later = p.reals(
        "every later power is small",
        power_norm(J, n + 1) <= delta,
        [compared, powers, product],
        beyond,
    )
    long = p.reals("the bound is at least 1", bound >= 1, known)
    settled = p.by(
        "settling.bound",
        X=J,
        delta=delta,
        bound=bound,
        n=n,
        uses=[long, later],
        name="the settling time",
    )
    p.qed(settled)
