"""Writing a derivation: a list of named steps, each decided when it is taken.

Every step is a `Fact`: a claim under the theorem's hypotheses and under conditions of its own
(`given`), for all values of the variables that it introduces. A step is taken only if it was shown:
otherwise `NotShown` says which one failed, and why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sympy
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.citations.schema import cited
from kreissverify.derivations.citations.specialisation import specialised
from kreissverify.derivations.context import VARIABLES, hypotheses_of
from kreissverify.derivations.deciders.reals import (
    contradictory,
    decide_implication,
    value_conditions,
)
from kreissverify.derivations.errors import DerivationError, NotShown
from kreissverify.derivations.fact import Fact, substituted
from kreissverify.derivations.steps.arguments import as_term, proof_step
from kreissverify.derivations.steps.calculus import CalculusSteps
from kreissverify.derivations.steps.operators import OperatorSteps
from kreissverify.derivations.terms.formulas import OperatorSymbol, conjuncts
from kreissverify.derivations.terms.rational_identity import vanishes
from kreissverify.theorems import Statement, bundled_statement

__all__ = ["Proof"]


class Proof(OperatorSteps, CalculusSteps):
    """A derivation being written: the theorem's variables, and the steps taken so far.

    Attributes
    ----------
    statement
        What is to be shown.
    J
        The symbolic Jacobian that it is about.
    context
        What holds throughout: the class, the domains of the parameters, the hypotheses.
    steps
        The facts in the order in which they were shown.
    """

    def __init__(self, statement: Statement, prove: Callable[[Statement], Any]) -> None:
        name, quantifier = statement.matrix
        self.statement = statement
        self.J = quantifier.symbol(name)
        self._context = hypotheses_of(statement)
        self._taken: list[Fact] = []
        self._prove = prove
        self._locals: dict[str, sympy.Symbol] = {}
        self._definitions: dict[sympy.Symbol, sympy.Expr] = {}
        self._constants: dict[str, sympy.Symbol] = {}
        if contradictory(self.context):
            raise NotShown("hypotheses", "they contradict each other, so anything would follow")

    @property
    def steps(self) -> tuple[Fact, ...]:
        """The steps taken so far; a derivation cannot add any by hand."""
        return tuple(self._taken)

    def parameter(self, name: str) -> sympy.Symbol:
        """Return a parameter of the theorem, such as r in ``r: Real(above=1)``."""
        if name not in self.statement.parameters:
            raise DerivationError(f"{name!r} is no parameter of {self.statement.id}")
        symbol: sympy.Symbol = self.statement.parameters[name].symbol(name)
        return symbol

    def real(self, name: str) -> sympy.Symbol:
        """Return a new real variable: what is shown of it holds for all its values."""
        return self._new(name, real=True)

    def natural(self, name: str) -> sympy.Symbol:
        """Return a new variable for an integer ≥ 0."""
        return self._new(name, integer=True, nonnegative=True)

    def _new(self, name: str, **assumptions: bool) -> sympy.Symbol:
        taken = {x.name for c in self.context for x in c.free_symbols}
        taken |= set(self.statement.parameters) | {x.name for x in VARIABLES}
        symbol = sympy.Symbol(name, **assumptions)
        if name in taken or name in self._constants:
            raise DerivationError(f"the name {name!r} is taken; choose another for the variable")
        if self._locals.setdefault(name, symbol) != symbol:
            raise DerivationError(f"the name {name!r} is taken by another kind of variable")
        return symbol

    @proof_step
    def let(self, name: str, value: Any, uses: Sequence[Fact] = ()) -> Fact:
        """Name a number that depends on the theorem's variables only; the fact says which it is."""
        whole = as_term(name, value)
        if name in self._locals or name in self._constants:
            raise DerivationError(f"the name {name!r} is taken; choose another for the number")
        symbol = self._new(name, real=True)
        del self._locals[name]
        claim = sympy.Eq(symbol, whole, evaluate=False)
        if whole.free_symbols & set(self._locals.values()) or whole.atoms(OperatorSymbol):
            raise DerivationError(f"{name}: it depends on a variable that is not the theorem's")
        self._known(name, sympy.Eq(whole, 0, evaluate=False))  # so it does not refer to itself
        self._defined(name, self._premises(name, uses, ()), claim)
        self._constants[name] = symbol
        self._definitions[symbol] = whole
        self._known(name, claim)
        return self._take(Fact(f"let {name}", "definition", claim, (), tuple(uses), ("cited",)))

    # --- steps ------------------------------------------------------------------------------

    @proof_step
    def reals(
        self,
        name: str,
        claim: Boolean,
        uses: Sequence[Fact] = (),
        given: Sequence[Boolean] = (),
    ) -> Fact:
        """Take a step that follows over the real numbers, as the solvers decide."""
        premises = self._premises(name, uses, given)
        decision = decide_implication(premises, self._known(name, claim))
        means = self._checked(name, premises, claim, decision)
        return self._take(
            Fact(name, "reals", claim, tuple(given), tuple(uses), means, "", decision.question)
        )

    @proof_step
    def identity(
        self,
        name: str,
        claim: Boolean,
        uses: Sequence[Fact] = (),
        given: Sequence[Boolean] = (),
    ) -> Fact:
        """Take a step Eq(x, y) that is an identity of rational functions and square roots.

        Facts are used only to show that both sides have a finite value.
        """
        if not isinstance(claim, sympy.Eq):
            raise DerivationError(f"step {name!r}: an identity is an equation, Eq(x, y)")
        self._known(name, claim)
        premises = self._premises(name, uses, given)
        if not vanishes(claim.lhs - claim.rhs):
            raise NotShown(name, f"the two sides of {claim} do not agree as rational functions")
        self._defined(name, premises, claim)
        means = ("identity", *self._tried(name, premises, claim))
        return self._take(Fact(name, "identity", claim, tuple(given), tuple(uses), means))

    @proof_step
    def squares(
        self,
        name: str,
        claim: Boolean,
        terms: Sequence[tuple[Any, Any]],
        uses: Sequence[Fact] = (),
        given: Sequence[Boolean] = (),
    ) -> Fact:
        """Take a step x ≤ y by y - x = Σ weight·root², each weight shown to be at least 0."""
        if not isinstance(claim, (sympy.Le, sympy.Ge)):
            raise DerivationError(f"step {name!r}: squares show an inequality x <= y")
        self._known(name, claim)
        premises = self._premises(name, uses, given)
        total = sympy.Add(*(weight * root**2 for weight, root in terms))
        if not vanishes(claim.gts - claim.lts - total):
            raise NotShown(name, f"the sum of squares is not {claim.gts - claim.lts}")
        for weight, root in terms:
            decide_implication(premises, sympy.Ge(weight, 0)).require(
                name, f"the weight {weight} >= 0"
            )
            self._defined(name, premises, sympy.Eq(root, 0, evaluate=False))  # it is a real number
        self._defined(name, premises, claim)
        means = ("squares", *self._tried(name, premises, claim))
        return self._take(Fact(name, "squares", claim, tuple(given), tuple(uses), means))

    @proof_step
    def by(
        self,
        schema: str,
        *,
        name: str | None = None,
        uses: Sequence[Fact] = (),
        given: Sequence[Boolean] = (),
        **terms: Any,
    ) -> Fact:
        """Take a step by a definition or a textbook fact, whose conditions are shown to hold."""
        step = name or schema
        self._terms(step, terms)
        found, needs = cited(schema, terms)
        if needs.is_uniform and any(condition.atoms(OperatorSymbol) for condition in given):
            raise DerivationError(f"step {step!r}: given: it needs to hold for all z on the circle")
        for premise in needs.premises:
            self._met(step, premise, uses, given, needs.conclusion)
        self._known(step, needs.conclusion)
        self._have_values(step, terms.values(), needs, uses, given)
        return self._take(
            Fact(
                step,
                found.kind,
                needs.conclusion,
                tuple(given),
                tuple(uses),
                ("cited",),
                f"{found.name}: {found.text} [{found.source}]",
            )
        )

    @proof_step
    def lemma(
        self,
        statement: Statement | str,
        *,
        of: Any = None,
        name: str | None = None,
        uses: Sequence[Fact] = (),
        given: Sequence[Boolean] = (),
        **parameters: Any,
    ) -> Fact:
        """Take a step by an earlier statement that is proved, for J or for `of`.

        A string is the id of a statement of the bundled library.
        `of` may be J's comparison matrix or its triangular part, if it belongs to the class that
        the earlier statement is about.
        """
        if isinstance(statement, str):
            statement = bundled_statement(statement)
        step = name or statement.id
        self._prove(statement)
        hypotheses, conclusion = specialised(statement, self.J, of, parameters)
        premises = self._premises(step, uses, given)
        for value in parameters.values():
            self._number(step, premises, value)
        for hypothesis in hypotheses:
            decide_implication(premises, hypothesis).require(step, f"the hypothesis {hypothesis}")
        source = f"{statement.id}, proved in {statement.file.name}"
        return self._take(
            Fact(step, "lemma", conclusion, tuple(given), tuple(uses), ("lemma",), source)
        )

    @proof_step
    def cases(
        self,
        name: str,
        *facts: Fact,
        uses: Sequence[Fact] = (),
        given: Sequence[Boolean] = (),
    ) -> Fact:
        """Take the claim that several facts share, as the conditions of one of them always hold."""
        claims = {fact.claim for fact in facts}
        if len(claims) != 1:
            raise DerivationError(f"step {name!r}: expected facts of one claim, got {len(claims)}")
        if any(fact not in self._taken for fact in facts):
            raise DerivationError(f"step {name!r}: a fact belongs to another derivation")
        premises = self._premises(name, uses, given)
        cases = [sympy.And(*fact.given) for fact in facts]
        for case in cases:
            self._defined(name, premises, case)
        others = [*premises, *map(sympy.Not, cases)]  # there are none: a disjunction may simplify
        decision = decide_implication(others, sympy.false)
        means = self._checked(name, premises, sympy.Or(*cases), decision)
        every = (*facts, *uses)
        return self._take(Fact(name, "cases", claims.pop(), tuple(given), every, means))

    @proof_step
    def at(
        self,
        fact: Fact,
        values: dict[sympy.Symbol, Any],
        uses: Sequence[Fact] = (),
        given: Sequence[Boolean] = (),
    ) -> Fact:
        """Take a fact for particular values of its own variables; what it was given is shown."""
        if fact not in self._taken:
            raise DerivationError(f"{fact.name!r} belongs to another derivation")
        for symbol, value in values.items():
            if self._locals.get(symbol.name) != symbol:
                raise DerivationError(f"{symbol} is no variable that this derivation introduced")
            whole = as_term(fact.name, value)
            if symbol.is_integer and not (whole.is_integer and whole.is_nonnegative):
                raise DerivationError(f"{symbol} = {value}: expected an integer that is at least 0")
        special = fact.at(values)
        premises = self._premises(special.name, uses, given)
        for value in values.values():
            self._number(special.name, premises, value)
        means = {"substitution"}
        for condition in (c for given in fact.given for c in (*value_conditions(given), given)):
            there = substituted(condition, values)
            decision = decide_implication(premises, there).require(special.name, str(there))
            means |= set(decision.means) - {"premise"}
        return self._take(
            Fact(
                special.name,
                "instance",
                special.claim,
                tuple(given),
                (fact, *uses),
                tuple(sorted(means)),
            )
        )

    @proof_step
    def qed(self, *facts: Fact) -> Fact:
        """End the derivation: the theorem's conclusion follows from these facts."""
        parts = conjuncts([self.statement.conclusion])
        premises = self._premises("conclusion", facts, ())
        known = conjuncts(premises)
        means: set[str] = set()
        for part in parts:
            if part not in known:
                decision = decide_implication(premises, part)
                means |= set(self._checked("conclusion", premises, part, decision))
        shown = tuple(sorted(means)) or ("premise",)
        kind = "reals" if means else "repeated"
        last = Fact("conclusion", kind, self.statement.conclusion, (), tuple(facts), shown)
        return self._take(last)
