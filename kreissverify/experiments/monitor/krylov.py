"""The spectral radius and a lower bound of the Kreiss constant, from one Krylov space.

Arnoldi's iteration gives JV = WH with orthonormal W = [V, w] and H of shape (m + 1, m). For every
z the least singular value of zĨ - H is at least that of zI - J, so that (|z| - 1)/σ_min(zĨ - H) is
at most K(J) (K.-C. Toh, L. N. Trefethen, Calculation of pseudospectra by the Arnoldi iteration,
SIAM J. Sci. Comput. 17 (1996) 1). Eigenvalues of the square part are those of a matrix near J.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from kreissverify.experiments.monitor.lanczos import combined
from kreissverify.experiments.monitor.linearised_update import LinearisedUpdate
from kreissverify.experiments.training.parameters import Tensor, pytorch
from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities import registry

__all__ = ["Krylov", "krylov", "of_dense"]

# What a product takes beside the vectors that are kept, in copies of the parameters: its result
# (which may have velocities), a row of blocks and a piece of it.
_PRODUCT = 2
# Radii |z| - 1 and angles at which the bound is first tried.
_RADII, _ANGLES = np.logspace(-4, 1, 26), np.linspace(0, math.pi, 25)
# Eigenvalues are those of a matrix within a few n·u·‖J‖ of J: mostly within one.
_BACKWARD = 10.0


@dataclass(frozen=True)
class Krylov:
    """ρ(J), and K(J) from below.

    Attributes
    ----------
    rho, rho_error
        The largest modulus of a Ritz value, and the norm of its residual: it is an eigenvalue of a
        matrix as far from J. 0 where J was taken whole, but for roundings.
    K_lower
        At most K(J), but for the rounding errors of the products.
    whole
        Whether J was taken whole.
    """

    rho: float
    rho_error: float
    K_lower: float
    whole: bool


def of_dense(J: FloatArray) -> Krylov:
    """Return both of J itself."""
    rho = float(np.abs(np.linalg.eigvals(J)).max())
    rounding = len(J) * 2.0**-52 * float(np.linalg.norm(J))
    found = registry()["K"].estimate(J)
    lower = found.value if found.error == 0 else found.value - found.error
    if not lower >= 1:
        # Far from normal, ρ of J itself may be below 1. It is that of J + E, with E a few
        # roundings: so (ρ-1)/‖E‖ is at most K(J), and nothing says that K(J) is infinite.
        lower = max(1.0, (rho - 1) / (_BACKWARD * rounding)) if rounding else 1.0
    return Krylov(rho, rounding, float(lower), True)


def krylov(update: LinearisedUpdate, start: Tensor, steps: int, restarts: int) -> Krylov:
    """Return both from a Krylov space that begins with a vector.

    Parameters
    ----------
    update
        J by its products.
    start
        The mode that grows most, of norm 1: the resolvent takes it far, too.
    steps
        The dimension of the space.
    restarts
        How often the iteration begins again with the Ritz vector of the largest modulus.

    Returns
    -------
    Krylov
        The best of all spaces.
    """
    lower, rho, error = 1.0, 0.0, math.inf
    steps = min(steps, update.size - 1, most_vectors(update))
    for space in range(restarts + 1):
        V, H = _arnoldi(update, start, steps)
        # the first space is that of the mode that grows most; the others close in on an eigenvalue
        if space == 0:
            lower = _lower_bound(H, _rounding(start))
        m = H.shape[1]
        values, vectors = np.linalg.eig(H[:m])
        k = int(np.abs(values).argmax())
        at, residual = float(np.abs(values[k])), float(np.abs(H[-1] @ vectors[:, k]))
        if residual < error:
            rho, error = at, residual
        if residual <= 1e-4 or m < steps:
            break
        # of a complex pair any real combination spans the same space
        weights = vectors[:, k].real + vectors[:, k].imag
        start = combined(weights, V)
        start.div_(start.norm())
    return Krylov(rho, error, lower, False)


def most_vectors(update: LinearisedUpdate) -> int:
    """Return how many vectors of the state there is room for, at least one.

    One is what is left where the larger player moves first, by Adam, and its velocity and its two
    points are kept: ρ is then a Rayleigh quotient, with the residual that it has.
    """
    parameters = sum(player.size for player in update.players)
    return max(1, int((update.room - _PRODUCT * parameters) / update.size) - 1)


def _rounding(vector: Tensor) -> float:
    return float(pytorch().finfo(vector.dtype).eps)


def _arnoldi(
    update: LinearisedUpdate, start: Tensor, steps: int
) -> tuple[list[Tensor], FloatArray]:
    V = [start]
    H = np.zeros((steps + 1, steps))
    for k in range(steps):
        w = update @ V[k]
        size = float(w.norm())
        # twice is enough (B. N. Parlett, chapter 6)
        for _ in range(2):
            for i, v in enumerate(V):
                weight = float(w @ v)
                H[i, k] += weight
                w.sub_(v, alpha=weight)
        H[k + 1, k] = float(w.norm())
        if H[k + 1, k] <= 10 * _rounding(w) * size:
            H[k + 1, k] = 0.0
            return V, H[: k + 2, : k + 1]
        if k + 1 < steps:
            V.append(w.div_(H[k + 1, k]))
    return V, H


def _lower_bound(H: FloatArray, rounding: float) -> float:
    """Return the largest (|z| - 1)/σ_min(zĨ - H), σ_min raised by what rounding may do to it."""
    m = H.shape[1]
    eye = np.eye(m + 1, m)
    # of the products and of the orthogonality of V
    slack = 10 * math.sqrt(m) * rounding * (1 + float(np.linalg.norm(H, 2)))

    def heights(r: FloatArray, angle: FloatArray) -> FloatArray:
        z = r * np.exp(1j * angle)
        least = np.linalg.svd(z[:, None, None] * eye - H, compute_uv=False)[:, -1]
        return np.asarray((r - 1) / (least + slack * r))

    # a radius at a time: beside 10⁵ parameters the whole grid would be copies of them
    grid = np.array([heights(np.full(len(_ANGLES), 1 + r), _ANGLES) for r in _RADII])
    radius, angle = np.unravel_index(int(grid.argmax()), grid.shape)

    def depth(point: FloatArray) -> float:
        return -float(heights(np.array([1 + math.exp(point[0])]), point[1:])[0])

    climbed = minimize(
        depth,
        np.array([math.log(_RADII[radius]), _ANGLES[angle]]),
        method="Nelder-Mead",
        options={"maxfev": 80},
    )
    return max(1.0, float(grid.max()), -float(climbed.fun))
