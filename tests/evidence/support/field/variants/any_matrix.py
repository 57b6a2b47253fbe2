"""False variants of statements about any square matrix; N(c) is [[0, 0], [c, 0]]."""

from kreissverify import (
    And,
    Equivalent,
    H,
    Implies,
    Integer,
    K,
    L,
    M,
    Square,
    assume,
    det,
    distance_to_instability,
    frobenius,
    kron,
    norm,
    power_norm,
    rho,
    sqrt,
    theorem,
    trace,
    w,
)  # fmt: skip


# N(1): ‖A‖ = 1 and w = 1/2
@theorem(source="a false variant", expect="refuted")
def numerical_radius_and_norm__constant(A: Square(complex=True)):
    return norm(A) <= 3 * w(A) / 2


# N(1): w = 1/2 and ρ = 0
@theorem(source="a false variant", expect="refuted")
def numerical_radius_and_norm__as_if_normal(A: Square(complex=True)):
    return w(A) <= rho(A)


# A = 1/2: 1/2ᵏ is more than 1/2ᵏ⁺¹
@theorem(source="a false variant", expect="refuted")
def power_inequality__exponent(A: Square(), k: Integer(at_least=1, at_most=6)):
    return w(A**k) <= w(A) ** (k + 1)


# A = N(1), B = I: w = 1/2 and ρ(A) = 0
@theorem(source="a false variant", expect="refuted")
def radius_of_a_tensor_product__as_if_normal(A: Square(2), B: Square(2)):
    return w(kron(A, B)) <= rho(A) * norm(B)


# N(8): K = 2 + 1/8 and M = 8
@theorem(source="a false variant", expect="refuted")
def kreiss_below_the_peak__constant(A: Square()):
    return M(A) <= 2 * K(A)


# N(16): 16 is more than 2·K = 8 + 1/8
@theorem(source="a false variant", expect="refuted")
def peak_below_the_kreiss_constant__without_e(A: Square()):
    return M(A) <= A.n * K(A)


# N(16), k = 1: 16 is more than K
@theorem(source="a false variant", expect="refuted")
def one_power_at_a_time__constant(A: Square(), k: Integer(at_least=1, at_most=8)):
    return power_norm(A, k) <= k * K(A)


# N(16), k = 1: 16 is more than 2·K
@theorem(source="a false variant", expect="refuted")
def one_power_at_a_time__factor(A: Square(), k: Integer(at_least=1, at_most=8)):
    return power_norm(A, k) <= (1 + 1 / k) ** k * K(A)


# N(2): w = 1, so K = 1, and the norm is 2
@theorem(source="a false variant", expect="refuted")
def kreiss_constant_one__norm(A: Square()):
    return Equivalent(K(A) <= 1, norm(A) <= 1)


# N(8): ρ = 0 and K = 2 + 1/8
@theorem(source="a false variant", expect="refuted")
def kreiss_constant_one__as_if_normal(A: Square()):
    return Implies(rho(A) <= 1, K(A) <= 1)


# N(8): K = 2 + 1/8, and L is at least M = 8
@theorem(source="a false variant", expect="refuted")
def peak_below_lyapunov__kreiss(A: Square()):
    assume(rho(A) < 1)
    return L(A) <= K(A)


# 0: M = L = 1
@theorem(source="a false variant", expect="refuted")
def peak_below_lyapunov__strict(A: Square()):
    assume(rho(A) < 1)
    return M(A) < L(A)


# 0: K = L = 1
@theorem(source="a false variant", expect="refuted")
def kreiss_below_lyapunov__strict(A: Square()):
    assume(rho(A) < 1)
    return K(A) < (L(A) + 1 / L(A)) / 2


# 0: K = L = 1
@theorem(source="a false variant", expect="refuted")
def kreiss_below_lyapunov__without_inverse(A: Square()):
    assume(rho(A) < 1)
    return K(A) <= L(A) / 2


# N(8): the distance is at most 1/8
@theorem(source="a false variant", expect="refuted")
def distance_to_instability_from_above__constant(A: Square()):
    assume(rho(A) < 1)
    return distance_to_instability(A) >= (1 - rho(A)) / 4


# N(8): H = 2 + 64
@theorem(source="a false variant", expect="refuted")
def noise_gain_from_below__as_if_normal(A: Square()):
    assume(rho(A) < 1)
    return H(A) <= A.n / (1 - rho(A) ** 2)


# A = 1/2: H = 4/3 and K = 1
@theorem(source="a false variant", expect="refuted")
def noise_gain_from_below__square_law(A: Square()):
    assume(rho(A) < 1)
    return H(A) <= A.n * K(A) ** 2


# I of size 2: √2 and 1
@theorem(source="a false variant", expect="refuted")
def frobenius_and_spectral_norm__equal(A: Square("n", complex=True)):
    return frobenius(A) <= norm(A)


# I of size 2: √2 and 1
@theorem(source="a false variant", expect="refuted")
def frobenius_and_spectral_norm__constant(A: Square("n", complex=True)):
    return And(norm(A) <= frobenius(A), frobenius(A) <= sqrt(A.n - 1) * norm(A))


# I of size 2: 2 and 1
@theorem(source="a false variant", expect="refuted")
def determinant__trace(A: Square()):
    return trace(A) <= rho(A)


# A = 1/2 of size 1: 1/2 and 1/4
@theorem(source="a false variant", expect="refuted")
def determinant__exponent(A: Square()):
    return det(A) <= rho(A) ** (A.n + 1)
