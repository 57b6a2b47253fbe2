"""Polynomials of a matrix: the disc and the numerical range as spectral sets.

If ‖A‖ ≤ 1, then ‖p(A)‖ ≤ max |p| over the unit disc (von Neumann 1951). If the numerical range lies
in the disc, w(A) ≤ 1, there is a factor: 2 for the disc (Okubo and Ando 1975), 1 + √2 for any
numerical range (Crouzeix and Palencia 2017), conjectured to be 2 (Crouzeix 2004); never 1.

All of it is tried on p(z) = z² + z - 1, whose largest modulus on the disc is that of
e^{iθ} + 1 - e^{-iθ} = 1 + 2i·sin θ, so √5, while its coefficients only give 3.
"""

from kreissverify import Square, identity, norm, sqrt, theorem


def p_of(A):
    """A² + A - I."""
    return A**2 + A - identity(A)


@theorem(source="J. von Neumann, Math. Nachr. 4 (1951); arXiv:1503.07334", expect="supported")
def von_neumann_inequality(A: Square(norm=1)):
    """‖p(A)‖ ≤ max |p| over the disc, for contractions."""
    return norm(p_of(A)) <= sqrt(5)


@theorem(source="M. Crouzeix, C. Palencia, SIAM J. Matrix Anal. 38 (2017)", expect="proved")
def crouzeix_palencia(A: Square(numerical_radius=1)):
    """‖p(A)‖ ≤ (1 + √2) max |p| over a disc that contains the numerical range."""
    return norm(p_of(A)) <= (1 + sqrt(2)) * sqrt(5)


@crouzeix_palencia.derivation
def _(p):
    """Of this p it is elementary: ‖A‖, ‖A²‖ ≤ 2, so ‖p(A)‖ ≤ 2 + 2 + 1 < (1 + √2)√5."""
    A, I = p.A, identity(p.A)
    once, twice = p.by("w.between", X=A), p.by("w.between", X=A**2)
    powers = p.by("w.power", X=A, k=2)
    square = p.reals("‖A²‖", norm(A**2) <= 2, uses=[twice, powers])
    inner = p.by("norm.triangle", X=A**2, Y=A)
    outer = p.by("norm.triangle", X=A**2 + A, Y=-I)
    unit, sign = p.by("norm.identity", X=A), p.by("norm.scaled", X=I, c=-1)
    p.qed(once, square, inner, outer, unit, sign)


@theorem(source="K. Okubo, T. Ando 1975 (from memory)", expect="supported")
def disc_is_two_spectral(A: Square(numerical_radius=1)):
    """‖p(A)‖ ≤ 2 max |p| over the disc, if w(A) ≤ 1: Crouzeix's conjecture for the disc."""
    return norm(p_of(A)) <= 2 * sqrt(5)


@theorem(source="von Neumann's inequality with w in the place of the norm", expect="refuted")
def numerical_range_is_a_spectral_set(A: Square(numerical_radius=1)):
    """‖p(A)‖ ≤ max |p| over the disc, if w(A) ≤ 1. False: right with a factor, at most 2."""
    return norm(p_of(A)) <= sqrt(5)
