"""True statements that some member meets with equality: a search must not mistake it for excess.

Each says why it holds. s = (b+c)/2, δ = 1-γ, T is the comparison matrix.
"""

from kreissverify import (
    BlockTriangular,
    CoupledBlocks,
    Eq,
    G,
    H,
    K,
    M,
    Max,
    Piecewise,
    Real,
    SelfReferential,
    assume,
    norm,
    power_norm,
    pseudospectral_radius,
    rho,
    sqrt,
    theorem,
    w,
)

OWN = "known truth"


@theorem(source=OWN, expect="supported")
def kreiss_constant_of_two_blocks(J: BlockTriangular):
    """E1: at most κ/4 + 1/κ from κ = 2 on, 1 below; met by T."""
    κ = J.kappa
    return K(J) <= Piecewise((κ / 4 + 1 / κ, κ >= 2), (1, True))


@theorem(source=OWN, expect="supported")
def excess_over_one_is_a_square(J: BlockTriangular):
    """E1 again: κ/4 + 1/κ = 1 + (κ-2)²/(4κ)."""
    assume(J.kappa > 2)
    return K(J) <= 1 + (J.kappa - 2) ** 2 / (4 * J.kappa)


@theorem(source=OWN, expect="supported")
def no_growth_up_to_two(J: BlockTriangular):
    """κ ≤ 2 says that w(T) ≤ 1, and then K(J) = 1."""
    assume(J.kappa <= 2)
    return K(J) <= 1


@theorem(source=OWN, expect="supported")
def half_of_kappa(J: BlockTriangular):
    """κ/4 + 1/κ ≤ κ/2 for κ ≥ 2, met at κ = 2."""
    return K(J) <= Max(1, J.kappa / 2)


@theorem(source=OWN, expect="supported")
def lower_half_of_the_law(J: BlockTriangular):
    """E5: K(J) ≥ c/4 + 1/c for c ≥ 2, met at γ = 0."""
    return K(J) >= Piecewise((J.c / 4 + 1 / J.c, J.c >= 2), (1, True))


@theorem(source=OWN, expect="supported")
def resolvent_on_the_unit_circle(J: BlockTriangular):
    """‖(I-T)⁻¹‖ = e^asinh(κ/2)/δ = (κ + √(κ²+4))/(2δ), met by T."""
    κ = J.kappa
    return G(J, 1) <= (κ + sqrt(κ**2 + 4)) / (2 * (1 - J.gamma))


@theorem(source=OWN, expect="supported")
def peak_of_two_blocks(J: BlockTriangular):
    """E8: M(J) ≤ max(1, c/(1-γ²)), met at γ = 0."""
    return M(J) <= Max(1, J.c / (1 - J.gamma**2))


@theorem(source=OWN, expect="supported")
def radius_of_two_blocks(J: BlockTriangular):
    """The spectrum of J is that of its diagonal blocks."""
    return rho(J) <= J.gamma


@theorem(source=OWN, expect="supported")
def norm_of_two_blocks(J: BlockTriangular):
    """‖T‖ = c/2 + √(c²/4 + γ²), met by T."""
    return norm(J) <= J.c / 2 + sqrt(J.c**2 / 4 + J.gamma**2)


@theorem(source=OWN, expect="supported")
def numerical_radius_of_two_blocks(J: SelfReferential):
    """w(T) = γ + (b+c)/2, met by T."""
    return w(J) <= J.gamma + (J.b + J.c) / 2


@theorem(source=OWN, expect="supported")
def square_of_two_blocks(J: BlockTriangular):
    """T² = [[γ², 0], [2γc, γ²]], whose norm is γ(c + √(c²+γ²))."""
    return power_norm(J, 2) <= J.gamma * (J.c + sqrt(J.c**2 + J.gamma**2))


@theorem(source=OWN, expect="supported")
def noise_gain_of_the_comparison_matrix(J: BlockTriangular):
    """E7: P = TPTᵀ + I solved by hand."""
    γ, c = J.gamma, J.c
    return Eq(H(J.comparison), 2 / (1 - γ**2) + c**2 * (1 + γ**2) / (1 - γ**2) ** 3)


@theorem(source=OWN, expect="supported")
def exact_constant_with_coupling_back(J: SelfReferential):
    """E2, met by T."""
    s, δ, bc = (J.b + J.c) / 2, 1 - J.gamma, J.b * J.c
    assume(bc < δ**2)
    root = sqrt((s**2 - bc) * (δ**2 - bc))
    return K(J) <= Piecewise(((s**2 + δ**2 - bc) / (δ * s + root), s >= δ), (1, True))


@theorem(source=OWN, expect="supported")
def mean_coupling_over_the_gap(J: SelfReferential):
    """The value of E2 is at most s/δ; met at s = δ, approached as bc tends to δ²."""
    assume(J.b * J.c < (1 - J.gamma) ** 2)
    return K(J) <= Max(1, (J.b + J.c) / (2 * (1 - J.gamma)))


@theorem(source=OWN, expect="supported")
def radius_with_coupling_back(J: SelfReferential):
    """ρ(J) ≤ ρ(T) = γ + √(bc), met by T."""
    return rho(J) <= J.gamma + sqrt(J.b * J.c)


@theorem(source=OWN, expect="supported")
def marginal_coupling(J: SelfReferential):
    """bc ≤ δ² says that ρ(T) ≤ 1; met where bc = δ²."""
    assume(J.b * J.c <= (1 - J.gamma) ** 2)
    return rho(J) <= 1


@theorem(source=OWN, expect="supported")
def resolvent_with_coupling_back(J: SelfReferential):
    """σ_min(I-T) = p solves (p+b)(p+c) = δ², so 1/p = (s + √(s²+δ²-bc))/(δ²-bc), met by T."""
    s, δ, bc = (J.b + J.c) / 2, 1 - J.gamma, J.b * J.c
    assume(bc < δ**2)
    return G(J, 1) <= (s + sqrt(s**2 + δ**2 - bc)) / (δ**2 - bc)


@theorem(source=OWN, expect="supported")
def resolvents_decay_no_faster(J: BlockTriangular, r: Real(above=1)):
    """zR(z) is I at infinity, so its largest norm on |z| = r is at least 1; J = 0 meets it."""
    return G(J, r) >= 1 / r


@theorem(source=OWN, expect="supported")
def norm_by_the_numerical_radius(J: CoupledBlocks):
    """‖J‖ ≤ 2w(J) for every matrix, met by nilpotent 2×2 ones."""
    return norm(J) <= 2 * w(J)


@theorem(source=OWN, expect="supported")
def norms_of_blocks_compare(J: CoupledBlocks):
    """‖J‖ ≤ ‖[‖J_ij‖]‖ ≤ ‖T‖, met by T."""
    return norm(J) <= norm(J.comparison)


@theorem(source=OWN, expect="supported")
def pseudospectra_reach_as_far(J: BlockTriangular, eps: Real(above=0, at_most=1)):
    """ρ_ε(J) ≤ 1 + εK(J) by the definition of K through pseudospectra."""
    return pseudospectral_radius(J, eps) <= 1 + eps * K(J)
