"""Matrix expressions as they are written: no simplification loses an inverse, and X.n is a size.

An inverse in a statement says that it exists. SymPy cancels X⁻¹X to I, X⁻¹ - X⁻¹ and 0·X⁻¹ to 0,
and (X⁻¹)⁻¹ to X, whether or not X is regular: what is left would claim less than what was written.

The number of rows is X.n for any expression X, where SymPy has a method that makes floats. X[0] is
refused: it is an entry to SymPy, a row to NumPy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from unittest.mock import patch

import sympy
from sympy.matrices.expressions import matadd, matmul
from sympy.matrices.expressions.inverse import Inverse
from sympy.matrices.expressions.matpow import MatPow

from kreissverify.expressions.errors import StatementError
from kreissverify.expressions.shapes import require_fitting_shapes
from kreissverify.system.setting import setting

__all__ = ["as_written", "inverted"]


def inverted(expression: Any) -> frozenset[Any]:
    """Return the matrices of which an expression has an inverse: powers that may be negative."""
    powers = (x for x in sympy.preorder_traversal(expression) if isinstance(x, MatPow))
    return frozenset(x.base for x in powers if not x.exp.is_nonnegative)


_refusing: ContextVar[bool] = ContextVar("refusing", default=False)


def _keeping(simplify: Callable[..., Any]) -> Callable[..., Any]:
    """Return a simplification that is not made where an inverse would be lost by it."""

    def simplified(expression: Any, **hints: Any) -> Any:
        # before identities of other sizes are dropped, as SymPy drops them
        if not _refusing.get():
            with setting(_refusing, True):  # the message prints the expression: simplifies it
                require_fitting_shapes(expression, "the body")
        found = simplify(expression, **hints)
        return found if inverted(expression) <= inverted(found) else expression

    return simplified


def _entry_of(indexed: Callable[..., Any]) -> Callable[..., Any]:
    """Return how an entry is taken: by two numbers, where SymPy takes one through all rows also."""

    def entry(expression: Any, key: Any) -> Any:
        if not isinstance(key, tuple) or len(key) != 2 or any(isinstance(x, slice) for x in key):
            raise StatementError(
                "the body takes a part of a matrix: one entry is X[i, j], with both counted from "
                "0, and a block of a coupled matrix J.block(i, j)"
            )
        return indexed(expression, key)

    return entry


@contextmanager
def as_written() -> Iterator[None]:
    """Keep every inverse, and let X.n be a size and X[i, j] an entry, while a body is run.

    So it is while a derivation is run.
    """
    # SymPy has no option for it, as it has one for products with sums (`distribute`). These are the
    # places at which it simplifies products, sums, powers and inverses of matrix expressions.
    with (
        patch.object(matmul, "canonicalize", _keeping(matmul.canonicalize)),
        patch.object(matadd, "canonicalize", _keeping(matadd.canonicalize)),
        patch.object(MatPow, "doit", _keeping(MatPow.doit)),
        patch.object(sympy.MatrixExpr, "n", property(lambda expression: expression.rows)),
        patch.object(sympy.MatrixExpr, "__getitem__", _entry_of(sympy.MatrixExpr.__getitem__)),
        patch.object(Inverse, "_eval_inverse", lambda inverse: Inverse(inverse)),
    ):
        yield
