"""Powers of real numbers with a natural exponent."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.schemas import Needs, schema

__all__: list[str] = []


@schema("power.monotone", source="W. Rudin, Principles of Mathematical Analysis, 1.17-1.21")
def monotone(x: Any, y: Any, n: Any) -> Needs:
    """If 0 ≤ x ≤ y then xⁿ ≤ yⁿ for every integer n ≥ 0."""
    n = sympy.sympify(n)
    if not (n.is_integer and n.is_nonnegative):
        raise DerivationError(f"n: expected an integer that is at least 0, got {n}")
    return Needs(
        (sympy.Ge(x, 0, evaluate=False), sympy.Le(x, y, evaluate=False)),
        sympy.Le(x**n, y**n, evaluate=False),
    )
