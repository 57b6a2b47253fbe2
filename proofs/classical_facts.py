"""Classical facts about the Kreiss constant, as a check on the quantities themselves.

1. K ≤ M: (|z|-1)‖R(z)‖ ≤ (|z|-1) Σ |z|⁻ᵗ⁻¹ M = M.
2. M ≤ e·n·K, the Kreiss matrix theorem with Spijker's constant.
3. K(J) = 1 iff the numerical radius w(J) is at most 1: ‖R(z)‖ ≤ 1/(|z|-1) outside the disc says
   that Re(e^{iθ}J) ≤ I for every θ. (K ≥ 1 always.)

They hold for every matrix, so for J of any class.

Status: true, and proved in the literature; here decided on instances.
"""

from sympy import E, Equivalent

from kreissverify import CoupledBlocks, K, M, theorem, w


@theorem(source="H.-O. Kreiss, BIT 2 (1962)", expect="supported", id="classical.lower")
def kreiss_constant_bounds_the_peak_from_below(J: CoupledBlocks(symmetric=False)):
    """The Kreiss constant is at most the transient peak."""
    return K(J) <= M(J)


@theorem(source="M. N. Spijker, BIT 31 (1991)", expect="supported", id="classical.spijker")
def kreiss_matrix_theorem(J: CoupledBlocks(symmetric=False)):
    """The transient peak is at most e·n·K."""
    return M(J) <= E * J.n * K(J)


@theorem(
    source="L. N. Trefethen and M. Embree, Spectra and Pseudospectra (2005)",
    expect="supported",
    id="classical.numerical_radius",
)
def no_growth_iff_numerical_radius_at_most_one(J: CoupledBlocks(symmetric=False)):
    """K(J) = 1 exactly if w(J) ≤ 1."""
    return Equivalent(K(J) <= 1, w(J) <= 1)
