"""The parameters of a theorem or a family: what each ranges over, and the symbols that they are.

The parameters are flattened to parts: of a member J of a family these are ``J.H``, ``J.mu`` and so
on, so that whatever draws, decides or certifies knows matrices and numbers only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import sympy

from kreissverify.expressions.errors import StatementError
from kreissverify.expressions.symbols import MatrixVariable, is_size
from kreissverify.instances.kinds.contract import MatrixKind, Size
from kreissverify.instances.parameter_domains import Domain, Integer
from kreissverify.matrices import Quantifier
from kreissverify.matrices.symbolic import block_heights, size_symbol

__all__ = ["FamilyRange", "Part", "Range", "Scope", "parts_of", "symbol_of"]


@dataclass(frozen=True)
class FamilyRange:
    """For every member of a family: the family's parameters, and the sizes that it was given.

    Attributes
    ----------
    name
        The name of the family.
    parameters
        Its parameters in their order, each with what it ranges over.
    sizes
        The names of sizes that were given another value, such as ``{"n": 1}``.
    family
        The family itself, which makes the matrix of the parts.
    """

    name: str
    parameters: tuple[tuple[str, Range], ...]
    sizes: tuple[tuple[str, Size], ...] = ()
    family: Any = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        given = ", ".join(
            f'{name}="{size}"' if isinstance(size, str) else f"{name}={size}"
            for name, size in self.sizes
        )
        return f"{self.name}({given})" if given else self.name


Range = Quantifier | Domain | MatrixKind | FamilyRange


@dataclass(frozen=True)
class Part:
    """A matrix or a number that a statement quantifies over in the end.

    Attributes
    ----------
    name
        Its name, such as ``A``, or ``J.H`` for a part of a member of a family.
    of
        What it ranges over; the names in it are those of other parts.
    shape
        The numbers of rows and columns of a matrix of a kind; None for others.
    owner
        Of a coupled matrix its name, where its numbers are called by it: J.gamma, and not gamma.
    """

    name: str
    of: Quantifier | Domain | MatrixKind
    shape: tuple[sympy.Expr, sympy.Expr] | None = None
    owner: str = ""

    @property
    def extents(self) -> tuple[sympy.Expr, ...]:
        """The sizes that it has: of a kind its shape, of a coupled class those of its blocks."""
        if isinstance(self.of, Quantifier) and self.of.sizes is not None:
            return tuple(map(sympy.sympify, block_heights(self.of)))
        return self.shape or ()


@dataclass(frozen=True)
class Scope:
    """What the names in one signature are: of the theorem itself, or of a member of a family.

    Attributes
    ----------
    prefix
        What stands before the names of its parts: ``""``, or ``"J."``.
    sizes
        The sizes by their names in the signature.
    one_coupled
        Whether there is at most one coupled matrix, and it is a parameter of the theorem itself:
        its numbers have no names besides, as γ, b and c.
    """

    prefix: str
    sizes: Mapping[str, sympy.Expr]
    one_coupled: bool = True

    @classmethod
    def of(
        cls,
        parameters: Mapping[str, Range],
        prefix: str = "",
        given: Mapping[str, sympy.Expr] | None = None,
    ) -> Scope:
        """Return the scope of some parameters.

        Parameters
        ----------
        parameters
            What each ranges over, by name.
        prefix
            What stands before the names of the parts.
        given
            The sizes that are not the scope's own.
        """
        sizes = {name: size_symbol(prefix + name) for name in _size_names(parameters.values())}
        # an Integer parameter of that name is the size
        sizes |= {
            name: of.symbol(prefix + name)
            for name, of in parameters.items()
            if name in sizes and isinstance(of, Integer)
        }
        bare = not prefix and _coupled_count(parameters.values()) <= 1
        return cls(prefix, {**sizes, **(given or {})}, bare)

    def size(self, size: Size, otherwise: str) -> sympy.Expr:
        """Return a size as written, or one of its own where none is written."""
        if size is None:
            return size_symbol(self.prefix + otherwise)
        return self.sizes[size] if isinstance(size, str) else sympy.Integer(size)

    def within(self, member: str, of: FamilyRange) -> Scope:
        """Return the scope of a family's parameters, of a member that is a parameter here."""
        given = {name: self.size(size, name) for name, size in of.sizes}
        return Scope.of(dict(of.parameters), f"{self.prefix}{member}.", given)

    def part(self, name: str, of: Quantifier | Domain | MatrixKind) -> Part:
        """Return the part that a parameter here is."""
        if isinstance(of, Domain):
            return Part(self.prefix + name, of.mapped(self._named) if self.prefix else of)
        if isinstance(of, Quantifier):
            full = self.prefix + name
            return Part(full, self._sized(of), owner="" if self.one_coupled else full)
        rows, columns = of.sizes
        height = self.size(rows, f"{name}.n")
        # a square kind has one size, which it gives for both
        square = rows is columns and rows is None and of.is_square
        width = height if square else self.size(columns, f"{name}.m")
        return Part(self.prefix + name, of.mapped(self._named), (height, width))

    def _sized(self, of: Quantifier) -> Quantifier:
        """Return a quantifier whose sizes have the names of the statement, or their numbers."""
        if not of.size_names:
            return of
        here = [self.sizes[x] if isinstance(x, str) else sympy.Integer(x) for x in of.sizes or ()]
        for x in here:
            if isinstance(x, sympy.Symbol) and not is_size(x):
                raise StatementError(f"{x}: a size is positive: write Integer(at_least=1)")
        return replace(of, sizes=tuple(str(x) if is_size(x) else int(x) for x in here))

    def _named(self, option: Fraction | str) -> Fraction | str:
        return self.prefix + option if isinstance(option, str) else option


def _coupled_count(ranges: Iterable[Range]) -> int:
    """Return how many coupled matrices there are, those of families' members included."""
    return sum(
        _coupled_count(x for _, x in of.parameters)
        if isinstance(of, FamilyRange)
        else isinstance(of, Quantifier)
        for of in ranges
    )


def _size_names(ranges: Any) -> Iterator[str]:
    for of in ranges:
        if isinstance(of, MatrixKind):
            yield from (size for size in of.sizes if isinstance(size, str))
        elif isinstance(of, FamilyRange):
            yield from (size for _, size in of.sizes if isinstance(size, str))
        elif isinstance(of, Quantifier):
            named: tuple[Any, ...] = of.sizes or ()
            yield from (size for size in named if isinstance(size, str))


def parts_of(parameters: Mapping[str, Range], scope: Scope | None = None) -> Iterator[Part]:
    """Yield the parts that some parameters come to, those of families' members in their place.

    Parameters
    ----------
    parameters
        What each ranges over, by name.
    scope
        What their names are; that of a theorem by default.
    """
    here = scope or Scope.of(parameters)
    for name, of in parameters.items():
        if isinstance(of, FamilyRange):
            yield from parts_of(dict(of.parameters), here.within(name, of))
        else:
            yield here.part(name, of)


def symbol_of(part: Part) -> Any:
    """Return the symbol of a part: a SymPy symbol, a symbolic instance, or a matrix variable."""
    if isinstance(part.of, (Domain, Quantifier)):
        made = part.of.symbol(part.name)
        return made.qualified if part.owner else made
    assert part.shape is not None
    return MatrixVariable(part.name, *part.shape, str(part.of))
