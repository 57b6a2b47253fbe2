"""Contractions, orthogonal, normal and symmetric matrices."""

from kreissverify import (
    Eq,
    H,
    Integer,
    K,
    Normal,
    Orthogonal,
    Real,
    Square,
    Symmetric,
    block,
    cond,
    identity,
    norm,
    theorem,
)  # fmt: skip


@theorem(source="mathematics, E1: coupled contractions", expect="supported")
def coupled_contractions(
    A: Square("n", norm="gamma"), C: Square("n"), D: Square("n", norm="gamma"),
    gamma: Real(at_least=0, below=1),
):  # fmt: skip
    J = block([[A, 0], [C, D]])
    return K(J) <= 1 + norm(C) / (4 * (1 - gamma))


@theorem(source="Horn and Johnson, Matrix Analysis, (5.6)", expect="supported")
def unitary_invariance(Q: Orthogonal("n"), A: Square("n")):
    return Eq(norm(Q * A), norm(A))


@theorem(source="Horn and Johnson, Matrix Analysis, 2.1", expect="supported")
def orthogonal_matrices(Q: Orthogonal()):
    return norm(Q - identity(Q)) <= 2


@theorem(source="Horn and Johnson, Matrix Analysis, 2.5", expect="supported")
def powers_of_normal(
    A: Normal(radius="gamma"), gamma: Real(at_least=0), k: Integer(at_least=1, at_most=6)
):
    return norm(A**k) <= gamma**k


@theorem(source="from the series of the noise gain", expect="supported")
def noise_gain_of_normal(A: Normal(radius="gamma"), gamma: Real(at_least=0, below=1)):
    return H(A) <= A.n / (1 - gamma**2)


@theorem(source="Horn and Johnson, Matrix Analysis, 5.8", expect="supported")
def condition_number(A: Symmetric(spectrum=("mu", "L")), mu: Real(above=0), L: Real(above=0)):
    return cond(A) <= L / mu
