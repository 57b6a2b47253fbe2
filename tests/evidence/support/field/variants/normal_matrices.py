"""False variants of statements about normal matrices; N(c) is [[0, 0], [c, 0]]."""

from kreissverify import (
    H,
    Integer,
    K,
    M,
    Normal,
    Orthogonal,
    Real,
    Square,
    Symmetric,
    assume,
    block,
    cond,
    det,
    identity,
    inverse,
    norm,
    rho,
    theorem,
    w,
)  # fmt: skip


# N(8): ρ = 0 and M = 8
@theorem(source="a false variant", expect="refuted")
def contractions_do_not_grow__spectral_radius(A: Square(radius=1)):
    return M(A) <= 1


# N(2): w = 1 and M = 2
@theorem(source="a false variant", expect="refuted")
def contractions_do_not_grow__numerical_radius(A: Square(numerical_radius=1)):
    return M(A) <= 1


# A = D = 0, C = 16: K = 4 + 1/16, and 1 + 16/8 = 3
@theorem(source="a false variant", expect="refuted")
def coupled_contractions__constant(
    A: Square("n", norm="gamma"), C: Square("n"), D: Square("n", norm="gamma"),
    gamma: Real(at_least=0, below=1),
):  # fmt: skip
    return K(block([[A, 0], [C, D]])) <= 1 + norm(C) / (8 * (1 - gamma))


# A = N(8), the rest 0: K = 2 + 1/8
@theorem(source="a false variant", expect="refuted")
def coupled_contractions__spectral_radius(
    A: Square("n", radius="gamma"), C: Square("n"), D: Square("n", radius="gamma"),
    gamma: Real(at_least=0, below=1),
):  # fmt: skip
    return K(block([[A, 0], [C, D]])) <= 1 + norm(C) / (4 * (1 - gamma))


# Q exchanges two rows of N(1): ρ = 1 after, 0 before
@theorem(source="a false variant", expect="refuted")
def unitary_invariance__spectral_radius(Q: Orthogonal("n"), A: Square("n")):
    return rho(Q * A) <= rho(A)


# Q exchanges two rows of N(1): w = 1 after, 1/2 before
@theorem(source="a false variant", expect="refuted")
def unitary_invariance__numerical_radius(Q: Orthogonal("n"), A: Square("n")):
    return w(Q * A) <= w(A)


# Q = -I: 2
@theorem(source="a false variant", expect="refuted")
def orthogonal_matrices__strict(Q: Orthogonal()):
    return norm(Q - identity(Q)) < 2


# Q = -1 of size 1
@theorem(source="a false variant", expect="refuted")
def orthogonal_matrices__rotations(Q: Orthogonal()):
    return det(Q) > 0


# V = diag(8, 1), A = N(1/2) transposed: VAV⁻¹ = N(4) transposed, K = 1 + 1/4
@theorem(source="a false variant", expect="refuted")
def kreiss_of_similar_matrices__invariant(V: Square("n"), A: Square("n", norm="1/2")):
    assume(cond(V) <= 100)
    return K(V * A * inverse(V)) <= K(A)


# the same matrices with V/8 for V: ‖V‖ = 1
@theorem(source="a false variant", expect="refuted")
def kreiss_of_similar_matrices__norm(V: Square("n"), A: Square("n", norm="1/2")):
    assume(cond(V) <= 100)
    return K(V * A * inverse(V)) <= norm(V) * K(A)


# N(8): γ = 0 and the norm is 8, k = 1
@theorem(source="a false variant", expect="refuted")
def powers_of_normal__any_matrix(
    A: Square(radius="gamma"), gamma: Real(at_least=0), k: Integer(at_least=1, at_most=6)
):
    return norm(A**k) <= gamma**k


# A = γ = 1/2: 1/2ᵏ is more than 1/2ᵏ⁺¹
@theorem(source="a false variant", expect="refuted")
def powers_of_normal__exponent(
    A: Normal(radius="gamma"), gamma: Real(at_least=0), k: Integer(at_least=1, at_most=6)
):
    return norm(A**k) <= gamma ** (k + 1)


# A = B = 1: 2 is more than 1
@theorem(source="a false variant", expect="refuted")
def sums_of_normal_matrices__largest(A: Normal("n"), B: Normal("n")):
    return rho(A + B) <= rho(A)


# N(8): H = 66, and 2
@theorem(source="a false variant", expect="refuted")
def noise_gain_of_normal__any_matrix(A: Square(radius="gamma"), gamma: Real(at_least=0, below=1)):
    return H(A) <= A.n / (1 - gamma**2)


# A = γ of size 2: 2/(1 - γ²)
@theorem(source="a false variant", expect="refuted")
def noise_gain_of_normal__without_size(A: Normal(radius="gamma"), gamma: Real(at_least=0, below=1)):
    return H(A) <= 1 / (1 - gamma**2)


# A = μ = L: 1
@theorem(source="a false variant", expect="refuted")
def condition_number__strict(
    A: Symmetric(spectrum=("mu", "L")), mu: Real(above=0), L: Real(above=0)
):
    return cond(A) < L / mu


# A = diag(1, 2), μ = 1, L = 2: 2, and (1 + 2)/2
@theorem(source="a false variant", expect="refuted")
def condition_number__mean(A: Symmetric(spectrum=("mu", "L")), mu: Real(above=0), L: Real(above=0)):
    return cond(A) <= (1 + L / mu) / 2


# A = μ = 1, L = 3, t = 1: 1/2, and 1/4
@theorem(source="a false variant", expect="refuted")
def gradient_descent__rate(
    A: Symmetric(spectrum=("mu", "L")), mu: Real(above=0), L: Real(above=0),
    t: Integer(at_least=0, at_most=6),
):  # fmt: skip
    return norm((identity(A) - 2 / (mu + L) * A) ** t) <= ((L - mu) / (L + mu)) ** (2 * t)


# A = μ = 1, L = 3, t = 1: 1 - 1/3 = 2/3, and 1/2
@theorem(source="a false variant", expect="refuted")
def gradient_descent__step(
    A: Symmetric(spectrum=("mu", "L")), mu: Real(above=0), L: Real(above=0),
    t: Integer(at_least=0, at_most=6),
):  # fmt: skip
    return norm((identity(A) - 1 / L * A) ** t) <= ((L - mu) / (L + mu)) ** t
