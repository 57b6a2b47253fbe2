"""Definitions and textbook facts that a derivation may cite: each a schema with its source.

A schema is a function from its terms to what it needs and what it gives. It is registered by its
name; the files of the folder `facts` hold them, one subject a file.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.terms.formulas import OperatorSymbol
from kreissverify.system.registry import Registry

__all__ = ["CitedFact", "ForAll", "Schema", "cited", "schema", "schemas"]


@dataclass(frozen=True)
class ForAll:
    """A condition that has to hold for every value of a variable that is as given.

    The variable ranges over the reals, or over the integers ≥ 0 if it is `natural`.
    """

    variable: sympy.Symbol
    given: tuple[Boolean, ...]
    claim: Boolean
    natural: bool = False


@dataclass(frozen=True)
class CitedFact:
    """What a schema needs of its terms, and what it then gives."""

    premises: tuple[Boolean | ForAll, ...]
    conclusion: Boolean

    @property
    def is_uniform(self) -> bool:
        """Whether what holds at each z of a circle is concluded to hold at all of them at once."""
        of_a_point = any(p.atoms(OperatorSymbol) for p in self.premises if isinstance(p, Boolean))
        return of_a_point and not self.conclusion.atoms(OperatorSymbol)


@dataclass(frozen=True)
class Schema:
    """A definition or a textbook fact.

    Attributes
    ----------
    name
        What a derivation cites it by.
    kind
        ``"definition"`` or ``"classical"``.
    source
        Where it is proved.
    text
        What it says, in one or two sentences.
    terms
        The names of its terms.
    """

    name: str
    kind: str
    source: str
    text: str
    terms: tuple[str, ...]
    build: Callable[..., CitedFact]


_REGISTRY: Registry[Schema] = Registry("fact")


def schema(
    name: str, *, source: str, kind: str = "classical"
) -> Callable[[Callable[..., CitedFact]], Callable[..., CitedFact]]:
    """Register a function of terms as a schema; its docstring is what it says."""

    def register(build: Callable[..., CitedFact]) -> Callable[..., CitedFact]:
        text = " ".join((inspect.getdoc(build) or "").split())
        terms = tuple(inspect.signature(build).parameters)
        _REGISTRY.register(name, Schema(name, kind, source, text, terms, build))
        return build

    return register


def schemas() -> Mapping[str, Schema]:
    """Return every schema by its name."""
    return _REGISTRY


def cited(name: str, terms: dict[str, Any]) -> tuple[Schema, CitedFact]:
    """Return a schema and what it needs and gives for particular terms.

    Raises
    ------
    DerivationError
        If there is no such schema, or its terms are others.
    """
    found = schemas().get(name)
    if found is None:
        near = ", ".join(sorted(schemas()))
        raise DerivationError(f"{name!r} is no fact known here; there are {near}")
    if set(terms) != set(found.terms):
        expected, got = ", ".join(found.terms), ", ".join(terms) or "none"
        raise DerivationError(f"{name}: expected the terms {expected}, got {got}")
    try:
        return found, found.build(**terms)
    except (TypeError, ZeroDivisionError) as error:  # a comparison with i, or 1/0
        raise DerivationError(f"{name}: it says nothing of these terms: {error}") from None
