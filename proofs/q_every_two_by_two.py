"""Q. The Kreiss constant and the Lyapunov bound of every real 2×2 matrix, in closed form.

Of A = [[a, b], [c, d]] put w = |b - c| and R = √((a-d)² + (b+c)²). As a flow, with α(A) < 0,
S = -tr A and u = √det A,

    K_c(A) = (S² + w²)/(R·S + 2u·w) if R ≥ S, else 1,    L_c(A) = X = max(1, (R + w)/(S + 2u)),

so that K_c = (X + 1/X)/2; and as a map, with ρ(A) < 1, D = 1 - det A and P± = 1 ∓ tr A + det A,

    L(A) = max(1, (R + w)/(D + √(P₊P₋))).

Eigenvalues may be real or not: with λ₁ and λ₂ it is S + 2u = 2√(Re λ₁·Re λ₂) + |λ₁ + λ̄₂| in either
case, and the supremum of K_c is attained on the real axis. N1 is K_c of T - I, for nonnegative T.

*Argument.* For K_c let m² + v² = 1. The squares of the singular values of zI - A, z = x + iy, are
the roots of a quadratic, which at m²x² is

    (v²x² - u² + y²)² + S²y² + 2Sx((vx - u)² + y²) + x²((S + 2uv)² - m²R²).

If mR ≤ S + 2uv nothing is negative; with equality nothing is left at y = 0 and x = u/v. For L a
rotation makes both diagonal entries of A equal, and then P = diag(X², 1) serves. That no form is
better follows by weak duality: with α = (D + Q)/2 and β = (D - Q)/2, Q² = P₊P₋, the matrix Z =
[[1-β, Xt], [Xt, X²(1-α)]], t = tr A/2, has Z - AZAᵀ = Q·diag(1, -X²).

Status: proved by machine.
"""

from n1_two_radii import name_the_angle, name_the_value
from types import SimpleNamespace
from sympy import Abs, And, Eq, Max, Piecewise, sqrt, sympify

from kreissverify import L, Square, assume, matrix, rho, theorem
from kreissverify import continuous as ct
from kreissverify.derivations import Finite

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


def of_a_map(A):
    """Return D and √(P₊P₋)."""
    a, b, c, d = entries(A)
    product = b * c
    plus, minus = (1 - a) * (1 - d) - product, (1 + a) * (1 + d) - product
    return 1 - a * d + product, sqrt(plus * minus)


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


@theorem(source=SOURCE, expect="proved", id="Q.flow_lyapunov")
def lyapunov_bound_of_flows(A: Square(2)):
    """L_c of a stable real 2×2 flow, in closed form."""
    assume(ct.spectral_abscissa(A) < 0)
    (S, u), (w, R) = of_a_flow(A), shape(A)
    return Eq(ct.L(A), Max(1, (R + w) / (S + 2 * u)))


@theorem(source=SOURCE, expect="proved", id="Q.lyapunov")
def lyapunov_bound_of_maps(A: Square(2)):
    """L of a stable real 2×2 map, in closed form."""
    assume(rho(A) < 1)
    (D, Q), (w, R) = of_a_map(A), shape(A)
    return Eq(L(A), Max(1, (R + w) / (D + Q)))


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
        S=S, u=u, w=w, R=R, a=a, b=b, c=c, d=d, W=S**2 + w**2, named=[*named, hurwitz], squares=squares,
        exist=[hurwitz], strong=[is_strong(A)], weak=[(b + c) ** 2 < 4 * a * d],
        signs=p.reals("signs", And(S > 0, u > 0, w >= 0, R >= 0), uses=[*named, hurwitz]),
        sums=p.certified(
            "two sums of squares", Eq(R**2 + 4 * u**2, S**2 + w**2), [squares, named[0]]
        ),
        excess=p.certified(
            "w² - 4u² and R² - S²",
            And(
                Eq(w**2 - 4 * u**2, (b + c) ** 2 - 4 * a * d),
                Eq(R**2 - S**2, (b + c) ** 2 - 4 * a * d),
            ),
            [squares, named[0]],
        ),
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


def name_the_root(p, n, written, width):
    """Add X = g: g·width = R + w where that is at least width, and g = 1 elsewhere."""
    A = p.A
    root = p.let("g", p.statement.conclusion.rhs, n.exist)
    g = n.g = root.claim.lhs
    n.strong, n.weak = [n.R + n.w >= width], [n.R + n.w < width]
    x, y, z, e, f = map(p.real, ("x_1", "x_2", "x_3", "x_4", "x_5"))
    given = [Eq(x, Max(1, e / f)), Eq(e, z), Eq(f, y), y > 0]
    above = p.reals("a case", Eq(x * y, z), given=[*given, z >= y])
    below = p.reals("the other", Eq(x, 1), given=[*given, z < y])
    either = p.reals("at least 1", x >= 1, given=given)
    there = {x: g, y: width, z: n.R + n.w, e: sum(shape(A)), f: written}
    known = [root, *n.named, n.signs]
    n.root, n.least = root, p.at(either, there, known)
    n.product = p.at(above, there, known, n.strong)
    n.unit = p.at(below, there, known, n.weak)


def rotate(p, n):
    """Add Y = [[t, x], [y, t]], y = (R + w)/2 and x = (R - w)/2, with the bounds of A."""
    n.t, n.x, n.y = (n.a + n.d) / 2, (n.R - n.w) / 2, (n.R + n.w) / 2
    n.Y = matrix([[n.t, n.x], [n.y, n.t]])
    n.rotated = p.by(
        "planar.rotated", X=p.A, R=n.R, w=n.w, uses=[n.squares, n.signs], name="a rotation"
    )


@lyapunov_bound_of_flows.derivation
def _(p):
    """Of Y = [[t, x], [y, t]] by P = diag(g², 1), g²x + y = gS; and by Z = [[1, g], [g, g²]]."""
    n = name_the_numbers_of_flows(p)
    S, u, w, R = n.S, n.u, n.w, n.R
    first, second = of_a_flow(p.A)
    name_the_root(p, n, first + 2 * second, S + 2 * u)
    rotate(p, n)
    g, x, y = n.g, n.x, n.y
    e, f, h, k = map(p.real, ("y_1", "y_2", "y_3", "y_4"))
    divided = p.certified(
        "the product of the roots", Eq((R + w) * (R - w), (S + 2 * u) * (S - 2 * u)), [n.sums]
    )
    other = p.reals(
        "the other root",
        Eq(e * h, k),
        given=[Eq(e * f, g_ := p.real("y_5")), Eq(g_ * h, f * k), f > 0],
    )
    there = {e: g, f: S + 2 * u, g_: R + w, h: R - w, k: S - 2 * u}
    second = p.at(other, there, [n.product, divided, n.signs], n.strong)
    meets = p.reals("g²x + y = gS", Eq(g**2 * x + y, g * S), [second, n.product], n.strong)
    narrow = p.reals("R ≤ S", R <= S, [n.sums, n.signs], n.weak)
    fits = p.cases(
        "(g²x + y)² ≤ g²S²",
        p.reals("strong", (g**2 * x + y) ** 2 <= g**2 * S**2, [meets], n.strong),
        p.reals("weak", (g**2 * x + y) ** 2 <= g**2 * S**2, [n.unit, narrow, n.signs], n.weak),
    )
    form = p.by(
        "flow.planar_lyapunov_form", X=n.Y, first=g**2, mixed=0, second=1, bound=g,
        uses=[fits, n.least, n.signs, n.named[0]], name="P = diag(g², 1)",
    )  # fmt: skip
    dual = p.by(
        "flow.planar_lyapunov_dual", X=n.Y, first=1, mixed=g, second=g**2, bound=g,
        uses=[meets, second, n.product, n.least, n.signs, n.named[0]], given=n.strong,
        name="no form is better",
    )  # fmt: skip
    bound = ct.L(n.Y)
    value = p.cases(
        "L_c(Y) = g",
        p.reals("strong coupling", Eq(bound, g), [form, dual], n.strong),
        p.reals("weak coupling", Eq(bound, g), [form, n.unit], n.weak),
    )
    p.qed(value, n.rotated, form, n.root, *n.exist)


def name_the_numbers_of_maps(p):
    """Return D, Q, w and R, with R² - w² = D² - Q²."""
    A = p.A
    a, b, c, d = entries(A)
    (D_, Q_), (w_, R_) = of_a_map(A), shape(A)
    jury = p.by("planar.jury", X=A, name="P₊, P₋ and D are positive")
    named = [
        p.let(name, value, [jury])
        for name, value in zip(("D", "Q", "w", "R"), (D_, Q_, w_, R_), strict=True)
    ]
    D, Q, w, R = (fact.claim.lhs for fact in named)
    squares = p.reals(
        "the squares of w and R",
        And(Eq(w**2, (b - c) ** 2), Eq(R**2, (a - d) ** 2 + (b + c) ** 2)),
        uses=named[2:],
    )
    third = p.reals(
        "Q² = (2 - D)² - (a + d)²", Eq(Q**2, (2 - D) ** 2 - (a + d) ** 2), [*named[:2], jury]
    )
    return SimpleNamespace(
        D=D, Q=Q, w=w, R=R, a=a, b=b, c=c, d=d, exist=[jury], named=[*named, jury], squares=squares,
        third=third,
        signs=p.reals(
            "signs", And(D > 0, D < 2, Q > 0, w >= 0, R >= 0), uses=[*named, jury]
        ),
        sums=p.certified(
            "R² - w² = D² - Q²", Eq(R**2 - w**2, D**2 - Q**2), [squares, third, named[0]]
        ),
    )  # fmt: skip


@lyapunov_bound_of_maps.derivation
def _(p):
    """Of Y = [[t, x], [y, t]] by P = diag(g², 1), with y = gα and gx = β; and by Z."""
    n = name_the_numbers_of_maps(p)
    D, Q, w, R = n.D, n.Q, n.w, n.R
    name_the_root(p, n, sum(of_a_map(p.A)), D + Q)
    rotate(p, n)
    α, β, g, t = (D + Q) / 2, (D - Q) / 2, n.g, n.t
    e, f, h, k, l = map(p.real, ("y_1", "y_2", "y_3", "y_4", "y_5"))
    trace = p.certified("t² = (1-α)(1-β)", Eq(t**2, (1 - α) * (1 - β)), [n.third, n.named[0]])
    both = p.reals("two signs", And(e >= 0, f >= 0), given=[e + f > 0, e * f >= 0])
    total = p.certified("their sum", (1 - t**2 - α**2) + (1 - t**2 - β**2) > 0, [trace, n.signs])
    product = p.certified(
        "their product", Eq((1 - t**2 - α**2) * (1 - t**2 - β**2), t**2 * D**2), [trace]
    )
    room = p.at(both, {e: 1 - t**2 - α**2, f: 1 - t**2 - β**2}, [total, product])
    divided = p.certified("the product of the roots", Eq((R + w) * (R - w), 4 * α * β), [n.sums])
    other = p.reals(
        "the other root", Eq(e * h, k), given=[Eq(e * f, l), Eq(l * h, f * k), f > 0]
    )
    there = {e: g, f: D + Q, l: R + w, h: R - w, k: D - Q}
    second = p.at(other, there, [n.product, divided, n.signs], n.strong)
    x, y = n.x, n.y
    first, last, mixed = g**2 - t**2 * g**2 - y**2, 1 - x**2 * g**2 - t**2, t * (x * g**2 + y)
    fit = And(first >= 0, last >= 0, first * last >= mixed**2)
    scaled = p.reals(
        "y = gα and gx = β", And(Eq(y, g * α), Eq(g * x, β)), [n.product, second], n.strong
    )
    by_scale = p.certified(
        "the form by α and β",
        And(
            Eq(first, g**2 * (1 - t**2 - α**2)),
            Eq(last, 1 - t**2 - β**2),
            Eq(mixed, t * g * D),
        ),
        [scaled],
        n.strong,
    )
    F, N, X, z = map(p.real, ("z_1", "z_2", "z_3", "z_4"))
    squares = p.reals(
        "a determinant of 0",
        And(F >= 0, N >= 0, F * N >= X**2),
        given=[Eq(F, h**2 * e), Eq(N, f), Eq(X, h * z), e >= 0, f >= 0, Eq(e * f, z**2)],
    )
    values = {F: first, N: last, X: mixed, h: g, z: t * D, e: 1 - t**2 - α**2, f: 1 - t**2 - β**2}
    strong = p.at(squares, values, [by_scale, room, product], n.strong)
    narrow = p.reals("R ≤ D", R <= D, [n.sums, n.signs], n.weak)
    determinant = p.certified(
        "the determinant", Eq(first * last - mixed**2, D**2 - R**2), [n.unit, trace, n.sums], n.weak
    )
    below = p.reals("y ≤ α", And(y >= 0, y <= α), [n.signs], n.weak)
    larger = p.reals("x² ≤ y²", x**2 <= y**2, [n.signs])
    shorter = p.reals("squares grow", e**2 <= f**2, given=[e >= 0, e <= f])
    smaller = p.at(shorter, {e: y, f: α}, [below], n.weak)
    diagonal = p.reals(
        "its diagonal", And(first >= 0, last >= 0), [n.unit, room, smaller, larger], n.weak
    )
    weak = p.reals(
        "the form for weak coupling",
        And(F >= 0, N >= 0, F * N >= X**2),
        given=[F >= 0, N >= 0, Eq(F * N - X**2, e**2 - f**2), e >= f, f >= 0],
    )
    values = {F: first, N: last, X: mixed, e: D, f: R}
    fits = p.cases(
        "P - YᵀPY ⪰ 0",
        strong,
        p.at(weak, values, [diagonal, determinant, narrow, n.signs], n.weak),
    )
    form = p.by(
        "planar.lyapunov_form", X=n.Y, first=g**2, mixed=0, second=1, bound=g,
        uses=[fits, n.least, n.signs], name="P = diag(g², 1)",
    )  # fmt: skip
    sides = p.reals("1 - α and 1 - β", And(1 - α >= 0, 1 - β >= 0), [trace, n.signs])
    whole = p.reals(
        "a form of rank 1",
        And(h**2 * f >= 0, e * h**2 * f >= h**2 * z**2),
        given=[e >= 0, f >= 0, Eq(z**2, e * f)],
    )
    semidefinite = p.at(whole, {e: 1 - β, f: 1 - α, h: g, z: t}, [sides, trace])
    k1, k2, k3 = 1 - e, h * z, h**2 * (1 - f)
    falls = p.certified(
        "the fall of Z",
        And(
            Eq(k1 - (z**2 * k1 + 2 * z * F * k2 + F**2 * k3), f - e),
            Eq(k2 - (z * N * k1 + (z**2 + F * N) * k2 + z * F * k3), 0),
            Eq(k3 - (N**2 * k1 + 2 * z * N * k2 + z**2 * k3), h**2 * (e - f)),
        ),
        given=[Eq(z**2, (1 - e) * (1 - f)), Eq(h * F, e), Eq(N, h * f)],
    )
    falls = p.at(falls, {e: β, f: α, h: g, z: t, F: x, N: y}, [trace, scaled], n.strong)
    z1, z2, z3 = Z = 1 - β, g * t, g**2 * (1 - α)
    up, down = (
        z1 - (t**2 * z1 + 2 * t * x * z2 + x**2 * z3),
        z3 - (y**2 * z1 + 2 * y * t * z2 + t**2 * z3),
    )
    level = z2 - (t * y * z1 + (t**2 + x * y) * z2 + x * t * z3)
    ends = p.certified(
        "Z - YZYᵀ = Q·diag(1, -g²)",
        And(up > 0, Eq(level, 0), Eq(down, -(g**2) * up)),
        [falls, n.signs],
        n.strong,
    )
    dual = p.by(
        "planar.lyapunov_dual", X=n.Y, first=1 - β, mixed=g * t, second=g**2 * (1 - α), bound=g,
        uses=[ends, sides, semidefinite, n.least], given=n.strong, name="no form is better",
    )  # fmt: skip
    bound = L(n.Y)
    value = p.cases(
        "L(Y) = g",
        p.reals("strong coupling", Eq(bound, g), [form, dual], n.strong),
        p.reals("weak coupling", Eq(bound, g), [form, n.unit], n.weak),
    )
    p.qed(value, n.rotated, form, n.root, *n.exist)
