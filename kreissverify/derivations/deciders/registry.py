"""The deciders: what can show a step by itself, each with the words that reports print.

Those of the package are registered where they are written, in the files that `bundled` lists: a new
one is a file and a line there. A user's is registered from outside, and stands in derivations and
reports under its own name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sympy.logic.boolalg import Boolean

from kreissverify.derivations.deciders.decision import Decision
from kreissverify.derivations.errors import DerivationError
from kreissverify.system.near_names import unknown_name
from kreissverify.system.origin import file_of
from kreissverify.system.registry import Registry

__all__ = [
    "OTHER_MEANS",
    "Decider",
    "counted_words",
    "decider",
    "deciders",
    "register",
    "seal",
    "unregister",
    "words",
]

#: What else the means of a step name: what it was taken from, and that it was tried at points.
OTHER_MEANS = frozenset({"cited", "induction", "lemma", "points", "premise", "substitution"})


@dataclass(frozen=True)
class Decider:
    """Something that can show a step by itself.

    A decider promises this: where it answers that a claim is shown, the claim holds for all real
    values of the symbols, quantities and other terms in it for which every premise holds. It may
    leave premises aside, and it may fail to show what is true. That every term of the claim has a
    finite value is not its task: the step shows that before it asks.

    Nobody checks the promise but by points: the claim is tried at random exact points and members
    of the class, and is refused where it is false. So a step is recorded under the decider's own
    name and never under another's, for a reader to judge.

    Parameters
    ----------
    name
        What it is recorded by.
    words
        What a report prints beside a step that it decided.
    counted
        What a report prints where steps are counted; `words` if empty.
    decide
        A function of the premises and the claim; None for one that is asked by steps of its own,
        as the solvers are.
    """

    name: str
    words: str
    counted: str = ""
    decide: Callable[[Sequence[Boolean], Boolean], Decision] | None = None

    @property
    def file(self) -> Path:
        """The file that its function is written in; none if it has no function."""
        return Path() if self.decide is None else file_of(self.decide)

    @property
    def is_bundled(self) -> bool:
        """Whether it is the package's own."""
        return _REGISTRY.is_bundled(self.name, self)


_REGISTRY: Registry[Decider] = Registry("decider")


def register(decider: Decider) -> Decider:
    """Make a decider known by its name, and return it: ``p.decided(..., by=NAME)`` asks it.

    Raises
    ------
    ValueError
        If a decider of another file has the name, or the means of a step say something else by
        it.

    Examples
    --------
    >>> import sympy
    >>> from kreissverify.derivations import Decider, Decision, register_decider
    >>> from kreissverify.derivations.deciders.registry import unregister
    >>> def nonnegative(premises, claim):
    ...     shown = claim == sympy.Ge(claim.lhs, 0) and claim.lhs.is_nonnegative
    ...     return Decision(bool(shown), reason="its sign is not seen from its form")
    >>> mine = register_decider(Decider("signs", "the form of the term", decide=nonnegative))
    >>> mine.is_bundled
    False
    >>> unregister("signs")
    """
    if decider.name in OTHER_MEANS:
        raise ValueError(f"{decider.name}: this name says of a step how it was taken")
    return _REGISTRY.register(decider.name, decider)


def unregister(name: str) -> None:
    """Take a user's decider out again, as tests do."""
    _REGISTRY.unregister(name)


def seal() -> None:
    """Say that the deciders registered so far are the package's own (see `Registry.seal`)."""
    _REGISTRY.seal()


def deciders() -> Mapping[str, Decider]:
    """Return every decider by its name."""
    return _REGISTRY


def decider(name: str) -> Decider:
    """Return a decider by its name.

    Raises
    ------
    DerivationError
        If there is none.
    """
    if name not in _REGISTRY:
        raise DerivationError(unknown_name("decider", name, _REGISTRY))
    return _REGISTRY[name]


def words(means: str) -> str:
    """Return what a report prints beside a step for a decider, or for ``points``."""
    return "random exact points" if means == "points" else _REGISTRY[means].words


def counted_words(means: str) -> str:
    """Return what a report prints where the steps of a run are counted by their means."""
    if means == "points":
        return "exact points"
    return _REGISTRY[means].counted or _REGISTRY[means].words
