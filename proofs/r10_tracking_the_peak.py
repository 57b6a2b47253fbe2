"""R10. The bound R3 beside the measured transient peak.

As reported, from experiments on linear-quadratic problems: the bound R3 tracks the measured peak
M(J) within about 1.5×.

*Reading.* M ≤ (3/2)·R3 and R3 ≤ (3/2)·M for every block-triangular J with symmetric diagonal
blocks: the Jacobians of linear-quadratic problems are of this kind.

*Why it is false.* Without coupling, M = 1 and R3 = 2/(1-γ) ≥ 2. With κ large and γ near 1, M ~
κ/e (E6) and R3 ~ κ/4 + 2/(1-γ), so that the two are close to a ratio 4/e ≈ 1.47 only in that
limit.

Status: false as a statement about all J; what the experiments showed is a matter of their
instances.
"""

from sympy import And, Rational

from kreissverify import BlockTriangular, M, theorem


@theorem(source="arXiv:2606.04031, Figure 1 (reported)", expect="refuted", id="R10")
def bound_tracks_the_peak(J: BlockTriangular):
    """R3's value and the transient peak differ by a factor of at most 3/2."""
    R3 = 2 / (1 - J.gamma) + J.c / (4 * (1 - J.gamma))
    return And(M(J) <= Rational(3, 2) * R3, Rational(3, 2) * M(J) >= R3)
