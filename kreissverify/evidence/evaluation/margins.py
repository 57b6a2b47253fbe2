"""Screening in floats: margins over many instances at once, to know where to look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.evidence.evaluation.float_arithmetic import FloatArithmetic
from kreissverify.evidence.evaluation.float_stack import FloatStack
from kreissverify.evidence.evaluation.inequality_sides import bound_sides
from kreissverify.expressions.evaluation.evaluator import Evaluator
from kreissverify.matrices.symbolic import SymbolicMatrix
from kreissverify.numbers.arrays import FloatArray as Array
from kreissverify.quantities.base import OutsideDomain
from kreissverify.quantities.symbolic import QuantityExpr
from kreissverify.system.work import count_work
from kreissverify.theorems import Statement, inverted

__all__ = [
    "Margins",
    "holds_by_far",
    "margins",
    "margins_of_stacks",
    "premise",
    "premises_of_stacks",
]

# Rough seconds of walking through a statement once, whatever the stack. They also end searches of
# statements without quantities.
_STATEMENT = 0.001


@dataclass(frozen=True)
class Margins:
    """Margins of a statement on a stack (see `float_arithmetic`).

    Attributes
    ----------
    premise
        The least margin of the hypotheses: negative where the statement says nothing.
    conclusion
        The margin of the conclusion: negative where it seems to fail.
    """

    premise: Array
    conclusion: Array

    @property
    def relevant(self) -> NDArray[np.bool_]:
        """Where the hypotheses seem to hold, if only just."""
        return self.premise >= 0

    @property
    def suspicion(self) -> Array:
        """The conclusion's margin where the hypotheses seem to hold, +∞ elsewhere."""
        return np.where(self.relevant & ~np.isnan(self.conclusion), self.conclusion, np.inf)


def margins(statement: Statement, stack: FloatStack) -> Margins:
    """Evaluate a statement on a stack of instances in float64."""
    return _margins(statement, stack, FloatArithmetic(stack))


def margins_of_stacks(statement: Statement, stacks: Sequence[FloatStack]) -> list[Margins]:
    """Evaluate a statement on stacks of several sizes, their quantities in few calls."""
    pairs = zip(stacks, _known_together(stacks, statement.atoms()), strict=True)
    return [_margins(statement, stack, arithmetic) for stack, arithmetic in pairs]


def _known_together(
    stacks: Sequence[FloatStack], atoms: Iterable[QuantityExpr]
) -> list[FloatArithmetic]:
    """Return the arithmetics of stacks that know some quantities, computed in few calls."""
    each = [FloatArithmetic(stack) for stack in stacks]
    with np.errstate(all="ignore"), suppress(OutsideDomain):  # told where it is evaluated
        FloatArithmetic.know_together(each, atoms)
    return each


def premises_of_stacks(statement: Statement, stacks: Sequence[FloatStack]) -> list[Array]:
    """Evaluate the hypotheses alone on stacks of several sizes: their least margins."""
    atoms = {x for h in statement.hypotheses for x in h.atoms(QuantityExpr)}
    # in the order of all of them, as a set has none
    each = _known_together(stacks, [x for x in statement.atoms() if x in atoms])
    return [
        premise(statement.hypotheses, stack, Evaluator(arithmetic))
        for stack, arithmetic in zip(stacks, each, strict=True)
    ]


def _margins(statement: Statement, stack: FloatStack, arithmetic: FloatArithmetic) -> Margins:
    evaluator: Evaluator[Array, Array] = Evaluator(arithmetic)
    least = premise(statement.hypotheses, stack, evaluator)
    with np.errstate(all="ignore"):
        conclusion = np.asarray(evaluator.truth(statement.conclusion))
    if np.isnan(conclusion).any() and inverted(statement.conclusion):
        # perhaps an inverse that does not exist, though it is claimed to: as suspect as a tie
        conclusion = np.where(np.isnan(conclusion), 0.0, conclusion)
    return Margins(least, np.broadcast_to(conclusion, len(stack)))


def premise(
    hypotheses: Sequence[Any],
    stack: FloatStack,
    evaluator: Evaluator[Array, Array] | None = None,
) -> Array:
    """Return the least margin of some hypotheses on a stack, of shape (N,); 1 without any.

    Parameters
    ----------
    hypotheses
        The hypotheses.
    stack
        N instances.
    evaluator
        One that has evaluated other conditions on the same stack, and knows what they share.
    """
    of_stack = evaluator or Evaluator(FloatArithmetic(stack))
    count_work(_STATEMENT)
    with np.errstate(all="ignore"):
        each = [of_stack.truth(h) for h in hypotheses] or [np.asarray(1.0)]
        least = np.minimum.reduce(np.broadcast_arrays(*each))
    return np.broadcast_to(least, len(stack))


def holds_by_far(statement: Statement, stack: FloatStack, gap: float) -> NDArray[np.bool_]:
    """Say on which instances floats show the conclusion with a relative gap, without its margin.

    That is where each smaller side is a quantity of which `Quantity.float64_at_most` shows that it
    is at most (1-gap) times the larger side: far cheaper than its value. Statements with
    hypotheses, or of another form, are shown nowhere.

    Parameters
    ----------
    statement
        The statement.
    stack
        N instances.
    gap
        The relative gap, in (0, 1).

    Returns
    -------
    array
        Of shape (N,); False says nothing.
    """
    pairs = bound_sides(statement.conclusion)
    shown = np.full(len(stack), bool(pairs) and not statement.hypotheses)
    for small, large in pairs:
        # a larger side with quantities would have to be evaluated, which is what this saves
        of_class = isinstance(small, QuantityExpr) and isinstance(small.matrix, SymbolicMatrix)
        if not of_class or small.parameters or large.has(QuantityExpr):
            return np.zeros_like(shown)
        evaluator: Evaluator[Array, Array] = Evaluator(FloatArithmetic(stack))
        with np.errstate(all="ignore"):
            bounds = np.broadcast_to(evaluator.number(large) * (1 - gap), len(shown))
        matrices, sizes = stack.part(small.matrix)
        shown &= small.quantity.float64_at_most(matrices, sizes, bounds)
    return shown
