"""R6 in both readings of K₀, asking for an unstable and for a stable J: four false statements."""

from kreissverify import K, SelfReferential, assume, rho, theorem

REPORTED = "arXiv:2606.04031, Theorem 9 (reported)"


@theorem(source=REPORTED, expect="refuted")
def exact_and_unstable(J: SelfReferential):
    """K₀ = K(J₀)."""
    assume(rho(J) > 1)
    K0 = K(J.triangular)
    assume(J.b * K0 < 1 - J.gamma)
    return K(J) <= K0 / (1 - J.b * K0 / (1 - J.gamma))


@theorem(source=REPORTED, expect="refuted")
def exact_and_stable(J: SelfReferential):
    """K₀ = K(J₀)."""
    assume(rho(J) < 1)
    K0 = K(J.triangular)
    assume(J.b * K0 < 1 - J.gamma)
    return K(J) <= K0 / (1 - J.b * K0 / (1 - J.gamma))


@theorem(source=REPORTED, expect="refuted")
def bounded_and_unstable(J: SelfReferential):
    """K₀ = the bound of R3 on K(J₀)."""
    assume(rho(J) > 1)
    K0 = 2 / (1 - J.gamma) + J.c / (4 * (1 - J.gamma))
    assume(J.b * K0 < 1 - J.gamma)
    return K(J) <= K0 / (1 - J.b * K0 / (1 - J.gamma))


@theorem(source=REPORTED, expect="refuted")
def bounded_and_stable(J: SelfReferential):
    """K₀ = the bound of R3 on K(J₀)."""
    assume(rho(J) < 1)
    K0 = 2 / (1 - J.gamma) + J.c / (4 * (1 - J.gamma))
    assume(J.b * K0 < 1 - J.gamma)
    return K(J) <= K0 / (1 - J.b * K0 / (1 - J.gamma))
