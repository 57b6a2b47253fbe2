"""E7, the other half: K enters the deterministic horizon only through its logarithm.

With κ = c/(1-γ), every block-triangular J with symmetric diagonal blocks settles to δ ≤ 1 within

    T(J, δ) ≤ 2 + (2 log((1+κ)/δ) + 1/2)/(1-γ),

and κ ≤ 4K(T), so that the horizon is at most 2 + (2 log((1+4K(T))/δ) + 1/2)/(1-γ): one power of
1-γ, and the logarithm of K in the place of its square. For J = T no settling time is shorter than

    T(T, δ) ≥ γ·log(1/δ)/(1-γ),

so that the power of 1-γ is right.

*Argument.* With t = n + 1 beyond the bound, ‖Jᵗ‖ ≤ ‖Tᵗ‖ ≤ γⁿ(γ + ct). Let q = n(1-γ) and L =
log((1+κ)/δ). Then γ + ct ≤ (1+κ)(1+q), and with y = q - L ≥ L + 1/2, γⁿ(1 + y + y²/2 + y³/6) ≤
δ/(1+κ); and y²/2 ≥ y - 1/2 ≥ L = q - y, since (y-1)² ≥ 0. So γⁿ(γ + ct) ≤ δ. For the lower half,
‖Tⁿ‖ ≥ γⁿ, and γⁿ ≥ e^{-n(1-γ)/γ} > δ before it.

Status: proved by machine.
"""

from _exponential_inequalities import (
    exponential_above_its_tangent,
    exponential_series,
    exponential_times_its_exponent,
    logarithm_from_below,
)
from comparison_theorem import powers_compare
from e1_exact_triangular import exact_triangular_is_attained
from sympy import Eq, Rational, exp, log

from kreissverify import BlockTriangular, K, Real, T, power_norm, theorem


@theorem(source="kreissverify, for the abstract's log(1/δ)", expect="proved", id="E7.horizon")
def logarithmic_horizon(J: BlockTriangular, delta: Real(above=0, at_most=1)):
    """J settles to δ within 2 + (2 log((1+κ)/δ) + 1/2)/(1-γ) steps."""
    return T(J, delta) <= 2 + (2 * log((1 + J.kappa) / delta) + Rational(1, 2)) / (1 - J.gamma)


@logarithmic_horizon.derivation
def _(p):
    """With t = n + 1 beyond the bound and q = n(1-γ), ‖Tᵗ‖ ≤ γⁿ(1+κ)(1+q), and y = q - L is at
    least L + 1/2, where L = log((1+κ)/δ): the exponential series of y is larger than 1 + q.
    """
    J, γ, c, n, delta = p.J, p.J.gamma, p.J.c, p.natural("m"), p.parameter("delta")
    share, bound = delta / (1 + J.kappa), p.statement.conclusion.rhs
    L, q, beyond = log(1 / share), n * (1 - γ), [n + 2 > bound]

    tangent = p.at(logarithm_from_below(p), {p.real("x"): share})
    positive = p.reals("L ≥ 0", L >= 0, [tangent])
    line = p.at(exponential_above_its_tangent(p), {p.real("t"): γ})
    decay = p.by("power.monotone", x=γ, y=exp(γ - 1), n=n, uses=[line], name="γⁿ is at most e^{-q}")
    series = p.at(exponential_series(p), {p.real("y"): q - L})
    y = q - L
    longer = p.reals("y is at least L + 1/2", y >= L + Rational(1, 2), [positive], beyond)
    four = 1 + y + y**2 / 2 + y**3 / 6
    terms = p.reals("1 + q ≤ 1 + y + y²/2 + y³/6", 1 + q <= four, [longer, positive], beyond)
    above = p.reals("e^{-y} > 0", exp(-y) > 0, [])
    below = p.at(
        smaller_product(p), two_and_factor(p, 1 + q, four, exp(-y)), [terms, series, above], beyond
    )
    shifted = p.reals("e^{-q} = e^{-y}·δ/(1+κ)", Eq(exp(-q), exp(-y) * share), [])
    powers = p.reals("γⁿ ≤ e^{-q}", γ**n <= exp(-q), [decay])
    share_of_it = p.reals(
        "γⁿ(1+q) is at most δ/(1+κ)", γ**n * (1 + q) <= share, [powers, below, shifted], beyond
    )
    product = p.reals(
        "γⁿ(γ + ct) is at most δ", γ**n * (γ + c * (n + 1)) <= delta, [share_of_it], beyond
    )
    compared = p.lemma(powers_compare, t=n + 1, name="the powers of J and of T")
    powers = p.by("two_by_two.powers", T=J.comparison, n=n, name="the powers of T")
    later = p.reals(
        "every later power is small",
        power_norm(J, n + 1) <= delta,
        [compared, powers, product],
        beyond,
    )
    long = p.reals("the bound is at least 1", bound >= 1, [positive])
    settled = p.by(
        "settling.bound",
        X=J,
        delta=delta,
        bound=bound,
        n=n,
        uses=[later, long],
        name="the settling time",
    )
    p.qed(settled)


def smaller_product(p):
    """If x ≤ y and yz ≤ 1 with z > 0 then xz ≤ 1."""
    x, y, z = p.real("first"), p.real("second"), p.real("factor")
    return p.reals("a smaller product", x * z <= 1, given=[x <= y, y * z <= 1, z > 0])


def two_and_factor(p, x, y, z):
    """Return values for the variables of `smaller_product`."""
    return {p.real("first"): x, p.real("second"): y, p.real("factor"): z}


@theorem(source="kreissverify, for the abstract's K²", expect="proved", id="E7.horizon_by_K")
def logarithm_of_the_kreiss_constant(J: BlockTriangular):
    """κ, of which the horizon is a logarithm, is at most 4K(T)."""
    return J.kappa <= 4 * K(J.comparison)


@logarithm_of_the_kreiss_constant.derivation
def _(p):
    """By E1, K(T) = κ/4 + 1/κ for κ ≥ 2, and 1 below."""
    p.qed(p.lemma(exact_triangular_is_attained))


@theorem(source="kreissverify", expect="proved", id="E7.horizon_lower")
def horizon_is_no_shorter(J: BlockTriangular, delta: Real(above=0, at_most=1)):
    """The comparison matrix takes at least γ·log(1/δ)/(1-γ) steps to settle to δ."""
    return T(J.comparison, delta) >= J.gamma * log(1 / delta) / (1 - J.gamma)


@horizon_is_no_shorter.derivation
def _(p):
    """Before that many steps, ‖Tⁿ‖ ≥ γⁿ ≥ e^{-n(1-γ)/γ} > δ."""
    γ, n, delta, X = p.J.gamma, p.natural("m"), p.parameter("delta"), p.J.comparison
    bound = p.statement.conclusion.rhs
    before = [n < bound]
    t, early = p.real("t"), log(1 / delta) - n * (1 - γ) / γ
    line = p.at(exponential_times_its_exponent(p), {t: 1 / γ}, given=before)
    below = p.reals("e^{1-1/γ} ≤ γ", exp(1 - 1 / γ) <= γ, [line], before)
    decay = p.by(
        "power.monotone",
        x=exp(1 - 1 / γ),
        y=γ,
        n=n,
        uses=[below],
        given=before,
        name="γⁿ is at least e^{-n(1-γ)/γ}",
    )
    more = p.at(exponential_above_its_tangent(p), {t: 1 + early}, given=before)
    soon = p.reals("n(1-γ)/γ < log(1/δ)", early > 0, [], before)
    large = p.reals("e^{log(1/δ) - n(1-γ)/γ} > 1", exp(early) > 1, [more, soon], before)
    shifted = p.identity(
        "e^{n(1-1/γ)} = δe^{log(1/δ) - n(1-γ)/γ}",
        Eq(exp(n * (1 - 1 / γ)), delta * exp(early)),
        given=before,
    )
    powers = p.reals("γⁿ ≥ e^{n(1-1/γ)}", γ**n >= exp(n * (1 - 1 / γ)), [decay], before)
    slow = p.reals("γⁿ exceeds δ", γ**n > delta, [powers, shifted, large], before)
    power = p.by("two_by_two.powers_below", T=X, n=n, name="‖Tⁿ‖ is at least γⁿ")
    large = p.reals("Tⁿ is not small", power_norm(X, n) > delta, [slow, power], before)
    settled = p.by(
        "settling.value", X=X, delta=delta, bound=bound, n=n, uses=[large], name="the settling time"
    )
    p.qed(settled)
