"""Ca. A cascade of m stages, each of which drives the next.

With equal γ, κ = c/(1-γ) and φⱼ = (j-1)ʲ⁻¹/jʲ (φ₁ = 1, φ₂ = 1/4, φ₃ = 4/27), the chain T with γ on
the diagonal and c below it has

    φ_m·κᵐ⁻¹ ≤ K(T) ≤ Σ φⱼ·κʲ⁻¹ over j ≤ m,    K(T) = 1 iff κ·cos(π/(m+1)) ≤ 1.

For m = 3: 4κ²/27 ≤ K ≤ 1 + κ/4 + 4κ²/27, and K = 1 iff κ² ≤ 2.

*Argument.* On |z| = r the entries of the resolvent are cʲ⁻¹/(r-γ)ʲ, and (r-1)(1-γ)ʲ⁻¹/(r-γ)ʲ is
largest at r - γ = j(1-γ)/(j-1), with the value φⱼ. The lower bound is the corner of the resolvent,
the upper one the sum of the norms of its diagonals. The threshold is w(T) = γ + c·cos(π/(m+1)).

Status: proved by machine for m = 3 and 4; the bounds of K are stated for 1 ≤ κ ≤ 1000, so that
their instances are decided in seconds, which no step uses. A statement of the language has matrices
of numbers of a given size only; the derivations are the same for each m.
"""

from sympy import And, Eq, Equivalent, cos, div, pi

from kreissverify import G, K, Rational, Real, assume, matrix, theorem

SOURCE = "kreissverify"
#: Both theorems, by the number of stages.
HEADINGS = {
    3: (
        theorem(source=SOURCE, expect="proved", id="Ca"),
        theorem(source=SOURCE, expect="proved", id="Ca.threshold"),
    ),
    4: (
        theorem(source=SOURCE, expect="proved", id="Ca.4"),
        theorem(source=SOURCE, expect="proved", id="Ca.4.threshold"),
    ),
}


def chain(stages, gamma, c):
    """Return T."""
    table = [[0] * stages for _ in range(stages)]
    for i in range(stages):
        table[i][i] = gamma
        if i > 0:
            table[i][i - 1] = c
    return matrix(table)


def weight(j):
    """Return φⱼ."""
    return Rational((j - 1) ** (j - 1), j**j) if j > 1 else Rational(1)


def largest_share(p, j, s, d):
    """Show s·dʲ ≤ φⱼ₊₁(s+d)ʲ⁺¹: d = js is a double zero of the difference."""
    claim = s * d**j <= weight(j + 1) * (s + d) ** (j + 1)
    given = [s > 0, d > 0] if j > 1 else []
    rest, _ = div(claim.rhs - claim.lhs, (d - j * s) ** 2, s, d)
    return p.squares(f"φ_{j + 1}", claim, [(rest, d - j * s)], given=given)


def diagonal(p, j, r, κ, c_of):
    """Show (r-1)cʲ/(r-γ)ʲ⁺¹ ≤ φⱼ₊₁κʲ."""
    φ, (s, d, k) = weight(j + 1), map(p.real, ("s", "d", "k"))
    mean = largest_share(p, j, s, d)
    scaled = p.reals(
        f"times κ to the {j}",
        s * (k * d) ** j / (s + d) ** (j + 1) <= φ * k**j,
        [mean],
        [s > 0, d > 0, k >= 0],
    )
    given = [r > 1]
    there = p.at(scaled, {s: r - 1, d: 1 - p.gamma, k: κ}, [c_of], given)
    term = (r - 1) * p.c**j / (r - p.gamma) ** (j + 1)
    return p.reals(f"diagonal {j}", term <= φ * κ**j, [there, c_of], given)


def bounds_of(stages):
    """Make the theorem on both bounds for some number of stages."""

    @HEADINGS[stages][0]
    def cascade(gamma: Real(at_least=0, below=1), c: Real(at_least=0)):
        """K of a chain is between φ_m·κᵐ⁻¹ and Σ φⱼ·κʲ⁻¹; κ in [1, 1000] is for instances alone."""
        κ, value = c / (1 - gamma), K(chain(stages, gamma, c))
        assume(And(κ >= 1, κ <= 1000))
        total = sum(weight(j) * κ ** (j - 1) for j in range(1, stages + 1))
        return And(weight(stages) * κ ** (stages - 1) <= value, value <= total)

    @cascade.derivation
    def _(p):
        """Term by term (r-1)cʲ/(r-γ)ʲ⁺¹ ≤ φⱼ₊₁κʲ; the last with equality at the best circle."""
        γ, c, r = p.gamma, p.c, p.real("r")
        X, D, given, m = chain(stages, γ, c), 1 - γ, [r > 1], stages
        ratio = p.let("kappa", c / D)
        κ = ratio.claim.lhs
        c_of = p.reals("c = κ(1-γ)", And(Eq(c, κ * D), κ >= 0), [ratio])
        on = p.by("chain.resolvent", X=X, r=r, given=given, name="the resolvent")
        first = p.reals("diagonal 0", (r - 1) / (r - γ) <= 1, given=given)
        terms = [first, *(diagonal(p, j, r, κ, c_of) for j in range(1, stages))]
        x, total = r - γ, sum(weight(j + 1) * κ**j for j in range(stages))
        g, z, e = p.real("g"), p.real("z"), [p.real(f"e_{j}") for j in range(stages)]
        summed = p.reals("a sum", z * g <= sum(z * k for k in e), given=[g <= sum(e), z > 0])
        values = {g: G(X, r), z: r - 1, **{k: c**j / x ** (j + 1) for j, k in enumerate(e)}}
        below = p.at(summed, values, [on], given)
        line = p.reals("on a circle", (r - 1) * G(X, r) <= total, [below, *terms, on], given)
        upper = p.by("kreiss.supremum", X=X, bound=total, r=r, uses=[line], name="K ≤ Σ φⱼκʲ⁻¹")
        best = p.let("r_0", 1 + D / (m - 1))
        r_0 = best.claim.lhs
        outside = p.reals("r_0 > 1", r_0 > 1, [best])
        corner = p.at(on, {r: r_0}, [outside])
        value = p.by("kreiss.value", X=X, r=r_0, uses=[outside], name="K is a supremum")
        equal = p.reals(
            "the corner at r_0",
            Eq((r_0 - 1) * c ** (m - 1) / (r_0 - γ) ** m, weight(m) * κ ** (m - 1)),
            [best, c_of],
        )
        larger = p.reals("a product", z * g >= z * e[0], given=[g >= e[0], z > 0])
        values = {g: G(X, r_0), z: r_0 - 1, e[0]: c ** (m - 1) / (r_0 - γ) ** m}
        there = p.at(larger, values, [corner, outside])
        power = p.reals("a power of κ", Eq(κ ** (m - 1), (c / D) ** (m - 1)), [ratio])
        p.qed(upper, value, there, equal, corner, ratio, power)

    return cascade


def threshold_of(stages):
    """Make the theorem on the threshold for some number of stages."""

    @HEADINGS[stages][1]
    def threshold(gamma: Real(at_least=0, below=1), c: Real(at_least=0)):
        """K of a chain is 1 exactly if κ·cos(π/(m+1)) ≤ 1."""
        small = c * cos(pi / (stages + 1)) <= 1 - gamma
        return Equivalent(K(chain(stages, gamma, c)) <= 1, small)

    @threshold.derivation
    def _(p):
        """K(T) = 1 iff w(T) ≤ 1."""
        X = chain(stages, p.gamma, p.c)
        radius = p.by("chain.numerical_radius", X=X, name="w(T)")
        edge, value = p.c * cos(pi / (stages + 1)), K(X)
        on = p.by("chain.resolvent", X=X, r=2, name="its spectrum")
        finite = p.by("kreiss.finite", X=X, uses=[on], name="K is finite")
        small, large, one = [edge <= 1 - p.gamma], [edge > 1 - p.gamma], [value <= 1]
        within = p.by("kreiss.one", X=X, uses=[radius], given=small, name="K = 1 if w ≤ 1")
        only = p.by("kreiss.only_one", X=X, given=one, name="and only then")
        claim = p.statement.conclusion
        above = p.cases(
            "K > 1 above",
            p.reals("no equality", value > 1, [only, radius], [*large, *one]),
            p.reals("as it is", value > 1, given=[*large, value > 1]),
            uses=[finite],
            given=large,
        )
        p.qed(
            p.cases(
                "either way",
                p.reals("small coupling", claim, [within], small),
                p.reals("large coupling", claim, [above, finite], large),
            )
        )

    return threshold


for_each = [(bounds_of(m), threshold_of(m)) for m in HEADINGS]
