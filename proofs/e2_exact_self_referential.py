"""E2. The exact worst Kreiss constant of self-referential Jacobians.

With δ = 1-γ, s = (b+c)/2 and bc < δ², over all J = [[A, B], [C, D]] with symmetric A and D,

    max K(J) = (s² + δ² - bc) / (δs + √((s² - bc)(δ² - bc))) if s ≥ δ, else 1,

attained by the comparison matrix T = [[γ, b], [c, γ]]. At b = 0 it is E1. As bc → δ², where
stability is lost, it tends to s/δ: finite, while any Neumann-series bound has long blown up.

*Argument.* By the comparison theorem K(J) ≤ K(T), and for T the largest resolvent on |z| = r is
at z = r.

1. With a = r - γ, the singular values σ₁ ≥ σ₂ of [[a, -b], [-c, a]] have σ₁ - σ₂ = b + c and σ₁σ₂
   = a² - bc. So p = σ₂ obeys a² = (p+b)(p+c).
2. With q = 1/p, (r-1)‖R(r)‖ = (a - δ)q = √((1+bq)(1+cq)) - δq, which is concave in q ≥ 0.
3. It is 1 at q = 0, with slope s - δ. So the supremum is 1 if s ≤ δ; otherwise the derivative has
   one zero, where the value is the one above. (s² - bc = ((c-b)/2)² is a square.)

Status: true; the argument is not yet decided by machine.
"""

from sympy import Abs, Eq, Piecewise, sqrt

from kreissverify import K, SelfReferential, assume, theorem


def worst_kreiss_constant(γ, b, c):
    """The right-hand side of E2."""
    δ, s = 1 - γ, (b + c) / 2
    root = Abs(c - b) / 2 * sqrt(δ**2 - b * c)
    return Piecewise(((s**2 + δ**2 - b * c) / (δ * s + root), s / δ >= 1), (1, True))


@theorem(source="kreissverify, the exact form of Theorem 9", expect="supported", id="E2")
def exact_self_referential(J: SelfReferential):
    """K(J) is at most the closed form in γ, b and c."""
    assume(J.b * J.c < (1 - J.gamma) ** 2)
    return K(J) <= worst_kreiss_constant(J.gamma, J.b, J.c)


@theorem(source="kreissverify, the exact form of Theorem 9", expect="supported", id="E2.attained")
def exact_self_referential_is_attained(J: SelfReferential):
    """The comparison matrix, a member of the class, attains the bound."""
    assume(J.b * J.c < (1 - J.gamma) ** 2)
    return Eq(K(J.comparison), worst_kreiss_constant(J.gamma, J.b, J.c))
