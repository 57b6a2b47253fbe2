"""Q. The Kreiss constant of every real 2×2 flow, in closed form.

Of A = [[a, b], [c, d]] with α(A) < 0 put S = -tr A, u = √det A, w = |b - c| and R = √((a-d)² +
(b+c)²). Then

    K_c(A) = (S² + w²)/(R·S + 2u·w) if R ≥ S, else 1,

which is (X + 1/X)/2 for X = max(1, (R + w)/(S + 2u)), the Lyapunov bound of the next file. The
eigenvalues may be real or not: S + 2u = 2√(Re λ₁·Re λ₂) + |λ₁ + λ̄₂| in either case, and the
supremum is attained on the real axis. N1 is the case A = T - I of a nonnegative T.

*Argument.* Let m² + v² = 1. The squares of the singular values of zI - A, z = x + iy, are the roots
of a quadratic, which at m²x² is

    (v²x² - u² + y²)² + S²y² + 2Sx((vx - u)² + y²) + x²((S + 2uv)² - m²R²).

If mR ≤ S + 2uv nothing is negative; with equality nothing is left at y = 0 and x = u/v.

Status: proved by machine.
"""

from types import SimpleNamespace

from n1_two_radii import name_the_angle, name_the_sums, name_the_value
from sympy import Abs, And, Eq, Piecewise, sqrt, sympify

from kreissverify import Square, assume, theorem
from kreissverify import continuous as ct

SOURCE = "kreissverify"


def shape(A):
    """Return w and R."""
    a, b, c, d = entries(A)
    return Abs(b - c), sqrt((a - d) ** 2 + (b + c) ** 2)


def entries(A):
    """Return a, b, c and d."""
    return A[0, 0], A[0, 1], A[1, 0], A[1, 1]


def of_a_flow(A):
    """Return S and u."""
    a, b, c, d = entries(A)
    return -a - d, sqrt(a * d - b * c)


def is_strong(A):
    """Return that R ≥ S, which is ω(A) ≥ 0."""
    a, b, c, d = entries(A)
    return (b + c) ** 2 >= 4 * a * d


@theorem(source=SOURCE, expect="proved", id="Q.kreiss")
def kreiss_constant_of_flows(A: Square(2)):
    """K_c of a stable real 2×2 flow, in closed form."""
    assume(ct.spectral_abscissa(A) < 0)
    (S, u), (w, R) = of_a_flow(A), shape(A)
    return Eq(ct.K(A), Piecewise(((S**2 + w**2) / (R * S + 2 * u * w), is_strong(A)), (1, True)))


def name_the_numbers_of_flows(p):
    """Return S, u, w, R, and R² + 4u² = S² + w² = W, as N1 does for two radii."""
    A = p.A
    a, b, c, d = entries(A)
    (S_, u_), (w_, R_) = of_a_flow(A), shape(A)
    hurwitz = p.by("flow.planar_hurwitz", X=A, name="tr A < 0 and det A > 0")
    named = [
        p.let(name, value, [hurwitz])
        for name, value in zip(("S", "u", "w", "R"), (S_, u_, w_, R_), strict=True)
    ]
    S, u, w, R = (fact.claim.lhs for fact in named)
    squares = p.reals(
        "the squares of u, w and R",
        And(Eq(u**2, a * d - b * c), Eq(w**2, (b - c) ** 2), Eq(R**2, (a - d) ** 2 + (b + c) ** 2)),
        uses=[*named, hurwitz],
    )
    return SimpleNamespace(
        S=S, u=u, w=w, R=R, a=a, b=b, c=c, d=d, W=S**2 + w**2, squares=squares,
        named=[*named, hurwitz], exist=[hurwitz],
        strong=[is_strong(A)], weak=[(b + c) ** 2 < 4 * a * d],
        signs=p.reals("signs", And(S > 0, u > 0, w >= 0, R >= 0), uses=[*named, hurwitz]),
        **name_the_sums(p, named, squares, 4 * a * d, b + c),
    )  # fmt: skip


def quartic_at(n, x, y):
    """Return F, and the characteristic polynomial of M*M at (mx)², M = (x+iy)I - A."""
    p, q, s = x - n.a, x - n.d, n.m * x
    size = p**2 + q**2 + 2 * y**2 + n.b**2 + n.c**2
    real, imaginary = p * q - y**2 - n.b * n.c, y * (2 * x - n.a - n.d)
    return size, s**4 - size * s**2 + real**2 + imaginary**2


def the_quartic(p, n, x, y):
    """Show what the quartic is a sum of."""
    S, u, R, m, v = n.S, n.u, n.R, n.m, n.v
    _, quartic = quartic_at(n, x, y)
    rest = (S + 2 * u * v) ** 2 - m**2 * R**2
    first, second = v**2 * x**2 - u**2 + y**2, v * x - u
    total = first**2 + S**2 * y**2 + 2 * S * x * (second**2 + y**2) + x**2 * rest
    n.rest, n.first, n.second = rest, first, second
    n.core = p.certified("the quartic at mx", Eq(quartic, total), [n.squares, n.named[0], n.one])


def sign_of_the_quartic(p, n, x, y, right):
    """Show that the quartic at mx is not negative: all of its terms are."""
    S, u, v, m = n.S, n.u, n.v, n.m
    size, quartic = quartic_at(n, x, y)
    f, s, h, q, g, k, e = map(p.real, ("x_3", "x_4", "x_5", "x_6", "x_7", "x_8", "x_9"))
    larger = p.reals("squares grow", f**2 - g**2 >= 0, given=[g >= 0, g <= f])
    least = p.at(larger, {f: S + 2 * u * v, g: m * n.R}, [n.below])
    weight = p.reals("a weight", 2 * S * x > 0, [n.signs], right)
    n.sum = f**2 + s**2 * h**2 + q * (g**2 + h**2) + k**2 * e
    summed = p.squares(
        "a sum of squares", n.sum >= 0, [(1, f), (1, s * h), (q, g), (q, h), (e, k)],
        given=[q >= 0, e >= 0],
    )  # fmt: skip
    n.terms = {f: n.first, s: S, h: y, q: 2 * S * x, g: n.second, k: x, e: n.rest}
    n.vanishing = p.reals(
        "nothing left", n.sum <= 0, given=[Eq(f, 0), Eq(h, 0), Eq(g, 0), Eq(e, 0)]
    )
    known = p.at(summed, n.terms, [least, weight], right)
    n.positive = p.certified("the quartic is not negative", quartic >= 0, [n.core, known], right)
    short = p.reals("m² ≤ 1", m**2 <= 1, [n.one])
    n.small = p.certified("m²x² ≤ F/2", 2 * (m * x) ** 2 <= size, [short, n.falls], right)


def bound_on_a_line(p, n, x, y):
    """Show xG ≤ V for G = G_c(A, x): the quartic is not negative at mx, for any y."""
    A, m, V, G, right = p.A, n.m, n.V, ct.G(p.A, x), [x > 0]
    n.falls = p.reals("-tr A > 0", -n.a - n.d > 0, [n.signs, n.named[0]])
    sign_of_the_quartic(p, n, x, y, right)
    n.inside = p.reals("x > α(A)", x > ct.spectral_abscissa(A), given=right)
    n.length = p.reals("mx > 0", m * x > 0, [n.proper], right)
    known = [n.positive, n.small, n.length, n.inside]
    line = p.by(
        "flow.planar_line", X=A, x=x, y=y, least=m * x, uses=known, given=right, name="on a line"
    )
    n.finite = p.by("flow.resolvent_finite", X=A, x=x, uses=[n.inside], given=right)
    k, g, e, z = map(p.real, ("y_1", "y_2", "y_3", "y_4"))
    small = p.reals("a product", z * g <= e, given=[k * z * g <= 1, k > 0, Eq(k * e, 1)])
    there = {k: m, z: x, g: G, e: V}
    return p.at(small, there, [line, n.finite, n.proper, n.inverse], right)


def the_value_is_reached(p, n, x, y, upper):
    """Show K_c(A) ≥ V: the quartic vanishes at y = 0 and x = u/v, and if v = 0 then V = 1."""
    A, u, v, m, V = p.A, n.u, n.v, n.m, n.V
    best = p.let("x_0", Piecewise((u / v, v > 0), (1, True)))
    x_0, inside = best.claim.lhs, [*n.strong, v > 0]
    right = p.reals("x_0 > 0", x_0 > 0, [best, n.signs])
    place = p.reals("vx_0 = u", Eq(v * x_0, u), [best], inside)

    def there(fact):
        return p.at(fact, {x: x_0, y: 0}, [right])

    e, f = p.real("z_1"), p.real("z_2")
    square = p.reals("squares", Eq(e**2 - f**2, 0), given=[Eq(e, f)])
    first = p.at(square, {e: v * x_0, f: u}, [place], inside)
    last = p.at(square, {e: n.S + 2 * u * v, f: m * n.R}, [n.touching], inside)
    _, quartic = (term.xreplace({x: x_0, y: sympify(0)}) for term in quartic_at(n, x, y))
    second = p.reals("vx_0 - u = 0", Eq(v * x_0 - u, 0), [place], inside)
    values = {key: term.xreplace({x: x_0, y: sympify(0)}) for key, term in n.terms.items()}
    empty = p.at(n.vanishing, values, [first, second, last], inside)
    none = p.certified("no quartic", quartic <= 0, [empty, there(n.core)], inside)
    G = ct.G(A, x_0)
    point = p.by(
        "flow.planar_point", X=A, x=x_0, y=0, most=m * x_0,
        uses=[none, p.at(n.length, {x: x_0}, [right]), p.at(n.inside, {x: x_0}, [right])],
        given=inside, name="at one point",
    )  # fmt: skip
    k, g, h, z = map(p.real, ("z_3", "z_4", "z_5", "z_6"))
    large = p.reals("another product", z * g >= h, given=[k * z * g >= 1, k > 0, Eq(k * h, 1)])
    values = {k: m, z: x_0, g: G, h: V}
    finite = p.at(n.finite, {x: x_0}, [right])
    met = p.at(large, values, [point, finite, n.proper, n.inverse], inside)
    value = p.by("flow.kreiss_value", X=A, x=x_0, uses=[right], name="K_c(A) is a supremum")
    trivial = p.by("flow.kreiss_at_least_one", X=A, name="K_c(A) ≥ 1")
    plain = p.reals("m = 1", Eq(m, 1), [n.one, n.proper], [v <= 0])
    K = ct.K(A)
    return p.cases(
        "K_c(A) ≥ V",
        p.reals("at x_0", K >= V, [upper, value, met, finite], inside),
        p.reals("at infinity", K >= V, [upper, trivial, plain, n.inverse], [v <= 0]),
        p.reals("also", K >= V, [upper, trivial, n.trivial, n.inverse], n.weak),
    )


@kreiss_constant_of_flows.derivation
def _(p):
    """The quartic in the smallest singular value of zI - A, at mx."""
    A, x, y = p.A, p.real("x"), p.real("y")
    n = name_the_numbers_of_flows(p)
    name_the_angle(p, n)
    name_the_value(p, n)
    the_quartic(p, n, x, y)
    line = bound_on_a_line(p, n, x, y)
    upper = p.by("flow.kreiss_supremum", X=A, bound=n.V, x=x, uses=[line], name="K_c(A) ≤ V")
    p.qed(upper, the_value_is_reached(p, n, x, y, upper), n.value, *n.exist)
