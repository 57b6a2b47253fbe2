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

*Relaxed.* The resolvent half needs only ‖(zI - J_ii)⁻¹‖ ≤ 1/(|z|-γ), which follows from w(J_ii) ≤
γ. So E1 holds for diagonal blocks that are not symmetric but have numerical radius at most γ.

(For K and M the hypothesis ρ(T) < 1 only keeps the right-hand side finite; for G it is needed.)

Status: the theorem is proved by machine; the sharper and the relaxed form are true, and supported.
"""

from sympy import And, Piecewise

from kreissverify import (
    BlockTriangular,
    CoupledBlocks,
    G,
    K,
    M,
    Real,
    assume,
    power_norm,
    rho,
    theorem,
    w,
)
from kreissverify.derivations import Below, Majorant, Same, letters

SOURCE = "kreissverify, after the proof of Theorem 4 of arXiv:2606.04031"


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
    J, T, r, γ = p.J, p.J.comparison, p.parameter("r"), p.J.gamma
    N, R, R_D, Q, S, R_T, z, D = letters("N R R_D Q S R_T z D", J, r)
    size = Majorant

    t = p.natural("t")
    blocks = p.by("blocks.comparison", J=J, name="the norms of the blocks")
    powers = p.by("blocks.powers", J=J, t=t, uses=[blocks], name="the powers of J and of T")
    radii = p.by("radius.powers", X=J, Y=T, t=t, uses=[powers], name="ρ(J) is at most ρ(T)")
    outside = p.reals(
        "|z| = r encloses both spectra", And(r > rho(J), r > rho(T), r > γ), uses=[radii]
    )
    split = p.by("blocks.resolvent", J=J, r=r, uses=[outside], name="J = D + N on |z| = r")
    inverse = p.by("nonnegative.resolvent", J=J, r=r, uses=[outside], name="(rI - T)⁻¹ ≥ 0")

    second = p.combination(
        "second resolvent identity",
        Same(R, R_D + R_D * N * R),
        [(R_D, Same((z - D - N) * R, 1), 1), (-1, Same(R_D * (z - D), 1), R)],
        uses=[split],
    )
    sized = p.norms("its norms, block by block", second)
    bounded = p.combination(
        "the blocks of D and N bounded",
        Below(size(R), Q + Q * S * size(R)),
        [
            (1, sized, 1),
            (1, Below(size(R_D), Q), 1 + S * size(R)),
            (size(R_D), Below(size(N), S), size(R)),
        ],
        uses=[split],
    )
    cleared = p.combination(
        "multiplied by r - γ",
        Below((r - γ) * size(R), 1 + S * size(R)),
        [(r - γ, bounded, 1), (1, Same((r - γ) * Q, 1), 1 + S * size(R))],
        uses=[split, outside],
    )
    solved = p.combination(
        "|R| is at most (rI - T)⁻¹",
        Below(size(R), R_T),
        [(R_T, cleared, 1), (-1, Same(R_T * (r - γ - S), 1), size(R))],
        uses=[inverse, split],
    )
    p.qed(p.by("blocks.norm", J=J, r=r, uses=[solved, outside], name="the norms of R and R_T"))


@theorem(source=SOURCE, expect="proved", id="comparison.kreiss")
def kreiss_constants_compare(J: CoupledBlocks):
    """The Kreiss constant of J is at most that of its comparison matrix."""
    assume(rho(J.comparison) < 1)
    return K(J) <= K(J.comparison)


@kreiss_constants_compare.derivation
def _(p):
    """Multiply the comparison of the resolvents by r - 1 and take the supremum over r > 1."""
    J, T, r = p.J, p.J.comparison, p.real("r")
    finite = p.by("kreiss.finite", X=T, name="K(T) is finite")
    compared = p.lemma(resolvents_compare, r=r, given=[r > 1])
    value = p.by("kreiss.value", X=T, r=r, given=[r > 1], name="K(T) is a supremum")
    circle = p.by("resolvent.finite", X=T, r=r, given=[r > 1], name="G(T, r) is finite")
    below = p.reals(
        "the bound on one circle",
        (r - 1) * G(J, r) <= K(T),
        uses=[finite, circle, compared, value],
        given=[r > 1],
    )
    p.qed(p.by("kreiss.supremum", X=J, bound=K(T), r=r, uses=[finite, below], name="K(J) ≤ K(T)"))


@theorem(source=SOURCE, expect="proved", id="comparison.peak")
def transient_peaks_compare(J: CoupledBlocks):
    """The transient peak of J is at most that of its comparison matrix."""
    assume(rho(J.comparison) < 1)
    return M(J) <= M(J.comparison)


@transient_peaks_compare.derivation
def _(p):
    """‖Jᵗ‖ ≤ ‖Tᵗ‖ for every t, from |J| ≤ T; take the supremum."""
    J, T, t = p.J, p.J.comparison, p.natural("t")
    finite = p.by("peak.finite", X=T, name="M(T) is finite")
    blocks = p.by("blocks.comparison", J=J, name="the norms of the blocks")
    powers = p.by("blocks.powers", J=J, t=t, uses=[blocks], name="the powers of J and of T")
    value = p.by("peak.value", X=T, t=t, name="M(T) is a supremum")
    below = p.reals("the bound at one time", power_norm(J, t) <= M(T), uses=[finite, powers, value])
    p.qed(p.by("peak.supremum", X=J, bound=M(T), t=t, uses=[finite, below], name="M(J) ≤ M(T)"))


@theorem(source=SOURCE, expect="supported", id="comparison.block_norms")
def block_norms_compare(J: CoupledBlocks(normal=False)):
    """The matrix of the norms of all blocks bounds K and M, for any diagonal blocks."""
    assume(rho(J.block_norms) < 1)
    return And(K(J) <= K(J.block_norms), M(J) <= M(J.block_norms))


@theorem(source=SOURCE, expect="supported", id="comparison.numerical_radius")
def numerical_radius_is_enough(J: BlockTriangular(normal=False)):
    """E1 holds if w(A) ≤ γ and w(D) ≤ γ, without symmetry."""
    assume(And(w(J.A) <= J.gamma, w(J.D) <= J.gamma))
    κ = J.kappa
    return K(J) <= Piecewise((κ / 4 + 1 / κ, κ >= 2), (1, True))
