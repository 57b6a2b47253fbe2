"""What a theorem file brings itself, and a verdict then rests on: facts, quantities, classes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from itertools import chain

from kreissverify.instances.kinds import KINDS
from kreissverify.instances.parameter_domains import Integer, Real
from kreissverify.instances.registry import is_bundled
from kreissverify.instances.signature import FamilyRange, Range
from kreissverify.matrices.matrix_class import Quantifier
from kreissverify.theorems.statement import Statement

__all__ = ["NOTHING_OWN", "AuthorsOwn", "own_parts"]

_SINGULAR = {
    "facts": "fact",
    "quantities": "quantity",
    "classes": "class",
    "deciders": "decider",
}


@dataclass(frozen=True)
class AuthorsOwn:
    """The names of what is the author's own, and not the package's.

    Nobody but the author vouches for it: that a fact is true, that an enclosure of a quantity
    holds its value, that a decider shows only what follows, that a class draws varied members.

    Attributes
    ----------
    facts, quantities, classes, deciders
        Their names, in alphabetic order, each once.

    Examples
    --------
    >>> own = AuthorsOwn(facts=("mine.cube",)) | AuthorsOwn(facts=("mine.square",))
    >>> own.counted
    "2 facts of the author's"
    >>> own.text
    "2 facts of the author's (mine.cube, mine.square)"
    """

    facts: tuple[str, ...] = ()
    quantities: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    deciders: tuple[str, ...] = ()

    def __or__(self, other: AuthorsOwn) -> AuthorsOwn:
        pairs = zip(astuple(self), astuple(other), strict=True)
        return AuthorsOwn(*(tuple(sorted({*mine, *theirs})) for mine, theirs in pairs))

    def __bool__(self) -> bool:
        return any(astuple(self))

    @property
    def record(self) -> dict[str, list[str]]:
        """The names by kind, without the kinds of which there are none."""
        return {kind: list(names) for kind, names in self._named()}

    @property
    def counted(self) -> str:
        """How many there are, in words: ``2 facts and 1 class of the author's``."""
        parts = [
            f"{len(names)} {kind if len(names) > 1 else _SINGULAR[kind]}"
            for kind, names in self._named()
        ]
        *most, last = parts or ["nothing"]
        return (
            f"{', '.join(most)} and {last} of the author's" if most else f"{last} of the author's"
        )

    @property
    def text(self) -> str:
        """The same with their names."""
        return f"{self.counted} ({self.names})"

    @property
    def names(self) -> str:
        """The names alone."""
        return ", ".join(chain.from_iterable(names for _, names in self._named()))

    def _named(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        every = ((field.name, getattr(self, field.name)) for field in fields(self))
        return ((kind, names) for kind, names in every if names)


NOTHING_OWN = AuthorsOwn()


def own_parts(statement: Statement) -> AuthorsOwn:
    """Return which quantities and classes in a statement are its author's own."""
    quantities = {x.name for x in statement.atoms() if not x.quantity.is_bundled}
    classes = {_name(of) for _, of in statement.quantified if not _is_ours(of)}
    return AuthorsOwn(quantities=tuple(sorted(quantities)), classes=tuple(sorted(classes)))


def _is_ours(of: Range) -> bool:
    # By the exact type: a subclass may draw, print and decide membership as it likes.
    if type(of) is Quantifier:
        return is_bundled(of)
    # A family is written in the language of statements: what it makes is drawn by our own code.
    if type(of) is FamilyRange:
        return all(_is_ours(x) for _, x in of.parameters)
    return type(of) in (Real, Integer, *KINDS)


def _name(of: Range) -> str:
    return of.matrix_class.__name__ if isinstance(of, Quantifier) else type(of).__name__
