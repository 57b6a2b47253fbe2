"""Powers with a natural exponent, and the gaps between integers, by induction on the exponent.

1. Let x, z ≥ 0, xz ≤ y and 0 ≤ a ≤ b. Then xᵏzᵏa ≤ yᵏb.
2. Let u ≥ 0 and 0 ≤ b ≤ a. Then (1+u)ᵏa ≥ (1 + ku + k(k-1)u²/2 + k(k-1)(k-2)u³/6)b.
3. k ≤ m or k ≥ m + 1 for m = 0, 1, 2.

*Argument.* A factor xz ≤ y more. (1+u) times the four terms of order k is those of order k + 1 and
k(k-1)(k-2)u⁴/6 more, which is not negative. And k + 1 ≥ 1; of k + 1 and m + 1 the same is to be
said as of k and m.

Each has variables that are more than is needed (a = b = 1, a = 0), so that its claim for k = 0 says
something. These are steps for other derivations, in variables of their own.
"""

from sympy import And, Eq, Or, S

from kreissverify.derivations.citations.facts.powers_of_numbers import binomial_terms


def powers_grow(p):
    """Return how to take xⁿzⁿ ≤ yⁿ for x, z ≥ 0 and xz ≤ y."""
    k = p.natural("k")
    x, z, y, a, b = map(p.real, ("x_1", "x_2", "x_3", "x_4", "x_5"))
    given = [x >= 0, z >= 0, x * z <= y, a >= 0, a <= b]

    def claim(order):
        return x**order * z**order * a <= y**order * b

    start = p.reals("powers of order 0", a <= b, given=given)
    q, f, g = map(p.real, ("x_7", "x_8", "x_9"))
    product = p.reals("products grow", q * f <= y * g, given=[q >= 0, q <= y, f <= g, g >= 0])
    above = p.reals("yᵏb ≥ 0", And(x * z >= 0, y**k * b >= 0), given=given)
    further = [*given, claim(k)]
    values = {q: x * z, f: claim(k).lhs, g: claim(k).rhs}
    multiplied = p.at(product, values, [above], further)
    step = p.reals("one factor more", claim(k + 1), [multiplied], further)
    every = p.induction("powers grow", start, step, k)

    def at(left, right, n, uses, given, second=1):
        values = {x: left, z: second, y: right, a: 1, b: 1, k: n}
        return p.at(every, values, uses, given)

    return at


def binomial_theorem_from_below(p, u, n, uses, given):
    """Show (1+u)ⁿ ≥ 1 + nu + n(n-1)u²/2 + n(n-1)(n-2)u³/6 for u ≥ 0."""
    k, w, a, b = p.natural("k"), p.real("x_6"), p.real("x_4"), p.real("x_5")
    two = p.induction(
        "two factors of k",
        p.reals("of 0", a >= 0, given=[a >= 0]),
        p.reals("of k + 1", (k + 1) * k + a >= 0, given=[a >= 0, k * (k - 1) + a >= 0]),
        k,
    )
    last = (k + 1) * k * (k - 1) + a >= 0
    three = p.induction(
        "three factors of k",
        p.reals("three of 0", a >= 0, given=[a >= 0]),
        p.reals("three of k + 1", last, [p.at(two, {a: 0})],
                [a >= 0, k * (k - 1) * (k - 2) + a >= 0]),
        k,
    )  # fmt: skip
    positive = [w >= 0, b >= 0, b <= a]

    def claim(order):
        return a * (1 + w) ** order >= b * binomial_terms(order, w)

    start = p.reals("terms of order 0", a >= b, given=positive)
    e, f, g = map(p.real, ("x_7", "x_8", "x_9"))
    product = p.reals("a multiple", (1 + w) * f >= (1 + w) * g, given=[w >= 0, f >= g])
    rest = p.reals("a fifth term", e * b * g >= 0, given=[e >= 0, b >= 0, g >= 0])
    further = [*positive, claim(k)]
    step = p.reals(
        "terms of order k + 1",
        claim(k + 1),
        [
            p.at(product, {f: claim(k).lhs, g: claim(k).rhs}, given=further),
            p.at(rest, {e: k * (k - 1) * (k - 2), g: w**4}, [p.at(three, {a: 0})], positive),
        ],
        further,
    )
    every = p.induction("the first terms of (1+u)ᵏ", start, step, k)
    return p.at(every, {w: u, a: 1, b: 1, k: n}, uses, given)


def integers_apart(p, n):
    """Show n ≤ m or n ≥ m + 1 for m = 0, 1, 2."""
    k, a = p.natural("k"), p.real("x_4")
    given, found = [Eq(a, 0)], []
    for m in (0, 1, 2):

        def claim(order, m=m):
            return Or(order <= m + a, order >= m + 1 + a)

        start = p.reals(f"0 and {m}", claim(S.Zero), given=given)
        below = [*found[-1:]]
        step = p.reals(f"k + 1 and {m}", claim(k + 1), below, [*given, claim(k)])
        found.append(p.induction(f"k and {m}", start, step, k))
    return [p.at(fact, {a: 0, k: n}) for fact in found]
