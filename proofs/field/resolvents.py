"""Resolvents and pseudospectra: what the numerical range, the eigenvectors and growth say.

ρ_ε(A) is the largest modulus of an eigenvalue of A + E over all ‖E‖ ≤ ε, and G(A, r) the largest
‖(zI - A)⁻¹‖ over |z| ≥ r.
"""

from kreissverify import (
    Diagonal,
    K,
    Ne,
    Real,
    Square,
    assume,
    cond,
    det,
    identity,
    inverse,
    norm,
    pseudospectral_radius,
    rho,
    theorem,
    w,
)


@theorem(source="T. Kato, Perturbation Theory, V.3.2 (from memory)", expect="proved")
def resolvent_by_the_numerical_radius(
    A: Square(numerical_radius="gamma"), gamma: Real(at_least=0), z: Real(above="gamma")
):
    """‖(zI - A)⁻¹‖ ≤ 1/(z - γ) if w(A) ≤ γ < z: at most one over the distance to the range."""
    return norm(inverse(z * identity(A) - A)) <= 1 / (z - gamma)


@resolvent_by_the_numerical_radius.derivation
def _(p):
    """So is the largest resolvent norm on the circle through z."""
    circle = p.by("resolvent.numerical_range", X=p.A, bound=p.gamma, r=p.z)
    p.qed(circle, p.by("resolvent.at", X=p.A, z=p.z, uses=[circle]))


@theorem(source="F. L. Bauer, C. T. Fike, Numer. Math. 2 (1960), of resolvents", expect="supported")
def resolvent_by_the_eigenvectors(V: Square("n"), D: Diagonal("n"), z: Real(above=0)):
    """‖(zI - VDV⁻¹)⁻¹‖ ≤ cond(V)/(z - ρ(D)) for z > ρ(D)."""
    assume(Ne(det(V), 0))
    assume(rho(D) < z)
    return norm(inverse(z * identity(V) - V * D * inverse(V))) <= cond(V) / (z - rho(D))


@theorem(
    source="Handbook of Linear Algebra, 23 (pseudospectra), fact 6 (a), of any A", expect="refuted"
)
def pseudospectral_radius_as_if_normal(A: Square(2), eps: Real(above=0)):
    """ρ_ε(A) ≤ ρ(A) + ε. False: this is what normal matrices have; w(A) + ε is right of any."""
    return pseudospectral_radius(A, eps) <= rho(A) + eps


@theorem(
    source="T. Kato, Perturbation Theory, V.3.2, of pseudospectra (from memory)", expect="supported"
)
def pseudospectral_radius_from_above(A: Square(2), eps: Real(above=0)):
    """ρ_ε(A) ≤ w(A) + ε."""
    return pseudospectral_radius(A, eps) <= w(A) + eps


@theorem(source="Kreiss matrix theorem, Wikipedia: K through pseudospectra", expect="supported")
def kreiss_constant_through_pseudospectra(A: Square(2), eps: Real(above=0)):
    """(ρ_ε(A) - 1)/ε ≤ K(A), and K(A) is the least such bound."""
    return pseudospectral_radius(A, eps) <= 1 + eps * K(A)
