"""Stabilising solutions of the bounded-real Riccati equation, by structure-preserving doubling.

For F = J/r and η > max ‖(e^{iθ}I - F)⁻¹‖ the equation

    P = FᵀP(I - P/η²)⁻¹F + Q,   Q = (1+ε)I,

has a smallest solution P ⪰ Q. With A₀ = F, G₀ = -I/η², H₀ = Q and W = I + G H the doubling

    A ← A W⁻¹A,   G ← G + A W⁻¹G Aᵀ,   H ← H + AᵀH W⁻¹A

converges to it quadratically (E. K.-W. Chu, H.-Y. Fan, W.-W. Lin, C.-S. Wang, Int. J. Control 77
(2004) 767). The equation of a line, F = A - xI and FᵀP + PF + P²/η² + I = 0, has the solution of
such an equation, to which a Cayley transform with any γ > 0 takes it: with F_γ = F - γI,
G = -I/η², H = I and W = F_γᵀ + HF_γ⁻¹G

    A₀ = I + 2γW⁻ᵀ,   G₀ = 2γF_γ⁻¹GW⁻¹,   H₀ = 2γW⁻¹HF_γ⁻¹

(E. K.-W. Chu, H.-Y. Fan, W.-W. Lin, Linear Algebra Appl. 396 (2005) 55). The results are
candidates: `bounded_real` proves or rejects them.
"""

from __future__ import annotations

import numpy as np
from flint import arb, arb_mat
from scipy.linalg.lapack import dgesv

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities.curve_proofs.coordinates import Coordinates
from kreissverify.quantities.curves import CIRCLES, Curves

__all__ = ["riccati_float", "riccati_high", "riccati_of_stack"]


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


def riccati_float(
    coordinates: Coordinates, radii: FloatArray, etas: FloatArray, curves: Curves = CIRCLES
) -> FloatArray:
    """Return candidates P for F = J/r and Q the metric, for m circles at once.

    Or for F = J - xI and m lines.

    In other than the original coordinates x' = Wx, G₀ = -WWᵀ/η².

    Parameters
    ----------
    coordinates
        Those in which J is given and P is wanted.
    radii, etas
        r and η (in units of 1/r), of shape (m,); η = ∞ gives the Stein equation. Of lines x and η.
    curves
        Circles or lines.

    Returns
    -------
    ndarray
        P, of shape (m, n, n). Circles where none exists give NaN, or a matrix that will not pass
        as a solution.
    """
    limits = etas**2 if curves is CIRCLES else 2 * etas**2 * (_norm(coordinates) + np.abs(radii))
    if len(coordinates.matrix) < _ONE_BY_ONE:
        return _of_stack(_start(coordinates, radii, etas, curves))
    found = np.empty((len(radii), *coordinates.matrix.shape))
    for k, one in enumerate(found):
        start = _start(coordinates, radii[k : k + 1], etas[k : k + 1], curves)
        a, g, h = (part[0] for part in start)
        one[...] = _of_one(coordinates, (a, g, h), float(limits[k]))
    return found


def riccati_of_stack(matrices: FloatArray, radii: FloatArray, etas: FloatArray) -> FloatArray:
    """Return candidates P for circles of m matrices, one each: F = J/r, Q = I.

    Parameters
    ----------
    matrices
        J, of shape (m, n, n).
    radii, etas
        r and η (in units of 1/r), of shape (m,).
    """
    identity = np.broadcast_to(np.eye(matrices.shape[-1]), matrices.shape)
    start = matrices / radii[:, None, None], -identity / (etas**2)[:, None, None], identity
    return _of_stack(start)


Start = tuple[FloatArray, FloatArray, FloatArray]


def _norm(coordinates: Coordinates) -> float:
    """Return ‖J‖ in the original coordinates."""
    w, inverse = coordinates.factor, coordinates.inverse
    inner = coordinates.matrix
    if w is not None and inverse is not None:
        inner = inverse @ inner @ w
    return float(np.linalg.norm(inner))


def _start(coordinates: Coordinates, levels: FloatArray, etas: FloatArray, curves: Curves) -> Start:
    """Return A₀, G₀ and H₀, of shape (m, n, n)."""
    gram = -coordinates.gram() / (etas**2)[:, None, None]
    metric = np.broadcast_to(coordinates.metric, gram.shape)
    if curves is CIRCLES:
        return coordinates.matrix / levels[:, None, None], gram, metric
    return _cayley(coordinates, levels, gram, metric)


def _cayley(
    coordinates: Coordinates, levels: FloatArray, gram: FloatArray, metric: FloatArray
) -> Start:
    """Return the start of lines, by a Cayley transform.

    Parameters
    ----------
    coordinates, levels
        A and x.
    gram, metric
        G and H.
    """
    identity = np.eye(len(coordinates.matrix))
    # between the slowest and the fastest mode, so that neither takes many more doublings
    away = np.abs(levels[:, None] - coordinates.eigenvalues)
    gamma = np.sqrt(np.maximum(away.min(axis=1), 1e-16 * away.max(axis=1)) * away.max(axis=1))
    gamma = np.maximum(gamma, 1e-290)[:, None, None]
    moved = coordinates.matrix - (levels[:, None, None] + gamma) * identity
    with np.errstate(all="ignore"):
        try:
            inverse = np.linalg.inv(moved)
            w = np.linalg.inv(moved.swapaxes(1, 2) + metric @ inverse @ gram)
        except np.linalg.LinAlgError:
            unknown = np.full_like(moved, np.nan)
            return unknown, unknown, unknown
        g, h = 2 * gamma * (inverse @ gram @ w), 2 * gamma * (w @ metric @ inverse)
        a = identity + 2 * gamma * w.swapaxes(1, 2)
        return a, (g + g.swapaxes(1, 2)) / 2, (h + h.swapaxes(1, 2)) / 2


def _of_one(coordinates: Coordinates, start: Start, limit: float) -> FloatArray:
    """Return a candidate for one curve, or what there is when it is seen that there is none.

    That may still be a guide to coordinates in which there is one.

    Parameters
    ----------
    coordinates
        Those in which it is wanted.
    start
        A₀, G₀ and H₀, of shape (n, n).
    limit
        A bound of WᵀPW.
    """
    (a, g, h), n = start, len(coordinates.matrix)
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
            # H only grows (but for rounding), and a limit is at most η²(WWᵀ)⁻¹, on lines 2‖F‖ times
            # that (as P²/η² ⪯ -FᵀP-PF): otherwise, or where it is NaN, there is none
            if not (growth.diagonal() > -_ROUNDING * h.diagonal()).all():
                break
            if not _below(coordinates, h, limit):
                break
            growth = (a @ solved[:, n:]) @ a.T
            g = g + (growth + growth.T) / 2
            a = a @ solved[:, :n]
    return h


def _below(coordinates: Coordinates, h: FloatArray, limit: float) -> bool:
    """Say whether the diagonal of WᵀHW is at most its bound, but for rounding."""
    w = coordinates.factor
    inner = h.diagonal() if w is None else np.einsum("ij,ij->j", w, h @ w)
    return bool((inner <= _BEYOND * limit).all())


def _of_stack(start: Start) -> FloatArray:
    """Return candidates for m curves, of shape (m, n, n), by calls on whole stacks.

    Each is left alone once it has converged, or has been seen to have none (NaN).
    """
    a, g, h = (np.array(part) for part in start)
    found, open_ = np.full(a.shape, np.nan), np.arange(len(a))
    n = a.shape[-1]
    identity = np.eye(n)
    with np.errstate(all="ignore"):
        for _ in range(_MOST_DOUBLINGS):
            solved = _solved(identity + g @ h, np.concatenate([a, g], axis=2))
            a_solved, g_solved = solved[:, :, :n], solved[:, :, n:]
            transpose = a.swapaxes(1, 2)
            growth = transpose @ h @ a_solved
            h = h + (growth + growth.swapaxes(1, 2)) / 2
            growth_g = a @ g_solved @ transpose
            g = g + (growth_g + growth_g.swapaxes(1, 2)) / 2
            a = a @ a_solved
            found[open_] = h
            # quadratic convergence: what comes after a change of 1e-17 is far below rounding
            left = np.abs(growth).max((1, 2)) > 1e-17 * np.abs(h).max((1, 2))
            if not left.any():
                break
            if not left.all():
                a, g, h, open_ = a[left], g[left], h[left], open_[left]
    return found


def _solved(a: FloatArray, b: FloatArray) -> FloatArray:
    """Return A⁻¹B of stacks, NaN where A is singular."""
    try:
        return np.asarray(np.linalg.solve(a, b))
    except np.linalg.LinAlgError:  # one singular member spoils the call for all: halving finds it
        if len(a) == 1:
            return np.full(b.shape, np.nan)
        half = len(a) // 2
        return np.concatenate([_solved(a[:half], b[:half]), _solved(a[half:], b[half:])])


def riccati_high(
    matrix: arb_mat, radius: arb, eta: arb, curves: Curves = CIRCLES, gamma: arb | None = None
) -> arb_mat | None:
    """Return a candidate P at the working precision, or None if the doubling breaks down.

    The balls are cut back to their midpoints, so this is arithmetic of that precision, no proof.

    Parameters
    ----------
    matrix
        J, as balls.
    radius, eta
        r, and η in units of 1/r; or x and η.
    curves
        Circles or lines.
    gamma
        That of the Cayley transform, for lines.
    """
    n = matrix.nrows()
    identity = _scalar(n, arb(1))
    a = (matrix / radius).mid() if curves is CIRCLES else matrix
    g = _scalar(n, (-1 / (eta * eta)).mid())
    h = identity
    if gamma is not None:
        try:
            inverse = (matrix - _scalar(n, radius + gamma)).mid().inv().mid()
            w = (matrix.transpose() - _scalar(n, radius + gamma) + inverse * g).mid().inv().mid()
        except (ZeroDivisionError, ValueError):
            return None
        a = (identity + w.transpose() * (2 * gamma)).mid()
        g, h = (_symmetric(x * (2 * gamma)) for x in (inverse * g * w, w * inverse))
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
