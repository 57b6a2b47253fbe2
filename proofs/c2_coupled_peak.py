"""C2. The transient peak of two flows that are coupled back, with rates of their own.

Over the flows x' = Jx, J = [[A, B], [C, D]] with ω(A) ≤ -μ_A < 0, ω(D) ≤ -μ_D < 0 and bc <
μ_A·μ_D, let S = μ_A + μ_D, r² = (μ_A - μ_D)² + (b+c)² and h² = (μ_A - μ_D)² + 4bc > 0. With g² =
S² - h² and f² = r² - S²

    M_c(J) ≤ exp(asinh(f/g) - (S/h)·asinh(hf/(rg)))    if r > S,    else 1.

It is what M_c(T) is for T = [[-μ_A, b], [c, -μ_D]], at the time when sinh(ht/2) = hf/(rg); that
it is reached there is not derived. (r ≤ S says that ω(T) ≤ 0. If b = 0 and μ_A = μ_D then h = 0:
see c2_transient_peak.py, which is the limit, and attained.)

*Argument.* With y = sinh(ht/2), a = r/h and d = S/h the logarithm of ‖e^{tT}‖ is asinh(ay) -
d·asinh y. Its derivative has the sign of (a² - d²) - a²(d² - 1)y²: it rises up to y = hf/(rg),
and falls after it.

Status: proved by machine, from above.
"""

from c1_comparison_of_flows import transient_peaks_compare
from c1_exact_flows import stable_comparison
from c2_exponentials import difference, exponential
from sympy import And, Eq, Piecewise, asinh, exp, sqrt

from kreissverify import assume, theorem
from kreissverify import continuous as ct

SOURCE = "kreissverify, E6 in continuous time"
Coupled = ct.SelfReferential(symmetric=False, radii="each")


def numbers(J):
    """S, r, h, f and g."""
    p, q, b, c = J.mu_A, J.mu_D, J.b, J.c
    r = sqrt((p - q) ** 2 + (b + c) ** 2)
    return p + q, r, difference(J), sqrt((b + c) ** 2 - 4 * p * q), 2 * sqrt(p * q - b * c)


def worst_peak(J):
    """The closed form."""
    S, r, h, f, g = numbers(J)
    peak = exp(asinh(f / g) - S / h * asinh(h * f / (r * g)))
    return Piecewise((peak, (J.b + J.c) ** 2 > 4 * J.mu_A * J.mu_D), (1, True))


@theorem(source=SOURCE, expect="proved", id="C2.coupled_peak")
def peak_of_coupled_flow(J: Coupled):
    """M_c(J) is at most the closed form, if the eigenvalues of T differ."""
    assume(J.b * J.c < J.mu_A * J.mu_D)
    assume(difference(J) > 0)
    return ct.M(J) <= worst_peak(J)


def largest_logarithm(p):
    """Show where asinh(ay) - d·asinh y is largest on y ≥ 0: at q if a > d, at 0 if 1 ≤ a ≤ d."""
    a, d, q, y = map(p.real, "adqy")
    value, positive = asinh(a * y) - d * asinh(y), [y >= 0, d > 1]
    at_q = [a > d, q >= 0, Eq(q**2 * a**2 * (d**2 - 1), a**2 - d**2)]
    rises = p.calculus(
        "the largest logarithm", value <= asinh(a * q) - d * asinh(q), of=y, at=q,
        given=[*positive, *at_q],
    )  # fmt: skip
    falls = p.calculus("it falls", value <= 0, of=y, at=0, given=[*positive, a >= 1, a <= d])
    return rises, falls, (a, d, q, y)


@peak_of_coupled_flow.derivation
def _(p):
    """asinh(ay) - d·asinh y is largest at y = hf/(rg), or at 0; and M_c(J) ≤ M_c(T)."""
    J, T, t = p.J, p.J.comparison, p.real("t")
    S, r, h, f, g = numbers(J)
    peak = p.statement.conclusion.rhs
    level = peak.args[0].expr.args[0]
    strong = [(J.b + J.c) ** 2 > 4 * J.mu_A * J.mu_D]
    weak = [(J.b + J.c) ** 2 <= 4 * J.mu_A * J.mu_D]
    given, best = [t >= 0], h * f / (r * g)
    rises, falls, (a, d, q, y) = largest_logarithm(p)

    norm = p.lemma(exponential, t=t, given=given, name="‖e^{tT}‖")
    exponent, half = norm.claim.rhs.args[0], h * t / 2
    sinh = (exp(half) - exp(-half)) / 2
    inverse = p.by("asinh.of_sinh", y=half, name="asinh(sinh(ht/2)) = ht/2")
    later = p.reals("sinh(ht/2) ≥ 0", sinh >= 0, [inverse], given)
    ratios = p.reals("d > 1 and a ≥ 1", And(S / h > 1, r / h >= 1))
    squares = Eq(best**2 * (r / h) ** 2 * ((S / h) ** 2 - 1), (r / h) ** 2 - (S / h) ** 2)
    place = p.reals("the place of the peak", And(r / h > S / h, best >= 0, squares), given=strong)
    order = p.reals("a ≤ d", r / h <= S / h, given=weak)
    at = {a: r / h, d: S / h, y: sinh}
    below = p.at(rises, {**at, q: best}, [later, ratios, place], [*given, *strong])
    under = p.at(falls, at, [later, ratios, order], [*given, *weak])
    stretched = p.reals("asinh(ay)", Eq(*exponent.atoms(asinh), asinh(r / h * sinh)), given=given)
    known = [stretched, inverse]
    logarithm = p.reals("its logarithm", exponent <= level, [below, *known], [*given, *strong])
    negative = p.reals("it is negative", exponent <= 0, [under, *known], [*given, *weak])
    known = p.by("exp.monotone", x=exponent, y=level, uses=[logarithm], given=[*given, *strong])
    small = p.by("exp.monotone", x=exponent, y=0, uses=[negative], given=[*given, *weak])

    bound = p.cases(
        "the bound at one time",
        p.reals("strong", ct.exp_norm(T, t) <= peak, [norm, known], [*given, *strong]),
        p.reals("weak", ct.exp_norm(T, t) <= peak, [norm, small], [*given, *weak]),
        given=given,
    )
    upper = p.by("flow.peak_supremum", X=T, bound=peak, t=t, uses=[bound], name="M_c(T) ≤ V")
    compared = p.lemma(transient_peaks_compare, uses=[stable_comparison(p)])
    p.qed(compared, upper)
