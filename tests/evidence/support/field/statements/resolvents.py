"""Resolvents, pseudospectra, and polynomials of a matrix."""

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


@theorem(source="Trefethen and Embree 2005, theorem 17.1", expect="supported")
def resolvent_by_the_numerical_radius(
    A: Square(numerical_radius="gamma"), gamma: Real(at_least=0), z: Real(above="gamma")
):
    return resolvent_norm(A, z) <= 1 / (z - gamma)


@theorem(source="Bauer and Fike 1960", expect="supported")
def bauer_fike(V: Square("n"), D: Diagonal("n"), F: Square("n")):
    assume(cond(V) <= 1000)
    return rho(V * D * inverse(V) + F) <= rho(D) + cond(V) * norm(F)


@theorem(source="Bauer and Fike 1960, its resolvent form", expect="supported")
def bauer_fike_resolvent(V: Square("n"), D: Diagonal("n"), z: Real(above=0)):
    assume(cond(V) <= 1000)
    assume(rho(D) < z)
    return resolvent_norm(V * D * inverse(V), z) <= cond(V) / (z - rho(D))


@theorem(source="Ritt 1953, of the points z = -r", expect="supported")
def ritt_condition(S: Symmetric("n", spectrum=(0, 1)), r: Real(at_least=1)):
    return (1 + r) * resolvent_norm(S, -r) <= 2


@theorem(source="Trefethen and Embree 2005, (17.9)", expect="supported")
def pseudospectral_radius_from_above(A: Square(), eps: Real(above=0)):
    return pseudospectral_radius(A, eps) <= w(A) + eps


@theorem(source="Trefethen and Embree 2005, theorem 4.3", expect="supported")
def pseudospectral_radius_from_below(A: Square(), eps: Real(above=0)):
    return pseudospectral_radius(A, eps) >= rho(A) + eps


@theorem(source="Trefethen and Embree 2005, (14.8)", expect="supported")
def kreiss_through_pseudospectra(A: Square(), eps: Real(above=0)):
    return pseudospectral_radius(A, eps) <= 1 + eps * K(A)


@theorem(source="Hadamard's three circles", expect="supported")
def three_circles(A: Square(), r: Real(above=0), q: Real(above=1, at_most=10)):
    assume(rho(A) < r)
    return G(A, r * q) ** 2 <= G(A, r) * G(A, r * q**2)


@theorem(source="Henrici 1962, matrices of size 2", expect="supported")
def henrici_resolvent(A: Square(2), z: Real(above=0)):
    assume(rho(A) < z)
    d = z - rho(A)
    return resolvent_norm(A, z) <= 1 / d + departure(A) / d**2


@theorem(source="Henrici 1962", expect="supported")
def henrici_norm(A: Square(complex=True)):
    return norm(A) <= rho(A) + departure(A)


@theorem(source="Crouzeix and Palencia 2017, of 1 + z + z²", expect="supported")
def crouzeix_palencia(A: Square()):
    p = identity(A) + A + A**2
    return norm(p) <= (1 + sqrt(2)) * (1 + w(A) + w(A) ** 2)


@theorem(source="Berger 1965", expect="supported")
def berger_dilation(A: Square(), k: Integer(at_least=1, at_most=6)):
    return norm(A**k) <= 2 * w(A) ** k


@theorem(source="Berger 1965", expect="supported")
def peak_of_numerical_contractions(A: Square(numerical_radius=1)):
    return M(A) <= 2


@theorem(source="by the Neumann series", expect="supported")
def perturbed_kreiss_constant(A: Square(2), F: Square(2)):
    assume(rho(A) < 1)
    assume(norm(F) * G(A, 1) < 1)
    return K(A + F) <= K(A) / (1 - norm(F) * G(A, 1))
