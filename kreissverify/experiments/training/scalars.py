"""The four scalars of coupled gradient descent, by products with second derivatives only."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy.sparse.linalg import ArpackError, ArpackNoConvergence, LinearOperator, eigsh, svds

from kreissverify.experiments.training.derivatives import Block, Loss, hessians
from kreissverify.experiments.training.parameters import InvalidTraining, Parameters, pytorch
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.errors import Refused
from kreissverify.quantities import registry

__all__ = ["CouplingScalars", "coupling_scalars", "positive"]


_DENSE = 40  # up to this size all products with unit vectors cost less than Lanczos iterations
# Restarts of ARPACK: an empirical choice. With fewer, spectra with clustered ends are refused; with
# more, a tolerance below the rounding errors of the products is noticed later.
_MOST_RESTARTS = 1_000


class CouplingScalars(NamedTuple):
    """What the class of coupled Jacobians J = [[A, B], [C, D]] is described by.

    Attributes
    ----------
    gamma_x, gamma_y
        ‖I - α∇²ₓₓf‖ and ‖I - β∇²ᵧᵧg‖: the spectral radii of A and D, which are symmetric.
    b, c
        ‖B‖ = α‖∇²ₓᵧf‖ and ‖C‖ = β‖∇²ᵧₓg‖.
    K_worst
        The largest Kreiss constant of a Jacobian with ρ(A), ρ(D) ≤ max(gamma_x, gamma_y), ‖B‖ ≤ b
        and ‖C‖ ≤ c (statement E2). Infinite if a block is no contraction, or the coupling is
        critical: then the four scalars leave K open.
    """

    gamma_x: float
    gamma_y: float
    b: float
    c: float
    K_worst: float

    @property
    def comparison(self) -> FloatArray:
        """The comparison matrix T = [[gamma_x, b], [c, gamma_y]]: K(J) ≤ K(T) ≤ K_worst.

        K(T) is the exact worst case of both radii; also ‖Jᵗ‖ ≤ ‖Tᵗ‖ at every t, stable or not.
        """
        return np.array([[self.gamma_x, self.b], [self.c, self.gamma_y]])


def coupling_scalars(
    f: Loss,
    g: Loss,
    x: Parameters,
    y: Parameters,
    alpha: float,
    beta: float,
    *,
    rtol: float = 1e-8,
) -> CouplingScalars:
    """Return (gamma_x, gamma_y, b, c, K_worst) of simultaneous gradient descent at (x, y).

    The loop is x⁺ = x - α ∂ₓf(x, y), y⁺ = y - β ∂ᵧg(x, y); its Jacobian is never formed. The norms
    come from Lanczos iterations (ARPACK) on Hessian- and Jacobian-vector products, each about
    twice the cost of a gradient. They approach the norms from below: estimates, not enclosures.

    Parameters
    ----------
    f, g
        The losses, functions of x and y that return one number, written in PyTorch and twice
        differentiable. Nothing may be detached in them: C is how ∂ᵧg changes with x.
    x, y
        The parameters: a tensor, or a sequence or mapping of tensors, as the losses take them.
    alpha, beta
        The step sizes, positive.
    rtol
        The accuracy asked of the eigenvalues of A and D, and relative of ‖B‖² and ‖C‖²; with
        parameters in float32 not below 1e-5.

    Returns
    -------
    CouplingScalars
        The norms, and the worst Kreiss constant that they leave open.

    Raises
    ------
    InvalidTraining
        If an argument is unfit.
    Refused
        If the Lanczos iterations do not converge.
    ImportError
        If PyTorch is not installed.
    """
    step_x, step_y = positive(alpha, "alpha"), positive(beta, "beta")
    tolerance = positive(rtol, "rtol")
    at = hessians(f, g, x, y)
    # products of float32 tensors are right to about 1e-7 of the norm: less is not reached
    if pytorch().finfo(at.xx.like.dtype).bits < 64:
        tolerance = max(tolerance, 1e-5)
    gamma_x = _distance_from_one(at.xx, step_x, "gamma_x", tolerance)
    gamma_y = _distance_from_one(at.yy, step_y, "gamma_y", tolerance)
    b = step_x * _norm(at.xy, "b", tolerance)
    c = step_y * _norm(at.yx, "c", tolerance)
    return CouplingScalars(gamma_x, gamma_y, b, c, _worst_case(max(gamma_x, gamma_y), b, c))


def positive(value: float, name: str) -> float:
    """Return a positive finite number, or raise `InvalidTraining`."""
    if isinstance(value, bool | str) or not 0 < float(value) < math.inf:
        raise InvalidTraining(f"{name}: expected a positive number, got {value!r}")
    return float(value)


def _worst_case(gamma: float, b: float, c: float) -> float:
    if gamma > 1:
        return math.inf
    return float(registry()["K"].estimate(np.array([[gamma, b], [c, gamma]])).value)


def _distance_from_one(hessian: Block, step: float, name: str, tolerance: float) -> float:
    """Return ‖I - step·H‖ from both ends of its spectrum.

    I - step·H is iterated on, not H: its Krylov spaces are the same, and the accuracy is then that
    of the eigenvalues near 1, which decide whether the block contracts.
    """
    n = hessian.shape[0]
    if n <= _DENSE:
        return float(np.abs(1 - step * np.linalg.eigvalsh(hessian.dense())).max())

    def product(v: FloatArray) -> FloatArray:
        return v - step * (hessian @ v)

    start = _start(n)
    if not np.any(hessian @ start):  # a loss that is affine in these parameters
        return 1.0
    contraction = LinearOperator((n, n), matvec=product, dtype=np.float64)
    try:
        ends = eigsh(
            contraction,
            k=2,
            which="BE",  # both ends: either may be the farther from 1
            v0=start,
            tol=tolerance,
            maxiter=_MOST_RESTARTS,
            return_eigenvectors=False,
        )
    except (ArpackError, ArpackNoConvergence) as error:
        raise _not_converged(name, tolerance) from error
    return float(np.abs(ends).max())


def _norm(block: Block, name: str, tolerance: float) -> float:
    rows, columns = block.shape
    if min(rows, columns) <= _DENSE:
        return float(np.linalg.norm(_wide(block).dense(), 2))
    start = _start(min(rows, columns))
    image = block @ start if columns <= rows else block.adjoint(start)
    if not np.any(image):
        return 0.0
    operator = LinearOperator(
        (rows, columns), matvec=block.__matmul__, rmatvec=block.adjoint, dtype=np.float64
    )
    try:
        values = svds(
            operator,
            k=1,
            v0=start,
            tol=tolerance,
            maxiter=_MOST_RESTARTS,
            return_singular_vectors=False,
        )
    except (ArpackError, ArpackNoConvergence) as error:
        raise _not_converged(name, tolerance) from error
    return float(values[0])


def _wide(block: Block) -> Block:
    """Return the block or its transpose, whichever has fewer rows."""
    rows, columns = block.shape
    if rows <= columns:
        return block
    return Block((columns, rows), block.transposed, block.product, block.like)


def _start(n: int) -> FloatArray:
    """Return the vector that the iterations start from: the same in every call."""
    return np.random.default_rng(0).standard_normal(n)


def _not_converged(name: str, tolerance: float) -> Refused:
    return Refused(
        f"{name}: the Lanczos iterations did not reach the tolerance {tolerance:g}; try a larger "
        "rtol, or parameters in float64"
    )
