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

Status: true; the argument is not yet decided by machine.
"""

from sympy import And, Piecewise

from kreissverify import BlockTriangular, CoupledBlocks, G, K, M, Real, assume, rho, theorem, w

SOURCE = "kreissverify, after the proof of Theorem 4 of arXiv:2606.04031"


@theorem(source=SOURCE, expect="supported", id="comparison.kreiss")
def kreiss_constants_compare(J: CoupledBlocks):
    """The Kreiss constant of J is at most that of its comparison matrix."""
    assume(rho(J.comparison) < 1)
    return K(J) <= K(J.comparison)


@theorem(source=SOURCE, expect="supported", id="comparison.peak")
def transient_peaks_compare(J: CoupledBlocks):
    """The transient peak of J is at most that of its comparison matrix."""
    assume(rho(J.comparison) < 1)
    return M(J) <= M(J.comparison)


@theorem(source=SOURCE, expect="supported", id="comparison.resolvent")
def resolvents_compare(J: CoupledBlocks, r: Real(above=1)):
    """The largest resolvent norm on |z| = r is at most that of the comparison matrix."""
    assume(rho(J.comparison) < 1)
    return G(J, r) <= G(J.comparison, r)


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
