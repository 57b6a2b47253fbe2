"""The real questions that were answered while a step was taken, for whoever checks it again.

A step asks in many places: whether its claim follows, whether its terms have values, whether the
conditions of what it uses hold. Each question that was answered by "it follows" is noted here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from sympy.logic.boolalg import Boolean

from kreissverify.derivations.deciders.decision import Decision
from kreissverify.system.setting import setting

__all__ = [
    "RealQuestion",
    "asked",
    "note",
    "note_open",
    "open_questions",
    "recorded",
    "searched_decision",
    "searching",
]


@dataclass(frozen=True)
class RealQuestion:
    """Whether a claim follows from premises over the reals.

    Attributes
    ----------
    premises
        Conditions over the reals, no conjunctions, whose terms have finite values.
    claim
        The condition that follows from them, whatever values the terms have that have none.
    text
        The question to the solvers, in SMT-LIB: "unsat" says that it follows.
    means
        The names of what decided it.
    """

    premises: tuple[Boolean, ...]
    claim: Boolean
    text: str = field(default="", compare=False, repr=False)
    means: tuple[str, ...] = field(default=(), compare=False)


_noted: ContextVar[dict[RealQuestion, None] | None] = ContextVar("noted", default=None)


@contextmanager
def recorded() -> Iterator[None]:
    """Note the questions that are answered within, apart from those of a step around it."""
    with setting(_noted, {}):
        yield


def note(question: RealQuestion) -> None:
    """Note a question whose claim follows; nothing outside of a step."""
    found = _noted.get()
    if found is not None:
        found[question] = None


def asked() -> tuple[RealQuestion, ...]:
    """Return the questions noted so far, each once and in their order."""
    return tuple(_noted.get() or ())


_open: ContextVar[dict[RealQuestion, None] | None] = ContextVar("open", default=None)


@contextmanager
def open_questions() -> Iterator[dict[RealQuestion, None]]:
    """Collect the questions of which nothing shows within that the claim follows."""
    found: dict[RealQuestion, None] = {}
    with setting(_open, found):
        yield found


def note_open(question: RealQuestion) -> None:
    """Note a question that is left open."""
    found = _open.get()
    if found is not None:
        found[question] = None


_Search = Callable[[RealQuestion], Decision | None]
_search: ContextVar[_Search | None] = ContextVar("search", default=None)


@contextmanager
def searching(search: _Search) -> Iterator[None]:
    """Search for what shows a question within, before the solvers are asked."""
    with setting(_search, search):
        yield


def searched_decision(question: RealQuestion) -> Decision | None:
    """Return what a search finds of a question; None if it finds nothing, or there is none."""
    search = _search.get()
    return None if search is None else search(question)
