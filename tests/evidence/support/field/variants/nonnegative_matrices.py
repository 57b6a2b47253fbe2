"""False variants of statements about nonnegative, stochastic and companion matrices."""

from kreissverify import (
    Abs,
    Companion,
    Integer,
    K,
    Max,
    Nonnegative,
    Real,
    Square,
    Stochastic,
    assume,
    entrywise,
    identity,
    inverse,
    norm,
    resolvent_norm,
    rho,
    same,
    theorem,
    zeros,
)  # fmt: skip
from kreissverify.families import LinearRecurrence


# A = 1, B = -1
@theorem(source="a false variant", expect="refuted")
def monotone_radius__any_matrix(A: Square("n"), B: Square("n")):
    return rho(A) <= rho(A + B)


# [[0, 0], [1, 0]] and its transpose: 1, and 0 + 0
@theorem(source="a false variant", expect="refuted")
def monotone_radius__subadditive(A: Nonnegative("n"), B: Nonnegative("n")):
    return rho(A + B) <= rho(A) + rho(B)


# B = 0: equality
@theorem(source="a false variant", expect="refuted")
def monotone_kreiss_constant__strict(A: Nonnegative("n"), B: Nonnegative("n")):
    return norm(A) < norm(A + B)


# A = 2, B = -2: ∞ and 1
@theorem(source="a false variant", expect="refuted")
def monotone_kreiss_constant__any_matrix(A: Nonnegative("n"), B: Square("n")):
    return K(A) <= K(A + B)


# A = [[0, -1/2], [0, 0]]: (I - A)⁻¹ has the entry -1/2
@theorem(source="a false variant", expect="refuted")
def inverses_of_m_matrices__any_matrix(A: Square()):
    assume(rho(A) < 1)
    return entrywise(zeros(A), inverse(identity(A) - A))


# A = 2: 1/(1 - 2) = -1
@theorem(source="a false variant", expect="refuted")
def inverses_of_m_matrices__unstable(A: Nonnegative()):
    return entrywise(zeros(A), inverse(identity(A) - A))


# [[1, 0], [1, 0]]: the norm is √2
@theorem(source="a false variant", expect="refuted")
def powers_of_stochastic_matrices__contraction(P: Stochastic(), k: Integer(at_least=0, at_most=6)):
    return norm(P**k) <= 1


# [[1, 0], [1, 0]]: the norm is √2
@theorem(source="a false variant", expect="refuted")
def powers_of_stochastic_matrices__strict(P: Stochastic(), k: Integer(at_least=0, at_most=6)):
    return norm(P**k) ** 2 < P.n


# the same matrix twice: the norm is √2
@theorem(source="a false variant", expect="refuted")
def products_of_stochastic_matrices__norm(P: Stochastic("n"), Q: Stochastic("n")):
    return norm(P * Q) <= 1


# [[1, 0], [1, 0]] and [[0, 1], [0, 1]]: the products are the two matrices
@theorem(source="a false variant", expect="refuted")
def products_of_stochastic_matrices__commuting(P: Stochastic("n"), Q: Stochastic("n")):
    return same(P * Q, Q * P)


# P = I: equality
@theorem(source="a false variant", expect="refuted")
def resolvent_of_stochastic__strict(P: Stochastic(), z: Real(above=1)):
    return (z - 1) * resolvent_norm(P, z) > 1


# [[1, 0], [1, 0]], z = 2: [[1, 0], [1/2, 1/2]] has a norm above 1
@theorem(source="a false variant", expect="refuted")
def resolvent_of_stochastic__reversed(P: Stochastic(), z: Real(above=1)):
    return (z - 1) * resolvent_norm(P, z) <= 1


# P = 1
@theorem(source="a false variant", expect="refuted")
def symmetric_chains_contract__strict(P: Stochastic()):
    assume(same(P, P.T))
    return norm(P) < 1


# last row -1, 2, of (z - 1)²: σ² has sum 6 and product 1, so σ² = 3 + 2√2
@theorem(source="a false variant", expect="refuted")
def norm_of_companion__square(C: Companion(2, radius=1)):
    return norm(C) ** 2 <= 5


# the same matrix: 2.41
@theorem(source="a false variant", expect="refuted")
def norm_of_companion__constant(C: Companion(2, radius=1)):
    return norm(C) <= 2


# z² + 1/4: 1/2, and 1/4
@theorem(source="a false variant", expect="refuted")
def cauchy_bound_of_recurrences__without_one(J: LinearRecurrence):
    return rho(J) <= Max(Abs(J.a_0), norm(J.a))


# z² - 8z: 8, and 1 + 4
@theorem(source="a false variant", expect="refuted")
def cauchy_bound_of_recurrences__half(J: LinearRecurrence):
    return rho(J) <= 1 + Max(Abs(J.a_0), norm(J.a)) / 2


# z² + 1/4: 1/4, and 1/16
@theorem(source="a false variant", expect="refuted")
def carmichael_mason__without_one(J: LinearRecurrence):
    return rho(J) ** 2 <= J.a_0**2 + norm(J.a) ** 2


# z² - 8z: 64, and 1
@theorem(source="a false variant", expect="refuted")
def carmichael_mason__constant_term(J: LinearRecurrence):
    return rho(J) ** 2 <= 1 + J.a_0**2
