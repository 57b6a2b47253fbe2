"""Steps that a decider shows: over the reals, by exact expansion, or by a user's own decider."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.deciders.asked import RealQuestion, note
from kreissverify.derivations.deciders.decision import Decision
from kreissverify.derivations.deciders.expansion import (
    EXPANSION,
    SQUARES,
    decide_identity,
    is_sum_of_squares,
)
from kreissverify.derivations.deciders.positivstellensatz.decider import CERTIFICATE, certify
from kreissverify.derivations.deciders.reals import decide_implication, real_premises
from kreissverify.derivations.deciders.registry import decider
from kreissverify.derivations.deciders.squares import summed_squares
from kreissverify.derivations.deciders.stored_certificates import is_stored
from kreissverify.derivations.errors import DerivationError, StepNotShown
from kreissverify.derivations.fact import Fact, StepKind
from kreissverify.derivations.steps.arguments import proof_step
from kreissverify.derivations.steps.checked import CheckedSteps
from kreissverify.derivations.steps.ledger import ledger_of
from kreissverify.theorems import AuthorsOwn

__all__ = ["DecidedSteps"]


class DecidedSteps(CheckedSteps):
    """The steps of a derivation that state a claim over the reals for a decider to show."""

    __slots__ = ()

    @proof_step
    def reals(
        self,
        name: str,
        claim: Boolean,
        uses: Sequence[Fact] = (),
        given: Sequence[Boolean] = (),
    ) -> Fact:
        """Take a step that follows over the real numbers, as the solvers decide.

        Parameters
        ----------
        name, claim
            What the step is called, and what it claims.
        uses, given
            The facts used, and the conditions under which the claim holds.
        """
        premises = self._premises(name, uses, given)
        decision = decide_implication(premises, self._known(name, claim))
        means = self._checked(name, premises, claim, decision)
        return self._take(Fact(name, StepKind.REALS, claim, tuple(given), tuple(uses), means))

    @proof_step
    def certified(
        self,
        name: str,
        claim: Boolean,
        uses: Sequence[Fact] = (),
        given: Sequence[Boolean] = (),
    ) -> Fact:
        """Take a step that follows over the real numbers, by an exact certificate.

        No solver is asked for the claim: an equation that is a combination of others is found at
        once so, where a solver expands for long.

        Parameters
        ----------
        name, claim
            What the step is called, and what it claims.
        uses, given
            The facts used, and the conditions under which the claim holds.
        """
        premises = self._premises(name, uses, given)
        self._known(name, claim)
        self._defined(name, premises, claim)
        shown = (CERTIFICATE.name,)
        question = RealQuestion(tuple(real_premises(premises)), claim, means=shown)
        if not (is_stored(question) or certify(question)):
            raise StepNotShown(name, "no certificate was found within the limit of work")
        means = (*shown, *self._tried(name, premises, claim, shown))
        note(question)
        return self._take(Fact(name, StepKind.REALS, claim, tuple(given), tuple(uses), means))

    @proof_step
    def identity(
        self,
        name: str,
        claim: Boolean,
        uses: Sequence[Fact] = (),
        given: Sequence[Boolean] = (),
    ) -> Fact:
        """Take a step Eq(x, y) that is an identity of rational functions and square roots.

        Parameters
        ----------
        name, claim
            What the step is called, and the equation.
        uses, given
            What shows that both sides have a finite value, and the conditions of the claim.
        """
        if not isinstance(claim, sympy.Eq):
            raise DerivationError(f"step {name!r}: an identity is an equation, Eq(x, y)")
        self._known(name, claim)
        premises = self._premises(name, uses, given)
        found = decide_identity(premises, claim)
        if not found.shown:
            raise StepNotShown(name, found.reason)
        # 1/x - 1/x = 0 agrees as a rational function, and says nothing at x = 0.
        self._defined(name, premises, claim)
        shown = (EXPANSION.name,)
        means = (*shown, *self._tried(name, premises, claim, shown))
        return self._take(Fact(name, StepKind.IDENTITY, claim, tuple(given), tuple(uses), means))

    @proof_step
    def squares(
        self,
        name: str,
        claim: Boolean,
        terms: Sequence[Any] = (),
        uses: Sequence[Fact] = (),
        given: Sequence[Boolean] = (),
    ) -> Fact:
        """Take a step x ≤ y by y - x = Σ weight·root², each weight shown to be at least 0.

        Parameters
        ----------
        name, claim
            What the step is called, and the inequality.
        terms
            Pairs (weight, root). For a root alone a weight is found, a number ≥ 0; with no terms
            the squares are completed, if y - x is a polynomial of degree 2 at most.
        uses, given
            The facts used, and the conditions under which the claim holds.
        """
        if not isinstance(claim, (sympy.Le, sympy.Ge)):
            raise DerivationError(f"step {name!r}: squares show an inequality x <= y")
        self._known(name, claim)
        premises = self._premises(name, uses, given)
        gap = claim.gts - claim.lts
        pairs = summed_squares(gap, terms)
        if pairs is None:
            what = "weights were" if terms else "completed squares were"
            raise StepNotShown(name, f"no {what} found for {gap}: give pairs (weight, root)")
        if not is_sum_of_squares(gap, pairs):
            raise StepNotShown(name, f"the sum of squares is not {gap}")
        for weight, root in pairs:
            decide_implication(premises, sympy.Ge(weight, 0)).require(
                name, f"the weight {weight} >= 0"
            )
            self._defined(name, premises, sympy.Eq(root, 0, evaluate=False))  # it is a real number
        self._defined(name, premises, claim)
        shown = (SQUARES.name,)
        means = (*shown, *self._tried(name, premises, claim, shown))
        return self._take(Fact(name, StepKind.SQUARES, claim, tuple(given), tuple(uses), means))

    @proof_step
    def decided(
        self,
        name: str,
        claim: Boolean,
        by: str,
        uses: Sequence[Fact] = (),
        given: Sequence[Boolean] = (),
    ) -> Fact:
        """Take a step over the real numbers that a registered decider shows.

        The step is recorded under the name of the decider, whatever that says of its means.

        Parameters
        ----------
        name, claim
            What the step is called, and what it claims.
        by
            The name of the decider, as `register_decider` was given it.
        uses, given
            The facts that the decider may use, and the conditions under which the claim holds.
        """
        asked = decider(by)
        if asked.decide is None:
            raise DerivationError(f"step {name!r}: {by} is asked by steps of its own, as p.reals")
        if not asked.is_bundled:
            ledger_of(self).own |= AuthorsOwn(deciders=(asked.name,))
        self._known(name, claim)
        premises = self._premises(name, uses, given)
        # Before it is asked: no decider is given a claim that may have no value somewhere.
        self._defined(name, premises, claim)
        found = asked.decide(real_premises(premises), claim)
        if not isinstance(found, Decision):
            raise DerivationError(f"step {name!r}: {by}: expected a Decision, got {found!r}")
        if not found.shown:
            raise StepNotShown(name, f"{by}: {found.reason}")
        shown = (asked.name,)
        means = (*shown, *self._tried(name, premises, claim, shown))
        note(RealQuestion(tuple(real_premises(premises)), claim, found.question, (asked.name,)))
        return self._take(Fact(name, StepKind.DECIDED, claim, tuple(given), tuple(uses), means))
