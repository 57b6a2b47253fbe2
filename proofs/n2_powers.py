"""N2. The norm of the powers of two blocks with radii of their own, in closed form.

Let α, β = (γ_A + γ_D ± h)/2 be the eigenvalues of T, h = √((γ_A - γ_D)² + 4bc) > 0. With x = αᵗ +
βᵗ, φ = (αᵗ - βᵗ)/h, w = |b - c| and R = √((γ_A - γ_D)² + (b+c)²),

    ‖Tᵗ‖ = (Rφ + √(x² + w²φ²))/2:

beside C2, where e^{tT} has exponentials in the place of powers.

*Argument.* Tᵗ = (x/2)I + φ(T - (γ_A + γ_D)I/2). Its singular values have the product |αβ|ᵗ = |x² -
h²φ²|/4 and the sum of squares (x² + (R² + w²)φ²)/2, so that they are (V ± Rφ)/2 for V² = x² + w²φ².

Status: proved by machine; stated for t ≤ 30, so that instances are decided in seconds, which no
step uses.
"""

from n1_two_radii import SOURCE, shape
from sympy import And, Eq, sqrt

from kreissverify import Integer, SelfReferential, assume, power_norm, theorem


def difference(J):
    """Return h, the difference of the eigenvalues of T."""
    return sqrt((J.gamma_A - J.gamma_D) ** 2 + 4 * J.b * J.c)


def powers_of_eigenvalues(J, t):
    """Return αᵗ and βᵗ."""
    middle, half = J.gamma_A / 2 + J.gamma_D / 2, difference(J) / 2
    return (middle + half) ** t, (middle - half) ** t


def sums_of_powers(J, t):
    """Return x = αᵗ + βᵗ and φ = (αᵗ - βᵗ)/h."""
    first, second = powers_of_eigenvalues(J, t)
    return first + second, (first - second) / difference(J)


@theorem(source=SOURCE, expect="proved", id="N2.powers")
def norm_of_a_power(J: SelfReferential(radii="each"), t: Integer(at_least=0, at_most=30)):
    """‖Tᵗ‖ in closed form, if the eigenvalues differ. (t ≤ 30 is for the instances alone.)"""
    assume(difference(J) > 0)
    x, phi = sums_of_powers(J, t)
    R = shape(J)[3]
    return Eq(2 * power_norm(J.comparison, t), R * phi + sqrt(x**2 + (J.b - J.c) ** 2 * phi**2))


@norm_of_a_power.derivation
def _(p):
    """(n² - ((V+Rφ)/2)²)(n² - ((V-Rφ)/2)²) = 0 for V² = x² + w²φ², and n is the larger root."""
    J, T, t = p.J, p.J.comparison, p.parameter("t")
    n = power_norm(T, t)
    h, (x_, φ_), R_ = difference(J), sums_of_powers(J, t), shape(J)[3]
    named = [p.let("x", x_), p.let("phi", φ_), p.let("R", R_)]
    x, φ, R = (fact.claim.lhs for fact in named)
    first, second = powers_of_eigenvalues(J, t)
    e, f, g = map(p.real, ("e_1", "e_2", "e_3"))
    times = p.reals("a quotient", Eq(g * e, f), given=[Eq(e, f / g), g > 0])
    fall = p.at(times, {e: φ, f: first - second, g: h}, [named[1]])
    w2, r2, gap = (J.b - J.c) ** 2, (J.gamma_D - J.gamma_A) ** 2 + (J.b + J.c) ** 2, h**2
    known = p.by(
        "radii.two_by_two_power", T=T, t=t, h=h, total=x, phi=φ, uses=[named[0], fall],
        name="Tᵗ and its norm",
    )  # fmt: skip
    square = p.reals("R²", And(Eq(R**2, r2), R >= 0), [named[2]])
    rest = p.let("V", sqrt(x**2 + w2 * φ**2))
    V = rest.claim.lhs
    other = p.reals("V²", And(Eq(V**2, x**2 + w2 * φ**2), V >= 0), [rest])
    product = p.certified("V² - R²φ²", Eq(V**2 - R**2 * φ**2, x**2 - gap * φ**2), [other, square])
    total = p.certified(
        "V² + R²φ²", Eq(V**2 + R**2 * φ**2, x**2 + (r2 + w2) * φ**2), [other, square]
    )
    F, z = p.real("F"), p.real("z")
    larger = p.reals(
        "the larger root",
        Eq(2 * z, e + f),
        given=[
            Eq(z**4 - F * z**2 + ((e**2 - f**2) / 4) ** 2, 0), 2 * z**2 >= F,
            Eq(2 * F, e**2 + f**2), e >= 0, f >= 0, z > 0,
        ],
    )  # fmt: skip
    size, side = (x**2 + (r2 + w2) * φ**2) / 2, R * φ
    a, k = p.real("a"), p.real("k")
    moved = p.reals(
        "the product by V",
        Eq(z**4 - F * z**2 + (a / 4) ** 2, 0),
        given=[Eq(z**4 - F * z**2 + (k / 4) ** 2, 0), Eq(a, k)],
    )
    values = {z: n, F: size, a: V**2 - R**2 * φ**2, k: x**2 - gap * φ**2}
    quartic = p.at(moved, values, [known, product])
    sign = p.reals("Rφ ≥ 0", side >= 0, [known, square])
    there = {z: n, F: size, e: V, f: side}
    p.qed(p.at(larger, there, [quartic, known, total, sign, other]), rest, *named)
