"""Why a statement has no instances, where its options leave no room for one."""

from __future__ import annotations

from kreissverify.evidence.sampling.part_draws import concrete
from kreissverify.evidence.sampling.recipes import NoMember, Recipe
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.instances.kinds import MatrixKind
from kreissverify.instances.randomness import generator
from kreissverify.theorems import Statement

__all__ = ["emptiness"]

# Choices of numbers and sizes that are looked at: options that contradict each other do so for all
# of them, and one that leaves room is found among a few otherwise.
_CHOICES = 20


def emptiness(statement: Statement) -> str | None:
    """Say what leaves no room for an instance of a statement; None where one may be.

    Parameters
    ----------
    statement
        The statement. Its hypotheses are not looked at.
    """
    reason: str | None = None
    for index in range(0 if statement.is_about_one_class else _CHOICES):
        reason = _reason(Recipe(statement), index)
        if reason is None:
            return None
    return reason


def _reason(recipe: Recipe, index: int) -> str | None:
    source = generator("emptiness", index)
    try:
        frame = Binding({}, recipe.drawn_numbers(source), recipe.drawn_sizes(source))
    except NoMember as error:
        return str(error)
    for part in recipe.matrices:
        found = concrete(part, frame).emptiness() if isinstance(part.of, MatrixKind) else None
        if found is not None:
            return f"{part.name}: {found}"
    return None
