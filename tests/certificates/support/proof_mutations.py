"""Proofs with one thing changed: numbers, signs, degrees, cases, conditions, lemmas, names."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

from tests.certificates.support.by_hand import Document

Path = tuple[Any, ...]

#: What is never looked at: a change there changes nothing.
NAMES = {"id", "source", "text", "name"}
_NUMBER = re.compile("-?[0-9]+(/[0-9]+)?")
_TURNED = {
    "le": "ge", "ge": "le", "lt": "gt", "gt": "lt", "eq": "ne", "ne": "eq", "and": "or",
    "or": "and", "add": "mul", "mul": "add", "max": "min", "min": "max", "exp": "log", "log": "exp",
    ">=": ">", ">": ">=", "=": "!=", "!=": "=", "equal": "entrywise", "entrywise": "equal",
}  # fmt: skip
# How often what is put at each place is drawn.
_ROUNDS = 6
_LOOSER = {"gt": "ge", "lt": "le", "eq": "le"}


def places(node: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield every value inside a document with its path."""
    yield path, node
    pairs = node.items() if isinstance(node, dict) else ()
    pairs = enumerate(node) if isinstance(node, list) else pairs
    for key, value in pairs:
        if key not in NAMES:
            yield from places(value, (*path, key))


def put(document: Document, path: Path, value: Any) -> None:
    parent: Any = document
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = value


def _numbers(document: Document, draw: Random) -> Iterator[tuple[Path, Any]]:
    for path, value in places(document):
        if isinstance(value, str) and _NUMBER.fullmatch(value):
            x = Fraction(value)
            yield path, str(draw.choice([x + 1, x - 1, -x if x else 2, 2 * x + 1, x / 2 + 1]))


def _signs(document: Document, draw: Random) -> Iterator[tuple[Path, Any]]:
    for path, value in places(document):
        if isinstance(value, str) and value in _TURNED:
            yield path, _TURNED[value]


def _degrees(document: Document, draw: Random) -> Iterator[tuple[Path, Any]]:
    for path, value in places(document):
        if type(value) is int and "certificate" in path and path[-1] == 1:
            yield path, value + draw.choice([1, 2])


def _cases(document: Document, draw: Random) -> Iterator[tuple[Path, Any]]:
    for path, value in places(document):
        if (
            isinstance(value, list)
            and value
            and path[-1] in ("cases", "args", "terms", "sum", "facts")
        ):
            left_out = draw.randrange(len(value))
            yield path, value[:left_out] + value[left_out + 1 :]


def _conditions(document: Document, draw: Random) -> Iterator[tuple[Path, Any]]:
    for path, value in places(document):
        if path and path[-1] in ("given", "hypotheses") and value:
            left_out = draw.randrange(len(value))
            yield path, value[:left_out] + value[left_out + 1 :]
        elif isinstance(value, str) and {"given", "hypotheses"} & set(path) and value in _LOOSER:
            yield path, _LOOSER[value]


def _lemmas(document: Document, draw: Random) -> Iterator[tuple[Path, Any]]:
    for path, value in places(document):
        if path and path[-1] == "theorem":
            yield path, draw.randrange(len(document["theorems"]))
        if path and path[-1] in ("uses", "evidence") and value:
            yield path, []
        if path and path[-1] == "of" and isinstance(value, str):
            yield path, draw.choice(["J", "J.comparison", "J.triangular", "J.block_norms"])


def _renamed(document: Document, draw: Random) -> Iterator[tuple[Path, Any]]:
    words = sorted({x for p, x in places(document) if p and p[-1] in ("symbol", "cites") and x})
    for path, value in places(document):
        if path and path[-1] in ("symbol", "cites", "variable") and isinstance(value, str):
            yield path, draw.choice(words)


def _order(document: Document, draw: Random) -> Iterator[tuple[Path, Any]]:
    for path, value in places(document):
        if type(value) is int and path[-1] != 1:
            yield path, draw.randrange(value + 4)


KINDS: dict[str, Callable[[Document, Random], Iterator[tuple[Path, Any]]]] = {
    "coefficients": _numbers,
    "signs": _signs,
    "degrees": _degrees,
    "dropped cases": _cases,
    "loosened conditions": _conditions,
    "lemmas cut loose": _lemmas,
    "renamed facts": _renamed,
    "cycles": _order,
}


@dataclass(frozen=True)
class Change:
    """A place in a document, and what is put there."""

    path: Path
    value: Any


def changes(
    document: Document, kind: str, count: int, seed: int, within: Path = ()
) -> list[Change]:
    """Return so many different changes of a kind, or as many as there are, in a random order.

    Parameters
    ----------
    document, kind, count
        What is changed, how, and how often.
    seed
        Equal seeds give equal changes.
    within
        Words that a path has to have.
    """
    draw = Random(seed)
    found: dict[str, Change] = {}
    # each round draws what is put at every place anew: few places then have several changes
    for _ in range(_ROUNDS):
        several = [
            Change(path, value)
            for path, value in KINDS[kind](document, draw)
            if set(within) <= set(path) and at(document, path) != value
        ]
        for one in draw.sample(several, len(several)):
            found.setdefault(repr((one.path, one.value)), one)
        if len(found) >= count:
            break
    return list(found.values())[:count]


def at(document: Document, path: Path) -> Any:
    """Return what stands at a place."""
    value: Any = document
    for key in path:
        value = value[key]
    return value


@contextmanager
def placed(document: Document, change: Change) -> Iterator[None]:
    """Change a document within, and put it back."""
    before = at(document, change.path)
    put(document, change.path, change.value)
    try:
        yield
    finally:
        put(document, change.path, before)


def mutants(
    document: Document, kind: str, count: int, seed: int
) -> Iterator[tuple[Path, Document]]:
    """Yield documents with one change of a kind each, and where it is."""
    for one in changes(document, kind, count, seed):
        changed = copy.deepcopy(document)
        put(changed, one.path, one.value)
        yield one.path, changed
