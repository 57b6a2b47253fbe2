"""A closed form by cases: ∞ or 1 where a sign says so, and otherwise an expression with roots.

The signs are those of rational expressions in the entries, so for exact entries every case is
decided exactly, the unit circle included. In floats a sign may be in doubt.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from flint import arb, fmpq

from kreissverify.numbers.ball import ball
from kreissverify.numbers.estimates import Estimates
from kreissverify.numbers.intervals import Intervals
from kreissverify.numbers.rational import square_root
from kreissverify.quantities.two_by_two.running_error import Rounded
from kreissverify.system.deferred import sympy

__all__ = ["Case", "Cases", "Root", "ball_root", "quotient", "symbolic_root"]

Root = Callable[[Any], Any]


class Case(NamedTuple):
    """The value where x < 0, or where x ≤ 0.

    Where the value goes over into that of the next cases as x passes 0, the case is `continuous`:
    then no doubt about the sign is a doubt about the value.
    """

    x: Any
    value: float
    or_zero: bool = True
    continuous: bool = False


class Cases(NamedTuple):
    """The first case that holds, else the formula, a function of the square root to use."""

    cases: tuple[Case, ...]
    formula: Callable[[Root], Any]

    def number(self, root: Root) -> Any:
        """Return the value for rational entries: a float if one of the cases holds.

        Parameters
        ----------
        root
            `ball_root` or `symbolic_root`.
        """
        for case in self.cases:
            if case.x < 0 or (case.or_zero and case.x == 0):
                return case.value
        return self.formula(root)

    def estimates(self) -> Estimates:
        """Return the values for entries that are `Rounded` arrays, with their errors."""
        found = self.formula(Rounded.sqrt)
        values, errors = found.value, found.error
        for case in reversed(self.cases):
            x = case.x
            holds, doubt = x.value < 0, ~(np.abs(x.value) > x.error)
            if case.continuous:
                bound = errors + np.abs(values - case.value)
            else:
                bound = np.full_like(errors, math.inf)
            errors = np.where(doubt, bound, np.where(holds, 0.0, errors))
            values = np.where(holds | (doubt & (x.value == 0)), case.value, values)
        lost = np.isnan(values) | np.isnan(errors) | (np.isinf(values) & (errors > 0))
        return Estimates(np.asarray(values), np.asarray(np.where(lost, math.inf, errors)))

    def bounds(self) -> Intervals:
        """Return bounds of the values for entries that are `Intervals`."""
        # what a root is taken of is not negative where no case holds
        found: Intervals = self.formula(Intervals.root_of_nonnegative)
        for case in reversed(self.cases):
            x: Intervals = case.x
            holds = (x.upper < 0) | (case.or_zero & (x.upper <= 0))
            fails = (x.lower > 0) | ((not case.or_zero) & (x.lower >= 0))
            value = Intervals.exactly(np.full_like(x.lower, case.value))
            found = value.where(holds, found.where(fails, found.hull(value)))
        return found


def ball_root(value: fmpq | arb) -> fmpq | arb:
    """Return a square root, exactly where it is rational."""
    if isinstance(value, arb):
        return value.sqrt()
    exact = square_root(value)
    return ball(value).sqrt() if exact is None else exact


def symbolic_root(value: sympy.Expr) -> sympy.Expr:
    """Return a square root as SymPy writes it."""
    return sympy.sqrt(value)


def quotient(x: Any, y: Any, bound: Any) -> Any:
    """Return x/y, which is in [0, bound]: 0 where y is 0.

    Parameters
    ----------
    x, y
        Numbers, of which y is 0 only if x and the bound are.
    bound
        What the quotient is in exact numbers at most.
    """
    if not isinstance(y, Rounded):
        return x / y if y != 0 else bound
    found, most = x / y, np.abs(bound.value) + bound.error
    lost = ~(found.error <= most)
    return Rounded(np.where(lost, 0.0, found.value), np.where(lost, most, found.error))
