"""What a statement said when it was stated, kept apart from it: it cannot be changed after.

Python lets any code write into a frozen object. So a verdict is bound to what was stated: the very
objects, a fresh reading of their mathematics, and what the names of the author's own in it stood
for. It is asked before anything rests on a statement, and once more at the end.
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass
from typing import Any

from kreissverify.instances.registry import registry as classes
from kreissverify.matrices.matrix_class import Quantifier
from kreissverify.quantities.base import registry as quantities
from kreissverify.quantities.symbolic import QuantityExpr

__all__ = ["CHANGED", "Seal", "sealed", "with_seal"]

CHANGED = "the statement was changed after it was stated"


@dataclass(frozen=True)
class Seal:
    """A statement's parts and its mathematics as they were when it was stated.

    Attributes
    ----------
    parts
        The objects that it consists of, which are compared by identity.
    digest
        The digest of the mathematics in them: what is in an object may be changed also.
    meanings
        What the names in it stood for: quantities by their names, instances by their class.
    """

    parts: tuple[Any, ...]
    digest: str
    meanings: tuple[tuple[Any, Any], ...]

    @classmethod
    def of(cls, statement: Any) -> Seal:
        """Return the seal of a statement as it is now."""
        conditions = (*statement.hypotheses, statement.conclusion)
        ranges = [of for _, of in statement.quantified]
        parts = (
            statement.id,
            statement.expect,
            statement.quantified,
            statement.hypotheses,
            *conditions,
            *ranges,
        )
        atoms = set().union(*(condition.atoms(QuantityExpr) for condition in conditions))
        names = sorted({atom.name for atom in atoms})
        drawn = [x.matrix_class for x in ranges if isinstance(x, Quantifier)]
        meanings = (
            *((name, quantities().get(name)) for name in names),
            *((kind, classes().get(kind)) for kind in drawn),
        )
        return cls(parts, statement.mathematics(), meanings)

    def change(self, statement: Any) -> str | None:
        """Return how a statement differs from what was stated, in a sentence; None if it does not.

        Parameters
        ----------
        statement
            The statement as it is now.
        """
        try:
            now = Seal.of(statement)
        except Exception as error:  # parts put in by hand may be anything
            return f"{CHANGED} ({type(error).__name__})"
        same = len(self.parts) == len(now.parts) and all(
            old is new for old, new in zip(self.parts, now.parts, strict=True)
        )
        if not same or self.digest != now.digest:
            return CHANGED
        for (name, old), (_, new) in zip(self.meanings, now.meanings, strict=True):
            if old is not new:
                shown = getattr(name, "__name__", name)
                return f"{shown} was registered anew after the statement was stated"
        return None


# By the identity of the statement, outside of it: what is written into it cannot reach this table.
_SEALS: dict[int, tuple[weakref.ref[Any], Seal]] = {}


def with_seal(statement: Any) -> None:
    """Keep what a statement says now, for as long as it lives."""
    key = id(statement)
    _SEALS[key] = (weakref.ref(statement, lambda _: _SEALS.pop(key, None)), Seal.of(statement))


def sealed(statement: Any) -> Seal:
    """Return what a statement said when it was stated.

    One that came from another process, or is a copy, was not made in this one by `theorem`: it is
    bound from the moment on at which it is first asked for.
    """
    found = _SEALS.get(id(statement))
    if found is None or found[0]() is not statement:
        with_seal(statement)
        found = _SEALS[id(statement)]
    return found[1]
