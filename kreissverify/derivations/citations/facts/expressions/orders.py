"""Orders of matrices: semidefinite, with the ends of a spectrum, and entry by entry."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.schema import CitedFact, register
from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.terms.matrix_terms import Invertible, require_square
from kreissverify.expressions.conditions import Entrywise, Semidefinite
from kreissverify.quantities.algebra.spectral_norm import QUANTITY as NORM
from kreissverify.quantities.maps.kreiss_constant import QUANTITY as K
from kreissverify.quantities.maps.numerical_radius import QUANTITY as W
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO
from kreissverify.quantities.maps.transient_peak import QUANTITY as M

__all__: list[str] = []

_SPECTRAL = "R. A. Horn, C. R. Johnson, Matrix Analysis, 2.5 and 4.2"
_NONNEGATIVE = "R. A. Horn, C. R. Johnson, Matrix Analysis, 8.1"


def _between(X: Any, low: Any, high: Any) -> tuple[Any, Any]:
    require_square("X", X)
    one = sympy.Identity(X.rows)
    return Semidefinite(X - sympy.sympify(low) * one), Semidefinite(sympy.sympify(high) * one - X)


@register("spectrum.polynomial", source=_SPECTRAL)
def first_degree(X: Any, a: Any, b: Any, low: Any, high: Any) -> CitedFact:
    """If X is Hermitian with eigenvalues between two numbers l and h, as X - lI ⪰ 0 and hI - X ⪰ 0
    say, then ‖aI + bX‖ ≤ max(|a + bl|, |a + bh|) for real a and b.
    """
    ends = [sympy.sympify(a) + sympy.sympify(b) * end for end in (low, high)]
    moved = sympy.sympify(a) * sympy.Identity(X.rows) + sympy.sympify(b) * X
    bound = sympy.Max(*map(sympy.Abs, ends))
    return CitedFact(_between(X, low, high), sympy.Le(NORM(moved), bound, evaluate=False))


@register("spectrum.norm", source=_SPECTRAL)
def norm(X: Any, low: Any, high: Any) -> CitedFact:
    """If X is Hermitian with eigenvalues between two numbers l and h, as X - lI ⪰ 0 and hI - X ⪰ 0
    say, then ‖X‖ ≤ max(-l, h), and l ≤ h.
    """
    small = sympy.Le(NORM(X), sympy.Max(-sympy.sympify(low), high), evaluate=False)
    ordered = sympy.Le(low, high, evaluate=False)
    return CitedFact(_between(X, low, high), sympy.And(small, ordered, evaluate=False))


@register("spectrum.inverse", source=_SPECTRAL)
def inverse(X: Any, low: Any) -> CitedFact:
    """If X - lI ⪰ 0 for a number l > 0, then X is invertible and ‖X⁻¹‖ ≤ 1/l."""
    at_least, _ = _between(X, low, 0)
    small = sympy.Le(NORM(X.inverse()), 1 / sympy.sympify(low), evaluate=False)
    positive = sympy.Gt(low, 0, evaluate=False)
    return CitedFact((at_least, positive), sympy.And(Invertible(X), small, evaluate=False))


@register("semidefinite.sum", source=_SPECTRAL)
def semidefinite_sum(X: Any, Y: Any) -> CitedFact:
    """If X ⪰ 0 and Y ⪰ 0, then X + Y ⪰ 0."""
    require_square("X, Y", X, Y)
    return CitedFact((Semidefinite(X), Semidefinite(Y)), Semidefinite(X + Y))


@register("nonnegative.monotone", source=_NONNEGATIVE)
def monotone(X: Any, Y: Any) -> CitedFact:
    """If 0 ≤ X ≤ Y entry by entry, then the norm, ρ, w, K and M of X are at most those of Y."""
    require_square("X, Y", X, Y)
    small = [sympy.Le(q(X), q(Y), evaluate=False) for q in (NORM, RHO, W, K, M)]
    zero = sympy.ZeroMatrix(*X.shape)
    return CitedFact((Entrywise(zero, X), Entrywise(X, Y)), sympy.And(*small, evaluate=False))


@register("nonnegative.product", source=_NONNEGATIVE)
def product(X: Any, Y: Any) -> CitedFact:
    """If X ≥ 0 and Y ≥ 0 entry by entry, then XY ≥ 0."""
    if X.cols != Y.rows:
        raise DerivationError(f"X, Y: expected a product, got shapes {X.shape} and {Y.shape}")
    given = tuple(Entrywise(sympy.ZeroMatrix(*Z.shape), Z) for Z in (X, Y))
    return CitedFact(given, Entrywise(sympy.ZeroMatrix(X.rows, Y.cols), X * Y))
