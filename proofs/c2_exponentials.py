"""C2. The exponential of two coupled flows, in closed form.

Let x' = Jx, J = [[A, B], [C, D]] with ω(A) ≤ -μ_A < 0 and ω(D) ≤ -μ_D < 0, and T = [[-μ_A, b],
[c, -μ_D]]. With S = μ_A + μ_D, r = √((μ_A - μ_D)² + (b+c)²) and h = √((μ_A - μ_D)² + 4bc), the
difference of the eigenvalues of T,

    ‖e^{tJ}‖ ≤ ‖e^{tT}‖ = exp(-St/2 + asinh((r/h)·sinh(ht/2)))    if h > 0,
    ‖e^{tJ}‖ ≤ ‖e^{tT}‖ = exp(-μt + asinh(ct/2))                  if b = 0 and μ_A = μ_D = μ.

The second is E6 in continuous time: there the power of T is γᵗ·e^{asinh(ct/2γ)}.

*Argument.* e^{tT} = p(cosh(ht/2)I + q(T + (S/2)I)) with p = e^{-St/2} and q = 2sinh(ht/2)/h. Its
singular values have the product p² and differ by rqp. So the larger one is p(u + √(1+u²)) with u =
rq/2, and u + √(1+u²) = e^{asinh u}.

Status: proved by machine.
"""

from c1_comparison_of_flows import exponentials_compare
from sympy import Eq, asinh, exp, expand, sqrt

from kreissverify import Real, assume, theorem
from kreissverify import continuous as ct

SOURCE = "kreissverify, E6 in continuous time"
Coupled = ct.SelfReferential(symmetric=False, radii="each")
Triangular = ct.BlockTriangular(symmetric=False)


def difference(J):
    """h, the difference of the eigenvalues of T."""
    return sqrt((J.mu_A - J.mu_D) ** 2 + 4 * J.b * J.c)


def norm_of_exponential(J, t):
    """‖e^{tT}‖, if the eigenvalues of T differ."""
    h, r = difference(J), sqrt((J.mu_A - J.mu_D) ** 2 + (J.b + J.c) ** 2)
    sinh = (exp(h * t / 2) - exp(-h * t / 2)) / 2
    return exp(-J.mu_A * t / 2 - J.mu_D * t / 2 + asinh(r / h * sinh))


@theorem(source=SOURCE, expect="proved", id="C2.exponential")
def exponential(J: Coupled, t: Real(at_least=0)):
    """‖e^{tT}‖ in closed form, if the eigenvalues of T differ."""
    assume(difference(J) > 0)
    return Eq(ct.exp_norm(J.comparison, t), norm_of_exponential(J, t))


@theorem(source=SOURCE, expect="proved", id="C2.exponential_bound")
def exponential_bound(J: Coupled, t: Real(at_least=0)):
    """‖e^{tJ}‖ is at most the closed form, if the eigenvalues of T differ."""
    assume(difference(J) > 0)
    return ct.exp_norm(J, t) <= norm_of_exponential(J, t)


@theorem(source=SOURCE, expect="proved", id="C2.triangular")
def triangular_exponential(J: Triangular, t: Real(at_least=0)):
    """‖e^{tT}‖ = exp(-μt + asinh(ct/2)) without coupling back."""
    return Eq(ct.exp_norm(J.comparison, t), exp(-J.mu * t + asinh(J.c * t / 2)))


@theorem(source=SOURCE, expect="proved", id="C2.triangular_bound")
def triangular_exponential_bound(J: Triangular, t: Real(at_least=0)):
    """‖e^{tJ}‖ is at most exp(-μt + asinh(ct/2)) without coupling back."""
    return ct.exp_norm(J, t) <= exp(-J.mu * t + asinh(J.c * t / 2))


def larger_root(p):
    """Show that n > 0 with n² = 2qun + q² is q(u + √(1+u²)); return the step and n, q, u."""
    n, q, u = p.real("n_t"), p.real("q"), p.real("u")
    given = [Eq(n**2, 2 * q * u * n + q**2), q > 0, n > 0]
    return p.reals("the larger root", Eq(n, q * (u + sqrt(1 + u**2))), given=given), n, q, u


@exponential.derivation
def _(p):
    """n = ‖e^{tT}‖ solves n² = 2upn + p², u = (r/h)sinh(ht/2)."""
    J, T, t = p.J, p.J.comparison, p.parameter("t")
    h, r = difference(J), sqrt((J.mu_A - J.mu_D) ** 2 + (J.b + J.c) ** 2)
    known = p.by("flow.two_by_two_exponential", T=T, t=t, h=h, name="e^{tT} and its norm")
    root, n, q, u = larger_root(p)
    sinh = (exp(h * t / 2) - exp(-h * t / 2)) / 2
    decay = exp(-J.mu_A * t / 2 - J.mu_D * t / 2)
    p.qed(p.at(root, {n: ct.exp_norm(T, t), q: decay, u: expand(r / h * sinh)}, [known]))


@exponential_bound.derivation
def _(p):
    """‖e^{tJ}‖ ≤ ‖e^{tT}‖, the comparison theorem of flows."""
    t = p.parameter("t")
    p.qed(p.lemma(exponentials_compare, t=t), p.lemma(exponential, t=t))


@triangular_exponential.derivation
def _(p):
    """n = ‖e^{tT}‖ solves n² = ctpn + p², p = e^{-μt}."""
    J, T, t = p.J, p.J.comparison, p.parameter("t")
    known = p.by("flow.two_by_two_exponential_of_one", T=T, t=t, name="e^{tT} and its norm")
    root, n, q, u = larger_root(p)
    at = {n: ct.exp_norm(T, t), q: exp(-J.mu * t), u: J.c * t / 2}
    p.qed(p.at(root, at, [known]))


@triangular_exponential_bound.derivation
def _(p):
    """‖e^{tJ}‖ ≤ ‖e^{tT}‖, the comparison theorem of flows."""
    t = p.parameter("t")
    p.qed(p.lemma(exponentials_compare, t=t), p.lemma(triangular_exponential, t=t))
