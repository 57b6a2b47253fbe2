"""R11. How conservative Lyapunov certificates are.

As reported, from experiments: IQC/Lyapunov bounds on the transient are at least 10 times the
measured peak.

*Reading.* L(J) ≥ 10·M(J), with L the best quadratic Lyapunov bound, min √cond(P) over JᵀPJ ⪯ P.

*Why it is false.* J = 0 has L = M = 1. Nor is it a matter of easy cases: by E8 and E6, L(T) ≤
c/(1-γ²) ~ κ/2 where M(T) ~ κ/e, so that L/M tends to at most e/2 ≈ 1.36. A factor of 10 can come
only from certificates that were not optimised. That of P = JᵀPJ + I tends to e·M on T, and comes to
10·M where a mode is slow, 1/√(1-γ²) ≥ 10 (`kreissverify experiment lyapunov-bounds`).

Status: false.
"""

from kreissverify import BlockTriangular, L, M, theorem


@theorem(
    source="arXiv:2606.04031, table of transient bounds (reported)", expect="refuted", id="R11"
)
def lyapunov_is_ten_times_the_peak(J: BlockTriangular):
    """The best quadratic Lyapunov bound is at least ten times the transient peak."""
    return L(J) >= 10 * M(J)
