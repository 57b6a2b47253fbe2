"""Three-valued truth in the arithmetics that decide."""

from __future__ import annotations

from collections.abc import Sequence

import sympy

from kreissverify.evidence.evaluation.binding import Binding
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.three_valued import Outcome, all_of

__all__ = ["OutcomeLogic"]


class OutcomeLogic:
    """The connectives, and matrix identities, which are decided exactly.

    Parameters
    ----------
    binding
        The instance and the parameters.
    """

    def __init__(self, binding: Binding) -> None:
        self._binding = binding
        self.refusals: list[str] = []

    def same(self, left: sympy.MatrixExpr, right: sympy.MatrixExpr) -> Outcome:
        """Decide an equality of rational matrices; where an inverse does not exist it is open."""
        try:
            return Outcome.of(bool(self._binding.exact(left) == self._binding.exact(right)))
        except ZeroDivisionError:
            self.refusals.append("a matrix that is inverted is singular")
        except Refused as refusal:
            self.refusals.append(str(refusal))
        return Outcome.INDETERMINATE

    def constant_truth(self, value: bool) -> Outcome:
        """Return a truth value that is known."""
        return Outcome.of(value)

    def negate(self, value: Outcome) -> Outcome:
        """Return the negation."""
        return value.negate()

    def conjunction(self, values: Sequence[Outcome]) -> Outcome:
        """Return Kleene's conjunction."""
        return all_of(values)
