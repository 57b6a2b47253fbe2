"""Resolvents: outside the numerical range, of triangular block matrices, after a perturbation."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.facts.expressions.blocks import square_blocks
from kreissverify.derivations.citations.schema import CitedFact, register
from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.terms.matrix_terms import Invertible, require_square
from kreissverify.quantities.algebra.spectral_norm import QUANTITY as NORM
from kreissverify.quantities.maps.maximal_resolvent_norm import QUANTITY as G
from kreissverify.quantities.maps.numerical_radius import QUANTITY as W
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO

__all__: list[str] = []


def _outside(X: Any, bound: Any, r: Any, size: Any) -> CitedFact:
    # r > 0 besides, as G is a supremum over a circle: bound ≥ w(X) ≥ 0 gives it.
    require_square("X", X)
    small = sympy.And(
        sympy.Le(RHO(X), bound, evaluate=False),
        sympy.Le(G(X, r), 1 / (sympy.sympify(r) - bound), evaluate=False),
        evaluate=False,
    )
    needs = (sympy.Le(size(X), bound, evaluate=False), sympy.Gt(r, bound, evaluate=False))
    return CitedFact(needs, small)


@register("resolvent.numerical_range", source="T. Kato, Perturbation Theory, V.3.2")
def numerical_range(X: Any, bound: Any, r: Any) -> CitedFact:
    """If w(X) ≤ γ < r, then ρ(X) ≤ γ and ‖R(z)‖ ≤ 1/(|z|-γ) for |z| ≥ r, so G(X, r) ≤ 1/(r-γ)."""
    return _outside(X, bound, r, W)


@register("resolvent.contraction", source="T. Kato, Perturbation Theory, I.4.4 and I.5")
def contraction(X: Any, bound: Any, r: Any) -> CitedFact:
    """If ‖X‖ ≤ γ < r, then ρ(X) ≤ γ and ‖R(z)‖ ≤ 1/(|z|-γ) for |z| ≥ r, so G(X, r) ≤ 1/(r-γ)."""
    return _outside(X, bound, r, NORM)


@register("resolvent.block_triangular", source="R. A. Horn, C. R. Johnson, Matrix Analysis, 0.7.3")
def block_triangular(X: Any, r: Any) -> CitedFact:
    """The resolvent of [[A, 0], [C, D]] is [[R_A, 0], [R_D·C·R_A, R_D]], and that of [[A, C],
    [0, D]] likewise. So where r > 0 exceeds ρ(A) and ρ(D), ρ(X) < r, and G(X, r) is at most the
    larger of G(A, r) and G(D, r), plus ‖C‖·G(A, r)·G(D, r).
    """
    table = square_blocks(X)
    if len(table) != 2:
        raise DerivationError(f"X: expected two rows and two columns of blocks, got {X}")
    (A, B), (C, D) = table
    off = [x for x in (B, C) if not isinstance(x, sympy.ZeroMatrix)]
    if len(off) > 1:
        raise DerivationError(f"X: expected a zero block beside the diagonal, got {X}")
    coupling = NORM(off[0]) if off else sympy.S.Zero
    g, h = G(A, r), G(D, r)
    needs = (
        sympy.Gt(r, 0, evaluate=False),
        sympy.Gt(r, RHO(A), evaluate=False),
        sympy.Gt(r, RHO(D), evaluate=False),
    )
    small = sympy.Le(G(X, r), sympy.Max(g, h) + coupling * g * h, evaluate=False)
    return CitedFact(needs, sympy.And(sympy.Lt(RHO(X), r), small, evaluate=False))


@register("resolvent.perturbed", source="T. Kato, Perturbation Theory, II.1.3 and IV.3.5")
def perturbed(X: Any, Y: Any, r: Any) -> CitedFact:
    """If r > 0 exceeds ρ(X) and ‖Y‖·G(X, r) < 1, then ρ(X + Y) < r and G(X + Y, r) is at most
    G(X, r)/(1 - ‖Y‖·G(X, r)), by the Neumann series of zI - X - Y = (I - Y·R(z))(zI - X).
    """
    require_square("X, Y", X, Y)
    g = G(X, r)
    needs = (
        sympy.Gt(r, 0, evaluate=False),
        sympy.Gt(r, RHO(X), evaluate=False),
        sympy.Lt(NORM(Y) * g, 1, evaluate=False),
    )
    small = sympy.Le(G(X + Y, r), g / (1 - NORM(Y) * g), evaluate=False)
    return CitedFact(needs, sympy.And(sympy.Lt(RHO(X + Y), r), small, evaluate=False))


@register("resolvent.at", source="T. Kato, Perturbation Theory, I.5")
def at_real(X: Any, z: Any) -> CitedFact:
    """For a real z > ρ(X), z > 0, zI - X is invertible, and ‖(zI - X)⁻¹‖ ≤ G(X, z)."""
    require_square("X", X)
    shifted = sympy.sympify(z) * sympy.Identity(X.rows) - X
    small = sympy.Le(NORM(shifted.inverse()), G(X, z), evaluate=False)
    needs = (sympy.Gt(z, RHO(X), evaluate=False), sympy.Gt(z, 0, evaluate=False))
    return CitedFact(needs, sympy.And(Invertible(shifted), small, evaluate=False))


@register("inverse.neumann", source="R. A. Horn, C. R. Johnson, Matrix Analysis, 5.6.16")
def neumann(X: Any) -> CitedFact:
    """If ‖X‖ < 1, then I - X is invertible, and the norm of its inverse is at most 1/(1-‖X‖)."""
    require_square("X", X)
    whole = sympy.Identity(X.rows) - X
    small = sympy.Le(NORM(whole.inverse()), 1 / (1 - NORM(X)), evaluate=False)
    return CitedFact(
        (sympy.Lt(NORM(X), 1, evaluate=False),), sympy.And(Invertible(whole), small, evaluate=False)
    )


@register("inverse.norm", source="R. A. Horn, C. R. Johnson, Matrix Analysis, 5.6 and 5.8")
def inverse_norm(X: Any) -> CitedFact:
    """If X is invertible, then ‖X‖·‖X⁻¹‖ ≥ 1, and both factors are positive."""
    require_square("X", X)
    sizes = NORM(X), NORM(X.inverse())
    positive = [sympy.Gt(x, 0, evaluate=False) for x in sizes]
    at_least = sympy.Ge(sizes[0] * sizes[1], 1, evaluate=False)
    return CitedFact((Invertible(X),), sympy.And(at_least, *positive, evaluate=False))
