"""R3. The headline bound on the Kreiss constant, and how much of it is needed.

As reported: K(J) ≤ 2/(1-γ) + c/(4(1-γ)).

*Argument.* In R2, 2s < 2 ≤ 2/(1-γ) and κs(1-s) ≤ κ/4; add. In the variable r the second step is
(r-γ)² - 4(1-γ)(r-1) = (r-2+γ)² ≥ 0.

*Sharpened.* The first term may be replaced by 1: by E1, K(J) ≤ κ/4 + 1/κ ≤ κ/4 + 1 for κ ≥ 2, and
K(J) = 1 below. No first term that is constant can be smaller, since K(J) = 1 at c = 0.

*What it is not.* R3 bounds K, and K bounds the transient peak M from below. It does not bound M:
at γ = 9/10, c = 100 the peak is about 387 and R3 is 270. See E8 for a closed form that does.

Status: the first two are proved by machine; the third is false.
"""

from e1_exact_triangular import exact_triangular

from kreissverify import BlockTriangular, K, M, theorem


@theorem(source="arXiv:2606.04031, abstract and Theorem 4 (reported)", expect="proved", id="R3")
def kreiss_upper_bound(J: BlockTriangular):
    """The Kreiss constant of a block-triangular Jacobian with symmetric diagonal blocks."""
    return K(J) <= 2 / (1 - J.gamma) + J.c / (4 * (1 - J.gamma))


@theorem(
    source="kreissverify, sharpening Theorem 4 of arXiv:2606.04031",
    expect="proved",
    id="R3.sharpened",
)
def kreiss_upper_bound_sharpened(J: BlockTriangular):
    """R3 holds with 1 for its first term."""
    return K(J) <= 1 + J.c / (4 * (1 - J.gamma))


@theorem(
    source="arXiv:2606.04031, the use made of Theorem 4 (reported)",
    expect="refuted",
    id="R3.bounds_peak",
)
def bound_on_the_transient_peak(J: BlockTriangular):
    """R3's value bounds the transient peak: false, for K bounds M from below only."""
    return M(J) <= 2 / (1 - J.gamma) + J.c / (4 * (1 - J.gamma))


@kreiss_upper_bound_sharpened.derivation
def _(p):
    """E1, with 1/κ ≤ 1 where κ ≥ 2."""
    p.qed(p.lemma(exact_triangular))


@kreiss_upper_bound.derivation
def _(p):
    """The sharpened form, and 1 ≤ 2/(1-γ)."""
    p.qed(p.lemma(kreiss_upper_bound_sharpened))
