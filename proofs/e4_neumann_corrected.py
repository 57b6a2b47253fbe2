"""E4. Perturbation by a weak coupling back, corrected.

With J₀ = J.triangular, K₀ = K(J₀) and G₀(1) = max over |z| = 1 of ‖(zI - J₀)⁻¹‖: if b·G₀(1) < 1,
then

    K(J) ≤ K₀/(1 - b·G₀(1)),    and G₀(1) ≤ e^{asinh(κ/2)}/(1-γ).

*Argument.* For |z| ≥ 1, ‖R₀(z)‖ ≤ G₀(1) by the maximum principle. So R = R₀ Σ (BR₀)ᵏ converges,
with ‖R(z)‖ ≤ ‖R₀(z)‖/(1 - b·G₀(1)); multiply by |z| - 1 and take the supremum. The second bound
is the resolvent half of the comparison theorem at |z| = 1, where ‖[[p, 0], [q, p]]‖ =
p·e^{asinh(q/2p)} with p = 1/(1-γ) and q = c/(1-γ)².

Status: true; the argument is not yet decided by machine.
"""

from sympy import asinh, exp

from kreissverify import BlockTriangular, G, K, SelfReferential, assume, theorem


@theorem(source="kreissverify, correcting Theorem 9", expect="supported", id="E4")
def neumann_corrected(J: SelfReferential):
    """The perturbation bound with the resolvent norm on |z| = 1 in its right place."""
    G0 = G(J.triangular, 1)
    assume(J.b * G0 < 1)
    return K(J) <= K(J.triangular) / (1 - J.b * G0)


@theorem(source="kreissverify, correcting Theorem 9", expect="supported", id="E4.constant")
def resolvent_on_the_unit_circle(J: BlockTriangular):
    """G(J, 1) is at most e^{asinh(κ/2)}/(1-γ)."""
    return G(J, 1) <= exp(asinh(J.kappa / 2)) / (1 - J.gamma)
