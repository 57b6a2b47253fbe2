"""R4. The upper bound R3 is matched from below.

As reported: a matching lower bound, up to a factor 2 in the leading term.

*Reading.* The leading term of R3, for weakly damped and strongly coupled J, is the one with the
coupling, c/(4(1-γ)) = κ/4; half of it is c/(8(1-γ)). A lower bound cannot hold for every J with
given γ and c (couple zero eigenvalues only), so it speaks of the worst one, which is the
comparison matrix T = [[γ, 0], [c, γ]], itself a member of the class.

*Argument.* By E1, K(T) = κ/4 + 1/κ > κ/4 for κ ≥ 2, and K(T) = 1 > κ/4 below. So even the whole
leading term is a lower bound: the factor 2 is not there.

Status: both are proved by machine.
"""

from e1_exact_triangular import exact_triangular_is_attained

from kreissverify import BlockTriangular, K, theorem


@theorem(source="arXiv:2606.04031, Theorem 5 (reported)", expect="proved", id="R4")
def kreiss_lower_bound(J: BlockTriangular):
    """Half the leading term of R3 is reached."""
    return K(J.comparison) >= J.c / (8 * (1 - J.gamma))


@theorem(
    source="kreissverify, sharpening Theorem 5 of arXiv:2606.04031",
    expect="proved",
    id="R4.sharpened",
)
def kreiss_lower_bound_sharpened(J: BlockTriangular):
    """All of the leading term of R3 is reached."""
    return K(J.comparison) >= J.c / (4 * (1 - J.gamma))


@kreiss_lower_bound_sharpened.derivation
def _(p):
    """By E1, K(T) is κ/4 + 1/κ or, where κ < 2, it is 1."""
    p.qed(p.lemma(exact_triangular_is_attained))


@kreiss_lower_bound.derivation
def _(p):
    """Half of what the sharpened form says."""
    spectrum = p.by("two_by_two.radius", T=p.J.comparison, name="ρ(T) = γ")
    finite = p.by("kreiss.finite", X=p.J.comparison, uses=[spectrum], name="K(T) is finite")
    p.qed(p.lemma(kreiss_lower_bound_sharpened), finite)
