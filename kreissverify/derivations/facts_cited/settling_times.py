"""The settling time, and the powers of the 2×2 comparison matrix that decide it."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.facts_cited.two_by_two import entries
from kreissverify.derivations.schemas import Needs, Uniformly, schema
from kreissverify.quantities.powers import QUANTITY as POWER_NORM
from kreissverify.quantities.settling import QUANTITY as T

__all__: list[str] = []


@schema("settling.bound", kind="definition", source="T(δ) = min{t : ‖Xˢ‖ ≤ δ for all s ≥ t}")
def settling(X: Any, delta: Any, bound: Any, n: sympy.Symbol) -> Needs:
    """T(X, δ) is at most a number x ≥ 1 if ‖Xˢ‖ ≤ δ for all integers s > x - 1, which are those
    from the integer part of x on; here s = n + 1.
    """
    if not (sympy.sympify(n).is_integer and sympy.sympify(n).is_nonnegative):
        raise DerivationError(f"n: expected an integer that is at least 0, got {n}")
    small = sympy.And(sympy.Ge(bound, 1), sympy.Le(POWER_NORM(X, n + 1), delta))
    uniform = Uniformly(n, (sympy.Gt(n + 2, bound),), small, natural=True)
    return Needs((uniform,), sympy.Le(T(X, delta), bound))


@schema("two_by_two.powers", source="Tᵗ = [[γᵗ, 0], [ctγᵗ⁻¹, γᵗ]], by induction")
def triangular_powers(T: Any, n: Any) -> Needs:
    """For T = [[γ, 0], [c, γ]] and t = n + 1, ‖Tᵗ‖ ≤ γᵗ + ctγᵗ⁻¹."""
    gamma, b, c = entries(T)
    if b != 0:
        raise DerivationError(f"T: expected a triangular comparison matrix, got {T}")
    n = sympy.sympify(n)
    if not (n.is_integer and n.is_nonnegative):
        raise DerivationError(f"n: expected an integer that is at least 0, got {n}")
    return Needs(
        (), sympy.Le(POWER_NORM(T, n + 1), gamma**n * (gamma + c * (n + 1)), evaluate=False)
    )
