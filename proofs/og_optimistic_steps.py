"""OG. Optimistic gradient steps on convex quadratics never grow by more than 1 + √2.

The optimistic (past extragradient) step x⁺ = x - 2α∇f(x) + α∇f(x⁻) on a quadratic with Hessian A,
whose eigenvalues are in [μ, l] with μ > 0 and αl ≤ 1/2, has

    L ≤ 1 + √2,    M ≤ 1 + √2,    K ≤ √2,

whatever the condition number: beside HB, where the peak grows like √κ. The first bound is
approached as αμ tends to 0. (An extragradient step is a polynomial in A, so that it is normal here,
and does not grow at all.)

*Argument.* For an eigenvalue h and a = αh, Q has the divisor 1 + a + √(a(2-3a)) ≥ 1 + a, and the
numerator 1 - a + √(2-2a+5a²) ≤ 1 + √2. K is at most the mean of L and 1/L, by W.

Status: proved by machine.
"""

from q_lyapunov_bound import lyapunov_bound_of_maps
from sympy import Abs, Eq, Max, Rational, sqrt
from w_every_matrix import kreiss_by_lyapunov

from kreissverify import K, L, M, Real, Symmetric, assume, matrix, theorem
from kreissverify.families import Optimistic

SOURCE = "kreissverify, for L. D. Popov 1980"
BOUND = 1 + sqrt(2)


def one_eigenvalue(a):
    """Return J for a = αh."""
    return matrix([[1 - 2 * a, a], [1, 0]])


@theorem(source=SOURCE, expect="proved", id="OG.one")
def lyapunov_bound_of_one(a: Real(above=0, at_most="1/2")):
    """L is at most 1 + √2, on one eigenvalue."""
    return L(one_eigenvalue(a)) <= BOUND


@theorem(source=SOURCE, expect="proved", id="OG.kreiss_of_one")
def kreiss_constant_of_one(a: Real(above=0, at_most="1/2")):
    """K is at most √2, on one eigenvalue."""
    return K(one_eigenvalue(a)) <= sqrt(2)


@theorem(source=SOURCE, expect="proved", id="OG.peak")
def transient_peak(
    A: Symmetric("n", spectrum=("mu", "l")), mu: Real(above=0), l: Real(above=0),
    alpha: Real(above=0),
):  # fmt: skip
    """The transient peak is at most 1 + √2."""
    assume(alpha * l <= Rational(1, 2))
    return M(Optimistic(A, alpha)) <= BOUND


@theorem(source=SOURCE, expect="proved", id="OG")
def kreiss_constant(
    A: Symmetric("n", spectrum=("mu", "l")), mu: Real(above=0), l: Real(above=0),
    alpha: Real(above=0),
):  # fmt: skip
    """The Kreiss constant is at most √2."""
    assume(alpha * l <= Rational(1, 2))
    return K(Optimistic(A, alpha)) <= sqrt(2)


@lyapunov_bound_of_one.derivation
def _(p):
    """Q; its divisor is at least 1 + a, and its numerator at most 1 + √2.

    With t for 1 - 2a the root in it stays one root: √a·√(2 - 3a) would be another term.
    """
    a, t = p.a, p.real("t")
    X, there = matrix([[t, a], [1, 0]]), [Eq(t, 1 - 2 * a)]
    inside = p.by("planar.stable", X=X, given=there, name="ρ < 1")
    exact = p.lemma(lyapunov_bound_of_maps, A=X, uses=[inside], given=there)
    n, d = sqrt(t**2 + (1 + a) ** 2), sqrt((1 - a - t) * (1 - a + t))
    l, x, y = map(p.real, ("l", "x", "y"))
    root = p.reals("a root", n <= sqrt(2) + a, given=there)
    above = p.reals("the numerator", n + Abs(a - 1) <= BOUND, [root], there)
    below = p.reals("the divisor", d + a + 1 >= 1, given=there)
    last = p.reals("a quotient", l <= BOUND, given=[Eq(l, Max(1, x / y)), x <= BOUND, y >= 1])
    values = {l: L(X), x: n + Abs(a - 1), y: d + a + 1}
    bound = p.at(last, values, [exact, above, below], there)
    p.qed(p.at(bound, {t: 1 - 2 * a}))


@kreiss_constant_of_one.derivation
def _(p):
    """The mean of l and 1/l grows from l = 1 on, and is √2 at 1 + √2."""
    X = one_eigenvalue(p.a)
    inside = p.by("planar.stable", X=X, name="ρ < 1")
    mean = p.lemma(kreiss_by_lyapunov, A=X, uses=[inside])
    l = p.real("l")
    grows = p.reals("a mean", (l + 1 / l) / 2 <= sqrt(2), given=[l >= 1, l <= 1 + sqrt(2)])
    there = p.at(grows, {l: L(X)}, [p.lemma(lyapunov_bound_of_one, a=p.a)])
    p.qed(mean, there, p.by("lyapunov.finite", X=X, uses=[inside], name="L is finite"))


def over_the_eigenvalues(p, fact, lemma, bound):
    """Show the bound of a lemma for J, an orthogonal sum over the eigenvalues h of A."""
    h = p.real("h")
    inside = [h >= p.mu, h <= p.l]
    one = p.lemma(lemma, a=p.alpha * h, given=inside, name="for one eigenvalue")
    J = Optimistic(p.A, p.alpha)
    return p.by(fact, X=J, Y=p.A, h=h, low=p.mu, high=p.l, bound=bound, uses=[one])


@kreiss_constant.derivation
def _(p):
    """That of every eigenvalue."""
    p.qed(over_the_eigenvalues(p, "symmetric_sum.kreiss", kreiss_constant_of_one, sqrt(2)))


@transient_peak.derivation
def _(p):
    """M ≤ L, and L is at most that of every eigenvalue."""
    form = over_the_eigenvalues(p, "symmetric_sum.lyapunov", lyapunov_bound_of_one, BOUND)
    p.qed(p.by("lyapunov.peak", X=Optimistic(p.A, p.alpha), name="M ≤ L"), form)
