"""The statements that are left of one where a hypothesis is dropped.

Each `assume` is dropped; of a coupled class, the symmetry of the diagonal blocks and B = 0; of a
kind of matrices, each option, and the kind itself where all square matrices may take its place.
(γ < 1 and the domains of numbers stay: without them the quantities themselves are not defined. So
do the parts of a family, which is a definition.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import sympy

from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.instances.kinds import MatrixKind, Rectangular, Square
from kreissverify.instances.membership import objection
from kreissverify.instances.signature import Part, Range
from kreissverify.matrices import Quantifier
from kreissverify.theorems import Statement, expression_text

__all__ = ["Weakened", "weakenings"]

# How the ends of a spectrum are written, which are options of their own.
_OPTIONS = {"lowest": "the least eigenvalue ≥ {}", "largest": "the largest eigenvalue ≤ {}"}


@dataclass(frozen=True)
class Weakened:
    """A statement without one hypothesis.

    Attributes
    ----------
    dropped
        The hypothesis, as a reader calls it.
    statement
        The statement on the instances where that hypothesis fails; for a hypothesis of the class,
        on the larger class, of which only the instances in `among` are looked at.
    is_symmetry
        Whether the hypothesis is the symmetry of diagonal blocks.
    """

    dropped: str
    statement: Statement
    among: Callable[[Binding], bool] = lambda binding: True
    is_symmetry: bool = False


def weakenings(statement: Statement) -> Iterator[Weakened]:
    """Yield the statement without each `assume` in turn, then without what its classes ask for.

    Parameters
    ----------
    statement
        The statement.
    """
    for k, hypothesis in enumerate(statement.hypotheses):
        others = statement.hypotheses[:k] + statement.hypotheses[k + 1 :]
        without = replace(
            statement,
            id=f"{statement.id}.without.{k + 1}",
            hypotheses=(*others, sympy.Not(hypothesis)),
        )
        yield Weakened(expression_text(hypothesis), without)
    for name, of in statement.quantified:
        if isinstance(of, Quantifier):
            yield from _of_class(statement, name, of)
        elif isinstance(of, MatrixKind):
            yield from _of_kind(statement, name, of)


def _of_class(statement: Statement, name: str, of: Quantifier) -> Iterator[Weakened]:
    """Yield the statement on larger classes than one of its coupled matrices is of."""
    # the ids of statements about one matrix seed their draws: they must not change
    alone = statement.is_about_one_class
    mark, whose = ("", "") if alone else (f"{name}.", f" of {name}")
    if of.symmetric:
        larger = replace(of, symmetric=False)
        without = _over(statement, name, larger, f"{mark}symmetry")
        dropped = f"the symmetry of the diagonal blocks{whose}"
        yield Weakened(dropped, without, partial(_is_asymmetric, name), is_symmetry=True)
    restriction, without_it = of.structure.restriction, of.larger
    if restriction is not None and without_it is not None:
        without = _over(statement, name, without_it, mark + restriction.name)
        yield Weakened(f"{restriction.text}{whose}", without, partial(_is_outside, name, of))


def _of_kind(statement: Statement, name: str, of: MatrixKind) -> Iterator[Weakened]:
    """Yield the statement on larger kinds than one of its matrices is of."""
    (part,) = (x for x in statement.parts if x.name == name)
    for option, value in of.options().items():
        without = _over(statement, name, of.without(option), f"{name}.{option}")
        text = _OPTIONS.get(option, f"{option} ≤ {{}}").format(value)
        yield Weakened(f"{text} of {name}", without, partial(_is_no_member, part))
    larger = _any_square(of)
    if larger is not None:
        without = _over(statement, name, larger, f"{name}.{of.name}")
        yield Weakened(f"{name} is {of.name}", without, partial(_is_no_member, part))


def _any_square(of: MatrixKind) -> Square | None:
    """Return all square matrices with the options of a kind, if they are more than the kind."""
    options = {**of.options(), "complex": of.complex}
    if isinstance(of, Square | Rectangular) or {"lowest", "largest"} & {*options}:
        return None
    return Square(of.sizes[0], **options)


def _is_no_member(part: Part, binding: Binding) -> bool:
    return objection([part], binding) is not None


def _over(statement: Statement, variable: str, larger: Range, name: str) -> Statement:
    """Return the statement for every J of a larger class."""
    quantified = tuple(
        (known, larger if known == variable else of) for known, of in statement.quantified
    )
    return replace(statement, id=f"{statement.id}.without.{name}", quantified=quantified)


def _is_asymmetric(name: str, binding: Binding) -> bool:
    J = binding.coupled[name]
    blocks = (J.block(i, i) for i in range(J.m))
    return any(block != block.transpose() for block in blocks)


def _is_outside(name: str, of: Quantifier, binding: Binding) -> bool:
    return of.matrix_class.objection(binding.coupled[name]) is not None
