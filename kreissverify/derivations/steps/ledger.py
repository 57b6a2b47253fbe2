"""What a derivation has shown so far, kept apart from the object that its author is given.

The author's code is Python and may write into that object. So the lists that a proof is read from
stand in a table of this module, by the identity of the proof: what is reached from ``p`` is a copy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

import sympy
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.errors import DerivationError
from kreissverify.instances.family import Symbols
from kreissverify.theorems import AuthorsOwn, Statement
from kreissverify.theorems.statement import canonical

if TYPE_CHECKING:
    from kreissverify.derivations.fact import Fact

__all__ = ["Ledger", "ProvedLemma", "ledger_of", "open_ledger"]


class ProvedLemma(NamedTuple):
    """What is to be said of a lemma: what of an author's own it rests on, and how it was shown."""

    own: AuthorsOwn
    how: str


@dataclass
class Ledger:
    """The state of one derivation.

    Attributes
    ----------
    statement, symbols, context
        What is to be shown, what its variables are, and what holds throughout.
    prove
        What refuses an earlier statement that is not proved, and says of another how it was shown.
    locals, definitions, constants
        The variables that the derivation introduced, and the numbers that it named.
    own
        What of the author's own the steps rest on, those of lemmas also.
    """

    statement: Statement
    symbols: Symbols
    context: tuple[Boolean, ...]
    prove: Callable[[Statement], ProvedLemma | None]
    locals: dict[str, sympy.Symbol] = field(default_factory=dict)
    definitions: dict[sympy.Symbol, sympy.Expr] = field(default_factory=dict)
    constants: dict[str, sympy.Symbol] = field(default_factory=dict)
    own: AuthorsOwn = field(default_factory=AuthorsOwn)
    _arguments: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    _taken: list[tuple[Fact, tuple[Any, ...]]] = field(default_factory=list)
    _supposed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self._supposed = tuple(map(canonical, self.context))

    def take(self, fact: Fact) -> Fact:
        """Add a fact that was shown."""
        self._taken.append((fact, _said(fact)))
        return fact

    def keep_arguments(self, fact: Any, arguments: Mapping[str, Any]) -> None:
        """Keep what the step that a fact comes from was given, by the names of its parameters."""
        self._arguments[id(fact)] = MappingProxyType(dict(arguments))

    @property
    def arguments(self) -> tuple[Mapping[str, Any], ...]:
        """What the step of each fact was given; nothing of a name for a number."""
        return tuple(self._arguments.get(id(fact), {}) for fact, _ in self._taken)

    @property
    def taken(self) -> tuple[Fact, ...]:
        """The facts in the order in which they were shown."""
        return tuple(fact for fact, _ in self._taken)

    def require_taken(self, step: str, facts: Sequence[Fact]) -> None:
        """Refuse facts that were not shown in this derivation, or that say something else now.

        Raises
        ------
        DerivationError
            If there is one.
        """
        known = {id(fact): said for fact, said in self._taken}
        for fact in facts:
            # By identity: a fact made by hand, or by another derivation, was not shown in this one.
            if id(fact) not in known:
                raise DerivationError(f"{step}{fact.name!r} belongs to another derivation")
            if _said(fact) != known[id(fact)]:
                raise DerivationError(f"{step}{fact.name!r} was changed after it was shown")

    def require_unchanged(self) -> None:
        """Refuse a derivation of which a fact, or the context, says something else now."""
        self.require_taken("", self.taken)
        if tuple(map(canonical, self.context)) != self._supposed:
            raise DerivationError("what holds throughout was changed")


def _said(fact: Fact) -> tuple[Any, ...]:
    """Return what a fact says: its parts, and what is written in its formulas."""
    parts = (fact.name, fact.kind, fact.claim, fact.given, fact.uses, fact.means, fact.source)
    return (*map(id, parts), *map(canonical, (fact.claim, *fact.given)))


_LEDGERS: WeakKeyDictionary[Any, Ledger] = WeakKeyDictionary()


def open_ledger(proof: Any, ledger: Ledger) -> None:
    """Begin the ledger of a derivation."""
    # One that is begun anew would forget the hypotheses, or take those of another statement.
    if proof in _LEDGERS:
        raise DerivationError("a derivation is begun once")
    _LEDGERS[proof] = ledger


def ledger_of(proof: Any) -> Ledger:
    """Return the ledger of a derivation."""
    return _LEDGERS[proof]
