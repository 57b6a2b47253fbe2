"""Proofs as data about matrices of kinds, and steps that cite a fact, written by hand."""

from __future__ import annotations

from typing import Any

from tests.certificates.support.by_hand import Document, Tree, num, quantity
from tests.certificates.support.by_steps import step, theorem

__all__ = ["about", "cited", "entry", "kind", "matrix", "real"]


def kind(word: str = "Square", size: Tree = None, **options: Any) -> Document:
    return {"kind": word, "size": size or num(2), "spectrum": None, "complex": False, **options}


def real(**ends: int) -> Document:
    return {"kind": "Real", "options": {name: num(x) for name, x in ends.items()}}


def matrix(*rows: list[Tree]) -> Tree:
    return {"op": "matrix", "args": list(rows)}


def entry(i: int, j: int, of: Tree = "A") -> Tree:
    return quantity("entry", of, num(i), num(j))


def about(variables: Document, conclusion: Tree, *steps: Document, **given: Any) -> Document:
    found = theorem(conclusion, *steps, **given)
    found["statement"]["variables"] = variables
    return found


def cited(name: str, claim: Tree, word: str = "classical", **terms: Any) -> Document:
    return step(word, claim, cites=name, terms=terms)
