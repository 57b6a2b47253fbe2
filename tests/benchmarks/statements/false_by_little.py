"""False statements: sharp bounds weakened by a little, and bounds that fail on ordinary members.

Each says where it fails.
"""

from kreissverify import (
    BlockTriangular,
    CoupledBlocks,
    G,
    K,
    M,
    Rational,
    SelfReferential,
    assume,
    rho,
    sqrt,
    theorem,
)

OWN = "known falsity"


@theorem(source=OWN, expect="refuted")
def weaker_by_a_hundredth(J: BlockTriangular):
    """E1 times 1 - 10⁻²: T with κ ≥ 2."""
    assume(J.kappa >= 2)
    return K(J) <= Rational(99, 100) * (J.kappa / 4 + 1 / J.kappa)


@theorem(source=OWN, expect="refuted")
def weaker_by_a_millionth(J: BlockTriangular):
    """E1 times 1 - 10⁻⁶: T with κ ≥ 2."""
    assume(J.kappa >= 2)
    return K(J) <= (1 - Rational(1, 10**6)) * (J.kappa / 4 + 1 / J.kappa)


@theorem(source=OWN, expect="refuted")
def less_by_a_billionth(J: BlockTriangular):
    """E1 less 10⁻⁹: T with κ ≥ 2."""
    assume(J.kappa >= 2)
    return K(J) <= J.kappa / 4 + 1 / J.kappa - Rational(1, 10**9)


@theorem(source=OWN, expect="refuted")
def coupling_back_weaker_by_a_thousandth(J: SelfReferential):
    """E2 times 1 - 10⁻³: T with s ≥ δ."""
    s, δ, bc = (J.b + J.c) / 2, 1 - J.gamma, J.b * J.c
    assume(bc < δ**2)
    assume(s >= δ)
    root = sqrt((s**2 - bc) * (δ**2 - bc))
    return K(J) <= Rational(999, 1000) * (s**2 + δ**2 - bc) / (δ * s + root)


@theorem(source=OWN, expect="refuted")
def coupling_back_never_helps(J: SelfReferential):
    """K grows with b: T with b > 0."""
    return K(J) <= K(J.triangular)


@theorem(source=OWN, expect="refuted")
def peak_by_the_reported_bound(J: BlockTriangular):
    """γ = 9/10, c = 100: the peak is about 387, the bound 270."""
    return M(J) <= (2 + J.c / 4) / (1 - J.gamma)


@theorem(source=OWN, expect="refuted")
def neumann_by_the_kreiss_constant(J: SelfReferential):
    """γ = 1/4, c = 8, b = 1/8: ρ(J) = 5/4."""
    K0 = K(J.triangular)
    assume(J.b * K0 < 1 - J.gamma)
    return K(J) <= K0 / (1 - J.b * K0 / (1 - J.gamma))


@theorem(source=OWN, expect="refuted")
def resolvent_by_the_kreiss_constant(J: BlockTriangular):
    """G(T, 1) ~ κ/δ, and K(T)/δ ~ κ/(4δ)."""
    return G(J, 1) <= K(J) / (1 - J.gamma)


@theorem(source=OWN, expect="refuted")
def peak_by_the_square(J: BlockTriangular):
    """γ = 0, c = 4: M = 4, K² = 25/16; it holds again from c = 15 on."""
    return M(J) <= K(J) ** 2


@theorem(source=OWN, expect="refuted")
def peak_by_four_for_any_blocks(J: CoupledBlocks):
    """Three blocks in a chain, [[0, 0, 0], [a, 0, 0], [0, a, 0]]: M/K → 27/4 as a → ∞."""
    assume(rho(J.comparison) < 1)
    return M(J) <= 4 * K(J)
