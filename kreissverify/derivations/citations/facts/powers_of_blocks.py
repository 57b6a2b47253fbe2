"""The powers of J, and what bounds the norms of their blocks."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.facts.powers_of_numbers import natural
from kreissverify.derivations.citations.schema import CitedFact, register
from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.terms.formulas import (
    BlockNormMatrix,
    EntrywiseLessEqual,
    IndexedSymbol,
    OperatorEqual,
)
from kreissverify.derivations.terms.operator_symbols import operator_symbols
from kreissverify.quantities.maps.power_norm import QUANTITY as POWER_NORM

__all__ = ["power"]


class _Power(IndexedSymbol):
    """The operator Jᵏ as one symbol, whose last argument is k."""

    text = "J^[{}]"
    tex = "J^{{[{}]}}"


def power(J: Any, k: Any) -> Any:
    """Return Jᵏ as an operator, for an integer k ≥ 0.

    It is a symbol of its own, and no power of the symbol J: that Jᵏ⁺¹ = JᵏJ is a fact to cite, so
    that an induction over k shows what it uses.

    Raises
    ------
    DerivationError
        If k is none.
    """
    return _Power("Jᵏ", J, natural(k, "k"))


@register("powers.recursion", kind="definition", source="the powers of a matrix")
def recursion(J: Any, k: Any) -> CitedFact:
    """J⁰ = I and Jᵏ⁺¹ = Jᵏ·J."""
    (whole,) = operator_symbols("J", J, 0)
    return CitedFact(
        (),
        sympy.And(
            OperatorEqual(power(J, 0), 1), OperatorEqual(power(J, k + 1), power(J, k) * whole)
        ),
    )


@register("powers.norm", source="R. A. Horn, C. R. Johnson, Matrix Analysis, 8.1.18 and 5.6")
def norm(J: Any, of: Any, t: Any) -> CitedFact:
    """For X = T, or for the matrix X = |J| of the norms of all blocks: from |Jᵗ| ≤ Xᵗ follows
    ‖Jᵗ‖ ≤ ‖|Jᵗ|‖ ≤ ‖Xᵗ‖, since X ≥ 0.
    """
    whole, T = operator_symbols("J T", J, 0)
    # Only for nonnegative X: ‖·‖ grows with the entries of a nonnegative matrix, and of no other.
    known = {J.comparison: T, J.block_norms: BlockNormMatrix(whole)}
    if of not in known:
        raise DerivationError(f"of: expected J.comparison or J.block_norms, got {of}")
    small = EntrywiseLessEqual(BlockNormMatrix(power(J, t)), known[of] ** t)
    return CitedFact((small,), sympy.Le(POWER_NORM(J, t), POWER_NORM(of, t)))
