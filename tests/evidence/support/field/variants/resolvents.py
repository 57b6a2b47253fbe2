"""False variants of statements about resolvents and polynomials; N(c) is [[0, 0], [c, 0]]."""

from kreissverify import (
    Diagonal,
    G,
    Integer,
    K,
    M,
    Real,
    Square,
    Symmetric,
    assume,
    cond,
    departure,
    identity,
    inverse,
    norm,
    pseudospectral_radius,
    resolvent_norm,
    rho,
    sqrt,
    theorem,
    w,
)  # fmt: skip


# N(8), γ = 0, z = 1: the resolvent is [[1, 0], [8, 1]]
@theorem(source="a false variant", expect="refuted")
def resolvent_by_the_numerical_radius__as_if_normal(
    A: Square(radius="gamma"), gamma: Real(at_least=0), z: Real(above="gamma")
):
    return resolvent_norm(A, z) <= 1 / (z - gamma)


# A = γ: equality
@theorem(source="a false variant", expect="refuted")
def resolvent_by_the_numerical_radius__strict(
    A: Square(numerical_radius="gamma"), gamma: Real(at_least=0), z: Real(above="gamma")
):
    return resolvent_norm(A, z) < 1 / (z - gamma)


# V DV⁻¹ = [[1, 8], [0, -1]], F = [[0, 0], [1, 0]]: the radius is 3, and 1 + ‖F‖ = 2
@theorem(source="a false variant", expect="refuted")
def bauer_fike__as_if_normal(V: Square("n"), D: Diagonal("n"), F: Square("n")):
    assume(cond(V) <= 1000)
    return rho(V * D * inverse(V) + F) <= rho(D) + norm(F)


# the same matrices, with V scaled to norm 1: only the condition number is free of scale
@theorem(source="a false variant", expect="refuted")
def bauer_fike__norm(V: Square("n"), D: Diagonal("n"), F: Square("n")):
    assume(cond(V) <= 1000)
    return rho(V * D * inverse(V) + F) <= rho(D) + norm(V) * norm(F)


# V DV⁻¹ = [[1, 8], [0, -1]], z = 2: the resolvent is [[1, 8/3], [0, 1/3]]
@theorem(source="a false variant", expect="refuted")
def resolvent_by_the_eigenvectors__as_if_normal(V: Square("n"), D: Diagonal("n"), z: Real(above=0)):
    assume(cond(V) <= 1000)
    assume(rho(D) < z)
    return resolvent_norm(V * D * inverse(V), z) <= 1 / (z - rho(D))


# columns (1, 0) and (12/13, 5/13): cond(V) = 5, the projection has norm 13/5; D = (1, -1), z -> 1
@theorem(source="a false variant", expect="refuted")
def resolvent_by_the_eigenvectors__root(V: Square("n"), D: Diagonal("n"), z: Real(above=0)):
    assume(cond(V) <= 1000)
    assume(rho(D) < z)
    return resolvent_norm(V * D * inverse(V), z) <= sqrt(cond(V)) / (z - rho(D))


# S = -1 and r = 2: 3·1 = 3
@theorem(source="a false variant", expect="refuted")
def ritt_condition__whole_interval(S: Symmetric("n", spectrum=(-1, 1)), r: Real(above=1)):
    return (1 + r) * resolvent_norm(S, -r) <= 2


# S = 0 and r = 1: 2
@theorem(source="a false variant", expect="refuted")
def ritt_condition__constant(S: Symmetric("n", spectrum=(0, 1)), r: Real(at_least=1)):
    return (1 + r) * resolvent_norm(S, -r) <= sqrt(3)


# A = 0: the radius is ε
@theorem(source="a false variant", expect="refuted")
def pseudospectral_radius_from_above__without_eps(A: Square(), eps: Real(above=0)):
    return pseudospectral_radius(A, eps) <= w(A)


# N(8), ε = 1/8: about 1, and w + ε is more than 4
@theorem(source="a false variant", expect="refuted")
def pseudospectral_radius_from_below__numerical_radius(A: Square(), eps: Real(above=0)):
    return pseudospectral_radius(A, eps) >= w(A) + eps


# A = 0: the radius is ε
@theorem(source="a false variant", expect="refuted")
def pseudospectral_radius_from_below__constant(A: Square(), eps: Real(above=0)):
    return pseudospectral_radius(A, eps) >= rho(A) + 2 * eps


# N(8), ε = 1/2: the radius is at least 2
@theorem(source="a false variant", expect="refuted")
def kreiss_constant_through_pseudospectra__as_if_one(A: Square(), eps: Real(above=0)):
    return pseudospectral_radius(A, eps) <= 1 + eps


# A = 1: 1 + ε, and K = 1
@theorem(source="a false variant", expect="refuted")
def kreiss_constant_through_pseudospectra__constant(A: Square(), eps: Real(above=0)):
    return pseudospectral_radius(A, eps) <= 1 + eps * K(A) / 2


# A = 0: equality without the factor
@theorem(source="a false variant", expect="refuted")
def three_circles__constant(A: Square(), r: Real(above=0), q: Real(above=1, at_most=10)):
    assume(rho(A) < r)
    return G(A, r * q) ** 2 <= G(A, r) * G(A, r * q**2) / 2


# A = 1/2, r = 1, q = 2: G is 2 and 2/3
@theorem(source="a false variant", expect="refuted")
def three_circles__decay(A: Square(), r: Real(above=0), q: Real(above=1, at_most=10)):
    assume(rho(A) < r)
    return G(A, r * q) >= G(A, r) / q


# N(8), z = 1: more than 8, and 1
@theorem(source="a false variant", expect="refuted")
def henrici_resolvent__as_if_normal(A: Square(2), z: Real(above=0)):
    assume(rho(A) < z)
    d = z - rho(A)
    return resolvent_norm(A, z) <= 1 / d


# N(8), z = 1: more than 8, and 1 + 4
@theorem(source="a false variant", expect="refuted")
def henrici_resolvent__constant(A: Square(2), z: Real(above=0)):
    assume(rho(A) < z)
    d = z - rho(A)
    return resolvent_norm(A, z) <= 1 / d + departure(A) / (2 * d**2)


# N(1): 1 and 1/2
@theorem(source="a false variant", expect="refuted")
def henrici_norm__constant(A: Square(complex=True)):
    return norm(A) <= rho(A) + departure(A) / 2


# N(1): 1 and 0
@theorem(source="a false variant", expect="refuted")
def henrici_norm__as_if_normal(A: Square(complex=True)):
    return norm(A) <= rho(A)


# N(8): ρ = 0, and ‖I + N(8)‖ is more than 8
@theorem(source="a false variant", expect="refuted")
def crouzeix_palencia_of_a_sum__spectral_radius(A: Square()):
    p = identity(A) + A + A**2
    return norm(p) <= (1 + sqrt(2)) * (1 + rho(A) + rho(A) ** 2)


# N(2): w = 1: 4, and 2 + 1
@theorem(source="a false variant", expect="refuted")
def crouzeix_palencia_of_a_sum__constant(A: Square()):
    return norm(2 * A + A**2) <= 2 * w(A) + w(A) ** 2


# N(1), k = 1: 1 and 1/2
@theorem(source="a false variant", expect="refuted")
def powers_by_the_numerical_radius__constant(A: Square(), k: Integer(at_least=1, at_most=6)):
    return norm(A**k) <= w(A) ** k


# N(1), k = 1: 1 and 0
@theorem(source="a false variant", expect="refuted")
def powers_by_the_numerical_radius__spectral_radius(A: Square(), k: Integer(at_least=1, at_most=6)):
    return norm(A**k) <= 2 * rho(A) ** k


# N(2): w = 1 and M = 2
@theorem(source="a false variant", expect="refuted")
def peak_of_numerical_contractions__constant(A: Square(numerical_radius=1)):
    return M(A) <= sqrt(3)


# N(8): ρ = 0 and M = 8
@theorem(source="a false variant", expect="refuted")
def peak_of_numerical_contractions__spectral_radius(A: Square(radius=1)):
    return M(A) <= 2


# A = 1/2, F = 1/4: K = 1 at both, and ‖F‖G = 1/2
@theorem(source="a false variant", expect="refuted")
def perturbed_kreiss_constant__wrong_side(A: Square(2), F: Square(2)):
    assume(rho(A) < 1)
    assume(norm(F) * G(A, 1) < 1)
    return K(A + F) <= K(A) * (1 - norm(F) * G(A, 1))


# A = [[1/2, 0], [8, 1/2]], F = [[0, 1/9], [0, 0]]: ρ(A + F) = 1/2 + √(8/9), so K is ∞
@theorem(source="a false variant", expect="refuted")
def perturbed_kreiss_constant__spectral_radius(A: Square(2), F: Square(2)):
    assume(norm(F) < 1 - rho(A))
    return K(A + F) <= K(A) / (1 - norm(F) / (1 - rho(A)))
