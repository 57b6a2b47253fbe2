"""Running a derivation again: a step that was shown before from the same facts is not shown anew.

A mutation run changes one step; what does not depend on it is taken from the first run.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from kreissverify.derivations.fact import Fact
from kreissverify.derivations.steps.arguments import step_methods, with_lists
from kreissverify.derivations.steps.ledger import ledger_of
from kreissverify.derivations.steps.proof import Proof
from kreissverify.theorems import Statement

__all__ = ["ReplayedProof", "Step"]


@dataclass(frozen=True)
class Step:
    """A step that a derivation asks for: the method, its arguments by name, and its number."""

    method: str
    place: int
    arguments: dict[str, Any]

    @property
    def name(self) -> str:
        """What the step is called in the derivation."""
        if self.method == "qed":
            return "conclusion"
        return str(self.arguments.get("name") or self.arguments.get("schema") or self.method)

    @property
    def states_its_claim(self) -> bool:
        """Whether the author writes down what is to be shown, and from which facts."""
        return "claim" in self.arguments

    def with_arguments(self, **changed: Any) -> Step:
        """Return the step with some arguments replaced."""
        return replace(self, arguments={**self.arguments, **changed})


class ReplayedProof(Proof):
    """A derivation that looks up the steps that are known already.

    Attributes
    ----------
    known
        The facts shown by earlier runs, by what they were shown from.
    submitted, shown
        The steps asked for, and the facts that came of them.
    """

    def __init__(
        self,
        statement: Statement,
        prove: Callable[[Statement], Any],
        known: dict[Any, Fact],
        without: frozenset[int] = frozenset(),
    ) -> None:
        super().__init__(statement, prove, without)
        self.known = known
        self.submitted: list[Step] = []
        self.shown: list[Fact] = []

    def places(self, step: Step, argument: str = "uses") -> list[int]:
        """Return the numbers of the facts that a step uses, as this derivation counts them."""
        return [self.steps.index(fact) for fact in step.arguments.get(argument, ())]

    def _submitted(self, step: Step) -> Step:
        """Return the step to be taken; a mutation run changes it here."""
        return step

    def _asked(self, method: Callable[..., Fact], arguments: inspect.BoundArguments) -> Fact:
        asked = Step(method.__name__, len(self.submitted), dict(arguments.arguments))
        step = self._submitted(asked)
        self.submitted.append(step)
        arguments.arguments.update(step.arguments)
        fact = self._taken_up(method, arguments)
        self.shown.append(fact)
        return fact

    def _taken_up(self, method: Callable[..., Fact], arguments: inspect.BoundArguments) -> Fact:
        given = {name: x for name, x in arguments.arguments.items() if name != "self"}
        # The context is part of the key, as a mutant may have dropped a hypothesis.
        key = (method.__name__, self.context, _frozen(given))
        if key not in self.known:
            self.known[key] = method(*arguments.args, **arguments.kwargs)
            return self.known[key]
        # With the facts of this run: they are those that it is asked to rest on.
        fact = replace(self.known[key], uses=tuple(_facts(given)))
        return ledger_of(self).take(fact)


def _frozen(argument: Any) -> Any:
    """Return an argument as a key: a fact is what it claims and where."""
    match argument:
        case Fact():
            return ("fact", argument.claim, argument.given)
        case dict():
            return frozenset((key, _frozen(value)) for key, value in argument.items())
        case list() | tuple():
            return tuple(map(_frozen, argument))
        case Statement():
            return (argument.file, argument.name, argument.digest)
    return argument


def _facts(argument: Any) -> Iterator[Fact]:
    """Yield the facts among the arguments of a step."""
    match argument:
        case Fact():
            yield argument
        case dict():
            yield from _facts(list(argument.values()))
        case list() | tuple():
            for part in argument:
                yield from _facts(part)


def _looking_up(method: Callable[..., Fact]) -> Callable[..., Fact]:
    signature = inspect.signature(method)

    @wraps(method)
    def step(self: ReplayedProof, *arguments: Any, **options: Any) -> Fact:
        bound = signature.bind(self, *arguments, **options)
        return self._asked(method, with_lists(method.__name__, bound))

    return step


for _name in step_methods(Proof):
    setattr(ReplayedProof, _name, _looking_up(getattr(Proof, _name)))
