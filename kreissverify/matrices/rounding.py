"""What the floats of an exact matrix lack of it, for work in more digits than theirs."""

from __future__ import annotations

import numpy as np
from flint import fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.rational import as_float

__all__ = ["rounded_off"]


def rounded_off(matrix: Matrix) -> FloatArray | None:
    """Return what the float64 array lacks of the exact entries of a real matrix; None if nothing.

    Examples
    --------
    >>> rounded_off(Matrix([["1/3"]]))
    array([[1.85037171e-17]])
    """
    if matrix.holds_floats:
        return None
    entries, floats = matrix.exact.entries(), matrix.array.ravel().tolist()
    rest = [x - fmpq(*y.as_integer_ratio()) for x, y in zip(entries, floats, strict=True)]
    if not any(rest):
        return None
    return np.array([as_float(x) for x in rest]).reshape(matrix.array.shape)
