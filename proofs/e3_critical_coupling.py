"""E3. The exact stability threshold.

The class of all J with symmetric A, D, ρ(A), ρ(D) ≤ γ, ‖B‖ ≤ b and ‖C‖ ≤ c is stable, every
member of it, iff bc < (1-γ)². For m blocks: iff the comparison matrix T has ρ(T) < 1.

*Argument.* ρ(J) ≤ ρ(T), since ‖(Jᵗ)_ij‖ ≤ (Tᵗ)_ij (comparison theorem). T = [[γ, b], [c, γ]] has
eigenvalues γ ± √(bc), so ρ(T) < 1 iff bc < (1-γ)². It is necessary because T itself is in the
class.

Status: proved by machine.
"""

from sympy import Equivalent

from kreissverify import CoupledBlocks, SelfReferential, assume, rho, theorem


@theorem(source="kreissverify, correcting Theorem 10", expect="proved", id="E3")
def subcritical_coupling_is_stable(J: SelfReferential):
    """J is stable if bc < (1-γ)²."""
    assume(J.b * J.c < (1 - J.gamma) ** 2)
    return rho(J) < 1


@theorem(source="kreissverify, correcting Theorem 10", expect="proved", id="E3.necessary")
def threshold_is_exact(J: SelfReferential):
    """The comparison matrix, a member of the class, is stable iff bc < (1-γ)²."""
    return Equivalent(rho(J.comparison) < 1, J.b * J.c < (1 - J.gamma) ** 2)


@theorem(source="kreissverify, correcting Theorem 10", expect="proved", id="E3.blocks")
def stable_comparison_matrix_is_enough(J: CoupledBlocks):
    """m coupled blocks are stable if their comparison matrix is."""
    assume(rho(J.comparison) < 1)
    return rho(J) < 1


def compare_the_radii(p):
    """Show ρ(J) ≤ ρ(T) by the norms of the powers."""
    J, t = p.J, p.natural("t")
    blocks = p.by("blocks.comparison", J=J, name="the norms of the blocks")
    powers = p.by("blocks.powers", J=J, t=t, uses=[blocks], name="the powers of J and of T")
    return p.by("radius.powers", X=J, Y=J.comparison, t=t, uses=[powers], name="ρ(J) ≤ ρ(T)")


@threshold_is_exact.derivation
def _(p):
    """ρ(T) = γ + √(bc), and both sides of √(bc) < 1-γ are nonnegative."""
    p.qed(p.by("two_by_two.radius", T=p.J.comparison, name="ρ(T) = γ + √(bc)"))


@subcritical_coupling_is_stable.derivation
def _(p):
    """ρ(J) ≤ ρ(T), and T is stable."""
    p.qed(compare_the_radii(p), p.lemma(threshold_is_exact))


@stable_comparison_matrix_is_enough.derivation
def _(p):
    """ρ(J) ≤ ρ(T) < 1."""
    p.qed(compare_the_radii(p))
