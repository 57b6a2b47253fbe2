"""The powers of J, and what bounds the norms of their blocks."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.facts_cited.block_norms import letters
from kreissverify.derivations.formulas import Below, Letter, Majorant, Same
from kreissverify.derivations.schemas import Needs, schema
from kreissverify.quantities.powers import QUANTITY as POWER_NORM

__all__ = ["power"]


class _Power(Letter):
    """The operator Jᵏ as one letter, whose last argument is k."""

    def _sympystr(self, printer: Any) -> str:
        return f"J^[{printer.doprint(self.args[-1])}]".replace(" ", "")

    _statement_text = _sympystr

    def _latex(self, printer: Any) -> str:
        return rf"J^{{[{printer.doprint(self.args[-1])}]}}"


def power(J: Any, k: Any) -> Any:
    """Return Jᵏ as an operator, for an integer k ≥ 0.

    Raises
    ------
    DerivationError
        If k is none.
    """
    k = sympy.sympify(k)
    if not (k.is_integer and k.is_nonnegative):
        raise DerivationError(f"k: expected an integer that is at least 0, got {k}")
    return _Power("Jᵏ", J, k)


@schema("powers.recursion", kind="definition", source="the powers of a matrix")
def recursion(J: Any, k: Any) -> Needs:
    """J⁰ = I and Jᵏ⁺¹ = Jᵏ·J."""
    (whole,) = letters("J", J, 0)
    return Needs((), sympy.And(Same(power(J, 0), 1), Same(power(J, k + 1), power(J, k) * whole)))


@schema("powers.norm", source="R. A. Horn, C. R. Johnson, Matrix Analysis, 8.1.18 and 5.6")
def norm(J: Any, of: Any, t: Any) -> Needs:
    """For X = T, or for the matrix X = |J| of the norms of all blocks: from |Jᵗ| ≤ Xᵗ follows
    ‖Jᵗ‖ ≤ ‖|Jᵗ|‖ ≤ ‖Xᵗ‖, since X ≥ 0.
    """
    whole, T = letters("J T", J, 0)
    known = {J.comparison: T, J.block_norms: Majorant(whole)}
    if of not in known:
        raise DerivationError(f"of: expected J.comparison or J.block_norms, got {of}")
    small = Below(Majorant(power(J, t)), known[of] ** t)
    return Needs((small,), sympy.Le(POWER_NORM(J, t), POWER_NORM(of, t)))
