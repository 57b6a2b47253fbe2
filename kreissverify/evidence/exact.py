"""Settling equality: exact values in square roots, where enclosures can never separate.

Tight bounds are met exactly on extremal members. There every quantity is replaced by its exact
value, or, where that is not known, by one symbol for each orbit under the symmetries that all
quantities share (J → DJD with a diagonal sign matrix D); the difference then has an exact sign.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

import sympy
from flint import fmpq

from kreissverify.evidence.binding import Binding
from kreissverify.evidence.outcomes import OutcomeLogic
from kreissverify.matrices import ComparisonMatrix, Matrix
from kreissverify.numbers.comparison import Outcome
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.radicals import NotRadical, sign
from kreissverify.quantities.base import QuantityExpr

__all__ = ["ExactArithmetic"]

_SIGNATURES = 4  # sizes up to which all diagonal sign matrices are tried


class ExactArithmetic(OutcomeLogic):
    """Evaluates statements on one instance as SymPy expressions in square roots.

    Parameters
    ----------
    binding
        The instance and the parameters.
    values
        Whether exact values of quantities are looked up; without, only orbits are compared, which
        costs nothing and settles what is attained by symmetry.
    """

    def __init__(self, binding: Binding, *, values: bool) -> None:
        super().__init__(binding)
        self._values = values

    def rational(self, p: int, q: int) -> sympy.Expr:
        """Return p/q."""
        return sympy.Rational(p, q)

    def constant(self, name: str) -> sympy.Expr:
        """Return e or π."""
        return {"E": sympy.E, "pi": sympy.pi}[name]

    def symbol(self, name: str) -> sympy.Expr:
        """Return a parameter or number of the instance, a symbol where it is not known exactly."""
        value = self._binding.scalar(name)
        return _rational(value) if value.is_exact else sympy.Symbol(name, nonnegative=True)

    def quantity(self, atom: QuantityExpr, parameters: tuple[sympy.Expr, ...]) -> sympy.Expr:
        """Return the exact value, or the symbol of the orbit of the matrix."""
        subject = self._binding.matrix(atom.matrix.name)
        if isinstance(subject, ComparisonMatrix):
            if not subject.is_exact:
                return sympy.Symbol(str(atom))
            subject = subject.lower
        matrix = atom.quantity.subject(subject)
        if self._values and all(isinstance(p, sympy.Rational) for p in parameters):
            known = atom.quantity.exact(matrix, *(fmpq(int(p.p), int(p.q)) for p in parameters))
            if known is not None:
                return known
        return sympy.Symbol(f"{atom.name}({_orbit(matrix)}){parameters}", positive=True)

    def add(self, terms: Sequence[sympy.Expr]) -> sympy.Expr:
        """Return the sum."""
        return sympy.Add(*terms)

    def multiply(self, factors: Sequence[sympy.Expr]) -> sympy.Expr:
        """Return the product."""
        return sympy.Mul(*factors)

    def power(self, base: sympy.Expr, exponent: sympy.Expr) -> sympy.Expr:
        """Return base^exponent."""
        return sympy.Pow(base, exponent)

    def apply(self, function: str, argument: sympy.Expr) -> sympy.Expr:
        """Return log, exp, asinh or abs of a number; e^asinh(x) is x + √(x² + 1)."""
        if function == "abs":
            return sympy.Abs(argument)
        if function == "exp" and isinstance(argument, sympy.asinh):
            x = argument.args[0]
            return x + sympy.sqrt(x**2 + 1)
        return {"log": sympy.log, "exp": sympy.exp, "asinh": sympy.asinh}[function](argument)

    def largest(self, terms: Sequence[sympy.Expr]) -> sympy.Expr:
        """Return the maximum, by exact comparisons."""
        best = terms[0]
        for term in terms[1:]:
            best = term if _sign(term - best) > 0 else best
        return best

    def smallest(self, terms: Sequence[sympy.Expr]) -> sympy.Expr:
        """Return the minimum, by exact comparisons."""
        return -self.largest([-x for x in terms])

    def select(self, branches: Sequence[tuple[Callable[[], sympy.Expr], Outcome]]) -> sympy.Expr:
        """Return the first branch whose condition holds."""
        for value, condition in branches:
            if condition is Outcome.HOLDS:
                return value()
            if condition is Outcome.INDETERMINATE:
                break
        raise NotRadical("expected a case distinction that is decided")

    def compare(self, relation: str, left: sympy.Expr, right: sympy.Expr) -> Outcome:
        """Decide a relation by the exact sign of the difference, if it can be had."""
        try:
            if any(side.has(sympy.nan, sympy.zoo) for side in (left, right)):
                return Outcome.INDETERMINATE
            if left == right:
                return Outcome.of("=" in relation and relation != "!=")
            if sympy.oo in (left, right):
                return Outcome.INDETERMINATE
            return Outcome.of(_SIGN_TESTS[relation](_sign(left - right)))
        except NotRadical:
            return Outcome.INDETERMINATE


_SIGN_TESTS: dict[str, Callable[[int], bool]] = {
    "<=": lambda s: s <= 0,
    "<": lambda s: s < 0,
    ">=": lambda s: s >= 0,
    ">": lambda s: s > 0,
    "==": lambda s: s == 0,
    "!=": lambda s: s != 0,
}


def _sign(difference: sympy.Expr) -> int:
    """Return the sign; terms that are no radicals must cancel structurally."""
    expanded = sympy.expand(difference)
    if expanded == 0:
        return 0
    return sign(expanded)


def _rational(value: Enclosure) -> sympy.Expr:
    exact = value.lower.value
    return sympy.Rational(int(exact.p), int(exact.q)) if is_finite(exact) else sympy.oo


def _orbit(matrix: Matrix) -> str:
    """Return a name shared by the matrices DJD, D a diagonal matrix of signs."""
    n = matrix.n
    if n > _SIGNATURES:
        return matrix.digest
    entries = matrix.exact
    signed = []
    for signs in product((1, -1), repeat=n - 1):
        d = (1, *signs)
        signed.append(str([[entries[i, j] * d[i] * d[j] for j in range(n)] for i in range(n)]))
    return min(signed)
