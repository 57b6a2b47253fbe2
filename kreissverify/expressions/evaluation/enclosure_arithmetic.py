"""The arithmetic in which instances are decided: enclosures and three-valued truth."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import sympy
from flint import arb, fmpq
from sympy.matrices.expressions.matexpr import MatrixElement

from kreissverify.expressions.balls import Nearby, nearby_value
from kreissverify.expressions.evaluation.binding import Binding, Subject
from kreissverify.expressions.evaluation.evaluator import Evaluator
from kreissverify.expressions.evaluation.outcome_logic import OutcomeLogic
from kreissverify.expressions.exact import exact_value
from kreissverify.expressions.symbols import Leaf
from kreissverify.matrices import ComparisonMatrix, InvalidMatrix
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.matrices.symbolic import SymbolicMatrix
from kreissverify.numbers.ball import working_precision
from kreissverify.numbers.enclosure import (
    DEFAULT_BITS,
    Enclosure,
    equal,
    hull,
    less,
    less_equal,
    maximum,
    minimum,
)
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.extended import INFINITY, at_most, below, is_finite
from kreissverify.numbers.three_valued import Outcome
from kreissverify.quantities.base import OutsideDomain, enclose
from kreissverify.quantities.nearby.enclosure import enclose_nearby
from kreissverify.quantities.symbolic import QuantityExpr
from kreissverify.system.work import count_work

__all__ = ["EnclosureArithmetic", "QuantityCache", "exact_parameter"]

# Enclosures kept: a bound on memory, as each holds its witnesses. They are dropped all at once:
# what is asked again is mostly what was asked last, by the next statement on the same instances.
_CACHED = 20_000
# Rough seconds of an enclosure of a matrix of two rows to one digit, and how they grow with its
# size and its digits: fitted to means of K, G and L of 3 to 19 rows, of 1 to 12 digits, on a busy
# machine. Digits are cheap where searches converge quadratically: nine take K of three rows eight
# times as long as one. Closed forms take a tenth of it, M may take fifteen times more.
_FIRST_DIGIT, _OF_SIZE, _OF_DIGITS = 0.006, 1.5, 0.75
# The relative width of quantities within matrices that are known by enclosures only.
_WITHIN = 1e-12
# What is exact, or a root of it, takes a fiftieth of the time or less.
_CHEAP, _CHEAPER = {"frobenius", "trace", "det", "cond", "rank", "departure"}, 0.02
_WHOLE_LINE = Enclosure.between(-INFINITY, INFINITY)


class NotExact(Refused):
    """A scalar within a matrix is not known exactly."""


def exact_parameter(value: Enclosure) -> fmpq:
    """Return the exact rational value of a quantity's parameter.

    Raises
    ------
    Refused
        If the parameter is not known exactly.
    """
    exact = value.lower.value
    if not value.is_exact or not is_finite(exact):
        raise NotExact("a parameter of a quantity is not known exactly")
    return exact


class QuantityCache:
    """Enclosures already computed: several statements ask for the same K of the same instance."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], Enclosure | Refused] = {}

    def enclosure(
        self, atom: QuantityExpr, subject: Subject, parameters: tuple[fmpq, ...], rtol: float
    ) -> Enclosure:
        """Return an enclosure to a relative width, from the cache where it is known to that width.

        A narrower one that another statement has asked for is not taken: what is decided from it,
        and at which width, would depend on what was looked at before. The work is counted in either
        case, for the same reason.

        Parameters
        ----------
        atom
            The quantity.
        subject
            The matrix that it is a function of.
        parameters
            Its exact parameters, such as r of G(J, r).
        rtol
            The relative width asked for.

        Returns
        -------
        Enclosure
            Of the value, with its witnesses.
        """
        # By the quantity itself: a name may be registered anew, when its file is read again. By the
        # width also: what an earlier statement has narrowed must not decide more here.
        key = (atom.quantity, _digest(atom, subject), rtol, *map(str, parameters))
        count_work(_work(atom, subject, rtol))
        return self._known_or(key, lambda: enclose(atom.quantity, subject, *parameters, rtol=rtol))

    def nearby(
        self, atom: QuantityExpr, near: Nearby, parameters: tuple[Enclosure, ...], rtol: float
    ) -> Enclosure:
        """Return an enclosure of a quantity of a matrix that is known to within a distance.

        Parameters
        ----------
        atom
            The quantity.
        near
            The matrix and the distance.
        parameters
            Enclosures of its parameters.
        rtol
            The relative width asked for.
        """
        ends = (x.value for p in parameters for x in (p.lower, p.upper))
        key = (atom.quantity, near, rtol, *map(str, ends))
        count_work(_of_size(max(near.centre.shape), rtol))
        return self._known_or(
            key,
            lambda: enclose_nearby(atom.quantity, near.centre, near.radius, *parameters, rtol=rtol),
        )

    def _known_or(self, key: tuple[object, ...], make: Callable[[], Enclosure]) -> Enclosure:
        """Return what is known, or make it; a refusal is known also, and takes as long to find."""
        found = self._known.get(key)
        if found is None:
            try:
                found = make()
            except Refused as refusal:
                # what it went through would keep whole searches in memory
                found = refusal.with_traceback(None)
            if len(self._known) >= _CACHED:
                self._known.clear()
            self._known[key] = found
        if isinstance(found, Refused):
            raise found.with_traceback(None)
        return found


def _work(atom: QuantityExpr, subject: Subject, rtol: float) -> float:
    of = subject.lower if isinstance(subject, ComparisonMatrix) else atom.quantity.subject(subject)
    return _of_size(of.n, rtol) * (_CHEAPER if atom.name in _CHEAP else 1.0)


def _of_size(rows: int, rtol: float) -> float:
    digits = max(1.0, -math.log10(rtol))
    return float(_FIRST_DIGIT * (rows / 2) ** _OF_SIZE * digits**_OF_DIGITS)


def _digest(atom: QuantityExpr, subject: Subject) -> str:
    if isinstance(subject, ComparisonMatrix):
        return f"{subject.lower.digest}-{subject.upper.digest}"
    digest: str = atom.quantity.subject(subject).digest
    return digest


class EnclosureArithmetic(OutcomeLogic):
    """Evaluates statements on one exact instance, rigorously, at one relative tolerance.

    Parameters
    ----------
    binding
        The instance and the parameters.
    rtol
        The relative width asked of each quantity.
    cache
        Enclosures shared between statements.
    """

    def __init__(self, binding: Binding, rtol: float, cache: QuantityCache) -> None:
        super().__init__(binding)
        self._rtol, self._cache = rtol, cache

    def rational(self, p: int, q: int) -> Enclosure:
        """Return p/q."""
        return Enclosure.exactly(fmpq(p, q))

    def constant(self, name: str) -> Enclosure:
        """Return e or π."""
        return Enclosure.exactly(1).exp() if name == "E" else _pi()

    def symbol(self, name: str) -> Enclosure:
        """Return a parameter, or a number attached to the instance."""
        return self._binding.scalar(name)

    def quantity(self, atom: QuantityExpr, parameters: tuple[Enclosure, ...]) -> Enclosure:
        """Return an enclosure of a quantity: [-∞, ∞], with the reason noted, if it is refused."""
        try:
            return self._enclosed_quantity(atom, parameters)
        except ZeroDivisionError:
            self.undefined.append(f"{atom}: a matrix that is inverted is singular")
        except OutsideDomain as reason:
            self.undefined.append(f"{atom}: {reason}")
        except (Refused, InvalidMatrix) as refusal:
            self.refusals.append(f"{atom}: {refusal}")
        # the whole line decides nothing, and other parts of a statement may decide it
        return _WHOLE_LINE

    def _enclosed_quantity(
        self, atom: QuantityExpr, parameters: tuple[Enclosure, ...]
    ) -> Enclosure:
        try:
            subject = self.subject(atom)
            exact = tuple(map(exact_parameter, parameters))
        except NotExact:  # of a root, say: the matrix is known to within a small distance
            near = nearby_value(atom.matrix, self)
            return self._cache.nearby(atom, near, parameters, self._rtol)
        return self._cache.enclosure(atom, subject, exact, self._rtol)

    def subject(self, atom: QuantityExpr) -> Subject:
        """Return the exact matrix that a quantity is one of, or a comparison matrix.

        Raises
        ------
        ZeroDivisionError
            If an inverse in it does not exist.
        Refused
            If it is not known exactly.
        """
        if isinstance(atom.matrix, SymbolicMatrix):
            found: Subject = self._binding.part(atom.matrix)
            return found
        exact = self.matrix(atom.matrix)
        return exact.matrix if exact.is_square else atom.quantity.subject(exact.table())

    def matrix(self, expression: sympy.MatrixExpr) -> ExactMatrix:
        """Return the exact value of a matrix expression (see `exact_value`)."""
        known = self._binding.values
        if expression not in known:
            known[expression] = exact_value(expression, self)
        return known[expression]

    def leaf(self, symbol: Leaf) -> ExactMatrix:
        """Return the exact matrix that a symbol stands for."""
        return self._binding.leaf(symbol)

    def size(self, term: sympy.Expr) -> int:
        """Return a number of rows."""
        return self._binding.size(term)

    def scalar(self, term: sympy.Expr) -> fmpq:
        """Return the exact value of a scalar within a matrix.

        Raises
        ------
        Refused
            If it is not known exactly.
        """
        value = Evaluator[Enclosure, Outcome](self).number(term)
        end = value.lower.value
        if not value.is_exact or not is_finite(end):
            raise NotExact(f"{term}: it is not known exactly, as a factor of a matrix has to be")
        return end

    def enclosed(self, term: sympy.Expr) -> Enclosure:
        """Return a narrow enclosure of a scalar within a matrix."""
        narrow = EnclosureArithmetic(self._binding, min(self._rtol, _WITHIN), self._cache)
        return Evaluator[Enclosure, Outcome](narrow).number(term)

    def entry(self, entry: MatrixElement) -> Enclosure:
        """Return an entry of a matrix, which has to be real."""
        try:
            real, imaginary = self.matrix(entry.parent).entry(int(entry.i), int(entry.j))
        except ZeroDivisionError:
            self.undefined.append(f"{entry}: a matrix that is inverted is singular")
            return _WHOLE_LINE
        except Refused as refusal:
            self.refusals.append(f"{entry}: {refusal}")
            return _WHOLE_LINE
        except IndexError:
            self.undefined.append(f"{entry}: the matrix has no such entry")
            return _WHOLE_LINE
        if imaginary != 0:
            self.undefined.append(f"{entry}: it is not real")
            return _WHOLE_LINE
        return Enclosure.exactly(real)

    def add(self, terms: Sequence[Enclosure]) -> Enclosure:
        """Return the sum."""
        if {_sign_of_infinity(x) for x in terms} >= {1, -1}:
            self.undefined.append("∞ - ∞")
        return sum(terms[1:], start=terms[0])

    def multiply(self, factors: Sequence[Enclosure]) -> Enclosure:
        """Return the product."""
        if any(map(_sign_of_infinity, factors)) and any(map(_is_zero, factors)):
            self.undefined.append("0·∞")
        product = factors[0]
        for factor in factors[1:]:
            product = product * factor
        return product

    def power(self, base: Enclosure, exponent: Enclosure) -> Enclosure:
        """Return base^exponent: exact for integer exponents, by root or e^(x log) otherwise."""
        value = exponent.lower.value
        if exponent.is_exact and is_finite(value):
            if _is_zero(base) and value < 0:
                self.undefined.append("1/0")
            if value.q == 1:
                return base ** int(value.p)
            if below(base.upper.value, fmpq(0)):
                self.undefined.append("a root of a negative number")
            if value.q == 2:  # a root of an exact square is exact, where e^(x log) is not
                return base.sqrt() ** int(value.p)
        return (exponent * base.log()).exp()

    def apply(self, function: str, argument: Enclosure) -> Enclosure:
        """Return log, exp, asinh or abs of a number."""
        if function == "log" and at_most(argument.upper.value, fmpq(0)):
            self.undefined.append("the logarithm of a number that is not positive")
        return abs(argument) if function == "abs" else _functions[function](argument)

    def largest(self, terms: Sequence[Enclosure]) -> Enclosure:
        """Return the maximum."""
        return maximum(list(terms))

    def smallest(self, terms: Sequence[Enclosure]) -> Enclosure:
        """Return the minimum."""
        return minimum(list(terms))

    def select(self, branches: Sequence[tuple[Callable[[], Enclosure], Outcome]]) -> Enclosure:
        """Return the hull of the branches that may be the first whose condition holds."""
        possible = []
        for value, condition in branches:
            if condition is not Outcome.VIOLATED:
                possible.append(value())
            if condition is Outcome.HOLDS:
                break
        return hull(possible) if possible else _WHOLE_LINE

    def compare(self, relation: str, left: Enclosure, right: Enclosure) -> Outcome:
        """Decide a relation of two numbers, where their enclosures do."""
        return _relations[relation](left, right)


def _sign_of_infinity(value: Enclosure) -> int:
    """Return 1 or -1 for what is certainly infinite, and 0 otherwise."""
    if not value.is_exact or is_finite(value.lower.value):
        return 0
    return 1 if value.lower.value > 0 else -1


def _is_zero(value: Enclosure) -> bool:
    return value.is_exact and value.lower.value == 0


def _pi() -> Enclosure:
    with working_precision(DEFAULT_BITS):
        return Enclosure.of_ball(arb.pi())


_functions: dict[str, Callable[[Enclosure], Enclosure]] = {
    "log": Enclosure.log,
    "exp": Enclosure.exp,
    "asinh": Enclosure.asinh,
}
_relations: dict[str, Callable[[Enclosure, Enclosure], Outcome]] = {
    "<=": less_equal,
    "<": less,
    ">=": lambda a, b: less_equal(b, a),
    ">": lambda a, b: less(b, a),
    "==": equal,
    "!=": lambda a, b: equal(a, b).negate(),
}
