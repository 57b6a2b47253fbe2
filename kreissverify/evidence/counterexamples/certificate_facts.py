"""Facts of certificates: bounds, with witnesses, on all that a statement about one class mentions.

Those of statements about any parts are in `parts_facts`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import sympy
from flint import fmpq

from kreissverify.expressions.evaluation.binding import Binding, Subject
from kreissverify.expressions.evaluation.enclosure_arithmetic import (
    EnclosureArithmetic,
    QuantityCache,
    exact_parameter,
)
from kreissverify.expressions.evaluation.evaluator import Evaluator
from kreissverify.matrices import ComparisonMatrix, CoupledMatrix, Matrix
from kreissverify.matrices.symbolic import NORM_OF_B, NORM_OF_C, owned
from kreissverify.numbers.ball import working_precision
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.radicals import to_bits
from kreissverify.numbers.rational import as_fmpq, rational_string
from kreissverify.numbers.three_valued import Outcome
from kreissverify.quantities.base import Quantity, enclose, registry
from kreissverify.quantities.exact_witnesses import sharpened
from kreissverify.quantities.flows.lyapunov_bound import flow_lyapunov_from_multipliers
from kreissverify.quantities.kreiss.enclosure import kreiss_from_below
from kreissverify.quantities.maps.lyapunov_bound import (
    lyapunov_from_kreiss,
    lyapunov_from_multipliers,
)
from kreissverify.quantities.symbolic import QuantityExpr
from kreissverify.theorems import MatrixEquality, Statement, Unsupported
from kreissverify.theorems.certificate_trees.by_parts import DISTANCES
from kreissverify.theorems.certificate_trees.one_class import OneClassTrees

__all__ = [
    "OF_ALGEBRAIC_NUMBERS",
    "Fact",
    "Width",
    "block_norm",
    "bounds",
    "exact_parameters",
    "fact",
    "named_norms",
    "one_class_facts",
    "values",
]

Fact = dict[str, Any]


class Width(NamedTuple):
    """How wide bounds are that cannot be met exactly: relatively; and bits of algebraic numbers."""

    rtol: float
    bits: int = 0  # none: they are bounded as others are


#: Whose bounds need no witness: the norms of powers and inverses are norms of matrices.
OF_ALGEBRAIC_NUMBERS = ("norm", "rho", "power_norm", "resolvent_norm")
# What shows more of a Lyapunov bound than a power does, the shorter witness first.
_FROM_BELOW: dict[str, tuple[Callable[[Matrix, float], dict[str, Any]], ...]] = {
    "L": (lyapunov_from_kreiss, lyapunov_from_multipliers),
    "L_c": (flow_lyapunov_from_multipliers,),
}
# The width of enclosures of quantities within matrices, where only exact ones are of use.
_NARROW = 1e-6


def one_class_facts(
    statement: Statement, trees: OneClassTrees, binding: Binding, width: Width, *, circles: bool
) -> Iterator[Fact]:
    """Yield the facts that a statement about one coupled class needs on an instance.

    Parameters
    ----------
    statement
        The statement.
    trees
        What writes it.
    binding
        The instance and the parameters.
    width
        Of bounds that cannot be met exactly.
    circles
        Whether K is bounded from above also where that takes circles.

    Yields
    ------
    Fact
        A bound as docs/certificate-format.md describes it.
    """
    yield from _block_norms(statement, binding, width)
    for atom in statement.atoms():
        yield _quantity_fact(atom, trees, binding, width, circles)
    identities = set().union(*(x.atoms(MatrixEquality) for x in statement.conditions))
    for identity in sorted(identities, key=str):
        yield _identity_fact(identity, trees, binding)


def _block_norms(statement: Statement, binding: Binding, width: Width) -> Iterator[Fact]:
    """State b = ‖B‖ and c = ‖C‖ where they occur."""
    for name, place in named_norms(statement):
        yield fact("norm", f"J.{name}", [], block_norm(binding.instance, place, width))


def block_norm(J: CoupledMatrix, place: tuple[int, int], width: Width) -> dict[str, Any]:
    """Return both bounds of the norm of a block, by its place."""
    known = J.block_norm(*place)
    if not width.bits or known.is_exact:
        return values(known)
    norm = registry()["norm"]
    return _near(norm, norm.subject(J.block(*place)), (), width.bits) or values(known)


def named_norms(statement: Statement, owner: str = "") -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield B and C, with their places, where a statement has b = ‖B‖ and c = ‖C‖.

    Parameters
    ----------
    statement
        The statement.
    owner
        Of which matrix, where its numbers are called by it.
    """
    symbols = set().union(*(each.free_symbols for each in statement.conditions))
    for name, symbol, place in (("B", NORM_OF_B, (0, 1)), ("C", NORM_OF_C, (1, 0))):
        if owned(symbol, owner) in symbols and symbol.name not in statement.parameters:
            yield name, place


def _quantity_fact(
    atom: QuantityExpr, trees: OneClassTrees, binding: Binding, width: Width, circles: bool
) -> Fact:
    at = exact_parameters(atom, EnclosureArithmetic(binding, width.rtol, QuantityCache()))
    name, of, *arguments = trees.subject(atom, [{"num": rational_string(p)} for p in at])
    if atom.name in DISTANCES:
        at = (fmpq(DISTANCES[atom.name][1]),)
    # ‖Jᵗ‖ is bounded without writing Jᵗ out
    quantity = atom.quantity if atom.name == "power_norm" else registry()[name]
    matrix = quantity.subject(_exactly(binding.part(atom.matrix)))
    sides = bounds(quantity, matrix, at, width, circles=circles)
    return fact(name, of, [x["num"] for x in arguments], sides)


def exact_parameters(atom: QuantityExpr, arithmetic: EnclosureArithmetic) -> tuple[fmpq, ...]:
    """Return the exact values of the parameters of a quantity.

    Raises
    ------
    Refused
        If one of them is not known exactly.
    """
    evaluator: Evaluator[Enclosure, Outcome] = Evaluator(arithmetic)
    return tuple(exact_parameter(evaluator.number(p)) for p in atom.parameters)


def bounds(
    quantity: Quantity, matrix: Matrix, at: tuple[fmpq, ...], width: Width, *, circles: bool
) -> Mapping[str, Any]:
    """Return both bounds of a quantity with their witnesses, sharp where that is known.

    Parameters
    ----------
    quantity, matrix, at
        The quantity, its matrix and its parameters.
    width
        Of bounds that cannot be met exactly.
    circles
        Whether K is bounded from above also where that takes circles, and L from below by K.

    Raises
    ------
    Refused
        If it has no enclosure at the precision allowed.
    """
    rtol, near = width.rtol, _near(quantity, matrix, at, width.bits) if width.bits else {}
    if near:
        return near
    known = {} if circles or quantity.name != "K" else kreiss_from_below(matrix, rtol)
    if not known:
        shown = enclose(quantity, matrix, *at, rtol=rtol)
        known = values(shown) if shown.certificate is None else dict(shown.certificate)
    if circles and quantity.name in _FROM_BELOW:
        known = _above_powers(quantity.name, matrix, known, rtol)
    return sharpened(quantity, matrix, at, known)


def _near(
    quantity: Quantity, matrix: Matrix, at: tuple[fmpq, ...], bits: int
) -> dict[str, dict[str, Any]]:
    """Return bounds of an algebraic number to so many bits; none for other quantities."""
    if quantity.name not in OF_ALGEBRAIC_NUMBERS:
        return {}
    value = quantity.algebraic(matrix, *at)
    if value is None or value == sympy.oo:
        return {}
    if isinstance(value, sympy.Rational):
        return values(Enclosure.exactly(as_fmpq(value)))
    with working_precision(bits):  # in which its ends are read
        return values(Enclosure.of_ball(to_bits(value, bits)))


def _above_powers(
    name: str, matrix: Matrix, known: Mapping[str, Any], rtol: float
) -> dict[str, Any]:
    """Return the bounds of L or L_c, the lower one by what shows more than a power does."""
    best = known.get("lower", {"value": "0"})
    for bound in _FROM_BELOW[name]:
        # ∞ is shown by the radius
        other = {} if best["value"] == "inf" else bound(matrix, rtol)
        if other and as_fmpq(other["value"]) > as_fmpq(best["value"]):
            best = other
    return {**known, "lower": best} if best["value"] != "0" else dict(known)


def _exactly(subject: Subject) -> Any:
    if isinstance(subject, ComparisonMatrix):
        if not subject.is_exact:
            raise Unsupported("a certificate needs the norms of blocks exactly")
        return subject.lower
    return subject


def _identity_fact(identity: MatrixEquality, trees: OneClassTrees, binding: Binding) -> Fact:
    """State that X - Y is zero, or has an entry that is not."""
    _, of = trees.subject(identity, [])
    arithmetic = EnclosureArithmetic(binding, _NARROW, QuantityCache())
    gap = arithmetic.matrix(identity.lhs) - arithmetic.matrix(identity.rhs)
    largest = max(abs(x) for x in gap.numbers())
    value = {"value": rational_string(largest)}
    # of a hypothesis that X = Y both sides are needed, of the conclusion that it is not only one
    sides = {"lower": value, "upper": value} if largest == 0 else {"lower": value}
    return fact("norm", of, [], sides)


def fact(quantity: str, of: Any, arguments: list[str], sides: Mapping[str, Any]) -> Fact:
    """Return a fact as certificates hold it.

    Parameters
    ----------
    quantity, of, arguments
        The quantity, the tree of its matrix, and its arguments as texts.
    sides
        The bounds with their witnesses.
    """
    shown: Fact = {side: dict(sides[side]) for side in ("lower", "upper") if side in sides}
    return {"quantity": quantity, "of": of, "args": arguments, **shown}


def values(shown: Enclosure) -> dict[str, Any]:
    """Return the ends of an enclosure as bounds without witnesses."""
    ends = {"lower": shown.lower.value, "upper": shown.upper.value}
    return {side: {"value": rational_string(end)} for side, end in ends.items() if is_finite(end)}
