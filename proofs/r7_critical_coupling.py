"""R7. Which couplings destabilise.

As reported: instability is decided by comparing ‖C‖ with (1-γ)².

*Readings.* "‖C‖ ≥ (1-γ)² destabilises" and "‖C‖ < (1-γ)² is stable". Neither holds: the coupling
back matters. With B = 0 the spectrum of J is that of A and D, whatever C is; and at γ = 0, J =
[[0, 2], [1/2, 0]] has ‖C‖ < 1 and ρ(J) = 1.

*What is true.* Stability of the whole class is decided by comparing the product bc with (1-γ)²
(E3). So ‖C‖ < (1-γ)² is enough where b ≤ 1.

Status: the first two are false, the third is proved by machine.
"""

from e3_critical_coupling import subcritical_coupling_is_stable

from kreissverify import SelfReferential, assume, rho, theorem


@theorem(source="arXiv:2606.04031, Theorem 10 (reported)", expect="refuted", id="R7.destabilises")
def strong_coupling_destabilises(J: SelfReferential):
    """A coupling ‖C‖ ≥ (1-γ)² makes J unstable."""
    assume(J.c >= (1 - J.gamma) ** 2)
    return rho(J) >= 1


@theorem(source="arXiv:2606.04031, Theorem 10 (reported)", expect="refuted", id="R7.stable")
def weak_coupling_is_stable(J: SelfReferential):
    """A coupling ‖C‖ < (1-γ)² leaves J stable."""
    assume(J.c < (1 - J.gamma) ** 2)
    return rho(J) < 1


@theorem(
    source="kreissverify, correcting Theorem 10 of arXiv:2606.04031",
    expect="proved",
    id="R7.one_sided",
)
def weak_coupling_is_stable_for_b_at_most_one(J: SelfReferential):
    """A coupling ‖C‖ < (1-γ)² leaves J stable if ‖B‖ ≤ 1."""
    assume(J.b <= 1)
    assume(J.c < (1 - J.gamma) ** 2)
    return rho(J) < 1


@weak_coupling_is_stable_for_b_at_most_one.derivation
def _(p):
    """bc ≤ c < (1-γ)², so that E3 applies."""
    p.qed(p.lemma(subcritical_coupling_is_stable))
