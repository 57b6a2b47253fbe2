"""Eigenvalues of sums, of products and after a perturbation: normal matrices, and all others.

For normal matrices the spectral radius is the norm. It is then subadditive, and eigenvalues move by
at most the size of a perturbation. In general neither holds: the condition number of the
eigenvectors (Bauer and Fike 1960) or the departure from normality (Henrici 1962) comes in.

Refuted: ρ as a norm, and Bauer-Fike and the distance to instability "as if normal".
"""

from kreissverify import (
    Diagonal,
    G,
    Ne,
    Normal,
    Real,
    Square,
    assume,
    cond,
    departure,
    det,
    distance_to_instability,
    identity,
    inverse,
    norm,
    rho,
    same,
    theorem,
)


@theorem(source="F. L. Bauer, C. T. Fike, Numer. Math. 2 (1960)", expect="proved")
def bauer_fike(V: Square("n"), D: Diagonal("n"), F: Square("n")):
    """Eigenvalues of VDV⁻¹ + F: ρ(VDV⁻¹ + F) ≤ ρ(D) + cond(V)‖F‖."""
    assume(Ne(det(V), 0))
    return rho(V * D * inverse(V) + F) <= rho(D) + cond(V) * norm(F)


@bauer_fike.derivation
def _(p):
    """VDV⁻¹ + F is similar to D + V⁻¹FV, whose norm is at most ‖D‖ + ‖V⁻¹‖‖F‖‖V‖."""
    V, D, F = p.V, p.D, p.F
    exists, W = p.by("inverse.determinant", X=V), inverse(V)
    inner = W * F * V
    written = p.matrices("from the left", same(V * D * W + F, V * (D + inner) * W), uses=[exists])
    equal = p.by("equal.values", X=V * D * W + F, Y=V * (D + inner) * W, uses=[written, exists])
    similar = p.by("radius.similarity", X=D + inner, Y=V, uses=[exists])
    sizes = [p.by("w.between", X=D + inner, uses=[exists]), p.by("normal.norm", X=D)]
    sums = p.by("norm.triangle", X=D, Y=inner, uses=[exists])
    products = [
        p.by("norm.product", X=W * F, Y=V, uses=[exists]),
        p.by("norm.product", X=W, Y=F, uses=[exists]),
    ]
    p.qed(equal, similar, sums, exists, *sizes, *products, p.by("cond.value", X=V, uses=[exists]))


@theorem(source="F. L. Bauer, C. T. Fike 1960, quoted without cond(V)", expect="refuted")
def bauer_fike_as_if_normal(A: Square("n"), F: Square("n")):
    """ρ(A + F) ≤ ρ(A) + ‖F‖. False: it holds for normal A; else cond(V)‖F‖ is right."""
    return rho(A + F) <= rho(A) + norm(F)


@theorem(source="R. A. Horn, C. R. Johnson, Matrix Analysis, 2.5 (from memory)", expect="proved")
def sums_of_normal_matrices(A: Normal("n"), B: Normal("n")):
    """ρ(A + B) ≤ ρ(A) + ρ(B) for normal A and B; they need not commute."""
    return rho(A + B) <= rho(A) + rho(B)


@sums_of_normal_matrices.derivation
def _(p):
    """ρ(A + B) ≤ ‖A + B‖ ≤ ‖A‖ + ‖B‖, and the norms are the radii."""
    A, B = p.A, p.B
    radii = [p.by("normal.norm", X=X) for X in (A, B)]
    p.qed(p.by("w.between", X=A + B), p.by("norm.triangle", X=A, Y=B), *radii)


@theorem(source="ρ taken for a norm", expect="refuted")
def spectral_radius_is_subadditive(A: Square("n"), B: Square("n")):
    """ρ(A + B) ≤ ρ(A) + ρ(B). False: right for normal matrices, and for commuting ones."""
    return rho(A + B) <= rho(A) + rho(B)


@theorem(source="Gelfand's formula, its corollary quoted without AB = BA", expect="refuted")
def spectral_radius_is_submultiplicative(A: Square("n"), B: Square("n")):
    """ρ(AB) ≤ ρ(A)ρ(B). False: right for commuting matrices."""
    return rho(A * B) <= rho(A) * rho(B)


@theorem(source="Gelfand's formula, Wikipedia, Spectral radius", expect="supported")
def commuting_matrices(A: Square(2), a: Real(), b: Real()):
    """ρ(AB) ≤ ρ(A)ρ(B) for commuting A and B, here B = aI + bA."""
    B = a * identity(A) + b * A
    return rho(A * B) <= rho(A) * rho(B)


@theorem(source="P. Henrici, Numer. Math. 4 (1962) (from memory)", expect="supported")
def henrici_norm(A: Square(complex=True)):
    """‖A‖ ≤ ρ(A) + Δ with Δ² = ‖A‖_F² - Σ|λ|², the departure from normality."""
    return norm(A) <= rho(A) + departure(A)


@theorem(source="P. Henrici, Numer. Math. 4 (1962), of size 2 (from memory)", expect="supported")
def henrici_resolvent(A: Square(2), r: Real(above=0)):
    """‖(zI - A)⁻¹‖ ≤ 1/δ + Δ/δ² for |z| = r = ρ(A) + δ, with Δ the departure from normality."""
    assume(rho(A) < r)
    delta = r - rho(A)
    return G(A, r) <= 1 / delta + departure(A) / delta**2


@theorem(
    source="R. Byers, A bisection method for the distance to instability, 1988", expect="supported"
)
def distance_to_instability_from_above(A: Square()):
    """The distance to the nearest unstable matrix is at most 1 - ρ(A): shift the eigenvalue."""
    assume(rho(A) < 1)
    return distance_to_instability(A) <= 1 - rho(A)


@theorem(source="stability judged by the eigenvalues alone", expect="refuted")
def distance_to_instability_as_if_normal(A: Square()):
    """The distance is at least 1 - ρ(A). False: right for normal A; in general it is 1/G(A, 1)."""
    assume(rho(A) < 1)
    return distance_to_instability(A) >= 1 - rho(A)
