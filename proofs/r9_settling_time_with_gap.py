"""R9. The settling time, with the spectral gap.

As reported: T(δ) = O(K(J)² log(1/δ)/(1-γ)²).

*Reading.* With the constant 4, for δ ≤ 1/2. The worst ratio found over the extremal matrices [[γ,
0], [c, γ]] is about 3.4, at δ = 1/2, γ near 0.12 and κ near 2, where T = 3; γ = 0, c > 1/2 needs
T = 2, so no constant below 2/log 2 ≈ 2.9 can do.

*Idea.* By the comparison theorem ‖Jᵗ‖ ≤ γᵗ e^{asinh(ct/2γ)} (E6), which is at most δ once t is
about (log(1/δ) + log κ)/(1-γ) up to a lower order: K enters only through a logarithm, and one
power of 1-γ is enough. The claim has much to spare except for t of 2 or 3.

*Proved* is the constant 12. With t = m + 1 beyond the bound, ‖Tᵗ‖ ≤ γᵐ(γ + ct), where c ≤ 4K(J) by
the lower half of the two-sided law (E5). Let q = m(1-γ) and y = q - log(1/δ); then γᵐ ≤ δe^{-y}, y
is at least 8q/9, and ct at most 7q²/9, so that the cubic part of e^y is larger than γ + ct.

Status: with 12 proved by machine; with 4 true on every instance tried, a proof is still to be
written.
"""

from comparison_theorem import powers_compare
from e5_two_sided_law import lower_half
from sympy import And, log

from kreissverify import BlockTriangular, K, Real, T, power_norm, theorem


@theorem(source="arXiv:2606.04031, Theorem 11 (reported)", expect="supported", id="R9")
def settling_time_with_gap(J: BlockTriangular, delta: Real(above=0, at_most="1/2")):
    """J settles to δ within 4·K² log(1/δ)/(1-γ)² steps."""
    return T(J, delta) <= 4 * K(J) ** 2 * log(1 / delta) / (1 - J.gamma) ** 2


@theorem(
    source="kreissverify, after Theorem 11 of arXiv:2606.04031", expect="proved", id="R9.with_12"
)
def settling_time_with_gap_and_constant(J: BlockTriangular, delta: Real(above=0, at_most="1/2")):
    """J settles to δ within 12·K² log(1/δ)/(1-γ)² steps."""
    return T(J, delta) <= 12 * K(J) ** 2 * log(1 / delta) / (1 - J.gamma) ** 2


@settling_time_with_gap_and_constant.derivation
def _(p):
    """‖Tᵗ‖ ≤ γᵗ⁻¹(γ + ct), where c ≤ 4K by the two-sided law. With t = m + 1 beyond the bound and q
    = m(1-γ), y = q - log(1/δ) is at least 8q/9, while ct is at most 7q²/9: so γᵐ ≤ δe^{-y} wins.
    """
    J, γ, c, n, delta = p.J, p.J.gamma, p.J.c, p.natural("m"), p.parameter("delta")
    Tc, d, k = J.comparison, 1 - γ, K(J)
    L = log(1 / delta)
    q, bound = n * d, 12 * k**2 * L / d**2
    y, beyond = q - L, [n + 2 > bound]

    spectrum = p.by("triangular.radius", X=J, name="the spectrum of J")
    finite = p.by("kreiss.finite", X=J, uses=[spectrum], name="K(J) is finite")
    two_sided = p.lemma(lower_half, name="K(J) is at least k(c)")
    sizes = p.reals("c is at most 4K", And(k >= 1, 4 * k >= c), uses=[finite, two_sided])
    tangent = p.by("logarithm.lower", delta=delta, name="a lower bound of the logarithm")
    least = p.reals("log(1/δ) is at least 2/3", 3 * L >= 2, uses=[tangent])
    square = p.reals("K² log(1/δ) is at least 2/3", 3 * k**2 * L >= 2, uses=[sizes, least, finite])
    large = p.reals(
        "q is large",
        And(q >= 9 * L, n * d**2 >= 6 * k**2, n * d**2 >= 6, q >= 6, n >= 6),
        uses=[finite, sizes, least],
        given=beyond,
    )
    growth = p.reals(
        "the growth is at most 7q²/9",
        9 * c * (n + 1) <= 7 * q**2,
        uses=[finite, sizes, large],
        given=beyond,
    )
    series = 1 + y + y**2 / 2 + y**3 / 6
    wins = p.reals(
        "the exponential series is larger",
        And(y >= 0, series >= γ + c * (n + 1)),
        uses=[growth, large],
        given=beyond,
    )
    decay = p.by(
        "power.exponential",
        x=γ,
        n=n,
        delta=delta,
        uses=[wins],
        given=beyond,
        name="γᵐ against the exponential series",
    )
    compared = p.lemma(powers_compare, t=n + 1, name="the powers of J and of T")
    powers = p.by("two_by_two.powers", T=Tc, n=n, name="the powers of T")
    product = p.reals(
        "γᵐ(γ + ct) is at most δ",
        γ**n * (γ + c * (n + 1)) <= delta,
        uses=[wins, decay],
        given=beyond,
    )
    small = p.reals(
        "every later power is small",
        power_norm(J, n + 1) <= delta,
        uses=[compared, powers, product],
        given=beyond,
    )
    long = p.reals("the bound is at least 1", bound >= 1, uses=[finite, square])
    p.qed(
        p.by(
            "settling.bound",
            X=J,
            delta=delta,
            bound=bound,
            n=n,
            uses=[long, small],
            name="the settling time",
        )
    )
