"""C3 with coupling back and two rates: how much of the peak K_c sees.

For T = [[-p, b], [c, -q]] with bc < pq, the comparison matrix of two flows that are coupled both
ways at rates of their own,

    M_c(T) ≤ 2·K_c(T),

and the constant that instances show is 4/e = 1.47, as for b = 0 and p = q (c2_transient_peak.py).

*Argument.* M_c ≤ L_c = X for X = max(1, (R + w)/(S + 2u)), and K_c = (X + 1/X)/2 (Q). For 4/e the
closed form of C2.coupled_peak has to be compared: with cosh θ = S/h, K_c = cosh η and R/h = cosh(θ
+ η), log M_c grows with η at the rate √(1 - cosh²θ/cosh²(θ+η)) ≤ √(1 - e^{-2η}), the rate of equal
rates p = q and b = 0, for which C3 is proved. That is an argument; the derivative in question has
two nested roots and a parameter, and neither solver decides its sign.

Status: 2 is proved by machine, 4/e supported.
"""

from q_every_two_by_two import kreiss_constant_of_flows
from q_lyapunov_bound import lyapunov_bound_of_flows
from sympy import Abs, And, E, Eq, Max, sqrt

from kreissverify import Real, assume, matrix, theorem
from kreissverify import continuous as ct
from kreissverify.derivations import Finite

SOURCE = "kreissverify, E6 in continuous time"


def coupled(p, q, b, c):
    """Return T."""
    return matrix([[-p, b], [c, -q]])


@theorem(source=SOURCE, expect="proved", id="C3.double")
def peak_is_at_most_twice_the_kreiss_constant(
    p: Real(above=0), q: Real(above=0), b: Real(at_least=0), c: Real(at_least=0)
):
    """The transient peak of two coupled flows is at most 2·K_c."""
    assume(b * c < p * q)
    T = coupled(p, q, b, c)
    return ct.M(T) <= 2 * ct.K(T)


@theorem(source=SOURCE, expect="supported", id="C3.coupled")
def peak_by_the_kreiss_constant_of_coupled_flows(
    p: Real(above=0), q: Real(above=0), b: Real(at_least=0), c: Real(at_least=0)
):
    """The transient peak of two coupled flows is at most (4/e)·K_c, not derived for b > 0."""
    assume(b * c < p * q)
    T = coupled(p, q, b, c)
    return E * ct.M(T) <= 4 * ct.K(T)


@peak_is_at_most_twice_the_kreiss_constant.derivation
def _(p):
    """X ≤ X + 1/X, with M_c ≤ L_c = X."""
    first, second, b, c = p.variable("p"), p.q, p.b, p.c
    T = coupled(first, second, b, c)
    stable = p.by("flow.planar_stable", X=T, name="α(T) < 0")
    bound = p.lemma(lyapunov_bound_of_flows, A=T, uses=[stable])
    exact = p.lemma(kreiss_constant_of_flows, A=T, uses=[stable])
    peak = p.by("flow.lyapunov_peak", X=T, name="M_c ≤ L_c")
    lets = [
        p.let("S", first + second),
        p.let("u", sqrt(first * second - b * c)),
        p.let("w", Abs(b - c)),
        p.let("R", sqrt((first - second) ** 2 + (b + c) ** 2)),
    ]
    S, u, w, R = (fact.claim.lhs for fact in lets)
    squares = p.reals("R² + 4u² = S² + w²", Eq(R**2 + 4 * u**2, S**2 + w**2), lets)
    ends = p.reals("signs", And(S > 0, u > 0, w >= 0, R >= 0), lets)
    strong, weak = [R >= S], [R < S]
    form, value = ct.L(T), ct.K(T)
    finite = p.reals("both are finite", And(Finite(form), Finite(value)), [bound, exact])
    x = p.reals("L_c by its numbers", Eq(form, Max(1, (R + w) / (S + 2 * u))), [bound, *lets, ends])
    y = p.reals(
        "K_c by its numbers",
        Eq(value, (S**2 + w**2) / (R * S + 2 * u * w)),
        [exact, *lets],
        strong,
    )
    l, k, e, f, g, h = map(p.real, ("l", "k", "e", "f", "g", "h"))
    twice = p.reals(
        "X ≤ 2K",
        l <= 2 * k,
        given=[
            Eq(l * (e + 2 * f), h + g),
            Eq(k * (h * e + 2 * f * g), e**2 + g**2),
            Eq(h**2 + 4 * f**2, e**2 + g**2),
            e > 0, f > 0, g >= 0, h >= e,
        ],
    )  # fmt: skip
    there = {l: (R + w) / (S + 2 * u), k: value, e: S, f: u, g: w, h: R}
    large = p.at(twice, there, [y, squares, ends], strong)
    narrow = p.reals("X ≤ 1", (R + w) / (S + 2 * u) <= 1, [squares, ends], weak)
    small = p.reals("L_c ≤ 2K_c for weak coupling", form <= 2 * value, [x, narrow, finite], weak)
    whole = p.reals("L_c ≤ 2K_c for strong coupling", form <= 2 * value, [x, large, finite], strong)
    p.qed(p.cases("L_c ≤ 2K_c", whole, small), peak, finite)
