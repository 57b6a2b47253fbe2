"""The settling time, and the powers of the 2×2 comparison matrix that decide it."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.facts.powers_of_numbers import natural
from kreissverify.derivations.citations.facts.two_by_two import entries
from kreissverify.derivations.citations.schema import CitedFact, ForAll, register
from kreissverify.derivations.errors import DerivationError
from kreissverify.quantities.maps.power_norm import QUANTITY as POWER_NORM
from kreissverify.quantities.maps.settling_time import QUANTITY as T

__all__: list[str] = []


@register("settling.bound", kind="definition", source="T(δ) = min{t : ‖Xˢ‖ ≤ δ for all s ≥ t}")
def settling(X: Any, delta: Any, bound: Any, n: sympy.Symbol) -> CitedFact:
    """T(X, δ) is at most a number x ≥ 1 if ‖Xˢ‖ ≤ δ for all integers s > x - 1, which are those
    from the integer part of x on; here s = n + 1.
    """
    natural(n)
    small = sympy.And(sympy.Ge(bound, 1), sympy.Le(POWER_NORM(X, n + 1), delta))
    uniform = ForAll(n, (sympy.Gt(n + 2, bound),), small, natural=True)
    return CitedFact((uniform,), sympy.Le(T(X, delta), bound))


@register("settling.value", kind="definition", source="T(δ) = min{t : ‖Xˢ‖ ≤ δ for all s ≥ t}")
def not_settled(X: Any, delta: Any, bound: Any, n: sympy.Symbol) -> CitedFact:
    """T(X, δ) is at least a number x if ‖Xⁿ‖ > δ for all integers n ≥ 0 below x, and so for the
    last of them.
    """
    large = sympy.Gt(POWER_NORM(X, natural(n)), delta)
    uniform = ForAll(n, (sympy.Lt(n, bound),), large, natural=True)
    return CitedFact((uniform,), sympy.Ge(T(X, delta), bound))


@register("two_by_two.powers_below", source="γⁿ is an entry of Tⁿ")
def powers_below(T: Any, n: Any) -> CitedFact:
    """For T = [[γ, b], [c, γ]], whose entries are nonnegative, ‖Tⁿ‖ ≥ γⁿ."""
    gamma = entries(T)[0]
    n = natural(n)
    return CitedFact((), sympy.Ge(POWER_NORM(T, n), gamma**n, evaluate=False))


@register(
    "two_by_two.powers",
    source="the powers of a Jordan block: R. A. Horn, C. R. Johnson, Matrix Analysis (2013), 3.2.5",
)
def triangular_powers(T: Any, n: Any) -> CitedFact:
    """For T = [[γ, 0], [c, γ]] and t = n + 1, ‖Tᵗ‖ ≤ γᵗ + ctγᵗ⁻¹."""
    gamma, b, c = entries(T)
    if b != 0:
        raise DerivationError(f"T: expected a triangular comparison matrix, got {T}")
    n = natural(n)
    return CitedFact(
        (), sympy.Le(POWER_NORM(T, n + 1), gamma**n * (gamma + c * (n + 1)), evaluate=False)
    )
