"""Triangular Toeplitz matrices: discretised transport, cascades, Jordan blocks."""

from kreissverify import (
    And,
    BlockTriangular,
    K,
    M,
    Max,
    Real,
    matrix,
    sqrt,
    theorem,
)  # fmt: skip


@theorem(source="mathematics, Ca: a cascade of three stages", expect="supported")
def cascade(gamma: Real(at_least=0, below=1), c: Real(at_least=0, at_most=20)):
    J = matrix([[gamma, 0, 0], [c, gamma, 0], [0, c, gamma]])
    kappa = c / (1 - gamma)
    return And(4 * kappa**2 / 27 <= K(J), K(J) <= 1 + kappa / 4 + 4 * kappa**2 / 27)


@theorem(source="mathematics, E8", expect="supported")
def peak_of_block_triangular(J: BlockTriangular):
    return M(J) <= Max(1, J.c / (1 - J.gamma**2))


@theorem(source="mathematics, N1", expect="supported")
def kreiss_with_two_radii(J: BlockTriangular(radii="each")):
    return K(J) <= 1 + J.c / (sqrt(1 - J.gamma_A) + sqrt(1 - J.gamma_D)) ** 2


@theorem(source="mathematics, Q, of triangular matrices", expect="supported")
def peak_of_triangular(a: Real(above=-1, below=1), c: Real(at_least=0), d: Real(above=-1, below=1)):
    J = matrix([[a, 0], [c, d]])
    below = sqrt((1 - a**2) * (1 - d**2)) + 1 - a * d
    return M(J) <= Max(1, (c + sqrt(c**2 + (a - d) ** 2)) / below)
