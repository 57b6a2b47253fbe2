"""True statements that are met only in a limit, or not at all: none of their members violates them.

Each says why it holds.
"""

from kreissverify import (
    BlockTriangular,
    CoupledBlocks,
    G,
    H,
    K,
    L,
    M,
    Max,
    Real,
    SelfReferential,
    T,
    assume,
    log,
    norm,
    power_norm,
    rho,
    theorem,
    w,
)

OWN = "known truth"


@theorem(source=OWN, expect="supported")
def one_and_a_quarter(J: BlockTriangular):
    """E1 with 1/κ ≤ 1: approached as κ → ∞."""
    return K(J) <= 1 + J.kappa / 4


@theorem(source=OWN, expect="supported")
def peak_by_four_kreiss_constants(J: BlockTriangular):
    """E6: M(J) ≤ 4K(T), approached as γ → 0, c → ∞."""
    return M(J) <= 4 * K(J.comparison)


@theorem(source=OWN, expect="supported")
def peak_with_coupling_back(J: SelfReferential):
    """E8 with coupling back."""
    δ = 1 - J.gamma
    assume(J.b * J.c < δ**2)
    return M(J) <= Max(1, J.b / δ, J.c / δ)


@theorem(source=OWN, expect="supported")
def noise_grows_like_the_square(J: BlockTriangular):
    """E7: (1-γ)H(T) = 2/(1+γ) + κ²(1+γ²)/(1+γ)³ > 1 + κ²/4; approached as γ → 1."""
    return (1 - J.gamma) * H(J.comparison) > 1 + J.kappa**2 / 4


@theorem(source=OWN, expect="supported")
def strictly_below_the_threshold(J: SelfReferential):
    """E3: ρ(J) ≤ ρ(T) < 1; approached as bc → δ²."""
    assume(J.b * J.c < (1 - J.gamma) ** 2)
    return rho(J) < 1


@theorem(source=OWN, expect="supported")
def settling_without_coupling(J: BlockTriangular, delta: Real(above=0, at_most="1/2")):
    """γᵗ ≤ δ from t = log(1/δ)/log(1/γ) on, rounded up, and log(1/γ) ≥ 1-γ."""
    assume(J.c <= 0)
    return T(J, delta) <= 1 + log(1 / delta) / (1 - J.gamma)


@theorem(source=OWN, expect="supported")
def noise_by_the_radius(J: SelfReferential):
    """‖Jᵗ‖_F ≥ ρ(J)ᵗ; summed."""
    assume(rho(J) < 1)
    return H(J) >= 1 / (1 - rho(J) ** 2)


@theorem(source=OWN, expect="supported")
def kreiss_constants_of_many_blocks_compare(J: CoupledBlocks):
    """The comparison theorem."""
    assume(rho(J.comparison) < 1)
    return K(J) <= K(J.comparison)


@theorem(source=OWN, expect="supported")
def peak_by_the_lyapunov_bound(J: BlockTriangular(sizes=(1, 1))):
    """‖Jᵗ‖ ≤ √cond(P) if JᵀPJ ⪯ P."""
    return M(J) <= L(J)


@theorem(source=OWN, expect="supported")
def numerical_radius_of_blocks_suffices(J: BlockTriangular(symmetric=False)):
    """K(J) = 1 if w(J) ≤ 1, for every matrix."""
    assume(w(J) <= 1)
    return K(J) <= 1


@theorem(source=OWN, expect="supported")
def squares_of_powers(J: CoupledBlocks(symmetric=False)):
    """‖J⁴‖ ≤ ‖J²‖²."""
    return power_norm(J, 4) <= power_norm(J, 2) ** 2


@theorem(source=OWN, expect="supported")
def resolvent_by_the_radius(J: SelfReferential):
    """‖R(z)‖ is at least one over the distance to the spectrum."""
    assume(rho(J) < 1)
    return G(J, 1) >= 1 / (1 - rho(J))


@theorem(source=OWN, expect="supported")
def contractions_do_not_grow(J: SelfReferential):
    """‖Jᵗ‖ ≤ ‖J‖ᵗ ≤ 1."""
    assume(norm(J) <= 1)
    return M(J) <= 1
