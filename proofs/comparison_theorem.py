"""The comparison theorem: coupled blocks behave no worse than their comparison matrix.

Let J have m blocks, symmetric on the diagonal with ρ(J_ii) ≤ γ, and let T be the m×m matrix with
γ on the diagonal and ‖J_ij‖ off it. If ρ(T) < 1 then, block by block,

    ‖R_J(z)_ij‖ ≤ ((|z|I - T)⁻¹)_ij for |z| ≥ 1,    ‖(Jᵗ)_ij‖ ≤ (Tᵗ)_ij,

so that K(J) ≤ K(T), M(J) ≤ M(T) and G(J, r) ≤ G(T, r). As T is a member of the class, the bounds
are its exact worst cases.

*Argument.* For the powers: expand Jᵗ into products of blocks, and use submultiplicativity block
by block, with ‖J_ii‖ = ρ(J_ii) ≤ γ. For the resolvent: expand in the off-diagonal part, with ‖(zI
- J_ii)⁻¹‖ ≤ 1/(|z|-γ). Then ‖[X_ij]‖ ≤ ‖[‖X_ij‖]‖, and the norm of a nonnegative matrix grows
with its entries.

*Sharper.* With N = (‖J_ij‖), the norms of all blocks, the same holds for any diagonal blocks,
since R(z) = Σ z⁻ᵗ⁻¹Jᵗ; and N ≤ T for symmetric ones.

(The hypothesis ρ(T) < 1 only keeps the right-hand sides finite.)

Status: proved, and so is the sharper form.
"""

from sympy import And

from kreissverify import CoupledBlocks, G, Integer, K, M, Real, assume, power_norm, rho, theorem
from kreissverify.derivations import (
    BlockNormMatrix,
    EntrywiseLessEqual,
    OperatorEqual,
    operator_symbols,
)
from kreissverify.derivations.citations.facts.powers_of_blocks import power

SOURCE = "kreissverify, after the proof of Theorem 4 of arXiv:2606.04031"

# X = Y for operators, P ≤ Q entry by entry, and |X|, the matrix of the norms of the blocks of X.
equal, at_most, size = OperatorEqual, EntrywiseLessEqual, BlockNormMatrix


@theorem(source=SOURCE, expect="proved", id="comparison.powers")
def powers_compare(J: CoupledBlocks, t: Integer(at_least=0)):
    """The norm of every power of J is at most that of the comparison matrix."""
    return power_norm(J, t) <= power_norm(J.comparison, t)


@powers_compare.derivation
def _(p):
    """By induction |Jᵏ| ≤ Tᵏ for the norms of the blocks, since |Jᵏ·J| ≤ |Jᵏ||J| and |J| ≤ T."""
    J, t = p.J, p.parameter("t")
    whole, T = operator_symbols("J T", J, 0)
    blocks = p.by("blocks.comparison", J=J, name="the norms of the blocks")
    p.qed(powers_by_induction(p, t, J.comparison, T, [at_most(size(whole), T)], blocks))


@theorem(source=SOURCE, expect="proved", id="comparison.block_powers")
def powers_and_block_norms(J: CoupledBlocks(symmetric=False), t: Integer(at_least=0)):
    """The norm of every power of J is at most that of the matrix of the norms of all blocks."""
    return power_norm(J, t) <= power_norm(J.block_norms, t)


@powers_and_block_norms.derivation
def _(p):
    """By induction |Jᵏ| ≤ |J|ᵏ, since |Jᵏ·J| ≤ |Jᵏ||J|."""
    (whole,) = operator_symbols("J", p.J, 0)
    p.qed(powers_by_induction(p, p.parameter("t"), p.J.block_norms, size(whole)))


def powers_by_induction(p, t, of, X, bounds=(), *known):
    """Show ‖Jᵗ‖ ≤ ‖Xᵗ‖ by |Jᵏ| ≤ Xᵏ, where |J| ≤ X; its step multiplies that by Xᵏ."""
    J, k = p.J, p.natural("k")
    (whole,) = operator_symbols("J", J, 0)
    products = p.by("powers.recursion", J=J, k=k, name="the powers of J")

    def bounded(order):
        return at_most(size(power(J, order)), X**order)

    first = p.combination(
        "J⁰ is I", equal(power(J, 0), 1), [(1, equal(power(J, 0), 1), 1)], uses=[products]
    )
    start = p.combination("order 0", bounded(0), [(1, p.norms("its norms", first), 1)])
    one_more = equal(power(J, k + 1), power(J, k) * whole)
    next_power = p.combination("one factor more", one_more, [(1, one_more, 1)], uses=[products])
    step = p.combination(
        "from k to k + 1",
        bounded(k + 1),
        [
            (1, p.norms("the norms of the product", next_power), 1),
            (1, bounded(k), size(whole)),
            *((X**k, relation, 1) for relation in bounds),
        ],
        uses=known,
        given=[bounded(k)],
    )
    every = p.induction("every power, block by block", start, step, k)
    at_t = p.at(every, {k: t})
    return p.by("powers.norm", J=J, of=of, t=t, uses=[at_t], name="the norms of the powers")


@theorem(source=SOURCE, expect="proved", id="comparison.resolvent")
def resolvents_compare(J: CoupledBlocks, r: Real(at_least=1)):
    """The largest resolvent norm on |z| = r is at most that of the comparison matrix."""
    assume(rho(J.comparison) < 1)
    return G(J, r) <= G(J.comparison, r)


@resolvents_compare.derivation
def _(p):
    """Split J = D + N into its diagonal blocks and the rest, and T = γI + S likewise. The second
    resolvent identity R = R_D + R_D·N·R gives (r-γ)|R| ≤ I + S|R| for the norms of the blocks,
    and (rI - T)⁻¹ ≥ 0 solves it.
    """
    J, T, r, t = p.J, p.J.comparison, p.parameter("r"), p.natural("t")
    powers = p.lemma(powers_compare, t=t, name="the powers of J and of T")
    radii = p.by("radius.powers", X=J, Y=T, t=t, uses=[powers], name="ρ(J) is at most ρ(T)")
    outside = p.reals(
        "|z| = r encloses the spectra", And(r > rho(J), r > rho(T), r > J.gamma), uses=[radii]
    )
    split = p.by("blocks.resolvent", J=J, r=r, uses=[outside], name="J = D + N on |z| = r")
    p.qed(resolvents_from_split(p, r, split))


def resolvent_by_blocks(p, r, split, given=()):
    """Show |R| ≤ Q + QS|R| by R = R_D + R_D·N·R, where |R_D| ≤ Q and |N| ≤ S."""
    N, R, R_D, Q, S, z, D = operator_symbols("N R R_D Q S z D", p.J, r)
    second = p.combination(
        "second resolvent identity",
        equal(R, R_D + R_D * N * R),
        [(R_D, equal((z - D - N) * R, 1), 1), (-1, equal(R_D * (z - D), 1), R)],
        uses=[split],
        given=given,
    )
    sized = p.norms("its norms, block by block", second, given=given)
    return p.combination(
        "the blocks of D and N bounded",
        at_most(size(R), Q + Q * S * size(R)),
        [
            (1, sized, 1),
            (1, at_most(size(R_D), Q), 1 + S * size(R)),
            (size(R_D), at_most(size(N), S), size(R)),
        ],
        uses=[split],
        given=given,
    )


def resolvents_from_split(p, r, split, enclosed=(), given=()):
    """Show G(J, r) ≤ G(T, r) from what is known of D and N, where r > ρ(J), ρ(T) (`enclosed`)."""
    J, γ = p.J, p.J.gamma
    R, Q, S, R_T = operator_symbols("R Q S R_T", J, r)

    inverse = p.by(
        "nonnegative.resolvent", J=J, r=r, uses=enclosed, given=given, name="(rI - T)⁻¹ ≥ 0"
    )
    bounded = resolvent_by_blocks(p, r, split, given)
    cleared = p.combination(
        "multiplied by r - γ",
        at_most((r - γ) * size(R), 1 + S * size(R)),
        [(r - γ, bounded, 1), (1, equal((r - γ) * Q, 1), 1 + S * size(R))],
        uses=[split],
        given=given,
    )
    solved = p.combination(
        "|R| is at most (rI - T)⁻¹",
        at_most(size(R), R_T),
        [(R_T, cleared, 1), (-1, equal(R_T * (r - γ - S), 1), size(R))],
        uses=[inverse],
        given=given,
    )
    return p.by(
        "blocks.norm",
        J=J,
        r=r,
        uses=[solved, *enclosed],
        given=given,
        name="the largest resolvents of J and of T",
    )


@theorem(source=SOURCE, expect="proved", id="comparison.kreiss")
def kreiss_constants_compare(J: CoupledBlocks):
    """The Kreiss constant of J is at most that of its comparison matrix."""
    assume(rho(J.comparison) < 1)
    return K(J) <= K(J.comparison)


@kreiss_constants_compare.derivation
def _(p):
    """Multiply the comparison of the resolvents by r - 1 and take the supremum over r > 1."""
    r = p.real("r")
    compared = p.lemma(resolvents_compare, r=r, given=[r > 1])
    p.qed(kreiss_from_resolvents(p, p.J.comparison, r, compared))


def kreiss_from_resolvents(p, X, r, compared, uses=()):
    """Show K(J) ≤ K(X) from G(J, r) ≤ G(X, r) for r > 1, where ρ(X) < 1 (by `uses`)."""
    finite = p.by("kreiss.finite", X=X, uses=uses, name=f"K({X}) is finite")
    value = p.by("kreiss.value", X=X, r=r, given=[r > 1], name=f"K({X}) is a supremum")
    circle = p.by(
        "resolvent.finite", X=X, r=r, uses=uses, given=[r > 1], name=f"G({X}, r) is finite"
    )
    below = p.reals(
        "the bound on one circle",
        (r - 1) * G(p.J, r) <= K(X),
        uses=[finite, circle, compared, value],
        given=[r > 1],
    )
    name = f"K(J) is at most K({X})"
    return p.by("kreiss.supremum", X=p.J, bound=K(X), r=r, uses=[below], name=name)


@theorem(source=SOURCE, expect="proved", id="comparison.peak")
def transient_peaks_compare(J: CoupledBlocks):
    """The transient peak of J is at most that of its comparison matrix."""
    assume(rho(J.comparison) < 1)
    return M(J) <= M(J.comparison)


@transient_peaks_compare.derivation
def _(p):
    """‖Jᵗ‖ ≤ ‖Tᵗ‖ for every t; take the supremum."""
    T, t = p.J.comparison, p.natural("t")
    powers = p.lemma(powers_compare, t=t, name="the powers of J and of T")
    p.qed(peak_from_powers(p, T, t, powers))


def peak_from_powers(p, X, t, powers):
    """Show M(J) ≤ M(X) from ‖Jᵗ‖ ≤ ‖Xᵗ‖ for every t, where ρ(X) < 1."""
    finite = p.by("peak.finite", X=X, name=f"M({X}) is finite")
    value = p.by("peak.value", X=X, t=t, name=f"M({X}) is a supremum")
    at_once = p.reals(
        "the bound at one time", power_norm(p.J, t) <= M(X), uses=[finite, powers, value]
    )
    name = f"M(J) is at most M({X})"
    return p.by("peak.supremum", X=p.J, bound=M(X), t=t, uses=[at_once], name=name)


@theorem(source=SOURCE, expect="proved", id="comparison.block_norms")
def block_norms_compare(J: CoupledBlocks(symmetric=False)):
    """The matrix of the norms of all blocks bounds K and M, for any diagonal blocks."""
    assume(rho(J.block_norms) < 1)
    return And(K(J) <= K(J.block_norms), M(J) <= M(J.block_norms))


@block_norms_compare.derivation
def _(p):
    """From R = I/z + (I/z)·J·R follows r|R| ≤ I + |J||R|, which (rI - |J|)⁻¹ ≥ 0 solves; and
    |Jᵗ| ≤ |J|ᵗ.
    """
    J, r, t = p.J, p.real("r"), p.natural("t")
    N, outside = J.block_norms, [r > 1]
    operator, R, Z, P, R_N, z = operator_symbols("J R Z P R_N z", J, r)

    powers = p.lemma(powers_and_block_norms, t=t, name="the powers of J and of N = |J|")
    radii = p.by("radius.powers", X=J, Y=N, t=t, uses=[powers], name="ρ(J) is at most ρ(N)")
    made = p.by(
        "block_norms.resolvent", J=J, r=r, uses=[radii], given=outside, name="R and I/z on |z| = r"
    )
    inverse = p.by("block_norms.inverse", J=J, r=r, given=outside, name="(rI - N)⁻¹ ≥ 0")
    expanded = p.combination(
        "R expanded in J",
        equal(R, Z + Z * operator * R),
        [(Z, equal((z - operator) * R, 1), 1), (-1, equal(z * Z, 1), R)],
        uses=[made],
        given=outside,
    )
    sized = p.norms("its norms, block by block", expanded, given=outside)
    cleared = p.combination(
        "multiplied by r",
        at_most(r * size(R), 1 + size(operator) * size(R)),
        [
            (r, sized, 1),
            (r, at_most(size(Z), P), 1 + size(operator) * size(R)),
            (1, equal(r * P, 1), 1 + size(operator) * size(R)),
        ],
        uses=[made],
        given=outside,
    )
    solved = p.combination(
        "|R| is at most (rI - N)⁻¹",
        at_most(size(R), R_N),
        [(R_N, cleared, 1), (-1, equal(R_N * (r - size(operator)), 1), size(R))],
        uses=[inverse],
        given=outside,
    )
    compared = p.by("block_norms.norm", J=J, r=r, uses=[solved], given=outside)

    kreiss = kreiss_from_resolvents(p, N, r, compared)
    p.qed(kreiss, peak_from_powers(p, N, t, powers))
