"""Any square matrix: its powers, its Kreiss constant, its numerical radius."""

from kreissverify import (
    Abs,
    And,
    H,
    K,
    L,
    M,
    Square,
    assume,
    det,
    frobenius,
    norm,
    rho,
    sqrt,
    theorem,
)  # fmt: skip


@theorem(source="Lyapunov", expect="supported")
def peak_below_lyapunov(A: Square()):
    assume(rho(A) < 1)
    return M(A) <= L(A)


@theorem(source="mathematics, W: by Kantorovich's inequality", expect="supported")
def kreiss_below_lyapunov(A: Square()):
    assume(rho(A) < 1)
    return K(A) <= (L(A) + 1 / L(A)) / 2


@theorem(source="from the series of the noise gain", expect="supported")
def noise_gain_from_below(A: Square()):
    assume(rho(A) < 1)
    return H(A) >= A.n + frobenius(A) ** 2


@theorem(source="Golub and Van Loan, (2.3.7)", expect="supported")
def frobenius_and_spectral_norm(A: Square("n", complex=True)):
    return And(norm(A) <= frobenius(A), frobenius(A) <= sqrt(A.n) * norm(A))


@theorem(source="the determinant is the product of the eigenvalues", expect="supported")
def determinant(A: Square()):
    return Abs(det(A)) <= rho(A) ** A.n
