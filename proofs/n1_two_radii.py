"""N1. The exact worst Kreiss constant of two blocks that contract at different rates.

J = [[A, B], [C, D]] with symmetric diagonal blocks, ρ(A) ≤ 1-d₁, ρ(D) ≤ 1-d₂, b = ‖B‖ and c = ‖C‖
with bc < d₁d₂. A bound by the larger radius alone grows like c/(4·min dᵢ). With a radius for each
block, over the class,

    max K(J) = (S² + w²) / (R·S + 2u·w)  if b + c ≥ 2√(d₁d₂),  else 1,

where S = d₁ + d₂, u = √(d₁d₂ - bc), w = |b - c| and R = √((d₁-d₂)² + (b+c)²): attained by T =
[[1-d₁, b], [c, 1-d₂]]. In other words it is (X + 1/X)/2 with X = max(1, (R + w)/(S + 2u)), and 1
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
from sympy import Abs, And, Eq, Equivalent, Max, Piecewise, sqrt

from kreissverify import G, K, SelfReferential, assume, rho, theorem
from kreissverify.derivations import Finite

SOURCE = "kreissverify, sharpening Theorem 4 of arXiv:2606.04031 for two radii"


def gaps(J):
    """Return d₁ and d₂."""
    return 1 - J.gamma_A, 1 - J.gamma_D


def shape(J):
    """Return S, u, w and R."""
    (d1, d2), b, c = gaps(J), J.b, J.c
    gap = J.gamma_D - J.gamma_A  # d₁ - d₂, as SymPy writes it after a substitution
    return d1 + d2, sqrt(d1 * d2 - b * c), Abs(b - c), sqrt(gap**2 + (b + c) ** 2)


def is_strong(J):
    """Return the condition that T has a numerical radius of at least 1."""
    d1, d2 = gaps(J)
    return (J.b + J.c) ** 2 >= 4 * d1 * d2


def worst_kreiss_constant(J):
    """The right-hand side of N1."""
    S, u, w, R = shape(J)
    return Piecewise(((S**2 + w**2) / (R * S + 2 * u * w), is_strong(J)), (1, True))


def larger_root(J):
    """Return X, of which K(T) is the mean with 1/X."""
    S, u, w, R = shape(J)
    return Max(1, (R + w) / (S + 2 * u))


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
    X = larger_root(J)
    return Eq(K(J.comparison), X / 2 + 1 / (2 * X))


@theorem(source=SOURCE, expect="proved", id="N1.threshold")
def no_growth_up_to_the_threshold(J: SelfReferential(radii="each")):
    """K(T) = 1 exactly if b + c is at most twice the geometric mean of d₁ and d₂."""
    assume(stable(J))
    d1, d2 = gaps(J)
    return Equivalent(K(J.comparison) <= 1, (J.b + J.c) ** 2 <= 4 * d1 * d2)


def name_the_sums(p, named, squares, product, sum_of_couplings):
    """Return the two relations of S, u, w and R: R² + 4u² = S² + w², and w² - 4u² = R² - S²."""
    S, u, w, R = (fact.claim.lhs for fact in named)
    excess = sum_of_couplings**2 - product
    return {
        "sums": p.certified(
            "two sums of squares", Eq(R**2 + 4 * u**2, S**2 + w**2), [squares, named[0]]
        ),
        "excess": p.certified(
            "w² - 4u² and R² - S²",
            And(Eq(w**2 - 4 * u**2, excess), Eq(R**2 - S**2, excess)),
            [squares, named[0]],
        ),
    }


def name_the_numbers(p):
    """Return S, u, w, R, and R² + 4u² = S² + w² = W."""
    J = p.J
    (d1, d2), b, c = gaps(J), J.b, J.c
    named = [p.let(name, value) for name, value in zip(("S", "u", "w", "R"), shape(J), strict=True)]
    S, u, w, R = (fact.claim.lhs for fact in named)
    squares = p.reals(
        "the squares of u, w and R",
        And(
            Eq(u**2, d1 * d2 - b * c),
            Eq(w**2, (b - c) ** 2),
            Eq(R**2, (d1 - d2) ** 2 + (b + c) ** 2),
        ),
        uses=named,
    )
    return SimpleNamespace(
        S=S, u=u, w=w, R=R, d1=d1, d2=d2, b=b, c=c, W=S**2 + w**2, named=named, squares=squares,
        exist=[], strong=[is_strong(J)], weak=[(b + c) ** 2 < 4 * d1 * d2],
        signs=p.reals(
            "signs", And(S > 0, u > 0, w >= 0, R >= 0, d1 > 0, d2 > 0), uses=named
        ),
        **name_the_sums(p, named, squares, 4 * d1 * d2, b + c),
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
    lagrange = p.identity("Lagrange's identity", Eq(along**2 + across**2, W * (R**2 + 4 * u**2)))
    whole = p.certified("(mW)² + (vW)² = W²", Eq(along**2 + across**2, W**2), [lagrange, n.sums])
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
    value = p.let("V", p.statement.conclusion.rhs, n.exist)
    V = n.V = value.claim.lhs
    divisor = p.reals("a divisor", R * S + 2 * u * w > 0, [n.signs, n.excess], n.strong)
    formula = p.statement.conclusion.rhs.args[0].expr
    case = p.reals("its first case", Eq(V, formula), [value, *n.exist], n.strong)
    quotient = p.reals(
        "V is a quotient",
        Eq(V * (R * S + 2 * u * w), S**2 + w**2),
        [case, *n.named, divisor],
        n.strong,
    )
    other = p.reals("V is 1", Eq(V, 1), [value, *n.exist], n.weak)
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
    core = p.certified(
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
        "a sum of squares", total >= 0, [(1, x), (q, y), (e, k)], given=[q >= 0, e >= 0]
    )
    there = {x: v**2 * s**2 - u**2, q: 2 * S * s, y: v * s - u, k: s, e: rest}
    known = p.at(summed, there, [least, weight], given)
    n.positive = p.certified("the quartic is not negative", quartic >= 0, [core, known], given)
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
    n.root = p.certified("y² - Fy + D² at 1/g²", Eq(g**-4 - F * g**-2 + D**2, 0), [norm], given)
    e, f = p.real("x_8"), p.real("x_9")
    turned = p.reals("a quotient", 2 * e**-2 <= f, given=[f * e**2 >= 2, e > 0])
    n.smaller = p.at(turned, {e: g, f: F}, [norm, n.number], given)
    k, l, q, z = map(p.real, ("k_1", "k_2", "k_3", "k_4"))
    wide = p.certified(
        "a sum of two squares",
        2 * (q * z) ** 2 <= (z + k) ** 2 + (z + l) ** 2 + e**2 + f**2,
        given=[q**2 <= 1, z > 0, k > 0, l > 0],
    )
    short = p.reals("m² ≤ 1", m**2 <= 1, [n.one])
    n.small = p.at(wide, {q: m, z: s, k: n.d1, l: n.d2, e: n.b, f: n.c}, [short, n.signs], given)
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
    k, g, V, z = map(p.real, ("y_5", "y_6", "y_7", "y_8"))
    small = p.reals(
        "a product", z * g <= V, given=[(k * z) ** 2 <= g**-2, g > 0, k > 0, z > 0, Eq(k * V, 1)]
    )
    values = {k: n.m, z: n.s, g: n.g, V: n.V}
    return p.at(small, values, [root, n.number, n.proper, n.inverse], given)


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
    rest = p.certified(
        "no rest", Eq((n.S + 2 * u * v) ** 2 - m**2 * n.R**2, 0), [n.touching], inside
    )
    values = {key: value.xreplace({r: r_0}) for key, value in n.terms.items()}
    none = p.at(n.vanishing, values, [first, second, rest], inside)
    zero = p.certified("no quartic", quartic <= 0, [none, there(n.core)], inside)
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
    k, e, V_, z = map(p.real, ("z_5", "z_6", "z_7", "z_8"))
    large = p.certified(
        "another product",
        z * e >= V_,
        given=[(k * z) ** 2 >= e**-2, e > 0, k > 0, z > 0, Eq(k * V_, 1)],
    )
    met = p.at(
        large, {k: m, z: s, e: g, V_: V}, [unit, number, n.proper, n.inverse, outside], inside
    )
    value = p.by("kreiss.value", X=T, r=r_0, uses=[outside], name="K(T) is a supremum")
    trivial = p.by("kreiss.at_least_one", X=T, name="K(T) ≥ 1")
    plain = p.reals("m = 1", Eq(m, 1), [n.one, n.proper], [v <= 0])
    return p.cases(
        "K(T) ≥ V",
        p.reals("at r_0", K(T) >= V, [upper, value, met, number], inside),
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
    spectrum = p.by("radii.two_by_two_radius", T=p.J.comparison, name="ρ(T)")
    return p.reals("ρ(T) < 1", rho(p.J.comparison) < 1, [spectrum])


@exact_constant.derivation
def _(p):
    """K(J) ≤ K(T) by the comparison theorem, and K(T) is known."""
    compared = p.lemma(kreiss_constants_compare, uses=[spectrum_inside(p)])
    p.qed(compared, p.lemma(exact_constant_is_attained))


def value_of_the_comparison_matrix(p, n):
    """Show K(T)(RS + 2uw) = S² + w² for strong coupling, and K(T) = 1 for weak."""
    T = p.J.comparison
    exact = p.lemma(exact_constant_is_attained)
    n.finite = p.reals("K(T) is finite", Finite(K(T)), [exact])
    formula = exact.claim.rhs.args[0].expr
    first = p.reals("K(T) for strong coupling", Eq(K(T), formula), [exact], n.strong)
    n.one = p.reals("K(T) for weak coupling", Eq(K(T), 1), [exact], n.weak)
    S, u, w, R = n.S, n.u, n.w, n.R
    n.divisor = p.reals("a divisor", R * S + 2 * u * w > 0, [n.signs, n.excess], n.strong)
    n.quotient = p.reals(
        "K(T) is a quotient",
        Eq(K(T) * (R * S + 2 * u * w), S**2 + w**2),
        [n.finite, first, *n.named, n.divisor],
        n.strong,
    )


def name_the_root(p, n):
    """Add X: X(S + 2u) = R + w for strong coupling, X = 1 for weak."""
    S, u, w, R = n.S, n.u, n.w, n.R
    root = p.let("X", larger_root(p.J))
    X = n.X = root.claim.lhs
    plain = p.reals("X by names", Eq(X, Max(1, (R + w) / (S + 2 * u))), [root, *n.named])
    wide = p.reals("R ≥ S and w ≥ 2u", And(R >= S, w >= 2 * u), [n.excess, n.signs], n.strong)
    narrow = p.reals("R < S and w < 2u", And(R < S, w < 2 * u), [n.excess, n.signs], n.weak)
    x, y, z = map(p.real, ("x_1", "x_2", "x_3"))
    above = p.reals("a case", Eq(x * y, z), given=[Eq(x, Max(1, z / y)), y > 0, z >= y])
    below = p.reals("the other", Eq(x, 1), given=[Eq(x, Max(1, z / y)), y > 0, z < y])
    there = {x: X, y: S + 2 * u, z: R + w}
    n.root, n.at_least_one = root, p.reals("X ≥ 1", X >= 1, [plain])
    n.product = p.at(above, there, [plain, wide, n.signs], n.strong)
    n.unit = p.at(below, there, [plain, narrow, n.signs], n.weak)
    n.wide, n.narrow = wide, narrow


@constant_as_a_mean.derivation
def _(p):
    """With C = R + w and B = S + 2u, (C² + B²)(RS + 2uw) = 2(S² + w²)BC; C ≥ B iff R ≥ S."""
    n = name_the_numbers(p)
    value_of_the_comparison_matrix(p, n)
    name_the_root(p, n)
    S, u, w, R, X, value = n.S, n.u, n.w, n.R, n.X, K(p.J.comparison)
    A, B, C, W = R * S + 2 * u * w, S + 2 * u, R + w, S**2 + w**2
    whole = p.certified("(C² + B²)(RS + 2uw)", Eq((C**2 + B**2) * A, 2 * W * B * C), [n.sums])
    x, y, a, e, f, v = map(p.real, ("y_1", "y_2", "y_3", "y_4", "y_5", "y_6"))
    doubled = p.reals(
        "2kx = x² + 1, multiplied",
        Eq(a * e**2 * (2 * y * x - x**2 - 1), 0),
        given=[Eq(y * a, v), Eq((f**2 + e**2) * a, 2 * v * e * f), Eq(x * e, f)],
    )
    factor = p.reals("a factor", Eq(v, 0), given=[Eq(a * e**2 * v, 0), a > 0, e > 0])
    mean = p.reals(
        "k is a mean", Eq(y, x / 2 + 1 / (2 * x)), given=[Eq(2 * y * x - x**2 - 1, 0), x > 0]
    )
    there = {x: X, y: value, a: A, e: B, f: C, v: W}
    known = [n.quotient, whole, n.product, n.finite]
    zero = p.at(doubled, there, known, n.strong)
    positive = p.reals("X > 0 and B > 0", And(X > 0, B > 0), [n.at_least_one, n.signs])
    none = p.at(
        factor,
        {a: A, e: B, v: 2 * value * X - X**2 - 1},
        [zero, n.divisor, positive, n.finite],
        n.strong,
    )
    strong = p.at(mean, {x: X, y: value}, [none, positive, n.finite], n.strong)
    weak = p.reals("both are 1", Eq(value, X / 2 + 1 / (2 * X)), [n.one, n.unit], n.weak)
    by_name = p.cases("the mean", strong, weak)
    same = p.reals(
        "X as written",
        Eq(y, e / 2 + 1 / (2 * e)),
        given=[Eq(y, x / 2 + 1 / (2 * x)), Eq(x, e), x >= 1],
    )
    written = {x: X, y: value, e: n.root.claim.rhs}
    p.qed(p.at(same, written, [by_name, n.root, n.at_least_one, n.finite]))


@no_growth_up_to_the_threshold.derivation
def _(p):
    """2(S² + w²) - 2(RS + 2uw) = (R - S)² + (w - 2u)²."""
    n = name_the_numbers(p)
    value_of_the_comparison_matrix(p, n)
    S, u, w, R, value = n.S, n.u, n.w, n.R, K(p.J.comparison)
    A = R * S + 2 * u * w
    excess = p.certified(
        "2A(K(T) - 1)",
        Eq(2 * A * (value - 1), (R - S) ** 2 + (w - 2 * u) ** 2),
        [n.quotient, n.sums, n.finite],
        n.strong,
    )
    x, y, a, e = map(p.real, ("y_1", "y_2", "y_3", "y_4"))
    none = p.reals(
        "only for squares of 0",
        And(Eq(x, 0), Eq(y, 0)),
        given=[Eq(2 * a * e, x**2 + y**2), a > 0, e <= 0],
    )
    there = {x: R - S, y: w - 2 * u, a: A, e: value - 1}
    equal = p.at(none, there, [excess, n.divisor, n.finite], [*n.strong, value <= 1])
    exactly = p.reals(
        "b + c is at the threshold",
        (n.b + n.c) ** 2 <= 4 * n.d1 * n.d2,
        [equal, n.excess],
        [*n.strong, value <= 1],
    )
    claim, above = p.statement.conclusion, [(n.b + n.c) ** 2 > 4 * n.d1 * n.d2]
    larger = p.cases(
        "K(T) > 1 above",
        p.reals("no equality", value > 1, [exactly, n.finite], [*above, value <= 1]),
        p.reals("as it is", value > 1, given=[*above, value > 1]),
        uses=[n.finite],
        given=above,
    )
    met = p.reals(
        "R = S",
        And(Eq(R, S), Eq(w, 2 * u)),
        [n.excess, n.signs],
        [Eq((n.b + n.c) ** 2, 4 * n.d1 * n.d2)],
    )
    one = p.reals(
        "K(T) = 1 there",
        value <= 1,
        [met, excess, n.divisor, n.finite],
        [Eq((n.b + n.c) ** 2, 4 * n.d1 * n.d2)],
    )
    p.qed(
        p.cases(
            "either way",
            p.reals("above", claim, [larger, n.finite], above),
            p.reals("at it", claim, [one], [Eq((n.b + n.c) ** 2, 4 * n.d1 * n.d2)]),
            p.reals("below", claim, [n.one], n.weak),
        )
    )
