"""Three-valued truth in the arithmetics that decide."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sympy

from kreissverify.expressions.conditions import (
    Entrywise,
    MatrixCondition,
    MatrixEquality,
    Semidefinite,
)
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.matrices.exact_entries import InvalidMatrix
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.matrices.exact_order import entrywise_at_most, is_psd
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.three_valued import Outcome, all_of

__all__ = ["OutcomeLogic"]


class OutcomeLogic:
    """The connectives, and conditions on matrices, which are decided exactly.

    Parameters
    ----------
    binding
        The instance and the parameters.
    """

    def __init__(self, binding: Binding) -> None:
        self._binding = binding
        self.refusals: list[str] = []
        #: What certainly has no value on the instance, in sentences.
        self.undefined: list[str] = []

    def matrix(self, expression: sympy.MatrixExpr) -> ExactMatrix:
        """Return the exact value of a matrix expression.

        Raises
        ------
        ZeroDivisionError
            If an inverse in it does not exist.
        Refused
            If it is not known exactly.
        """
        raise NotImplementedError

    def condition(self, condition: MatrixCondition) -> Outcome:
        """Decide a condition on matrices; where an inverse does not exist it is open."""
        try:
            return Outcome.of(_HOLDS[type(condition)](*map(self.matrix, condition.args)))
        except ZeroDivisionError:
            self.undefined.append("a matrix that is inverted is singular")
        except (Refused, InvalidMatrix) as refusal:
            self.refusals.append(str(refusal))
        return Outcome.INDETERMINATE

    def constant_truth(self, value: bool) -> Outcome:
        """Return a truth value that is known."""
        return Outcome.of(value)

    def open_truth(self) -> Outcome:
        """Return what is known of a condition that could not be decided."""
        return Outcome.INDETERMINATE

    def negate(self, value: Outcome) -> Outcome:
        """Return the negation."""
        return value.negate()

    def conjunction(self, values: Sequence[Outcome]) -> Outcome:
        """Return Kleene's conjunction."""
        return all_of(values)


_HOLDS: dict[type[MatrixCondition], Callable[..., bool]] = {
    MatrixEquality: ExactMatrix.__eq__,
    Entrywise: entrywise_at_most,
    Semidefinite: is_psd,
}
