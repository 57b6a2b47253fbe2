"""Coupled blocks with a radius for each: the comparison matrix T has each γ_i on its diagonal.

The facts are those of `block_norms`, `triangular` and `two_by_two` with Γ = diag(γ_i) in the place
of γI. That |J| ≤ T for symmetric blocks (``blocks.comparison``), and that G(J, r) ≤ G(T, r) where
|R| ≤ R_T (``blocks.norm``), hold as they are said there.
"""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.facts.powers_of_numbers import natural
from kreissverify.derivations.citations.radii import above_radii, require_radii
from kreissverify.derivations.citations.schema import CitedFact, register
from kreissverify.derivations.citations.smallest_singular_value import inverse_of_smallest
from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.terms.formulas import (
    BlockNormMatrix,
    EntrywiseLessEqual,
    OperatorEqual,
)
from kreissverify.derivations.terms.operator_symbols import operator_symbols
from kreissverify.matrices.symbolic import (
    NORM_OF_B,
    NORM_OF_C,
    SymbolicComparison,
    SymbolicInstance,
)
from kreissverify.quantities.maps.maximal_resolvent_norm import QUANTITY as G
from kreissverify.quantities.maps.noise_gain import QUANTITY as H
from kreissverify.quantities.maps.numerical_radius import QUANTITY as W
from kreissverify.quantities.maps.power_norm import QUANTITY as POWER_NORM
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO

__all__: list[str] = []


def _instance(J: Any) -> None:
    require_radii(J)
    if not isinstance(J, SymbolicInstance):
        raise DerivationError(f"J: expected a Jacobian, got {J}")


@register("radii.resolvent", source="T. Kato, Perturbation Theory, I.5 and V.3.5")
def resolvents(J: Any, r: Any) -> CitedFact:
    """Split J = D + N into its diagonal blocks and the rest. Where |z| = r exceeds ρ(J) and every
    γ_i, the resolvents R of J and R_D of D exist, and |R_D| ≤ Q = diag(1/(r-γ_i)), because the norm
    of the resolvent of a symmetric block is one over the distance to its spectrum. |N| ≤ S, the
    norms of the blocks off the diagonal.
    """
    _instance(J)
    if not J.quantifier.symmetric:
        raise DerivationError(f"J: expected a Jacobian with symmetric diagonal blocks, got {J}")
    # r > ρ(J) is for R, and says nothing of D: with a coupling back ρ(J) may be below a γ_i.
    return CitedFact((sympy.Gt(r, RHO(J)), *above_radii(J, r)), _split(J, r))


@register("radii.resolvent_by_range", source="T. Kato, Perturbation Theory, V.3.2")
def resolvents_by_range(J: Any, r: Any) -> CitedFact:
    """The same for two blocks of any kind with w(A) ≤ γ_A and w(D) ≤ γ_D: the norm of the resolvent
    of A is at most one over the distance to its numerical range, which is at least r - γ_A.
    """
    # Two blocks, as only their diagonal blocks have names by which w of them can be assumed.
    _instance(J)
    if not J.quantifier.structure.two_blocks:
        raise DerivationError(f"J: expected a Jacobian of two blocks, got {J}")
    ranges = (sympy.Le(W(J.A), J.gamma_A), sympy.Le(W(J.D), J.gamma_D))
    return CitedFact((*ranges, sympy.Gt(r, RHO(J)), *above_radii(J, r)), _split(J, r))


def _split(J: Any, r: Any) -> Any:
    """Return what is known of J = D + N and of the resolvents on |z| = r."""
    R, D, N, R_D, Q, S, z, Γ = operator_symbols("R D N R_D Q S z Γ", J, r)
    return sympy.And(
        OperatorEqual((z - D - N) * R, 1),
        OperatorEqual(R_D * (z - D), 1),
        EntrywiseLessEqual(BlockNormMatrix(R_D), Q),
        EntrywiseLessEqual(BlockNormMatrix(N), S),
        # both products: diagonal matrices commute, and operators in general do not
        OperatorEqual((r - Γ) * Q, 1),
        OperatorEqual(Q * (r - Γ), 1),
        EntrywiseLessEqual(0, Q),
        EntrywiseLessEqual(0, S),
    )


@register(
    "radii.nonnegative_resolvent", source="R. A. Horn, C. R. Johnson, Matrix Analysis, 5.6.16"
)
def nonnegative_resolvent(J: Any, r: Any) -> CitedFact:
    """For the comparison matrix T = Γ + S ≥ 0, Γ = diag(γ_i), and r > ρ(T), R_T = (rI - T)⁻¹ =
    Σ Tᵏ/rᵏ⁺¹ exists and is nonnegative.
    """
    _instance(J)
    # r > 0 apart: the solvers do not know that ρ(T) ≥ 0.
    R_T, S, Γ = operator_symbols("R_T S Γ", J, r)
    return CitedFact(
        (sympy.Gt(r, RHO(J.comparison)), sympy.Gt(r, 0)),
        sympy.And(
            OperatorEqual(R_T * (r - Γ - S), 1),
            EntrywiseLessEqual(0, R_T),
            EntrywiseLessEqual(0, S),
        ),
    )


@register("radii.triangular", source="R. A. Horn, C. R. Johnson, Matrix Analysis, 0.9.4")
def triangular(X: Any) -> CitedFact:
    """The spectrum of [[A, 0], [C, D]] is that of A and of D, and ρ(A) ≤ γ_A, ρ(D) ≤ γ_D."""
    _instance(X)
    if not X.quantifier.structure.two_triangular:
        raise DerivationError(f"X: expected a block-triangular Jacobian, got {X}")
    return CitedFact(
        (),
        sympy.And(
            sympy.Le(RHO(X.A), X.gamma_A),
            sympy.Le(RHO(X.D), X.gamma_D),
            sympy.Le(RHO(X), sympy.Max(X.gamma_A, X.gamma_D)),
        ),
    )


def _entries(T: Any) -> tuple[sympy.Expr, ...]:
    """Return γ_A, γ_D, b and c of a 2×2 comparison matrix."""
    first, second = require_radii(T, 2)
    if not isinstance(T, SymbolicComparison) or not T.quantifier.structure.two_blocks:
        raise DerivationError(f"T: expected the comparison matrix of two blocks, got {T}")
    lower = T.quantifier.structure.lower_triangular or T.path == ("comparison", "triangular")
    return first, second, sympy.S.Zero if lower else T.own(NORM_OF_B), T.own(NORM_OF_C)


@register("radii.two_by_two_entries", kind="definition", source="T has the γ_i and the norms")
def table(T: Any) -> CitedFact:
    """The entries of T = [[γ_A, b], [c, γ_D]]."""
    first, second, b, c = _entries(T)
    places = (((0, 0), first), ((0, 1), b), ((1, 0), c), ((1, 1), second))
    return CitedFact((), sympy.And(*(sympy.Eq(T[k], x, evaluate=False) for k, x in places)))


@register(
    "radii.two_by_two_radius", source="the characteristic polynomial (x-γ_A)(x-γ_D) - bc, T ≥ 0"
)
def radius(T: Any) -> CitedFact:
    """The eigenvalues of T = [[γ_A, b], [c, γ_D]] are (γ_A + γ_D ± √((γ_A - γ_D)² + 4bc))/2, and
    ρ(T) is the larger one, as their sum is not negative.
    """
    first, second, b, c = _entries(T)
    root = sympy.sqrt((first - second) ** 2 + 4 * b * c)
    return CitedFact((), sympy.Eq(RHO(T), (first + second + root) / 2))


@register(
    "radii.two_by_two_resolvent",
    source="O. Perron (1907); R. A. Horn, C. R. Johnson, Matrix Analysis, 2.6.3 and 8.1.18",
)
def resolvent(T: Any, r: Any) -> CitedFact:
    """For T = [[γ_A, b], [c, γ_D]] and r > ρ(T), |R(z)| ≤ R(r) entry by entry on |z| = r, so
    G(T, r) = ‖R(r)‖; and 1/‖R(r)‖² is the smaller eigenvalue of MᵀM, M = rI - T, of trace F and
    determinant D².
    """
    first, second, b, c = _entries(T)
    x, y = r - first, r - second
    # r > γ_A, γ_D with (r-γ_A)(r-γ_D) > bc says r > ρ(T) without a root.
    needs = (sympy.Gt(r, first), sympy.Gt(r, second), sympy.Gt(x * y, b * c))
    return CitedFact(needs, inverse_of_smallest(G(T, r), x, y, b, c))


@register("radii.two_by_two_noise", kind="definition", source="R. E. Kalman, J. E. Bertram (1960)")
def noise(T: Any, first: Any, mixed: Any, second: Any) -> CitedFact:
    """If ρ(T) < 1 for T = [[γ_A, b], [c, γ_D]], then P = TPTᵀ + I has one solution, Σ TᵏTᵏᵀ, and
    H(T) is its trace; the three equations say that [[first, mixed], [mixed, second]] solves it.
    """
    first_radius, second_radius, b, c = _entries(T)
    a, d, x, y, z = first_radius, second_radius, first, mixed, second
    equations = (
        sympy.Eq(x, a**2 * x + 2 * a * b * y + b**2 * z + 1),
        sympy.Eq(y, a * c * x + (a * d + b * c) * y + b * d * z),
        sympy.Eq(z, c**2 * x + 2 * c * d * y + d**2 * z + 1),
    )
    return CitedFact((sympy.Lt(RHO(T), 1), *equations), sympy.Eq(H(T), x + z))


@register(
    "radii.two_by_two_power",
    source="Tᵗ by the Cayley-Hamilton theorem; R. A. Horn, C. R. Johnson, Matrix Analysis, 2.6.3",
)
def power(T: Any, t: Any, h: Any, total: Any, phi: Any) -> CitedFact:
    """For h > 0 with h² = (γ_A - γ_D)² + 4bc, T = [[γ_A, b], [c, γ_D]] has the eigenvalues α, β =
    (γ_A + γ_D ± h)/2, α ≥ |β|, and Tᵗ = (x/2)I + φ(T - (γ_A + γ_D)I/2) with x = αᵗ + βᵗ and hφ =
    αᵗ - βᵗ ≥ 0. The squares of its singular values have the sum F = (x² + (R² + w²)φ²)/2, R² =
    (γ_A - γ_D)² + (b+c)², w = b - c, and the roots of their product are αᵗβᵗ = (x² - h²φ²)/4 up to
    the sign; n = ‖Tᵗ‖ > 0 is the larger singular value.
    """
    natural(t, "t")
    first, second, b, c = _entries(T)
    gap, middle = (first - second) ** 2, first / 2 + second / 2
    powers = [(middle + half) ** t for half in (h / 2, -h / 2)]
    n, product = POWER_NORM(T, t), (total**2 - h**2 * phi**2) / 4
    size = (total**2 + (gap + (b + c) ** 2 + (b - c) ** 2) * phi**2) / 2
    needs = (
        sympy.Gt(h, 0),
        sympy.Eq(h**2, gap + 4 * b * c, evaluate=False),
        sympy.Eq(total, powers[0] + powers[1], evaluate=False),
        sympy.Eq(h * phi, powers[0] - powers[1], evaluate=False),
    )
    claims = (
        sympy.Gt(n, 0),
        sympy.Ge(phi, 0, evaluate=False),
        sympy.Eq(n**4 - size * n**2 + product**2, 0, evaluate=False),
        sympy.Ge(2 * n**2, size, evaluate=False),
    )
    return CitedFact(needs, sympy.And(*claims, evaluate=False))
