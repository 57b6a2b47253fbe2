"""E4. Perturbation by a weak coupling back, corrected.

With J₀ = J.triangular, K₀ = K(J₀) and G₀(1) = max over |z| = 1 of ‖(zI - J₀)⁻¹‖: if b·G₀(1) < 1,
then

    K(J) ≤ K₀/(1 - b·G₀(1)),    and G₀(1) ≤ e^{asinh(κ/2)}/(1-γ).

The first holds for any stable diagonal blocks; the second for symmetric ones.

*Argument.* For |z| ≥ 1, ‖R₀(z)‖ ≤ G₀(1) by the maximum principle. So R = R₀ Σ (BR₀)ᵏ converges,
with ‖R(z)‖ ≤ ‖R₀(z)‖/(1 - b·G₀(1)); multiply by |z| - 1 and take the supremum. The second bound
is the resolvent half of the comparison theorem at |z| = 1, where ‖[[p, 0], [q, p]]‖ =
p·e^{asinh(q/2p)} with p = 1/(1-γ) and q = c/(1-γ)².

Status: proved.
"""

from _larger_roots import larger_of_two_roots
from comparison_theorem import resolvents_compare
from sympy import And, Le, asinh, count_ops, exp, sqrt

from kreissverify import (
    BlockTriangular,
    G,
    K,
    Real,
    SelfReferential,
    assume,
    resolvent,
    same,
    theorem,
)
from kreissverify.derivations import OperatorEqual, OperatorNorm, operator_symbols
from kreissverify.derivations.citations.facts.perturbed_resolvents import partial_sum

# X = Y for operators, and ‖X‖.
equal, norm = OperatorEqual, OperatorNorm


@theorem(source="kreissverify, correcting Theorem 9", expect="proved", id="E4")
def neumann_corrected(J: SelfReferential(symmetric=False)):
    """The perturbation bound with the resolvent norm on |z| = 1 in its right place."""
    G0 = G(J.triangular, 1)
    assume(J.b * G0 < 1)
    return K(J) <= K(J.triangular) / (1 - J.b * G0)


@neumann_corrected.derivation
def _(p):
    """Outside the unit circle ‖R₀‖ ≤ G₀(1), so b‖R₀‖ < 1 there: J is stable, and from R = R₀ +
    R₀BR follows ‖R‖ ≤ ‖R₀‖/(1 - b·G₀(1)).
    """
    J0, b, r = p.J.triangular, p.J.b, p.real("r")
    G0, K0 = G(J0, 1), K(J0)
    spectrum, unit, smaller, stable, both = outside_the_unit_circle(p, r)
    R, R_0, J_0, B, z = operator_symbols("R R_0 J_0 B z", p.J, r)
    second = p.combination(
        "second resolvent identity",
        equal(R, R_0 + R_0 * B * R),
        [(R_0, equal((z - J_0 - B) * R, 1), 1), (-1, equal(R_0 * (z - J_0), 1), R)],
        uses=[both],
        given=[r >= 1],
    )
    sized = p.sizes("its norms", second, given=[r >= 1])
    solved = p.reals(
        "solved for ‖R‖",
        norm(R) <= G(J0, r) / (1 - b * G0),
        uses=[unit, smaller, both, sized],
        given=[r >= 1],
    )
    largest = p.by(
        "resolvent.supremum",
        X=p.J,
        bound=G(J0, r) / (1 - b * G0),
        r=r,
        uses=[solved, stable],
        given=[r >= 1],
        name="G(J, r) ≤ G₀(r)/(1 - b·G₀(1))",
    )
    finite = p.by("kreiss.finite", X=J0, uses=[spectrum], name="K₀ is finite")
    value = p.by("kreiss.value", X=J0, r=r, given=[r > 1], name="K₀ is a supremum")
    below = p.reals(
        "the bound on one circle",
        (r - 1) * G(p.J, r) <= K0 / (1 - b * G0),
        uses=[unit, smaller, largest, finite, value],
        given=[r > 1],
    )
    bounded = p.by(
        "kreiss.supremum",
        X=p.J,
        bound=K0 / (1 - b * G0),
        r=r,
        uses=[below],
        name="K(J) is a supremum",
    )
    p.qed(bounded)


def outside_the_unit_circle(p, r):
    """Show that J₀ and J are stable, and what holds of their resolvents on |z| = r ≥ 1."""
    J, J0, outside = p.J, p.J.triangular, [r >= 1]
    spectrum = p.by("triangular.radius", X=J0, name="the spectrum of J₀")
    unit = p.by("resolvent.finite", X=J0, r=1, uses=[spectrum], name="G₀(1) is finite")
    smaller = p.by(
        "resolvent.decreasing", X=J0, r=r, s=1, uses=[spectrum], given=outside, name="G₀(r) ≤ G₀(1)"
    )
    small = p.reals("b·G₀(r) < 1", J.b * G(J0, r) < 1, uses=[unit, smaller], given=outside)
    stable = p.by("perturbation.stable", J=J, s=1, r=r, uses=[spectrum, small], name="ρ(J) < 1")
    both = p.by(
        "perturbation.resolvents",
        J=J,
        r=r,
        uses=[spectrum, stable],
        given=outside,
        name="R and R₀ on |z| = r",
    )
    return spectrum, unit, smaller, stable, both


@theorem(source="kreissverify, correcting Theorem 9", expect="proved", id="E4.terms")
def neumann_terms(J: SelfReferential(symmetric=False), z: Real(above=1)):
    """The Neumann series with its exact remainder, to the orders 0, 1, 2 and 3."""
    G0 = G(J.triangular, 1)
    assume(J.b * G0 < 1)
    R, R_0 = resolvent(J, z), resolvent(J.triangular, z)
    E = (J - J.triangular) * R_0
    orders = [R_0, R_0 + R_0 * E, R_0 + R_0 * E + R_0 * E**2]
    orders.append(orders[-1] + R_0 * E**3)
    return And(*(same(R, terms + R * E ** (k + 1)) for k, terms in enumerate(orders)))


@neumann_terms.derivation
def _(p):
    """By induction R = Σ_k + RE^{k+1} for every k, with E = BR₀ and Σ_k = R₀ + R₀E + ... + R₀Eᵏ; so
    the remainder after k is at most ‖R₀‖(b‖R₀‖)^{k+1}/(1 - b‖R₀‖). The first orders, written out.
    """
    r, k = p.real("r"), p.natural("k")
    spectrum, unit, smaller, stable, both = outside_the_unit_circle(p, r)
    series_with_remainder(p, r, k, both, [unit, smaller])
    first = [
        p.matrices(f"order {i}, written out", part, uses=[spectrum, stable])
        for i, part in enumerate(sorted(p.statement.conclusion.args, key=count_ops))
    ]
    p.qed(*first)


def series_with_remainder(p, r, k, both, bounds):
    """Show R = Σ_k + RE^{k+1} for every k ≥ 0, and a bound on the remainder."""
    J, b, outside = p.J, p.J.b, [r >= 1]
    R, R_0, J_0, B, E, z = operator_symbols("R R_0 J_0 B E z", J, r)

    def after(order):
        return equal(R, partial_sum(J, r, order) + R * E ** (order + 1))

    sums = p.by("neumann.partial_sums", J=J, r=r, k=k, name="the partial sums")
    second = p.combination(
        "second resolvent identity",
        equal(R, R_0 + R * E),
        [
            (-R, equal((z - J_0) * R_0, 1), 1),
            (1, equal(R * (z - J_0 - B), 1), R_0),
            (-R, equal(E, B * R_0), 1),
        ],
        uses=[both, sums],
        given=outside,
    )
    start = p.combination(
        "order 0",
        after(0),
        [(1, second, 1), (1, equal(partial_sum(J, r, 0), R_0), -1)],
        uses=[sums],
        given=outside,
    )
    step = p.combination(
        "from order k to k + 1",
        after(k + 1),
        [
            (1, after(k), 1),
            (1, second, E ** (k + 1)),
            (-1, equal(partial_sum(J, r, k + 1), partial_sum(J, r, k) + R_0 * E ** (k + 1)), 1),
        ],
        uses=[sums],
        given=[*outside, after(k)],
    )
    every = p.induction("the series to any order", start, step, k)
    rest = p.combination(
        "the remainder after order k",
        equal(R - partial_sum(J, r, k), R * E ** (k + 1)),
        [(1, every, 1)],
        given=outside,
    )
    rest_norm = p.sizes("its norm", rest, given=outside)
    ratio = p.sizes(
        "the ratio",
        p.combination("E = BR₀", equal(E, B * R_0), [(1, equal(E, B * R_0), 1)], uses=[sums]),
    )
    grown = p.by(
        "power.monotone",
        x=norm(E),
        y=b * norm(R_0),
        n=k + 1,
        uses=[ratio, both],
        given=outside,
        name="powers of the ratio",
    )
    once = p.sizes("the norm of R", second, given=outside)
    small, rest = b * norm(R_0), norm(R - partial_sum(J, r, k))
    below = p.reals("b‖R₀‖ < 1", And(small >= 0, small < 1), [*bounds, both], outside)
    solved = p.reals(
        "solved for ‖R‖", norm(R) * (1 - small) <= norm(R_0), [both, once, ratio], outside
    )
    power = p.reals(
        "the remainder is at most ‖R‖(b‖R₀‖)^{k+1}",
        Le(rest, norm(R) * small ** (k + 1)),
        [rest_norm, grown],
        outside,
    )
    p.reals(
        "the remainder is at most ‖R₀‖(b‖R₀‖)^{k+1}/(1 - b‖R₀‖)",
        Le(rest, norm(R_0) * small ** (k + 1) / (1 - small)),
        uses=[below, solved, power],
        given=outside,
    )


@theorem(source="kreissverify, correcting Theorem 9", expect="proved", id="E4.constant")
def resolvent_on_the_unit_circle(J: BlockTriangular):
    """G(J, 1) is at most e^{asinh(κ/2)}/(1-γ)."""
    return G(J, 1) <= exp(asinh(J.kappa / 2)) / (1 - J.gamma)


@resolvent_on_the_unit_circle.derivation
def _(p):
    """Compare with T: x = (1-γ)G(T, 1) is the larger root of x⁴ - (2+κ²)x² + 1, so that x² = 1 +
    κx and x = κ/2 + √(1+κ²/4).
    """
    T, δ, κ = p.J.comparison, 1 - p.J.gamma, p.J.kappa
    spectrum = p.by("two_by_two.radius", T=T, name="the spectrum of T")
    compared = p.lemma(resolvents_compare, r=1, uses=[spectrum])
    singular = p.by("two_by_two.resolvent", T=T, r=1, name="the resolvent of T at 1")
    x = δ * G(T, 1)
    larger = p.at(
        larger_of_two_roots(p),
        {p.real("first"): x**2 - 1, p.real("second"): κ * x},
        uses=[singular],
    )
    below = p.reals("x ≤ κ/2 + √(1+κ²/4)", x <= κ / 2 + sqrt(1 + κ**2 / 4), [singular, larger])
    bound = exp(asinh(κ / 2)) / δ
    p.qed(compared, p.reals("G(T, 1) is at most the bound", G(T, 1) <= bound, [singular, below]))
