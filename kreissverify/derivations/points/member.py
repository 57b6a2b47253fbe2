"""One instance of a theorem, exactly, and what was computed of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import sympy
from flint import arb, fmpq

from kreissverify.derivations.points.ball_values import Valuation
from kreissverify.expressions.coupled_values import exact_part, number_of_rows, part_of
from kreissverify.expressions.symbols import Leaf
from kreissverify.matrices.comparison_matrix import ComparisonMatrix
from kreissverify.matrices.coupled_matrix import CoupledMatrix
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.matrices.symbolic import SymbolicMatrix
from kreissverify.numbers.complex_rational import Gaussian
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.quantities.base import Quantity, enclose
from kreissverify.quantities.symbolic import QuantityExpr

__all__ = ["Member"]

# Enclosures this wide refute what is wrong by a factor; for what is nearly true they leave it open.
_RTOL = 1e-3


@dataclass(frozen=True, eq=False)
class Member:
    """Matrices of the classes and kinds of a theorem, its numbers, and what was computed of them.

    Attributes
    ----------
    matrices
        The matrices by name: members of coupled classes, and matrices of kinds.
    index
        Which one it is of a series.
    parameters
        The numbers by name.
    sizes
        The sizes by name that are no numbers.
    quantities
        What was computed of it.
    """

    matrices: Mapping[str, CoupledMatrix | ExactMatrix]
    index: int
    parameters: Mapping[str, fmpq] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    quantities: dict[Any, Enclosure | arb] = field(default_factory=dict)

    @cached_property
    def instance(self) -> CoupledMatrix | None:
        """The member of a coupled class, if there is one and no other."""
        found = [x for x in self.matrices.values() if isinstance(x, CoupledMatrix)]
        return found[0] if len(found) == 1 else None

    def owner(self, name: str) -> CoupledMatrix:
        """Return the member of a coupled class to which numbers belong: of a name, or the only one.

        Raises
        ------
        ValueError
            If there is none.
        """
        found = self.matrices.get(name) if name else self.instance
        if not isinstance(found, CoupledMatrix):
            raise ValueError(f"{name or 'J'} has no value here")
        return found

    @property
    def direction(self) -> Gaussian:
        """z/|z|, a rational point of the unit circle."""
        # t = 0, at one member in five, is z = r: there nonnegative matrices have their largest
        # resolvent.
        t = fmpq(self.index % 5, 1 + self.index // 2)
        return (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)

    def quantity(self, e: QuantityExpr, parameters: tuple[fmpq, ...]) -> Enclosure | arb:
        """Return what is known of a quantity of J or a part of it: a ball, or an enclosure."""
        key = (e.name, e.matrix.owner, e.matrix.path, *map(str, parameters))
        if key not in self.quantities:
            subject: Any = part_of(self.owner(e.matrix.owner), e.matrix)
            known = isinstance(subject, ComparisonMatrix) and subject.is_exact
            exact = e.quantity.exact(subject.lower, *parameters) if known else None
            # A closed form first: an equality such as K(T) = k(κ) is decided by it to 150 bits.
            if exact is not None and exact.is_finite:
                self.quantities[key] = Valuation({}).number(exact)
            else:
                self.quantities[key] = enclose(e.quantity, subject, *parameters, rtol=_RTOL)
        return self.quantities[key]

    def of_matrix(
        self, quantity: Quantity, matrix: ExactMatrix, parameters: tuple[fmpq, ...]
    ) -> Enclosure | arb:
        """Return what is known of a quantity of a matrix that is computed from the member's."""
        key = (quantity.name, matrix, *map(str, parameters))
        if key not in self.quantities:
            self.quantities[key] = _known(quantity, matrix, parameters)
        return self.quantities[key]

    def leaf(self, symbol: Leaf) -> ExactMatrix:
        """Return the exact value of a matrix of the theorem.

        Raises
        ------
        Refused
            If it has irrational entries.
        ValueError
            If it is none of the member's.
        """
        if isinstance(symbol, SymbolicMatrix):
            return exact_part(self.owner(symbol.owner), symbol)
        found = self.matrices.get(str(symbol.name))
        if not isinstance(found, ExactMatrix):
            raise ValueError(f"{symbol} has no value here")
        return found

    def size(self, term: Any) -> int:
        """Return the value of a number of rows.

        Raises
        ------
        ValueError
            If it has none.
        """

        def named(name: str) -> int | None:
            own = self.parameters.get(name)
            return self.sizes.get(name) if own is None else int(own.p)

        try:
            return number_of_rows(sympy.sympify(term), lambda owner: self.owner(owner).sizes, named)
        except (KeyError, TypeError):
            raise ValueError(f"{term} has no value here") from None

    def shown(self) -> dict[str, str]:
        """Return its matrices and numbers as texts, by name."""
        texts: dict[str, str] = {}
        for name, matrix in self.matrices.items():
            only = matrix is self.instance
            texts["J" if only else name] = str(matrix.strings()).replace("'", "")
            if isinstance(matrix, CoupledMatrix):
                prefix = "" if only else f"{name}."
                texts |= {prefix + key: value for key, value in _radii(matrix).items()}
        return {**texts, **{name: str(value) for name, value in self.parameters.items()}}


def _radii(matrix: CoupledMatrix) -> dict[str, str]:
    if matrix.radii == "each":
        return {matrix.radius_name(i): str(x) for i, x in enumerate(matrix.every_bound)}
    return {matrix.kind_of_bound.word: str(matrix.bound)}


def _known(
    quantity: Quantity, matrix: ExactMatrix, parameters: tuple[fmpq, ...]
) -> Enclosure | arb:
    subject = quantity.subject(matrix.matrix if matrix.is_square else matrix.strings())
    # A closed form first, as of the members themselves.
    exact = None if matrix.is_complex else quantity.exact(subject, *parameters)
    if exact is not None and exact.is_finite:
        return Valuation({}).number(exact)
    return enclose(quantity, subject, *parameters, rtol=_RTOL)
