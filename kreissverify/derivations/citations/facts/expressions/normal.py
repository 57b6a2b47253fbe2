"""Matrices of which more is known: symmetric, Hermitian, normal, orthogonal, unitary."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.facts.powers_of_numbers import natural
from kreissverify.derivations.citations.schema import CitedFact, register
from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.terms.matrix_terms import Invertible, adjoint, require_square
from kreissverify.quantities.algebra.spectral_norm import QUANTITY as NORM
from kreissverify.quantities.maps.kreiss_constant import QUANTITY as K
from kreissverify.quantities.maps.numerical_radius import QUANTITY as W
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO
from kreissverify.quantities.maps.transient_peak import QUANTITY as M
from kreissverify.theorems import MatrixEquality

__all__: list[str] = []

_SOURCE = "R. A. Horn, C. R. Johnson, Matrix Analysis, 2.5 and 5.6; Topics in Matrix Analysis, 1.2"


def _equal_radii(X: Any) -> Any:
    equal = [sympy.Eq(q(X), RHO(X), evaluate=False) for q in (NORM, W)]
    return sympy.And(*equal, evaluate=False)


@register("symmetric.norm", source=_SOURCE)
def symmetric(X: Any) -> CitedFact:
    """If X is symmetric (Hermitian, if it is complex), then ‖X‖ = ρ(X) = w(X)."""
    require_square("X", X)
    return CitedFact((MatrixEquality(adjoint(X), X),), _equal_radii(X))


@register("normal.norm", source=_SOURCE)
def normal(X: Any) -> CitedFact:
    """If XX* = X*X, then ‖X‖ = ρ(X) = w(X)."""
    require_square("X", X)
    return CitedFact((MatrixEquality(X * adjoint(X), adjoint(X) * X),), _equal_radii(X))


@register("normal.power", source=_SOURCE)
def power(X: Any, t: Any) -> CitedFact:
    """If XX* = X*X, then ‖Xᵗ‖ = ‖X‖ᵗ for every integer t ≥ 0."""
    require_square("X", X)
    t = natural(t, "t")
    equal = sympy.Eq(NORM(X**t), NORM(X) ** t, evaluate=False)
    return CitedFact((MatrixEquality(X * adjoint(X), adjoint(X) * X),), equal)


@register("orthogonal.norm", source=_SOURCE)
def orthogonal(X: Any) -> CitedFact:
    """If X is square and X*X = I, then X is invertible and ‖X‖ = ρ(X) = w(X) = K(X) = M(X) = 1."""
    require_square("X", X)
    ones = [sympy.Eq(q(X), 1, evaluate=False) for q in (NORM, RHO, W, K, M)]
    unit = MatrixEquality(adjoint(X) * X, sympy.Identity(X.rows))
    return CitedFact((unit,), sympy.And(Invertible(X), *ones, evaluate=False))


@register("orthogonal.adjoint", source=_SOURCE)
def orthogonal_adjoint(X: Any) -> CitedFact:
    """If X is square and X*X = I, then XX* = I."""
    require_square("X", X)
    one = sympy.Identity(X.rows)
    needs = MatrixEquality(adjoint(X) * X, one)
    return CitedFact((needs,), MatrixEquality(X * adjoint(X), one))


@register("orthogonal.product", source=_SOURCE)
def orthogonal_product(X: Any, Y: Any) -> CitedFact:
    """If Y*Y = I, then ‖YX‖ = ‖X‖; Y need not be square."""
    if Y.cols != X.rows:
        raise DerivationError(f"X, Y: expected a product YX, got shapes {X.shape} and {Y.shape}")
    unit = MatrixEquality(adjoint(Y) * Y, sympy.Identity(Y.cols))
    return CitedFact((unit,), sympy.Eq(NORM(Y * X), NORM(X), evaluate=False))


@register("orthogonal.similarity", source=_SOURCE)
def orthogonal_similarity(X: Any, Y: Any) -> CitedFact:
    """If Y is square and Y*Y = I, then YXY* has the norm of X, its ρ, w, K and M."""
    require_square("X, Y", X, Y)
    similar, unit = Y * X * adjoint(Y), MatrixEquality(adjoint(Y) * Y, sympy.Identity(Y.rows))
    equal = [sympy.Eq(q(similar), q(X), evaluate=False) for q in (NORM, RHO, W, K, M)]
    return CitedFact((unit,), sympy.And(*equal, evaluate=False))
