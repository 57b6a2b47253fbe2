"""The direct route to counterexamples: on T = [[γ, b], [c, γ]] many statements are algebraic.

The quantities of T have closed forms in γ, b and c. With them a statement becomes a condition on
real numbers, and a solver is asked for a point where the hypotheses hold and the conclusion fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import sympy
from flint import fmpq

from kreissverify.derivations.deciders.solver_models import real_model
from kreissverify.evidence.sampling.small_instances import first_parameters
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.instances import class_of
from kreissverify.matrices.symbolic import GAMMA, NORM_OF_B, NORM_OF_C, radius_symbols
from kreissverify.numbers.rational import as_fmpq, as_sympy
from kreissverify.quantities.closed_forms import CLOSED_FORMS
from kreissverify.quantities.symbolic import QuantityExpr
from kreissverify.theorems import Domain, Integer, Statement

__all__ = ["model_members"]


def model_members(statement: Statement) -> Iterator[Binding]:
    """Yield members T at which a solver finds that a statement fails; they are not decided here.

    Parameters
    ----------
    statement
        The statement. One with a quantity that has no closed form on T yields nothing.
    """
    if not statement.is_about_one_class:
        return
    variable, quantifier = statement.matrix
    # T itself has to be a member: of a class with a condition of its own it need not be
    if quantifier.sizes not in (None, (1, 1)) or not quantifier.structure.complete:
        return
    if quantifier.of_flows:  # closed forms are of [[γ, b], [c, γ]]
        return
    fixed = first_parameters(statement)
    # integers are fixed: a solver of real numbers would answer with fractions
    whole = {k: v for k, v in fixed.items() if isinstance(statement.parameters[k], Integer)}
    for conditions, claim in _questions(statement, whole):
        found = real_model(conditions, claim)
        if not found:
            continue
        value = {name: as_fmpq(number) for name, number in found.items()}
        parameters = {k: value.get(k, whole.get(k, fixed[k])) for k in statement.parameters}
        numbers = [value.get(name, fmpq(0)) for name in ("gamma", "b", "c")]
        member = class_of(quantifier).two_by_two(quantifier, *numbers)
        if member is not None:
            yield Binding.of(variable, member, parameters)


def _questions(statement: Statement, whole: dict[str, fmpq]) -> Iterator[tuple[list[Any], Any]]:
    """Yield conditions and a claim: on stable T, then on unstable T where K(T) and M(T) are ∞.

    Where each block has a radius of its own, T has equal ones: of others there are no closed forms.
    """
    triangular = statement.matrix[1].structure.lower_triangular
    b = sympy.S.Zero if triangular else NORM_OF_B
    base = [GAMMA >= 0, GAMMA < 1, NORM_OF_C >= 0, *([] if triangular else [NORM_OF_B >= 0])]
    values = {}
    for name, of in statement.parameters.items():
        if name in whole:
            values[of.symbol(name)] = as_sympy(whole[name])
        else:
            base += _domain(name, of)
    room = (1 - GAMMA) ** 2
    try:
        values |= dict.fromkeys(radius_symbols(statement.matrix[1]), GAMMA)
        given = [_in_closed_forms(h, b).xreplace(values) for h in statement.hypotheses]
    except _NoForm:
        return
    with suppress(_NoForm):
        claim = _in_closed_forms(statement.conclusion, b).xreplace(values)
        stable = [] if _hold_beyond(statement) else [b * NORM_OF_C < room]
        yield [*base, *given, *stable], claim
    if not triangular and _fails_if_infinite(statement):
        # no claim is needed: ∞ exceeds any number that the uncoupled system has
        yield [*base, *given, room < NORM_OF_B * NORM_OF_C], None


def _domain(name: str, of: Domain) -> list[Any]:
    symbol = of.symbol(name)
    ends = (
        (sympy.Gt, of.above), (sympy.Ge, of.at_least), (sympy.Lt, of.below), (sympy.Le, of.at_most)
    )  # fmt: skip
    return [relation(symbol, end) for relation, end in ends if end is not None]


class _NoForm(Exception):
    """A quantity has no closed form on T."""


def _in_closed_forms(condition: Any, b: sympy.Expr) -> Any:
    """Return a condition on J = T with its quantities written out."""
    return condition.xreplace({atom: _closed_form(atom, b) for atom in _atoms(condition)})


def _atoms(condition: Any) -> set[QuantityExpr]:
    return set(condition.atoms(QuantityExpr))


def _closed_form(atom: QuantityExpr, b: sympy.Expr) -> sympy.Expr:
    path = atom.matrix.path
    if atom.name not in CLOSED_FORMS or not set(path) <= {"comparison", "triangular"}:
        raise _NoForm(str(atom))
    back = sympy.S.Zero if "triangular" in path else b
    form = CLOSED_FORMS[atom.name](GAMMA, back, NORM_OF_C, *atom.parameters)
    if form is None:
        raise _NoForm(str(atom))
    return form


def _hold_beyond(statement: Statement) -> bool:
    """Say whether the closed forms of all quantities hold for unstable T also."""
    return {atom.name for atom in statement.atoms()} <= {"norm", "rho", "w"}


def _fails_if_infinite(statement: Statement) -> bool:
    """Say whether the conclusion bounds K(J), M(J), ... by terms of the uncoupled system alone."""
    conclusion = statement.conclusion
    if not isinstance(conclusion, (sympy.LessThan, sympy.StrictLessThan)):
        return False
    small, large = conclusion.args
    infinite = isinstance(small, QuantityExpr) and small.name in ("K", "M", "H", "L")
    coupled_back = any("triangular" not in atom.matrix.path for atom in _atoms(large))
    return infinite and not coupled_back
