"""Q. The Lyapunov bound of every real 2×2 matrix, in closed form.

Of A = [[a, b], [c, d]] put w = |b - c| and R = √((a-d)² + (b+c)²). As a flow, with α(A) < 0,
S = -tr A and u = √det A, and as a map, with ρ(A) < 1, D = 1 - det A and P± = 1 ∓ tr A + det A,

    L_c(A) = max(1, (R + w)/(S + 2u)),    L(A) = max(1, (R + w)/(D + √(P₊P₋))).

So K_c = (L_c + 1/L_c)/2: W holds with equality for every real 2×2 flow.

*Argument.* A rotation makes both diagonal entries of A equal: A is then Y = [[t, x], [y, t]] with
t = tr A/2 and y ± x = R and w. Let g be the right-hand side. P = diag(g², 1) is a Lyapunov form of
Y, and no form is better, by weak duality. For flows Z = [[1, g], [g, g²]] falls by diag(2u, -2ug²)
along Y. For maps let α = (D + Q)/2 and β = (D - Q)/2, Q² = P₊P₋, so that y = gα, gx = β and t² =
(1-α)(1-β): Z = [[1-β, gt], [gt, g²(1-α)]] has Z - YZYᵀ = Q·diag(1, -g²).

Status: proved by machine.
"""

from types import SimpleNamespace

from q_every_two_by_two import SOURCE, entries, name_the_numbers_of_flows, of_a_flow, shape
from sympy import And, Eq, Max, sqrt

from kreissverify import L, Square, assume, matrix, rho, theorem
from kreissverify import continuous as ct


def of_a_map(A):
    """Return D and √(P₊P₋)."""
    a, b, c, d = entries(A)
    product = b * c
    plus, minus = (1 - a) * (1 - d) - product, (1 + a) * (1 + d) - product
    return 1 - a * d + product, sqrt(plus * minus)


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
    (inside,) = Q_.args[:1]
    product = p.reals("P₊P₋ > 0", inside > 0, [jury])
    third = p.reals(
        "Q² = (2 - D)² - (a + d)²", Eq(Q**2, (2 - D) ** 2 - (a + d) ** 2), [*named[:2], jury]
    )
    return SimpleNamespace(
        D=D, Q=Q, w=w, R=R, a=a, b=b, c=c, d=d, exist=[jury], named=[*named, jury], squares=squares,
        third=third,
        signs=p.reals(
            "signs", And(D > 0, D < 2, Q > 0, w >= 0, R >= 0), uses=[*named, jury, product]
        ),
        sums=p.certified(
            "R² - w² = D² - Q²", Eq(R**2 - w**2, D**2 - Q**2), [squares, third, named[0]]
        ),
    )  # fmt: skip


def name_the_entries(p, n):
    """Add t, x, y, α and β, with y = gα and gx = β for strong coupling, and room in I - YᵀY."""
    D, Q, w, R, g, x, y = n.D, n.Q, n.w, n.R, n.g, n.x, n.y
    t, α, β = n.t, (D + Q) / 2, (D - Q) / 2
    e, f, h, k, l = n.free = tuple(map(p.real, ("y_1", "y_2", "y_3", "y_4", "y_5")))
    n.α, n.β = α, β
    n.trace = p.certified("t² = (1-α)(1-β)", Eq(t**2, (1 - α) * (1 - β)), [n.third, n.named[0]])
    both = p.reals("two signs", And(e >= 0, f >= 0), given=[e + f > 0, e * f >= 0])
    total = p.certified("their sum", (1 - t**2 - α**2) + (1 - t**2 - β**2) > 0, [n.trace, n.signs])
    n.product_of_room = p.certified(
        "their product", Eq((1 - t**2 - α**2) * (1 - t**2 - β**2), t**2 * D**2), [n.trace]
    )
    square = p.squares("t²D² ≥ 0", t**2 * D**2 >= 0, [(1, t * D)])
    there = {e: 1 - t**2 - α**2, f: 1 - t**2 - β**2}
    n.room = p.at(both, there, [total, n.product_of_room, square])
    divided = p.certified("the product of the roots", Eq((R + w) * (R - w), 4 * α * β), [n.sums])
    other = p.reals("the other root", Eq(e * h, k), given=[Eq(e * f, l), Eq(l * h, f * k), f > 0])
    there = {e: g, f: D + Q, l: R + w, h: R - w, k: D - Q}
    second = p.at(other, there, [n.product, divided, n.signs], n.strong)
    n.scaled = p.reals(
        "y = gα and gx = β", And(Eq(y, g * α), Eq(g * x, β)), [n.product, second], n.strong
    )
    first, last, mixed = minors(n)
    n.by_scale = p.certified(
        "the form by α and β",
        And(
            Eq(first, g**2 * (1 - t**2 - α**2)),
            Eq(last, 1 - t**2 - β**2),
            Eq(mixed, t * g * D),
        ),
        [n.scaled],
        n.strong,
    )


def minors(n):
    """Return the entries of diag(g², 1) - Yᵀ·diag(g², 1)·Y, of the mixed one the opposite."""
    g, t, x, y = n.g, n.t, n.x, n.y
    return g**2 - t**2 * g**2 - y**2, 1 - x**2 * g**2 - t**2, t * (x * g**2 + y)


def the_form(p, n):
    """Show L(Y) ≤ g by P = diag(g², 1)."""
    D, R, g, t, x, y, α, β = n.D, n.R, n.g, n.t, n.x, n.y, n.α, n.β
    first, last, mixed = minors(n)
    e, f, h, *_ = n.free
    F, N, X, z = map(p.real, ("z_1", "z_2", "z_3", "z_4"))
    squares = p.reals(
        "a determinant of 0",
        And(F >= 0, N >= 0, F * N >= X**2),
        given=[Eq(F, h**2 * e), Eq(N, f), Eq(X, h * z), e >= 0, f >= 0, Eq(e * f, z**2)],
    )
    values = {F: first, N: last, X: mixed, h: g, z: t * D, e: 1 - t**2 - α**2, f: 1 - t**2 - β**2}
    strong = p.at(squares, values, [n.by_scale, n.room, n.product_of_room], n.strong)
    narrow = p.reals("R ≤ D", R <= D, [n.sums, n.signs], n.weak)
    determinant = p.certified(
        "the determinant",
        Eq(first * last - mixed**2, D**2 - R**2),
        [n.unit, n.trace, n.sums],
        n.weak,
    )
    below = p.reals("y ≤ α", And(y >= 0, y <= α), [n.signs], n.weak)
    larger = p.reals("x² ≤ y²", x**2 <= y**2, [n.signs])
    shorter = p.reals("squares grow", e**2 <= f**2, given=[e >= 0, e <= f])
    smaller = p.at(shorter, {e: y, f: α}, [below], n.weak)
    diagonal = p.reals(
        "its diagonal", And(first >= 0, last >= 0), [n.unit, n.room, smaller, larger], n.weak
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
    return p.by(
        "planar.lyapunov_form", X=n.Y, first=g**2, mixed=0, second=1, bound=g,
        uses=[fits, n.least, n.signs], name="P = diag(g², 1)",
    )  # fmt: skip


def no_form_is_better(p, n):
    """Show L(Y) ≥ g for strong coupling by Z, of rank 1."""
    g, t, x, y, α, β = n.g, n.t, n.x, n.y, n.α, n.β
    e, f, h, z, F = n.free
    N = p.real("y_6")
    sides = p.reals("1 - α and 1 - β", And(1 - α >= 0, 1 - β >= 0), [n.trace, n.signs])
    whole = p.reals(
        "a form of rank 1",
        And(h**2 * f >= 0, e * h**2 * f >= h**2 * z**2),
        given=[e >= 0, f >= 0, Eq(z**2, e * f)],
    )
    semidefinite = p.at(whole, {e: 1 - β, f: 1 - α, h: g, z: t}, [sides, n.trace])
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
    falls = p.at(falls, {e: β, f: α, h: g, z: t, F: x, N: y}, [n.trace, n.scaled], n.strong)
    z1, z2, z3 = 1 - β, g * t, g**2 * (1 - α)
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
    return p.by(
        "planar.lyapunov_dual", X=n.Y, first=1 - β, mixed=g * t, second=g**2 * (1 - α), bound=g,
        uses=[ends, sides, semidefinite, n.least], given=n.strong, name="no form is better",
    )  # fmt: skip


@lyapunov_bound_of_maps.derivation
def _(p):
    """Of Y = [[t, x], [y, t]] by P = diag(g², 1), with y = gα and gx = β; and by Z."""
    n = name_the_numbers_of_maps(p)
    name_the_root(p, n, sum(of_a_map(p.A)), n.D + n.Q)
    rotate(p, n)
    name_the_entries(p, n)
    form, dual = the_form(p, n), no_form_is_better(p, n)
    bound, g = L(n.Y), n.g
    value = p.cases(
        "L(Y) = g",
        p.reals("strong coupling", Eq(bound, g), [form, dual], n.strong),
        p.reals("weak coupling", Eq(bound, g), [form, n.unit], n.weak),
    )
    p.qed(value, n.rotated, form, n.root, *n.exist)
