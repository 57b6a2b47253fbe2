"""E5. The two-sided law.

With k(x) = x/4 + 1/x for x ≥ 2, else 1, every block-triangular J with symmetric diagonal blocks
obeys

    k(c) ≤ K(J) ≤ k(c/(1-γ)).

The upper half is E1. The lower half holds for any stable A and D, symmetric or not.

*Argument for the lower half.* By R1, R(z) = diag(I, z⁻¹)·F(z)·diag(z⁻¹, I), where F(z) = [[zR_A,
0], [z²R_D C R_A, zR_D]] is analytic outside the spectrum with F(∞) = [[I, 0], [C, I]]. On |z| = r
the phases are unitary and drop out: ‖R(z)‖ = ‖diag(I, 1/r)·F(z)·diag(1/r, I)‖. By the maximum
principle its maximum on |z| = r is at least the value at ∞, ‖[[1/r, 0], [C/r², 1/r]]‖. That is E1
at γ = 0, and the supremum of (r-1) times it is k(c).

Status: proved.
"""

from sympy import Eq, Piecewise

from kreissverify import BlockTriangular, K, theorem
from kreissverify.derivations import OperatorNorm, letters
from kreissverify.derivations.facts_cited.value_at_infinity import unwound


def k(x):
    """The worst Kreiss constant at κ = x."""
    return Piecewise((x / 4 + 1 / x, x >= 2), (1, True))


@theorem(source="kreissverify, the exact form of Theorem 7", expect="proved", id="E5.lower")
def lower_half(J: BlockTriangular(normal=False)):
    """K(J) is at least k(c), for any stable diagonal blocks."""
    return K(J) >= k(J.c)


@lower_half.derivation
def _(p):
    """Unwind R(z) by factors that are unitary times scalars on |z| = r; the maximum principle
    compares the circle with infinity. For c > 2 the circle r = 2c²/(c²-4) gives the value.
    """
    J, c, r, z = p.J, p.J.c, p.real("r"), p.real("z")
    (F,) = letters("F", J, r)
    f, best = OperatorNorm(F), 2 * c**2 / (c**2 - 4)

    spectrum = p.by("triangular.radius", X=J, name="the spectrum of J")
    finite = p.by("kreiss.finite", X=J, uses=[spectrum], name="K(J) is finite")
    factors = p.matrices(
        "R(z) = diag(I, z⁻¹)·F(z)·diag(z⁻¹, I)", unwound(J, z), uses=[spectrum], given=[z > 1]
    )
    infinity = p.by(
        "maximum.at_infinity",
        J=J,
        r=r,
        z=z,
        uses=[spectrum, factors],
        given=[r > 1],
        name="the maximum principle",
    )
    norm = p.by(
        "norm.of_value_at_infinity", J=J, r=r, given=[r > 1], name="the norm of the value at ∞"
    )
    value = p.by("kreiss.value", X=J, r=r, given=[r > 1], name="K(J) is a supremum")
    circle = p.by("resolvent.finite", X=J, r=r, uses=[spectrum], given=[r > 1])
    lower = p.reals(
        "K(J) on one circle",
        K(J) >= (r - 1) * f,
        uses=[finite, infinity, value, circle],
        given=[r > 1],
    )
    large = [c > 2]
    lower = p.at(lower, {r: best}, given=large)
    norm = p.at(norm, {r: best}, given=large)
    there = f.xreplace({r: best})
    root = p.reals(
        "the norm on |z| = 2c²/(c²-4)", Eq(there, (c**2 - 4) / (4 * c)), uses=[norm], given=large
    )
    above = p.reals("c above 2", K(J) >= k(c), uses=[finite, lower, root], given=large)
    least = p.by("kreiss.at_least_one", X=J, name="K(J) ≥ 1")
    below = p.reals("c up to 2", K(J) >= k(c), uses=[finite, least], given=[c <= 2])
    p.qed(p.cases("for every c", above, below))
