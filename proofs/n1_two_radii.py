"""The exact Kreiss constant of a driver and a follower that contract at different rates.

J = [[A, 0], [C, D]] with symmetric diagonal blocks, ρ(A) ≤ 1-d₁, ρ(D) ≤ 1-d₂ and c = ‖C‖. A bound
by the larger radius alone grows like c/(4·min d_i). With a radius for each block, over the class,

    max K(J) = (S² + c²) / (S·h + 2u·c)  if c ≥ 2u,  else 1,

where S = d₁ + d₂, u = √(d₁d₂) and h = √((d₁-d₂)² + c²): attained by T = [[1-d₁, 0], [c, 1-d₂]]. For
d₁ = 1/4, d₂ = 1/16, c = 35/64 it is 5/4.

*Argument.* By the comparison theorem K(J) ≤ K(T). On |z| = r = 1 + s the singular values σ of rI -
T solve σ⁴ - Fσ² + D² = 0 with F = (s+d₁)² + (s+d₂)² + c² and D = (s+d₁)(s+d₂). For m² + v² = 1 the
left-hand side at σ = ms is

    (v²s² - u²)² + 2Ss(vs - u)² + s²((S + 2uv)² - m²h²).

With mh = S + 2uv nothing negative is left, so that the smaller one is at least ms: (r-1)‖R‖ ≤ 1/m.
At s = u/v nothing is left at all, and there it is equal.
"""

from types import SimpleNamespace

from sympy import And, Eq, Piecewise, sqrt
from two_radii_comparison import kreiss_constants_compare

from kreissverify import BlockTriangular, G, K, rho, theorem
from kreissverify.derivations import Finite

SOURCE = "an example: the exact form of a bound with two radii"


def worst_kreiss_constant(J):
    """The right-hand side, in the gaps d₁ = 1-γ_A and d₂ = 1-γ_D."""
    d1, d2, c = 1 - J.gamma_A, 1 - J.gamma_D, J.c
    S, u, h = d1 + d2, sqrt(d1 * d2), sqrt((d1 - d2) ** 2 + c**2)
    return Piecewise(((S**2 + c**2) / (S * h + 2 * u * c), c >= 2 * u), (1, True))


@theorem(source=SOURCE, expect="proved", id="radii.attained")
def exact_constant_is_attained(J: BlockTriangular(radii="each")):
    """The comparison matrix, a member of the class, attains it."""
    return Eq(K(J.comparison), worst_kreiss_constant(J))


@theorem(source=SOURCE, expect="proved", id="radii.exact")
def exact_constant(J: BlockTriangular(radii="each")):
    """K(J) is at most the closed form in both radii and c."""
    return K(J) <= worst_kreiss_constant(J)


def name_the_numbers(p):
    """Return S, u, h, and h² + 4u² = S² + c²."""
    d1, d2, c = 1 - p.J.gamma_A, 1 - p.J.gamma_D, p.J.c
    values = {"S": d1 + d2, "u": sqrt(d1 * d2), "h": sqrt((d1 - d2) ** 2 + c**2)}
    named = [p.let(name, value) for name, value in values.items()]
    S, u, h = (fact.claim.lhs for fact in named)
    squares = p.reals(
        "the squares of u and h",
        And(Eq(u**2, d1 * d2), Eq(h**2, (d1 - d2) ** 2 + c**2)),
        uses=named,
    )
    return SimpleNamespace(
        S=S, u=u, h=h, c=c, named=named, squares=squares, strong=[c >= 2 * u], weak=[c < 2 * u],
        signs=p.reals("signs", And(S > 0, u > 0, h >= 0, d1 > 0, d2 > 0), uses=named),
        sums=p.reals("two sums of squares", Eq(h**2 + 4 * u**2, S**2 + c**2), [squares, named[0]]),
    )  # fmt: skip


def name_the_angle(p, n):
    """Add m and v with m² + v² = 1 and mh = S + 2uv; 1 and 0 where c < 2u."""
    S, u, h, c = n.S, n.u, n.h, n.c
    W = S**2 + c**2
    first = p.let("m", Piecewise(((S * h + 2 * u * c) / W, c >= 2 * u), (1, True)), [n.signs])
    second = p.let("v", Piecewise(((c * h - 2 * u * S) / W, c >= 2 * u), (0, True)), [n.signs])
    m, v = n.m, n.v = first.claim.lhs, second.claim.lhs
    n.products = p.reals(
        "m and v times S² + c²",
        And(Eq(m * W, S * h + 2 * u * c), Eq(v * W, c * h - 2 * u * S)),
        [first, second, n.signs],
        n.strong,
    )
    n.trivial = p.reals("m = 1 and v = 0", And(Eq(m, 1), Eq(v, 0)), [first, second], n.weak)
    known = [n.products, n.sums, n.signs]
    n.touching = p.reals("mh = S + 2uv", Eq(m * h, S + 2 * v * u), known, n.strong)
    n.one = p.cases(
        "m² + v² = 1",
        p.reals("for strong coupling", Eq(m**2 + v**2, 1), known, n.strong),
        p.reals("for weak coupling", Eq(m**2 + v**2, 1), [n.trivial], n.weak),
    )
    above = p.reals("ch ≥ 2uS", c * h >= 2 * u * S, [n.sums, n.signs], n.strong)
    n.proper = p.cases(
        "m > 0 and v ≥ 0",
        p.reals("strong", And(m > 0, v >= 0), [n.products, above, n.signs], n.strong),
        p.reals("weak", And(m > 0, v >= 0), [n.trivial], n.weak),
    )


def name_the_value(p, n):
    """Add V, the right-hand side, and mV = 1."""
    S, u, h, c = n.S, n.u, n.h, n.c
    value = p.let("V", p.statement.conclusion.rhs)
    formula, condition = p.statement.conclusion.rhs.args[0]
    V = n.V = value.claim.lhs
    divisor = p.reals("a divisor", S * h + 2 * u * c > 0, [n.signs, n.sums], n.strong)
    met = p.reals("its condition", condition, [n.named[1]], n.strong)
    case = p.reals("its first case", Eq(V, formula), [value, met], n.strong)
    quotient = p.reals(
        "V is a quotient",
        Eq(V * (S * h + 2 * u * c), S**2 + c**2),
        [case, *n.named, divisor],
        n.strong,
    )
    other = p.reals("V is 1", Eq(V, 1), [value, n.named[1]], n.weak)
    n.value = value
    n.inverse = p.cases(
        "mV = 1",
        p.reals("m is 1/V", Eq(n.m * V, 1), [quotient, n.products, divisor, n.signs], n.strong),
        p.reals("both are 1", Eq(n.m * V, 1), [other, n.trivial], n.weak),
    )


def sign_of_the_quartic(p, n, s, quartic, given):
    """Add that the quartic at ms is a sum of what is not negative."""
    S, u, h, m, v = n.S, n.u, n.h, n.m, n.v
    strong, weak = [*n.strong, *given], [*n.weak, *given]
    squares = (v**2 * s**2 - u**2) ** 2 + 2 * S * s * (v * s - u) ** 2
    rest = (S + 2 * v * u) ** 2 - m**2 * h**2
    core = p.reals(
        "the quartic at ms",
        Eq(quartic, squares + s**2 * rest),
        [n.squares, n.named[0], n.one],
        given,
    )
    none = p.reals("strong: no rest", Eq(rest, 0), [n.touching], n.strong)
    n.square = p.reals("strong: a sum of squares", Eq(quartic, squares), [core, none], strong)
    least = p.reals("squares are not negative", squares >= 0, [n.signs], given)
    plain = u**4 + 2 * S * s * u**2 + s**2 * (S**2 - h**2)
    simple = p.reals("weak: the quartic at s", Eq(quartic, plain), [core, n.trivial], weak)
    narrow = p.reals("weak: h < S", S**2 - h**2 >= 0, [n.sums, n.signs], n.weak)
    sign = p.reals("weak: its sign", plain >= 0, [n.signs, narrow], weak)
    n.positive = p.cases(
        "the quartic is not negative",
        p.reals("strong: so it is", quartic >= 0, [n.square, least], strong),
        p.reals("weak: so it is", quartic >= 0, [simple, sign], weak),
        given=given,
    )


def quartic_on_a_circle(p, n, r, given):
    """Add that with g = G(T, r), θ = (msg)² and φ = Fg² the quartic is (θ - 1)(θ + 1 - φ)/g⁴, where
    φ ≥ 2 and θ < φ/2.
    """
    J, T, m, s, g = p.J, p.J.comparison, n.m, r - 1, G(p.J.comparison, r)
    x, y = s + 1 - J.gamma_A, s + 1 - J.gamma_D
    F, D = x**2 + y**2 + n.c**2, x * y
    quartic = D**2 - F * (m * s) ** 2 + (m * s) ** 4
    sign_of_the_quartic(p, n, s, quartic, given)

    norm = p.by("radii.two_by_two_resolvent", T=T, r=r, given=given, name="the resolvent of T")
    n.number = p.reals("g is a positive number", And(Finite(g), g > 0), [norm], given)
    n.total = p.reals("φ ≥ 2", F * g**2 >= 2, [norm], given)
    product = p.reals("D²g⁴ = φ - 1", Eq(D**2 * g**4, F * g**2 - 1), [norm], given)
    θ, φ = (m * s * g) ** 2, F * g**2
    expanded = p.reals(
        "the quartic times g⁴",
        Eq(quartic * g**4, D**2 * g**4 - φ * θ + θ**2),
        [n.number],
        given,
    )
    n.factors = p.reals(
        "the quartic in θ and φ",
        Eq(quartic * g**4, φ - 1 - φ * θ + θ**2),
        [expanded, product, n.number],
        given,
    )
    wide = p.reals("F exceeds 2(ms)²", 2 * (m * s) ** 2 < F, [n.signs, n.one, n.proper], given)
    n.small = p.reals("θ < φ/2", 2 * θ < φ, [wide, n.number], given)
    n.quartic, n.θ, n.φ, n.g, n.s = quartic, θ, φ, g, s


def the_value_is_reached(p, n, r, upper):
    """Show K(T) ≥ V: on the circle 1 + u/v the quartic vanishes, and if v = 0 then V = 1."""
    T, u, m, v, V = p.J.comparison, n.u, n.m, n.v, n.V
    best = p.let("r_0", Piecewise((1 + u / v, v > 0), (2, True)))
    r_0, inside = best.claim.lhs, [*n.strong, v > 0]
    outside = p.reals("the best circle", r_0 > 1, [best, n.signs])
    radius = p.reals("its radius", Eq((r_0 - 1) * v, u), [best], inside)

    def there(fact, given=()):
        return p.at(fact, {r: r_0}, [outside], given)

    number, total, small = there(n.number), there(n.total), there(n.small)
    quartic, θ, φ = (x.xreplace({r: r_0}) for x in (n.quartic, n.θ, n.φ))
    zero = p.reals("no quartic", Eq(quartic, 0), [there(n.square, n.strong), radius], inside)
    factors = p.reals(
        "a factor vanishes",
        Eq(φ - 1 - φ * θ + θ**2, 0),
        [zero, there(n.factors), number],
        inside,
    )
    x, y = p.real("x"), p.real("y")
    only = p.reals("x = 1", Eq(x, 1), given=[y >= 2, 2 * x < y, Eq(y - 1 - y * x + x**2, 0)])
    unit = p.at(only, {x: θ, y: φ}, [total, small, factors, number], inside)
    met = p.reals(
        "msg = 1", Eq(m * (r_0 - 1) * G(T, r_0), 1), [unit, n.proper, number, outside], inside
    )
    value = p.by("kreiss.value", X=T, r=r_0, uses=[outside], name="K(T) is a supremum")
    trivial = p.by("kreiss.at_least_one", X=T, name="K(T) ≥ 1")
    none = p.reals("m = 1", Eq(m, 1), [n.one, n.proper], [v <= 0])
    return p.cases(
        "K(T) ≥ V",
        p.reals("at r_0", K(T) >= V, [upper, value, met, n.inverse, number, n.proper], inside),
        p.reals("at infinity", K(T) >= V, [upper, trivial, none, n.inverse], [v <= 0]),
        p.reals("also", K(T) >= V, [upper, trivial, n.trivial, n.inverse], n.weak),
    )


@exact_constant_is_attained.derivation
def _(p):
    """The quartic in the smallest singular value of rI - T, at ms."""
    T, r = p.J.comparison, p.real("r")
    n, given = name_the_numbers(p), [r > 1]
    name_the_angle(p, n)
    name_the_value(p, n)
    quartic_on_a_circle(p, n, r, given)
    x, y = p.real("x"), p.real("y")

    least = p.reals("x ≤ 1", x <= 1, given=[y >= 2, 2 * x < y, y - 1 - y * x + x**2 >= 0])
    scaled = p.reals("the quartic's sign", n.quartic * n.g**4 >= 0, [n.positive, n.number], given)
    known = p.reals(
        "the factors' sign",
        n.φ - 1 - n.φ * n.θ + n.θ**2 >= 0,
        [scaled, n.factors, n.number],
        given,
    )
    below = p.at(least, {x: n.θ, y: n.φ}, [n.total, n.small, known, n.number], given)
    root = p.reals("msg ≤ 1", n.m * n.s * n.g <= 1, [below, n.number, n.proper], given)
    bound = p.reals("one circle", n.s * n.g <= n.V, [root, n.inverse, n.number, n.proper], given)
    upper = p.by("kreiss.supremum", X=T, bound=n.V, r=r, uses=[bound], name="K(T) ≤ V")
    p.qed(upper, the_value_is_reached(p, n, r, upper), n.value)


@exact_constant.derivation
def _(p):
    """K(J) ≤ K(T) by the comparison theorem, and K(T) is known."""
    spectrum = p.by("radii.two_by_two_radius", T=p.J.comparison, name="ρ(T) is a radius")
    stable = p.reals("ρ(T) < 1", rho(p.J.comparison) < 1, [spectrum])
    compared = p.lemma(kreiss_constants_compare, uses=[stable])
    p.qed(compared, p.lemma(exact_constant_is_attained))
