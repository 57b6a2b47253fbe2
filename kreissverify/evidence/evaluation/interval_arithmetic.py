"""The arithmetic in which many instances are decided at once: intervals, and three-valued truth.

What it decides is proved; what it leaves open, and whatever may have no value, is for enclosures
of single instances (see `decide`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import sympy
from flint import fmpq
from numpy.typing import NDArray
from sympy.matrices.expressions.matexpr import MatrixElement

from kreissverify.evidence.evaluation.ball_stack import BallStack
from kreissverify.evidence.evaluation.padding import is_joined, padded, padded_size
from kreissverify.expressions.conditions import MatrixCondition
from kreissverify.expressions.evaluation.enclosure_arithmetic import (
    EnclosureArithmetic,
    QuantityCache,
)
from kreissverify.expressions.evaluation.evaluator import Evaluator
from kreissverify.expressions.float_balls import ball_stack_value
from kreissverify.expressions.symbols import Leaf
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.float_ball_matrix import FloatBall
from kreissverify.numbers.intervals import Intervals, joined_intervals
from kreissverify.numbers.three_valued import Outcome
from kreissverify.quantities.base import OutsideDomain
from kreissverify.quantities.symbolic import QuantityExpr
from kreissverify.system.memo import Memo, content

__all__ = ["IntervalArithmetic", "Truths"]

BoolArray = NDArray[np.bool_]
_EXACT_POWERS = 1 << 12  # exponents up to which a power is a product; others go by the logarithm


@dataclass(frozen=True)
class Truths:
    """Truth values of a condition on N instances: where neither is set it is open."""

    holds: BoolArray
    fails: BoolArray


class IntervalArithmetic:
    """Evaluates statements on a stack of instances at once, rigorously, at one relative width.

    Parameters
    ----------
    stack
        The instances.
    rtol
        The relative width asked of each quantity.

    Attributes
    ----------
    doubtful
        Where something may have no value, such as ∞ - ∞: nothing is to be decided there.
    wide
        Where a quantity was not bounded to the width, so that narrower bounds may be had cheaply.
    """

    def __init__(self, stack: BallStack, rtol: float) -> None:
        self._stack, self.rtol = stack, rtol
        self._known: dict[QuantityExpr, Intervals] = {}
        self.doubtful = np.zeros(len(stack), dtype=bool)
        self.wide = np.zeros(len(stack), dtype=bool)

    def rational(self, p: int, q: int) -> Intervals:
        """Return p/q."""
        return Intervals.of_rationals([fmpq(p, q)])

    def constant(self, name: str) -> Intervals:
        """Return e or π."""
        value = {"E": np.e, "pi": np.pi}[name]
        return Intervals.around(np.array([value]), np.array([value * 2.0**-52]))

    def symbol(self, name: str) -> Intervals:
        """Return the values of a symbol."""
        try:
            return self._stack.scalar(name)
        except Refused:
            return self._unknown()

    def _unknown(self) -> Intervals:
        return Intervals.unknown(len(self._stack))

    @classmethod
    def know_together(
        cls, each: Sequence[IntervalArithmetic], atoms: Iterable[QuantityExpr]
    ) -> None:
        """Bound quantities of stacks of several sizes in few calls, ahead of evaluation.

        Parameters
        ----------
        each
            The arithmetics of the stacks, all of one width.
        atoms
            The quantities; those that are not asked of padded matrices are left.
        """
        for atom in atoms:
            groups: dict[int, list[tuple[IntervalArithmetic, FloatBall]]] = defaultdict(list)
            for x in each:
                with suppress(Refused):
                    balls = x.matrix(atom.matrix)
                    if is_joined(atom, [balls.mid.shape]):
                        groups[padded_size(balls.mid.shape[-1])].append((x, balls))
            for size, parts in groups.items():
                if len(parts) > 1:
                    cls._know(atom, size, parts)

    @staticmethod
    def _know(
        atom: QuantityExpr, size: int, parts: Sequence[tuple[IntervalArithmetic, FloatBall]]
    ) -> None:
        whole = FloatBall(
            np.concatenate([padded(x.mid, size) for _, x in parts]),
            np.concatenate([padded(x.rad, size) for _, x in parts]),
        )
        rows = [
            joined_intervals([x.scalar(p).broadcast(len(balls.mid)) for x, balls in parts])
            for p in atom.parameters
        ]
        found, start = _bounds(atom, whole, tuple(rows), parts[0][0].rtol), 0
        for x, balls in parts:
            end = start + len(balls.mid)
            x._take(atom, found[start:end])
            start = end

    def quantity(self, atom: QuantityExpr, parameters: tuple[Intervals, ...]) -> Intervals:
        """Return bounds of a quantity, each atom computed once."""
        if atom not in self._known:
            self._take(atom, self._bounded(atom, parameters))
        return self._known[atom]

    def _take(self, atom: QuantityExpr, found: Intervals) -> None:
        self._known[atom] = found
        with np.errstate(all="ignore"):
            near = found.upper - found.lower <= 2 * self.rtol * np.abs(found.upper)
        self.wide |= ~(near & found.is_bounded)

    def _bounded(self, atom: QuantityExpr, parameters: tuple[Intervals, ...]) -> Intervals:
        count = len(self._stack)
        try:
            balls = self.matrix(atom.matrix)
        except Refused:
            return self._unknown()
        return _bounds(atom, balls, tuple(x.broadcast(count) for x in parameters), self.rtol)

    def matrix(self, expression: sympy.MatrixExpr) -> FloatBall:
        """Return balls around a matrix expression, of shape (N, rows, columns)."""
        value = ball_stack_value(expression, self)
        shape = (len(self._stack), *value.mid.shape[1:])
        return FloatBall(np.broadcast_to(value.mid, shape), np.broadcast_to(value.rad, shape))

    def leaf(self, symbol: Leaf) -> FloatBall:
        """Return the stack that a symbol stands for."""
        return self._stack.leaf(symbol)

    def size(self, term: sympy.Expr) -> int:
        """Return a number of rows."""
        return self._stack.size(term)

    def scalar(self, term: sympy.Expr) -> Intervals:
        """Return the values of a scalar within a matrix."""
        return Evaluator[Intervals, Truths](self).number(term)

    def entry(self, entry: MatrixElement) -> Intervals:
        """Return an entry of a matrix."""
        try:
            balls = self.matrix(entry.parent)
        except Refused:
            return self._unknown()
        i, j = int(entry.i), int(entry.j)
        if i >= balls.mid.shape[1] or j >= balls.mid.shape[2]:
            self.doubtful[:] = True
            return self._unknown()
        return Intervals.around(balls.mid[:, i, j], balls.rad[:, i, j])

    def add(self, terms: Sequence[Intervals]) -> Intervals:
        """Return the sum."""
        found = terms[0]
        for term in terms[1:]:
            # a sum of terms is ∞ only where one of them may be
            self._doubt(
                (np.isposinf(found.upper) & np.isneginf(term.lower))
                | (np.isneginf(found.lower) & np.isposinf(term.upper))
            )
            found = found + term
        return found

    def _doubt(self, where: BoolArray) -> None:
        self.doubtful |= where

    def multiply(self, factors: Sequence[Intervals]) -> Intervals:
        """Return the product."""
        product = factors[0]
        for factor in factors[1:]:
            self._doubt(
                (_may_be_infinite(product) & factor.contains(0.0))
                | (_may_be_infinite(factor) & product.contains(0.0))
            )
            product = product * factor
        return product

    def power(self, base: Intervals, exponent: Intervals) -> Intervals:
        """Return base^exponent: by products for small integers, by root or e^(x log) otherwise."""
        values = exponent.lower
        if len(values) == 1 and exponent.lower[0] == exponent.upper[0]:
            k = float(values[0])
            if k < 0:
                self._doubt(base.contains(0.0))
            if k == int(k) and abs(k) <= _EXACT_POWERS:
                return base.power(int(k))
            if 2 * k == int(2 * k) and abs(k) <= _EXACT_POWERS:
                self._doubt(base.lower < 0)
                return base.sqrt().power(int(2 * k))
        self._doubt(base.lower <= 0)  # 0^x is left to those who know x exactly
        return (exponent * base.log()).exp()

    def apply(self, function: str, argument: Intervals) -> Intervals:
        """Return log, exp, asinh or abs."""
        if function == "log":
            self._doubt(argument.lower <= 0)
        return abs(argument) if function == "abs" else _FUNCTIONS[function](argument)

    def largest(self, terms: Sequence[Intervals]) -> Intervals:
        """Return the maximum."""
        found = terms[0]
        for term in terms[1:]:
            found = found.largest(term)
        return found

    def smallest(self, terms: Sequence[Intervals]) -> Intervals:
        """Return the minimum."""
        return -self.largest([-x for x in terms])

    def select(self, branches: Sequence[tuple[Callable[[], Intervals], Truths]]) -> Intervals:
        """Return the hull of the branches that may be the first whose condition holds."""
        count = len(self._stack)
        found: Intervals | None = None
        met = np.zeros(count, dtype=bool)
        for value, condition in branches:
            possible = ~met & ~np.broadcast_to(condition.fails, count)
            before = self.doubtful.copy()
            branch = value().broadcast(count)
            # what another branch lacks is no matter where that one is not taken
            self.doubtful = before | (self.doubtful & possible)
            if found is None:
                found = Intervals(
                    np.where(possible, branch.lower, np.inf),
                    np.where(possible, branch.upper, -np.inf),
                )
            else:
                found = found.hull(branch).where(possible, found)
            met |= possible & np.broadcast_to(condition.holds, count)
        assert found is not None
        empty = found.lower > found.upper  # no branch at all
        return self._unknown().where(empty, found)

    def compare(self, relation: str, left: Intervals, right: Intervals) -> Truths:
        """Decide a relation of two numbers where their bounds do."""
        if relation in (">=", ">"):
            return self.compare("<=" if relation == ">=" else "<", right, left)
        at_most, above = left.upper <= right.lower, right.upper < left.lower
        if relation == "<=":
            return Truths(at_most, above)
        below, at_least = left.upper < right.lower, right.upper <= left.lower
        if relation == "<":
            return Truths(below, at_least)
        apart = below | above
        points = (left.lower == left.upper) & (right.lower == right.upper)
        same = points & (left.lower == right.lower) & np.isfinite(left.lower)
        return Truths(same, apart) if relation == "==" else Truths(apart, same)

    def condition(self, condition: MatrixCondition) -> Truths:
        """Decide a condition on matrices exactly, instance by instance: it asks for no quantity."""
        found = [self._condition(condition, k) for k in range(len(self._stack))]
        return Truths(
            np.array([x is Outcome.HOLDS for x in found]),
            np.array([x is Outcome.VIOLATED for x in found]),
        )

    def _condition(self, condition: MatrixCondition, place: int) -> Outcome:
        arithmetic = EnclosureArithmetic(self._stack.members[place], self.rtol, QuantityCache())
        outcome = arithmetic.condition(condition)
        self.doubtful[place] |= bool(arithmetic.undefined)
        return outcome

    def constant_truth(self, value: bool) -> Truths:
        """Return a truth value that is known."""
        count = len(self._stack)
        return Truths(np.full(count, value), np.full(count, not value))

    def open_truth(self) -> Truths:
        """Return what is known of a condition that could not be decided."""
        nowhere = np.zeros(len(self._stack), dtype=bool)
        return Truths(nowhere, nowhere)

    def negate(self, value: Truths) -> Truths:
        """Return the negation."""
        return Truths(value.fails, value.holds)

    def conjunction(self, values: Sequence[Truths]) -> Truths:
        """Return Kleene's conjunction."""
        count = len(self._stack)
        holds, fails = np.ones(count, dtype=bool), np.zeros(count, dtype=bool)
        for value in values:
            holds, fails = holds & value.holds, fails | value.fails
        return Truths(holds, fails)


# Of stacks: several statements are decided on the same ones, and the interval arithmetic of a width
# asks for what that of the one before has asked for.
_MEMO: Memo[Intervals] = Memo(most=400)


def _bounds(
    atom: QuantityExpr, balls: FloatBall, parameters: tuple[Intervals, ...], rtol: float
) -> Intervals:
    """Return bounds of a quantity; an infinite value is told from an unknown one by nobody."""

    def make() -> Intervals:
        try:
            with np.errstate(all="ignore"):
                found: Intervals = atom.quantity.bounds_of_stack(balls, *parameters, rtol=rtol)
                return found
        except (Refused, OutsideDomain, OverflowError, np.linalg.LinAlgError):
            return Intervals.unknown(len(balls.mid))

    if not atom.quantity.is_bundled:  # it may be another one each time
        return make()
    ends = (end for p in parameters for end in (p.lower, p.upper))
    return _MEMO.of((atom.quantity, rtol, content(balls.mid, balls.rad, *ends)), make)


def _may_be_infinite(value: Intervals) -> BoolArray:
    return ~value.is_bounded


_FUNCTIONS: dict[str, Callable[[Intervals], Intervals]] = {
    "log": Intervals.log,
    "exp": Intervals.exp,
    "asinh": Intervals.asinh,
}
