"""Bounds of numbers that are assumed: `assume(alpha * L <= 2)` bounds alpha as a domain would.

Draws know the ends of domains and go near them. A bound that is assumed is brought to an end of the
domain: whether a hypothesis is affine in a number is not looked up in its form, but seen from its
values at four points, and whatever is drawn is decided as any other instance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy
from flint import fmpq
from sympy.matrices.expressions.matexpr import MatrixElement

from kreissverify.expressions.errors import StatementError
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import (
    EnclosureArithmetic,
    QuantityCache,
)
from kreissverify.instances.membership import objection
from kreissverify.instances.parameter_domains import Domain
from kreissverify.instances.randomness import Source, chance, shuffled
from kreissverify.matrices import InvalidMatrix
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.rational import as_fmpq, as_fraction
from kreissverify.quantities.symbolic import QuantityExpr
from kreissverify.theorems import Statement

__all__ = ["AssumedBound", "assumed_bounds", "narrowed", "within_assumed"]

# Quantities that an assumed bound may be made of: they are exact, or cost next to nothing.
_CHEAP = frozenset({"norm", "frobenius", "trace", "det", "rank"})
# Every so often an instance stays as it is drawn: equal numbers, and what fails a hypothesis.
_KEPT = 0.25
# The width of quantities, of which only exact values are of use.
_WIDTH = 1e-6
# Steps at which a hypothesis is looked at: on four points no square or cube looks affine.
_STEPS = (0, 1, 2, 7)
_UPPER = {sympy.Le: "at_most", sympy.Lt: "below"}
_LOWER = {sympy.Le: "at_least", sympy.Lt: "above"}
_NO_VALUE = (Refused, ZeroDivisionError, StatementError, InvalidMatrix, ValueError, LookupError)


@dataclass(frozen=True)
class AssumedBound:
    """A hypothesis left ≤ right, or left < right, that some numbers occur in.

    Attributes
    ----------
    relation
        The hypothesis, as SymPy's ≤ or <.
    numbers
        The names of the numbers in it.
    of_numbers_alone
        Whether nothing else occurs in it: no matrix and no size.
    """

    relation: Any
    numbers: frozenset[str]
    of_numbers_alone: bool


def assumed_bounds(statement: Statement) -> tuple[AssumedBound, ...]:
    """Return the inequalities among the hypotheses of a statement that may bound its numbers."""
    symbols = {of.symbol(name): name for name, of in statement.parameters.items()}
    parts = (x for h in statement.hypotheses for x in sympy.And.make_args(h))
    return tuple(_found(parts, symbols))


def _found(parts: Iterable[Any], symbols: dict[sympy.Symbol, str]) -> Iterator[AssumedBound]:
    for part in parts:
        if not isinstance(part, (sympy.Le, sympy.Lt, sympy.Ge, sympy.Gt)):
            continue
        quantities = part.atoms(QuantityExpr)
        if any(x.name not in _CHEAP for x in quantities):
            continue
        numbers = frozenset(symbols[x] for x in part.free_symbols if x in symbols)
        alone = not quantities and not part.atoms(MatrixElement)
        alone = alone and part.atoms(sympy.Symbol) <= symbols.keys()
        if numbers:
            relation = part.reversed if isinstance(part, (sympy.Ge, sympy.Gt)) else part
            yield AssumedBound(relation, numbers, alone)


def narrowed(of: Domain, name: str, bounds: Sequence[AssumedBound], known: Binding) -> Domain:
    """Return a domain with the ends that hypotheses which are affine in the number come to.

    Parameters
    ----------
    of
        The domain of the number, whose ends are numbers.
    name
        The number.
    bounds
        The hypotheses.
    known
        The values of all else in them.

    Returns
    -------
    Domain
        The domain itself where nothing narrows it, or leaves no room.
    """
    ends = dict(of.ends)
    for bound in bounds:
        found = _end(of, name, bound, known)
        if found is not None:
            _tighten(ends, *found)
    try:
        return of if ends == of.ends else type(of)(**ends)
    except ValueError:  # no number satisfies them all
        return of


def _tighten(ends: dict[str, Any], side: str, value: Fraction) -> None:
    """Put an end in the place of one on the same side, if it leaves less."""
    upper = side in _UPPER.values()
    sides = _UPPER if upper else _LOWER
    old = next((x for x in sides.values() if x in ends), None)
    if old is not None:
        beyond = value > ends[old] if upper else value < ends[old]
        if beyond or (value == ends[old] and side == sides[sympy.Le]):
            return
        del ends[old]
    ends[side] = value


def _end(of: Domain, name: str, bound: AssumedBound, known: Binding) -> tuple[str, Fraction] | None:
    """Return the end that a hypothesis comes to, with its side; None if it is not affine."""
    if _has_branches(bound.relation, name):
        return None
    start, step = _points(of)
    try:
        gaps = [_gap(bound, name, start + k * step, known) for k in _STEPS]
    except _NO_VALUE:
        return None
    first, slope = gaps[0], gaps[1] - gaps[0]
    if slope == 0 or any(x != first + k * slope for k, x in zip(_STEPS, gaps, strict=True)):
        return None
    sides = _UPPER if slope > 0 else _LOWER
    return sides[type(bound.relation)], as_fraction(start - first / slope * step)


def _has_branches(relation: Any, name: str) -> bool:
    """Say whether a number stands where it may seem affine near some points and be no more beyond.

    So it is within |x| and max(x, 1), and within ‖xA‖.
    """
    nodes = relation.atoms(sympy.Max, sympy.Min, sympy.Abs, sympy.Piecewise, QuantityExpr)
    broken = (x for x in nodes if getattr(x, "name", "") != "trace")
    return any(symbol.name == name for x in broken for symbol in x.free_symbols)


def _points(of: Domain) -> tuple[fmpq, fmpq]:
    """Return where a hypothesis is looked at, and how far apart: within the domain if it is wide.

    Off its ends and off whole numbers, where denominators vanish.
    """
    low, high = (None if x is None else as_fmpq(x) for x in (of.low, of.high))
    third = fmpq(1, 3)
    if low is not None and high is not None:
        width = (high - low) / 8 if high > low else third
        return low + width * third, width
    if low is not None:
        return low + third, third
    return (third if high is None else high - 1), third


def _gap(bound: AssumedBound, name: str, value: fmpq, known: Binding) -> fmpq:
    """Return left minus right where the number has some value, exactly."""
    at = Binding(known.matrices, {**known.parameters, name: value}, known.sizes)
    arithmetic = EnclosureArithmetic(at, _WIDTH, QuantityCache())
    left, right = bound.relation.args
    return arithmetic.scalar(left) - arithmetic.scalar(right)


def within_assumed(
    statement: Statement, bounds: Sequence[AssumedBound], binding: Binding, source: Source
) -> Binding:
    """Return an instance with numbers drawn anew between bounds that its matrices come to.

    Parameters
    ----------
    statement
        The statement.
    bounds
        Its `assumed_bounds`.
    binding
        An instance. Numbers that are sizes stay, as matrices have them.
    source
        The randomness.
    """
    if chance(source, _KEPT):
        return binding
    of_matrices = {name for x in bounds if not x.of_numbers_alone for name in x.numbers}
    for name in shuffled(source, sorted(of_matrices - statement.size_numbers)):
        domain = statement.parameters[name].at(binding.parameters)
        own = [x for x in bounds if name in x.numbers]
        found = narrowed(domain, name, own, binding)
        if found is domain:
            continue
        numbers = {**binding.parameters, name: found.draw(source)}
        moved = Binding(binding.matrices, numbers, binding.sizes)
        # others are bounded by it, or a matrix has it as an option
        if objection(statement.parts, moved) is None:
            binding = moved
    return binding
