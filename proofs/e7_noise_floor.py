"""E7. The squared-Kreiss law is a law of the noise floor.

For the comparison matrix T = [[γ, 0], [c, γ]] the noise gain is

    H(T) = 2/(1-γ²) + c²(1+γ²)/(1-γ²)³,

so that (1-γ)H(T)/K(T)² tends to 16(1+γ²)/(1+γ)³ as κ → ∞ (4 as γ → 1, 16 at γ = 0). For all γ and
c

    K(T)² ≤ (1-γ)·H(T) ≤ 16·K(T)²,

and for κ ≥ 2 the limit is approached like 1/κ²:

    1 - 6/κ² ≤ (1-γ)·H(T)·(1+γ)³/(16(1+γ²)K(T)²) ≤ 1.

*Argument.* ‖Tᵗ‖_F² = 2γ²ᵗ + c²t²γ²ᵗ⁻²; sum the series. Then (1-γ)H(T) = 2/(1+γ) + κ²·h with h =
(1+γ²)/(1+γ)³, which falls from 1 at γ = 0 to 1/4 at γ = 1. For κ ≥ 2, with K² = κ²/16 + 1/2 +
1/κ²: (1-γ)H ≥ 1 + κ²/4 ≥ K², and (1-γ)H ≤ 2 + κ² ≤ 16K². For κ < 2, K = 1 and 1 ≤ (1-γ)H ≤ 2 + 4
≤ 16. With 16hK² = hκ² + 8h + 16h/κ² the second claim is 2/(1+γ) ≤ 8h from above, and h ≤ 1/(1+γ)
from below.

Status: proved by machine.
"""

from e1_exact_triangular import exact_triangular_is_attained
from sympy import And, Eq, Rational

from kreissverify import BlockTriangular, H, K, assume, theorem
from kreissverify.derivations import Finite


@theorem(source="kreissverify", expect="proved", id="E7.noise")
def noise_gain(J: BlockTriangular):
    """The noise gain of the comparison matrix, in closed form."""
    γ, c = J.gamma, J.c
    return Eq(H(J.comparison), 2 / (1 - γ**2) + c**2 * (1 + γ**2) / (1 - γ**2) ** 3)


@theorem(source="kreissverify, for the abstract's K²", expect="proved", id="E7.law")
def squared_kreiss_law(J: BlockTriangular):
    """The noise floor (1-γ)H(T) is K(T)² up to a factor between 1 and 16."""
    noise, square = (1 - J.gamma) * H(J.comparison), K(J.comparison) ** 2
    return And(square <= noise, noise <= 16 * square)


@theorem(source="kreissverify", expect="proved", id="E7.limit")
def constant_of_the_law(J: BlockTriangular):
    """For κ ≥ 2 the noise floor is 16(1+γ²)/(1+γ)³·K(T)², less a share of at most 6/κ² of it."""
    assume(J.kappa >= 2)
    γ, κ = J.gamma, J.kappa
    noise, square = (1 - γ) * H(J.comparison), K(J.comparison) ** 2
    limit = 16 * (1 + γ**2) / (1 + γ) ** 3 * square
    return And(limit * (1 - 6 / κ**2) <= noise, noise <= limit)


@noise_gain.derivation
def _(p):
    """With x = 1/(1-γ²), P = [[x, γcx²], [γcx², x + c²x² + 2γ²c²x³]] solves P = TPTᵀ + I."""
    γ, c, T = p.J.gamma, p.J.c, p.J.comparison
    inverse = p.let("x", 1 / (1 - γ**2))
    x = inverse.claim.lhs
    once = p.reals("(1-γ²)x = 1", Eq((1 - γ**2) * x, 1), [inverse])
    mixed, last = γ * c * x**2, x + c**2 * x**2 + 2 * γ**2 * c**2 * x**3
    spectrum = p.by("two_by_two.radius", T=T, name="ρ(T) = γ")
    trace = p.by(
        "two_by_two.noise",
        T=T,
        first=x,
        mixed=mixed,
        second=last,
        uses=[once, spectrum],
        name="H(T) is the trace of P",
    )
    p.qed(trace, inverse)


def floor_in_kappa(p):
    """Show (1-γ)H(T) = 2/(1+γ) + hκ², h = (1+γ²)/(1+γ)³; return κ and h by name, and the steps."""
    γ, T = p.J.gamma, p.J.comparison
    coupling, weight = p.let("k", p.J.kappa), p.let("h", (1 + γ**2) / (1 + γ) ** 3)
    k, w = coupling.claim.lhs, weight.claim.lhs
    gain = p.lemma(noise_gain)
    whole = p.reals(
        "(1-γ)H = 2/(1+γ) + hκ²",
        Eq((1 - γ) * H(T), 2 / (1 + γ) + w * k**2),
        [gain, coupling, weight],
    )
    finite = p.reals("H(T) is finite", Finite(H(T)), [gain])
    return coupling, weight, whole, finite


@squared_kreiss_law.derivation
def _(p):
    """(1-γ)H(T) = 2/(1+γ) + hκ² with 1/4 ≤ h = (1+γ²)/(1+γ)³ ≤ 1, and K(T) is known by E1."""
    γ, T = p.J.gamma, p.J.comparison
    above = p.squares(
        "4(1+γ²) - (1+γ)³", (1 + γ) ** 3 <= 4 * (1 + γ**2), [(3 * (1 - γ), 1), (1 - γ, γ)]
    )
    coupling, weight, whole, finite = floor_in_kappa(p)
    k, w = coupling.claim.lhs, weight.claim.lhs
    bounds = p.reals(
        "the weight h and κ", And(w >= Rational(1, 4), w <= 1, k >= 0), [above, weight, coupling]
    )
    noise = (1 - γ) * H(T)
    floor = p.reals(
        "1 + κ²/4 ≤ (1-γ)H ≤ 2 + κ²",
        And(noise >= 1 + k**2 / 4, noise <= 2 + k**2),
        [finite, whole, bounds],
    )
    exact = p.lemma(exact_triangular_is_attained)
    strong = p.reals("K(T) for κ ≥ 2", Eq(K(T), k / 4 + 1 / k), [exact, coupling], [k >= 2])
    weak = p.reals("K(T) for κ < 2", Eq(K(T), 1), [exact, coupling], [k < 2])
    claim = p.statement.conclusion
    large = p.reals("strong coupling", claim, [finite, strong, floor], [k >= 2])
    low = p.reals("weak coupling", claim, [finite, weak, floor, bounds], [k < 2])
    p.qed(p.cases("the law", large, low))


@constant_of_the_law.derivation
def _(p):
    """16hK² = hκ² + 8h + 16h/κ², and h ≤ 1/(1+γ) ≤ 4h."""
    γ, T = p.J.gamma, p.J.comparison
    above = p.squares(
        "4(1+γ²) - (1+γ)²", (1 + γ) ** 2 <= 4 * (1 + γ**2), [(1, 1 - γ), (2, 1), (2, γ)]
    )
    coupling, weight, whole, finite = floor_in_kappa(p)
    k, w = coupling.claim.lhs, weight.claim.lhs
    strong = p.reals("κ ≥ 2", k >= 2, [coupling])
    shares = And(w >= 0, w <= 1 / (1 + γ), 1 / (1 + γ) <= 4 * w)
    bounds = p.reals("h ≤ 1/(1+γ) ≤ 4h", shares, [above, weight])
    exact = p.lemma(exact_triangular_is_attained)
    value = p.reals("K(T) for κ ≥ 2", Eq(K(T), k / 4 + 1 / k), [exact, coupling])
    limit, noise = 16 * w * (k**2 / 16 + Rational(1, 2) + (1 / k) ** 2), (1 - γ) * H(T)
    known = [finite, whole, bounds, strong]
    i = 1 / k
    lesser = w * k**2 + 2 * w - 32 * w * i**2 - 96 * w * i**4
    expanded = p.reals("the limit less its share", Eq(limit * (1 - 6 * i**2), lesser), [strong])
    less = p.reals(
        "2h - 32h/κ² - 96h/κ⁴ ≤ 2/(1+γ)", lesser <= 2 / (1 + γ) + w * k**2, [bounds, strong]
    )
    below = p.reals(
        "from below", limit * (1 - 6 * i**2) <= noise, [finite, whole, strong, expanded, less]
    )
    above = p.reals("from above", noise <= limit, known)
    stated = 16 * (1 + γ**2) / (1 + γ) ** 3 * K(T) ** 2
    same = p.reals("the limit in K(T)", Eq(stated, limit), [value, weight, strong])
    share = p.reals("the share in κ", Eq(6 / p.J.kappa**2, 6 * i**2), [coupling])
    x, y, s, t, z = map(p.real, ("stated", "named", "part", "short", "floor"))
    equals = p.reals(
        "equals for equals", x * (1 - s) <= z, given=[Eq(x, y), Eq(s, t), y * (1 - t) <= z]
    )
    values = {x: stated, y: limit, s: 6 / p.J.kappa**2, t: 6 * i**2, z: noise}
    scaled = p.at(equals, values, [finite, strong, exact, same, share, below])
    p.qed(finite, value, scaled, above, same)
