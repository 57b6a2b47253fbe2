"""False variants of statements about triangular Toeplitz matrices."""

from kreissverify import (
    BlockTriangular,
    K,
    M,
    Max,
    Rational,
    Real,
    assume,
    matrix,
    norm,
    sqrt,
    theorem,
    w,
)  # fmt: skip
from kreissverify.families import ConvectionDiffusion, Upwind


# ν = 3/2, three points: the square has the entry 9/4
@theorem(source="a false variant", expect="refuted")
def upwind_scheme__larger_steps(J: Upwind):
    assume(J.nu <= Rational(3, 2))
    return M(J) <= 2


# c = 4, d = 1/2, two points: [[0, -3/2], [5/2, 0]]
@theorem(source="a false variant", expect="refuted")
def explicit_convection_diffusion__diffusion(J: ConvectionDiffusion):
    assume(2 * J.diffusion <= 1)
    return norm(J) <= 1


# a = c = 1, b = 0: w = cos(π/4), and the norm is 1
@theorem(source="a false variant", expect="refuted")
def nilpotent_of_size_three__constant(a: Real(), b: Real(), c: Real()):
    N = matrix([[0, 0, 0], [a, 0, 0], [b, c, 0]])
    return 2 * w(N) <= norm(N)


# 0
@theorem(source="a false variant", expect="refuted")
def nilpotent_of_size_three__strict(a: Real(), b: Real(), c: Real()):
    N = matrix([[0, 0, 0], [a, 0, 0], [b, c, 0]])
    return sqrt(2) * w(N) < norm(N)


# κ = 20: 4·400/27 is more than 59, and 1 + 5 + 50 = 56
@theorem(source="a false variant", expect="refuted")
def cascade__constant(gamma: Real(at_least=0, below=1), c: Real(at_least=0, at_most=20)):
    kappa = c / (1 - gamma)
    return K(matrix([[gamma, 0, 0], [c, gamma, 0], [0, c, gamma]])) <= 1 + kappa / 4 + kappa**2 / 8


# κ = 1: K = 1, as cos(π/4) < 1
@theorem(source="a false variant", expect="refuted")
def cascade__lower(gamma: Real(at_least=0, below=1), c: Real(at_least=0, at_most=20)):
    J = matrix([[gamma, 0, 0], [c, gamma, 0], [0, c, gamma]])
    return 1 + 4 * (c / (1 - gamma)) ** 2 / 27 <= K(J)


# γ = 0, c = 8: M = 8, and 4
@theorem(source="a false variant", expect="refuted")
def peak_of_block_triangular__constant(J: BlockTriangular):
    return M(J) <= Max(1, J.c / (2 * (1 - J.gamma**2)))


# γ = 9/10, c = 100: about 387, and 20 + 250
@theorem(source="a false variant", expect="refuted")
def peak_of_block_triangular__kreiss_bound(J: BlockTriangular):
    return M(J) <= 2 / (1 - J.gamma) + J.c / (4 * (1 - J.gamma))


# γ = 0, c = 16: K = 4 + 1/16, and 1 + 2
@theorem(source="a false variant", expect="refuted")
def kreiss_with_two_radii__constant(J: BlockTriangular(radii="each")):
    return K(J) <= 1 + J.c / (2 * (sqrt(1 - J.gamma_A) + sqrt(1 - J.gamma_D)) ** 2)


# γ_A = 0, γ_D -> 1, c = 4: K tends to √17, and 1 + 1
@theorem(source="a false variant", expect="refuted")
def kreiss_with_two_radii__slower_block(J: BlockTriangular(radii="each")):
    return K(J) <= 1 + J.c / (4 * Max(1 - J.gamma_A, 1 - J.gamma_D))


# a = d = 0, c = 8: M = 8, and 8/2
@theorem(source="a false variant", expect="refuted")
def peak_of_triangular__constant(
    a: Real(above=-1, below=1), c: Real(at_least=0), d: Real(above=-1, below=1)
):
    below = sqrt((1 - a**2) * (1 - d**2)) + 1 - a * d
    return M(matrix([[a, 0], [c, d]])) <= Max(1, (c + sqrt(c**2 + (a - d) ** 2)) / (2 * below))


# a = d = 0, c = 8: M = 8, and (8 + 1/8)/2
@theorem(source="a false variant", expect="refuted")
def peak_of_triangular__as_kreiss(
    a: Real(above=-1, below=1), c: Real(at_least=0), d: Real(above=-1, below=1)
):
    X = (c + sqrt(c**2 + (a - d) ** 2)) / (sqrt((1 - a**2) * (1 - d**2)) + 1 - a * d)
    return M(matrix([[a, 0], [c, d]])) <= Max(1, (X + 1) / 2)
