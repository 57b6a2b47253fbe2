"""False statements that hold for every diagonalisable J: strict bounds, met by Jordan blocks only.

Equality needs eigenvectors of A and of D for one common eigenvalue ±γ that C couples.
"""

from kreissverify import BlockTriangular, G, K, assume, norm, power_norm, sqrt, theorem, w

OWN = "known falsity"


@theorem(source=OWN, expect="refuted")
def kreiss_constant_strictly_below(J: BlockTriangular):
    """E1 with < for κ > 2: T meets it."""
    assume(J.kappa > 2)
    return K(J) < J.kappa / 4 + 1 / J.kappa


@theorem(source=OWN, expect="refuted")
def resolvent_strictly_below(J: BlockTriangular):
    """‖(I-T)⁻¹‖ = (κ + √(κ²+4))/(2δ)."""
    assume(J.kappa > 0)
    κ = J.kappa
    return G(J, 1) < (κ + sqrt(κ**2 + 4)) / (2 * (1 - J.gamma))


@theorem(source=OWN, expect="refuted")
def numerical_radius_strictly_below(J: BlockTriangular):
    """w(T) = γ + c/2."""
    assume(J.c > 0)
    assume(J.gamma > 0)
    return w(J) < J.gamma + J.c / 2


@theorem(source=OWN, expect="refuted")
def square_strictly_below(J: BlockTriangular):
    """‖T²‖ = γ(c + √(c²+γ²))."""
    assume(J.c > 0)
    assume(J.gamma > 0)
    return power_norm(J, 2) < J.gamma * (J.c + sqrt(J.c**2 + J.gamma**2))


@theorem(source=OWN, expect="refuted")
def norm_strictly_below(J: BlockTriangular):
    """‖T‖ = c/2 + √(c²/4 + γ²)."""
    assume(J.c > 0)
    assume(J.gamma > 0)
    return norm(J) < J.c / 2 + sqrt(J.c**2 / 4 + J.gamma**2)
