"""e^A of stacks in floats, triangular matrices among them.

For triangular matrices SciPy recomputes the first off-diagonal by (e^a - e^b)/(a - b), which has
no digits where a and b are next to each other (findings/scipy-triangular-exponential.sh); a
subnormal entry in each of the other corners leads it the usual way.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg
from numpy.typing import NDArray

__all__ = ["float_exponential"]

_NOTHING = 1e-300  # far below what rounding adds to it


def float_exponential(stack: NDArray[Any]) -> NDArray[Any]:
    """Return e^A of matrices (..., n, n)."""
    if stack.shape[-1] > 1:
        stack = stack.copy()
        for i, j in ((0, -1), (-1, 0)):
            corner = stack[..., i, j]
            stack[..., i, j] = np.where(corner == 0, _NOTHING, corner)
    return np.asarray(scipy.linalg.expm(stack))
