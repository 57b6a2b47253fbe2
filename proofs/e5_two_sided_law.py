"""E5. The two-sided law.

With k(x) = x/4 + 1/x for x ≥ 2, else 1, every block-triangular J with symmetric diagonal blocks
obeys

    k(c) ≤ K(J) ≤ k(c/(1-γ)).

The upper half is E1. The lower half holds for any stable J = [[A, B], [C, D]], with coupling back
and whether A and D are symmetric or not; exchanging the blocks, K(J) ≥ k(b) also. Both ends are
attained for every γ and c: the upper one by the comparison matrix, the lower one by blocks of
size 2 or more where C couples zero eigenvalues only, CA = 0 and DC = 0, such as A = D = diag(γ,
0) and C = diag(0, c). So the best estimate of K(J) from γ and c alone is the midpoint, and its
worst error is exactly (k(κ) - k(c))/2.

*Argument for the lower half.* F(z) = diag(I, z)·R(z)·diag(z, I) is analytic outside the spectrum,
and as R(z) = I/z + J/z² + ..., F(∞) = [[I, 0], [C, I]]: nothing of B is left. On |z| = r the phases
are unitary and drop out: ‖R(z)‖ = ‖diag(I, 1/r)·F(z)·diag(1/r, I)‖. By the maximum principle its
maximum on |z| = r is at least the value at ∞, ‖[[1/r, 0], [C/r², 1/r]]‖. That is E1 at γ = 0, and
the supremum of (r-1) times it is k(c).

*Argument for the lower end.* If CA = 0 and DC = 0, then R_D C R_A = C/z², and as A and D are
symmetric, R(z) is the orthogonal sum of [[1/z, 0], [C/z², 1/z]] on the rows and columns of C, and
of resolvents of what is left of A and D. So ‖R(z)‖ ≤ max(f, 1/(r-γ)), where f is the norm of the
first at |z| = r, which solves r²f² = 1 + cf; and (r-1)f ≤ k(c), as (k(c) + f)² - 1 - cf is a
square for c ≥ 2.

Status: proved.
"""

from _larger_roots import larger_of_two_roots
from comparison_theorem import kreiss_constants_compare
from e1_exact_triangular import exact_triangular_is_attained, k
from sympy import Abs, And, Eq, Max, ZeroMatrix

from kreissverify import BlockTriangular, G, K, Real, SelfReferential, assume, rho, same, theorem
from kreissverify.derivations import Finite, OperatorNorm, operator_symbols


@theorem(source="kreissverify, the exact form of Theorem 7", expect="proved", id="E5.lower")
def lower_half(J: SelfReferential(symmetric=False)):
    """K(J) is at least k(c), for any stable J, with coupling back or without."""
    assume(rho(J) < 1)
    return K(J) >= k(J.c)


@lower_half.derivation
def _(p):
    """Unwind R(z) by factors that are unitary times scalars on |z| = r; the maximum principle
    compares the circle with infinity. For c > 2 the circle r = 2c²/(c²-4) gives the value.
    """
    J, c, r = p.J, p.J.c, p.real("r")
    (F,) = operator_symbols("F", J, r)
    f, best = OperatorNorm(F), 2 * c**2 / (c**2 - 4)

    finite = p.by("kreiss.finite", X=J, name="K(J) is finite")
    infinity = p.by("maximum.at_infinity", J=J, r=r, given=[r > 1], name="the maximum principle")
    norm = p.by(
        "norm.of_value_at_infinity", J=J, r=r, given=[r > 1], name="the norm of the value at ∞"
    )
    value = p.by("kreiss.value", X=J, r=r, given=[r > 1], name="K(J) is a supremum")
    circle = p.by("resolvent.finite", X=J, r=r, given=[r > 1])
    lower = p.reals(
        "K(J) on one circle",
        K(J) >= (r - 1) * f,
        uses=[finite, infinity, value, circle],
        given=[r > 1],
    )
    large = [c > 2]
    lower = p.at(lower, {r: best}, given=large)
    there = f.xreplace({r: best})
    solved = p.at(squared_norm(p, r, f, norm), {r: best}, given=large)
    norm = p.at(norm, {r: best}, given=large)
    factors = p.reals(
        "(4cf - (c²-4))(c³f + c²-4) = 0 on |z| = 2c²/(c²-4)",
        Eq((4 * c * there - (c**2 - 4)) * (c**3 * there + c**2 - 4), 0),
        uses=[solved],
        given=large,
    )
    root = p.reals(
        "the norm there", Eq(there, (c**2 - 4) / (4 * c)), uses=[norm, factors], given=large
    )
    above = p.reals("c above 2", K(J) >= k(c), uses=[finite, lower, root], given=large)
    least = p.by("kreiss.at_least_one", X=J, name="K(J) ≥ 1")
    below = p.reals("c up to 2", K(J) >= k(c), uses=[finite, least], given=[c <= 2])
    p.qed(p.cases("for every c", above, below))


def squared_norm(p, r, f, norm):
    """Show r²f² = 1 + cf of the norm f at infinity, as (r²f² - 1)² = (cf)²."""
    c, beyond = p.J.c, [r > 1]
    larger = larger_of_two_roots(p)
    at = {p.real("first"): r**2 * f**2 - 1, p.real("second"): c * f}
    return p.reals(
        "f solves r²f² = 1 + cf",
        Eq(r**2 * f**2, 1 + c * f),
        [p.at(larger, at, [norm], beyond)],
        beyond,
    )


@theorem(source="kreissverify, the exact form of Theorem 7", expect="proved", id="E5.attained")
def lower_half_is_attained(J: BlockTriangular):
    """K(J) is k(c) if C couples zero eigenvalues only: CA = 0 and DC = 0."""
    A, C, D = J.A, J.C, J.D
    assume(And(same(C * A, ZeroMatrix(*C.shape)), same(D * C, ZeroMatrix(*C.shape))))
    return Eq(K(J), k(J.c))


@lower_half_is_attained.derivation
def _(p):
    """‖R(z)‖ ≤ max(f, 1/(r-γ)) with r²f² = 1 + cf ≤ (k(c) + f)², which for c ≥ 2 is a tangent at
    f = c/4 - 1/c; so (r-1)f ≤ k(c).
    """
    J, c, r = p.J, p.J.c, p.real("r")
    circle = [r > 1]
    (F,) = operator_symbols("F", J, r)
    f = OperatorNorm(F)

    spectrum = p.by("triangular.radius", X=J, name="the spectrum of J")
    norm = p.by("norm.of_value_at_infinity", J=J, r=r, given=circle, name="f, by its quartic")
    split = p.by(
        "resolvent.orthogonal_sum", J=J, r=r, uses=[spectrum], given=circle, name="R(z) falls apart"
    )
    root = squared_norm(p, r, f, norm)
    tangent = p.squares(
        "1 + cf ≤ (c/4 + 1/c + f)²",
        1 + c * f <= (c / 4 + 1 / c + f) ** 2,
        [(1, f - c / 4 + 1 / c)],
        given=[*circle, c >= 2],
    )
    strong = p.reals("(r-1)f ≤ c/4 + 1/c", (r - 1) * f <= k(c), [root, tangent], [*circle, c >= 2])
    weak = p.reals("(r-1)f ≤ 1", (r - 1) * f <= k(c), [root, norm], [*circle, c < 2])
    first = p.cases("(r-1)f ≤ k(c)", strong, weak, given=circle)
    bound = p.reals("the bound on one circle", (r - 1) * G(J, r) <= k(c), [split, first], circle)
    upper = p.by("kreiss.supremum", X=J, bound=k(c), r=r, uses=[bound], name="K(J) ≤ k(c)")
    p.qed(upper, p.lemma(lower_half, uses=[spectrum]))


@theorem(source="kreissverify, the exact form of Theorem 7", expect="proved", id="E5.minimax")
def exact_minimax_error(J: BlockTriangular, guess: Real()):
    """A guess from γ and c errs by (k(κ) - k(c))/2 or more at one of the two ends, which are
    values of K; the midpoint errs by no more than that at any J.
    """
    low, high = k(J.c), K(J.comparison)
    half = (high - low) / 2
    return And(
        Max(Abs(guess - low), Abs(guess - high)) >= half, Abs(K(J) - (high + low) / 2) <= half
    )


@exact_minimax_error.derivation
def _(p):
    """Of two numbers one is at least half their distance from a guess, and k(c) ≤ K(J) ≤ K(T)."""
    T = p.J.comparison
    exact = p.lemma(exact_triangular_is_attained)
    finite = p.reals("K(T) is finite", Finite(K(T)), [exact])
    spectrum = p.by("two_by_two.radius", T=T, name="ρ(T) = γ")
    compared = p.lemma(kreiss_constants_compare, uses=[spectrum])
    stable = p.by("triangular.radius", X=p.J, name="the spectrum of J")
    p.qed(p.lemma(lower_half, uses=[stable]), compared, finite)
