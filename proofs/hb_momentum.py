"""HB and Nesterov. The square-root laws of momentum, exactly.

On quadratics with condition number κ = q² > 1, in any dimension, with the parameters that are
optimal for it, and with k(x) = x/4 + 1/x if x ≥ 2, else 1,

    heavy ball:   max K = k((q²+1)/(q+1)),    max L = (q²+1)/(2q),
    Nesterov:     max K = k(2q-2+1/q),        max L = (1+u²)/(1-u²), u = 1 - 1/q.

So K ~ √κ/4 and √κ/2: the square-root law of H. Mohammadi, S. Samuelson, M. R. Jovanović,
arXiv:2103.08017, with its constants; and M ≤ L bounds the peak, in every dimension.

*Argument.* J is an orthogonal sum of the 2×2 matrices of the eigenvalues of the Hessian. By its
Schur form each has the norms of [[x, 0], [s, y]] with |x| = |y| = γ and s ≤ c: γ = √β and c = 1 + β
for the heavy ball, γ = u and c = 1 + u² for Nesterov's method. So (r-γ)²g² ≤ cg + 1 on |z| = r, and
E1 applies with c/(1-γ) for κ there. L is that of Q, which grows with the square of the trace. At an
end of the spectrum the eigenvalues are equal, x = y, and both bounds are attained.

Status: proved by machine. HB.peak and Nesterov.peak are stated for q ≤ 10, so that their instances
are decided in seconds; no step uses it. The maximum of L is stated for one eigenvalue.
"""

from q_lyapunov_bound import lyapunov_bound_of_maps
from sympy import Abs, And, Eq, Max, Piecewise, sqrt

from kreissverify import G, K, L, M, Real, assume, matrix, rho, theorem
from kreissverify.families import HeavyBallOptimal, NesterovOptimal

SOURCE = "kreissverify, for arXiv:2103.08017"


def one_eigenvalue(tau, delta):
    """The matrix of a recurrence with the characteristic polynomial z² - τz + δ."""
    return matrix([[tau, -delta], [1, 0]])


def k(x):
    """The worst Kreiss constant of E1."""
    return Piecewise((x / 4 + 1 / x, x >= 2), (1, True))


@theorem(source=SOURCE, expect="proved", id="HB")
def heavy_ball_kreiss_constant(J: HeavyBallOptimal):
    """The heavy ball with optimal parameters has K at most k((κ+1)/(√κ+1))."""
    return K(J) <= k((J.q**2 + 1) / (J.q + 1))


@theorem(source=SOURCE, expect="proved", id="HB.lyapunov")
def heavy_ball_lyapunov_bound(J: HeavyBallOptimal(n=1)):
    """Its Lyapunov bound is at most (κ+1)/(2√κ), here on one eigenvalue."""
    return L(J) <= (J.q**2 + 1) / (2 * J.q)


@theorem(source=SOURCE, expect="proved", id="HB.peak")
def heavy_ball_peak(J: HeavyBallOptimal):
    """Its transient peak is at most (κ+1)/(2√κ). (κ ≤ 100 is for the instances alone.)"""
    assume(J.q <= 10)
    return M(J) <= (J.q**2 + 1) / (2 * J.q)


@theorem(source=SOURCE, expect="proved", id="Nesterov")
def nesterov_kreiss_constant(J: NesterovOptimal):
    """Nesterov's method with optimal parameters has K at most k(2√κ-2+1/√κ)."""
    return K(J) <= k(2 * J.q - 2 + 1 / J.q)


@theorem(source=SOURCE, expect="proved", id="Nesterov.lyapunov")
def nesterov_lyapunov_bound(J: NesterovOptimal(n=1)):
    """Its Lyapunov bound is at most (1+u²)/(1-u²) with u = 1 - 1/√κ, here on one eigenvalue."""
    u = 1 - 1 / J.q
    return L(J) <= (1 + u**2) / (1 - u**2)


@theorem(source=SOURCE, expect="proved", id="Nesterov.peak")
def nesterov_peak(J: NesterovOptimal):
    """Its transient peak is at most (1+u²)/(1-u²), u = 1 - 1/√κ. (κ ≤ 100 is for the instances.)"""
    assume(J.q <= 10)
    u = 1 - 1 / J.q
    return M(J) <= (1 + u**2) / (1 - u**2)


@theorem(source=SOURCE, expect="proved", id="HB.recurrence")
def recurrence_kreiss_constant(
    tau: Real(), delta: Real(), gamma: Real(at_least=0, below=1), kappa: Real(above=0)
):
    """xₜ₊₁ = τxₜ - δxₜ₋₁ with roots of modulus √δ ≤ γ < 1 has K at most k(κ), κ = (1+γ²)/(1-γ)."""
    assume(tau**2 <= 4 * delta)
    assume(delta <= gamma**2)
    assume(1 + gamma**2 <= kappa * (1 - gamma))
    return K(one_eigenvalue(tau, delta)) <= k(kappa)


@theorem(source=SOURCE, expect="proved", id="HB.recurrence_lyapunov")
def recurrence_lyapunov_bound(tau: Real(), delta: Real(), bound: Real(at_least=1)):
    """And its Lyapunov bound is at most (1+δ)/(1-δ)."""
    assume(tau**2 <= 4 * delta)
    assume(delta < 1)
    assume(1 + delta <= bound * (1 - delta))
    return L(one_eigenvalue(tau, delta)) <= bound


@theorem(source=SOURCE, expect="proved", id="HB.attained")
def recurrence_attains_its_kreiss_constant(gamma: Real(at_least=0, below=1)):
    """At τ = 2γ and δ = γ², an end of the spectrum, K is k((1+γ²)/(1-γ))."""
    return Eq(K(one_eigenvalue(2 * gamma, gamma**2)), k((1 + gamma**2) / (1 - gamma)))


@theorem(source=SOURCE, expect="proved", id="HB.lyapunov_attained")
def recurrence_attains_its_lyapunov_bound(gamma: Real(at_least=0, below=1)):
    """At τ = 2γ and δ = γ², an end of the spectrum, L is (1+γ²)/(1-γ²)."""
    return Eq(L(one_eigenvalue(2 * gamma, gamma**2)), (1 + gamma**2) / (1 - gamma**2))


@recurrence_kreiss_constant.derivation
def _(p):
    """With D = 1-γ, (V + Dg)² - κDg - 1 is a square for V = κ/4 + 1/κ; so (r-γ)g ≤ V + Dg."""
    τ, δ, γ, κ, r = p.tau, p.delta, p.gamma, p.kappa, p.real("r")
    X, outside = one_eigenvalue(τ, δ), [r > 1]
    value = p.let("V", k(κ))
    V, g, D, c = value.claim.lhs, G(X, r), 1 - γ, κ * (1 - γ)
    wide = p.reals("1 + δ ≤ c", And(1 + δ <= c, δ >= 0))
    x, y, z, e = map(p.real, ("x", "y", "z", "e"))
    square = p.reals("squares grow", x**2 <= y**2, given=[x >= 0, x <= y])
    grown = p.at(square, {x: 1 + δ, y: c}, [wide])
    size = p.certified("|s|² ≤ c²", τ**2 + δ**2 + 1 - 2 * δ <= c**2, [grown])
    form = p.by(
        "planar.schur", X=X, r=r, bound=γ, coupling=c, uses=[size, wide], given=outside,
        name="its Schur form",
    )  # fmt: skip
    strong, weak = [κ >= 2], [κ < 2]
    above = p.reals("V = κ/4 + 1/κ", Eq(V, κ / 4 + 1 / κ), [value], strong)
    below = p.reals("V = 1", Eq(V, 1), [value], weak)
    square = p.squares("a square", κ * e + 1 <= (κ / 4 + 1 / κ + e) ** 2, [(1, e - κ / 4 + 1 / κ)])
    there = p.at(square, {e: D * g}, [form], outside)
    room = c * g + 1 <= (V + D * g) ** 2
    enough = p.cases(
        "cg + 1 ≤ (V + Dg)²",
        p.reals("strong", room, [there, above, form], [*outside, *strong]),
        p.reals("weak", room, [below, form], [*outside, *weak]),
        given=outside,
    )
    root = p.reals("its root", x <= y, given=[x**2 <= z, z <= y**2, y >= 0])
    least = p.reals("V ≥ 1", V >= 1, [value])
    whole = p.reals("V + Dg ≥ 0", V + D * g >= 0, [least, form], outside)
    values = {x: (r - γ) * g, y: V + D * g, z: c * g + 1}
    line = p.at(root, values, [form, enough, whole], outside)
    circle = p.reals("on a circle", (r - 1) * g <= V, [line, form], outside)
    p.qed(p.by("kreiss.supremum", X=X, bound=V, r=r, uses=[circle], name="K ≤ V"), value)


@recurrence_lyapunov_bound.derivation
def _(p):
    """Q, with τ² + (1-δ)² ≤ (1+δ)² above and (1+δ)² - τ² ≥ (1-δ)² below."""
    τ, δ, bound = p.tau, p.delta, p.bound
    X = one_eigenvalue(τ, δ)
    signs = p.reals("P₊ > 0 and P₋ > 0", And(1 - τ + δ > 0, 1 + τ + δ > 0, δ >= 0))
    inside = p.by("planar.stable", X=X, uses=[signs], name="ρ < 1")
    exact = p.lemma(lyapunov_bound_of_maps, A=X, uses=[inside])
    top, rest = sqrt(τ**2 + (1 - δ) ** 2), (δ - τ + 1) * (δ + τ + 1)
    above = p.reals("√(τ² + (1-δ)²) ≤ 1 + δ", top <= 1 + δ, [signs])
    below = p.reals("√(P₊P₋) ≥ 1 - δ", sqrt(rest) >= 1 - δ)
    l, n, d, e, f = map(p.real, ("l", "n", "d", "e", "f"))
    last = p.reals(
        "a quotient",
        l <= f,
        given=[Eq(l, Max(1, n / d)), n <= 2 * (1 + e), d >= 2 * (1 - e), e < 1,
               1 + e <= f * (1 - e), f >= 1],
    )  # fmt: skip
    sides = p.reals(
        "both sides",
        And(top + Abs(δ + 1) <= 2 * (1 + δ), 1 - δ + sqrt(rest) >= 2 * (1 - δ)),
        [above, below, signs],
    )
    there = {l: L(X), n: top + Abs(δ + 1), d: 1 - δ + sqrt(rest), e: δ, f: bound}
    p.qed(p.at(last, there, [exact, sides]))


def heavy_ball(p, h):
    """Return τ and δ of the heavy ball for the eigenvalue 1 + (q²-1)h, and √β."""
    q = p.J.q
    alpha, beta = 4 / (q + 1) ** 2, ((q - 1) / (q + 1)) ** 2
    return 1 + beta - alpha * (1 + (q**2 - 1) * h), beta, (q - 1) / (q + 1)


def nesterov(p, h):
    """Return τ and δ of Nesterov's method for the eigenvalue 1 + (q²-1)h, and u."""
    q = p.J.q
    descent, beta = (1 - 1 / q**2) * (1 - h), (q - 1) / (q + 1)
    return (1 + beta) * descent, beta * descent, 1 - 1 / q


def kreiss_constant_of_momentum(p, method, coupling):
    """Show K ≤ k(coupling): J is an orthogonal sum over the eigenvalues h of S."""
    J, h = p.J, p.real("h")
    inside, bound = [h >= 0, h <= 1], p.statement.conclusion.rhs
    τ, δ, γ = method(p, h)
    # τ² ≤ 4δ, δ ≤ γ² < 1 and 1 + γ² ≤ κ(1-γ) need no steps: they are what the lemma asks for
    one = p.lemma(
        recurrence_kreiss_constant, tau=τ, delta=δ, gamma=γ, kappa=coupling, given=inside,
        name="for one eigenvalue",
    )  # fmt: skip
    return p.by("symmetric_sum.kreiss", X=J, Y=J.S, h=h, low=0, high=1, bound=bound, uses=[one])


@heavy_ball_kreiss_constant.derivation
def _(p):
    """γ = √β, and (1 + γ²)/(1 - γ) = (q²+1)/(q+1)."""
    q = p.J.q
    p.qed(kreiss_constant_of_momentum(p, heavy_ball, (q**2 + 1) / (q + 1)))


@nesterov_kreiss_constant.derivation
def _(p):
    """γ = u, and (1 + u²)/(1 - u) = 2q - 2 + 1/q."""
    q = p.J.q
    p.qed(kreiss_constant_of_momentum(p, nesterov, 2 * q - 2 + 1 / q))


def lyapunov_bound_of_momentum(p, method):
    """Show L ≤ the bound: J is an orthogonal sum over the eigenvalues h of S."""
    J, h = p.J, p.real("h")
    inside, bound = [h >= 0, h <= 1], p.statement.conclusion.rhs
    τ, δ, _ = method(p, h)
    one = p.lemma(
        recurrence_lyapunov_bound, tau=τ, delta=δ, bound=bound, given=inside,
        name="for one eigenvalue",
    )  # fmt: skip
    return p.by("symmetric_sum.lyapunov", X=J, Y=J.S, h=h, low=0, high=1, bound=bound, uses=[one])


@heavy_ball_lyapunov_bound.derivation
def _(p):
    """γ² = β, and (1 + β)/(1 - β) = (q²+1)/(2q)."""
    p.qed(lyapunov_bound_of_momentum(p, heavy_ball))


@nesterov_lyapunov_bound.derivation
def _(p):
    """γ = u."""
    p.qed(lyapunov_bound_of_momentum(p, nesterov))


def peak_by_lyapunov(p, method):
    """M ≤ L, in every dimension."""
    p.qed(p.by("lyapunov.peak", X=p.J, name="M ≤ L"), lyapunov_bound_of_momentum(p, method))


@heavy_ball_peak.derivation
def _(p):
    """M ≤ L."""
    peak_by_lyapunov(p, heavy_ball)


@nesterov_peak.derivation
def _(p):
    """M ≤ L."""
    peak_by_lyapunov(p, nesterov)


@recurrence_attains_its_lyapunov_bound.derivation
def _(p):
    """Q: both roots in it are rational."""
    γ = p.gamma
    X = one_eigenvalue(2 * γ, γ**2)
    signs = p.reals("P₊, P₋ and 1 - δ", And((1 - γ) ** 2 > 0, (1 + γ) ** 2 > 0, 1 - γ**2 > 0))
    inside = p.by("planar.stable", X=X, uses=[signs], name="ρ < 1")
    exact = p.lemma(lyapunov_bound_of_maps, A=X, uses=[inside])
    squares = [γ**2 - 2 * γ + 1, γ**2 + 2 * γ + 1]
    roots = [
        p.reals("4γ² + (1-γ²)² is a square", Eq(sqrt(4 * γ**2 + (1 - γ**2) ** 2), 1 + γ**2)),
        p.reals("the root of P₊", Eq(sqrt(squares[0]), 1 - γ)),
        p.reals("the root of P₋", Eq(sqrt(squares[1]), 1 + γ)),
    ]
    l, n, d = map(p.real, ("l", "n", "d"))
    last = p.reals(
        "a quotient",
        Eq(l, (1 + γ**2) / (1 - γ**2)),
        given=[Eq(l, Max(1, n / d)), Eq(n, 2 * (1 + γ**2)), Eq(d, 2 * (1 - γ**2))],
    )
    value = exact.claim.rhs
    top = γ**2 + roots[0].claim.lhs + 1
    bottom = 1 - γ**2 + roots[1].claim.lhs * roots[2].claim.lhs
    sides = [
        p.certified("above", Eq(top, 2 * (1 + γ**2))),
        p.certified("below", Eq(bottom, 2 * (1 - γ**2)), roots[1:]),
    ]
    assert value == Max(1, top / bottom)
    p.qed(p.at(last, {l: L(X), n: top, d: bottom}, [exact, *sides, *roots[1:]]))


@recurrence_attains_its_kreiss_constant.derivation
def _(p):
    """With x = r-γ, σ is a singular value of rI - X iff x² = σ² + cσ; take σ = D/(κ/4 - 1/κ)."""
    γ = p.gamma
    X, D, c = one_eigenvalue(2 * γ, γ**2), 1 - γ, 1 + γ**2
    strong, weak = [c > 2 * D], [c <= 2 * D]
    signs = p.reals("P₊, P₋ and 1 - δ", And((1 - γ) ** 2 > 0, (1 + γ) ** 2 > 0, 1 - γ**2 > 0))
    upper = p.lemma(
        recurrence_kreiss_constant, tau=2 * γ, delta=γ**2, gamma=γ, kappa=c / D, name="K ≤ V"
    )
    inside = p.by("planar.stable", X=X, uses=[signs], name="ρ < 1")
    finite = p.by("kreiss.finite", X=X, uses=[inside], name="K is finite")
    least = p.by("kreiss.at_least_one", X=X, name="K ≥ 1")
    value = p.let("V", p.statement.conclusion.rhs)
    V = value.claim.lhs
    formula = p.reals("4cDV = c² + 4D²", Eq(4 * c * D * V, c**2 + 4 * D**2), [value], strong)
    point = p.let("s", Piecewise((4 * c * D**2 / (c**2 - 4 * D**2), c > 2 * D), (1, True)))
    s = point.claim.lhs
    place = p.reals(
        "s(c² - 4D²) = 4cD²", And(Eq(s * (c**2 - 4 * D**2), 4 * c * D**2), s > 0), [point], strong
    )
    x = D + V * s
    circle = p.reals("x² = s² + cs", Eq(x**2, s**2 + c * s), [formula, place], strong)
    r = 1 + V * s
    quartic = s**4 - ((r - 2 * γ) ** 2 + r**2 + γ**4 + 1) * s**2 + ((r - 2 * γ) * r + γ**2) ** 2
    core = p.identity("the quartic", Eq(quartic, (x**2 - s**2) ** 2 - (c * s) ** 2))
    e, f, g = p.real("e"), p.real("f"), p.real("g")
    equal = p.reals("a difference of squares", e**2 - f**2 <= 0, given=[Eq(e, f)])
    apart = p.reals("x² - s² = cs", Eq(x**2 - s**2, c * s), [circle], strong)
    none = p.at(equal, {e: x**2 - s**2, f: c * s}, [apart], strong)
    zero = p.certified("no quartic", quartic <= 0, [core, none], strong)
    outside = p.reals("r > 1", And(V * s > 0, V >= 1), [value, point], strong)
    further = p.reals("r > ρ", r > rho(X), [outside, inside], strong)
    known = [zero, place, further]
    norm = p.by("planar.point", X=X, r=r, most=s, uses=known, given=strong, name="at one point")
    bound = p.by("kreiss.value", X=X, r=r, uses=[outside], given=strong, name="K is a supremum")
    whole = p.by("resolvent.finite", X=X, r=r, uses=[further], given=strong)
    large = p.reals("a product", e * f * g >= e, given=[f * g >= 1, e >= 1])
    met = p.at(large, {e: V, f: s, g: G(X, r)}, [norm, outside, whole], strong)
    lower = p.cases(
        "K ≥ V",
        p.reals("strong", K(X) >= V, [bound, met, finite, whole], strong),
        p.reals("weak", K(X) >= V, [value, least, finite], weak),
    )
    p.qed(upper, lower, value, finite)
