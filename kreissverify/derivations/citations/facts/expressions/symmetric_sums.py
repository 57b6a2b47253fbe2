"""Block matrices of polynomials in one symmetric matrix: orthogonal sums over its eigenvalues."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.facts.expressions.blocks import block_table
from kreissverify.derivations.citations.schema import CitedFact, ForAll, register
from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.terms.matrix_terms import require_square
from kreissverify.expressions.conditions import Semidefinite
from kreissverify.expressions.constant_matrix import ConstantMatrix
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.maps.kreiss_constant import QUANTITY as K
from kreissverify.quantities.maps.lyapunov_bound import QUANTITY as L

__all__ = ["at_eigenvalue"]

_SOURCE = "R. A. Horn, C. R. Johnson, Matrix Analysis, 2.5.6"


def at_eigenvalue(X: Any, Y: Any, h: Any) -> ConstantMatrix:
    """Return the matrix of the numbers that the blocks of X are where Y is the number h.

    Raises
    ------
    DerivationError
        If a block of X is no polynomial in Y, or has not its size.
    """
    table = block_table(X)
    # a block of another size, such as zeros(n, 1), is no polynomial in Y, and X no such sum then
    if any(block.shape != Y.shape for row in table for block in row):
        raise DerivationError(f"X: expected blocks of the shape of {Y}, {Y.shape}, got {X}")
    return ConstantMatrix.of([[_number(block, Y, h) for block in row] for row in table])


def _number(block: Any, Y: Any, h: Any) -> sympy.Expr:
    if block == Y:
        return sympy.sympify(h)
    if isinstance(block, sympy.Identity):
        return sympy.S.One
    if isinstance(block, sympy.ZeroMatrix):
        return sympy.S.Zero
    if isinstance(block, sympy.MatAdd):
        return sympy.Add(*(_number(x, Y, h) for x in block.args))
    if isinstance(block, sympy.MatMul):
        factor, matrices = block.as_coeff_matrices()
        return sympy.Mul(factor, *(_number(x, Y, h) for x in matrices))
    if isinstance(block, sympy.MatPow) and block.exp.is_Integer and block.exp > 0:
        return _number(block.base, Y, h) ** block.exp
    raise DerivationError(f"X: expected blocks that are polynomials in {Y}, got {block}")


def _largest(
    quantity: Quantity, X: Any, Y: Any, h: sympy.Symbol, low: Any, high: Any, bound: Any
) -> CitedFact:
    require_square("X", X)
    require_square("Y", Y)
    one = sympy.Identity(Y.rows)
    ends = tuple(map(sympy.sympify, (low, high)))
    part = sympy.Le(quantity(at_eigenvalue(X, Y, h)), bound, evaluate=False)
    every = ForAll(h, (sympy.Ge(h, low), sympy.Le(h, high)), part)
    between = Semidefinite(Y - ends[0] * one), Semidefinite(ends[1] * one - Y)
    return CitedFact((*between, every), sympy.Le(quantity(X), bound, evaluate=False))


@register("symmetric_sum.kreiss", source=_SOURCE)
def kreiss(X: Any, Y: Any, h: sympy.Symbol, low: Any, high: Any, bound: Any) -> CitedFact:
    """If the blocks of X are polynomials in a symmetric Y with eigenvalues in [low, high], then X
    is orthogonally similar to the direct sum of X with each eigenvalue h in the place of Y, and
    K(X) is at most a bound of the K of all of these.
    """
    return _largest(K, X, Y, h, low, high, bound)


@register("symmetric_sum.lyapunov", source=f"{_SOURCE}; direct sums of forms P scaled to P ⪰ I")
def lyapunov(X: Any, Y: Any, h: sympy.Symbol, low: Any, high: Any, bound: Any) -> CitedFact:
    """If the blocks of X are polynomials in a symmetric Y with eigenvalues in [low, high], then X
    is orthogonally similar to the direct sum of X with each eigenvalue h in the place of Y, and
    L(X) is at most a bound of the L of all of these: each form scaled to I ⪯ P ⪯ L²I, their sum is.
    """
    return _largest(L, X, Y, h, low, high, bound)
