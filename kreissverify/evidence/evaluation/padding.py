"""Instances of several sizes as one stack: smaller matrices padded by zeros, J ⊕ 0.

Calls on stacks of a dozen small matrices are mostly overhead. Quantities that are `of_padded` have
the value of J at J ⊕ 0.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities.symbolic import QuantityExpr

__all__ = ["MOST_ROWS", "is_joined", "padded", "padded_size"]

#: Rows up to which stacks are padded; larger matrices keep the linear algebra busy by themselves.
MOST_ROWS = 12
# A matrix of n rows becomes one of at most half as many more, and a list of sizes one of few.
_SIZES = (2, 3, 4, 6, 8, MOST_ROWS)


def padded_size(rows: int) -> int:
    """Return the size that matrices of so many rows are padded to."""
    return next(size for size in _SIZES if size >= rows)


def is_joined(atom: QuantityExpr, shapes: Iterable[tuple[int, ...]]) -> bool:
    """Say whether a quantity is asked of padded matrices, of stacks of these shapes."""
    fits = all(x[-1] == x[-2] and 1 <= x[-1] <= MOST_ROWS for x in shapes)
    return atom.quantity.of_padded and atom.quantity.is_bundled and fits


def padded(stack: FloatArray, size: int) -> FloatArray:
    """Return J ⊕ 0 for matrices of shape (N, n, n): (N, size, size)."""
    n = stack.shape[-1]
    if n == size:
        return stack
    made = np.zeros((len(stack), size, size), dtype=stack.dtype)
    made[:, :n, :n] = stack
    return made
