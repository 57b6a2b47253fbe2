"""Resolvents, pseudospectra, and polynomials of a matrix."""

from kreissverify import (
    G,
    K,
    Real,
    Square,
    Symmetric,
    assume,
    identity,
    norm,
    pseudospectral_radius,
    resolvent_norm,
    rho,
    sqrt,
    theorem,
    w,
)  # fmt: skip


@theorem(source="Ritt 1953, of the points z = -r", expect="supported")
def ritt_condition(S: Symmetric("n", spectrum=(0, 1)), r: Real(at_least=1)):
    return (1 + r) * resolvent_norm(S, -r) <= 2


@theorem(source="Crouzeix and Palencia 2017, of 1 + z + z²", expect="supported")
def crouzeix_palencia_of_a_sum(A: Square()):
    p = identity(A) + A + A**2
    return norm(p) <= (1 + sqrt(2)) * (1 + w(A) + w(A) ** 2)


@theorem(source="by the Neumann series", expect="supported")
def perturbed_kreiss_constant(A: Square(2), F: Square(2)):
    assume(rho(A) < 1)
    assume(norm(F) * G(A, 1) < 1)
    return K(A + F) <= K(A) / (1 - norm(F) * G(A, 1))


@theorem(source="Trefethen and Embree 2005, theorem 4.3", expect="supported")
def pseudospectral_radius_from_below(A: Square(), eps: Real(above=0)):
    return pseudospectral_radius(A, eps) >= rho(A) + eps


@theorem(source="Hadamard's three circles", expect="supported")
def three_circles(A: Square(), r: Real(above=0), q: Real(above=1, at_most=10)):
    assume(rho(A) < r)
    return G(A, r * q) ** 2 <= G(A, r) * G(A, r * q**2)
