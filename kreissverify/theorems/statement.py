"""A statement: what its file says of it, its hypotheses and its conclusion, frozen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NoReturn

import sympy
from sympy.logic.boolalg import Boolean

from kreissverify.expressions.errors import StatementError
from kreissverify.expressions.symbols import FamilyMember
from kreissverify.instances.parameter_domains import Domain
from kreissverify.instances.signature import FamilyRange, Part, Range, parts_of
from kreissverify.matrices.two_blocks import Quantifier
from kreissverify.quantities.symbolic import QuantityExpr
from kreissverify.theorems import printing
from kreissverify.theorems.certificate_trees.versions import versions
from kreissverify.theorems.known_terms import require_known_terms
from kreissverify.theorems.statement_seal import CHANGED, sealed, with_seal

__all__ = ["Statement", "canonical", "change_of", "require_unchanged", "set_evaluation"]


@dataclass(frozen=True)
class Statement:
    """A theorem as it is printed, evaluated and searched: for every J in a class, a condition.

    Attributes
    ----------
    id
        The name that verdicts are reported under.
    name
        The name of the function in its file.
    doc, source, expect
        What its author says of it: its docstring, where it comes from, the verdict expected.
    file, line
        Where it is written.
    quantified
        The variables in their order, each with what it ranges over.
    hypotheses, conclusion
        SymPy conditions on the symbolic variables.
    derivations
        The function that writes its derivation, if its file has one.
    examples
        Instances that it is tried on first, by the names of variables (see `example`).
    """

    id: str
    name: str
    doc: str
    source: str
    expect: str | None
    file: Path
    line: int
    quantified: tuple[tuple[str, Range], ...]
    hypotheses: tuple[Boolean, ...]
    conclusion: Boolean
    derivations: list[Callable[..., Any]] = field(default_factory=list, compare=False, repr=False)
    examples: list[dict[str, Any]] = field(default_factory=list, compare=False, repr=False)

    def __post_init__(self) -> None:
        require_known_terms((*self.hypotheses, self.conclusion))
        with_seal(self)

    def derivation(self, write: Callable[..., Any]) -> Callable[..., Any]:
        """Let a function write this statement's derivation: ``@statement.derivation``.

        Raises
        ------
        StatementError
            If it has one already.
        """
        # A second one would leave open which of them is meant by "proved".
        if self.derivations:
            raise StatementError(f"{self.id}: it has a derivation already")
        self.derivations.append(write)
        return write

    @property
    def variables(self) -> dict[str, Range]:
        """The quantified variables by name."""
        return dict(self.quantified)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The matrices and numbers that it quantifies over in the end (see `Part`)."""
        return _parts(self.quantified)

    @property
    def is_about_one_class(self) -> bool:
        """Whether its variables are one matrix of a coupled class, and numbers.

        One whose blocks have sizes by name is drawn as several matrices are: sizes first.
        """
        kinds = [of for _, of in self.quantified if not isinstance(of, Domain)]
        of = kinds[0] if len(kinds) == 1 else None
        return isinstance(of, Quantifier) and not of.size_names

    @property
    def matrix(self) -> tuple[str, Quantifier]:
        """The name of the coupled matrix, and its class, where it `is_about_one_class`."""
        return next((name, of) for name, of in self.quantified if isinstance(of, Quantifier))

    @property
    def parameters(self) -> dict[str, Domain]:
        """The numbers among its parts, with their domains."""
        return {part.name: part.of for part in self.parts if isinstance(part.of, Domain)}

    @property
    def size_numbers(self) -> frozenset[str]:
        """The names of the numbers that are numbers of rows: of a part, of identity or of zeros."""
        return _size_numbers(self.quantified, self.conditions)

    @property
    def conditions(self) -> tuple[Boolean, ...]:
        """The hypotheses and the conclusion."""
        return (*self.hypotheses, self.conclusion)

    @cached_property
    def digest(self) -> str:
        """A short hash of the mathematics only: the variables, the hypotheses, the conclusion."""
        return self.mathematics()

    def mathematics(self) -> str:
        """Return the `digest`, read anew from what the statement says now."""
        parts = [f"{name}: {_label(of)}" for name, of in self.quantified]
        parts += ["assume " + canonical(hypothesis) for hypothesis in self.hypotheses]
        parts.append(canonical(self.conclusion))
        # 64 bits tell the statements of any library apart; it is no defence against forgery.
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    def atoms(self) -> tuple[QuantityExpr, ...]:
        """Return the quantities that occur, such as K(J) and K(T), in the order of their names."""
        return _atoms(self.conditions)

    def on(self, **values: Any) -> Any:
        """Decide the statement on matrices and numbers of one's own: see `kreissverify.evaluate`.

        Raises
        ------
        ValueError
            If they are no instance of it.
        """
        return _evaluation[-1](self, **values)

    def text(self) -> str:
        """Return the statement as a line of text."""
        return printing.text(self.quantified, self.hypotheses, self.conclusion)

    def latex(self) -> str:
        """Return the statement as LaTeX."""
        return printing.latex(self.quantified, self.hypotheses, self.conclusion)

    def tree(self) -> dict[str, Any]:
        """Return the hypotheses and the conclusion as expression trees of a certificate.

        Raises
        ------
        Unsupported
            If the certificate format cannot express them.
        """
        return next(versions(self)).conditions(self)

    def __str__(self) -> str:
        return f"{self.id}: {self.text()}"

    def __bool__(self) -> NoReturn:
        raise TypeError("a statement has no truth value: gather evidence for it, and ask for that")


# What decides a statement on an instance is of the room of evidence, which stands above.
_evaluation: list[Callable[..., Any]] = []


def set_evaluation(evaluate: Callable[..., Any]) -> None:
    """Say what decides a statement on an instance, for `Statement.on`."""
    _evaluation[:] = [evaluate]


def change_of(statement: Statement) -> str | None:
    """Say what was changed since a statement was stated, in a sentence; None if nothing was.

    Whoever rests anything on a statement asks this before, and again before the result is used: a
    verdict on other words than those stated would be no verdict on it. (A function, as a method
    could be covered by an attribute that somebody writes into the statement.)
    """
    if type(statement) is not Statement:
        return f"a statement is made by @theorem(...), this is a {type(statement).__name__}"
    # Fields and the cached digest; anything else would cover a method of the same name.
    if set(vars(statement)) - {x.name for x in fields(Statement)} - {"digest"}:
        return CHANGED
    found = sealed(statement).change(statement)
    cached = vars(statement).get("digest")
    forged = found is None and cached is not None and cached != statement.mathematics()
    return CHANGED if forged else found


def require_unchanged(statement: Statement) -> None:
    """Refuse a statement that was changed.

    Raises
    ------
    StatementError
        If `change_of` says that it was.
    """
    found = change_of(statement)
    if found is not None:
        raise StatementError(f"{statement.id}: {found}")


@lru_cache(maxsize=1024)
def _parts(quantified: tuple[tuple[str, Range], ...]) -> tuple[Part, ...]:
    return tuple(parts_of(dict(quantified)))


@lru_cache(maxsize=1024)
def _atoms(conditions: tuple[Boolean, ...]) -> tuple[QuantityExpr, ...]:
    found = set().union(*(condition.atoms(QuantityExpr) for condition in conditions))
    return tuple(sorted(found, key=canonical))


@lru_cache(maxsize=1024)
def _size_numbers(
    quantified: tuple[tuple[str, Range], ...], conditions: tuple[Boolean, ...]
) -> frozenset[str]:
    shapes = {x for part in _parts(quantified) for x in part.extents}
    for condition in conditions:
        for node in sympy.preorder_traversal(condition):
            if isinstance(node, (sympy.Identity, sympy.ZeroMatrix)):
                shapes |= {*node.shape}
    names = {x.name for extent in shapes for x in extent.free_symbols}
    return frozenset(
        part.name for part in _parts(quantified) if part.name in names and part.shape is None
    )


def _label(of: Range) -> str:
    """Return the text of a range that enters digests: it must never change."""
    if isinstance(of, FamilyRange):
        return f"{of}({', '.join(f'{name}: {_label(x)}' for name, x in of.parameters)})"
    return of.label if isinstance(of, Quantifier) else str(of)


_UNORDERED = (
    sympy.Add, sympy.Mul, sympy.Max, sympy.Min, sympy.And, sympy.Or, sympy.Equivalent,
    sympy.Eq, sympy.Ne,
)  # fmt: skip


def canonical(node: sympy.Basic) -> str:
    """Return a text that does not depend on SymPy's order of arguments, nor on printing."""
    if isinstance(node, FamilyMember):  # the name alone would not say what the family makes
        return f"{node.name} := {canonical(node.expression)}"
    if hasattr(node, "name") and (not node.args or isinstance(node, sympy.MatrixSymbol)):
        return str(node.name)
    # With its type: a parameter may be called as a constant is written.
    if not node.args:
        return str(node) if node.is_Rational else f"{type(node).__name__}: {node}"
    parts = [canonical(argument) for argument in node.args]
    if isinstance(node, _UNORDERED):  # by their own texts: SymPy's order depends on its version
        parts.sort()
    return f"{type(node).__name__}({', '.join(parts)})"
