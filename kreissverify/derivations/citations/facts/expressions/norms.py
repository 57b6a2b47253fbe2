"""The spectral norm ‖X‖ of sums, products, powers and adjoints."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.facts.powers_of_numbers import natural
from kreissverify.derivations.citations.schema import CitedFact, register
from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.terms.matrix_terms import is_real, matrices_of, require_square
from kreissverify.quantities.algebra.spectral_norm import QUANTITY as NORM
from kreissverify.quantities.maps.numerical_radius import QUANTITY as W
from kreissverify.quantities.maps.power_norm import QUANTITY as POWER_NORM
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO

__all__: list[str] = []

_SOURCE = "R. A. Horn, C. R. Johnson, Matrix Analysis, 5.6"


@register("norm.triangle", source=_SOURCE)
def triangle(X: Any, Y: Any) -> CitedFact:
    """‖X + Y‖ ≤ ‖X‖ + ‖Y‖."""
    if X.shape != Y.shape:
        raise DerivationError(f"X, Y: expected matrices of one shape, got {X.shape} and {Y.shape}")
    return CitedFact((), sympy.Le(NORM(X + Y), NORM(X) + NORM(Y), evaluate=False))


@register("norm.scaled", source=_SOURCE)
def scaled(X: Any, c: Any) -> CitedFact:
    """‖cX‖ = |c|·‖X‖ for every real number c."""
    factor = sympy.sympify(c)
    return CitedFact((), sympy.Eq(NORM(factor * X), sympy.Abs(factor) * NORM(X), evaluate=False))


@register("norm.product", source=_SOURCE)
def product(X: Any, Y: Any) -> CitedFact:
    """‖XY‖ ≤ ‖X‖·‖Y‖."""
    if X.cols != Y.rows:
        raise DerivationError(f"X, Y: expected a product, got shapes {X.shape} and {Y.shape}")
    return CitedFact((), sympy.Le(NORM(X * Y), NORM(X) * NORM(Y), evaluate=False))


@register("norm.power", source=_SOURCE)
def power(X: Any, t: Any) -> CitedFact:
    """‖Xᵗ‖ ≤ ‖X‖ᵗ for every integer t ≥ 0, where X⁰ = I and x⁰ = 1."""
    require_square("X", X)
    t = natural(t, "t")
    return CitedFact((), sympy.Le(NORM(X**t), NORM(X) ** t, evaluate=False))


@register("norm.of_power", kind="definition", source="power_norm(X, t) is written for ‖Xᵗ‖")
def of_power(X: Any, t: Any) -> CitedFact:
    """The norm of the power Xᵗ, for an integer t ≥ 0, is ‖Xᵗ‖."""
    require_square("X", X)
    t = natural(t, "t")
    return CitedFact((), sympy.Eq(POWER_NORM(X, t), NORM(X**t), evaluate=False))


@register("norm.transpose", source="R. A. Horn, C. R. Johnson, Matrix Analysis, 5.6 and 1.2")
def transpose(X: Any) -> CitedFact:
    """Xᵀ and X* have the norm of X and, where X is square, its spectral and numerical radius."""
    quantities = (NORM, RHO, W) if X.rows == X.cols else (NORM,)
    others = (X.T, sympy.Adjoint(X).doit())
    equal = [sympy.Eq(q(other), q(X), evaluate=False) for q in quantities for other in others]
    return CitedFact((), sympy.And(*equal, evaluate=False))


@register("norm.entry", source=_SOURCE)
def entry(X: Any, i: Any, j: Any) -> CitedFact:
    """|x_ij| ≤ ‖X‖ for every entry of a real matrix that has one at this place, counted from 0."""
    place = sympy.sympify(i), sympy.sympify(j)
    sizes = [size for size in X.shape if size.is_Integer]
    inside = len(sizes) == 2 and all(k < n for k, n in zip(place, sizes, strict=True))
    if not (all(k.is_Integer and k >= 0 for k in place) and inside):
        raise DerivationError(
            f"i, j: expected the place of an entry of a matrix of fixed shape, got {i}, {j}"
        )
    if not all(is_real(x) for x in matrices_of(X)):
        raise DerivationError(f"X: expected a real matrix, got {X}")
    return CitedFact((), sympy.Le(sympy.Abs(X[place]), NORM(X), evaluate=False))


@register("norm.identity", source=_SOURCE)
def identity(X: Any) -> CitedFact:
    """The identity of the size of X has norm, spectral radius and numerical radius 1."""
    require_square("X", X)
    one = sympy.Identity(X.rows)
    values = [sympy.Eq(q(one), 1, evaluate=False) for q in (NORM, RHO, W)]
    return CitedFact((), sympy.And(*values, evaluate=False))


@register("norm.zero", source=_SOURCE)
def zero(X: Any) -> CitedFact:
    """The zero matrix of the shape of X has norm 0."""
    return CitedFact((), sympy.Eq(NORM(sympy.ZeroMatrix(*X.shape)), 0, evaluate=False))
