"""Deciding equality: exact algebraic values, where enclosures can never separate.

Tight bounds are met exactly on extremal members. There every quantity is replaced by its exact
value, in square roots or as the largest root of a polynomial, or, where that is not known, by one
symbol for each orbit under the symmetries that all quantities share (J → DJD with a diagonal sign
matrix D); the difference then has an exact sign.

SymPy cancels ∞ - ∞, 0/0 and 0·∞, and goes on in complex numbers: so a symbol that may be infinite
is only ever compared with itself, and what may be undefined is not evaluated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import product

import sympy
from flint import fmpq
from sympy.matrices.expressions.matexpr import MatrixElement

from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import (
    EnclosureArithmetic,
    QuantityCache,
)
from kreissverify.expressions.evaluation.outcome_logic import OutcomeLogic
from kreissverify.matrices import ComparisonMatrix, InvalidMatrix, Matrix
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.numbers.algebraic_number import largest_singular_value
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.extended import below, is_finite
from kreissverify.numbers.radicals import NotRadical, sign
from kreissverify.numbers.rational import as_fmpq, as_sympy
from kreissverify.numbers.three_valued import Outcome
from kreissverify.quantities.base import OutsideDomain, Quantity
from kreissverify.quantities.symbolic import QuantityExpr

__all__ = ["ExactArithmetic"]

# Bits of a power that is written out: milliseconds; J.c**(10**9) would fill the memory.
_LONGEST = 100_000
# The width of enclosures of quantities within matrices, where only exact ones are of use.
_WIDTH = 1e-6
# Sizes up to which all diagonal sign matrices are tried: 2^(n-1) of them, each written out. Only
# instances of four rows or fewer are decided exactly.
_SIGNATURES = 4


class ExactArithmetic(OutcomeLogic):
    """Evaluates statements on one instance as SymPy expressions in algebraic numbers.

    Parameters
    ----------
    binding
        The instance and the parameters.
    values
        Whether exact values of quantities are looked up; without, only orbits are compared, which
        costs nothing and decides what is attained by symmetry.
    """

    def __init__(self, binding: Binding, *, values: bool) -> None:
        super().__init__(binding)
        self._values = values
        # of scalars within matrices: what is exact comes out exact, at any width
        self._of_matrices = EnclosureArithmetic(binding, _WIDTH, QuantityCache())

    def matrix(self, expression: sympy.MatrixExpr) -> ExactMatrix:
        """Return the exact value of a matrix expression."""
        return self._of_matrices.matrix(expression)

    def entry(self, entry: MatrixElement) -> sympy.Expr:
        """Return an entry of a matrix."""
        value = self._of_matrices.entry(entry)
        if not value.is_exact:
            raise NotRadical(f"{entry} is not known exactly")
        return _rational(value)

    def rational(self, p: int, q: int) -> sympy.Expr:
        """Return p/q."""
        return sympy.Rational(p, q)

    def constant(self, name: str) -> sympy.Expr:
        """Return e or π."""
        return {"E": sympy.E, "pi": sympy.pi}[name]

    def symbol(self, name: str) -> sympy.Expr:
        """Return a parameter or number of the instance, a symbol where it is not known exactly."""
        value = self._binding.scalar(name)
        if value.is_exact:
            return _rational(value)
        block = self._binding.block_of_norm(name) if self._values else None
        if block is not None:
            return largest_singular_value(block)
        return sympy.Symbol(name, nonnegative=True, positive=below(fmpq(0), value.lower.value))

    def quantity(self, atom: QuantityExpr, parameters: tuple[sympy.Expr, ...]) -> sympy.Expr:
        """Return the exact value, or the symbol of the orbit of the matrix."""
        try:
            subject = self._of_matrices.subject(atom)
        except (ZeroDivisionError, Refused, InvalidMatrix) as error:
            raise NotRadical(str(error)) from None
        if isinstance(subject, ComparisonMatrix):
            if not subject.is_exact:
                return _of_upper_end(atom, subject.upper, parameters)
            subject = subject.lower
        matrix = atom.quantity.subject(subject)
        if self._values and all(isinstance(p, sympy.Rational) for p in parameters):
            at = map(as_fmpq, parameters)
            try:
                known = _exact_value(atom.quantity, matrix, tuple(at))
            except (OutsideDomain, InvalidMatrix) as error:
                raise NotRadical(str(error)) from None
            if known is not None:
                return known
        name = f"{atom.name}({_orbit(matrix, atom.quantity)}){parameters}"
        return _unknown(atom.quantity, matrix, name, parameters)

    def add(self, terms: Sequence[sympy.Expr]) -> sympy.Expr:
        """Return the sum."""
        return sympy.Add(*map(_finite, terms))

    def multiply(self, factors: Sequence[sympy.Expr]) -> sympy.Expr:
        """Return the product."""
        return sympy.Mul(*map(_finite, factors))

    def power(self, base: sympy.Expr, exponent: sympy.Expr) -> sympy.Expr:
        """Return base^exponent, if it is real."""
        whole = bool(exponent.is_Integer)
        if whole:
            defined = exponent >= 0 or _is_positive(_finite(base)) or _sign(base) != 0
        else:
            defined = _is_positive(base) or (_is_positive(exponent) and _is_nonnegative(base))
        if not defined:
            raise NotRadical("expected a power of a positive number")
        if whole and isinstance(base, sympy.Rational) and abs(exponent) * _bits(base) > _LONGEST:
            raise NotRadical("expected a power that can be written out")
        return sympy.Pow(_finite(base), _finite(exponent))

    def apply(self, function: str, argument: sympy.Expr) -> sympy.Expr:
        """Return log, exp, asinh or abs of a number; e^asinh(x) is x + √(x² + 1)."""
        x = _finite(argument)
        if function == "abs":
            return x if _is_nonnegative(x) else -x
        if function == "log" and not _is_positive(x):
            raise NotRadical("expected the logarithm of a positive number")
        if function == "exp" and isinstance(x, sympy.asinh):
            return x.args[0] + sympy.sqrt(x.args[0] ** 2 + 1)
        return {"log": sympy.log, "exp": sympy.exp, "asinh": sympy.asinh}[function](x)

    def largest(self, terms: Sequence[sympy.Expr]) -> sympy.Expr:
        """Return the maximum, by exact comparisons."""
        best = terms[0]
        for term in terms[1:]:
            best = term if _sign(_finite(term) - _finite(best)) > 0 else best
        return best

    def smallest(self, terms: Sequence[sympy.Expr]) -> sympy.Expr:
        """Return the minimum, by exact comparisons."""
        return -self.largest([-_finite(x) for x in terms])

    def select(self, branches: Sequence[tuple[Callable[[], sympy.Expr], Outcome]]) -> sympy.Expr:
        """Return the first branch whose condition holds."""
        for value, condition in branches:
            if condition is Outcome.HOLDS:
                return value()
            if condition is Outcome.INDETERMINATE:
                break
        raise NotRadical("expected a case distinction that is decided")

    def compare(self, relation: str, left: sympy.Expr, right: sympy.Expr) -> Outcome:
        """Decide a relation by the exact sign of the difference, if it is known."""
        try:
            if any(side.has(sympy.nan, sympy.zoo) for side in (left, right)):
                return Outcome.INDETERMINATE
            if left == right:
                return Outcome.of("=" in relation and relation != "!=")
            if sympy.oo in (left, right):  # a symbol may stand for ∞ also
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


def _exact_value(
    quantity: Quantity, matrix: Matrix, parameters: tuple[fmpq, ...]
) -> sympy.Expr | None:
    """Return a value in radicals where it is known, else as an algebraic number."""
    known = quantity.exact(matrix, *parameters)
    return quantity.algebraic(matrix, *parameters) if known is None else known


def _sign(difference: sympy.Expr) -> int:
    """Return the sign; terms that are no radicals must cancel structurally."""
    expanded = sympy.expand(difference)
    if expanded == 0:
        return 0
    return sign(expanded)


class _PerhapsInfinite(sympy.Symbol):  # type: ignore[misc]
    """A value that may be +∞, so that only a comparison with itself is decided."""


def _of_upper_end(
    atom: QuantityExpr, upper: Matrix, parameters: Sequence[sympy.Expr]
) -> sympy.Symbol:
    """Return a symbol for a value on a matrix of which an upper bound of the entries is known."""
    # what does not grow with the entries may be infinite though that of the upper end is not
    if not (atom.quantity.finite or atom.quantity.grows_on(upper)):
        return _PerhapsInfinite(str(atom))
    return _unknown(atom.quantity, upper, str(atom), parameters)


def _unknown(
    quantity: Quantity, matrix: Matrix, name: str, parameters: Sequence[sympy.Expr]
) -> sympy.Symbol:
    """Return a symbol for a value, with what is known of its finiteness and sign."""
    if not _is_known_finite(quantity, matrix, parameters):
        return _PerhapsInfinite(name)
    least = quantity.least
    if least is None:
        return sympy.Symbol(name, real=True)
    return sympy.Symbol(name, nonnegative=True, positive=True if least > 0 else None)


def _is_known_finite(quantity: Quantity, matrix: Matrix, parameters: Sequence[sympy.Expr]) -> bool:
    if quantity.finite:
        return True
    # where a parameter is not known there may be a pole, as of G(J, r) or R(z)
    if not all(isinstance(p, sympy.Rational) for p in parameters):
        return False
    try:
        return quantity.is_finite(matrix, *map(quantity.parameter, parameters))
    except OutsideDomain as error:
        raise NotRadical(str(error)) from None


def _finite(term: sympy.Expr) -> sympy.Expr:
    if isinstance(term, _PerhapsInfinite):
        raise NotRadical("expected a value that is known to be finite")
    return term


def _is_positive(term: sympy.Expr) -> bool:
    """Say whether a term is proved to be positive."""
    if term.is_Symbol or term == sympy.oo:
        return bool(term.is_positive) or term == sympy.oo
    if isinstance(term, sympy.exp) or term in (sympy.E, sympy.pi):
        return True
    if isinstance(term, sympy.log) and isinstance(term.args[0], sympy.Rational):
        return bool(term.args[0] > 1)
    if isinstance(term, (sympy.Add, sympy.Mul)) and all(map(_is_positive, term.args)):
        return True
    if isinstance(term, sympy.Pow) and term.free_symbols:
        return _is_positive(term.base)
    return not term.free_symbols and _sign(term) > 0


def _is_nonnegative(term: sympy.Expr) -> bool:
    """Say whether a term is proved to be nonnegative; if not, a number is negative."""
    if term.is_Symbol:
        # a trace or a determinant that is not known may have either sign
        if term.is_nonnegative is None:
            raise NotRadical("expected a value whose sign is known")
        return bool(term.is_nonnegative)
    return _is_positive(term) or _sign(term) >= 0


def _bits(value: sympy.Rational) -> int:
    return int(value.p).bit_length() + int(value.q).bit_length()


def _rational(value: Enclosure) -> sympy.Expr:
    exact = value.lower.value
    return as_sympy(exact) if is_finite(exact) else sympy.oo


def _orbit(matrix: Matrix, quantity: Quantity) -> str:
    """Return a name shared by the matrices DJD, D a diagonal matrix of signs.

    Where transposes have the same value as well, they share it.
    """
    own = _signed_orbit(matrix)
    if not quantity.of_transposes:
        return own
    return min(own, _signed_orbit(ExactMatrix(*matrix.parts).transpose().matrix))


def _signed_orbit(matrix: Matrix) -> str:
    n = matrix.n
    if n > _SIGNATURES or matrix.is_complex:
        return matrix.digest
    return _least_signed(n, tuple(matrix.exact.entries()))


@lru_cache(maxsize=1024)  # several quantities and statements are asked of one matrix
def _least_signed(n: int, entries: tuple[fmpq, ...]) -> str:
    signed = []
    for signs in product((1, -1), repeat=n - 1):
        d = (1, *signs)
        signed.append(str([x * (d[k // n] * d[k % n]) for k, x in enumerate(entries)]))
    return min(signed)
