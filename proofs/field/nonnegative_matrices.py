"""Nonnegative, stochastic and companion matrices.

Perron and Frobenius: ρ, the norms and the Kreiss constant grow with the entries. A stochastic
matrix has ρ = 1 and contracts the largest component, not the length of a vector: ‖P‖ = 1 iff P is
doubly stochastic. The eigenvalues of companion matrices are the roots of polynomials.
"""

from kreissverify import (
    Abs,
    And,
    Integer,
    Max,
    Nonnegative,
    Real,
    Stochastic,
    assume,
    entrywise,
    identity,
    inverse,
    matrix,
    norm,
    rho,
    same,
    theorem,
    zeros,
)


@theorem(
    source="Mathematics Stack Exchange 2870148: comparing spectral radii; O. Perron 1907",
    expect="supported",
)
def monotone_radius(A: Nonnegative("n"), B: Nonnegative("n")):
    """ρ, and so the norm √ρ(AᵀA), grow with the entries of a nonnegative matrix."""
    return And(rho(A) <= rho(A + B), norm(A) <= norm(A + B))


@theorem(source="Wikipedia, Nonnegative matrix: inverses of M-matrices", expect="supported")
def inverses_of_m_matrices(A: Nonnegative()):
    """The inverse of a nonsingular M-matrix I - A, with A ≥ 0 and ρ(A) < 1, is nonnegative."""
    assume(rho(A) < 1)
    return entrywise(zeros(A), inverse(identity(A) - A))


@theorem(source="PlanetMath, eigenvalues of stochastic matrices", expect="supported")
def products_of_stochastic_matrices(P: Stochastic("n"), Q: Stochastic("n")):
    """Products of stochastic matrices are stochastic: nonnegative, with radius at most 1."""
    return And(entrywise(zeros(P), P * Q), rho(P * Q) <= 1)


@theorem(source="ρ(P) = 1 taken for a contraction", expect="refuted")
def stochastic_matrices_contract(P: Stochastic()):
    """‖P‖ ≤ 1. False: right iff P is doubly stochastic; in general ‖P‖² ≤ n."""
    return norm(P) <= 1


@theorem(
    source="Mathematics Stack Exchange: singular values of stochastic matrices", expect="proved"
)
def symmetric_chains_contract(P: Stochastic()):
    """A symmetric stochastic matrix has ‖P‖ ≤ 1."""
    assume(same(P, P.T))
    return norm(P) <= 1


@symmetric_chains_contract.derivation
def _(p):
    """‖P‖ = ρ(P) = 1."""
    p.qed(p.by("symmetric.norm", X=p.P))


@theorem(
    source="Mathematics Stack Exchange 2322829: the largest singular value of a stochastic matrix",
    expect="supported",
)
def powers_of_stochastic_matrices(P: Stochastic(), k: Integer(at_least=0, at_most=6)):
    """‖Pᵏ‖ ≤ √n for every k, as ‖Pᵏ‖_F ≤ √n."""
    return norm(P**k) ** 2 <= P.n


@theorem(source="A.-L. Cauchy 1829; arXiv:2606.19355", expect="supported")
def cauchy_bound(a: Real(), b: Real(), c: Real()):
    """The roots of z³ + az² + bz + c lie in |z| ≤ 1 + max(|a|, |b|, |c|)."""
    C = matrix([[0, 1, 0], [0, 0, 1], [-c, -b, -a]])
    return rho(C) <= 1 + Max(Abs(a), Abs(b), Abs(c))


@theorem(source="P. Montel 1931; arXiv:2606.19355", expect="supported")
def montel_bound(a: Real(), b: Real(), c: Real()):
    """The roots of z³ + az² + bz + c lie in |z| ≤ max(1, |a| + |b| + |c|)."""
    C = matrix([[0, 1, 0], [0, 0, 1], [-c, -b, -a]])
    return rho(C) <= Max(1, Abs(a) + Abs(b) + Abs(c))


@theorem(source="roots bounded by the largest coefficient alone", expect="refuted")
def roots_below_the_largest_coefficient(a: Real(), b: Real(), c: Real()):
    """They lie in |z| ≤ max(1, |a|, |b|, |c|). False: 1 + max or the sum is right."""
    C = matrix([[0, 1, 0], [0, 0, 1], [-c, -b, -a]])
    return rho(C) <= Max(1, Abs(a), Abs(b), Abs(c))
