"""N1 without coupling back: how much two radii say, and what a step size changes (TS).

Let b = 0, q = c/(√d₁ + √d₂)² and ν = |√d₁ - √d₂|/(√d₁ + √d₂). Then X = q + √(q² + ν²) where this is
at least 1, and for given q

    q + 1/(4q) ≤ K(T) ≤ √(1 + q²) ≤ 1 + q,    K(T) = 1 if q ≤ 1/2,

the left end for q ≥ 1/2, attained at d₁ = d₂; the right one, strict unless c = 0, is approached as
d₁/d₂ → 0 or ∞.

*Two time scales.* With the steps α and β of x⁺ = x - α∇f, y⁺ = y - β∇g, d₁ = αμ_x, d₂ = βμ_y and
c = β‖G‖. So K(T) depends on x = d₁/d₂ = αμ_x/(βμ_y) and ℓ = c/d₂ = ‖G‖/μ_y only, and

    it never increases with x,    it is 1 iff ℓ² ≤ 4x, that is β‖G‖² ≤ 4αμ_xμ_y,
    K(T) ≤ √(1 + ℓ²) for all steps (strict unless ℓ = 0).

*Argument.* With p = √d₁, e = √d₂ and m = (p+e)², (Xm - c)² = (p²-e²)² + c², or

    X²(p+e)² - 2cX = (p-e)².

So X - 1/X < 2q where X > 1, and K² = 1 + (X - 1/X)²/4. Further X ≥ 2q. As q ≤ ℓ the last bound
follows. For e = 1 and c = ℓ the left-hand side less the right-hand side grows with p where X ≥ 1,
and with X: so the root X falls as p grows.

Status: proved by machine.
"""

from n1_two_radii import (
    constant_as_a_mean,
    gaps,
    larger_root,
    name_the_numbers,
    name_the_root,
    no_growth_up_to_the_threshold,
)
from sympy import And, Eq, Equivalent, Implies, Max, Not, Rational, sqrt

from kreissverify import BlockTriangular, K, Real, assume, theorem
from kreissverify.derivations import Finite

SOURCE = "kreissverify"


def larger_ratio(x, l):
    """Return X of N1.form as a function of x = d₁/d₂ and ℓ = c/d₂."""
    return Max(1, (sqrt((1 - x) ** 2 + l**2) + l) / (1 + sqrt(x)) ** 2)


def two_scales(x, l):
    """Return the worst Kreiss constant as a function of x = d₁/d₂ and ℓ = c/d₂."""
    X = larger_ratio(x, l)
    return X / 2 + 1 / (2 * X)


@theorem(source=SOURCE, expect="proved", id="N1.range")
def range_of_the_constant(J: BlockTriangular(radii="each")):
    """For given q = c/(√d₁ + √d₂)² the constant of T lies between q + 1/(4q) and √(1 + q²)."""
    d1, d2 = gaps(J)
    q = J.c / (sqrt(d1) + sqrt(d2)) ** 2
    value = K(J.comparison)
    return And(
        Implies(q >= Rational(1, 2), value >= q + 1 / (4 * q)),
        value**2 <= 1 + q**2,
        Implies(J.c > 0, value**2 < 1 + q**2),
        value <= 1 + q,
    )


def name_the_scales(p):
    """Return what is known of X, with p = √d₁ and e = √d₂: X²(p+e)² - 2cX = (p-e)²."""
    J = p.J
    n = name_the_numbers(p)
    name_the_root(p, n)
    roots = [p.let(name, sqrt(d)) for name, d in zip(("p", "e"), gaps(J), strict=True)]
    first, second = (fact.claim.lhs for fact in roots)
    n.p, n.e, n.roots = first, second, roots
    n.squared = p.reals(
        "p² = d₁ and e² = d₂",
        And(Eq(first**2, n.d1), Eq(second**2, n.d2), first > 0, second > 0),
        roots,
    )
    whole = p.reals("w = c", Eq(n.w, n.c), n.named[2:3])
    base = p.reals("u = pe", Eq(n.u, first * second), [n.squared, n.squares, n.signs])
    m = (first + second) ** 2
    n.m, n.one_and_two = m, base
    n.sum = p.certified("S + 2u = (p+e)²", Eq(n.S + 2 * n.u, m), [base, n.squared, n.named[0]])
    linear = p.certified(
        "R = X(p+e)² - c", Eq(n.R, n.X * m - n.c), [n.product, n.sum, whole], n.strong
    )
    square = p.certified(
        "R² in p and e", Eq(n.R**2, (first**2 - second**2) ** 2 + n.c**2), [n.squares, n.squared]
    )
    x, y, z, c, R = map(p.real, ("t_1", "t_2", "t_3", "t_4", "t_5"))
    m, q = (y + z) ** 2, x**2 * (y + z) ** 2 - 2 * c * x - (y - z) ** 2
    times = p.identity(
        "(p+e)² times the quadratic", Eq((x * m - c) ** 2 - (y**2 - z**2) ** 2 - c**2, m * q)
    )
    there = {x: n.X, y: first, z: second, c: n.c}
    same = p.reals("squared", Eq(x**2 - y - z, 0), given=[Eq(R, x), Eq(R**2, y + z)])
    gap = {R: n.R, x: n.X * n.m - n.c, y: (first**2 - second**2) ** 2, z: n.c**2}
    vanishes = p.at(same, gap, [linear, square], n.strong)
    divided = p.reals(
        "the quadratic",
        Eq(x**2 * m - 2 * c * x, (y - z) ** 2),
        given=[Eq(R, m * q), Eq(R, 0), y > 0, z > 0],
    )
    known = [vanishes, p.at(times, there), n.squared]
    there[R] = (n.X * n.m - n.c) ** 2 - (first**2 - second**2) ** 2 - n.c**2
    n.quadratic = p.at(divided, there, known, n.strong)
    return n


def value_by_the_root(p, n):
    """Show K(T) = (X + 1/X)/2 with X by its name."""
    T, x, y, k = p.J.comparison, p.real("v_1"), p.real("v_2"), p.real("v_3")
    mean = p.lemma(constant_as_a_mean)
    finite = p.reals("K(T) is finite", Finite(K(T)), [mean])
    named = p.reals(
        "by its name", Eq(k, (x + 1 / x) / 2), given=[Eq(k, y / 2 + 1 / (2 * y)), Eq(x, y), x >= 1]
    )
    there = {x: n.X, y: n.root.claim.rhs, k: K(T)}
    value = p.at(named, there, [mean, n.root, n.at_least_one, finite])
    return p.reals("K(T) by X", And(Finite(K(T)), value.claim), [finite, value])


def implied(p, name, fact, condition, uses=()):
    """Return that the condition implies what was shown under it."""
    claim = Implies(condition, fact.claim)
    return p.cases(
        name,
        p.reals(f"{name}: if so", claim, [fact, *uses], [condition]),
        p.reals(f"{name}: if not", claim, uses, [Not(condition)]),
    )


@range_of_the_constant.derivation
def _(p):
    """X²(p+e)² - 2cX = (p-e)² < (p+e)², so X - 1/X < 2q where X > 1; and X ≥ 2q."""
    n = name_the_scales(p)
    T, c = p.J.comparison, n.c
    q = p.let("q", c / (n.p + n.e) ** 2, [n.squared])
    Q = q.claim.lhs
    times = p.reals("q(p+e)² = c", Eq(Q * n.m, c), [q, n.squared])
    size = p.reals("q is not negative", And(Q >= 0, n.m > 0), [times, n.squared])
    value = value_by_the_root(p, n)
    x, y, z, a, k = map(p.real, ("s_1", "s_2", "s_3", "s_4", "s_5"))
    less = p.reals("(p-e)² < (p+e)²", (n.p - n.e) ** 2 < n.m, [n.squared])
    gap = p.reals(
        "x² - 2qx < 1",
        x**2 - 2 * a * x < 1,
        given=[Eq(x**2 * y - 2 * a * y * x, z), z < y, y > 0],
    )
    by_q = p.certified(
        "the quadratic in q",
        Eq(n.X**2 * n.m - 2 * Q * n.m * n.X, (n.p - n.e) ** 2),
        [n.quadratic, times],
        n.strong,
    )
    small = p.at(gap, {x: n.X, y: n.m, z: (n.p - n.e) ** 2, a: Q}, [by_q, less, size], n.strong)
    below = p.reals("weak: x = 1", n.X**2 - 2 * Q * n.X <= 1, [n.unit, size], n.weak)
    either = p.cases(
        "X² - 2qX ≤ 1",
        p.reals("strong", n.X**2 - 2 * Q * n.X <= 1, [small], n.strong),
        below,
    )
    x_q = {x: n.X, a: Q, k: K(T)}
    upper = p.reals(
        "k² ≤ 1 + q²",
        k**2 <= 1 + a**2,
        given=[x**2 - 2 * a * x <= 1, x >= 1, a >= 0, Eq(k, (x + 1 / x) / 2)],
    )
    strict = p.reals(
        "k² < 1 + q²",
        k**2 < 1 + a**2,
        given=[x**2 - 2 * a * x < 1, x >= 1, a > 0, Eq(k, (x + 1 / x) / 2)],
    )
    known = [value, n.at_least_one, size]
    first = p.at(upper, x_q, [either, *known])
    moving = p.reals("q > 0", Q > 0, [times, size], [c > 0])
    open_ = p.cases(
        "X² - 2qX < 1",
        p.reals("strong", n.X**2 - 2 * Q * n.X < 1, [small], [c > 0, *n.strong]),
        p.reals("weak", n.X**2 - 2 * Q * n.X < 1, [n.unit, moving], [c > 0, *n.weak]),
        given=[c > 0],
    )
    second = p.at(strict, x_q, [open_, moving, *known], [c > 0])
    wide = p.reals("R ≥ c", c <= n.R, [n.squares, n.signs])
    double = p.reals("x ≥ 2q", x >= 2 * a, given=[x * y >= 2 * a * y, y > 0])
    covered = p.certified(
        "X(p+e)² ≥ 2q(p+e)²",
        n.X * n.m >= 2 * Q * n.m,
        [n.product, n.sum, wide, times, n.named[2]],
        n.strong,
    )
    lowest = p.at(double, {x: n.X, y: n.m, a: Q}, [covered, size], n.strong)
    third = p.reals(
        "x/2 + 1/(2x) grows",
        k >= a + 1 / (4 * a),
        given=[x >= 2 * a, 2 * a >= 1, Eq(k, (x + 1 / x) / 2)],
    )
    inside = [Rational(1, 2) <= Q]
    strong = p.reals("q ≥ 1/2 is strong coupling", n.strong[0], [times, n.squared], inside)
    from_X = p.cases(
        "X ≥ 2q",
        p.reals("as said", n.X >= 2 * Q, [lowest], n.strong),
        p.reals("or there is none", n.X >= 2 * Q, [strong], [*n.weak, *inside]),
        uses=[],
        given=inside,
    )
    last = p.at(third, x_q, [from_X, *known], inside)
    linear = p.reals("k ≤ 1 + q", k <= 1 + a, given=[k**2 <= 1 + a**2, a >= 0])
    fourth = p.at(linear, {k: K(T), a: Q}, [first, size, value])
    by_names = p.reals("q by its name", Eq(Q, c / (sqrt(n.d1) + sqrt(n.d2)) ** 2), [q, *n.roots])
    p.qed(
        first,
        implied(p, "strictly", second, c > 0, [value]),
        implied(p, "from below", last, inside[0], [value]),
        fourth,
        by_names,
        value,
    )


@theorem(source=SOURCE, expect="proved", id="TS.ratio")
def only_the_ratio_of_steps(J: BlockTriangular(radii="each")):
    """K(T) is a function of x = d₁/d₂ and ℓ = c/d₂: of steps, it depends on α/β only."""
    d1, d2 = gaps(J)
    return Eq(K(J.comparison), two_scales(d1 / d2, J.c / d2))


@theorem(source=SOURCE, expect="proved", id="TS.monotone")
def slower_driver_never_harms(J: BlockTriangular(radii="each"), x: Real(above=0)):
    """K(T) never increases with the ratio x = αμ_x/(βμ_y)."""
    d1, d2 = gaps(J)
    assume(x >= d1 / d2)
    return two_scales(x, J.c / d2) <= K(J.comparison)


@theorem(source=SOURCE, expect="proved", id="TS.threshold")
def no_growth_at_separated_scales(J: BlockTriangular(radii="each")):
    """K(T) = 1 exactly if c² ≤ 4d₁d₂, that is β‖G‖² ≤ 4αμ_xμ_y."""
    d1, d2 = gaps(J)
    return Equivalent(K(J.comparison) <= 1, J.c**2 <= 4 * d1 * d2)


@theorem(source=SOURCE, expect="proved", id="TS.bound")
def bound_for_all_steps(J: BlockTriangular(radii="each")):
    """K(T) is at most √(1 + ℓ²) with ℓ = c/d₂ = ‖G‖/μ_y, whatever the steps; less unless c = 0."""
    l = J.c / (1 - J.gamma_D)
    value = K(J.comparison)
    return And(value**2 <= 1 + l**2, Implies(J.c > 0, value**2 < 1 + l**2))


@no_growth_at_separated_scales.derivation
def _(p):
    """N1.threshold at b = 0."""
    p.qed(p.lemma(no_growth_up_to_the_threshold))


@bound_for_all_steps.derivation
def _(p):
    """q = c/(√d₁ + √d₂)² is at most c/d₂, and less unless c = 0 (N1.range)."""
    T, c = p.J.comparison, p.J.c
    d1, d2 = gaps(p.J)
    known = p.lemma(range_of_the_constant)
    q = p.let("q", c / (sqrt(d1) + sqrt(d2)) ** 2)
    l = p.let("l", c / d2)
    Q, ratio = q.claim.lhs, l.claim.lhs
    finite = p.reals("K(T) is finite", Finite(K(T)), [p.lemma(constant_as_a_mean)])
    x, y = p.real("x_1"), p.real("x_2")
    named = p.reals("q ≤ ℓ", And(ratio >= Q, Q >= 0), [q, l])
    first = p.reals("k² ≤ 1 + q²", K(T) ** 2 <= 1 + Q**2, [known, q])
    second = p.reals("k² < 1 + q²", K(T) ** 2 < 1 + Q**2, [known, q], [c > 0])
    larger = p.reals("squares grow", 1 + x**2 <= 1 + y**2, given=[x >= 0, x <= y])
    there = p.at(larger, {x: Q, y: ratio}, [named])
    upper = p.reals("k² ≤ 1 + ℓ²", K(T) ** 2 <= 1 + ratio**2, [first, there, finite])
    strict = p.reals("k² < 1 + ℓ²", K(T) ** 2 < 1 + ratio**2, [second, there, finite], [c > 0])
    p.qed(upper, implied(p, "strictly", strict, c > 0, [finite]), l, finite)


@only_the_ratio_of_steps.derivation
def _(p):
    """N1.form, in which R + c and S + 2u are homogeneous in d₁, d₂ and c."""
    (d1, d2), c = gaps(p.J), p.J.c
    a, e, z, h, k, r, s = map(p.real, ("x_1", "x_2", "x_3", "x_4", "x_5", "x_6", "x_7"))
    quotient = p.reals(
        "the quotient",
        Eq((h + z) / (a + e + 2 * r), (k + z / e) / (1 + s) ** 2),
        given=[Eq(h, e * k), Eq(r, e * s), Eq(s**2 * e, a), s > 0, e > 0],
    )
    values = {
        a: d1,
        e: d2,
        z: c,
        h: sqrt((d1 - d2) ** 2 + c**2),
        k: sqrt((1 - d1 / d2) ** 2 + (c / d2) ** 2),
        r: sqrt(d1 * d2),
        s: sqrt(d1 / d2),
    }
    equal = p.at(quotient, values)
    mean = p.lemma(constant_as_a_mean)
    old, new = p.let("X", larger_root(p.J)), p.let("Y", larger_ratio(d1 / d2, c / d2))
    X, Y = old.claim.lhs, new.claim.lhs
    same = p.reals("X = Y", And(Eq(X, Y), X >= 1), [old, new, equal])
    x, y, f, g, v = map(p.real, ("y_1", "y_2", "y_3", "y_4", "y_5"))
    written = p.reals(
        "as written",
        Eq(v, g / 2 + 1 / (2 * g)),
        given=[Eq(v, f / 2 + 1 / (2 * f)), Eq(x, f), Eq(y, g), Eq(x, y), x >= 1],
    )
    names = {x: X, y: Y, f: old.claim.rhs, g: new.claim.rhs, v: K(p.J.comparison)}
    p.qed(p.at(written, names, [mean, old, new, same]))


@slower_driver_never_harms.derivation
def _(p):
    """Y²(1+s)² - 2ℓY = (1-s)² for s = √x where Y > 1; the left-hand side less the right-hand side
    grows with s and, as a multiple of Y, with Y.
    """
    (d1, d2), c, ratio = gaps(p.J), p.J.c, p.x
    here = p.lemma(only_the_ratio_of_steps)
    l, s, t = c / d2, sqrt(ratio), sqrt(d1 / d2)
    scales = p.reals("0 < t ≤ s", And(l >= 0, t > 0, t <= s))
    one = p.let("Y", larger_ratio(ratio, l))
    other = p.let("Z", larger_ratio(d1 / d2, l))
    Y, Z = one.claim.lhs, other.claim.lhs
    x, y, a, e, m, n, w, k = map(p.real, ("x_1", "x_2", "x_3", "x_4", "x_5", "x_6", "x_7", "x_8"))
    largest = [Eq(y, Max(1, (w + e) / k)), k > 0]
    quotient = p.reals("a quotient", Eq(y * k, w + e), given=[*largest, y > 1])
    larger = p.reals("at least both", And(y * k >= w + e, y >= 1), given=largest)
    square = Eq(w**2, (1 - x**2) ** 2 + e**2)
    times = p.reals(
        "a root",
        Eq((y * (1 + x) ** 2 - e) ** 2, (1 - x**2) ** 2 + e**2),
        given=[Eq(y * (1 + x) ** 2, w + e), square],
    )
    above = p.reals(
        "above it",
        (y * (1 + x) ** 2 - e) ** 2 >= (1 - x**2) ** 2 + e**2,
        given=[y * (1 + x) ** 2 >= w + e, w >= 0, square],
    )
    divided = p.reals(
        "divided",
        Eq(y**2 * (1 + x) ** 2 - 2 * e * y, (1 - x) ** 2),
        given=[Eq((y * (1 + x) ** 2 - e) ** 2, (1 - x**2) ** 2 + e**2), x > 0],
    )
    halved = p.reals(
        "divided above",
        y**2 * (1 + x) ** 2 - 2 * e * y >= (1 - x) ** 2,
        given=[(y * (1 + x) ** 2 - e) ** 2 >= (1 - x**2) ** 2 + e**2, x > 0],
    )
    strong = [Y > 1]
    of_Y, of_Z = {x: s, y: Y, e: l}, {x: t, y: Z, e: l}
    root_Y = {w: sqrt((1 - ratio) ** 2 + l**2), k: (1 + s) ** 2}
    root_Z = {w: sqrt((1 - d1 / d2) ** 2 + l**2), k: (1 + t) ** 2}
    roots = [
        p.reals(f"the root of {name}", And(r[w] >= 0, Eq(r[w] ** 2, inside), r[k] > 0), [scales])
        for name, r, inside in (
            ("Y", root_Y, (1 - ratio) ** 2 + l**2),
            ("Z", root_Z, (1 - d1 / d2) ** 2 + l**2),
        )
    ]
    case = p.at(quotient, {y: Y, e: l} | root_Y, [one, *roots], strong)
    least = p.at(larger, {y: Z, e: l} | root_Z, [other, *roots])
    of_root_Y, of_root_Z = of_Y | {w: root_Y[w]}, of_Z | {w: root_Z[w]}
    first = p.at(divided, of_Y, [p.at(times, of_root_Y, [case, *roots], strong), scales], strong)
    second = p.at(halved, of_Z, [p.at(above, of_root_Z, [least, *roots]), scales])
    moved = p.reals(
        "it grows with s",
        y**2 * (1 + a) ** 2 - 2 * e * y <= (1 - a) ** 2,
        given=[Eq(y**2 * (1 + x) ** 2 - 2 * e * y, (1 - x) ** 2), a > 0, a <= x, y > 1],
    )
    third = p.at(moved, {**of_Y, a: t}, [first, scales], strong)
    ordered = p.reals(
        "it grows with Y",
        x <= y,
        given=[x**2 * m - 2 * e * x <= n, y**2 * m - 2 * e * y >= n, m > 0, n >= 0, y > 0],
    )
    square = p.reals("squares", And((1 + t) ** 2 > 0, (1 - t) ** 2 >= 0), [scales])
    both = {x: Y, y: Z, m: (1 + t) ** 2, n: (1 - t) ** 2, e: l}
    less = p.cases(
        "Y ≤ Z",
        p.at(ordered, both, [second, third, square, least], strong),
        p.reals("otherwise", Y <= Z, [least], [Y <= 1]),
    )
    f, g, v = map(p.real, ("y_1", "y_2", "y_3"))
    last = p.reals(
        "means grow",
        f / 2 + 1 / (2 * f) <= v,
        given=[Eq(v, g / 2 + 1 / (2 * g)), Eq(x, f), Eq(y, g), x <= y, x >= 1],
    )
    known = {x: Y, y: Z, f: one.claim.rhs, g: other.claim.rhs, v: K(p.J.comparison)}
    p.qed(p.at(last, known, [here, one, other, less]))
