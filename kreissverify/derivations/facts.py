"""A fact of a derivation: a claim that holds for all values of its variables that are as given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sympy
from sympy.logic.boolalg import Boolean

__all__ = ["Fact", "substituted"]


@dataclass(frozen=True, eq=False)
class Fact:
    """One step that was decided.

    Attributes
    ----------
    name
        What the step is called in the derivation.
    kind
        What decided it: ``reals``, ``identity``, ``squares``, ``combination``, ``classical``, ...
    claim, given
        The claim, and the conditions under which it holds, in the theorem's variables and in
        variables of its own: the fact holds for all of their values.
    uses
        The facts that it follows from.
    means
        The independent ways in which it was decided.
    source
        For what is cited: the textbook fact or the earlier statement, and where it stands.
    question
        SMT-LIB text, where solvers decided it.
    """

    name: str
    kind: str
    claim: Boolean
    given: tuple[Boolean, ...] = ()
    uses: tuple[Fact, ...] = ()
    means: tuple[str, ...] = ()
    source: str = ""
    question: str = field(default="", repr=False)

    def at(self, values: dict[sympy.Symbol, Any]) -> Fact:
        """Return the fact for particular values of variables of its own."""
        shown = ", ".join(f"{x} = {value}" for x, value in values.items())
        return Fact(
            name=f"{self.name} at {shown}",
            kind="instance",
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


def substituted(condition: Boolean, values: dict[sympy.Symbol, Any]) -> Boolean:
    """Return a condition with symbols replaced simultaneously."""
    return condition.xreplace({x: sympy.sympify(value) for x, value in values.items()})
