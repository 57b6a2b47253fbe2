"""Deciding that x ≤ y holds for all values of a variable: by the largest value of x - y.

The difference of the sides is a smooth function of the variable, made of rational functions,
powers, square roots, exponentials, logarithms and asinh. Its derivatives are exact; that they have
a sign on a whole interval, or a zero at a point, is decided over the reals.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import sympy
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.deciders.decision import Decision, means_of_all
from kreissverify.derivations.deciders.limits import near_infinity
from kreissverify.derivations.deciders.reals import (
    decide_implication,
    undefined_part,
    value_conditions,
)
from kreissverify.derivations.errors import DerivationError, StepNotShown
from kreissverify.derivations.fact import substituted
from kreissverify.derivations.terms.formulas import conjuncts, scalar_atoms
from kreissverify.derivations.terms.rational_identity import vanishes
from kreissverify.theorems import expression_text

__all__ = ["Comparison", "Known", "require_smooth"]


@dataclass(frozen=True)
class Known:
    """What is known: of the other variables, and of all on an interval and on its interior."""

    outside: Sequence[Boolean]
    interval: Sequence[Boolean]
    interior: Sequence[Boolean]


@dataclass
class Comparison:
    """A claim x ≤ y (or x < y) about all values of a variable, being decided.

    Attributes
    ----------
    step
        The step that the claim belongs to.
    decisions
        What was shown on the way.
    note
        The argument, for a reader.
    """

    step: str
    claim: Boolean
    variable: sympy.Symbol
    known: Known
    decisions: list[Decision] = field(default_factory=list)
    note: str = ""

    @property
    def gap(self) -> sympy.Expr:
        """The difference x - y, which is not to be above 0."""
        return self.claim.lts - self.claim.gts

    @cached_property
    def slope(self) -> sympy.Expr:
        """The derivative of the gap."""
        return _derivative(self.gap, self.variable)

    @property
    def means(self) -> tuple[str, ...]:
        """What decided all of it; one way only if nothing did alone."""
        asked = [x.means for x in self.decisions if x.means != ("premise",)]
        if not asked:
            return ("premise",)
        # Only what decided every part decided the step.
        return means_of_all(asked)

    def decide_at(self, point: sympy.Expr, interior: Sequence[Boolean]) -> None:
        """Show the claim by its truth at a point of the interval where the gap is largest.

        Parameters
        ----------
        point
            Where: an interior point, or an end.
        interior
            The conditions under which the point is an interior one.
        """
        self._require_smoothness()
        there = _substituted(self.known.interval, {self.variable: point})
        self._show(there, _at(self.claim, self.variable, point), f"at {self._equal(point)}")
        # Concavity first: it is two questions without a case distinction, and what it asks in vain
        # is left out of the record.
        if not self._is_concave_with_top(point, interior):
            self._require_rise_and_fall(point, interior)

    def decide_at_infinity(self) -> None:
        """Show the claim by the limit of an increasing gap, which is its supremum."""
        self._require_smoothness()
        rising = _signed(sympy.Ge, self.slope)
        self._show(self.known.interior, rising, f"increasing in {self.variable}")
        # If one side only depends on the variable, the other may be anything: it is no limit.
        u = sympy.Dummy("u", real=True)
        moving = [x.has(self.variable) for x in self.claim.args]
        sides = (self.gap, sympy.S.Zero) if all(moving) else (self.claim.lts, self.claim.gts)
        # The gap may reach its limit, if it is constant in the end: < is needed of it for <.
        relation = sympy.Lt if isinstance(self.claim, (sympy.Lt, sympy.Gt)) else sympy.Le
        limit = relation(*(self._limit(x, u) for x in sides), evaluate=False)
        self._show(self.known.outside, limit, f"in the limit {self.variable} → ∞")
        rises, _ = self._in_words("increases", "decreases")
        self._conclude(f"{rises} with {self.variable}, and the claim holds in the limit")

    def _require_smoothness(self) -> None:
        """Show that the gap is continuous on the interval, and smooth in its interior."""
        known = self.known.interval
        close = _close(known, self.claim)  # few premises first: solvers are quick on few
        reason = undefined_part(close, self.claim) and undefined_part(known, self.claim)
        if reason:
            raise StepNotShown(self.step, reason)
        # √x is continuous at x = 0 and has no derivative there: inside, no root may be of 0.
        for power in sorted(self.claim.atoms(sympy.Pow), key=str):
            if power.exp.is_Rational and power.exp.q == 2 and power.base.has(self.variable):
                self._show(self.known.interior, _signed(sympy.Gt, power.base), "under the root")
            # γˣ jumps at γ = 0, where 0⁰ is 1.
            if power.exp.has(self.variable):
                self._show(
                    self.known.interval, _signed(sympy.Gt, power.base), "the base of a power"
                )

    def _is_concave_with_top(self, point: sympy.Expr, interior: Sequence[Boolean]) -> bool:
        curvature = _signed(sympy.Le, _derivative(self.slope, self.variable))
        there = _substituted(self.known.interior, {self.variable: point})
        level = _at(sympy.Eq(self.slope, 0, evaluate=False), self.variable, point)
        conditions = [(self.known.outside, x) for x in interior]
        conditions += [(self.known.interior, curvature), (there, level)]
        decisions = []
        for premises, condition in conditions:
            decisions.append(_decision(premises, condition))
            if not decisions[-1].shown:
                return False
        self.decisions += decisions
        shape, _ = self._in_words("concave", "convex")
        self._conclude(f"is {shape} in {self.variable}, with derivative 0 at {self._equal(point)}")
        return True

    def _require_rise_and_fall(self, point: sympy.Expr, interior: Sequence[Boolean]) -> None:
        # By the mean value theorem signs in the interior are enough, as the gap is continuous.
        x = self.variable
        sides = (sympy.Lt(x, point, evaluate=False), sympy.Gt(x, point, evaluate=False))
        for side, sign in zip(sides, (sympy.Ge, sympy.Le), strict=True):
            claim = _signed(sign, self.slope)
            self._show([*self.known.interior, side], claim, f"the derivative for {side}")
        before, after = self._in_words("increases", "decreases")
        ends = {bound.func for bound in interior if bound.lhs == bound.rhs}
        if sympy.Gt in ends:
            self._conclude(f"{after} from {self._equal(point)} on")
        elif sympy.Lt in ends:
            self._conclude(f"{before} up to {self._equal(point)}")
        else:
            self._conclude(f"{before} up to {self._equal(point)} and {after} from there")

    def _limit(self, side: sympy.Expr, u: sympy.Symbol) -> sympy.Expr:
        """Return the limit of a side at infinity, once it is shown that it is one."""
        if not side.has(self.variable):
            return side
        try:
            g = near_infinity(side, self.variable, u)
        except sympy.PolynomialError:
            raise StepNotShown(self.step, f"unknown limit of {expression_text(side)}") from None
        # x = 1/u² and not 1/u, so that √x is a rational function of u.
        inverted = {self.variable: 1 / u**2}
        near = [u > 0, *_substituted(self.known.interior, inverted)]
        equal = sympy.Eq(side.xreplace(inverted), g, evaluate=False)
        if not vanishes(equal.lhs - equal.rhs) or undefined_part(near, equal):
            self._show(near, equal, f"as a function of 1/√{self.variable}")
        for condition in value_conditions(sympy.Eq(g, 0, evaluate=False)):
            has_value = condition.xreplace({u: sympy.S.Zero})
            self._show(self.known.outside, has_value, f"a limit of {expression_text(side)}")
        return g.xreplace({u: sympy.S.Zero})

    def _show(self, premises: Sequence[Boolean], claim: Boolean, what: str) -> None:
        self.decisions.append(_decision(premises, claim).require(self.step, what))

    def _in_words(self, of_gap: str, other: str) -> tuple[str, str]:
        """Return what to say of left minus right, which is the gap or its negative."""
        is_gap = isinstance(self.claim, (sympy.Le, sympy.Lt))
        return (of_gap, other) if is_gap else (other, of_gap)

    def _conclude(self, argument: str) -> None:
        self.note = f"the difference of the sides {argument}"

    def _equal(self, point: sympy.Expr) -> str:
        return f"{self.variable} = {expression_text(point)}"


def require_smooth(step: str, term: sympy.Expr, variable: sympy.Symbol) -> None:
    """Refuse a term that this module does not differentiate.

    Parameters
    ----------
    step
        The name of the step, for messages.
    term
        A side of a claim, or a part of it.
    variable
        What it would be differentiated by.

    Raises
    ------
    DerivationError
        If the variable occurs in anything else than sums, products, quotients, powers, square
        roots, exponentials, logarithms and asinh.
    """
    if term == variable or not term.has(variable):
        return
    functions = (sympy.exp, sympy.log, sympy.asinh)
    if not (term.is_Add or term.is_Mul or _is_power(term) or isinstance(term, functions)):
        raise DerivationError(
            f"step {step!r}: {term}: unknown derivative in {variable}; expected sums, products, "
            "quotients, powers, square roots, exponentials, logarithms and asinh"
        )
    for part in term.args:
        require_smooth(step, part, variable)


def _is_power(term: sympy.Expr) -> bool:
    """Say whether a term is a power whose derivative is known: a root, γᵗ, or γˣ."""
    if not term.is_Pow:
        return False
    return term.exp.q <= 2 if term.exp.is_Rational else bool(term.exp.is_real)


def _decision(premises: Sequence[Boolean], claim: Boolean) -> Decision:
    """Decide a claim from the premises that are close to it, or else from all."""
    decision = decide_implication(_close(premises, claim), claim)
    return decision if decision.shown else decide_implication(premises, claim)


def _close(premises: Sequence[Boolean], claim: Boolean) -> list[Boolean]:
    """Return the premises that are about nothing else than the claim: solvers are quick on few."""
    atoms = scalar_atoms(claim)
    return [x for x in conjuncts(premises) if scalar_atoms(x) <= atoms]


def _derivative(term: sympy.Expr, variable: sympy.Symbol) -> sympy.Expr:
    """Return a derivative, as a product where it is one: its sign is then easily decided."""
    slope = sympy.diff(term, variable)
    try:
        product = sympy.factor(slope)
    except sympy.PolynomialError:  # a case distinction in it
        return slope
    return product if vanishes(product - slope) else slope


def _substituted(premises: Sequence[Boolean], values: dict[Any, Any]) -> list[Boolean]:
    """Return what premises say of particular values; one that has no value there says nothing."""
    found = []
    for premise in premises:
        with suppress(DerivationError):  # such as a comparison with 1/0 in one case of several
            found.append(substituted(premise, values))
    return found


def _at(claim: Boolean, variable: sympy.Symbol, point: Any) -> Boolean:
    """Return a relation at a point, as it stands: no side is compared by anyone but solvers."""
    return claim.func(*(x.xreplace({variable: point}) for x in claim.args), evaluate=False)


def _signed(relation: Any, term: sympy.Expr) -> Boolean:
    return relation(term, 0, evaluate=False)
