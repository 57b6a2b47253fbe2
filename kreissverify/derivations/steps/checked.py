"""What makes a step sound, of whatever kind: its premises, symbols and values, and its trial."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import sympy
from sympy.logic.boolalg import Boolean
from sympy.matrices.expressions.matexpr import MatrixElement

from kreissverify.derivations.citations.schema import OF_THE_CLASS, CitedFact, ForAll
from kreissverify.derivations.citations.specialisation import parts_of
from kreissverify.derivations.deciders import matrix_identities
from kreissverify.derivations.deciders.asked import asked
from kreissverify.derivations.deciders.decision import Decision
from kreissverify.derivations.deciders.expansion import EXPANSION, SQUARES
from kreissverify.derivations.deciders.positivstellensatz.decider import CERTIFICATE
from kreissverify.derivations.deciders.reals import (
    contradictory,
    decide_implication,
    undefined_part,
    value_conditions,
)
from kreissverify.derivations.deciders.solver_models import model
from kreissverify.derivations.errors import DerivationError, StepNotShown
from kreissverify.derivations.fact import Fact, independent
from kreissverify.derivations.points.class_members import evaluate_at_members, members_of
from kreissverify.derivations.points.free_points import FEW_POINTS, MOST_POINTS, sample
from kreissverify.derivations.steps.arguments import as_term
from kreissverify.derivations.steps.confirmation import confirmed, false_at, listed, means_of
from kreissverify.derivations.steps.known_matrices import coupled_matrix, known_matrices
from kreissverify.derivations.steps.ledger import ledger_of
from kreissverify.derivations.terms.formulas import (
    Finite,
    conjuncts,
    finiteness,
    is_operator_relation,
    scalar_atoms,
)
from kreissverify.derivations.terms.matrix_terms import Invertible, fault_of
from kreissverify.expressions.conditions import Entrywise, MatrixCondition, MatrixEquality
from kreissverify.expressions.constant_matrix import ConstantMatrix
from kreissverify.instances.family import Symbols
from kreissverify.matrices.symbolic import (
    SymbolicInstance,
    SymbolicMatrix,
)
from kreissverify.quantities.algebra.spectral_norm import QUANTITY as NORM
from kreissverify.quantities.symbolic import QuantityExpr
from kreissverify.system.near_names import unknown_name
from kreissverify.theorems import Statement

__all__ = ["CheckedSteps"]

_KERNEL = Path(__file__).resolve().parent
# What cited facts call any expression of the theorem's matrices.
_MATRICES = ("X", "Y")
# What shows a claim by exact arithmetic alone.
_EXACT = frozenset({CERTIFICATE.name, EXPANSION.name, SQUARES.name})


class CheckedSteps:
    """A derivation's variables and the facts taken so far, and the checks of every step."""

    # No dictionary: nothing can be written into a derivation that would cover one of its checks.
    __slots__ = ()

    @property
    def statement(self) -> Statement:
        """What is to be shown."""
        return ledger_of(self).statement

    @property
    def _symbols(self) -> Symbols:
        return ledger_of(self).symbols

    @property
    def J(self) -> Any:
        """The symbolic Jacobian, or another variable of the theorem by this name."""
        coupled = self._coupled
        return self.variable("J") if coupled is None else coupled

    def __getattr__(self, name: str) -> Any:
        # A variable of the theorem whose name a step has is reached by `variable`.
        if not name.startswith("_") and name in self._symbols.variables:
            return self._symbols.variables[name]
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def variable(self, name: str) -> Any:
        """Return a variable of the theorem: a matrix or a number."""
        variables = self._symbols.variables
        if name not in variables:
            kind = f"variable of {self.statement.id}"
            raise DerivationError(unknown_name(kind, name, variables))
        return variables[name]

    @property
    def _coupled(self) -> SymbolicInstance | None:
        """The symbolic member of a coupled class, if the theorem is about one."""
        return coupled_matrix(self._symbols)

    @property
    def context(self) -> tuple[Boolean, ...]:
        """What holds throughout; a derivation cannot change it."""
        return ledger_of(self).context

    @property
    def _matrices(self) -> frozenset[sympy.MatrixSymbol]:
        """The matrices that an expression may be made of."""
        return known_matrices(self.statement, self._symbols)

    @property
    def _locals(self) -> Mapping[str, sympy.Symbol]:
        return MappingProxyType(ledger_of(self).locals)

    def _take(self, fact: Fact) -> Fact:
        """Add a fact, unless it is false on a random member of the class."""
        # Only a step of the kernel has shown it: a derivation could hand over what it made itself.
        if not Path(sys._getframe(1).f_code.co_filename).is_relative_to(_KERNEL):
            raise DerivationError(f"{fact.name!r}: a fact is shown by a step, never made by hand")
        if fact.claim is sympy.false:
            raise StepNotShown(fact.name, "it is false")
        # Every fact is tried here, cited ones also: no rule of the kernel is believed without it.
        drawn = members_of(self.statement, tuple(self.context))
        own = list(self._locals.values())
        found = evaluate_at_members(fact.claim, fact.given, drawn, ledger_of(self).definitions, own)
        if found.counterexample:
            raise StepNotShown(fact.name, false_at(found.counterexample))
        if found.count and "points" not in fact.means:
            fact = replace(fact, means=(*fact.means, "points"))
        questions = asked()
        means = means_of(fact.means, questions)
        # no point satisfies its premises, or its conditions were asked: a second way all the same
        if independent(means) == (CERTIFICATE.name,):
            means = (*means, *confirmed(fact.name, questions))
        fact = replace(fact, questions=questions, means=means)
        return ledger_of(self).take(fact)

    def _premises(self, name: str, uses: Iterable[Fact], given: Sequence[Boolean]) -> list[Boolean]:
        """Return the context, what is given, and the claims used, whose conditions are shown."""
        for condition in given:
            self._known(name, condition)
        base = [*self.context, *given]
        # Anything follows from a contradiction: such a step would be true, and a mistake.
        if given and contradictory(base):
            raise StepNotShown(name, f"what is given contradicts the hypotheses: {list(given)}")
        claims: list[Boolean] = []
        for fact in uses:
            ledger_of(self).require_taken(f"step {name!r}: ", (fact,))
            # In the order of `uses`: a claim may be what the condition of the next one needs.
            for condition in fact.given:
                decision = decide_implication([*base, *claims], condition)
                decision.require(name, f"{fact.name!r} needs {condition}")
            claims.append(fact.claim)
        return [*base, *claims]

    def _known(self, name: str, claim: Boolean) -> Boolean:
        """Refuse symbols that nobody introduced: nothing is known of them."""
        allowed = set(self._symbols.allowed.symbols)
        allowed |= set(self._locals.values()) | set(ledger_of(self).constants.values())
        if not isinstance(claim, Boolean):
            raise DerivationError(f"step {name!r}: expected a condition, got {claim!r}")
        self._require_matrices(name, claim)
        for atom in scalar_atoms(claim):
            variable = isinstance(atom, sympy.Symbol) and atom.free_symbols  # no size of a block
            if variable and atom.is_commutative and atom not in allowed:
                raise DerivationError(f"step {name!r}: unknown symbol {atom}; introduce it first")
        return claim

    def _require_matrices(self, name: str, claim: Boolean) -> None:
        """Refuse matrices in a claim that nobody introduced, or that do not fit together."""
        terms = [(x, x.matrix, x.quantity.of_square_matrices) for x in claim.atoms(QuantityExpr)]
        terms += [(x, x.parent, False) for x in claim.atoms(MatrixElement)]
        conditions = claim.atoms(MatrixCondition, Invertible)
        terms += [(x, X, isinstance(x, Invertible)) for x in conditions for X in x.args]
        known = self._matrices if terms else frozenset()
        for term, matrix, square in terms:
            fault = fault_of(matrix, known)
            if fault is None and square and matrix.rows != matrix.cols:
                fault = "expected a square matrix"
            if fault:
                raise DerivationError(f"step {name!r}: {term}: {fault}")

    def _checked(
        self, name: str, premises: Sequence[Boolean], claim: Boolean, decision: Decision
    ) -> tuple[str, ...]:
        """Return the means that decided a real claim, random points among them."""
        means = decision.means if decision.shown else ()
        points = self._tried(name, premises, claim, means, believed=decision.shown)
        if not decision.shown:
            raise StepNotShown(name, f"{decision.reason}{self._example(claim, decision)}")
        return (*decision.means, *points)

    def _example(self, claim: Boolean, decision: Decision) -> str:
        """Return in words where z3 sees a claim fail, if it does: that proves nothing."""
        found = model(decision.question) if decision.question else {}
        atoms = sorted(map(str, scalar_atoms(claim)))
        values = {x: f"{float(found[x]):.8g}" for x in atoms if x in found}
        return f", such as {listed(values)}" if values else ""

    def _tried(
        self,
        name: str,
        premises: Sequence[Boolean],
        claim: Boolean,
        means: Sequence[str] = (),
        believed: bool = True,
    ) -> tuple[str, ...]:
        """Refuse a claim that is false at a random point; name the means if it was tried at any.

        Parameters
        ----------
        name, premises, claim
            The step.
        means
            What showed the claim.
        believed
            Whether anything did.
        """
        if is_operator_relation(claim) or isinstance(claim, Finite):
            return ()
        # Where no decider showed it, all points are tried: one where it is false explains more than
        # that the solvers found no answer.
        wanted = {"wanted": FEW_POINTS} if _EXACT.intersection(means) else {}
        drawn = sample(premises, claim, **(wanted if believed else {"wanted": MOST_POINTS}))
        if drawn.counterexample:
            raise StepNotShown(name, false_at(drawn.counterexample))
        return ("points",) if drawn.count else ()

    def _defined(self, name: str, premises: Sequence[Boolean], claim: Boolean) -> None:
        """Show that every quotient and root of an identity has a value."""
        reason = undefined_part(premises, claim)
        if reason:
            raise StepNotShown(name, reason)

    def _number(self, name: str, premises: Sequence[Boolean], value: Any) -> None:
        """Show that a term has a value that is a real number, and is of known symbols."""
        equation = sympy.Eq(as_term(name, value), 0, evaluate=False)
        self._known(name, equation)
        self._defined(name, premises, equation)

    def _terms(self, name: str, terms: Mapping[str, Any]) -> None:
        """Refuse terms of a cited fact that are neither exact numbers nor matrices of J."""
        for label, value in terms.items():
            if label in OF_THE_CLASS:
                J = self._coupled
                known = () if J is None else (*parts_of(J), J.block_norms)
                if not (isinstance(value, SymbolicMatrix) and value in known):
                    raise DerivationError(
                        f"step {name!r}: {label}: expected J, J.triangular or J.comparison, "
                        f"got {value}"
                    )
            elif label in _MATRICES:
                fault = fault_of(value, self._matrices)
                if fault:
                    raise DerivationError(f"step {name!r}: {label}: {fault}")
            elif _is_matrix(value) or as_term(name, value).atoms(sympy.Float):
                raise DerivationError(f"step {name!r}: {label}: expected a number, got {value}")

    def _have_values(
        self,
        name: str,
        terms: Iterable[Any],
        needs: CitedFact,
        uses: Sequence[Fact],
        given: Sequence[Boolean],
    ) -> None:
        """Show that a cited conclusion and the numbers in it have a value, finite or not."""
        base = self._premises(name, (), given)
        # Of a matrix it is asked for its norm, which has a value where the matrix has one.
        sizes = [NORM(x) if isinstance(x, sympy.MatrixExpr) else x for x in terms]
        numbers = [x for x in sizes if isinstance(x, sympy.Expr) and x.is_commutative]
        equations = [sympy.Eq(x, 0, evaluate=False) for x in numbers]
        parts = [*equations, *conjuncts([needs.conclusion])]
        conditions = [condition for part in parts for condition in value_conditions(part)]
        if not conditions:
            return
        # A fact for all r > 1, say, serves the premise that it shows, and is not at hand beside it.
        at_hand = [x for x in uses if all(decide_implication(base, c).shown for c in x.given)]
        known = [x for x in needs.premises if isinstance(x, Boolean)]
        # That an inverse exists may be a part of what the fact concludes, beside its norm.
        known += [x for x in conjuncts([needs.conclusion]) if isinstance(x, Invertible)]
        premises = [*self._premises(name, at_hand, given), *known]
        for condition in conditions:
            # An infinite K(J) is a value here, and no number to a solver: whether the term has a
            # value is asked as if its quantities were finite.
            finite = [] if isinstance(condition, Invertible) else finiteness(condition)
            decide_implication([*premises, *finite], condition).require(
                name, f"it needs {condition}"
            )

    def _met(
        self,
        name: str,
        premise: Boolean | ForAll,
        uses: Sequence[Fact],
        given: Sequence[Boolean],
        conclusion: Boolean,
    ) -> None:
        """Show one condition of a cited fact."""
        if isinstance(premise, ForAll):
            free = set().union(*(x.free_symbols for x in (*self.context, *given, conclusion)))
            variable = premise.variable
            if variable in free or variable not in self._locals.values():
                raise DerivationError(f"step {name!r}: {variable} must be a new variable")
            if bool(variable.is_integer) != premise.natural:
                kind = "an integer" if premise.natural else "a real"
                raise DerivationError(f"step {name!r}: {variable}: expected {kind} variable")
            # Shown for a variable of which nothing else is known, it holds for all its values.
            given, premise = (*given, *premise.given), premise.claim
        premises = self._premises(name, uses, given)
        for part in conjuncts([premise]):
            self._require(name, premises, part, f"it needs {part}")

    def _require(self, name: str, premises: Sequence[Boolean], part: Boolean, words: str) -> None:
        """Show a condition: over the reals, or about matrices."""
        entries = _entry_by_entry(part)
        if isinstance(part, MatrixEquality):
            self._equal(name, part, premises)
        elif entries:
            for entry in entries:
                decide_implication(premises, entry).require(name, words)
        elif is_operator_relation(part) and not isinstance(part, Invertible):
            # No solver reads it: it has to be among the facts used, word for word.
            if not any(part == known for known in conjuncts(premises)):
                raise StepNotShown(name, f"{words}, which was not shown")
        else:
            decide_implication(premises, part).require(name, words)

    def _value(self, name: str, label: str, premises: Sequence[Boolean], value: Any) -> None:
        """Show that a number, or a matrix, has a value, and is of what is known."""
        if not isinstance(value, sympy.MatrixExpr):
            self._number(name, premises, value)
            return
        fault = fault_of(value, self._matrices)
        if fault:
            raise DerivationError(f"step {name!r}: {label}: {fault}")
        self._number(name, premises, NORM(value))

    def _equal(self, name: str, part: MatrixEquality, premises: Sequence[Boolean]) -> None:
        """Show an equality of matrices: one of the premises, or an identity that they give."""
        if any(part == known for known in conjuncts(premises)):
            return
        try:
            matrix_identities.show(name, part, premises)
        except (StepNotShown, DerivationError) as error:
            said = error.reason if isinstance(error, StepNotShown) else str(error)
            raise StepNotShown(name, f"it needs {part}, which was not shown: {said}") from None


def _entry_by_entry(part: Boolean) -> list[Boolean]:
    """Return X ≤ Y as inequalities of numbers, if both are matrices of numbers; else nothing."""
    if not isinstance(part, Entrywise):
        return []
    sides = (part.lhs, part.rhs)
    if not any(isinstance(x, ConstantMatrix) for x in sides):
        return []
    if not all(isinstance(x, (ConstantMatrix, sympy.ZeroMatrix)) for x in sides):
        return []
    rows, columns = (int(n) for n in part.lhs.shape)
    places = [(i, j) for i in range(rows) for j in range(columns)]
    return [sympy.Le(part.lhs[place], part.rhs[place], evaluate=False) for place in places]


def _is_matrix(value: Any) -> bool:
    return isinstance(value, (sympy.MatrixBase, sympy.MatrixExpr))
