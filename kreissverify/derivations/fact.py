"""A fact of a derivation: a claim that holds for all values of its variables that are as given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

import sympy
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.deciders.asked import RealQuestion
from kreissverify.derivations.deciders.registry import deciders
from kreissverify.derivations.deciders.smtlib import together
from kreissverify.derivations.errors import DerivationError
from kreissverify.theorems import expression_text

__all__ = ["Fact", "StepKind", "independent", "substituted"]


class StepKind(StrEnum):
    """How a step was shown: by which rule of the kernel. Each has the words that reports print.

    The table is closed, as every rule is one of the kernel's; what is open are the deciders.
    """

    reason: str

    def __new__(cls, value: str, reason: str = "") -> Self:
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind.reason = reason
        return kind

    REALS = "reals", "over the reals"
    IDENTITY = "identity", "an identity"
    SQUARES = "squares", "a sum of squares"
    CALCULUS = "calculus", "by calculus"
    DECIDED = "decided", "by a decider"
    COMBINATION = "combination", "a combination of the relations used"
    CASES = "cases", "in every case"
    INDUCTION = "induction", "by induction"
    INSTANCE = "instance", "a particular value"
    DEFINITION = "definition", "by definition"
    CLASSICAL = "classical", "a textbook fact"
    LEMMA = "lemma", "a lemma"
    REPEATED = "repeated", "as shown"


@dataclass(frozen=True, eq=False)  # two steps that say the same are two facts
class Fact:
    """One step that was decided.

    Attributes
    ----------
    name
        What the step is called in the derivation.
    kind
        By which rule it was shown.
    claim, given
        The claim, and the conditions under which it holds, in the theorem's variables and in
        variables of its own: the fact holds for all of their values.
    uses
        The facts that it follows from.
    means
        The names of the deciders that showed it, or what it was taken from (``cited``, ``lemma``,
        ``premise``); and ``points`` if it was evaluated at exact points.
    source
        For what is cited: the textbook fact or the earlier statement, and where it stands.
    questions
        What was asked over the reals, and follows: of the claim, of what has to have a value, and
        of the conditions of what is used.
    note
        For a reader, the argument that the machine found.
    cites
        The name of what is cited, which begins its `source`.
    """

    name: str
    kind: StepKind
    claim: Boolean
    given: tuple[Boolean, ...] = ()
    uses: tuple[Fact, ...] = ()
    means: tuple[str, ...] = ()
    source: str = ""
    questions: tuple[RealQuestion, ...] = field(default=(), repr=False)
    note: str = ""
    cites: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", StepKind(self.kind))

    @property
    def ways(self) -> tuple[str, ...]:
        """The independent ways in which it was decided; none if it only cites or repeats."""
        return independent(self.means)

    @property
    def question(self) -> str:
        """All that was asked of the solvers, as one SMT-LIB text; empty if nothing was."""
        return together([x.text for x in self.questions if x.text])

    def at(self, values: dict[sympy.Symbol, Any]) -> Fact:
        """Return the fact for particular values of variables of its own."""
        pairs = ((x, expression_text(sympy.sympify(value))) for x, value in values.items())
        shown = ", ".join(f"{x} = {text}" for x, text in pairs)
        return Fact(
            name=f"{self.name} at {shown}",
            kind=StepKind.INSTANCE,
            claim=substituted(self.claim, values),
            given=tuple(substituted(x, values) for x in self.given),
            uses=(self,),
            means=self.means,
        )

    def ancestors(self) -> Iterator[Fact]:
        """Yield every fact that this one rests on, each once, premises first, itself last."""
        seen: set[int] = set()

        def visit(fact: Fact) -> Iterator[Fact]:
            if id(fact) not in seen:
                seen.add(id(fact))
                for used in fact.uses:
                    yield from visit(used)
                yield fact

        yield from visit(self)


def independent(means: Sequence[str]) -> tuple[str, ...]:
    """Return those means that decide a step, and ``points`` beside them; none if none decides.

    Points can refute a step but never show one: by themselves they are no way to decide it. Nor is
    a name in the record of an earlier run, if its decider is not registered now.
    """
    known = deciders()
    decided = any(x in known for x in means)
    return tuple(x for x in means if decided and (x in known or x == "points"))


def _as_written(condition: Boolean) -> Boolean:
    """Return a condition with X⁰ as I, X¹ as X and IX as X, as an author writes them."""
    powers = [x for x in condition.atoms(sympy.MatPow) if x.exp in (0, 1)]
    units = {x: x.base if x.exp == 1 else sympy.Identity(x.rows) for x in powers}
    found = condition.xreplace(units)
    if not units:
        return found
    products = {}
    for product in found.atoms(sympy.MatMul):
        factors = [x for x in product.args if not isinstance(x, sympy.Identity)]
        if len(factors) < len(product.args) and any(x.is_Matrix for x in factors):
            products[product] = sympy.MatMul(*factors) if len(factors) > 1 else factors[0]
    return found.xreplace(products)


def substituted(condition: Boolean, values: dict[sympy.Symbol, Any]) -> Boolean:
    """Return a condition with symbols replaced simultaneously.

    Raises
    ------
    DerivationError
        If it has no value there.
    """
    try:
        found = condition.xreplace({x: sympy.sympify(value) for x, value in values.items()})
        return _as_written(found)
    except TypeError:  # SymPy compares no number with 1/0, which is what a term has become
        raise DerivationError(f"{condition} has no value at {values}") from None
