"""Any square matrix: its powers, its Kreiss constant, its numerical radius."""

from kreissverify import (
    Abs,
    And,
    Equivalent,
    H,
    Integer,
    K,
    L,
    M,
    Square,
    assume,
    det,
    distance_to_instability,
    exp,
    frobenius,
    kron,
    norm,
    power_norm,
    rho,
    sqrt,
    theorem,
    w,
)  # fmt: skip


@theorem(source="Horn and Johnson, Topics in Matrix Analysis, (1.5)", expect="supported")
def radii_and_norm(A: Square(complex=True)):
    return And(rho(A) <= w(A), w(A) <= norm(A), norm(A) <= 2 * w(A))


@theorem(source="Berger 1965; Pearcy 1966", expect="supported")
def power_inequality(A: Square(), k: Integer(at_least=1, at_most=6)):
    return w(A**k) <= w(A) ** k


@theorem(source="Holbrook 1969", expect="supported")
def radius_of_a_tensor_product(A: Square(2), B: Square(2)):
    return w(kron(A, B)) <= w(A) * norm(B)


@theorem(source="Kreiss 1962", expect="supported")
def peak_above_the_constant(A: Square()):
    return K(A) <= M(A)


@theorem(source="Kreiss; Spijker 1991", expect="supported")
def kreiss_matrix_theorem(A: Square()):
    return M(A) <= exp(1) * A.n * K(A)


@theorem(source="Lubich and Nevanlinna 1991", expect="supported")
def one_power_at_a_time(A: Square(), k: Integer(at_least=1, at_most=8)):
    return power_norm(A, k) <= (k + 1) * (1 + 1 / k) ** k * K(A)


@theorem(source="Trefethen and Embree 2005, chapter 14", expect="supported")
def constant_one(A: Square()):
    return Equivalent(K(A) <= 1, w(A) <= 1)


@theorem(source="Lyapunov", expect="supported")
def peak_below_lyapunov(A: Square()):
    assume(rho(A) < 1)
    return M(A) <= L(A)


@theorem(source="mathematics, W: by Kantorovich's inequality", expect="supported")
def kreiss_below_lyapunov(A: Square()):
    assume(rho(A) < 1)
    return K(A) <= (L(A) + 1 / L(A)) / 2


@theorem(source="Van Loan 1985", expect="supported")
def nearness_to_instability(A: Square()):
    assume(rho(A) < 1)
    return distance_to_instability(A) <= 1 - rho(A)


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
