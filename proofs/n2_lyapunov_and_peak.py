"""N2. The Lyapunov bound of two blocks with radii of their own, and the constant 4 of the peak.

With S, u, w and R of N1 (d₁, d₂ the gaps, u² = d₁d₂ - bc, w = |b - c|), and P₊ = u², P₋ =
(1+γ_A)(1+γ_D) - bc, Δ = 1 - γ_Aγ_D + bc, for the comparison matrix T

    L(T) = max(1, (w + R)/(Δ + √(P₊P₋))),    M(J) ≤ M(T) ≤ L(T) ≤ 2X < 4K(T),

X = max(1, (R + w)/(S + 2u)). For d₁ = d₂ and b = 0 the first is E8's c/(1-γ²), and the last E6's
constant.

*Argument.* L(T) is Q. For the last step S + 2u ≤ 2(Δ + √(P₊P₋)): with P₋ ≥ 1 since u² ≤ P₊P₋, and
else since u - √(P₊P₋) ≤ 1 - P₋.

Status: proved by machine. N2.comparison is a conjecture: the form diag(1, σ²) that is best among
the diagonal ones serves every J, and with two radii the best form of T is none of these.
"""

from comparison_with_radii import transient_peaks_compare
from n1_two_radii import SOURCE, constant_as_a_mean, larger_root, shape, spectrum_inside, stable
from n2_two_radii import distances
from q_every_two_by_two import shape as shape_of_matrix
from q_lyapunov_bound import lyapunov_bound_of_maps, of_a_map
from sympy import And, Eq, Max, sqrt

from kreissverify import K, L, M, SelfReferential, assume, theorem


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


@theorem(source="kreissverify, a conjecture", expect="supported", id="N2.comparison")
def lyapunov_bounds_compare(J: SelfReferential(radii="each")):
    """The Lyapunov bound of J is at most that of its comparison matrix: a conjecture."""
    assume(stable(J))
    return L(J) <= L(J.comparison)


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
    above = p.reals("u ≤ Q", x <= y, given=[Eq(y**2, x**2 * z), z >= 1, x > 0, y > 0])
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
    p.qed(peak, mean)
