"""R5. How well K(J) can be estimated from γ and c alone.

As reported: every estimator of K(J) that sees only (ρ(A), ρ(D), ‖C‖) has worst-case error at
least c/(8(1-γ)²).

*Reading.* All K(J) with given γ and c lie between 1 and K(T), where T is the comparison matrix.
So the estimator that answers the midpoint (1 + K(T))/2 errs by at most (K(T) - 1)/2, and R5 would
need this to be at least c/(8(1-γ)²).

*Why it is false.* By E1, (K(T) - 1)/2 = (κ/4 + 1/κ - 1)/2 < κ/8 = c/(8(1-γ)) for κ ≥ 2, and it is
0 below: one power of 1-γ less. R5 fails for every γ and every c > 0. It exceeds even what R3
allows. At γ = 1/2, c = 2 it claims an error of 1, where K lies in [1, 5/4].

*What is true.* The error is at most c/(8(1-γ)). The exact minimax error is (k(κ) - k(c))/2 with
the k of E5; for c ≥ 2 it is γc/(8(1-γ)) - γ/(2c), and it never exceeds γc/(8(1-γ)).

Status: the first is false; the others are proved by machine.
"""

from e1_exact_triangular import exact_triangular_is_attained, k

from kreissverify import BlockTriangular, K, theorem


@theorem(source="arXiv:2606.04031, Theorem 7 (reported)", expect="refuted", id="R5")
def estimation_error(J: BlockTriangular):
    """Half the range of K is at least c/(8(1-γ)²), as R5 implies."""
    return (K(J.comparison) - 1) / 2 >= J.c / (8 * (1 - J.gamma) ** 2)


@theorem(
    source="kreissverify, correcting Theorem 7 of arXiv:2606.04031",
    expect="proved",
    id="R5.corrected",
)
def estimation_error_corrected(J: BlockTriangular):
    """The midpoint of [1, K(T)] errs by at most c/(8(1-γ)): one power of 1-γ less than in R5."""
    return (K(J.comparison) - 1) / 2 <= J.c / (8 * (1 - J.gamma))


@theorem(
    source="kreissverify, correcting Theorem 7 of arXiv:2606.04031",
    expect="proved",
    id="R5.minimax",
)
def minimax_error(J: BlockTriangular):
    """The midpoint of the exact range [k(c), K(T)] errs by at most γc/(8(1-γ))."""
    return (K(J.comparison) - k(J.c)) / 2 <= J.gamma * J.c / (8 * (1 - J.gamma))


@estimation_error_corrected.derivation
def _(p):
    """By E1, (K(T) - 1)/2 is (κ/4 + 1/κ - 1)/2 with 1/κ ≤ 1/2, or 0."""
    p.qed(p.lemma(exact_triangular_is_attained))


@minimax_error.derivation
def _(p):
    """As κ ≥ c, there are three cases: 2 ≤ c, where 1/κ ≤ 1/c; c < 2 ≤ κ, where κ/4 + 1/κ - 1 ≤
    κ/4 - c/4; and κ < 2, where the range is one point.
    """
    p.qed(p.lemma(exact_triangular_is_attained))
