"""E1 without symmetry: a numerical radius of at most γ is enough.

The resolvent half of the comparison theorem needs only ‖(zI - J_ii)⁻¹‖ ≤ 1/(|z|-γ), which follows
from w(J_ii) ≤ γ: the numerical range of J_ii lies in the disc of radius γ, and the resolvent is at
most one over the distance to it. So E1 holds for diagonal blocks that are not symmetric but have
numerical radius at most γ. (For a symmetric block w = ρ.)

*Argument.* As for symmetric blocks, K(J) ≤ K(T); then E1 for T.

Status: proved.
"""

from comparison_theorem import kreiss_from_resolvents, resolvents_from_split
from e1_exact_triangular import exact_triangular, k
from sympy import And

from kreissverify import BlockTriangular, K, assume, rho, theorem, w


@theorem(
    source="kreissverify, after the proof of Theorem 4 of arXiv:2606.04031",
    expect="proved",
    id="comparison.numerical_radius",
)
def numerical_radius_is_enough(J: BlockTriangular(symmetric=False)):
    """E1 holds if w(A) ≤ γ and w(D) ≤ γ, without symmetry."""
    assume(And(w(J.A) <= J.gamma, w(J.D) <= J.gamma))
    return K(J) <= k(J.kappa)


@numerical_radius_is_enough.derivation
def _(p):
    """The resolvents of the blocks are bounded by their numerical ranges; then as for symmetric
    blocks, K(J) ≤ K(T), and E1 for T.
    """
    J, T, r = p.J, p.J.comparison, p.real("r")
    radius = p.by("triangular.radius", X=J, name="the spectrum of J")
    of_T = p.by("two_by_two.radius", T=T, name="the spectrum of T")
    outside = p.reals(
        "|z| = r encloses the spectra",
        And(r > rho(J), r > rho(T), r > J.gamma),
        uses=[radius, of_T],
        given=[r > 1],
    )
    split = p.by(
        "blocks.resolvent_by_range",
        J=J,
        r=r,
        uses=[outside],
        given=[r > 1],
        name="J = D + N on |z| = r",
    )
    compared = resolvents_from_split(p, r, split, [outside], given=[r > 1])
    kreiss = kreiss_from_resolvents(p, T, r, compared, uses=[of_T])
    p.qed(kreiss, p.lemma(exact_triangular, of=T, name="E1 for T"))
