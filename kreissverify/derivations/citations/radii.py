"""The bounds of the spectral radii that a cited fact speaks of: one γ, or a γ_i for each block."""

from __future__ import annotations

from typing import Any

import sympy
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.errors import DerivationError
from kreissverify.matrices.symbolic import GAMMA, SymbolicMatrix, radius_symbols

__all__ = ["above_radii", "require_one_radius", "require_radii"]


def require_one_radius(X: Any) -> None:
    """Refuse a matrix each of whose blocks has a radius of its own.

    What a fact says of γ is said of the one radius of all blocks: with several there is no γ on
    the diagonal of T.

    Raises
    ------
    DerivationError
        If it is such a matrix.
    """
    if isinstance(X, SymbolicMatrix) and X.quantifier.radii == "each":
        raise DerivationError(
            f"expected one radius of all blocks, and each block of {X} has its own: cite a fact "
            'whose name begins with "radii."'
        )


def require_radii(X: Any, count: int | None = None) -> tuple[sympy.Symbol, ...]:
    """Return the γ_i of a matrix each of whose blocks has a radius of its own.

    They are not known one by one where the number of blocks is open: then () is returned.

    Parameters
    ----------
    X
        A symbolic instance, or a matrix that belongs to one.
    count
        The number of blocks that is asked for; None for any.

    Raises
    ------
    DerivationError
        If it is another matrix, or has another number of blocks.
    """
    if not isinstance(X, SymbolicMatrix) or X.quantifier.radii != "each":
        raise DerivationError(f'expected a matrix of a class with radii="each", got {X}')
    found = radius_symbols(X.quantifier, X.owner)
    if count is not None and len(found) != count:
        raise DerivationError(f"expected {count} diagonal blocks, got {X} in {X.quantifier}")
    return found


def above_radii(X: Any, r: Any) -> tuple[Boolean, ...]:
    """Return the conditions that r exceeds the bound of every diagonal block."""
    # of an open number of blocks γ stands for the largest
    return tuple(sympy.Gt(r, gamma) for gamma in require_radii(X) or (X.own(GAMMA),))
