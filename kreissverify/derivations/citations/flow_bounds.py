"""The bounds μ_i of the diagonal blocks of a flow that a cited fact speaks of."""

from __future__ import annotations

from typing import Any

import sympy
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.errors import DerivationError
from kreissverify.matrices.symbolic import (
    MU,
    NORM_OF_B,
    NORM_OF_C,
    SymbolicComparison,
    SymbolicInstance,
    SymbolicMatrix,
    radius_symbols,
)

__all__ = ["decays", "entries_of_flow", "require_flow", "right_of_blocks"]


def require_flow(J: Any) -> None:
    """Refuse what is no symbolic member of a class of flows.

    Raises
    ------
    DerivationError
        If it is none.
    """
    if not isinstance(J, SymbolicInstance) or not J.quantifier.of_flows:
        raise DerivationError(f"J: expected a member of a class of flows, got {J}")


def decays(X: SymbolicMatrix) -> tuple[sympy.Symbol, ...]:
    """Return the μ_i of all blocks; μ, the least of them, where they are not known one by one.

    Parameters
    ----------
    X
        A member of a class of flows, or a matrix that belongs to one.
    """
    return radius_symbols(X.quantifier, X.owner) or (X.own(MU),)


def right_of_blocks(X: SymbolicMatrix, x: Any) -> tuple[Boolean, ...]:
    """Return the conditions that Re z = x is to the right of every -μ_i."""
    return tuple(sympy.Gt(x, -mu, evaluate=False) for mu in decays(X))


def entries_of_flow(T: Any) -> tuple[sympy.Expr, sympy.Expr, sympy.Expr, sympy.Expr]:
    """Return μ_A, μ_D, b and c of T = [[-μ_A, b], [c, -μ_D]]; μ twice where it bounds both.

    Raises
    ------
    DerivationError
        If it is no comparison matrix of two blocks.
    """
    if not isinstance(T, SymbolicComparison) or not T.quantifier.structure.two_blocks:
        raise DerivationError(f"T: expected the comparison matrix of two blocks, got {T}")
    known = decays(T)
    lower = T.quantifier.structure.lower_triangular or T.path == ("comparison", "triangular")
    b = sympy.S.Zero if lower else T.own(NORM_OF_B)
    return known[0], known[-1], b, T.own(NORM_OF_C)
