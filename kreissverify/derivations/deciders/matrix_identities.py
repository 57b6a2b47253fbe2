"""Equalities of matrices, as identities of noncommutative polynomials.

Matrices and blocks are operator symbols that do not commute; the inverse of a polynomial p is a
symbol R with the two rules pR = I and Rp = I, and what is known to be equal (as HᵀH = I) is a rule
also. The rules are applied until none fits. Equal normal forms are a proof. An equality X⁻¹ = Y of
whole block matrices is shown as XY = I, which is enough as X is square.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import sympy
from sympy.logic.boolalg import Boolean
from sympy.matrices.expressions.blockmatrix import BlockMatrix

from kreissverify.derivations.deciders.reals import decide_implication, undefined_part
from kreissverify.derivations.errors import DerivationError, StepNotShown
from kreissverify.derivations.terms.block_tables import (
    Table,
    assembled,
    identity,
    minus,
    one_block,
    plus,
    scaled,
    times,
)
from kreissverify.derivations.terms.formulas import conjuncts
from kreissverify.derivations.terms.matrix_symbols import MatrixSymbols
from kreissverify.derivations.terms.matrix_terms import Invertible
from kreissverify.derivations.terms.noncommutative_polynomials import is_zero
from kreissverify.expressions.conditions import MatrixEquality
from kreissverify.expressions.symbols import FamilyMember, MatrixVariable
from kreissverify.matrices.symbolic import SymbolicInstance, SymbolicMatrix
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO

__all__ = ["require", "show"]

# Largest exponent: a power of a sum of two symbols expands into 2ᵏ words.
_MOST_POWER = 12


def show(step: str, claim: Boolean, premises: Sequence[Boolean]) -> None:
    """Check an equality of matrices, that its inverses exist, and that its numbers have values.

    Parameters
    ----------
    step
        The name of the step, for messages.
    claim
        The equality.
    premises
        What is known; equalities among it are rules.

    Raises
    ------
    StepNotShown
        If any of it was not shown.
    DerivationError
        If the claim is no equality of matrices, or has a node that is none of matrix identities.
    """
    inverted, scalars = require(step, claim, premises)
    # (1/x)·x·A is A as an expression, and has no value at x = 0: scalars may cancel unseen.
    for scalar in scalars:
        undefined = undefined_part(premises, sympy.Eq(scalar, 0, evaluate=False))
        if undefined:
            raise StepNotShown(step, undefined)
    for alternatives in inverted:
        decisions = [decide_implication(premises, x) for x in alternatives]
        if not any(x.shown for x in decisions):
            words = " or ".join(map(str, alternatives))
            decisions[0].require(step, f"an inverse exists if {words}")


def require(
    step: str, claim: Boolean, premises: Sequence[Boolean] = ()
) -> tuple[list[list[Boolean]], list[sympy.Expr]]:
    """Check that the sides of an equality of matrices have one normal form.

    Parameters
    ----------
    step
        The name of the step, for messages.
    claim
        The equality.
    premises
        What is known; equalities among it are rules.

    Returns
    -------
    tuple
        For each of its inverses conditions under any of which it exists, and the scalars that need
        to have a value.

    Raises
    ------
    StepNotShown
        If the two sides are not the same noncommutative polynomials.
    DerivationError
        If the claim is no equality of matrices, or has a node that is none of matrix identities.
    """
    if not isinstance(claim, MatrixEquality):
        raise DerivationError(f"step {step!r}: expected same(X, Y), got {claim}")
    reader = _Reader(claim)
    reader.learn(premises)
    left, right = claim.lhs, claim.rhs
    if reader.cut and isinstance(left, sympy.Inverse):
        whole = reader.table(left.arg)
        gap = minus(times(whole, reader.table(right)), identity(whole.heights))
    else:
        gap = minus(reader.table(left), reader.table(right))
    for i, row in enumerate(gap.entries):
        for j, entry in enumerate(row):
            if not is_zero(reader.symbols.reduced(entry)):
                where = f"block ({i + 1}, {j + 1})" if len(gap.entries) > 1 else "difference"
                raise StepNotShown(step, f"the two sides differ: their {where} is not 0")
    return reader.conditions, reader.scalars


class _Reader:
    """Matrix expressions as tables of polynomials, and the inverses met on the way.

    If a claim has block matrices, whole matrices are cut into their blocks.
    """

    def __init__(self, claim: Boolean) -> None:
        self.cut = bool(claim.atoms(BlockMatrix))
        self.sizes = _block_sizes(claim) if self.cut else ()
        self.symbols = MatrixSymbols()
        self.conditions: list[list[Boolean]] = []
        self.scalars: list[sympy.Expr] = []

    def learn(self, premises: Sequence[Boolean]) -> None:
        """Take the equalities that are known as rules, and their transposes and adjoints."""
        for premise in conjuncts(premises):
            if not isinstance(premise, MatrixEquality) or premise.atoms(sympy.Inverse):
                continue
            kept = len(self.scalars)
            try:
                gap = minus(self.table(premise.lhs), self.table(premise.rhs))
            except DerivationError:  # what this reader cannot read is no rule
                continue
            finally:
                del self.scalars[kept:]  # a premise has its values
            for row in gap.entries:
                for entry in row:
                    for turn in ((False, False), (True, False), (True, True)):
                        self.symbols.learn(self.symbols.turned(entry, *turn))

    def table(self, node: Any) -> Table:
        """Return a matrix expression as its table of blocks; one by one if it is one block."""
        match node:
            case SymbolicInstance() if self.cut:
                blocks = ((node.A, node.B), (node.C, node.D))
                entries = [[self.table(x).entries[0][0] for x in row] for row in blocks]
                return Table(entries, self.sizes, self.sizes)
            case SymbolicMatrix() | MatrixVariable():
                return one_block(self.symbols.named(node), node.shape)
            case FamilyMember():
                return self.table(node.expression)
            case sympy.Identity():
                return identity(self._cut(node.rows))
            case sympy.ZeroMatrix():
                heights, widths = map(self._cut, node.shape)
                return Table([[{} for _ in widths] for _ in heights], heights, widths)
            case BlockMatrix():
                return assembled([[self.table(x) for x in row] for row in node.blocks.tolist()])
            case sympy.Inverse():
                return self._inverse(node)
            case sympy.Transpose():
                return self._turned(node.arg, conjugate=False)
            case sympy.Adjoint():
                return self._turned(node.arg, conjugate=True)
            case sympy.MatPow():
                return self._power(node)
            case sympy.MatAdd():
                return reduce(plus, map(self.table, node.args))
            case sympy.MatMul():
                scalar, factors = node.as_coeff_matrices()
                self.scalars += [x for x in node.args if not x.is_Matrix]  # they may cancel
                return scaled(reduce(times, map(self.table, factors)), scalar)
        raise DerivationError(f"{node}: unknown node of matrix identities: {type(node).__name__}")

    def _cut(self, size: Any) -> tuple[Any, ...]:
        """Return the sizes of the blocks of a whole matrix, or the size of a block."""
        return self.sizes if self.sizes and size == sum(self.sizes) else (size,)

    def _turned(self, inner: Any, conjugate: bool) -> Table:
        return self.table(inner).transposed(lambda x: self.symbols.turned(x, True, conjugate))

    def _power(self, node: sympy.MatPow) -> Table:
        base, exponent = self.table(node.base), node.exp
        fixed = exponent if exponent.is_Integer else exponent.as_coeff_Add()[0]
        symbolic = exponent - fixed
        if not (0 <= fixed <= _MOST_POWER and symbolic.is_integer and symbolic.is_nonnegative):
            raise DerivationError(
                f"{node}: expected an exponent that is natural, and not too large"
            )
        factors = [base] * int(fixed)
        if symbolic != 0:
            if not base.is_one_block:
                raise DerivationError(f"{node}: the powers of a block matrix are unknown")
            power = self.symbols.power(base.entries[0][0], symbolic)
            factors.insert(0, one_block(power, node.shape))
        return reduce(times, factors, identity(base.heights))

    def _inverse(self, node: sympy.Inverse) -> Table:
        """Return an inverse as a symbol, with its two rules and the conditions that it exists."""
        inside = self.table(node.arg) if not self._is_whole(node.arg) else None
        # Its blocks are not known: only that it is the inverse, which is used on the left alone.
        if inside is None or not inside.is_one_block:
            raise DerivationError(f"{node}: the inverse of a whole matrix stands alone on the left")
        found, new = self.symbols.inverse(inside.entries[0][0])
        if new:
            self.conditions.append(_existence(node.arg))
        return one_block(found, node.shape)

    def _is_whole(self, matrix: Any) -> bool:
        return self.cut and bool(matrix.atoms(SymbolicInstance, BlockMatrix))


def _existence(inside: Any) -> list[Boolean]:
    """Return conditions each of which is enough for a matrix to be invertible."""
    # For zI - X one is z > ρ(X), which facts about spectra give.
    outside: list[Boolean] = []
    if isinstance(inside, sympy.MatAdd) and len(inside.args) == 2:
        for one, other in (inside.args, inside.args[::-1]):
            scalar, factors = _factors(one)
            if len(factors) == 1 and factors[0].is_Identity and isinstance(-other, SymbolicMatrix):
                outside = [sympy.Gt(scalar, RHO(-other))]
    return [*outside, Invertible(inside)]


def _factors(term: Any) -> tuple[sympy.Expr, list[Any]]:
    """Return the scalar and the matrices of a product."""
    if isinstance(term, sympy.MatMul):
        scalar, factors = term.as_coeff_matrices()
        return scalar, list(factors)
    return sympy.S.One, [term]


def _block_sizes(claim: Boolean) -> tuple[Any, ...]:
    """Return the sizes of the blocks of whole matrices; none if there is none that is square."""
    for J in claim.atoms(SymbolicInstance):
        if not J.quantifier.structure.two_blocks:
            raise DerivationError(f"{J}: expected a matrix of two blocks beside block matrices")
        return (J.A.rows, J.D.rows)
    for whole in sorted(claim.atoms(BlockMatrix), key=str):
        if whole.rows == whole.cols and whole.rowblocksizes == whole.colblocksizes:
            return tuple(whole.rowblocksizes)
    return ()
