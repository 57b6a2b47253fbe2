"""Steps about operators: combinations, norms, identities of block matrices, induction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.citations.cited_texts import citation_text
from kreissverify.derivations.deciders import matrix_identities
from kreissverify.derivations.deciders import operator_combinations as combinations
from kreissverify.derivations.deciders.expansion import EXPANSION
from kreissverify.derivations.errors import DerivationError, StepNotShown
from kreissverify.derivations.fact import Fact, StepKind, substituted
from kreissverify.derivations.steps.arguments import proof_step
from kreissverify.derivations.steps.checked import CheckedSteps
from kreissverify.derivations.steps.ledger import ledger_of
from kreissverify.derivations.terms.formulas import conjuncts, is_operator_relation
from kreissverify.derivations.terms.matrix_terms import Invertible
from kreissverify.expressions.conditions import MatrixCondition
from kreissverify.quantities.algebra.spectral_norm import QUANTITY as NORM

__all__ = ["OperatorSteps"]


class OperatorSteps(CheckedSteps):
    """The steps of a derivation about operators."""

    __slots__ = ()

    @proof_step
    def combination(
        self,
        name: str,
        claim: Boolean,
        terms: Sequence[tuple[Any, Fact | Boolean, Any]],
        plus: Any = 0,
        uses: Sequence[Fact] = (),
        given: Sequence[Boolean] = (),
    ) -> Fact:
        """Take a step about operators: the claim is Σ left·(relation)·right (plus what is ≥ 0).

        A relation is a fact, or one that a fact among `uses` says beside others.

        Parameters
        ----------
        name, claim
            What the step is called; an `OperatorEqual`, or an `EntrywiseLessEqual`.
        terms
            Triples (left, relation, right) of polynomials and what stands between them.
        plus
            For an inequality, what may be left over: a polynomial that is ≥ 0 by its form.
        uses, given
            The facts used, and the conditions under which the claim holds.
        """
        facts = [used for _, used, _ in terms if isinstance(used, Fact)]
        premises = self._premises(name, [*facts, *uses], given)
        self._known(name, claim)
        combinations.require(name, claim, terms, plus, premises)
        every = tuple(dict.fromkeys([*facts, *uses]))
        return self._take(
            Fact(name, StepKind.COMBINATION, claim, tuple(given), every, (EXPANSION.name,))
        )

    @proof_step
    def norms(self, name: str, fact: Fact, given: Sequence[Boolean] = ()) -> Fact:
        """Take norms block by block: from X = Σ products to |X| ≤ Σ products of the norms.

        Parameters
        ----------
        name
            What the step is called.
        fact
            The equality, with a single operator symbol on the left.
        given
            The conditions under which it holds.
        """
        premises = self._premises(name, [fact], given)
        claim = combinations.block_norm_bound(name, fact.claim, premises)
        return self._by_norms(name, claim, fact, given, "norms.subadditive")

    @proof_step
    def sizes(self, name: str, fact: Fact, given: Sequence[Boolean] = ()) -> Fact:
        """Take norms: from X = Σ products of operators to ‖X‖ ≤ Σ products of their norms.

        Parameters
        ----------
        name
            What the step is called.
        fact
            The equality.
        given
            The conditions under which it holds.
        """
        premises = self._premises(name, [fact], given)
        claim = combinations.norm_bound(name, fact.claim, premises)
        return self._by_norms(name, claim, fact, given, "norms.operators")

    def _by_norms(
        self,
        name: str,
        claim: Boolean,
        fact: Fact,
        given: Sequence[Boolean],
        cites: str,
    ) -> Fact:
        """Take what an expansion makes of an equality by a textbook inequality of norms."""
        means = (EXPANSION.name, "cited")
        source = citation_text(cites)
        return self._take(
            Fact(name, StepKind.CLASSICAL, claim, tuple(given), (fact,), means, source, cites=cites)
        )

    @proof_step
    def matrices(
        self,
        name: str,
        claim: Boolean,
        uses: Sequence[Fact] = (),
        given: Sequence[Boolean] = (),
    ) -> Fact:
        """Take a step same(X, Y) between matrices: an identity of noncommutative polynomials.

        Equalities that are known (of the facts used, of the kinds of the matrices) are used in it.
        Every inverse in it is shown to exist: (zI - X)⁻¹ where z > ρ(X).

        Parameters
        ----------
        name, claim
            What the step is called, and the identity.
        uses, given
            What shows that inverses exist, and the conditions under which the claim holds.
        """
        premises = self._premises(name, uses, given)
        self._known(name, claim)
        matrix_identities.show(name, claim, premises)
        return self._take(
            Fact(name, StepKind.IDENTITY, claim, tuple(given), tuple(uses), (EXPANSION.name,))
        )

    @proof_step
    def induction(self, name: str, start: Fact, step: Fact, k: sympy.Symbol) -> Fact:
        """Take a claim for every integer k ≥ 0: it holds at 0, and at k + 1 where it holds at k.

        Parameters
        ----------
        name
            What the step is called.
        start
            The claim at k = 0.
        step
            The claim at k + 1, given the claim at k: that is the claim.
        k
            The variable, by `natural`.
        """
        ledger_of(self).require_taken(f"step {name!r}: ", (start, step))
        if not (k in self._locals.values() and k.is_integer):
            raise DerivationError(f"step {name!r}: {k}: expected a variable by `natural`")
        # A second condition with k would restrict the k for which the step holds.
        supposed = [x for x in step.given if x.has(k)]
        if len(supposed) != 1:
            raise DerivationError(f"step {name!r}: the step is to be given the claim at {k}, only")
        (claim,) = supposed
        others = tuple(x for x in step.given if x != claim)
        if start.claim != substituted(claim, {k: sympy.S.Zero}) or set(start.given) - set(others):
            raise StepNotShown(name, f"{start.name!r} is not the claim at {k} = 0")
        if step.claim != substituted(claim, {k: k + 1}):
            raise StepNotShown(name, f"{step.name!r} is not the claim at {k} + 1")
        premises = self._premises(name, (), others)
        # Anew: at k = 0 a term without a value may be written as a number, as k/k is 1.
        for part in conjuncts([claim]):
            if isinstance(part, (MatrixCondition, Invertible)):
                for matrix in part.args:  # its norm has a value where it has one
                    self._number(name, premises, NORM(matrix))
            elif is_operator_relation(part):
                combinations.require_values(name, [part.lhs, part.rhs], premises)
            else:
                self._defined(name, premises, part)
        return self._take(
            Fact(name, StepKind.INDUCTION, claim, others, (start, step), ("induction",))
        )
