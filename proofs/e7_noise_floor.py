"""E7. The squared-Kreiss law is a law of the noise floor.

For the comparison matrix T = [[γ, 0], [c, γ]] the noise gain is

    H(T) = 2/(1-γ²) + c²(1+γ²)/(1-γ²)³,

so that (1-γ)H(T)/K(T)² tends to 16(1+γ²)/(1+γ)³ as κ → ∞ (4 as γ → 1, 16 at γ = 0). For all γ and
c

    K(T)² ≤ (1-γ)·H(T) ≤ 16·K(T)².

*Argument.* ‖Tᵗ‖_F² = 2γ²ᵗ + c²t²γ²ᵗ⁻²; sum the series. Then (1-γ)H(T) = 2/(1+γ) + κ²·h with h =
(1+γ²)/(1+γ)³, which falls from 1 at γ = 0 to 1/4 at γ = 1. For κ ≥ 2, with K² = κ²/16 + 1/2 +
1/κ²: (1-γ)H ≥ 1 + κ²/4 ≥ K², and (1-γ)H ≤ 2 + κ² ≤ 16K². For κ < 2, K = 1 and 1 ≤ (1-γ)H ≤ 2 + 4
≤ 16.

Status: true; the argument is not yet decided by machine.
"""

from sympy import And, Eq

from kreissverify import BlockTriangular, H, K, theorem


@theorem(source="kreissverify", expect="supported", id="E7.noise")
def noise_gain(J: BlockTriangular):
    """The noise gain of the comparison matrix, in closed form."""
    γ, c = J.gamma, J.c
    return Eq(H(J.comparison), 2 / (1 - γ**2) + c**2 * (1 + γ**2) / (1 - γ**2) ** 3)


@theorem(source="kreissverify, for the abstract's K²", expect="supported", id="E7.law")
def squared_kreiss_law(J: BlockTriangular):
    """The noise floor (1-γ)H(T) is K(T)² up to a factor between 1 and 16."""
    noise, square = (1 - J.gamma) * H(J.comparison), K(J.comparison) ** 2
    return And(square <= noise, noise <= 16 * square)
