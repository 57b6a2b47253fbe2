"""Nonnegative, stochastic and companion matrices."""

from kreissverify import (
    Abs,
    And,
    Companion,
    Integer,
    K,
    Max,
    Nonnegative,
    Real,
    Stochastic,
    assume,
    entrywise,
    identity,
    inverse,
    norm,
    resolvent_norm,
    rho,
    same,
    sqrt,
    theorem,
    zeros,
)  # fmt: skip
from kreissverify.families import LinearRecurrence


@theorem(source="Perron and Frobenius", expect="supported")
def monotone_radius(A: Nonnegative("n"), B: Nonnegative("n")):
    return rho(A) <= rho(A + B)


@theorem(source="Perron and Frobenius, of resolvents", expect="supported")
def monotone_kreiss_constant(A: Nonnegative("n"), B: Nonnegative("n")):
    return And(norm(A) <= norm(A + B), K(A) <= K(A + B))


@theorem(source="Berman and Plemmons 1994, chapter 6", expect="supported")
def m_matrices(A: Nonnegative()):
    assume(rho(A) < 1)
    return entrywise(zeros(A), inverse(identity(A) - A))


@theorem(source="rows of sum 1", expect="supported")
def powers_of_stochastic(P: Stochastic(), k: Integer(at_least=0, at_most=6)):
    return norm(P**k) ** 2 <= P.n


@theorem(source="rows of sum 1", expect="supported")
def products_of_stochastic(P: Stochastic("n"), Q: Stochastic("n")):
    return And(entrywise(zeros(P), P * Q), rho(P * Q) <= 1)


@theorem(source="Ritt 1953: 1 is an eigenvalue", expect="supported")
def resolvent_of_stochastic(P: Stochastic(), z: Real(above=1)):
    return (z - 1) * resolvent_norm(P, z) >= 1


@theorem(source="reversible chains with a uniform limit", expect="supported")
def symmetric_stochastic(P: Stochastic()):
    assume(same(P, P.T))
    return norm(P) <= 1


@theorem(source="singular values of companion matrices", expect="supported")
def norm_of_companion(C: Companion(2, radius=1)):
    return norm(C) <= 1 + sqrt(2)


@theorem(source="Cauchy 1829", expect="supported")
def cauchy_bound(J: LinearRecurrence):
    return rho(J) <= 1 + Max(Abs(J.a_0), norm(J.a))


@theorem(source="Carmichael and Mason 1914", expect="supported")
def carmichael_mason(J: LinearRecurrence):
    return rho(J) ** 2 <= 1 + J.a_0**2 + norm(J.a) ** 2
