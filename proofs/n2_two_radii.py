"""N2. The circle |z| = 1 and the noise gain of two blocks with radii of their own, in closed form.

With S, u, w and R of N1 (d₁, d₂ the gaps, u² = d₁d₂ - bc, w = |b - c|), and P₊ = u², P₋ =
(1+γ_A)(1+γ_D) - bc, Δ = 1 - γ_Aγ_D + bc, for the comparison matrix T

    G(T, 1) = (√(S² + w²) + R)/(2u²),
    H(T) = 1 + (P₊ + P₋)(Δ² + w²)/(2ΔP₊P₋).

E4.constant and E7.noise are these for d₁ = d₂ and b = 0.

*Argument.* For G, D²g⁴ - Fg² + 1 = (α²g² - 1)(β²g² - 1) with α, β = (√(S²+w²) ± R)/2. For H, the
solution of P = TPTᵀ + I by Cramer's rule.

Status: proved by machine.
"""

from n1_two_radii import (
    SOURCE,
    name_the_numbers,
    shape,
    spectrum_inside,
    stable,
)
from sympy import And, Eq, sqrt

from kreissverify import (
    G,
    H,
    SelfReferential,
    assume,
    theorem,
)
from kreissverify.derivations import Finite


def distances(J):
    """Return P₊, P₋ and Δ: three numbers that are positive exactly if ρ(T) < 1."""
    a, d, product = J.gamma_A, J.gamma_D, J.b * J.c
    return (1 - a) * (1 - d) - product, (1 + a) * (1 + d) - product, 1 - a * d + product


@theorem(source=SOURCE, expect="proved", id="N2.circle")
def resolvent_on_the_unit_circle(J: SelfReferential(radii="each")):
    """G(T, 1), the reciprocal of the distance to instability, in closed form."""
    assume(stable(J))
    S, u, w, R = shape(J)
    return Eq(G(J.comparison, 1), (sqrt(S**2 + w**2) + R) / (2 * u**2))


@theorem(source=SOURCE, expect="proved", id="N2.noise")
def noise_gain(J: SelfReferential(radii="each")):
    """The noise gain of the comparison matrix, in closed form."""
    assume(stable(J))
    plus, minus, D = distances(J)
    w2 = (J.b - J.c) ** 2
    return Eq(H(J.comparison), 1 + (plus + minus) * (D**2 + w2) / (2 * D * plus * minus))


@resolvent_on_the_unit_circle.derivation
def _(p):
    """(α²g² - 1)(β²g² - 1) = 0 with α ≥ β > 0 and (α² + β²)g² ≥ 2 leaves βg = 1."""
    T = p.J.comparison
    n = name_the_numbers(p)
    g = G(T, 1)
    norm = p.by("radii.two_by_two_resolvent", T=T, r=1, uses=[n.signs], name="the resolvent of T")
    finite = p.reals("g is a positive number", And(Finite(g), g > 0), [norm])
    total = p.let("V", sqrt(n.S**2 + n.w**2))
    V = total.claim.lhs
    square = p.reals("V² = S² + w²", And(Eq(V**2, n.S**2 + n.w**2), V >= 0), [total])
    half = p.certified("V² - R² = 4u²", Eq(V**2 - n.R**2, 4 * n.u**2), [square, n.sums])
    order = p.reals("V > R", V > n.R, [half, n.signs, square])
    x, y, z, e = map(p.real, ("x_1", "x_2", "x_3", "x_4"))
    F = n.d1**2 + n.d2**2 + n.b**2 + n.c**2
    sides = p.certified(
        "the sum of two squares",
        Eq((V + n.R) ** 2 + (V - n.R) ** 2, 4 * F),
        [square, n.squares, n.named[0]],
    )
    least = p.reals("Fg² ≥ 2", F * g**2 >= 2, [norm])
    equation = p.reals(
        "D²g⁴ - Fg² + 1", Eq((n.d1 * n.d2 - n.b * n.c) ** 2 * g**4 - F * g**2 + 1, 0), [norm]
    )
    fourth = p.certified(
        "with D = u²", Eq(n.u**4 * g**4 - F * g**2 + 1, 0), [equation, n.squares, finite]
    )
    a, k = p.real("x_5"), p.real("x_6")
    factors = p.reals(
        "two factors",
        Eq(a**2 * k**2 * z**4 - 4 * (a**2 + k**2) * z**2 + 16, 0),
        given=[Eq(x**2 * z**4 - e * z**2 + 1, 0), Eq(a**2 + k**2, 4 * e), Eq(a * k, 4 * x)],
    )
    difference = p.certified("their product", Eq((V + n.R) * (V - n.R), 4 * n.u**2), [half])
    ends = {a: V + n.R, k: V - n.R, z: g}
    fourth_again = p.reals(
        "and x = u²",
        Eq(x**2 * z**4 - e * z**2 + 1, 0),
        given=[Eq(y**4 * z**4 - e * z**2 + 1, 0), Eq(x, y**2)],
    )
    small = p.at(fourth_again, {x: n.u**2, y: n.u, z: g, e: F}, [fourth, finite])
    product = p.at(factors, {**ends, x: n.u**2, e: F}, [small, sides, difference, finite])
    one = p.reals(
        "the smaller one",
        Eq(k * z, 2),
        given=[
            Eq(a**2 * k**2 * z**4 - 4 * (a**2 + k**2) * z**2 + 16, 0),
            (a**2 + k**2) * z**2 >= 8,
            a >= k,
            k > 0,
            z > 0,
        ],
    )
    larger = p.certified(
        "their sum", ((V + n.R) ** 2 + (V - n.R) ** 2) * g**2 >= 8, [least, sides, finite]
    )
    solved = p.at(one, ends, [product, larger, order, n.signs, finite])
    last = p.reals(
        "its quotient",
        Eq(z, a / (2 * e**2)),
        given=[Eq(k * z, 2), Eq(a * k, 4 * e**2), e > 0],
    )
    value = p.at(last, {**ends, e: n.u}, [solved, difference, n.signs, finite])
    p.qed(value, finite, total, *n.named)


@noise_gain.derivation
def _(p):
    """The solution of P = TPTᵀ + I: its entries are quotients by N = ΔP₊P₋."""
    J, T = p.J, p.J.comparison
    a, d, b, c = J.gamma_A, J.gamma_D, J.b, J.c
    plus, minus, D = distances(J)
    positive = p.reals("P₊, P₋ and Δ are positive", And(plus > 0, minus > 0, D > 0))
    inverse = p.let("q", 1 / (D * plus * minus), [positive])
    q = inverse.claim.lhs
    once = p.reals("qΔP₊P₋ = 1", Eq(q * D * plus * minus, 1), [inverse])
    first = q * (
        a * b**2 * d + a * d**3 - a * d - b**3 * c + b**2 - b * c * d**2 - b * c - d**2 + 1
    )
    mixed = q * (-(a**2) * b * d + a * b**2 * c - a * c * d**2 + a * c + b * c**2 * d + b * d)
    second = q * (
        a**3 * d - a**2 * b * c - a**2 + a * c**2 * d - a * d - b * c**3 - b * c + c**2 + 1
    )
    x, y, z = first, mixed, second
    equations = [
        p.certified(f"equation {i}", equation, [] if i == 2 else [once])
        for i, equation in enumerate(
            (
                Eq(x, a**2 * x + 2 * a * b * y + b**2 * z + 1),
                Eq(y, a * c * x + (a * d + b * c) * y + b * d * z),
                Eq(z, c**2 * x + 2 * c * d * y + d**2 * z + 1),
            ),
            start=1,
        )
    ]
    trace = p.by(
        "radii.two_by_two_noise",
        T=T,
        first=x,
        mixed=y,
        second=z,
        uses=[*equations, spectrum_inside(p)],
        name="H(T) is the trace of P",
    )
    w2 = (b - c) ** 2
    total = p.certified("the trace", Eq(2 * (x + z), 2 + q * (plus + minus) * (D**2 + w2)), [once])
    p.qed(trace, total, inverse, positive)
