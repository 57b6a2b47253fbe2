"""False statements that hold for blocks of size 1×1.

Each says why the smallest blocks obey it, and which larger ones do not.
"""

from kreissverify import BlockTriangular, H, K, assume, rho, same, sqrt, theorem

OWN = "known falsity"


@theorem(source=OWN, expect="refuted")
def noise_of_two_numbers(J: BlockTriangular):
    """‖Jᵗ‖_F ≤ ‖Tᵗ‖_F for 1×1 blocks; but H(0) = n."""
    γ, c = J.gamma, J.c
    return H(J) <= 2 / (1 - γ**2) + c**2 * (1 + γ**2) / (1 - γ**2) ** 3


@theorem(source=OWN, expect="refuted")
def noise_through_one_direction(J: BlockTriangular):
    """True if C has rank 1; but C may carry noise along several directions at full strength."""
    γ, c = J.gamma, J.c
    return H(J) <= J.n / (1 - γ**2) + c**2 * (1 + γ**2) / (1 - γ**2) ** 3


@theorem(source=OWN, expect="refuted")
def couplings_commute(J: BlockTriangular):
    """Numbers commute; CCᵀ and D need not."""
    return same(J.C * J.C.T * J.D, J.D * J.C * J.C.T)


@theorem(source=OWN, expect="refuted")
def coupling_meets_the_slowest_mode(J: BlockTriangular):
    """For numbers a, d = ±γ it holds: the entry c/((r-a)(r-d)) of R(r) alone gives the right side.

    Larger blocks may couple eigenvalue zero to eigenvalue zero, and then K = c/4 + 1/c.
    """
    assume(rho(J.A) >= J.gamma)
    assume(rho(J.D) >= J.gamma)
    return K(J) >= J.c / (2 * (1 + sqrt(1 - J.gamma**2)))
