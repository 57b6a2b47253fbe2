"""Writing a derivation: a list of named steps, each decided when it is taken.

Every step is a `Fact`: a claim under the theorem's hypotheses and under conditions of its own
(`given`), for all values of the variables that it introduces. A step is taken only if it was shown:
otherwise `StepNotShown` says which one failed, and why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sympy
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.citations.cited_texts import citation_text
from kreissverify.derivations.citations.parts import specialised_parts
from kreissverify.derivations.citations.schema import ForAll, cited
from kreissverify.derivations.citations.specialisation import specialised
from kreissverify.derivations.context import hypotheses_of
from kreissverify.derivations.deciders.asked import recorded
from kreissverify.derivations.deciders.expansion import EXPANSION
from kreissverify.derivations.deciders.reals import (
    contradictory,
    decide_implication,
    value_conditions,
)
from kreissverify.derivations.errors import DerivationError, StepNotShown
from kreissverify.derivations.fact import Fact, StepKind, substituted
from kreissverify.derivations.steps.arguments import as_term, proof_step, with_checked_lists
from kreissverify.derivations.steps.calculus import CalculusSteps
from kreissverify.derivations.steps.decided import DecidedSteps
from kreissverify.derivations.steps.ledger import Ledger, ProvedLemma, ledger_of, open_ledger
from kreissverify.derivations.steps.operators import OperatorSteps
from kreissverify.derivations.terms.formulas import OperatorSymbol, conjuncts
from kreissverify.expressions.conditions import MatrixEquality
from kreissverify.instances.family import Symbols
from kreissverify.system.near_names import unknown_name
from kreissverify.theorems import NOTHING_OWN, AuthorsOwn, Statement, bundled_statement

__all__ = ["Proof"]


class Proof(DecidedSteps, OperatorSteps, CalculusSteps):
    """A derivation being written: the theorem's variables, and the steps taken so far.

    Parameters
    ----------
    statement
        What is to be shown.
    prove
        What refuses an earlier statement that is not proved, when it is used as a lemma, and
        returns how it was shown, and what of the author's own it rests on.
    without
        Which conditions of the context are left out, by their numbers: to see whether it matters.

    Attributes
    ----------
    statement
        What is to be shown.
    J
        The symbolic Jacobian that it is about; of other theorems each variable is an attribute by
        its name, such as ``p.A`` or ``p.mu``.
    context
        What holds throughout: the class, the domains of the parameters, the hypotheses.
    steps
        The facts in the order in which they were shown.

    Examples
    --------
    The function that writes a derivation is given one of these.

    >>> from sympy import And, Eq
    >>> from kreissverify import BlockTriangular, K, theorem
    >>> from kreissverify.derivations import derive
    >>> @theorem(source="an example")
    ... def sum_of_squares(J: BlockTriangular):
    ...     return And(J.c**2 + 1 >= 2 * J.c, K(J) >= 1)
    >>> @sum_of_squares.derivation
    ... def _(p):
    ...     c, x = p.J.c, p.real("x")
    ...     line = p.squares("a tangent", x**2 + 1 >= 2 * x, [(1, x - 1)])
    ...     there = p.at(line, {x: c})
    ...     least = p.by("kreiss.at_least_one", X=p.J)
    ...     p.qed(there, least)
    >>> [(fact.name, fact.kind.reason) for fact in derive(sum_of_squares).facts][:2]
    [('a tangent', 'a sum of squares'), ('a tangent at x = c', 'a particular value')]
    """

    __slots__ = ("__weakref__",)

    def __init__(
        self,
        statement: Statement,
        prove: Callable[[Statement], ProvedLemma | None],
        without: frozenset[int] = frozenset(),
    ) -> None:
        context = hypotheses_of(statement)
        kept = tuple(c for i, c in enumerate(context) if i not in without)
        symbols = Symbols(dict(statement.quantified))
        open_ledger(self, Ledger(statement, symbols, kept, prove))
        # A theorem about nothing would be proved by every derivation.
        if contradictory(self.context):
            raise StepNotShown("hypotheses", "they contradict each other, so anything would follow")

    @property
    def steps(self) -> tuple[Fact, ...]:
        """The steps taken so far; a derivation cannot add any by hand."""
        return ledger_of(self).taken

    def parameter(self, name: str) -> sympy.Symbol:
        """Return a parameter of the theorem, such as r in ``r: Real(above=1)``."""
        if name not in self.statement.parameters:
            kind = f"parameter of {self.statement.id}"
            raise DerivationError(unknown_name(kind, name, self.statement.parameters))
        symbol: sympy.Symbol = self.statement.parameters[name].symbol(name)
        return symbol

    def real(self, name: str) -> sympy.Symbol:
        """Return a new real variable: what is shown of it holds for all its values."""
        return self._new(name, real=True)

    def natural(self, name: str) -> sympy.Symbol:
        """Return a new variable for an integer ≥ 0."""
        return self._new(name, integer=True, nonnegative=True)

    def _new(self, name: str, **assumptions: bool) -> sympy.Symbol:
        # By name, whatever its assumptions: two symbols that print alike would confuse a reader.
        taken = {x.name for c in self.context for x in c.free_symbols}
        taken |= {x.name for x in self._symbols.allowed.symbols} | set(self._symbols.variables)
        symbol = sympy.Symbol(name, **assumptions)
        if name in taken or name in ledger_of(self).constants:
            raise DerivationError(f"the name {name!r} is taken; choose another for the variable")
        if ledger_of(self).locals.setdefault(name, symbol) != symbol:
            raise DerivationError(f"the name {name!r} is taken by another kind of variable")
        return symbol

    @recorded()
    @with_checked_lists
    def let(self, name: str, value: Any, uses: Sequence[Fact] = ()) -> Fact:
        """Name a number that depends on the theorem's variables only; the fact says which it is.

        Parameters
        ----------
        name
            A name that nothing has.
        value
            The number, as a term.
        uses
            What shows that it has a finite value.
        """
        whole = as_term(name, value)
        ledger = ledger_of(self)
        if name in ledger.locals or name in ledger.constants:
            raise DerivationError(f"the name {name!r} is taken; choose another for the number")
        symbol = self._new(name, real=True)
        del ledger.locals[name]
        claim = sympy.Eq(symbol, whole, evaluate=False)
        # A name for something of x would hide x: a step for all x could then be about one.
        if whole.free_symbols & set(ledger.locals.values()) or whole.atoms(OperatorSymbol):
            raise DerivationError(f"{name}: it depends on a variable that is not the theorem's")
        # Before the name is known: so it does not refer to itself.
        self._known(name, sympy.Eq(whole, 0, evaluate=False))
        self._defined(name, self._premises(name, uses, ()), claim)
        ledger.constants[name] = symbol
        ledger.definitions[symbol] = whole
        self._known(name, claim)
        return self._take(
            Fact(f"let {name}", StepKind.DEFINITION, claim, (), tuple(uses), ("cited",))
        )

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
        """Take a step by a definition or a textbook fact, whose conditions are shown to hold.

        Parameters
        ----------
        schema
            The name of the fact, such as ``"kreiss.value"``.
        name
            What the step is called; by default as the fact.
        uses, given
            The facts used, and the conditions under which the claim holds.
        terms
            What the fact is about, by the names of its terms.
        """
        step = name or schema
        self._terms(step, terms)
        found, needs = cited(schema, terms)
        if not found.is_bundled:
            ledger_of(self).own |= AuthorsOwn(facts=(found.name,))
        # A bound on the supremum over a circle needs its premises at every z; a condition on
        # operators could leave points out.
        if needs.is_uniform and any(condition.atoms(OperatorSymbol) for condition in given):
            raise DerivationError(f"step {step!r}: given: it needs to hold for all z on the circle")
        bound = {x.variable for x in needs.premises if isinstance(x, ForAll)}
        for premise in needs.premises:
            # what is known of h in an interval, say, is not at hand where nothing is said of h
            of_all = isinstance(premise, ForAll)
            at_hand = [x for x in uses if of_all or not _variables_of(x.given) & bound]
            self._met(step, premise, at_hand, given, needs.conclusion)
        self._known(step, needs.conclusion)
        self._have_values(step, terms.values(), needs, uses, given)
        return self._take(
            Fact(
                step,
                StepKind(found.kind),
                needs.conclusion,
                tuple(given),
                tuple(uses),
                ("cited",),
                citation_text(found.name),
                cites=found.name,
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
        """Take a step by an earlier statement that is proved, for J or for `of`; or for matrices.

        Parameters
        ----------
        statement
            The statement, or the id of one of the bundled library.
        of
            J by default; its comparison matrix or its triangular part, if that belongs to the class
            that the earlier statement is about.
        name
            What the step is called; by default by the id.
        uses, given
            The facts used, and the conditions under which the claim holds.
        parameters
            The values of the parameters of the earlier statement. If it is about matrices of kinds
            or families, those also: a matrix expression for each.
        """
        if isinstance(statement, str):
            statement = bundled_statement(statement)
        step = name or statement.id
        ledger = ledger_of(self)
        proved = ledger.prove(statement) or ProvedLemma(NOTHING_OWN, "believed")
        ledger.own |= proved.own
        premises = self._premises(step, uses, given)
        for label, value in parameters.items():
            self._value(step, label, premises, value)
        if statement.is_about_one_class:
            hypotheses, conclusion = specialised(statement, self.J, of, parameters)
        else:
            hypotheses, conclusion = specialised_parts(statement, parameters)
        for hypothesis in hypotheses:
            self._require(step, premises, hypothesis, f"the hypothesis {hypothesis}")
        self._known(step, conclusion)
        source = f"{statement.id}, {proved.how}"
        return self._take(
            Fact(
                step,
                StepKind.LEMMA,
                conclusion,
                tuple(given),
                tuple(uses),
                ("lemma",),
                source,
                cites=statement.id,
            )
        )

    @proof_step
    def cases(
        self,
        name: str,
        *facts: Fact,
        uses: Sequence[Fact] = (),
        given: Sequence[Boolean] = (),
    ) -> Fact:
        """Take the claim that several facts share, as the conditions of one of them always hold.

        Parameters
        ----------
        name
            What the step is called.
        facts
            Facts of one claim, each given its case.
        uses, given
            What shows that there is no other case, and the conditions under which the claim holds.
        """
        claims = {fact.claim for fact in facts}
        if len(claims) != 1:
            raise DerivationError(f"step {name!r}: expected facts of one claim, got {len(claims)}")
        ledger_of(self).require_taken(f"step {name!r}: ", facts)
        premises = self._premises(name, uses, given)
        cases = [sympy.And(*fact.given) for fact in facts]
        for case in cases:
            self._defined(name, premises, case)
        # That none of the cases holds is contradictory. (Not as their disjunction: SymPy may
        # simplify that, and lose a term that has no value.)
        others = [*premises, *map(sympy.Not, cases)]
        decision = decide_implication(others, sympy.false)
        means = self._checked(name, premises, sympy.Or(*cases), decision)
        every = (*facts, *uses)
        return self._take(Fact(name, StepKind.CASES, claims.pop(), tuple(given), every, means))

    @proof_step
    def at(
        self,
        fact: Fact,
        values: dict[sympy.Symbol, Any],
        uses: Sequence[Fact] = (),
        given: Sequence[Boolean] = (),
    ) -> Fact:
        """Take a fact for particular values of its own variables; what it was given is shown.

        Parameters
        ----------
        fact
            A fact of this derivation.
        values
            A number or a term for each of the variables that are replaced.
        uses, given
            What shows the conditions of the fact there, and the conditions of the new one.
        """
        ledger_of(self).require_taken("", (fact,))
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
        # That its conditions have values is shown before they are specialised: y/x at x = y is
        # written as 1, and has no value if both are 0.
        means = {"substitution"}
        for condition in (c for given in fact.given for c in (*value_conditions(given), given)):
            there = substituted(condition, values)
            decision = decide_implication(premises, there).require(special.name, str(there))
            means |= set(decision.means) - {"premise"}
        return self._take(
            Fact(
                special.name,
                StepKind.INSTANCE,
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
            # Each part by itself: solvers are quicker on a part than on a conjunction.
            if part in known:
                continue
            if isinstance(part, MatrixEquality):
                self._equal("conclusion", part, premises)
                means.add(EXPANSION.name)
            else:
                decision = decide_implication(premises, part)
                means |= set(self._checked("conclusion", premises, part, decision))
        shown = tuple(sorted(means)) or ("premise",)
        kind = StepKind.REALS if means else StepKind.REPEATED
        last = Fact("conclusion", kind, self.statement.conclusion, (), tuple(facts), shown)
        return self._take(last)


def _variables_of(conditions: Sequence[Boolean]) -> set[sympy.Basic]:
    return set().union(*(x.free_symbols for x in conditions))
