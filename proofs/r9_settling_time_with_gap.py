"""R9. The settling time, with the spectral gap.

As reported: T(δ) = O(K(J)² log(1/δ)/(1-γ)²).

*Reading.* With the constant 4, for δ ≤ 1/2. The worst ratio found over the extremal matrices [[γ,
0], [c, γ]] is about 3.4, at δ = 1/2, γ near 0.12 and κ near 2, where T = 3; γ = 0, c > 1/2 needs
T = 2, so no constant below 2/log 2 ≈ 2.9 can do.

*Idea.* By the comparison theorem ‖Jᵗ‖ ≤ γᵗ e^{asinh(ct/2γ)} (E6), which is at most δ once t is
about (log(1/δ) + log κ)/(1-γ) up to a lower order: K enters only through a logarithm, and one
power of 1-γ is enough. The claim has much to spare except for t of 2 or 3.

Status: true on every instance tried; a proof with the constant 4 is still to be written.
"""

from sympy import log

from kreissverify import BlockTriangular, K, Real, T, theorem


@theorem(source="arXiv:2606.04031, Theorem 11 (reported)", expect="supported", id="R9")
def settling_time_with_gap(J: BlockTriangular, delta: Real(above=0, at_most="1/2")):
    """J settles to δ within 4·K² log(1/δ)/(1-γ)² steps."""
    return T(J, delta) <= 4 * K(J) ** 2 * log(1 / delta) / (1 - J.gamma) ** 2
