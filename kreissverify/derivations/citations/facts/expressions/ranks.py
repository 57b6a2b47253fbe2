"""The Frobenius norm, the rank and the determinant."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.schema import CitedFact, register
from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.terms.formulas import Finite
from kreissverify.derivations.terms.matrix_terms import Invertible, require_square, size_of
from kreissverify.quantities.algebra.spectral_norm import QUANTITY as NORM
from kreissverify.quantities.base import registry

__all__: list[str] = []

_SOURCE = "R. A. Horn, C. R. Johnson, Matrix Analysis, 0.4, 0.5 and 5.6"


def _quantity(name: str) -> Any:
    found = registry().get(name)
    if found is None:
        raise DerivationError(f"{name}: no quantity of this name is registered")
    return found


@register("frobenius.between", source=_SOURCE)
def between(X: Any) -> CitedFact:
    """‖X‖ ≤ ‖X‖_F ≤ √rank(X)·‖X‖: ‖X‖_F² is the sum of the squares of the singular values."""
    frobenius, rank = _quantity("frobenius"), _quantity("rank")
    above = sympy.sqrt(rank(X)) * NORM(X)
    both = (
        sympy.Le(NORM(X), frobenius(X), evaluate=False),
        sympy.Le(frobenius(X), above, evaluate=False),
    )
    return CitedFact((), sympy.And(*both, evaluate=False))


@register("rank.between", source=_SOURCE)
def rank_between(X: Any) -> CitedFact:
    """rank(X) is at most the number of rows of X, and of columns."""
    rank = _quantity("rank")
    sizes = {size_of(X), size_of(X.T)}
    small = [sympy.Le(rank(X), size, evaluate=False) for size in sizes]
    return CitedFact((), sympy.And(*small, evaluate=False))


@register("cond.value", kind="definition", source="cond(X) = ‖X‖·‖X⁻¹‖")
def condition_number(X: Any) -> CitedFact:
    """If X is invertible, then cond(X) = ‖X‖·‖X⁻¹‖, which is finite."""
    require_square("X", X)
    cond = _quantity("cond")
    equal = sympy.Eq(cond(X), NORM(X) * NORM(X.inverse()), evaluate=False)
    return CitedFact((Invertible(X),), sympy.And(Finite(cond(X)), equal, evaluate=False))


@register("inverse.determinant", source=_SOURCE)
def determinant(X: Any) -> CitedFact:
    """If det X ≠ 0, then X is invertible."""
    require_square("X", X)
    return CitedFact((sympy.Ne(_quantity("det")(X), 0, evaluate=False),), Invertible(X))
