"""The arguments of a step: facts and conditions in lists, each read once and checked."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import sympy
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.deciders.asked import recorded
from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.fact import Fact
from kreissverify.derivations.steps.ledger import ledger_of

__all__ = [
    "as_term",
    "proof_step",
    "step_methods",
    "with_checked_lists",
    "with_lists",
]

P = ParamSpec("P")
R = TypeVar("R")

_LISTS: dict[str, tuple[Any, str]] = {  # what is in them, and what a reader is told to write
    "uses": (Fact, "a list of facts"),
    "facts": (Fact, "facts"),
    "given": (Boolean, "a list of conditions"),
    "terms": ((tuple, list, sympy.Expr), "a list of tuples"),
}


def proof_step(method: Callable[P, R]) -> Callable[P, R]:
    """Mark a method as a step of a derivation, whose lists are read once and checked.

    What it was given is kept: a proof as data says it also. So are the real questions it asks.
    """
    signature = inspect.signature(method)

    @recorded()
    @wraps(method)
    def step(*arguments: P.args, **options: P.kwargs) -> R:
        bound = with_lists(method.__name__, signature.bind(*arguments, **options))
        found = method(*bound.args, **bound.kwargs)
        bound.apply_defaults()
        ledger_of(bound.args[0]).keep_arguments(found, bound.arguments)
        return found

    vars(step)["is_proof_step"] = True
    return step


def step_methods(proof: type) -> tuple[str, ...]:
    """Return the names of the methods of a class of proofs that are steps, in alphabetic order.

    Each of them comes to a fact from its arguments alone. (So `let` is none: it also introduces a
    name.)
    """
    return tuple(x for x in dir(proof) if getattr(getattr(proof, x), "is_proof_step", False))


def with_checked_lists(method: Callable[P, R]) -> Callable[P, R]:
    """Let a method read its lists of facts and conditions once, and check what is in them."""
    signature = inspect.signature(method)

    @wraps(method)
    def checked(*arguments: P.args, **options: P.kwargs) -> R:
        bound = with_lists(method.__name__, signature.bind(*arguments, **options))
        return method(*bound.args, **bound.kwargs)

    return checked


def with_lists(method: str, bound: inspect.BoundArguments) -> inspect.BoundArguments:
    """Return the arguments of a step with its lists as tuples.

    Raises
    ------
    DerivationError
        If something else stands where facts or conditions are expected.
    """
    # Read once: a generator given as a list would be empty when the step reads it again.
    for name, (kind, expected) in _LISTS.items():
        found = bound.arguments.get(name)
        if name not in bound.arguments or isinstance(found, dict):
            continue  # the terms of a schema
        items = tuple(found) if isinstance(found, Iterable) else None
        if items is None or not all(isinstance(x, kind) for x in items):
            where = bound.arguments.get("name") or bound.arguments.get("schema") or method
            got = found if items is None else next(x for x in items if not isinstance(x, kind))
            raise DerivationError(f"step {where!r}: {name}: expected {expected}, got {got}")
        bound.arguments[name] = items
    return bound


def as_term(step: str, value: Any) -> sympy.Expr:
    """Return a number or a term as SymPy's.

    Raises
    ------
    DerivationError
        If it is neither; a text is not read as one.
    """
    try:
        term = sympy.sympify(value, strict=True)
    except sympy.SympifyError:
        term = None
    if not isinstance(term, sympy.Expr):
        raise DerivationError(f"step {step!r}: expected a number or a term, got {value!r}")
    return term
