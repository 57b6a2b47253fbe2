"""Steps by calculus: what holds for all values of a variable, by a largest or smallest value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.deciders.extrema import Comparison, Known, require_smooth
from kreissverify.derivations.deciders.intervals import Interval, interval_of
from kreissverify.derivations.deciders.reals import decide_implication
from kreissverify.derivations.errors import DerivationError, StepNotShown
from kreissverify.derivations.fact import Fact, StepKind
from kreissverify.derivations.steps.arguments import as_term, proof_step
from kreissverify.derivations.steps.checked import CheckedSteps

__all__ = ["CalculusSteps"]


class CalculusSteps(CheckedSteps):
    """The steps of a derivation that take derivatives."""

    __slots__ = ()

    @proof_step
    def calculus(
        self,
        name: str,
        claim: Boolean,
        of: sympy.Symbol,
        at: Any,
        uses: Sequence[Fact] = (),
        given: Sequence[Boolean] = (),
    ) -> Fact:
        """Take a step x ≤ y (or x < y, or ≥) for all values of a real variable in an interval.

        Of all the values of x - y the one at a point is the largest, and is not above 0. The
        point is an interior one, where the derivative is 0 and the second derivative nowhere
        positive; or one, perhaps an end, up to which x - y increases and after which it
        decreases; or ∞, if it increases, and its limit is not above 0.

        Parameters
        ----------
        name, claim
            What the step is called, and what it claims.
        of
            The variable; what is `given` of it are bounds: an interval, a half-line, or nothing.
        at
            The point, or ``sympy.oo``.
        uses, given
            The facts used, and the conditions under which the claim holds.
        """
        self._known(name, claim)
        if of not in self._locals.values() or of.is_integer:
            raise DerivationError(f"step {name!r}: {of}: expected a variable by `real`")
        if not isinstance(claim, (sympy.Le, sympy.Lt, sympy.Ge, sympy.Gt)):
            raise DerivationError(f"step {name!r}: calculus shows an inequality x <= y")
        for side in claim.args:
            require_smooth(name, side, of)
        interval, others = interval_of(name, of, given)
        point = as_term(name, at)
        compared = self._compared(name, claim, uses, interval, others, point)
        if point == sympy.oo:
            compared.decide_at_infinity()
        else:
            compared.decide_at(point, interval.interior.contains(point))
        # At free points γᵗ is a number of its own, and here it is a function: members only.
        powers = [x for x in claim.atoms(sympy.Pow) if not x.exp.is_Rational and x.has(of)]
        points = () if powers else self._tried(name, compared.known.interval, claim, compared.means)
        means = (*compared.means, *points)
        return self._take(
            Fact(
                name,
                StepKind.CALCULUS,
                claim,
                tuple(given),
                tuple(uses),
                means,
                note=compared.note,
            )
        )

    def _compared(
        self,
        name: str,
        claim: Boolean,
        uses: Sequence[Fact],
        interval: Interval,
        others: Sequence[Boolean],
        point: sympy.Expr,
    ) -> Comparison:
        """Return what is to be decided; the interval is closed where the point asks for it."""
        of = interval.variable
        # What mentions the variable says nothing of the point, nor of a limit.
        apart = [x for x in uses if not any(y.has(of) for y in (x.claim, *x.given))]
        outside = self._premises(name, apart, others)
        if point == sympy.oo:
            if interval.is_bounded_above:
                raise DerivationError(f"step {name!r}: at ∞: {of} is bounded from above")
        else:
            self._number(name, outside, point)
            if point.has(of):
                raise DerivationError(f"step {name!r}: at {point}: expected a point without {of}")
            interval = _with_point(name, interval, point, outside)
        around = (interval, interval.interior)
        known = (self._premises(name, uses, [*others, *x.bounds]) for x in around)
        return Comparison(name, claim, of, Known(outside, *known))


def _with_point(
    name: str, interval: Interval, point: sympy.Expr, outside: Sequence[Boolean]
) -> Interval:
    """Return the interval if it contains the point, or else its closure if that does.

    A claim that is shown on the closure holds on the interval, which is a part of it.
    """
    reason = ""
    for candidate in (interval, interval.closure):
        decisions = [decide_implication(outside, x) for x in candidate.contains(point)]
        reason = next((d.reason for d in decisions if not d.shown), "")
        if not reason:
            return candidate
    raise StepNotShown(name, f"that {point} is a point of the interval: {reason}")
