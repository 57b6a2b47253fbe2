"""Exact expansion: identities of rational functions and roots, and sums of squares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.deciders.decision import Decision
from kreissverify.derivations.deciders.registry import Decider, register
from kreissverify.derivations.terms.rational_identity import vanishes

__all__ = ["EXPANSION", "SQUARES", "decide_identity", "is_sum_of_squares"]


def decide_identity(premises: Sequence[Boolean], claim: Boolean) -> Decision:
    """Decide whether the two sides of an equation are one rational function; no premise is used."""
    if not isinstance(claim, sympy.Eq):
        return Decision(False, reason=f"{claim} is no equation")
    if vanishes(claim.lhs - claim.rhs):
        return Decision(True, ("identity",))
    return Decision(False, reason=f"the two sides of {claim} do not agree as rational functions")


def is_sum_of_squares(gap: sympy.Expr, terms: Sequence[tuple[Any, Any]]) -> bool:
    """Say whether a term is Σ weight·root² identically."""
    return vanishes(gap - sympy.Add(*(weight * root**2 for weight, root in terms)))


#: Identities: of rational functions, of noncommutative polynomials, of block matrices.
EXPANSION = register(Decider("identity", "exact expansion", decide=decide_identity))
#: The expansion of a sum of squares; the weights are shown to be nonnegative by the solvers.
SQUARES = register(Decider("squares", "expansion", counted="sums of squares"))
