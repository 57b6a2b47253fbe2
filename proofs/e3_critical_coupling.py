"""E3. The exact stability threshold.

The class of all J with symmetric A, D, ρ(A), ρ(D) ≤ γ, ‖B‖ ≤ b and ‖C‖ ≤ c is stable, every
member of it, iff bc < (1-γ)². For m blocks: iff the comparison matrix T has ρ(T) < 1, since T is
itself a member, and the largest spectral radius of the class is ρ(T).

*Argument.* ρ(J) ≤ ρ(T), since ‖(Jᵗ)_ij‖ ≤ (Tᵗ)_ij (comparison theorem). T = [[γ, b], [c, γ]] has
eigenvalues γ ± √(bc), so ρ(T) < 1 iff bc < (1-γ)². It is necessary because T itself is in the
class.

Status: proved by machine.
"""

from comparison_theorem import powers_compare
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


@theorem(source="kreissverify, correcting Theorem 10", expect="proved", id="E3.radius")
def spectral_radii_compare(J: CoupledBlocks):
    """ρ(J) is at most ρ(T), which the member J = T attains."""
    return rho(J) <= rho(J.comparison)


@theorem(source="kreissverify, correcting Theorem 10", expect="proved", id="E3.blocks")
def stable_comparison_matrix_is_enough(J: CoupledBlocks):
    """m coupled blocks are stable if their comparison matrix is."""
    assume(rho(J.comparison) < 1)
    return rho(J) < 1


@spectral_radii_compare.derivation
def _(p):
    """‖Jᵗ‖ ≤ ‖Tᵗ‖ for every t; take the t-th root and let t → ∞."""
    J, t = p.J, p.natural("t")
    powers = p.lemma(powers_compare, t=t, name="the powers of J and of T")
    p.qed(p.by("radius.powers", X=J, Y=J.comparison, t=t, uses=[powers], name="ρ(J) ≤ ρ(T)"))


@threshold_is_exact.derivation
def _(p):
    """ρ(T) = γ + √(bc), and both sides of √(bc) < 1-γ are nonnegative."""
    p.qed(p.by("two_by_two.radius", T=p.J.comparison, name="ρ(T) = γ + √(bc)"))


@subcritical_coupling_is_stable.derivation
def _(p):
    """ρ(J) ≤ ρ(T), and T is stable."""
    p.qed(p.lemma(spectral_radii_compare), p.lemma(threshold_is_exact))


@stable_comparison_matrix_is_enough.derivation
def _(p):
    """ρ(J) ≤ ρ(T) < 1."""
    p.qed(p.lemma(spectral_radii_compare))
