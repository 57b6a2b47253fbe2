"""Stabilising solutions of the bounded-real Riccati equation, by structure-preserving doubling.

For F = J/r and η > max ‖(e^{iθ}I - F)⁻¹‖ the equation

    P = FᵀP(I - P/η²)⁻¹F + Q,   Q = (1+ε)I,

has a smallest solution P ⪰ Q. With A₀ = F, G₀ = -I/η², H₀ = Q and W = I + G H the doubling

    A ← A W⁻¹A,   G ← G + A W⁻¹G Aᵀ,   H ← H + AᵀH W⁻¹A

converges to it quadratically (E. K.-W. Chu, H.-Y. Fan, W.-W. Lin, C.-S. Wang, Int. J. Control 77
(2004) 767). The results are candidates: `bounded_real` proves or rejects them.
"""

from __future__ import annotations

import numpy as np
from flint import arb, arb_mat
from scipy.linalg.lapack import dgesv

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities.circles.coordinates import Coordinates

__all__ = ["riccati_float", "riccati_high"]


# k doublings sum 2ᵏ terms: 60 reach 1 - ‖F‖ of the order of 2⁻⁵⁰, and before that the iteration has
# converged or, where no solution exists, left the range of floats.
_MOST_DOUBLINGS = 60
# In balls r - ρ may be far below 2⁻⁵⁰, and a gain next to rG(r) takes some fifteen more.
_MOST_DOUBLINGS_HIGH = 250
# The size from which circles are done one by one: each ends when it has converged, or has been seen
# to have no solution. Below it calls on whole stacks are faster.
_ONE_BY_ONE = 48
# The relative change of the diagonal of H after which the next one, about its square, is below
# rounding: with much more, solutions far from the identity are off by more than a proof can spare.
_CONVERGED = 1e-11
# A decrease of the diagonal of H that rounding explains in coordinates that do not suit P; without
# a solution it falls by as much as there is.
_ROUNDING = 1e-3
_BEYOND = 1e3  # times its bound, for the same reason


def riccati_float(coordinates: Coordinates, radii: FloatArray, etas: FloatArray) -> FloatArray:
    """Return candidates P for F = J/r and Q the metric, for m circles at once.

    In other than the original coordinates x' = Wx, G₀ = -WWᵀ/η².

    Parameters
    ----------
    coordinates
        Those in which J is given and P is wanted.
    radii, etas
        r and η (in units of 1/r), of shape (m,); η = ∞ gives the Stein equation.

    Returns
    -------
    ndarray
        P, of shape (m, n, n). Circles where none exists give NaN, or a matrix that will not pass
        as a solution.
    """
    if len(coordinates.matrix) < _ONE_BY_ONE:
        return _of_stack(coordinates, radii, etas)
    found = np.empty((len(radii), *coordinates.matrix.shape))
    for one, radius, eta in zip(found, radii.tolist(), etas.tolist(), strict=True):
        one[...] = _of_one(coordinates, radius, eta)
    return found


def _of_one(coordinates: Coordinates, radius: float, eta: float) -> FloatArray:
    """Return a candidate for one circle, or what there is when it is seen that there is none.

    That may still be a guide to coordinates in which there is one.
    """
    n = len(coordinates.matrix)
    a = coordinates.matrix / radius
    g, h = -coordinates.gram() / eta**2, coordinates.metric
    with np.errstate(all="ignore"):
        for _ in range(_MOST_DOUBLINGS):
            w = g @ h
            w[np.diag_indices(n)] += 1
            _, _, solved, broken = dgesv(w, np.concatenate([a, g], axis=1), overwrite_a=True)
            if broken:
                break
            growth = a.T @ (h @ solved[:, :n])
            h = h + (growth + growth.T) / 2
            if (growth.diagonal() <= _CONVERGED * h.diagonal()).all():
                break
            # H only grows (but for rounding), and a limit is at most η²(WWᵀ)⁻¹: otherwise, or where
            # it is NaN, there is none
            if not (growth.diagonal() > -_ROUNDING * h.diagonal()).all():
                break
            if not _below(coordinates, h, eta):
                break
            growth = (a @ solved[:, n:]) @ a.T
            g = g + (growth + growth.T) / 2
            a = a @ solved[:, :n]
    return h


def _below(coordinates: Coordinates, h: FloatArray, eta: float) -> bool:
    """Say whether the diagonal of WᵀHW is at most η², as of a solution, but for rounding."""
    w = coordinates.factor
    inner = h.diagonal() if w is None else np.einsum("ij,ij->j", w, h @ w)
    return bool((inner <= _BEYOND * eta**2).all())


def _of_stack(coordinates: Coordinates, radii: FloatArray, etas: FloatArray) -> FloatArray:
    """Return candidates for m circles, of shape (m, n, n), by calls on whole stacks."""
    n = coordinates.matrix.shape[-1]
    identity = np.eye(n)
    a = coordinates.matrix / radii[:, None, None]
    g = -coordinates.gram() / (etas**2)[:, None, None]
    h = np.broadcast_to(coordinates.metric, a.shape)
    with np.errstate(all="ignore"):
        for _ in range(_MOST_DOUBLINGS):
            try:
                solved = np.linalg.solve(identity + g @ h, np.concatenate([a, g], axis=2))
            except np.linalg.LinAlgError:
                return np.full(a.shape, np.nan)
            a_solved, g_solved = solved[:, :, :n], solved[:, :, n:]
            transpose = a.swapaxes(1, 2)
            growth = transpose @ h @ a_solved
            h = h + (growth + growth.swapaxes(1, 2)) / 2
            growth_g = a @ g_solved @ transpose
            g = g + (growth_g + growth_g.swapaxes(1, 2)) / 2
            a = a @ a_solved
            # quadratic convergence: what comes after a change of 1e-17 is far below rounding
            change = np.abs(growth).max((1, 2)) / np.abs(h).max((1, 2))
            if not (change > 1e-17).any():
                break
    return np.asarray(h)


def riccati_high(matrix: arb_mat, radius: arb, eta: arb) -> arb_mat | None:
    """Return a candidate P at the working precision, or None if the doubling breaks down.

    The balls are cut back to their midpoints, so this is arithmetic of that precision, no proof.

    Parameters
    ----------
    matrix
        J, as balls.
    radius, eta
        r, and η in units of 1/r.
    """
    n = matrix.nrows()
    identity = _scalar(n, arb(1))
    a = (matrix / radius).mid()
    g = _scalar(n, (-1 / (eta * eta)).mid())
    h = identity
    for _ in range(_MOST_DOUBLINGS_HIGH):
        try:
            w = (identity + g * h).mid()
            a_solved = w.solve(a, algorithm="approx").mid()
            g_solved = w.solve(g, algorithm="approx").mid()
        except (ZeroDivisionError, ValueError):
            return None
        transpose = a.transpose()
        growth = _symmetric(transpose * (h * a_solved))
        h = (h + growth).mid()
        g = (g + _symmetric(a * g_solved * transpose)).mid()
        a = (a * a_solved).mid()
        size, change = _largest(h), _largest(growth)
        if size is None or change is None:
            return None
        # quadratic convergence: the next change would be below rounding
        if change <= size * _unit():
            return h
    return None


def _unit() -> arb:
    """Return 16 units in the last place of the working precision."""
    return arb(1).mid() * arb(2) ** (4 - _bits())


def _bits() -> int:
    from flint import ctx

    return int(ctx.prec)


def _scalar(n: int, value: arb) -> arb_mat:
    return arb_mat(n, n, [value if i == j else arb(0) for i in range(n) for j in range(n)])


def _symmetric(matrix: arb_mat) -> arb_mat:
    return ((matrix + matrix.transpose()) / 2).mid()


def _largest(matrix: arb_mat) -> arb | None:
    diagonal = [matrix[i, i] for i in range(matrix.nrows())]
    if not all(x.is_finite() for x in diagonal):
        return None
    return max((abs(x).mid() for x in diagonal), key=lambda x: x)
