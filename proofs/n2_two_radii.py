"""N2. The other quantities of two blocks with radii of their own, in closed form.

With S, u, w and R of N1 (d₁, d₂ the gaps, u² = d₁d₂ - bc, w = |b - c|), and P₊ = u², P₋ =
(1+γ_A)(1+γ_D) - bc, Δ = 1 - γ_Aγ_D + bc, for the comparison matrix T

    G(T, 1) = (√(S² + w²) + R)/(2u²),
    H(T) = 1 + (P₊ + P₋)(Δ² + w²)/(2ΔP₊P₋),
    L(T) = max(1, (w + R)/(Δ + √(P₊P₋))),    M(T) ≤ L(T) ≤ 2X < 4K(T).

E4.constant and E7.noise are the first two for d₁ = d₂ and b = 0, and c/(1-γ²) is the third.

*Argument.* For G, D²g⁴ - Fg² + 1 = (α²g² - 1)(β²g² - 1) with α, β = (√(S²+w²) ± R)/2. For H, the
solution of P = TPTᵀ + I by Cramer's rule. L(T) is proved in prose, for every real 2×2 matrix, in
kreissverify/quantities/lyapunov/planar.py: there is no fact yet by which a derivation could name a
form P that is not diagonal, so N2.lyapunov and N2.peak are decided on instances.

Status: N2.circle and N2.noise are proved by machine, and the other two supported. N2.comparison
is a conjecture: the form diag(1, σ²) that is best among the diagonal ones serves every J, and with
two radii the best form of T is none of these.
"""

from comparison_with_radii import transient_peaks_compare
from n1_two_radii import SOURCE, constant_as_a_mean, larger_root, name_the_numbers, shape, spectrum_inside, stable
from sympy import And, Eq, Max, sqrt

from kreissverify import (
    G,
    H,
    Integer,
    K,
    L,
    M,
    SelfReferential,
    assume,
    power_norm,
    theorem,
)
from kreissverify.derivations import Finite
from q_every_two_by_two import lyapunov_bound_of_maps, of_a_map
from q_every_two_by_two import shape as shape_of_matrix


def distances(J):
    """Return P₊, P₋ and Δ: three numbers that are positive exactly if ρ(T) < 1."""
    a, d, product = J.gamma_A, J.gamma_D, J.b * J.c
    return (1 - a) * (1 - d) - product, (1 + a) * (1 + d) - product, 1 - a * d + product


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


@theorem(source=SOURCE, expect="proved", id="N2.circle")
def resolvent_on_the_unit_circle(J: SelfReferential(radii="each")):
    """G(T, 1), the reciprocal of the distance to instability, in closed form."""
    assume(stable(J))
    S, u, w, R = shape(J)
    return Eq(G(J.comparison, 1), (sqrt(S**2 + w**2) + R) / (2 * u**2))


@theorem(source=SOURCE, expect="proved", id="N2.noise")
def noise_gain(J: SelfReferential(radii="each")):
    """The noise gain of the comparison matrix, in closed form."""
    assume(stable(J))
    plus, minus, D = distances(J)
    w2 = (J.b - J.c) ** 2
    return Eq(H(J.comparison), 1 + (plus + minus) * (D**2 + w2) / (2 * D * plus * minus))


@theorem(source=SOURCE, expect="proved", id="N2.lyapunov")
def lyapunov_bound(J: SelfReferential(radii="each")):
    """The Lyapunov bound of the comparison matrix, in closed form."""
    assume(stable(J))
    plus, minus, D = distances(J)
    _, _, w, R = shape(J)
    return Eq(L(J.comparison), Max(1, (w + R) / (D + sqrt(plus * minus))))


@theorem(source=SOURCE, expect="proved", id="N2.peak")
def peak_by_the_kreiss_constant(J: SelfReferential(radii="each")):
    """M(J) ≤ 2X, and 2X < 4K(T), in every dimension and with two radii."""
    assume(stable(J))
    return M(J) <= 2 * larger_root(J)


@theorem(source=SOURCE, expect="proved", id="N2.constant")
def peak_below_four_kreiss_constants(J: SelfReferential(radii="each")):
    """M(J) is less than 4 K(T), in every dimension and with two radii."""
    assume(stable(J))
    return M(J) < 4 * K(J.comparison)


@theorem(source=SOURCE, expect="proved", id="N2.powers")
def norm_of_a_power(J: SelfReferential(radii="each"), t: Integer(at_least=0)):
    """‖Tᵗ‖ in closed form, if the eigenvalues of T differ."""
    assume(difference(J) > 0)
    x, phi = sums_of_powers(J, t)
    _, _, w, R = shape(J)
    return Eq(2 * power_norm(J.comparison, t), R * phi + sqrt(x**2 + (J.b - J.c) ** 2 * phi**2))


@theorem(source="kreissverify, a conjecture", expect="supported", id="N2.comparison")
def lyapunov_bounds_compare(J: SelfReferential(radii="each")):
    """The Lyapunov bound of J is at most that of its comparison matrix: a conjecture."""
    assume(stable(J))
    return L(J) <= L(J.comparison)


@resolvent_on_the_unit_circle.derivation
def _(p):
    """(α²g² - 1)(β²g² - 1) = 0 with α ≥ β > 0 and (α² + β²)g² ≥ 2 leaves βg = 1."""
    T = p.J.comparison
    n = name_the_numbers(p)
    g = G(T, 1)
    norm = p.by("radii.two_by_two_resolvent", T=T, r=1, uses=[n.signs], name="the resolvent of T")
    finite = p.reals("g is a positive number", And(Finite(g), g > 0), [norm])
    total = p.let("V", sqrt(n.S**2 + n.w**2))
    V = total.claim.lhs
    square = p.reals("V² = S² + w²", And(Eq(V**2, n.S**2 + n.w**2), V >= 0), [total])
    half = p.certified("V² - R² = 4u²", Eq(V**2 - n.R**2, 4 * n.u**2), [square, n.sums])
    order = p.reals("V > R", V > n.R, [half, n.signs, square])
    x, y, z, e = map(p.real, ("x_1", "x_2", "x_3", "x_4"))
    F = n.d1**2 + n.d2**2 + n.b**2 + n.c**2
    sides = p.certified(
        "the sum of two squares",
        Eq((V + n.R) ** 2 + (V - n.R) ** 2, 4 * F),
        [square, n.squares, n.named[0]],
    )
    least = p.reals("Fg² ≥ 2", F * g**2 >= 2, [norm])
    equation = p.reals(
        "D²g⁴ - Fg² + 1", Eq((n.d1 * n.d2 - n.b * n.c) ** 2 * g**4 - F * g**2 + 1, 0), [norm]
    )
    fourth = p.certified(
        "with D = u²", Eq(n.u**4 * g**4 - F * g**2 + 1, 0), [equation, n.squares, finite]
    )
    a, k = p.real("x_5"), p.real("x_6")
    factors = p.reals(
        "two factors",
        Eq(a**2 * k**2 * z**4 - 4 * (a**2 + k**2) * z**2 + 16, 0),
        given=[Eq(x**2 * z**4 - e * z**2 + 1, 0), Eq(a**2 + k**2, 4 * e), Eq(a * k, 4 * x)],
    )
    difference = p.certified("their product", Eq((V + n.R) * (V - n.R), 4 * n.u**2), [half])
    ends = {a: V + n.R, k: V - n.R, z: g}
    fourth_again = p.reals(
        "and x = u²",
        Eq(x**2 * z**4 - e * z**2 + 1, 0),
        given=[Eq(y**4 * z**4 - e * z**2 + 1, 0), Eq(x, y**2)],
    )
    small = p.at(fourth_again, {x: n.u**2, y: n.u, z: g, e: F}, [fourth, finite])
    product = p.at(factors, {**ends, x: n.u**2, e: F}, [small, sides, difference, finite])
    one = p.reals(
        "the smaller one",
        Eq(k * z, 2),
        given=[
            Eq(a**2 * k**2 * z**4 - 4 * (a**2 + k**2) * z**2 + 16, 0),
            (a**2 + k**2) * z**2 >= 8,
            a >= k,
            k > 0,
            z > 0,
        ],
    )
    larger = p.certified(
        "their sum", ((V + n.R) ** 2 + (V - n.R) ** 2) * g**2 >= 8, [least, sides, finite]
    )
    solved = p.at(one, ends, [product, larger, order, n.signs, finite])
    last = p.reals(
        "its quotient",
        Eq(z, a / (2 * e**2)),
        given=[Eq(k * z, 2), Eq(a * k, 4 * e**2), e > 0],
    )
    value = p.at(last, {**ends, e: n.u}, [solved, difference, n.signs, finite])
    p.qed(value, finite, total, *n.named)


@noise_gain.derivation
def _(p):
    """The solution of P = TPTᵀ + I: its entries are quotients by N = ΔP₊P₋."""
    J, T = p.J, p.J.comparison
    a, d, b, c = J.gamma_A, J.gamma_D, J.b, J.c
    plus, minus, D = distances(J)
    positive = p.reals("P₊, P₋ and Δ are positive", And(plus > 0, minus > 0, D > 0))
    inverse = p.let("q", 1 / (D * plus * minus), [positive])
    q = inverse.claim.lhs
    once = p.reals("qΔP₊P₋ = 1", Eq(q * D * plus * minus, 1), [inverse, positive])
    first = q * (
        a * b**2 * d + a * d**3 - a * d - b**3 * c + b**2 - b * c * d**2 - b * c - d**2 + 1
    )
    mixed = q * (-(a**2) * b * d + a * b**2 * c - a * c * d**2 + a * c + b * c**2 * d + b * d)
    second = q * (
        a**3 * d - a**2 * b * c - a**2 + a * c**2 * d - a * d - b * c**3 - b * c + c**2 + 1
    )
    x, y, z = first, mixed, second
    equations = [
        p.certified(f"equation {i}", equation, [once])
        for i, equation in enumerate(
            (
                Eq(x, a**2 * x + 2 * a * b * y + b**2 * z + 1),
                Eq(y, a * c * x + (a * d + b * c) * y + b * d * z),
                Eq(z, c**2 * x + 2 * c * d * y + d**2 * z + 1),
            ),
            start=1,
        )
    ]
    trace = p.by(
        "radii.two_by_two_noise",
        T=T,
        first=x,
        mixed=y,
        second=z,
        uses=[*equations, spectrum_inside(p)],
        name="H(T) is the trace of P",
    )
    w2 = (b - c) ** 2
    total = p.certified("the trace", Eq(2 * (x + z), 2 + q * (plus + minus) * (D**2 + w2)), [once])
    p.qed(trace, total, inverse, positive)


@lyapunov_bound.derivation
def _(p):
    """Q, for the matrix T."""
    J, T = p.J, p.J.comparison
    table = p.by("radii.two_by_two_entries", T=T, name="the entries of T")
    every = p.lemma(lyapunov_bound_of_maps, A=T, uses=[spectrum_inside(p)])
    plus, minus, D = distances(J)
    _, _, w, R = shape(J)
    (D_, Q_), (w_, R_) = of_a_map(T), shape_of_matrix(T)
    names = [p.real(f"x_{i}") for i in range(9)]
    l, e, f, g, h, e_, f_, g_, h_ = names
    same = [Eq(x, y) for x, y in ((e, e_), (f, f_), (g, g_), (h, h_))]
    written = p.reals(
        "as T is written",
        Eq(l, Max(1, (e + f) / (g + h))),
        given=[Eq(l, Max(1, (e_ + f_) / (g_ + h_))), g_ + h_ > 0, *same],
    )
    x, y = p.real("y_0"), p.real("y_1")
    root = p.reals("roots of equals", Eq(sqrt(x), sqrt(y)), given=[Eq(x, y), x >= 0])
    signs = p.reals("P₊, P₋ and Δ are positive", And(plus > 0, minus > 0, D > 0))
    product = p.reals("P₊P₋ > 0", plus * minus > 0, [signs])
    pairs = [
        p.at(root, {x: R_.args[0], y: R.args[0]}, [table]),
        p.at(root, {x: Q_.args[0], y: plus * minus}, [table, product]),
        p.certified("P₊P₋ of the entries", Q_.args[0] > 0, [table, product]),
        p.reals("w", Eq(w, w_), [table]),
        p.reals("Δ", Eq(D, D_), [table]),
        p.reals("a root", sqrt(plus * minus) > 0, [product]),
    ]
    there = {l: L(T), e: w, f: R, g: D, h: sqrt(plus * minus), e_: w_, f_: R_, g_: D_, h_: Q_}
    p.qed(p.at(written, there, [every, signs, *pairs]), signs)


def divisors_compare(p):
    """Show S + 2u ≤ 2(Δ + Q), Q² = P₊P₋: with P₋ ≥ 1 from u ≤ Q, else from u - Q ≤ 1 - P₋."""
    J = p.J
    plus, minus, D = distances(J)
    S, u, _, _ = shape(J)
    signs = p.reals("P₊ and P₋ are positive", And(plus > 0, minus > 0, D > 0))
    product = p.reals("P₊P₋ > 0", plus * minus > 0, [signs])
    both = [p.let("u", u, [signs]), p.let("Q", sqrt(plus * minus), [product])]
    u, Q = (fact.claim.lhs for fact in both)
    squares = [
        p.reals("u² = P₊", And(Eq(u**2, plus), u > 0), [both[0], signs]),
        p.reals("Q² = P₊P₋", And(Eq(Q**2, plus * minus), Q > 0), [both[1], product]),
    ]
    x, y, z = map(p.real, ("v_1", "v_2", "v_3"))
    above = p.reals(
        "u ≤ Q", x <= y, given=[Eq(y**2, x**2 * z), z >= 1, x > 0, y > 0]
    )
    below = p.reals(
        "u - Q ≤ 1 - P₋",
        x - y <= 1 - z,
        given=[Eq(y**2, x**2 * z), z <= 1, x > 0, y > 0, x <= 1],
    )
    there = {x: u, y: Q, z: minus}
    equal = p.certified("Q² = u²P₋", Eq(Q**2, u**2 * minus), squares)
    wide, narrow = [minus >= 1], [minus < 1]
    short = p.reals("u ≤ 1", u <= 1, [squares[0]], narrow)
    first = p.at(above, there, [equal, *squares], wide)
    second = p.at(below, there, [equal, short, *squares], narrow)
    rest = p.certified("S ≤ 2Δ", S <= 2 * D, [])
    claim = S + 2 * u <= 2 * (D + Q)
    order = p.cases(
        "S + 2u ≤ 2(Δ + Q)",
        p.reals("P₋ ≥ 1", claim, [first, rest], wide),
        p.reals("P₋ < 1", claim, [second], narrow),
    )
    return order, both, signs, squares


@peak_by_the_kreiss_constant.derivation
def _(p):
    """M(J) ≤ M(T) ≤ L(T) ≤ 2X."""
    J, T = p.J, p.J.comparison
    S, u, w, R = shape(J)
    _, _, D = distances(J)
    order, both, signs, squares = divisors_compare(p)
    exact = p.lemma(lyapunov_bound)
    x, y, z, l = map(p.real, ("w_1", "w_2", "w_3", "w_4"))
    twice = p.reals(
        "at most twice",
        l <= 2 * Max(1, x / y),
        given=[Eq(l, Max(1, x / z)), y <= 2 * z, x >= 0, y > 0, z > 0],
    )
    top = p.reals("w + R ≥ 0", w + R >= 0)
    left = p.reals("S + 2u > 0", S + 2 * u > 0, [both[0], squares[0], signs])
    root = both[1].claim.rhs
    right = p.reals("Δ + Q > 0", D + root > 0, [both[1], squares[1], signs])
    written = p.reals("as written", S + 2 * u <= 2 * (D + root), [order, *both, signs])
    there = {l: L(T), x: w + R, y: S + 2 * u, z: D + root}
    bound = p.at(twice, there, [exact, top, left, right, written])
    stable_T = spectrum_inside(p)
    peaks = p.lemma(transient_peaks_compare, uses=[stable_T], name="M(J) ≤ M(T)")
    form = p.by("lyapunov.peak", X=T, name="M(T) ≤ L(T)")
    finite = p.by("lyapunov.finite", X=T, uses=[stable_T], name="L(T) is finite")
    every = p.by("peak.finite", X=T, uses=[stable_T], name="M(T) is finite")
    p.qed(peaks, form, bound, finite, every)


@peak_below_four_kreiss_constants.derivation
def _(p):
    """4K(T) = 2X + 2/X."""
    peak, mean = p.lemma(peak_by_the_kreiss_constant), p.lemma(constant_as_a_mean)
    root = p.let("X", larger_root(p.J))
    least = p.reals("X ≥ 1", root.claim.lhs >= 1, [root])
    x = p.real("x")
    more = p.reals("a mean", 2 * x < 4 * (x / 2 + 1 / (2 * x)), given=[x >= 1])
    there = p.at(more, {x: root.claim.lhs}, [least])
    p.qed(peak, mean, root, least, there)


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
