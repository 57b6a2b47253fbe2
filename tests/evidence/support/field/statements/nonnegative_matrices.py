"""Nonnegative, stochastic and companion matrices."""

from kreissverify import (
    Abs,
    And,
    Companion,
    K,
    Max,
    Nonnegative,
    Real,
    Stochastic,
    norm,
    resolvent_norm,
    rho,
    sqrt,
    theorem,
)  # fmt: skip
from kreissverify.families import LinearRecurrence


@theorem(source="Perron and Frobenius, of resolvents", expect="supported")
def monotone_kreiss_constant(A: Nonnegative("n"), B: Nonnegative("n")):
    return And(norm(A) <= norm(A + B), K(A) <= K(A + B))


@theorem(source="Ritt 1953: 1 is an eigenvalue", expect="supported")
def resolvent_of_stochastic(P: Stochastic(), z: Real(above=1)):
    return (z - 1) * resolvent_norm(P, z) >= 1


@theorem(source="singular values of companion matrices", expect="supported")
def norm_of_companion(C: Companion(2, radius=1)):
    return norm(C) <= 1 + sqrt(2)


@theorem(source="Cauchy 1829", expect="supported")
def cauchy_bound_of_recurrences(J: LinearRecurrence):
    return rho(J) <= 1 + Max(Abs(J.a_0), norm(J.a))


@theorem(source="Carmichael and Mason 1914", expect="supported")
def carmichael_mason(J: LinearRecurrence):
    return rho(J) ** 2 <= 1 + J.a_0**2 + norm(J.a) ** 2
