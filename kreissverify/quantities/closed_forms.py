"""Closed forms of quantities of T = [[γ, b], [c, γ]] in symbols, for γ, b, c ≥ 0 and ρ(T) < 1.

For rational γ, b, c each quantity has its own `closed_form`; these are for solvers, which want
expressions in symbols with as few roots as possible.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sympy import sqrt

from kreissverify.quantities.kreiss.closed_form import closed_form_in_symbols
from kreissverify.quantities.maps.noise_gain import triangular_gain
from kreissverify.system.deferred import sympy

__all__ = ["CLOSED_FORMS"]


def _circle(gamma: sympy.Expr, b: sympy.Expr, c: sympy.Expr, r: sympy.Expr) -> sympy.Expr:
    """Return the largest resolvent norm on |z| = r: 1/σ with (r-γ)² = (σ+b)(σ+c)."""
    return 2 / (sqrt((c - b) ** 2 + 4 * (r - gamma) ** 2) - (b + c))


def _norm(gamma: sympy.Expr, b: sympy.Expr, c: sympy.Expr) -> sympy.Expr:
    """Return ‖T‖: T turned by the flip of the coordinates is symmetric, [[b, γ], [γ, c]]."""
    return (b + c + sqrt((c - b) ** 2 + 4 * gamma**2)) / 2


def _noise(gamma: sympy.Expr, b: sympy.Expr, c: sympy.Expr) -> sympy.Expr | None:
    """Return H(T) of E7, which is for b = 0."""
    return triangular_gain(gamma, c) if b == 0 else None


CLOSED_FORMS: Mapping[str, Callable[..., sympy.Expr | None]] = {
    "K": closed_form_in_symbols,
    "G": _circle,
    "H": _noise,
    "norm": _norm,
    # √(bc) written out at b = 0 would be a root that solvers have to get rid of
    "rho": lambda gamma, b, c: gamma + (sqrt(b * c) if b != 0 else 0),
    "w": lambda gamma, b, c: gamma + (b + c) / 2,
}
"""By the quantity's name: from γ, b, c and the quantity's parameters; None where none is known."""
