"""Definitions and textbook facts that a derivation may cite: each a schema with its source.

A schema is a function from its terms to what it needs and what it gives. It is registered by its
name. The files of the folder `facts` hold those of the package, one subject a file; a theorem file
may register its own.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sympy
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.terms.formulas import OperatorSymbol
from kreissverify.matrices.symbolic import SymbolicMatrix
from kreissverify.system.near_names import unknown_name
from kreissverify.system.origin import file_of
from kreissverify.system.registry import Registry

__all__ = [
    "OF_THE_CLASS",
    "CitedFact",
    "ForAll",
    "Schema",
    "cited",
    "register",
    "schemas",
    "seal",
    "unregister",
]


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
        claims = (p.claim if isinstance(p, ForAll) else p for p in self.premises)
        of_a_point = any(claim.atoms(OperatorSymbol) for claim in claims)
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
    build
        What it needs and gives, as a function of its terms.
    flows
        Whether the coupled matrix that it calls J, T or ``of`` is of a flow; else it is of a map.
    """

    name: str
    kind: str
    source: str
    text: str
    terms: tuple[str, ...]
    build: Callable[..., CitedFact]
    flows: bool = False

    @property
    def file(self) -> Path:
        """The file that it is written in."""
        return file_of(self.build)

    @property
    def is_bundled(self) -> bool:
        """Whether it is the package's own, tried there by a property test; else its author's."""
        return _REGISTRY.is_bundled(self.name, self)


#: What cited facts call matrices of the class that a theorem is about.
OF_THE_CLASS = ("J", "T", "of")
_KINDS = ("classical", "definition")
_REGISTRY: Registry[Schema] = Registry("fact")


def register(
    name: str, *, source: str, kind: str = "classical", flows: bool = False
) -> Callable[[Callable[..., CitedFact]], Callable[..., CitedFact]]:
    """Make a function of terms a fact that derivations can cite: ``p.by(NAME, term=...)``.

    Nothing checks that the fact is true but trials: what it concludes is evaluated on random
    members of the class whenever it is cited. Everything that cites it rests on its source.

    Parameters
    ----------
    name
        What it is cited by, such as ``"kreiss.value"``: a subject, and what is said of it.
    source
        Where it is proved: a paper or a book, with the place in it.
    kind
        ``"classical"`` for a textbook fact, ``"definition"`` for what something means.
    flows
        Whether the coupled matrix that it calls J, T or ``of`` is of a flow x' = Jx, and not of a
        map.

    Returns
    -------
    callable
        A decorator. The docstring of the function is what the fact says, its parameters are its
        terms, and what it returns is a `CitedFact` of the conditions and the conclusion. Terms
        called J, T, X, Y and ``of`` have to be matrices; the others have to be numbers.

    Raises
    ------
    ValueError
        From the decorator, if a fact of another file has that name.

    Examples
    --------
    >>> import sympy
    >>> from kreissverify.derivations import CitedFact, register_fact
    >>> from kreissverify.derivations.citations.schema import schemas, unregister
    >>> @register_fact("numbers.cube", source="school")
    ... def cube(x, y):
    ...     '''If x ≤ y, then x³ ≤ y³.'''
    ...     return CitedFact((sympy.Le(x, y),), sympy.Le(x**3, y**3))
    >>> schemas()["numbers.cube"].text
    'If x ≤ y, then x³ ≤ y³.'
    >>> unregister("numbers.cube")
    """
    if kind not in _KINDS:
        raise ValueError(unknown_name("kind of fact", kind, _KINDS))

    def decorate(build: Callable[..., CitedFact]) -> Callable[..., CitedFact]:
        text = " ".join((inspect.getdoc(build) or "").split())
        terms = tuple(inspect.signature(build).parameters)
        made = Schema(name, kind, source, text, terms, build, flows)
        _REGISTRY.register(name, made)
        return build

    return decorate


def unregister(name: str) -> None:
    """Take a user's fact out again, as tests do."""
    _REGISTRY.unregister(name)


def seal() -> None:
    """Say that the facts registered so far are the package's own (see `Registry.seal`)."""
    _REGISTRY.seal()


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
        raise DerivationError(unknown_name("fact", name, sorted(schemas())))
    if set(terms) != set(found.terms):
        expected, got = ", ".join(found.terms), ", ".join(terms) or "none"
        raise DerivationError(f"{name}: expected the terms {expected}, got {got}")
    _require_time(found, terms)
    try:
        return found, found.build(**terms)
    except (TypeError, ZeroDivisionError) as error:  # a comparison with i, or 1/0
        raise DerivationError(f"{name}: it says nothing of these terms: {error}") from None


def _require_time(schema: Schema, terms: Mapping[str, Any]) -> None:
    """Refuse a flow where a fact is about maps: T is another matrix, and so are its bounds."""
    for label in OF_THE_CLASS:
        value = terms.get(label)
        if isinstance(value, SymbolicMatrix) and value.quantifier.of_flows != schema.flows:
            about, other = ("flows", "maps") if schema.flows else ("maps", "flows")
            raise DerivationError(
                f"{schema.name}: {label}: it is about {about}, and {value} is of {other}"
            )
