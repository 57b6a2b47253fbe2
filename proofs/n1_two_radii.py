"""N1. The exact worst Kreiss constant of two blocks that contract at different rates.

J = [[A, B], [C, D]] with symmetric diagonal blocks, ρ(A) ≤ 1-d₁, ρ(D) ≤ 1-d₂, b = ‖B‖ and c = ‖C‖
with bc < d₁d₂. A bound by the larger radius alone grows like c/(4·min dᵢ). With a radius for each
block, over the class,

    max K(J) = (S² + w²) / (R·S + 2u·w)  if b + c ≥ 2√(d₁d₂),  else 1,

where S = d₁ + d₂, u = √(d₁d₂ - bc), w = |c - b| and R = √((d₁-d₂)² + (b+c)²): attained by
T = [[1-d₁, b], [c, 1-d₂]]. In other words it is (X + 1/X)/2 with X = max(1, (R + w)/(S + 2u)), and 1
exactly up to w(T) = 1. E2 is d₁ = d₂, and E1 has b = 0 besides. For d₁ = 1/4, d₂ = 1/16, b = 0 and
c = 35/64 it is 5/4.

*Argument.* By the comparison theorem K(J) ≤ K(T). On |z| = r = 1 + s the singular values σ of rI -
T solve σ⁴ - Fσ² + D² = 0 with F = (s+d₁)² + (s+d₂)² + b² + c² and D = (s+d₁)(s+d₂) - bc. For
m² + v² = 1 the left-hand side at σ = ms is

    (v²s² - u²)² + 2Ss(vs - u)² + s²((S + 2uv)² - m²R²).

If mR ≤ S + 2uv nothing is negative, so that the smaller σ is at least ms: (r-1)‖R(r)‖ ≤ 1/m. With
equality nothing is left at all at s = u/v, so that the value is attained there.

Status: proved by machine.
"""

from types import SimpleNamespace

from comparison_with_radii import kreiss_constants_compare
from sympy import Abs, And, Eq, Equivalent, Implies, Max, Piecewise, sqrt

from kreissverify import G, K, SelfReferential, assume, rho, theorem
from kreissverify.derivations import Finite

SOURCE = "kreissverify, sharpening Theorem 4 of arXiv:2606.04031 for two radii"


def gaps(J):
    """Return d₁ and d₂."""
    return 1 - J.gamma_A, 1 - J.gamma_D


def shape(J):
    """Return S, u, w and R."""
    (d1, d2), b, c = gaps(J), J.b, J.c
    return d1 + d2, sqrt(d1 * d2 - b * c), Abs(c - b), sqrt((d1 - d2) ** 2 + (b + c) ** 2)


def is_strong(J):
    """Return the condition that T has a numerical radius of at least 1."""
    d1, d2 = gaps(J)
    return (J.b + J.c) ** 2 >= 4 * d1 * d2


def worst_kreiss_constant(J):
    """The right-hand side of N1."""
    S, u, w, R = shape(J)
    return Piecewise(((S**2 + w**2) / (R * S + 2 * u * w), is_strong(J)), (1, True))


def stable(J):
    """Return that T is stable: bc < d₁d₂."""
    d1, d2 = gaps(J)
    return J.b * J.c < d1 * d2


@theorem(source=SOURCE, expect="proved", id="N1.attained")
def exact_constant_is_attained(J: SelfReferential(radii="each")):
    """The comparison matrix, a member of the class, attains it."""
    assume(stable(J))
    return Eq(K(J.comparison), worst_kreiss_constant(J))


@theorem(source=SOURCE, expect="proved", id="N1")
def exact_constant(J: SelfReferential(radii="each")):
    """K(J) is at most the closed form in both radii, b and c."""
    assume(stable(J))
    return K(J) <= worst_kreiss_constant(J)


@theorem(source=SOURCE, expect="proved", id="N1.form")
def constant_as_a_mean(J: SelfReferential(radii="each")):
    """K(T) is the mean of X and 1/X for X = max(1, (R + w)/(S + 2u))."""
    assume(stable(J))
    S, u, w, R = shape(J)
    X = Max(1, (R + w) / (S + 2 * u))
    return Eq(K(J.comparison), (X + 1 / X) / 2)


@theorem(source=SOURCE, expect="proved", id="N1.threshold")
def no_growth_up_to_the_threshold(J: SelfReferential(radii="each")):
    """K(T) = 1 exactly if b + c is at most twice the geometric mean of d₁ and d₂."""
    assume(stable(J))
    d1, d2 = gaps(J)
    return Equivalent(K(J.comparison) <= 1, (J.b + J.c) ** 2 <= 4 * d1 * d2)


def name_the_numbers(p):
    """Return S, u, w, R, and R² + 4u² = S² + w² = W."""
    J = p.J
    (d1, d2), b, c = gaps(J), J.b, J.c
    named = [p.let(name, value) for name, value in zip(("S", "u", "w", "R"), shape(J), strict=True)]
    S, u, w, R = (fact.claim.lhs for fact in named)
    squares = p.reals(
        "the squares of u, w and R",
        And(Eq(u**2, d1 * d2 - b * c), Eq(w**2, (c - b) ** 2), Eq(R**2, (d1 - d2) ** 2 + (b + c) ** 2)),
        uses=named,
    )
    return SimpleNamespace(
        S=S, u=u, w=w, R=R, d1=d1, d2=d2, b=b, c=c, W=S**2 + w**2, named=named, squares=squares,
        strong=[is_strong(J)], weak=[(b + c) ** 2 < 4 * d1 * d2],
        signs=p.reals(
            "signs", And(S > 0, u > 0, w >= 0, R >= 0, d1 > 0, d2 > 0), uses=named
        ),
        sums=p.reals(
            "two sums of squares", Eq(R**2 + 4 * u**2, S**2 + w**2), [squares, named[0]]
        ),
        excess=p.reals(
            "w² - 4u² and R² - S²",
            And(
                Eq(w**2 - 4 * u**2, (b + c) ** 2 - 4 * d1 * d2),
                Eq(R**2 - S**2, (b + c) ** 2 - 4 * d1 * d2),
            ),
            [squares, named[0]],
        ),
    )  # fmt: skip


def name_the_angle(p, n):
    """Add m, v ≥ 0 with m² + v² = 1 and mR ≤ S + 2uv: equal for strong coupling, 1 and 0 for
    weak.
    """
    S, u, w, R, W = n.S, n.u, n.w, n.R, n.W
    along, across = R * S + 2 * u * w, w * R - 2 * u * S
    is_strong = n.strong[0]
    first = p.let("m", Piecewise((along / W, is_strong), (1, True)), [n.signs])
    second = p.let("v", Piecewise((across / W, is_strong), (0, True)), [n.signs])
    m, v = n.m, n.v = first.claim.lhs, second.claim.lhs
    x, y, a, e, W_ = map(p.real, ("x_1", "x_2", "a_1", "a_2", "w_0"))
    n.products = p.reals(
        "m and v times S² + w²",
        And(Eq(m * W, along), Eq(v * W, across)),
        [first, second, n.signs],
        n.strong,
    )
    n.trivial = p.reals("m = 1 and v = 0", And(Eq(m, 1), Eq(v, 0)), [first, second], n.weak)
    lagrange = p.identity(
        "Lagrange's identity", Eq(along**2 + across**2, W * (R**2 + 4 * u**2))
    )
    whole = p.reals("(mW)² + (vW)² = W²", Eq(along**2 + across**2, W**2), [lagrange, n.sums])
    unit = p.reals(
        "of length 1",
        Eq(x**2 + y**2, 1),
        given=[Eq(x * W_, a), Eq(y * W_, e), Eq(a**2 + e**2, W_**2), W_ > 0],
    )
    positive = p.reals("S² + w² > 0", W > 0, [n.signs])
    there = {x: m, y: v, a: along, e: across, W_: W}
    n.one = p.cases(
        "m² + v² = 1",
        p.at(unit, there, [n.products, whole, positive], n.strong),
        p.reals("for weak coupling", Eq(m**2 + v**2, 1), [n.trivial], n.weak),
    )
    n.touching = p.reals(
        "mR = S + 2uv", Eq(m * R, S + 2 * u * v), [n.products, n.sums, n.signs], n.strong
    )
    above = p.reals("wR ≥ 2uS", w * R >= 2 * u * S, [n.excess, n.signs], n.strong)
    n.proper = p.cases(
        "m > 0 and v ≥ 0",
        p.reals("strong", And(m > 0, v >= 0), [n.products, above, n.signs], n.strong),
        p.reals("weak", And(m > 0, v >= 0), [n.trivial], n.weak),
    )
    narrow = p.reals("R < S", R < S, [n.excess, n.signs], n.weak)
    least = And(m * R <= S + 2 * u * v, m * R >= 0)
    n.below = p.cases(
        "mR ≤ S + 2uv",
        p.reals("equal", least, [n.touching, n.signs, n.proper], n.strong),
        p.reals("less", least, [narrow, n.trivial, n.signs], n.weak),
    )


def name_the_value(p, n):
    """Add V, the right-hand side, and mV = 1."""
    S, u, w, R, m = n.S, n.u, n.w, n.R, n.m
    value = p.let("V", p.statement.conclusion.rhs)
    V = n.V = value.claim.lhs
    divisor = p.reals("a divisor", R * S + 2 * u * w > 0, [n.signs, n.excess], n.strong)
    formula = p.statement.conclusion.rhs.args[0].expr
    case = p.reals("its first case", Eq(V, formula), [value], n.strong)
    quotient = p.reals(
        "V is a quotient",
        Eq(V * (R * S + 2 * u * w), S**2 + w**2),
        [case, *n.named, divisor],
        n.strong,
    )
    other = p.reals("V is 1", Eq(V, 1), [value], n.weak)
    n.value, n.divisor, n.quotient, n.other = value, divisor, quotient, other
    n.inverse = p.cases(
        "mV = 1",
        p.reals("m is 1/V", Eq(m * V, 1), [quotient, n.products, divisor, n.signs], n.strong),
        p.reals("both are 1", Eq(m * V, 1), [other, n.trivial], n.weak),
    )


def sign_of_the_quartic(p, n, s, quartic, given):
    """Add that the quartic at ms is a sum of what is not negative."""
    S, u, R, m, v = n.S, n.u, n.R, n.m, n.v
    rest = (S + 2 * u * v) ** 2 - m**2 * R**2
    core = p.reals(
        "the quartic at ms",
        Eq(quartic, (v**2 * s**2 - u**2) ** 2 + 2 * S * s * (v * s - u) ** 2 + s**2 * rest),
        [n.squares, n.named[0], n.one],
        given,
    )
    x, y, q, e, k = map(p.real, ("x_3", "x_4", "x_5", "x_6", "x_7"))
    larger = p.reals("squares grow", x**2 - y**2 >= 0, given=[y >= 0, y <= x])
    least = p.at(larger, {x: S + 2 * u * v, y: m * R}, [n.below])
    weight = p.reals("a weight", 2 * S * s > 0, [n.signs], given)
    total = x**2 + q * y**2 + k**2 * e
    summed = p.squares(
        "a sum of squares", 0 <= total, [(1, x), (q, y), (e, k)], given=[q >= 0, e >= 0]
    )
    there = {x: v**2 * s**2 - u**2, q: 2 * S * s, y: v * s - u, k: s, e: rest}
    known = p.at(summed, there, [least, weight], given)
    n.positive = p.reals("the quartic is not negative", quartic >= 0, [core, known], given)
    none = p.reals("no growth", total <= 0, given=[Eq(x, 0), Eq(y, 0), Eq(e, 0)])
    n.core, n.vanishing, n.terms = core, none, there


def quartic_on_a_circle(p, n, r, given):
    """Add y = 1/g² for g = G(T, r), the smaller root of y² - Fy + D²."""
    J, T, m, s, g = p.J, p.J.comparison, n.m, r - 1, G(p.J.comparison, r)
    x, y = r - J.gamma_A, r - J.gamma_D
    F, D = x**2 + y**2 + n.b**2 + n.c**2, x * y - n.b * n.c
    quartic = (m * s) ** 4 - F * (m * s) ** 2 + D**2
    sign_of_the_quartic(p, n, s, quartic, given)
    outside = p.reals(
        "r encloses the spectrum of T", And(x > 0, y > 0, x * y > n.b * n.c), given=given
    )
    norm = p.by(
        "radii.two_by_two_resolvent", T=T, r=r, uses=[outside], given=given,
        name="the resolvent of T",
    )  # fmt: skip
    n.number = p.reals("g is a positive number", And(Finite(g), g > 0), [norm], given)
    n.root = p.reals("y² - Fy + D² at 1/g²", Eq(g**-4 - F * g**-2 + D**2, 0), [norm], given)
    n.smaller = p.reals("1/g² is the smaller root", 2 * g**-2 <= F, [norm], given)
    n.small = p.reals(
        "2(ms)² ≤ F", 2 * (m * s) ** 2 <= F, [n.signs, n.one, n.proper], given
    )
    n.quartic, n.F, n.D, n.g, n.s = quartic, F, D, g, s


def bound_on_a_circle(p, n, given):
    """Show (r-1)g ≤ V: as (ms)² is no larger than the smaller root."""
    x, y, F, D = map(p.real, ("y_1", "y_2", "y_3", "y_4"))
    product = p.reals(
        "two factors", (x - y) * (x + y - F) >= 0,
        given=[x**2 - F * x + D**2 >= 0, Eq(y**2 - F * y + D**2, 0)],
    )  # fmt: skip
    below = p.reals(
        "below the smaller root",
        x <= y,
        given=[(x - y) * (x + y - F) >= 0, 2 * x <= F, 2 * y <= F],
    )
    there = {x: (n.m * n.s) ** 2, y: n.g**-2, F: n.F, D: n.D}
    known = [n.positive, n.root, n.smaller, n.small, n.number]
    factors = p.at(product, there, known, given)
    root = p.at(below, there, [factors, *known], given)
    one = p.reals("msg ≤ 1", n.m * n.s * n.g <= 1, [root, n.number, n.proper], given)
    return p.reals("one circle", n.s * n.g <= n.V, [one, n.inverse, n.number, n.proper], given)


def the_value_is_reached(p, n, r, upper):
    """Show K(T) ≥ V: on the circle 1 + u/v the quartic vanishes, and if v = 0 then V = 1."""
    T, u, m, v, V = p.J.comparison, n.u, n.m, n.v, n.V
    best = p.let("r_0", Piecewise((1 + u / v, v > 0), (2, True)))
    r_0, inside = best.claim.lhs, [*n.strong, v > 0]
    outside = p.reals("the best circle", r_0 > 1, [best, n.signs])
    radius = p.reals("its radius", Eq(v * (r_0 - 1), u), [best], inside)

    def there(fact, given=()):
        return p.at(fact, {r: r_0}, [outside], given)

    s, quartic, F, D, g = (x.xreplace({r: r_0}) for x in (n.s, n.quartic, n.F, n.D, n.g))
    first = p.reals("v²s² = u²", Eq(v**2 * s**2 - u**2, 0), [radius], inside)
    second = p.reals("vs = u", Eq(v * s - u, 0), [radius], inside)
    rest = p.reals(
        "no rest", Eq((n.S + 2 * u * v) ** 2 - m**2 * n.R**2, 0), [n.touching], inside
    )
    values = {key: value.xreplace({r: r_0}) for key, value in n.terms.items()}
    none = p.at(n.vanishing, values, [first, second, rest], inside)
    zero = p.reals("no quartic", quartic <= 0, [none, there(n.core)], inside)
    number, root, smaller, small = (there(x) for x in (n.number, n.root, n.smaller, n.small))
    x, y, F_, D_ = map(p.real, ("z_1", "z_2", "z_3", "z_4"))
    product = p.reals(
        "two factors again", (x - y) * (x + y - F_) <= 0,
        given=[x**2 - F_ * x + D_**2 <= 0, Eq(y**2 - F_ * y + D_**2, 0)],
    )  # fmt: skip
    above = p.reals(
        "above the smaller root",
        x >= y,
        given=[(x - y) * (x + y - F_) <= 0, 2 * x <= F_, 2 * y <= F_],
    )
    at_once = {x: (m * s) ** 2, y: g**-2, F_: F, D_: D}
    known = [zero, root, smaller, small, number]
    factors = p.at(product, at_once, known, inside)
    unit = p.at(above, at_once, [factors, *known], inside)
    met = p.reals("msg ≥ 1", m * s * g >= 1, [unit, n.proper, number, outside], inside)
    value = p.by("kreiss.value", X=T, r=r_0, uses=[outside], name="K(T) is a supremum")
    trivial = p.by("kreiss.at_least_one", X=T, name="K(T) ≥ 1")
    plain = p.reals("m = 1", Eq(m, 1), [n.one, n.proper], [v <= 0])
    return p.cases(
        "K(T) ≥ V",
        p.reals("at r_0", K(T) >= V, [upper, value, met, n.inverse, number, n.proper], inside),
        p.reals("at infinity", K(T) >= V, [upper, trivial, plain, n.inverse], [v <= 0]),
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
    bound = bound_on_a_circle(p, n, given)
    upper = p.by("kreiss.supremum", X=T, bound=n.V, r=r, uses=[bound], name="K(T) ≤ V")
    p.qed(upper, the_value_is_reached(p, n, r, upper), n.value)


def spectrum_inside(p):
    """Show ρ(T) < 1 from bc < d₁d₂."""
    d1, d2 = gaps(p.J)
    spectrum = p.by("radii.two_by_two_radius", T=p.J.comparison, name="ρ(T)")
    x, y, z = map(p.real, "xyz")
    root = p.reals(
        "a root", sqrt((x - y) ** 2 + 4 * z) < x + y, given=[x > 0, y > 0, z >= 0, z < x * y]
    )
    there = p.at(root, {x: d1, y: d2, z: p.J.b * p.J.c})
    return p.reals("ρ(T) < 1", rho(p.J.comparison) < 1, [spectrum, there])


@exact_constant.derivation
def _(p):
    """K(J) ≤ K(T) by the comparison theorem, and K(T) is known."""
    compared = p.lemma(kreiss_constants_compare, uses=[spectrum_inside(p)])
    p.qed(compared, p.lemma(exact_constant_is_attained))
