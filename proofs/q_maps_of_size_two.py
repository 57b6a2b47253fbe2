"""Q for maps: the Kreiss constant and the noise gain of real 2×2 matrices.

Of A = [[a, b], [c, d]] put w = |b - c| and R = √((a-d)² + (b+c)²).

*Kreiss constant of maps.* With ρ(A) < 1, tr A ≥ 0 and real eigenvalues, (a-d)² + 4bc ≥ 0, the
resolvent is largest on the real axis, so that K(A) = K_c(A - I): for S = 2 - tr A, u = √det(I - A)

    K(A) = (S² + w²)/(R·S + 2u·w) if R ≥ S, else 1.

If tr A ≤ 0, then -A is such a matrix, and K(-A) = K(A). For complex eigenvalues the largest
resolvent stands elsewhere on each circle, and no closed form is known here; of every A

    K(A) ≤ (X + 1/X)/2,    X = L(A) = max(1, (R + w)/(D + √(P₊P₋))),

by W, with D = 1 - det A and P± = 1 ∓ tr A + det A. (For flows W is an equality, for maps not.)

*Noise gains.* In both times, of every real 2×2 matrix,

    H(A) = 1 + (P₊ + P₋)(D² + w²)/(2·D·P₊·P₋),    H_c(A) = (S² + w²)/(2·S·det A) with S = -tr A.

*Argument.* Orthogonal matrices make A nonnegative; and the equations of P are solved.

Status: proved by machine.
"""

from q_every_two_by_two import SOURCE, entries, kreiss_constant_of_flows, shape
from q_lyapunov_bound import lyapunov_bound_of_maps, of_a_map
from sympy import And, Eq, Max, Piecewise, sqrt
from w_every_matrix import kreiss_by_lyapunov

from kreissverify import G, H, K, L, Square, assume, identity, rho, theorem
from kreissverify import continuous as ct
from kreissverify.derivations import Finite


def jury(A):
    """Return P₊, P₋ and D."""
    a, b, c, d = entries(A)
    product = b * c
    return (1 - a) * (1 - d) - product, (1 + a) * (1 + d) - product, 1 - a * d + product


@theorem(source=SOURCE, expect="proved", id="Q.map_kreiss")
def kreiss_constant_of_maps(A: Square(2)):
    """K of a stable real 2×2 map with real eigenvalues and tr A ≥ 0, in closed form."""
    a, b, c, d = entries(A)
    assume(rho(A) < 1)
    assume(a + d >= 0)
    assume((a - d) ** 2 + 4 * b * c >= 0)
    (w, R), S, u = shape(A), 2 - a - d, sqrt((1 - a) * (1 - d) - b * c)
    strong = (b + c) ** 2 >= 4 * (1 - a) * (1 - d)
    return Eq(K(A), Piecewise(((S**2 + w**2) / (R * S + 2 * u * w), strong), (1, True)))


@theorem(source=SOURCE, expect="proved", id="Q.map_bound")
def bound_of_every_map(A: Square(2)):
    """K of every stable real 2×2 map is at most (X + 1/X)/2 with X its Lyapunov bound."""
    assume(rho(A) < 1)
    (D, Q), (w, R) = of_a_map(A), shape(A)
    X = Max(1, (R + w) / (D + Q))
    return K(A) <= X / 2 + 1 / (2 * X)


@theorem(source=SOURCE, expect="proved", id="Q.noise")
def noise_gain_of_maps(A: Square(2)):
    """H of every stable real 2×2 map."""
    assume(rho(A) < 1)
    plus, minus, D = jury(A)
    w, _ = shape(A)
    return Eq(H(A), 1 + (plus + minus) * (D**2 + w**2) / (2 * D * plus * minus))


@theorem(source=SOURCE, expect="proved", id="Q.flow_noise")
def noise_gain_of_flows(A: Square(2)):
    """H_c of every stable real 2×2 flow."""
    assume(ct.spectral_abscissa(A) < 0)
    a, b, c, d = entries(A)
    w, _ = shape(A)
    return Eq(ct.H(A), ((a + d) ** 2 + w**2) / (2 * (-a - d) * (a * d - b * c)))


@kreiss_constant_of_maps.derivation
def _(p):
    """G_c(A - I, x) = G(A, 1 + x): each value of one supremum is one of the other."""
    A, r = p.A, p.real("r")
    flow, given = A - identity(A), [r > 1]
    axis = p.by("planar.real_axis", X=A, x=r - 1, given=given, name="largest on the real axis")
    finite = p.by("kreiss.finite", X=A, name="K(A) is finite")
    less = p.lemma("C1.map", J=A)
    circle = p.by("resolvent.finite", X=A, r=r, given=given, name="G(A, r) is finite")
    value = p.by("flow.kreiss_value", X=flow, x=r - 1, given=given, name="K_c is a supremum")
    below = p.reals(
        "on one circle",
        (r - 1) * G(A, r) <= ct.K(flow),
        [finite, less, axis, value, circle],
        given,
    )
    more = p.by("kreiss.supremum", X=A, bound=ct.K(flow), r=r, uses=[below], name="K ≤ K_c")
    plus, *_ = jury(A)
    inside = p.by("planar.jury", X=A, name="P₊, P₋ and D are positive")
    signs = p.reals("tr(A - I) < 0", And(2 - A[0, 0] - A[1, 1] > 0, plus > 0), [inside])
    stable = p.by("flow.planar_stable", X=flow, uses=[signs], name="α(A - I) < 0")
    exact = p.lemma(kreiss_constant_of_flows, A=flow, uses=[stable])
    value = p.let("V", p.statement.conclusion.rhs, [inside, signs])
    both = p.reals("K = K_c", And(Finite(ct.K(flow)), Eq(K(A), ct.K(flow))), [less, more, finite])
    same = p.reals("K_c = V", Eq(ct.K(flow), value.claim.lhs), [exact, value, inside])
    p.qed(both, same, value, inside)


@bound_of_every_map.derivation
def _(p):
    """W, with L in closed form."""
    A = p.A
    value = p.lemma(lyapunov_bound_of_maps, A=A)
    mean = p.lemma(kreiss_by_lyapunov, A=A)
    inside = p.by("planar.jury", X=A, name="P₊, P₋ and D are positive")
    root = p.let("X", value.claim.rhs, [inside])
    equal = p.reals("L(A) = X", Eq(L(A), root.claim.lhs), [value, root])
    k, l, x, y = map(p.real, ("k", "l", "x", "y"))
    written = p.reals(
        "as written",
        k <= y / 2 + 1 / (2 * y),
        given=[k <= (l + 1 / l) / 2, Eq(l, x), Eq(x, y), y >= 1],
    )
    there = {k: K(A), l: L(A), x: root.claim.lhs, y: root.claim.rhs}
    p.qed(p.at(written, there, [mean, equal, root, inside]))


@noise_gain_of_maps.derivation
def _(p):
    """The solution of P = APAᵀ + I: its entries are quotients by N = D·P₊·P₋."""
    A = p.A
    a, b, c, d = entries(A)
    plus, minus, D = jury(A)
    inside = p.by("planar.jury", X=A, name="P₊, P₋ and D are positive")
    inverse = p.let("q", 1 / (D * plus * minus), [inside])
    q = inverse.claim.lhs
    once = p.reals("qDP₊P₋ = 1", Eq(q * D * plus * minus, 1), [inverse, inside])
    x = q * (a * b**2 * d + a * d**3 - a * d - b**3 * c + b**2 - b * c * d**2 - b * c - d**2 + 1)
    y = q * (-(a**2) * b * d + a * b**2 * c - a * c * d**2 + a * c + b * c**2 * d + b * d)
    z = q * (a**3 * d - a**2 * b * c - a**2 + a * c**2 * d - a * d - b * c**3 - b * c + c**2 + 1)
    trace = p.by("planar.noise", X=A, first=x, mixed=y, second=z, uses=[once], name="H = tr P")
    p.qed(trace, inverse, inside)


@noise_gain_of_flows.derivation
def _(p):
    """The solution of AP + PAᵀ + I = 0: its entries are quotients by 2SΔ."""
    A = p.A
    a, b, c, d = entries(A)
    S, Δ = -a - d, a * d - b * c
    hurwitz = p.by("flow.planar_hurwitz", X=A, name="tr A < 0 and det A > 0")
    inverse = p.let("q", 1 / (2 * S * Δ), [hurwitz])
    q = inverse.claim.lhs
    once = p.reals("2qSΔ = 1", Eq(2 * q * S * Δ, 1), [inverse, hurwitz])
    x, y, z = q * (Δ + b**2 + d**2), -q * (a * b + c * d), q * (Δ + a**2 + c**2)
    trace = p.by(
        "flow.planar_noise", X=A, first=x, mixed=y, second=z, uses=[once], name="H_c = tr P"
    )
    p.qed(trace, inverse, hurwitz)
