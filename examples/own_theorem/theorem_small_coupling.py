"""Two coupled learners with little coupling: their transient never exceeds a factor of 2.

J = [[A, B], [C, D]] is one step of a training loop, A and D symmetric with ρ(A), ρ(D) ≤ γ < 1; the
damping is 1-γ. With b = ‖B‖ and c = ‖C‖:

    (b + c)/2 ≤ 1 - γ    implies    M(J) = sup over t of ‖Jᵗ‖ ≤ 2.

*Proof.* For a unit vector (x, y), |(x, y)*J(x, y)| ≤ γ + (b + c)‖x‖‖y‖ ≤ γ + (b + c)/2 ≤ 1, so that
the numerical radius w(J) is at most 1. By Berger's inequality w(Jᵗ) ≤ w(J)ᵗ ≤ 1, and ‖X‖ ≤ 2w(X).

*Why the arithmetic mean.* Stability is decided by the product, bc < (1-γ)². So it is tempting to
ask only for the geometric mean, √(bc) ≤ 1-γ. That is no bound on the transient: one strong coupling
is enough for growth, however weak the other.
"""

from kreissverify import M, SelfReferential, assume, theorem


@theorem(source="our note on small couplings, Lemma 1", expect="supported")
def small_coupling(J: SelfReferential):
    """Couplings whose mean is at most the damping never more than double a state."""
    assume((J.b + J.c) / 2 <= 1 - J.gamma)
    return M(J) <= 2


@theorem(source="our note on small couplings, the remark after Lemma 1", expect="refuted")
def small_product(J: SelfReferential):
    """The same with the geometric mean: false, and kept here so that nobody claims it again."""
    assume(J.b * J.c <= (1 - J.gamma) ** 2)
    return M(J) <= 2
