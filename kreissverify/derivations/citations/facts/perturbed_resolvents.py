"""The largest resolvent on circles, and the resolvent of J = J_0 + B, B above the diagonal."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.facts.powers_of_numbers import natural
from kreissverify.derivations.citations.schema import CitedFact, ForAll, register
from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.terms.formulas import (
    IndexedSymbol,
    OperatorEqual,
    OperatorNorm,
    OperatorSymbol,
)
from kreissverify.derivations.terms.operator_symbols import operator_symbol, operator_symbols
from kreissverify.matrices.symbolic import SymbolicInstance
from kreissverify.quantities.maps.maximal_resolvent_norm import QUANTITY as G
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO

__all__ = ["partial_sum"]


@register("resolvent.decreasing", source="T. Kato, Perturbation Theory, I.5; the maximum principle")
def decreasing(X: Any, r: Any, s: Any) -> CitedFact:
    """The resolvent is analytic where |z| exceeds ρ(X), and 0 at infinity: by the maximum principle
    G(X, r) ≤ G(X, s) for r ≥ s > ρ(X).
    """
    return CitedFact((sympy.Gt(s, RHO(X)), sympy.Ge(r, s)), sympy.Le(G(X, r), G(X, s)))


@register("resolvent.supremum", kind="definition", source="G(X, r) = max ‖R(z)‖ over |z| = r")
def supremum(X: Any, bound: Any, r: Any) -> CitedFact:
    """What bounds ‖R(z)‖ for every z with |z| = r bounds G(X, r)."""
    # A bound such as ‖R‖ itself depends on z: it would be true at each z and bound no supremum.
    if sympy.sympify(bound).atoms(OperatorSymbol):
        raise DerivationError(f"bound: expected one for all z on the circle, got {bound}")
    small = sympy.Le(OperatorNorm(operator_symbol("R", X, r)), bound)
    return CitedFact((small, sympy.Gt(r, RHO(X))), sympy.Le(G(X, r), bound))


@register("perturbation.stable", source="T. Kato, Perturbation Theory, II.1.3 and IV.3.1")
def stable(J: Any, s: Any, r: sympy.Symbol) -> CitedFact:
    """If ‖B‖G(J_0, r) < 1 for r ≥ s > ρ(J_0), then zI - J = (I - BR_0(z))(zI - J_0) is invertible
    for |z| ≥ s, so that ρ(J) < s.
    """
    # On every circle from s on: an eigenvalue of J may be anywhere outside of one.
    _require_coupled(J)
    small = sympy.And(sympy.Gt(s, RHO(J.triangular)), sympy.Lt(J.b * G(J.triangular, r), 1))
    return CitedFact((ForAll(r, (sympy.Ge(r, s),), small),), sympy.Lt(RHO(J), s))


@register("perturbation.resolvents", source="T. Kato, Perturbation Theory, I.5")
def resolvents(J: Any, r: Any) -> CitedFact:
    """Where |z| = r exceeds ρ(J) and ρ(J_0), both have resolvents, R and R_0; ‖R_0‖ ≤ G(J_0, r),
    and ‖B‖ = b, as all other blocks of J - J_0 are 0.
    """
    _require_coupled(J)
    # Both products of each, as operators do not commute and a derivation may need either.
    R, R_0, J_0, B, z = operator_symbols("R R_0 J_0 B z", J, r)
    return CitedFact(
        (sympy.Gt(r, RHO(J)), sympy.Gt(r, RHO(J.triangular))),
        sympy.And(
            OperatorEqual((z - J_0 - B) * R, 1),
            OperatorEqual(R * (z - J_0 - B), 1),
            OperatorEqual(R_0 * (z - J_0), 1),
            OperatorEqual((z - J_0) * R_0, 1),
            sympy.Le(OperatorNorm(R_0), G(J.triangular, r)),
            sympy.Eq(OperatorNorm(B), J.b),
        ),
    )


@register("neumann.partial_sums", kind="definition", source="C. Neumann; T. Kato, I.4.2")
def partial_sums(J: Any, r: Any, k: Any) -> CitedFact:
    """The Neumann series for R has the ratio E = BR_0; its partial sums are Σ_0 = R_0 and
    Σ_k+1 = Σ_k + R_0E^k+1.
    """
    _require_coupled(J)
    R_0, B, E = operator_symbols("R_0 B E", J, r)
    k = natural(k)
    return CitedFact(
        (),
        sympy.And(
            OperatorEqual(E, B * R_0),
            OperatorEqual(partial_sum(J, r, 0), R_0),
            OperatorEqual(partial_sum(J, r, k + 1), partial_sum(J, r, k) + R_0 * E ** (k + 1)),
        ),
    )


class _PartialSum(IndexedSymbol):
    """The operator R_0 + R_0E + ... + R_0Eᵏ, whose last argument is k."""

    text = "Σ_{}"
    tex = r"\Sigma_{{{}}}"


def partial_sum(J: Any, r: Any, k: Any) -> Any:
    """Return R_0 + R_0E + ... + R_0Eᵏ as an operator."""
    return _PartialSum("Σ", J, r, k)


def _require_coupled(J: Any) -> None:
    if not isinstance(J, SymbolicInstance) or not J.quantifier.structure.coupled_back:
        raise DerivationError(f"J: expected a Jacobian [[A, B], [C, D]], got {J}")
