"""E1. The exact worst Kreiss constant of block-triangular Jacobians.

With κ = c/(1-γ), over all block-triangular J with symmetric diagonal blocks,

    max K(J) = k(κ),    k(x) = x/4 + 1/x if x ≥ 2, else 1,

attained by the comparison matrix T = [[γ, 0], [c, γ]]. Only κ matters, and k(κ) = 1 up to κ = 2,
which is where w(T) = γ + c/2 = 1.

*Argument.* By the comparison theorem K(J) ≤ K(T), and for T the largest resolvent on |z| = r is
at z = r.

1. ‖[[p, 0], [q, p]]‖ = p·e^{asinh(q/2p)}. So with a = r - γ, (r-1)‖R(r)‖ = s·e^{asinh(c/2a)}, s =
   (r-1)/a.
2. As a = (1-γ)/(1-s), c/2a = κ(1-s)/2. Put κ(1-s)/2 = sinh τ and w = e^τ, so that s = 1 - (w -
   1/w)/κ.
3. The objective is s·w = w - (w²-1)/κ on w ≥ 1: a parabola with vertex w = κ/2.
4. If κ ≥ 2 its value there is κ/4 + 1/κ; if κ < 2 it decreases on w ≥ 1, and its supremum is 1.

The derivation below takes the shorter way, through E2 at b = 0.

Status: proved by machine.
"""

from comparison_theorem import kreiss_constants_compare
from e2_exact_self_referential import exact_self_referential_is_attained
from sympy import Eq, Piecewise

from kreissverify import BlockTriangular, K, theorem


def k(x):
    """The worst Kreiss constant at κ = x."""
    return Piecewise((x / 4 + 1 / x, x >= 2), (1, True))


@theorem(source="kreissverify, sharpening Theorem 4 of arXiv:2606.04031", expect="proved", id="E1")
def exact_triangular(J: BlockTriangular):
    """K(J) is at most κ/4 + 1/κ for κ ≥ 2, and 1 below."""
    return K(J) <= k(J.kappa)


@theorem(
    source="kreissverify, sharpening Theorem 5 of arXiv:2606.04031",
    expect="proved",
    id="E1.attained",
)
def exact_triangular_is_attained(J: BlockTriangular):
    """The comparison matrix, a member of the class, attains the bound."""
    return Eq(K(J.comparison), k(J.kappa))


@exact_triangular_is_attained.derivation
def _(p):
    """E2 at b = 0, where s = c/2 and its value is κ/4 + 1/κ."""
    known = p.lemma(exact_self_referential_is_attained)
    p.qed(known)


@exact_triangular.derivation
def _(p):
    """K(J) ≤ K(T) by the comparison theorem, and K(T) is known."""
    spectrum = p.by("two_by_two.radius", T=p.J.comparison, name="ρ(T) = γ")
    compared = p.lemma(kreiss_constants_compare, uses=[spectrum])
    p.qed(compared, p.lemma(exact_triangular_is_attained))
