"""E2. The exact worst Kreiss constant of self-referential Jacobians.

With δ = 1-γ, s = (b+c)/2 and bc < δ², over all J = [[A, B], [C, D]] with symmetric A and D,

    max K(J) = (s² + δ² - bc) / (δs + √((s² - bc)(δ² - bc))) if s ≥ δ, else 1,

attained by the comparison matrix T = [[γ, b], [c, γ]]. At b = 0 it is E1. As bc → δ², where
stability is lost, it tends to s/δ: finite, while any Neumann-series bound has long blown up.

*Argument.* By the comparison theorem K(J) ≤ K(T), and for T the largest resolvent on |z| = r is
at z = r.

1. With a = r - γ, the singular values σ₁ ≥ σ₂ of [[a, -b], [-c, a]] have σ₁ - σ₂ = b + c and σ₁σ₂
   = a² - bc. So p = σ₂ obeys a² = (p+b)(p+c).
2. With q = 1/p, (r-1)‖R(r)‖ = (a - δ)q = √((1+bq)(1+cq)) - δq, which is concave in q ≥ 0.
3. It is 1 at q = 0, with slope s - δ. So the supremum is 1 if s ≤ δ; otherwise the derivative has
   one zero, where the value is the one above. (s² - bc = ((c-b)/2)² is a square.)

In symbols of the resolvent: with g = ‖R(r)‖ step 1 says (r-γ)²g² = 1 + 2sg + bcg², so that

    (r-1)g = √(1 + 2sg + bcg²) - δg.

If s > δ, V is the value above and W² = δ² - bc, the derivative vanishes at g = Q = (s - δV)/W²,
where the square root is V + δQ. So (r-1)g ≤ V for every r > 1, with equality at r = 1 + V/Q, where
g = Q.

(The derivation is one for maps and flows: what differs is in MAPS, and in FLOWS of C1.)

Status: proved by machine.
"""

from types import SimpleNamespace

from comparison_theorem import kreiss_constants_compare
from sympy import Abs, And, Eq, Or, Piecewise, sqrt

from kreissverify import G, K, SelfReferential, assume, theorem
from kreissverify.derivations import Finite

# A map is stable inside the circle |z| = 1, from which γ is δ = 1-γ away.
MAPS = SimpleNamespace(
    K=K, G=G, edge=1, level="r", gap=lambda J: 1 - J.gamma, letter="K", curve="circle",
    resolvent="two_by_two.resolvent", supremum="kreiss.supremum", value="kreiss.value",
    at_least_one="kreiss.at_least_one",
)  # fmt: skip


def worst_kreiss_constant(δ, b, c):
    """The right-hand side of E2."""
    s = (b + c) / 2
    root = Abs(c - b) / 2 * sqrt(δ**2 - b * c)
    return Piecewise(((s**2 + δ**2 - b * c) / (δ * s + root), s / δ >= 1), (1, True))


@theorem(source="kreissverify, the exact form of Theorem 9", expect="proved", id="E2")
def exact_self_referential(J: SelfReferential):
    """K(J) is at most the closed form in γ, b and c."""
    assume(J.b * J.c < (1 - J.gamma) ** 2)
    return K(J) <= worst_kreiss_constant(1 - J.gamma, J.b, J.c)


@theorem(source="kreissverify, the exact form of Theorem 9", expect="proved", id="E2.attained")
def exact_self_referential_is_attained(J: SelfReferential):
    """The comparison matrix, a member of the class, attains the bound."""
    assume(J.b * J.c < (1 - J.gamma) ** 2)
    return Eq(K(J.comparison), worst_kreiss_constant(1 - J.gamma, J.b, J.c))


def name_the_numbers(p, gap):
    """Return δ, s, P = bc, A = √(s² - bc), W = √(δ² - bc), and what is known of them."""
    b, c = p.J.b, p.J.c
    values = {"delta": gap, "s": (b + c) / 2, "P": b * c, "A": Abs(c - b) / 2}
    named = [p.let(name, value) for name, value in values.items()]
    δ, s, P, A = (fact.claim.lhs for fact in named)
    width = p.let("W", sqrt(gap**2 - b * c))
    W = width.claim.lhs
    return SimpleNamespace(
        δ=δ, s=s, P=P, A=A, W=W, named=named, definitions=[*named, width],
        signs=p.reals(
            "signs", And(δ > 0, s >= 0, A >= 0, δ**2 > P), uses=named
        ),
        positive=p.reals("W is positive", W > 0, uses=[width]),
        roots=p.reals(
            "the squares of A and W",
            And(Eq(W**2, δ**2 - P), Eq(A**2, s**2 - P)),
            uses=[*named, width],
        ),
    )  # fmt: skip


def value_at_weak_coupling(p, n, V, value, quotient, excess, divisor):
    """Show V = 1 where s ≤ δ."""
    below = p.reals("V = 1 below", Eq(V, 1), uses=[value, *n.named[:2]], given=[n.s < n.δ])
    known = [n.roots, n.signs, n.positive]
    equal = p.reals("there A = W", Eq(n.A, n.W), uses=known, given=[Eq(n.s, n.δ)])
    end = p.reals(
        "V = 1 at the transition",
        Eq(V, 1),
        uses=[quotient, excess, equal, divisor],
        given=[Eq(n.s, n.δ)],
    )
    return p.cases("V = 1 for weak coupling", below, end, given=[n.s <= n.δ])


def name_the_value(p, n):
    """Add V to the numbers: 1 where s ≤ δ; where s ≥ δ it is at least 1, and a root of
    PV² - 2sδV + s² + δ² - P.
    """
    δ, s, P, A, W = n.δ, n.s, n.P, n.A, n.W
    strong = [s >= δ]
    formula = p.statement.conclusion.rhs
    value = p.let("V", formula)
    V = value.claim.lhs
    N, D = s**2 + δ**2 - P, s * δ + A * W

    divisor = p.reals("its divisor is positive", D > 0, [n.signs, n.positive], strong)
    ratio = p.reals("s/δ ≥ 1", formula.args[0].cond, uses=n.named[:2], given=strong)
    first = p.reals("the first case of V", Eq(V, formula.args[0].expr), [value, ratio], strong)
    quotient = p.reals("V is a quotient", Eq(V * D, N), [first, *n.definitions, divisor], strong)
    excess = p.reals("N - D", Eq(N - D, ((s - δ) ** 2 + (A - W) ** 2) / 2), [n.roots])
    n.least = p.reals("V ≥ 1 for strong coupling", V >= 1, [quotient, excess, divisor], strong)
    n.one = value_at_weak_coupling(p, n, V, value, quotient, excess, divisor)
    conjugate = p.reals(
        "bcV = sδ - AW", Eq(P * V, s * δ - A * W), [quotient, n.roots, divisor], strong
    )
    n.quadratic = p.reals(
        "V solves a quadratic", Eq(P * V**2 - 2 * s * δ * V + N, 0), [quotient, conjugate], strong
    )
    n.V, n.value, n.quotient, n.divisor = V, value, quotient, divisor


def name_the_best_point(p, n):
    """Add Q, where √(1 + 2sy + Py²) - δy is V, if s > δ."""
    δ, s, P, W, V = n.δ, n.s, n.P, n.W, n.V
    strong = [s > δ]
    point = p.let("Q", (s - V * δ) / W**2, uses=[n.positive])
    Q = point.claim.lhs
    slope = p.reals("Q from V", Eq(Q * W**2, s - V * δ), [point, n.positive])
    height = p.reals(
        "V from Q", Eq(V**2 - 1, W**2 * Q**2), [slope, n.quadratic, n.roots, n.positive], strong
    )
    larger = p.reals("sA and δW", s * n.A > δ * W, [n.roots, n.signs, n.positive], strong)
    numerator = p.reals(
        "its numerator", s - V * δ > 0, [n.quotient, n.divisor, n.roots, n.positive, larger], strong
    )
    n.touching = p.reals("Q is positive", Q > 0, [slope, numerator, n.positive], strong)
    n.root = p.reals(
        "the square root at Q",
        Eq(1 + 2 * s * Q + P * Q**2, (V + δ * Q) ** 2),
        [slope, height, n.roots],
        strong,
    )
    either = Or(Q > 0, s <= δ)
    n.proper = p.cases(
        "Q is positive or the coupling weak",
        p.reals("one for strong coupling", either, [n.touching], strong),
        p.reals("the other for weak coupling", either, given=[s <= δ]),
    )
    n.Q, n.slope = Q, slope


def greatest_value(p, n):
    """Add √(1 + 2sy + Py²) - δy ≤ V for y ≥ 0, where s ≤ δ and where s > δ."""
    δ, s, P, V, y = n.δ, n.s, n.P, n.V, p.real("y")
    product = p.reals("0 ≤ P ≤ s²", And(P >= 0, s**2 >= P), n.named[1:3])
    below = sqrt(1 + 2 * s * y + P * y**2) - δ * y <= V
    n.greatest = p.cases(
        "the greatest value",
        p.calculus(
            "the greatest value for strong coupling",
            below,
            of=y,
            at=n.Q,
            uses=[product, n.signs, n.slope, n.root, n.touching, n.roots],
            given=[y >= 0, s > δ],
        ),
        p.calculus(
            "the greatest value for weak coupling",
            below,
            of=y,
            at=0,
            uses=[product, n.signs, n.one],
            given=[y >= 0, s <= δ],
        ),
        given=[y >= 0],
    )
    n.y = y


def resolvent_of_comparison_matrix(p, n, r, time):
    """Show that g = G(T, r) solves (r-γ)²g² = 1 + 2sg + Pg², where r - γ = r - 1 + δ for a map."""
    b, c, T = p.J.b, p.J.c, p.J.comparison
    g, x, given = time.G(T, r), r - time.edge + time.gap(p.J), [r > time.edge]
    F, σ = x**2 - b * c, b + c
    u, v = p.real("u"), p.real("v")
    signed = p.reals(
        "u² = v² has one root", Eq(u, v), given=[Eq(u**2, v**2), v >= 0, u > -1, 2 * u >= -(v**2)]
    )
    at = {time.level: r}
    norm = p.by(time.resolvent, T=T, **at, given=given, name="the largest resolvent of T")
    size = p.reals("g is a positive number", And(Finite(g), g > 0), [norm], given)
    above = p.reals("Fg² and σg", And(F * g**2 > 0, σ * g >= 0), [size], given)
    half = p.reals("half the trace", 2 * (F * g**2 - 1) >= -((σ * g) ** 2), [norm], given)
    equal = p.reals("the squares agree", Eq((F * g**2 - 1) ** 2, (σ * g) ** 2), [norm], given)
    root = p.at(signed, {u: F * g**2 - 1, v: σ * g}, [size, above, half, equal], given)
    curve = p.reals(
        "the resolvent of T",
        Eq((r - time.edge + n.δ) ** 2 * g**2, 1 + 2 * n.s * g + n.P * g**2),
        [root, size, *n.named[:3]],
        given,
    )
    return curve, size


def only_root(p, u, v):
    """Show that fy² = 1 + hy has one positive root, if h ≥ 0."""
    f, h = p.real("f"), p.real("h")
    roots = [Eq(f * u**2, 1 + h * u), Eq(f * v**2, 1 + h * v)]
    return p.reals(
        "fy² = 1 + hy has one positive root", Eq(u, v), given=[*roots, h >= 0, u > 0, v > 0]
    )


def exact_value(p, time):
    """Show that the worst Kreiss constant is that of T, of a map or of a flow."""
    T, K, G, edge, level = p.J.comparison, time.K, time.G, time.edge, time.level
    r = p.real(level)
    n = name_the_numbers(p, time.gap(p.J))
    name_the_value(p, n)
    name_the_best_point(p, n)
    greatest_value(p, n)
    δ, s, V, Q, g, given = n.δ, n.s, n.V, n.Q, G(T, r), [r > edge]
    curve, size = resolvent_of_comparison_matrix(p, n, r, time)

    either = [
        p.reals("V ≥ 1", V >= 1, [n.least], [s >= δ]),
        p.reals("V ≥ 1", V >= 1, [n.one], [s <= δ]),
    ]
    least = p.cases("V is at least 1", *either)
    there = p.at(n.greatest, {n.y: g}, [size], given)
    bound = p.reals(
        f"the bound on one {time.curve}",
        (r - edge) * g <= V,
        [there, curve, size, n.signs, *n.named[1:3]],
        given,
    )
    supremum = {level: r}
    of_T = f"{time.letter}(T)"
    upper = p.by(time.supremum, X=T, bound=V, **supremum, uses=[bound], name=f"{of_T} ≤ V")

    best = p.let(f"{level}_0", Piecewise((edge + V / Q, s > δ), (edge + 1, True)), uses=[n.proper])
    r_0, strong = best.claim.lhs, [s > δ]
    outside = p.reals(f"the best {time.curve}", r_0 > edge, [best, n.proper, least])
    radius = p.reals("its place", Eq((r_0 - edge) * Q, V), [best, n.touching], strong)
    on_it = p.at(curve, {r: r_0}, [outside])
    there = p.at(size, {r: r_0}, [outside])
    also = p.reals(
        "Q on the same curve",
        Eq((r_0 - edge + δ) ** 2 * Q**2, 1 + 2 * s * Q + n.P * Q**2),
        [n.root, radius],
        strong,
    )
    u, v, f, h = map(p.real, "uvfh")
    unique = p.at(
        only_root(p, u, v),
        {u: G(T, r_0), v: Q, f: (r_0 - edge + δ) ** 2 - n.P, h: 2 * s},
        [there, on_it, also, n.touching, n.signs],
        strong,
    )
    value = p.by(time.value, X=T, **{level: r_0}, uses=[outside], name=f"{of_T} is a supremum")
    trivial = p.by(time.at_least_one, X=T, name=f"{of_T} ≥ 1")
    reached = p.reals("V is reached", K(T) >= V, [upper, value, unique, radius], strong)
    weak = p.reals("V is reached at infinity", K(T) >= V, [upper, trivial, n.one], [s <= δ])
    lower = p.cases(f"{of_T} ≥ V", reached, weak)
    p.qed(upper, lower, n.value)


@exact_self_referential_is_attained.derivation
def _(p):
    """On |z| = r the largest resolvent norm g of T solves (r-γ)²g² = 1 + 2sg + bcg². So (r-1)g is
    √(1 + 2sg + bcg²) - δg, which is concave in g and largest at g = Q, or at 0 if s ≤ δ.
    """
    exact_value(p, MAPS)


@exact_self_referential.derivation
def _(p):
    """K(J) ≤ K(T) by the comparison theorem, and K(T) is known."""
    spectrum = p.by("two_by_two.radius", T=p.J.comparison)
    compared = p.lemma(kreiss_constants_compare, uses=[spectrum])
    p.qed(compared, p.lemma(exact_self_referential_is_attained))
