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
It is real for real F and z₀ = ±1.

On a line, with F = A - xI, σ(iyI - F) = η just if iy is an eigenvalue of the Hamiltonian matrix

    [[F, ηI], [-ηI, -F*]]

(R. Byers, SIAM J. Sci. Stat. Comput. 9 (1988) 875), which needs no transformation.
"""

from __future__ import annotations

import numpy as np

from kreissverify.numbers.arrays import ComplexArray, FloatArray

__all__ = ["NEAR", "crossing_angles", "ordinates"]

NEAR = 1e-4
"""The distance from the circle up to which an eigenvalue is read as lying on it.

An eigenvalue of multiplicity two, where the level touches a maximum, is moved by the root of
rounding, 1e-8 times its condition. What is read wrongly costs one evaluation of ‖R‖ there.
"""


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
    z0 = np.asarray(pole)[..., None]
    s = np.linalg.eigvals(_transformed(stack, np.asarray(eta)[..., None], z0))
    up, down = s + 1, s - 1
    z = z0 * up / down
    return np.angle(z), np.abs(np.abs(up) / np.abs(down) - 1)


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
    left = np.zeros((*stack.shape[:-2], 2 * n, 2 * n), dtype=kind)
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
    result = np.linalg.solve(left, right)
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
