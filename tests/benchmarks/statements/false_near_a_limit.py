"""False statements that hold but near a limit: γ → 1, γ → 0, κ just above 2, bc next to δ².

Each says in which one.
"""

from kreissverify import (
    BlockTriangular,
    G,
    H,
    K,
    M,
    Rational,
    SelfReferential,
    T,
    assume,
    norm,
    rho,
    theorem,
)

OWN = "known falsity"
MILLIONTH = Rational(1, 10**6)


@theorem(source=OWN, expect="refuted")
def no_growth_up_to_a_little_more_than_two(J: BlockTriangular):
    """2 < κ ≤ 2 + 10⁻³: K(T) - 1 = (κ-2)²/(4κ) is at most 1.25e-7 there."""
    assume(J.kappa <= 2 + Rational(1, 1000))
    return K(J) <= 1


@theorem(source=OWN, expect="refuted")
def a_parabola_above_two(J: BlockTriangular):
    """1/(4κ) > 10/81 only where κ < 81/40: 2 < κ < 2.025."""
    assume(J.kappa >= 2)
    return K(J) <= 1 + Rational(10, 81) * (J.kappa - 2) ** 2


@theorem(source=OWN, expect="refuted")
def a_wider_parabola_above_two(J: BlockTriangular):
    """1/(4κ) > 1/9 only where κ < 9/4: 2 < κ < 2.25."""
    assume(J.kappa >= 2)
    return K(J) <= 1 + (J.kappa - 2) ** 2 / 9


@theorem(source=OWN, expect="refuted")
def nearly_contractions(J: BlockTriangular):
    """‖T‖ ≤ 1.001 and κ > 2 only where γ > 0.95."""
    assume(norm(J) <= Rational(1001, 1000))
    return K(J) <= 1


@theorem(source=OWN, expect="refuted")
def settling_within_a_fixed_time(J: BlockTriangular):
    """J = γI: T(1/2) ~ log 2/(1-γ) exceeds 10⁵ only where 1-γ < 7e-6."""
    return T(J, Rational(1, 2)) <= 10**5 * K(J) ** 2


@theorem(source=OWN, expect="refuted")
def noise_above_its_limit(J: BlockTriangular):
    """(1-γ)H(T) = 2/(1+γ) at c = 0: below 1 + 10⁻⁵ only where 1-γ < 2e-5."""
    return (1 - J.gamma) * H(J.comparison) >= 1 + Rational(1, 10**5) + J.kappa**2 / 4


@theorem(source=OWN, expect="refuted")
def peak_above_its_limit(J: BlockTriangular):
    """M(T) ~ κ/e as γ → 1 and κ → ∞, 1/e = 0.3679: false only where γ > 0.98."""
    return M(J.comparison) >= Rational(37, 100) * J.kappa


@theorem(source=OWN, expect="refuted")
def peak_by_almost_four(J: BlockTriangular):
    """M(T)/K(T) = 4/(1 + 4/c²) at γ = 0: above 3.9999 only where c > 400 and γ < 3e-5."""
    return M(J) <= Rational(39999, 10000) * K(J.comparison)


@theorem(source=OWN, expect="refuted")
def below_the_mean_coupling(J: SelfReferential):
    """The value of E2 exceeds 0.999 s/δ only where bc > (1 - 1.5e-6)δ²."""
    s, δ, bc = (J.b + J.c) / 2, 1 - J.gamma, J.b * J.c
    assume(bc < δ**2)
    assume(s >= 2 * δ)
    return K(J) <= Rational(999, 1000) * s / δ


@theorem(source=OWN, expect="refuted")
def stable_on_the_threshold(J: SelfReferential):
    """ρ(T) = 1 where bc = δ²: false with equality only."""
    assume(J.b * J.c <= (1 - J.gamma) ** 2)
    return rho(J) < 1


@theorem(source=OWN, expect="refuted")
def stable_a_little_beyond_the_threshold(J: SelfReferential):
    """δ² < bc ≤ (1 + 10⁻⁶)δ² only."""
    assume(J.b * J.c <= (1 + MILLIONTH) * (1 - J.gamma) ** 2)
    return rho(J) <= 1


@theorem(source=OWN, expect="refuted")
def bounded_a_little_beyond_the_threshold(J: SelfReferential):
    """K(T) = ∞ where δ² < bc < (1 + 10⁻⁶)δ²; before, K(T) ≤ max(1, s/δ)."""
    δ = 1 - J.gamma
    assume(J.b * J.c < (1 + MILLIONTH) * δ**2)
    return K(J) <= 1000 + (J.b + J.c) / δ


@theorem(source=OWN, expect="refuted")
def resolvent_next_to_the_threshold(J: SelfReferential):
    """δG(T, 1) < 2(1 + s/δ)δ²/(δ²-bc): beyond 10⁶(1 + s/δ) only where bc > (1 - 2e-6)δ²."""
    s, δ = (J.b + J.c) / 2, 1 - J.gamma
    assume(J.b * J.c < δ**2)
    return δ * G(J, 1) <= 10**6 * (1 + s / δ)
