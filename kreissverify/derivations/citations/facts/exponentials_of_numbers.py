"""The exponential of real numbers, and its inverse hyperbolic sine."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.schema import CitedFact, register

__all__: list[str] = []


@register("exp.monotone", source="W. Rudin, Principles of Mathematical Analysis, 8.6")
def monotone(x: Any, y: Any) -> CitedFact:
    """If x ≤ y then e^x ≤ e^y."""
    needs = (sympy.Le(x, y, evaluate=False),)
    return CitedFact(needs, sympy.Le(sympy.exp(x), sympy.exp(y), evaluate=False))


@register("asinh.of_sinh", kind="definition", source="sinh y = (e^y - e^{-y})/2")
def of_sinh(y: Any) -> CitedFact:
    """asinh((e^y - e^{-y})/2) = y."""
    sinh = (sympy.exp(y) - sympy.exp(-y)) / 2
    return CitedFact((), sympy.Eq(sympy.asinh(sinh), y, evaluate=False))
