"""The comparison theorem with a radius for each block: J behaves no worse than T.

Let J have m blocks, symmetric on the diagonal with ρ(J_ii) ≤ γ_i, and let T have the γ_i on its
diagonal and the norms ‖J_ij‖ off it. Then ‖Jᵗ‖ ≤ ‖Tᵗ‖, and if ρ(T) < 1 also

    G(J, r) ≤ G(T, r) for r ≥ 1,    K(J) ≤ K(T),    M(J) ≤ M(T).

T is a member of the class, so that these are its exact worst cases. With one γ for all blocks this
is the comparison theorem of comparison_theorem.py.

*Argument.* As there; the resolvent half with Γ = diag(γ_i) in the place of γI: from R = R_D +
R_D·N·R follows |R| ≤ Q + QS|R|, Q = (rI - Γ)⁻¹, and multiplied by I + R_T·S ≥ 0 this is |R| ≤ R_T.

Status: proved by machine.
"""

from comparison_theorem import (
    at_most,
    equal,
    kreiss_from_resolvents,
    peak_from_powers,
    powers_by_induction,
    resolvent_by_blocks,
    size,
)
from sympy import And

from kreissverify import CoupledBlocks, G, Integer, K, M, Real, assume, power_norm, rho, theorem
from kreissverify.derivations import operator_symbols

SOURCE = "kreissverify, after the proof of Theorem 4 of arXiv:2606.04031"


@theorem(source=SOURCE, expect="proved", id="comparison.radii_powers")
def powers_compare(J: CoupledBlocks(radii="each"), t: Integer(at_least=0)):
    """The norm of every power of J is at most that of T, with the radii on its diagonal."""
    return power_norm(J, t) <= power_norm(J.comparison, t)


@powers_compare.derivation
def _(p):
    """By induction |Jᵏ| ≤ Tᵏ for the norms of the blocks, since |Jᵏ·J| ≤ |Jᵏ||J| and |J| ≤ T."""
    J = p.J
    whole, T = operator_symbols("J T", J, 0)
    blocks = p.by("blocks.comparison", J=J, name="the norms of the blocks")
    bounds = [at_most(size(whole), T)]
    p.qed(powers_by_induction(p, p.parameter("t"), J.comparison, T, bounds, blocks))


@theorem(source=SOURCE, expect="proved", id="comparison.radii_resolvent")
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
    solved = resolvent_below(p, r, split, inverse, name="|R| is at most (rI - T)⁻¹")
    p.qed(p.by("blocks.norm", J=J, r=r, uses=[solved, outside]))


def resolvent_below(p, r, split, inverse, name, given=()):
    """Show |R| ≤ R_T = (rI - T)⁻¹ from |R| ≤ Q + QS|R|, with R_T = Q + R_T·S·Q."""
    R, Q, S, R_T, Γ = operator_symbols("R Q S R_T Γ", p.J, r)
    bounded = resolvent_by_blocks(p, r, split, given)
    neumann = p.combination(
        "R_T = Q + R_T·S·Q",
        equal(R_T, Q + R_T * S * Q),
        [(-R_T, equal((r - Γ) * Q, 1), 1), (1, equal(R_T * (r - Γ - S), 1), Q)],
        uses=[split, inverse],
        given=given,
    )
    return p.combination(
        name,
        at_most(size(R), R_T),
        [(1 + R_T * S, bounded, 1), (-1, neumann, 1 + S * size(R))],
        uses=[inverse],
        given=given,
    )


@theorem(source=SOURCE, expect="proved", id="comparison.radii_kreiss")
def kreiss_constants_compare(J: CoupledBlocks(radii="each")):
    """The Kreiss constant of J is at most that of T."""
    assume(rho(J.comparison) < 1)
    return K(J) <= K(J.comparison)


@kreiss_constants_compare.derivation
def _(p):
    """Multiply the comparison of the resolvents by r - 1 and take the supremum over r > 1."""
    r = p.real("r")
    compared = p.lemma(resolvents_compare, r=r, given=[r > 1])
    p.qed(kreiss_from_resolvents(p, p.J.comparison, r, compared))


@theorem(source=SOURCE, expect="proved", id="comparison.radii_peak")
def transient_peaks_compare(J: CoupledBlocks(radii="each")):
    """The transient peak of J is at most that of T."""
    assume(rho(J.comparison) < 1)
    return M(J) <= M(J.comparison)


@transient_peaks_compare.derivation
def _(p):
    """‖Jᵗ‖ ≤ ‖Tᵗ‖ for every t; take the supremum."""
    t = p.natural("t")
    powers = p.lemma(powers_compare, t=t, name="the powers of J and of T")
    p.qed(peak_from_powers(p, p.J.comparison, t, powers))
