"""R8. The settling time, as in the abstract.

As reported: stochastic coupled descent reaches δ-accuracy in T(δ) = O(K(J)² log(1/δ)).

*Reading.* The noise-free dynamics settle in T(δ) ≤ 1000·K(J)² log(1/δ) steps, for δ ≤ 1/2. The
constant is generous and arbitrary: none would do.

*Why it is false.* Normal matrices have K = 1 and may be as slow as one likes. J = γI needs T(δ) ≈
log(1/δ)/log(1/γ) ~ log(1/δ)/(1-γ) steps, which outgrows every constant as γ → 1. R9 has the
missing factor; E7 says where K² does belong, which is the noise floor.

Status: false.
"""

from sympy import log

from kreissverify import BlockTriangular, K, Real, T, theorem


@theorem(source="arXiv:2606.04031, abstract (reported)", expect="refuted", id="R8")
def settling_time(J: BlockTriangular, delta: Real(above=0, at_most="1/2")):
    """J settles to δ within 1000·K² log(1/δ) steps."""
    return T(J, delta) <= 1000 * K(J) ** 2 * log(1 / delta)
