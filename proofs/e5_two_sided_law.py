"""E5. The two-sided law.

With k(x) = x/4 + 1/x for x ≥ 2, else 1, every block-triangular J with symmetric diagonal blocks
obeys

    k(c) ≤ K(J) ≤ k(c/(1-γ)).

The upper half is E1. The lower half holds for any stable A and D, symmetric or not.

*Argument for the lower half.* By R1, R(z) = diag(I, z⁻¹)·F(z)·diag(z⁻¹, I), where F(z) = [[zR_A,
0], [z²R_D C R_A, zR_D]] is analytic outside the spectrum with F(∞) = [[I, 0], [C, I]]. On |z| = r
the phases are unitary and drop out: ‖R(z)‖ = ‖diag(I, 1/r)·F(z)·diag(1/r, I)‖. By the maximum
principle its maximum on |z| = r is at least the value at ∞, ‖[[1/r, 0], [C/r², 1/r]]‖. That is E1
at γ = 0, and the supremum of (r-1) times it is k(c).

Status: true; the argument is not yet decided by machine.
"""

from sympy import Piecewise

from kreissverify import BlockTriangular, K, theorem


def k(x):
    """The worst Kreiss constant at κ = x."""
    return Piecewise((x / 4 + 1 / x, x >= 2), (1, True))


@theorem(source="kreissverify, the exact form of Theorem 7", expect="supported", id="E5.lower")
def lower_half(J: BlockTriangular(normal=False)):
    """K(J) is at least k(c), for any stable diagonal blocks."""
    return K(J) >= k(J.c)
