"""Chains: X with γ on the diagonal and c below it, as of a cascade of equal stages."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.schema import CitedFact, register
from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.terms.formulas import Finite
from kreissverify.expressions.constant_matrix import ConstantMatrix
from kreissverify.quantities.maps.maximal_resolvent_norm import QUANTITY as G
from kreissverify.quantities.maps.numerical_radius import QUANTITY as W
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO

__all__: list[str] = []


def _chain(X: Any) -> tuple[int, sympy.Expr, sympy.Expr]:
    """Return the number of stages, γ and c.

    Raises
    ------
    DerivationError
        If X is no matrix of numbers with one number on the diagonal, one below it, and zeros.
    """
    if isinstance(X, ConstantMatrix) and X.args[0] == X.args[1] and X.args[0] > 1:
        table = X.table()
        gamma, c = table[0][0], table[1][0]
        bands = {0: gamma, 1: c}
        places = ((i, j) for i in range(len(table)) for j in range(len(table)))
        if all(table[i][j] == bands.get(i - j, 0) for i, j in places):
            return len(table), gamma, c
    raise DerivationError(f"X: expected a chain, with γ on the diagonal and c below it, got {X}")


@register("chain.resolvent", source="T. Kato, Perturbation Theory, I.5.3")
def resolvent(X: Any, r: Any) -> CitedFact:
    """X = γI + cN with the nilpotent shift N of norm 1 has (zI - X)⁻¹ = Σ cʲNʲ/(z-γ)ʲ⁺¹ over j < m.
    So for γ, c ≥ 0 and r > γ, G(X, r) is at most the sum of cʲ/(r-γ)ʲ⁺¹, and at least the entry
    cᵐ⁻¹/(r-γ)ᵐ in the corner; and ρ(X) = γ.
    """
    stages, gamma, c = _chain(X)
    x, g = sympy.sympify(r) - gamma, G(X, r)
    terms = [c**j / x ** (j + 1) for j in range(stages)]
    needs = (
        sympy.Ge(gamma, 0, evaluate=False),
        sympy.Ge(c, 0, evaluate=False),
        sympy.Gt(r, gamma, evaluate=False),
    )
    claims = (
        Finite(g),
        sympy.Le(g, sympy.Add(*terms), evaluate=False),
        sympy.Ge(g, terms[-1], evaluate=False),
        sympy.Eq(RHO(X), gamma, evaluate=False),
    )
    return CitedFact(needs, sympy.And(*claims, evaluate=False))


@register(
    "chain.numerical_radius",
    source="U. Haagerup, P. de la Harpe, Proc. Amer. Math. Soc. 115 (1992) 371",
)
def numerical_radius(X: Any) -> CitedFact:
    """For γ, c ≥ 0, w(X) is the largest eigenvalue of the tridiagonal (X + Xᵀ)/2, which is γ +
    c·cos(π/(m+1)) of m stages.
    """
    stages, gamma, c = _chain(X)
    needs = (sympy.Ge(gamma, 0, evaluate=False), sympy.Ge(c, 0, evaluate=False))
    value = gamma + c * sympy.cos(sympy.pi / (stages + 1))
    return CitedFact(needs, sympy.Eq(W(X), value, evaluate=False))
