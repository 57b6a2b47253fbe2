"""The facts of a certificate: bounds, with witnesses, on all that its statement mentions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flint import fmpq

from kreissverify.expressions.evaluation.binding import Binding, Subject
from kreissverify.expressions.evaluation.enclosure_arithmetic import (
    EnclosureArithmetic,
    QuantityCache,
    exact_parameter,
)
from kreissverify.expressions.evaluation.evaluator import Evaluator
from kreissverify.matrices import ComparisonMatrix
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.rational import rational_string
from kreissverify.quantities.base import QuantityExpr, enclose, registry
from kreissverify.quantities.exact_witnesses import sharpened
from kreissverify.quantities.kreiss.enclosure import kreiss_from_below
from kreissverify.theorems import MatrixEquality, Statement, Unsupported
from kreissverify.theorems.certificate_trees.scalar import subject

__all__ = ["facts"]

Fact = dict[str, Any]
# The width of enclosures of quantities within matrices, where only exact ones are of use.
_NARROW = 1e-6


def facts(
    statement: Statement, binding: Binding, rtol: float, *, circles: bool = True
) -> Iterator[Fact]:
    """Yield the facts that a statement needs on an instance.

    Parameters
    ----------
    statement
        The statement.
    binding
        The instance and the parameters.
    rtol
        The relative width of bounds that cannot be met exactly.
    circles
        Whether K is bounded from above also where that takes circles.

    Yields
    ------
    Fact
        A bound as docs/certificate-format.md describes it.
    """
    yield from _block_norms(statement, binding)
    for atom in statement.atoms():
        yield _quantity_fact(atom, binding, rtol, circles)
    conditions = (*statement.hypotheses, statement.conclusion)
    identities = set().union(*(condition.atoms(MatrixEquality) for condition in conditions))
    for identity in sorted(identities, key=str):
        yield _identity_fact(identity, binding)


def _block_norms(statement: Statement, binding: Binding) -> Iterator[Fact]:
    """State b = ‖B‖ and c = ‖C‖ where they occur."""
    conditions = (*statement.hypotheses, statement.conclusion)
    names = {symbol.name for x in conditions for symbol in x.free_symbols if symbol.is_Symbol}
    for name, place in (("b", (0, 1)), ("c", (1, 0))):
        if name in names and name not in statement.parameters:
            norm = binding.instance.block_norm(*place)
            yield _fact("norm", f"J.{name.upper()}", [], _values(norm))


def _quantity_fact(atom: QuantityExpr, binding: Binding, rtol: float, circles: bool) -> Fact:
    evaluator = Evaluator(EnclosureArithmetic(binding, rtol, QuantityCache()))
    at = tuple(exact_parameter(evaluator.number(p)) for p in atom.parameters)
    numbers = [{"num": rational_string(p)} for p in at]
    name, of, arguments = subject(atom, binding.variable, numbers)
    if atom.name == "distance_to_instability":
        at = (fmpq(1),)
    # ‖Jᵗ‖ is bounded without writing Jᵗ out
    quantity = atom.quantity if atom.name == "power_norm" else registry()[name]
    matrix = quantity.subject(_exactly(binding.matrix(atom.matrix.name)))
    known = {} if circles or name != "K" else kreiss_from_below(matrix, rtol)
    if not known:
        shown = enclose(quantity, matrix, *at, rtol=rtol)
        known = _values(shown) if shown.certificate is None else dict(shown.certificate)
    return _fact(name, of, [x["num"] for x in arguments], sharpened(quantity, matrix, at, known))


def _exactly(subject: Subject) -> Any:
    if isinstance(subject, ComparisonMatrix):
        if not subject.is_exact:
            raise Unsupported("a certificate needs the norms of blocks exactly")
        return subject.lower
    return subject


def _identity_fact(identity: MatrixEquality, binding: Binding) -> Fact:
    """State that X - Y is zero, or has an entry that is not."""
    of = subject(identity, binding.variable, [])[1]
    arithmetic = EnclosureArithmetic(binding, _NARROW, QuantityCache())
    gap = arithmetic.matrix(identity.lhs) - arithmetic.matrix(identity.rhs)
    largest = max(abs(x) for x in gap.numbers())
    value = {"value": rational_string(largest)}
    sides: dict[str, Any] = {"upper": value} if largest == 0 else {"lower": value}
    return _fact("norm", of, [], sides)


def _fact(quantity: str, of: Any, arguments: list[str], sides: dict[str, Any]) -> Fact:
    shown: Fact = {side: dict(sides[side]) for side in ("lower", "upper") if side in sides}
    return {"quantity": quantity, "of": of, "args": arguments, **shown}


def _values(shown: Enclosure) -> dict[str, Any]:
    ends = {"lower": shown.lower.value, "upper": shown.upper.value}
    return {side: {"value": rational_string(end)} for side, end in ends.items() if is_finite(end)}
