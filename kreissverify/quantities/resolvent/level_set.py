"""Where on a circle or a line the resolvent norm takes a value: eigenvalues of size 2n.

With F = J/r and η = 1/(γr) the equation σ(zI - F) = η has a solution z on the unit circle, for some
singular value σ, just if z is an eigenvalue of the symplectic pencil

    [[F, ηI], [0, I]] - z [[I, 0], [ηI, F*]]

(S. Boyd, V. Balakrishnan, Systems Control Lett. 15 (1990) 1; N. A. Bruinsma, M. Steinbuch, ibid.
14 (1990) 287). So ‖R‖ < γ on the whole circle if there is none and ‖R‖ < γ at one point. The Cayley
transform s = (z + z₀)/(z - z₀) makes it the eigenproblem of an ordinary matrix of size 2n, for a
fifth of the time of QZ:

    I + 2 [[-W, ηI], [-ηI, W*]]⁻¹ [[z₀I, 0], [ηI, F*]],   W = z₀I - F,

whose first factor has singular values |σ ± η| for those of W: z₀ belongs where σ_min(W) is largest.
It is real for real F and z₀ = ±1. Where it is large, z₀ is next to the level, and others are tried.

On a line, with F = A - xI, σ(iyI - F) = η just if iy is an eigenvalue of the Hamiltonian matrix

    [[F, ηI], [-ηI, -F*]]

(R. Byers, SIAM J. Sci. Stat. Comput. 9 (1988) 875), which needs no transformation.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from kreissverify.numbers.arrays import ComplexArray, FloatArray

__all__ = ["NEAR", "crossing_angles", "ordinates"]

NEAR = 1e-4
"""The distance from the circle up to which an eigenvalue is read as lying on it.

An eigenvalue of multiplicity two, where the level touches a maximum, is moved by the root of
rounding, 1e-8 times its condition. What is read wrongly costs one evaluation of ‖R‖ there.
"""
_LARGE = 1e5  # entries of the matrix of the eigenvalues beyond which they lose digits
_POLES = np.exp([1.0j, 2.0j, 0.5j])  # times z₀: any that are special to no matrix


def crossing_angles(
    stack: FloatArray | ComplexArray, eta: FloatArray | float, pole: ComplexArray | complex
) -> tuple[FloatArray, FloatArray]:
    """Return the angles of the eigenvalues, and how far from the unit circle these are.

    Parameters
    ----------
    stack
        F, of shape (..., n, n).
    eta
        η, a number or of shape (...).
    pole
        z₀, a number or of shape (...).

    Returns
    -------
    tuple
        The angles and the distances ||z| - 1|, both of shape (..., 2n).
    """
    level, z0 = np.asarray(eta)[..., None], np.asarray(pole)[..., None]
    made = _transformed(stack, level, z0)
    bad = ~(np.abs(made).max(axis=(-2, -1)) < _LARGE)
    if not bad.any():
        return _on_circle(np.linalg.eigvals(made), z0)
    n = stack.shape[-1]
    angles, away = np.empty((2, *stack.shape[:-2], 2 * n))
    if not bad.all():
        z = np.broadcast_to(z0, (*bad.shape, 1))[~bad]
        angles[~bad], away[~bad] = _on_circle(np.linalg.eigvals(made[~bad]), z)
    levels, poles = (np.broadcast_to(x[..., 0], bad.shape) for x in (level, z0))
    for at in map(tuple, np.argwhere(bad)):
        tried = poles[at] * _POLES
        # one by one, as a singular one would cost the others also
        others = [_transformed(stack[at], levels[at], z[None]) for z in tried]
        best = min(range(len(tried)), key=lambda k: float(np.abs(others[k]).max()))
        angles[at], away[at] = _on_circle(np.linalg.eigvals(others[best]), tried[best])
    return angles, away


def _on_circle(s: Any, pole: Any) -> tuple[FloatArray, FloatArray]:
    """Return the angles of z = z₀(s+1)/(s-1), and ||z| - 1|."""
    up, down = s + 1, s - 1
    with np.errstate(divide="ignore", invalid="ignore"):  # s = 1 belongs to z = ∞
        return np.angle(pole * up / down), np.abs(np.abs(up) / np.abs(down) - 1)


def _transformed(
    stack: FloatArray | ComplexArray, level: FloatArray, z: FloatArray | ComplexArray
) -> FloatArray | ComplexArray:
    """Return the matrix of the eigenvalues s, of shape (..., 2n, 2n)."""
    n = stack.shape[-1]
    diagonal = np.arange(n)
    # real arithmetic takes a quarter of the time
    if not np.iscomplexobj(stack) and not np.any(z.imag):
        z = z.real
    kind = np.result_type(stack, z)
    shape = np.broadcast_shapes(stack.shape[:-2], level.shape[:-1], z.shape[:-1])
    left = np.zeros((*shape, 2 * n, 2 * n), dtype=kind)
    right = np.zeros_like(left)
    adjoint = np.swapaxes(stack, -1, -2).conj()
    left[..., :n, :n] = stack
    left[..., n:, n:] = -adjoint
    left[..., diagonal, diagonal] -= z
    left[..., n + diagonal, n + diagonal] += z.conj()
    left[..., diagonal, n + diagonal] = level
    left[..., n + diagonal, diagonal] = -level
    right[..., n:, n:] = 2 * adjoint
    right[..., diagonal, diagonal] = 2 * z
    right[..., n + diagonal, diagonal] = 2 * level
    try:
        result = np.linalg.solve(left, right)
    except np.linalg.LinAlgError:  # one of them has the level at z₀
        return np.full_like(left, np.inf)
    both = np.arange(2 * n)
    result[..., both, both] += 1
    return result


def ordinates(
    array: FloatArray | ComplexArray, levels: FloatArray, etas: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the ordinates of the eigenvalues on lines, and how far from these they are.

    Parameters
    ----------
    array
        A, of shape (n, n).
    levels, etas
        x and η, of shape (m,).

    Returns
    -------
    tuple
        The ordinates y, and |Re s| over the distance of x + iy from the spectrum of A, which is the
        unit in which it says how far a level is from touching; both of shape (m, 2n).
    """
    n, spectrum = len(array), np.linalg.eigvals(array)
    made = np.zeros((len(levels), 2 * n, 2 * n), dtype=array.dtype)
    diagonal = np.arange(n)
    made[:, :n, :n], made[:, n:, n:] = array, -array.conj().T
    made[:, diagonal, diagonal] -= levels[:, None]
    made[:, n + diagonal, n + diagonal] += levels[:, None]
    made[:, diagonal, n + diagonal] = etas[:, None]
    made[:, n + diagonal, diagonal] = -etas[:, None]
    s = np.linalg.eigvals(made)
    points = levels[:, None] + 1j * s.imag
    away = np.abs(points[:, :, None] - spectrum).min(axis=2)
    return np.asarray(s.imag), np.asarray(np.abs(s.real) / np.maximum(away, 1e-300))
