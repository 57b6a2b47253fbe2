"""The operators that facts and derivations speak of, by their names."""

from __future__ import annotations

from typing import Any

from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.terms.formulas import OperatorSymbol, Point
from kreissverify.system.near_names import unknown_name

__all__ = ["operator_symbol", "operator_symbols"]

_OF_THE_MATRIX = ("J", "D", "N", "T", "S", "Γ", "J_0", "B")
_OF_THE_CIRCLE = ("R", "R_D", "Q", "R_T", "Z", "P", "R_N", "R_0", "E", "F")


def operator_symbol(name: str, J: Any, r: Any) -> Any:
    """Return one of the operators that the cited facts are about, by its name.

    J = D + N is split into its diagonal blocks and the rest, and T = γI + S likewise; on |z| = r, R
    is the resolvent of J, R_D that of D, Q = I/(r-γ) and R_T = (rI - T)⁻¹. With a radius for each
    block, Γ = diag(γ_i), T = Γ + S and Q = (rI - Γ)⁻¹. Without a split, Z = I/z
    with |Z| = P = I/r, and R_N = (rI - |J|)⁻¹. With J = J_0 + B, where B is the part above the
    diagonal, R_0 is the resolvent of J_0 and E = BR_0. F = [[I/r, 0], [C/r², I/r]].

    Of a flow the line Re z = x takes the place of the circle |z| = r, and Γ = diag(-μ_i).

    Parameters
    ----------
    name
        Its name; ``"z"`` is the point of the circle itself.
    J
        The matrix that it belongs to.
    r
        The radius of the circle |z| = r, for those that depend on z.

    Raises
    ------
    DerivationError
        If there is no such operator.
    """
    if name == "z":
        return Point("z", J, r)
    if name in _OF_THE_MATRIX:
        return OperatorSymbol(name, J)
    if name in _OF_THE_CIRCLE:
        return OperatorSymbol(name, J, r)
    known = (*_OF_THE_MATRIX, *_OF_THE_CIRCLE, "z")
    raise DerivationError(unknown_name("operator", name, known))


def operator_symbols(names: str, J: Any, r: Any) -> tuple[Any, ...]:
    """Return several operators, their names separated by spaces.

    Parameters
    ----------
    names
        Such as ``"R R_D z"``.
    J
        The matrix that they belong to.
    r
        The radius of the circle; any number for those that belong to the matrix alone.
    """
    return tuple(operator_symbol(name, J, r) for name in names.split())
