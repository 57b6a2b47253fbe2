"""W. The Kreiss constant and the Lyapunov bound of every matrix.

For every real or complex matrix with ρ < 1,

    K ≤ (L + 1/L)/2,    or    L ≥ K + √(K² - 1):

a lower bound of K is one of L.

*Argument.* Let P attain L, |z| = r > 1, x = R(z)v and y = (r-1)x. As v, turned by a phase, is
(r-1)x + x - e^{-iθ}Ax, and |⟨Px, Ax⟩| ≤ ⟨Px, x⟩, Re⟨Py, v-y⟩ ≥ 0. So ‖Py‖‖v‖ ≥ ⟨Py, y⟩, which is
at least 2/(L + 1/L)·‖Py‖‖y‖ by Kantorovich's inequality. This much is cited, as
``lyapunov.resolvent``; the supremum over r, and L in terms of K, are derived.

Status: proved, resting on that fact.
"""

from sympy import sqrt

from kreissverify import K, L, Square, assume, rho, theorem

SOURCE = "kreissverify, by Kantorovich's inequality"


@theorem(source=SOURCE, expect="proved", id="W")
def kreiss_by_lyapunov(A: Square("n", complex=True)):
    """K is at most the mean of L and 1/L."""
    assume(rho(A) < 1)
    return K(A) <= (L(A) + 1 / L(A)) / 2


@theorem(source=SOURCE, expect="proved", id="W.inverse")
def lyapunov_by_kreiss(A: Square("n", complex=True)):
    """L is at least K + √(K² - 1)."""
    assume(rho(A) < 1)
    return L(A) >= K(A) + sqrt(K(A) ** 2 - 1)


@kreiss_by_lyapunov.derivation
def _(p):
    """On each circle by Kantorovich's inequality; take the supremum."""
    A, r = p.A, p.real("r")
    finite = p.by("lyapunov.finite", X=A, name="L is finite")
    circle = p.by("lyapunov.resolvent", X=A, r=r, given=[r > 1], name="on a circle")
    whole = p.by("resolvent.finite", X=A, r=r, given=[r > 1], name="G is finite")
    bound = p.statement.conclusion.rhs
    p.qed(p.by("kreiss.supremum", X=A, bound=bound, r=r, uses=[circle, whole, finite], name="K"))


@lyapunov_by_kreiss.derivation
def _(p):
    """With k ≤ (l + 1/l)/2 and l ≥ 1, l is at least the larger root of l² - 2kl + 1."""
    A = p.A
    lyapunov = p.by("lyapunov.finite", X=A, name="L is finite")
    mean = p.lemma(kreiss_by_lyapunov, A=A)
    k, l = p.real("k"), p.real("l")
    root = p.reals(
        "the larger root",
        l >= k + sqrt(k**2 - 1),
        given=[k <= (l + 1 / l) / 2, k >= 1, l >= 1],
    )
    p.qed(p.at(root, {k: K(A), l: L(A)}, [mean, lyapunov]))
