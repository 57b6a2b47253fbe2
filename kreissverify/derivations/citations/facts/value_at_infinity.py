"""The resolvent of a matrix of two blocks, compared with what it is near infinity."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.facts.block_norms import require_two_blocks
from kreissverify.derivations.citations.facts.triangular import require_triangular
from kreissverify.derivations.citations.radii import require_one_radius
from kreissverify.derivations.citations.schema import CitedFact, register
from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.terms.formulas import OperatorNorm
from kreissverify.derivations.terms.operator_symbols import operator_symbol
from kreissverify.quantities.maps.maximal_resolvent_norm import QUANTITY as G
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO
from kreissverify.theorems import same

__all__: list[str] = []


@register(
    "maximum.at_infinity", source="L. V. Ahlfors, Complex Analysis, 4.3.4 (maximum principle)"
)
def maximum(J: Any, r: Any) -> CitedFact:
    """F(z) = diag(I, z)·R(z)·diag(z, I) is analytic where |z| ≥ r > ρ(J), and as R(z) = I/z + J/z²
    + J²/z³ + ..., F(∞) = [[I, 0], [C, I]]. On |z| = r the phases of z are unitary factors, so that
    ‖R(z)‖ is the norm of diag(I, r⁻¹)·F(z)·diag(r⁻¹, I); its maximum there is at least its value at
    infinity, which is ‖F‖ for F = [[I/r, 0], [C/r², I/r]].
    """
    require_two_blocks(J)
    return CitedFact(
        (sympy.Gt(r, RHO(J)), sympy.Gt(r, 0)),
        sympy.Ge(G(J, r), OperatorNorm(operator_symbol("F", J, r))),
    )


@register("norm.of_value_at_infinity", source="R. A. Horn, C. R. Johnson, Matrix Analysis, 2.6.3")
def norm_at_infinity(J: Any, r: Any) -> CitedFact:
    """By the singular values of C, F = [[I/r, 0], [C/r², I/r]] falls apart into 2×2 matrices, of
    which that with c = ‖C‖ has the largest norm f: f² is the larger of two numbers whose product is
    r⁻⁴ and whose sum is 2r⁻² + c²r⁻⁴.
    """
    require_two_blocks(J)
    f = OperatorNorm(operator_symbol("F", J, r))
    # Of the two roots f² the larger is meant: 2/total, their harmonic mean, lies between them.
    total = 2 * r**2 + J.c**2
    return CitedFact(
        (sympy.Gt(r, 0),),
        sympy.And(
            sympy.Gt(f, 0), sympy.Eq(r**4 * f**4 - total * f**2 + 1, 0), sympy.Ge(total * f**2, 2)
        ),
    )


@register("resolvent.orthogonal_sum", source="T. Kato, Perturbation Theory, I.6.9 and V.3.5")
def orthogonal_sum(J: Any, r: Any) -> CitedFact:
    """Let A and D be symmetric, CA = 0 and DC = 0. The rows of C and their complement are invariant
    under A, the columns of C and theirs under D; so R(z) is the orthogonal sum of [[1/z, 0], [C/z²,
    1/z]] and of parts of R_A and R_D: on |z| = r its norm is at most that of F = [[I/r, 0], [C/r²,
    I/r]], or 1/(r-γ).
    """
    require_triangular(J)
    require_one_radius(J)
    if not J.quantifier.symmetric:
        raise DerivationError(f"J: expected symmetric diagonal blocks, got {J}")
    # CA = 0 and DC = 0 are needed word for word: they are relations of matrices, for no solver.
    zero = sympy.ZeroMatrix(*J.C.shape)
    f = OperatorNorm(operator_symbol("F", J, r))
    return CitedFact(
        (same(J.C * J.A, zero), same(J.D * J.C, zero), sympy.Gt(r, RHO(J)), sympy.Gt(r, J.gamma)),
        sympy.Le(G(J, r), sympy.Max(f, 1 / (r - J.gamma)), evaluate=False),
    )
