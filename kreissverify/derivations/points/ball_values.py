"""The value of a term, and the truth of a condition, in ball arithmetic.

What the atoms are worth (symbols, quantities, norms of operators) is the caller's to say.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from flint import arb
from sympy.logic.boolalg import Boolean

__all__ = ["BITS", "TINY", "Point", "Valuation"]

#: Precision of all values at points: terms of a derivation cancel to far fewer than 100 bits.
BITS = 256
#: A gap below this counts as equality. At 256 bits rounding stays far below it, and two sides that
#: differ differ by much more at a short rational point. Nothing rests on it: points confirm a step,
#: they never show one.
TINY = arb(2) ** -150
_FUNCTIONS: dict[Any, Callable[[arb], arb]] = {
    sympy.exp: arb.exp, sympy.log: arb.log, sympy.asinh: arb.asinh, sympy.Abs: abs,
}  # fmt: skip
Point = dict[sympy.Basic, arb]


def _product(base: arb, exponent: int) -> arb:
    """Return base^exponent by products: FLINT's ``**`` of a ball around 0 is not a number."""
    result, square, left = arb(1), base, abs(exponent)
    while left:
        if left & 1:
            result *= square
        left >>= 1
        if left:
            square = square * square
    return 1 / result if exponent < 0 else result


class Valuation:
    """Terms and conditions at a point, which gives each atom its value.

    Parameters
    ----------
    point
        The value of each atom, which stays as it is: the value of each term is kept.
    """

    def __init__(self, point: Point) -> None:
        self.point = point
        # The atoms of the point are known at once: no term has to be looked up among them first,
        # at thousands of points.
        self._known: dict[sympy.Basic, arb] = dict(point)

    def atom(self, e: sympy.Basic) -> arb | None:
        """Return the value of an atom that is computed only when asked for; None for a term."""
        return None

    def relation(self, condition: Boolean) -> bool | None:
        """Decide what is said of operators, or that a quantity is finite."""
        return True  # no number decides it

    def number(self, e: sympy.Expr) -> arb:
        """Return a ball that contains the value of a term.

        Raises
        ------
        ValueError
            If it has none, or a case cannot be told.
        """
        known = self._known.get(e)
        if known is None:
            known = self._known[e] = self._found(e)
        return known

    def _found(self, e: sympy.Expr) -> arb:
        known = self.atom(e)
        if known is not None:
            return known
        if e.is_Rational:
            return arb(int(e.p)) / int(e.q)
        if e.is_Add:
            return sum((self.number(x) for x in e.args), arb(0))
        if e.is_Mul:
            result = arb(1)
            for factor in e.args:
                result *= self.number(factor)
            return result
        if e.is_Pow:
            return self._power(e.base, e.exp)
        return self._compound(e)

    def _power(self, base: sympy.Expr, exponent: sympy.Expr) -> arb:
        if exponent.is_Rational and exponent.q <= 2:
            root = self.number(base) if exponent.q == 1 else self.number(base).sqrt()
            return _product(root, int(exponent.p))
        # γᵗ with t a variable of the step: an integer at most points, computed as a product.
        power, root = self.number(exponent), self.number(base)
        whole = power.unique_fmpz()
        if whole is not None:
            return _product(root, int(whole))
        if not root > 0:
            raise ValueError(f"{base} was not seen to be positive, for a power {exponent}")
        return (power * root.log()).exp()

    def _compound(self, e: sympy.Expr) -> arb:
        if isinstance(e, (sympy.Max, sympy.Min)):
            best, *others = (self.number(x) for x in e.args)
            for other in others:
                best = best.max(other) if isinstance(e, sympy.Max) else best.min(other)
            return best
        if isinstance(e, sympy.Piecewise):
            for value, condition in e.args:
                truth = self.truth(condition)
                if truth is None:
                    raise ValueError("a case cannot be told")
                if truth:
                    return self.number(value)
        if e in (sympy.E, sympy.pi):
            return arb(1).exp() if e is sympy.E else arb.pi()
        if type(e) in _FUNCTIONS:
            return _FUNCTIONS[type(e)](self.number(e.args[0]))
        raise ValueError(f"{e} has no value")

    def truth(self, condition: Boolean) -> bool | None:
        """Return whether a condition holds; None where balls cannot tell. Equality: to 150 bits.

        The connectives are those of three-valued logic (Kleene): what is not known of one part
        matters only where the others do not decide.
        """
        if isinstance(condition, sympy.core.relational.Relational):
            return self._comparison(condition)
        if condition is sympy.true or condition is sympy.false:
            return condition is sympy.true
        if not isinstance(condition, sympy.logic.boolalg.BooleanFunction):
            return self.relation(condition)
        parts = [self.truth(x) for x in condition.args]
        if isinstance(condition, sympy.And):
            return False if False in parts else (None if None in parts else True)
        if isinstance(condition, sympy.Or):
            return True if True in parts else (None if None in parts else False)
        if isinstance(condition, sympy.Not):
            return None if parts[0] is None else not parts[0]
        if isinstance(condition, sympy.Implies):
            known = parts[0] is False or parts[1] is True
            return True if known else (None if None in parts else False)
        return None if None in parts else len(set(parts)) == 1  # equivalence

    def _comparison(self, condition: Any) -> bool | None:
        try:
            gap = self.number(condition.lhs) - self.number(condition.rhs)
        except (ValueError, ZeroDivisionError):
            return None
        # A root of a negative number, or 1/0, is nan in balls: no value, and so no answer.
        if not gap.is_finite():
            return None
        equal = bool(abs(gap) < TINY)
        if isinstance(condition, sympy.Eq):
            return equal or (None if gap.contains(0) else False)
        if isinstance(condition, sympy.Ne):
            return False if equal else (None if gap.contains(0) else True)
        if equal:  # a strict inequality may hold by less than is seen
            return isinstance(condition, (sympy.Le, sympy.Ge)) or None
        if gap.contains(0):
            return None
        return bool(gap < 0) == isinstance(condition, (sympy.Le, sympy.Lt))
