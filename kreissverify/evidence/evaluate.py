"""A statement on one instance that a user gives: decided, with both sides of its comparisons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NoReturn

from kreissverify.evidence.counterexamples.comparison_sides import sides
from kreissverify.evidence.evaluation.decide import decide
from kreissverify.evidence.evaluation.instance_record import InstanceRecord
from kreissverify.evidence.given import given_binding
from kreissverify.evidence.kinds import Side
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.numbers.three_valued import Outcome
from kreissverify.theorems import Statement, named_statement
from kreissverify.theorems.statement import set_evaluation

__all__ = ["Evaluation", "evaluate"]


@dataclass(frozen=True)
class Evaluation:
    """What a statement says on one instance.

    Attributes
    ----------
    statement
        The statement.
    instance
        The instance.
    outcome
        Whether it holds there; indeterminate where no enclosure separates the sides.
    vacuous
        Whether it says nothing there: a hypothesis fails, or something in it has no value.
    reasons
        Why the outcome is open, or what has no value.
    sides
        Both sides of each comparison in the conclusion.
    """

    statement: Statement
    instance: InstanceRecord
    outcome: Outcome
    vacuous: bool
    reasons: tuple[str, ...]
    sides: tuple[Side, ...]

    @property
    def word(self) -> str:
        """The outcome in a word: ``holds``, ``violated``, ``open``, or ``says nothing``."""
        if self.vacuous:
            return "says nothing"
        return {Outcome.HOLDS: "holds", Outcome.VIOLATED: "violated"}.get(self.outcome, "open")

    def __str__(self) -> str:
        reasons = f" ({'; '.join(self.reasons)})" if self.reasons else ""
        return f"{self.statement.id}: {self.word} on {self.instance}{reasons}"

    def __bool__(self) -> NoReturn:
        raise TypeError("an evaluation has no truth value: compare its outcome, or its word")


def evaluate(statement: Statement | str, /, **values: Any) -> Evaluation:
    """Decide a statement on matrices and numbers of one's own.

    Parameters
    ----------
    statement
        The statement, an id of the bundled library, or ``FILE::NAME``.
    values
        Its variables: matrices exact, as arrays or as files, and numbers (see `given_binding`).

    Returns
    -------
    Evaluation
        The outcome, decided rigorously, with both sides enclosed.

    Raises
    ------
    NoInstance
        If that is no instance of the statement.

    Examples
    --------
    >>> from kreissverify import Integer, Square, norm, theorem
    >>> @theorem(source="an example")
    ... def powers(A: Square(), k: Integer(at_least=1)):
    ...     return norm(A**k) <= norm(A) ** k
    >>> evaluate(powers, A=[["1/2", 1], [0, "1/2"]], k=3).word
    'holds'
    """
    if isinstance(statement, str):
        statement = named_statement(statement)
    binding = given_binding(statement, values)
    found = decide(statement, binding, QuantityCache())
    # where the statement claims that what has no value exists, it is violated all the same
    no_value = found.undefined and found.outcome is not Outcome.VIOLATED
    says_nothing = found.vacuous or no_value
    return Evaluation(
        statement,
        InstanceRecord.of(binding),
        found.outcome,
        says_nothing,
        found.refusals,
        () if says_nothing or found.undefined else sides(statement, binding),
    )


set_evaluation(evaluate)
