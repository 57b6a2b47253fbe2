"""The comparison theorem with a radius for each block: J behaves no worse than T.

Let J have symmetric diagonal blocks with ρ(J_ii) ≤ γ_i, and let T have the γ_i on its diagonal and
the norms ‖J_ij‖ off it. Then ‖Jᵗ‖ ≤ ‖Tᵗ‖, and if ρ(T) < 1 also G(J, r) ≤ G(T, r) for r ≥ 1 and
K(J) ≤ K(T). T is a member of the class, so that these are its exact worst cases.

Run it with ``kreissverify verify examples/two_radii``.
"""

from sympy import And

from kreissverify import CoupledBlocks, G, Integer, K, Real, assume, power_norm, rho, theorem
from kreissverify.derivations import (
    BlockNormMatrix,
    EntrywiseLessEqual,
    OperatorEqual,
    operator_symbols,
)
from kreissverify.derivations.citations.facts.powers_of_blocks import power

SOURCE = "an example: the exact form of a bound with two radii"
equal, at_most, size = OperatorEqual, EntrywiseLessEqual, BlockNormMatrix


@theorem(source=SOURCE, expect="proved", id="radii.powers")
def powers_compare(J: CoupledBlocks(radii="each"), t: Integer(at_least=0)):
    """The norm of every power of J is at most that of T, with the radii on its diagonal."""
    return power_norm(J, t) <= power_norm(J.comparison, t)


@powers_compare.derivation
def _(p):
    """By induction |Jᵏ| ≤ Tᵏ for the norms of the blocks, since |Jᵏ·J| ≤ |Jᵏ||J| and |J| ≤ T."""
    J, t, k = p.J, p.parameter("t"), p.natural("k")
    whole, T = operator_symbols("J T", J, 0)
    blocks = p.by("blocks.comparison", J=J, name="the norms of the blocks")
    products = p.by("powers.recursion", J=J, k=k, name="the powers of J")

    def bounded(order):
        return at_most(size(power(J, order)), T**order)

    first = p.combination(
        "J⁰ is I", equal(power(J, 0), 1), [(1, equal(power(J, 0), 1), 1)], uses=[products]
    )
    start = p.combination("order 0", bounded(0), [(1, p.norms("its norms", first), 1)])
    one_more = equal(power(J, k + 1), power(J, k) * whole)
    longer = p.combination("one factor more", one_more, [(1, one_more, 1)], uses=[products])
    step = p.combination(
        "from k to k + 1",
        bounded(k + 1),
        [
            (1, p.norms("the norms of the product", longer), 1),
            (1, bounded(k), size(whole)),
            (T**k, at_most(size(whole), T), 1),
        ],
        uses=[blocks],
        given=[bounded(k)],
    )
    every = p.induction("every power, block by block", start, step, k)
    p.qed(p.by("powers.norm", J=J, of=J.comparison, t=t, uses=[p.at(every, {k: t})]))


@theorem(source=SOURCE, expect="proved", id="radii.resolvent_norms")
def resolvents_compare(J: CoupledBlocks(radii="each"), r: Real(at_least=1)):
    """The largest resolvent norm on |z| = r is at most that of T."""
    assume(rho(J.comparison) < 1)
    return G(J, r) <= G(J.comparison, r)


@resolvents_compare.derivation
def _(p):
    """J = D + N and T = Γ + S. R = R_D + R_D·N·R gives |R| ≤ Q + QS|R|, Q = (rI - Γ)⁻¹; multiplied
    by I + R_T·S ≥ 0 it is |R| ≤ R_T.
    """
    J, T, r, t = p.J, p.J.comparison, p.parameter("r"), p.natural("t")
    powers = p.lemma(powers_compare, t=t, name="the powers of J and of T")
    radii = p.by("radius.powers", X=J, Y=T, t=t, uses=[powers], name="ρ(J) is at most ρ(T)")
    outside = p.reals(
        "|z| = r encloses the spectra", And(r > rho(J), r > rho(T), r > J.gamma), uses=[radii]
    )
    split = p.by("radii.resolvent", J=J, r=r, uses=[outside], name="J = D + N on |z| = r")
    inverse = p.by("radii.nonnegative_resolvent", J=J, r=r, uses=[outside], name="(rI - T)⁻¹ ≥ 0")
    N, R, R_D, Q, S, R_T, z, D, Γ = operator_symbols("N R R_D Q S R_T z D Γ", J, r)
    second = p.combination(
        "second resolvent identity",
        equal(R, R_D + R_D * N * R),
        [(R_D, equal((z - D - N) * R, 1), 1), (-1, equal(R_D * (z - D), 1), R)],
        uses=[split],
    )
    sized = p.norms("its norms, block by block", second)
    bounded = p.combination(
        "the blocks of D and N bounded",
        at_most(size(R), Q + Q * S * size(R)),
        [
            (1, sized, 1),
            (1, at_most(size(R_D), Q), 1 + S * size(R)),
            (size(R_D), at_most(size(N), S), size(R)),
        ],
        uses=[split],
    )
    neumann = p.combination(
        "R_T = Q + R_T·S·Q",
        equal(R_T, Q + R_T * S * Q),
        [(-R_T, equal((r - Γ) * Q, 1), 1), (1, equal(R_T * (r - Γ - S), 1), Q)],
        uses=[split, inverse],
    )
    solved = p.combination(
        "|R| is at most (rI - T)⁻¹",
        at_most(size(R), R_T),
        [(1 + R_T * S, bounded, 1), (-1, neumann, 1 + S * size(R))],
        uses=[inverse],
    )
    p.qed(p.by("blocks.norm", J=J, r=r, uses=[solved, outside]))


@theorem(source=SOURCE, expect="proved", id="radii.kreiss")
def kreiss_constants_compare(J: CoupledBlocks(radii="each")):
    """The Kreiss constant of J is at most that of T."""
    assume(rho(J.comparison) < 1)
    return K(J) <= K(J.comparison)


@kreiss_constants_compare.derivation
def _(p):
    """Multiply the comparison of the resolvents by r - 1 and take the supremum over r > 1."""
    J, T, r = p.J, p.J.comparison, p.real("r")
    beyond = [r > 1]
    compared = p.lemma(resolvents_compare, r=r, given=beyond)
    finite = p.by("kreiss.finite", X=T, name="K(T) is finite")
    value = p.by("kreiss.value", X=T, r=r, given=beyond, name="K(T) is a supremum")
    circle = p.by("resolvent.finite", X=T, r=r, given=beyond, name="G(T, r) is finite")
    below = p.reals(
        "the bound on one circle",
        (r - 1) * G(J, r) <= K(T),
        uses=[finite, circle, compared, value],
        given=beyond,
    )
    p.qed(p.by("kreiss.supremum", X=J, bound=K(T), r=r, uses=[below]))
