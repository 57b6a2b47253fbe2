"""R2. The Kreiss constant is at most the supremum of a scalar function of r = |z|.

As reported: K(J) ≤ sup over r > 1 of 2(r-1)/(r-γ) + (r-1)c/(r-γ)².

*The supremum in closed form.* With κ = c/(1-γ),

    sup = (2+κ)²/(4κ) if κ ≥ 2, else 2.

For κ > 2 the function of r rises up to r = γ + 2c/(κ-2), where it has this value, and falls after
it. For κ ≤ 2 it rises all the way, and tends to 2 as r → ∞. (Put s = (r-1)/(r-γ), which runs
through (0, 1): it is 2s + κs(1-s), a parabola with vertex s = (2+κ)/(2κ).)

*Argument for the bound.* By R1 and ‖R_A(z)‖, ‖R_D(z)‖ ≤ 1/(r-γ), the triangle inequality gives
‖R(z)‖ ≤ 2/(r-γ) + c/(r-γ)². Multiply by r - 1 and take the supremum.

The derivation of the bound takes the shorter way: E1 is sharper, and (2+κ)²/(4κ) = κ/4 + 1/κ + 1.

Status: proved by machine.
"""

from e1_exact_triangular import exact_triangular
from sympy import Piecewise, oo

from kreissverify import BlockTriangular, K, Real, theorem


def supremum(κ):
    """The supremum in closed form."""
    return Piecewise(((2 + κ) ** 2 / (4 * κ), κ >= 2), (2, True))


def on_a_circle(J, r):
    """The function of r."""
    return 2 * (r - 1) / (r - J.gamma) + (r - 1) * J.c / (r - J.gamma) ** 2


@theorem(source="arXiv:2606.04031, proof of Theorem 4 (reported)", expect="proved", id="R2")
def kreiss_supremum(J: BlockTriangular):
    """K(J) is at most the supremum of 2(r-1)/(r-γ) + (r-1)c/(r-γ)² over r > 1, in closed form."""
    return K(J) <= supremum(J.kappa)


@theorem(source="kreissverify", expect="proved", id="R2.closed_form")
def closed_form_of_the_supremum(J: BlockTriangular, r: Real(above=1)):
    """The function of r is nowhere above the closed form of its supremum."""
    return on_a_circle(J, r) <= supremum(J.kappa)


@kreiss_supremum.derivation
def _(p):
    """E1 is sharper by 1."""
    p.qed(p.lemma(exact_triangular))


@closed_form_of_the_supremum.derivation
def _(p):
    """It rises and falls where κ > 2, and rises to its limit where κ ≤ 2."""
    J, x = p.J, p.real("x")
    κ, below, circles = J.kappa, on_a_circle(J, x) <= supremum(J.kappa), [x > 1]
    top = p.calculus(
        "a maximum where κ > 2",
        below,
        of=x,
        at=J.gamma + 2 * J.c / (κ - 2),
        given=[*circles, κ > 2],
    )
    limit = p.calculus("a limit where κ ≤ 2", below, of=x, at=oo, given=[*circles, κ <= 2])
    p.qed(p.at(p.cases("on every circle", top, limit, given=circles), {x: p.parameter("r")}))
