"""What is known of g = 1/σ_min of [[x, -b], [-c, y]], the largest resolvent of a 2×2 matrix."""

from __future__ import annotations

from typing import Any

import sympy
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.terms.formulas import Finite

__all__ = ["inverse_of_smallest"]


def inverse_of_smallest(g: Any, x: Any, y: Any, b: Any, c: Any) -> Boolean:
    """Return that g is finite and positive, and 1/g² the smaller eigenvalue of MᵀM, M invertible.

    Parameters
    ----------
    g
        The term for 1/σ_min.
    x, y, b, c
        The entries of M = [[x, -b], [-c, y]].
    """
    trace, determinant = x**2 + y**2 + b**2 + c**2, x * y - b * c
    characteristic = determinant**2 * g**4 - trace * g**2 + 1
    # Of the two roots g² of the quadratic the larger is meant: 2/F, their harmonic mean, lies
    # between them.
    return sympy.And(Finite(g), sympy.Gt(g, 0), sympy.Eq(characteristic, 0), trace * g**2 >= 2)
