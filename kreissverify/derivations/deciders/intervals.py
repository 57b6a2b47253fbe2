"""The interval that bounds on a variable describe: half-lines, segments, the whole line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sympy
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.errors import DerivationError

__all__ = ["Interval", "interval_of"]

_OPEN = {sympy.Ge: sympy.Gt, sympy.Le: sympy.Lt}
_CLOSED = {wide: closed for closed, wide in _OPEN.items()}


@dataclass(frozen=True)
class Interval:
    """Where a variable lies: between its bounds, each with the variable on the left."""

    variable: sympy.Symbol
    bounds: tuple[Boolean, ...]

    @property
    def interior(self) -> Interval:
        """The interval without its ends."""
        return self._with(_OPEN)

    @property
    def closure(self) -> Interval:
        """The interval with its ends."""
        return self._with(_CLOSED)

    @property
    def is_bounded_above(self) -> bool:
        """Whether the variable cannot tend to ∞."""
        return any(isinstance(x, (sympy.Le, sympy.Lt)) for x in self.bounds)

    def contains(self, value: Any) -> tuple[Boolean, ...]:
        """Return the conditions under which a value lies in the interval."""
        return tuple(x.func(value, x.rhs, evaluate=False) for x in self.bounds)

    def _with(self, relations: dict[Any, Any]) -> Interval:
        bounds = (relations.get(x.func, x.func)(x.lhs, x.rhs, evaluate=False) for x in self.bounds)
        return Interval(self.variable, tuple(bounds))


def interval_of(
    step: str, variable: sympy.Symbol, given: Sequence[Boolean]
) -> tuple[Interval, tuple[Boolean, ...]]:
    """Return the interval that a step is given for a variable, and its other conditions.

    Parameters
    ----------
    step
        The name of the step, for messages.
    variable
        The variable.
    given
        The conditions of the step: bounds on the variable, and what does not mention it.

    Raises
    ------
    DerivationError
        If a condition with the variable is no bound on it.
    """
    own = [x for x in given if x.has(variable)]
    others = tuple(x for x in given if not x.has(variable))
    return Interval(variable, tuple(_bound(step, variable, x) for x in own)), others


def _bound(step: str, variable: sympy.Symbol, condition: Boolean) -> Boolean:
    if isinstance(condition, (sympy.Ge, sympy.Gt, sympy.Le, sympy.Lt)):
        for bound in (condition, condition.reversed):
            if bound.lhs == variable and not bound.rhs.has(variable):
                return bound
    expected = f"expected a bound on {variable}, such as {variable} > 0"
    raise DerivationError(f"step {step!r}: {condition}: {expected}")
