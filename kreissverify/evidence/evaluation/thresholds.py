"""Comparisons of ρ, ‖·‖ and w with an exact number are decided exactly, equality included.

Enclosures never decide ρ(C) < 1 of a matrix whose eigenvalues lie on the circle, and radicals only
where the roots are some; what the conclusion asks is then enclosed in vain, at every width.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sympy
from flint import fmpq, fmpq_mat
from sympy.core.relational import Relational

from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import (
    EnclosureArithmetic,
    QuantityCache,
)
from kreissverify.expressions.evaluation.evaluator import Evaluator
from kreissverify.matrices import InvalidMatrix, Matrix
from kreissverify.matrices.spectrum.stability import spectral_radius_at_most, spectral_radius_below
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.positive_definite import (
    is_positive_definite_exact,
    is_positive_semidefinite_exact,
    scaled_identity,
)
from kreissverify.numbers.spectral_norm import gram
from kreissverify.numbers.three_valued import Outcome
from kreissverify.quantities.numerical_range.decision import numerical_radius_at_most
from kreissverify.quantities.symbolic import QuantityExpr

__all__ = ["decided_thresholds"]

_Decide = Callable[[fmpq_mat, fmpq], bool]
# The bound is exact, or it is not compared with: the width is asked of other numbers only.
_WIDTH = 1e-6
# Rows up to which it is decided: eliminations and roots of rationals of larger matrices take longer
# than the enclosures that decide nearly all of them.
_MOST_ROWS = 12


def decided_thresholds(
    condition: sympy.Basic, binding: Binding, names: frozenset[str]
) -> dict[sympy.Basic, Outcome]:
    """Return the comparisons in a condition that are decided exactly, with their truth.

    Parameters
    ----------
    condition
        A hypothesis, or the conclusion.
    binding
        The exact instance.
    names
        The quantities of which they are: ``rho``, ``norm``, ``w``.
    """
    relations = {*condition.atoms(Relational), condition}
    truths = {relation: _truth(relation, binding, names) for relation in relations}
    return {relation: Outcome.of(truth) for relation, truth in truths.items() if truth is not None}


def _truth(relation: sympy.Basic, binding: Binding, names: frozenset[str]) -> bool | None:
    if not isinstance(relation, Relational):
        return None
    # with its quantity on the left
    turned = relation if isinstance(relation.lhs, QuantityExpr) else relation.reversed
    atom, bound = turned.lhs, turned.rhs
    if not isinstance(atom, QuantityExpr) or atom.name not in names or bound.has(QuantityExpr):
        return None
    arithmetic = EnclosureArithmetic(binding, _WIDTH, QuantityCache())
    try:
        value = Evaluator[Enclosure, Outcome](arithmetic).number(bound)
        matrix = atom.quantity.subject(arithmetic.subject(atom))
        if not value.is_exact or not is_finite(value.lower.value) or arithmetic.refusals:
            return None
        if not isinstance(matrix, Matrix) or matrix.n > _MOST_ROWS:
            return None
        signs = _signs(atom.name, matrix.real_form.exact, value.lower.value)
    except (ZeroDivisionError, Refused, InvalidMatrix):
        return None
    truths = {bool(turned.func(sign, 0)) for sign in signs}
    return truths.pop() if len(truths) == 1 else None


def _signs(name: str, matrix: fmpq_mat, bound: fmpq) -> set[int]:
    """Return the signs that a quantity of a real form minus a number may have."""
    at_most, below = _DECISIONS[name]
    if below is not None and below(matrix, bound):
        return {-1}
    if not at_most(matrix, bound):
        return {1}
    return {-1, 0} if below is None else {0}


def _norm_at_most(matrix: fmpq_mat, bound: fmpq) -> bool:
    return bound >= 0 and is_positive_semidefinite_exact(_gap(matrix, bound))


def _norm_below(matrix: fmpq_mat, bound: fmpq) -> bool:
    return bound > 0 and is_positive_definite_exact(_gap(matrix, bound))


def _gap(matrix: fmpq_mat, bound: fmpq) -> fmpq_mat:
    square = gram(matrix)
    return scaled_identity(square.nrows(), bound * bound) - square


# Whether a quantity is at most a number, and whether it is below: of w the latter is not decided.
_DECISIONS: Mapping[str, tuple[_Decide, _Decide | None]] = {
    "rho": (spectral_radius_at_most, spectral_radius_below),
    "norm": (_norm_at_most, _norm_below),
    "w": (numerical_radius_at_most, None),
}
