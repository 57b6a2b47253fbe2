"""The matrix |X| of the norms of the blocks of X, and nonnegative matrices.

Norms are subadditive and submultiplicative block by block, so |X + Y| ≤ |X| + |Y| and
|XY| ≤ |X||Y| entry by entry; the norm of X is at most that of |X|, and the norm of a nonnegative
matrix grows with its entries.
"""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.formulas import Below, Letter, Majorant, Point, Same
from kreissverify.derivations.schemas import Needs, Uniformly, schema
from kreissverify.matrices.symbolic import GAMMA, SymbolicInstance
from kreissverify.quantities.numerical_range import QUANTITY as W
from kreissverify.quantities.powers import QUANTITY as POWER_NORM
from kreissverify.quantities.resolvent import QUANTITY as G
from kreissverify.quantities.spectral import QUANTITY as RHO

__all__ = ["letter", "letters", "require_two_blocks"]

_OF_THE_MATRIX = ("J", "D", "N", "T", "S", "J_0", "B")
_OF_THE_CIRCLE = ("R", "R_D", "Q", "R_T", "Z", "P", "R_N", "R_0", "E", "F")


def require_two_blocks(J: Any) -> None:
    """Refuse what is no Jacobian of two blocks.

    Raises
    ------
    DerivationError
        If it is none.
    """
    if not isinstance(J, SymbolicInstance) or J.quantifier.matrix_class.block_count != 2:
        raise DerivationError(f"J: expected a Jacobian of two blocks, got {J}")


def letter(name: str, J: Any, r: Any) -> Any:
    """Return one of the operators of the facts in this folder.

    J = D + N is split into its diagonal blocks and the rest, and T = γI + S likewise; on |z| = r, R
    is the resolvent of J, R_D that of D, Q = I/(r-γ) and R_T = (rI - T)⁻¹. Without a split, Z = I/z
    with |Z| = P = I/r, and R_N = (rI - |J|)⁻¹. With J = J_0 + B, where B is the part above the
    diagonal, R_0 is the resolvent of J_0 and E = BR_0. F = [[I/r, 0], [C/r², I/r]].

    Raises
    ------
    DerivationError
        If there is no such operator.
    """
    if name == "z":
        return Point("z", J, r)
    if name in _OF_THE_MATRIX:
        return Letter(name, J)
    if name in _OF_THE_CIRCLE:
        return Letter(name, J, r)
    known = ", ".join((*_OF_THE_MATRIX, *_OF_THE_CIRCLE, "z"))
    raise DerivationError(f"{name!r} is no operator known here; there are {known}")


def letters(names: str, J: Any, r: Any) -> tuple[Any, ...]:
    """Return several operators, their names separated by spaces."""
    return tuple(letter(name, J, r) for name in names.split())


def _symmetric(J: Any) -> None:
    if not isinstance(J, SymbolicInstance) or not J.quantifier.normal:
        raise DerivationError(f"J: expected a Jacobian with symmetric diagonal blocks, got {J}")


def _at_most_comparison(J: Any) -> Any:
    operator, T = Letter("J", J), Letter("T", J)
    return sympy.And(Below(Majorant(operator), T), Below(0, T))


@schema("blocks.comparison", source="R. A. Horn, C. R. Johnson, Matrix Analysis, 5.6.9")
def comparison(J: Any) -> Needs:
    """The norm of a symmetric block is its spectral radius, at most γ; so |J| ≤ T, entry by entry,
    and T ≥ 0.
    """
    _symmetric(J)
    return Needs(
        (),
        _at_most_comparison(J),
    )


@schema("blocks.resolvent", source="T. Kato, Perturbation Theory, I.5 and V.3.5")
def resolvents(J: Any, r: Any) -> Needs:
    """Split J = D + N into its diagonal blocks and the rest. Where |z| = r exceeds ρ(J) and γ, the
    resolvents R of J and R_D of D exist, and |R_D| ≤ Q = I/(r-γ), because the norm
    of the resolvent of a symmetric block is one over the distance to its spectrum. |N| ≤ S, the
    norms of the blocks off the diagonal.
    """
    _symmetric(J)
    return Needs((sympy.Gt(r, RHO(J)), sympy.Gt(r, GAMMA)), _split(J, r))


@schema("blocks.resolvent_by_range", source="T. Kato, Perturbation Theory, V.3.2")
def resolvents_by_range(J: Any, r: Any) -> Needs:
    """The same for two blocks with w(A), w(D) ≤ γ: the norm of the resolvent of A is at most one
    over the distance to its numerical range, which is at least r - w(A) ≥ r - γ.
    """
    require_two_blocks(J)
    ranges = (sympy.Le(W(J.A), GAMMA), sympy.Le(W(J.D), GAMMA))
    return Needs((*ranges, sympy.Gt(r, RHO(J)), sympy.Gt(r, GAMMA)), _split(J, r))


def _split(J: Any, r: Any) -> Any:
    """Return what is known of J = D + N and of the resolvents on |z| = r."""
    R, D, N, R_D, Q, S, z = letters("R D N R_D Q S z", J, r)
    return sympy.And(
        Same((z - D - N) * R, 1),
        Same(R_D * (z - D), 1),
        Below(Majorant(R_D), Q),
        Below(Majorant(N), S),
        Same((r - GAMMA) * Q, 1),
        Below(0, Q),
        Below(0, S),
    )


@schema("nonnegative.resolvent", source="R. A. Horn, C. R. Johnson, Matrix Analysis, 5.6.16")
def nonnegative_resolvent(J: Any, r: Any) -> Needs:
    """For the comparison matrix T = γI + S ≥ 0 and r > ρ(T), R_T = (rI - T)⁻¹ = Σ Tᵏ/rᵏ⁺¹ exists
    and is nonnegative.
    """
    R_T, S = letters("R_T S", J, r)
    return Needs(
        (sympy.Gt(r, RHO(J.comparison)), sympy.Gt(r, 0)),
        sympy.And(Same(R_T * (r - GAMMA - S), 1), Below(0, R_T)),
    )


@schema("blocks.norm", source="R. A. Horn, C. R. Johnson, Matrix Analysis, 8.1.18 and 5.6")
def resolvent_norm(J: Any, r: Any) -> Needs:
    """If |R| ≤ R_T for every z with |z| = r, then ‖R‖ ≤ ‖|R|‖ ≤ ‖R_T‖ = ‖(rI - T)⁻¹‖ there, so
    that G(J, r) ≤ G(T, r).
    """
    return Needs(
        (Below(Majorant(letter("R", J, r)), letter("R_T", J, r)), sympy.Gt(r, RHO(J.comparison))),
        sympy.Le(G(J, r), G(J.comparison, r)),
    )


@schema("radius.powers", source="I. M. Gelfand (1941): ρ(X) is the limit of ‖Xᵗ‖^{1/t}")
def gelfand(X: Any, Y: Any, t: sympy.Symbol) -> Needs:
    """If ‖Xᵗ‖ ≤ ‖Yᵗ‖ for every t ≥ 0 then ρ(X) ≤ ρ(Y)."""
    return Needs(
        (Uniformly(t, (), sympy.Le(POWER_NORM(X, t), POWER_NORM(Y, t)), natural=True),),
        sympy.Le(RHO(X), RHO(Y)),
    )
