"""E6. The transient peak.

For block-triangular J with symmetric diagonal blocks and γ > 0,

    ‖Jᵗ‖ ≤ γᵗ·e^{asinh(ct/2γ)},

with equality for T = [[γ, 0], [c, γ]]. As γ → 1 and κ → ∞, M(T) ~ κ/e while K(T) ~ κ/4: the
Kreiss constant bounds the peak from below, and the upper bound R3 on it is none on the peak. The
other way round,

    M(J) ≤ 4·K(T), whatever the dimension,    and M(J) ≤ (4/(1+γ))·K(T) if B = 0.

*Argument.* (Tᵗ) = [[γᵗ, 0], [ctγᵗ⁻¹, γᵗ]], with the norm of E1's first step; ‖Jᵗ‖ ≤ ‖Tᵗ‖ is the
comparison theorem. For B = 0, E8 gives M(J) ≤ max(1, κ/(1+γ)), and (4/(1+γ))·k(κ) is at least
that.

Status: the first and the last are true and not yet decided by machine. The constant 4 for B ≠ 0
has been checked only (it is approached as γ → 0, c → ∞ with b = 0); its proof is open here.
"""

from sympy import asinh, exp

from kreissverify import (
    BlockTriangular,
    Integer,
    K,
    M,
    SelfReferential,
    assume,
    power_norm,
    theorem,
)


@theorem(source="kreissverify", expect="supported", id="E6.powers")
def norms_of_powers(J: BlockTriangular, t: Integer(at_least=0, at_most=2000)):
    """Every power of J has norm at most γᵗ·e^{asinh(ct/2γ)}."""
    assume(J.gamma > 0)
    return power_norm(J, t) <= J.gamma**t * exp(asinh(J.c * t / (2 * J.gamma)))


@theorem(source="kreissverify", expect="supported", id="E6.constant")
def peak_by_the_kreiss_constant(J: SelfReferential):
    """The transient peak is at most 4 K(T), in every dimension."""
    assume(J.b * J.c < (1 - J.gamma) ** 2)
    return M(J) <= 4 * K(J.comparison)


@theorem(source="kreissverify", expect="supported", id="E6.triangular")
def peak_by_the_kreiss_constant_triangular(J: BlockTriangular):
    """Without coupling back, the transient peak is at most (4/(1+γ))·K(T)."""
    return M(J) <= 4 / (1 + J.gamma) * K(J.comparison)
