"""The full Jacobian of one step of coupled gradient descent, for small problems."""

from __future__ import annotations

import numpy as np

from kreissverify.experiments.training.derivatives import Loss, hessians
from kreissverify.experiments.training.parameters import Parameters
from kreissverify.experiments.training.scalars import positive
from kreissverify.numbers.arrays import FloatArray

__all__ = ["coupled_jacobian"]


def coupled_jacobian(
    f: Loss, g: Loss, x: Parameters, y: Parameters, alpha: float, beta: float
) -> FloatArray:
    """Return J = [[I - α∇²ₓₓf, -α∇²ₓᵧf], [-β∇²ᵧₓg, I - β∇²ᵧᵧg]] at (x, y), as an array.

    The parameters are as in `coupling_scalars`.

    Parameters
    ----------
    f, g, x, y, alpha, beta
        As in `coupling_scalars`.

    Returns
    -------
    array
        J, of shape (n, n) for n parameters in all.
    """
    step_x, step_y = positive(alpha, "alpha"), positive(beta, "beta")
    at = hessians(f, g, x, y)
    descent = np.block(
        [
            [step_x * at.xx.dense(), step_x * at.xy.dense()],
            [step_y * at.yx.dense(), step_y * at.yy.dense()],
        ]
    )
    return np.asarray(np.eye(len(descent)) - descent)
