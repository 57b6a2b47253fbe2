"""R6. Perturbing a triangular Jacobian by a weak coupling back.

As reported: let J_ε = J₀ + εB₀ and K₀ = K(J₀). If ε‖B₀‖K₀ < 1-γ, the Neumann series Σ R₀(εB₀R₀)ᵏ
converges for all |z| > 1, and K(J_ε) ≤ K₀/(1 - ε‖B₀‖K₀/(1-γ)). Here b = ε‖B₀‖ and J₀ =
J.triangular.

*Readings.* K₀ is the Kreiss constant of J₀; or, read generously, R3's upper bound on it, which
makes the hypothesis stronger and the claim weaker. Both fail.

*Why.* The series needs b·sup over |z| ≥ 1 of ‖R₀(z)‖ < 1, and the step sup ‖R₀(z)‖ ≤ K₀/(1-γ) is
wrong. That supremum is G₀(1), which for T = [[γ, 0], [c, γ]] is e^{asinh(κ/2)}/(1-γ) ~ κ/(1-γ),
while K₀/(1-γ) ~ κ/(4(1-γ)): too small by a factor that tends to 4. At γ = 1/4, c = 8, b = 1/8
both hypotheses hold (K₀ = 265/96; R3's value 16/3), yet ρ(J) = 5/4 and K(J) = ∞. There are stable
counterexamples also. See E4 for the corrected statement.

Status: all three are false.
"""

from kreissverify import BlockTriangular, G, K, SelfReferential, assume, theorem


@theorem(source="arXiv:2606.04031, Theorem 9 (reported)", expect="refuted", id="R6")
def neumann_perturbation(J: SelfReferential):
    """The perturbation bound with K₀ = K(J₀)."""
    K0 = K(J.triangular)
    assume(J.b * K0 < 1 - J.gamma)
    return K(J) <= K0 / (1 - J.b * K0 / (1 - J.gamma))


@theorem(
    source="arXiv:2606.04031, Theorem 9 (reported), with Theorem 4's bound for K₀",
    expect="refuted",
    id="R6.with_R3",
)
def neumann_perturbation_with_the_upper_bound(J: SelfReferential):
    """The perturbation bound with R3's value in the place of K₀."""
    K0 = 2 / (1 - J.gamma) + J.c / (4 * (1 - J.gamma))
    assume(J.b * K0 < 1 - J.gamma)
    return K(J) <= K0 / (1 - J.b * K0 / (1 - J.gamma))


@theorem(
    source="arXiv:2606.04031, the step behind Theorem 9 (inferred)", expect="refuted", id="R6.step"
)
def resolvent_by_the_kreiss_constant(J: BlockTriangular):
    """The resolvent on |z| = 1 is at most K/(1-γ): the step in which R6 goes wrong."""
    return G(J, 1) <= K(J) / (1 - J.gamma)
