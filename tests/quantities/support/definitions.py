"""Quantities of complex arrays by their definitions in NumPy: bounds, for sizes of a few rows."""

from __future__ import annotations

import math

import numpy as np
from scipy.linalg import expm, schur, solve_continuous_lyapunov, solve_discrete_lyapunov

ANGLES = np.exp(2j * np.pi * np.arange(720) / 720)
RADII = 1 + np.geomspace(1e-3, 30, 40)
ORDINATES = 1j * np.concatenate([-np.geomspace(60, 1e-4, 150), [0], np.geomspace(1e-4, 60, 150)])


def _norm(array: np.ndarray) -> float:
    return float(np.linalg.norm(array, 2))


def _resolvents(array: np.ndarray, points: np.ndarray) -> np.ndarray:
    shifted = points[..., None, None] * np.eye(len(array)) - array
    return 1 / np.linalg.svd(shifted, compute_uv=False)[..., -1]


def _powers(array: np.ndarray) -> list[np.ndarray]:
    """Return the powers up to one that is negligible."""
    powers = [np.eye(len(array), dtype=complex)]
    while _norm(powers[-1]) > 1e-12:
        powers.append(powers[-1] @ array)
    return powers


def _exponentials(array: np.ndarray) -> list[tuple[float, float]]:
    """Return (t, ‖e^{tA}‖) at many equidistant times, up to one at which it is negligible."""
    step = 0.02 / _norm(array)
    factor, power, found = expm(step * array), np.eye(len(array)), []
    while not found or found[-1][1] > 1e-3:
        found.append((step * len(found), _norm(power)))
        power = power @ factor
    return found


def _support(array: np.ndarray) -> tuple[float, float]:
    values = [np.linalg.eigvalsh((t * array + (t * array).conj().T) / 2)[-1] for t in ANGLES[::2]]
    low = float(max(values))
    # w is at most the support in the nearest direction over the cosine of half a step
    return low, low / math.cos(math.pi / 360)


def defined(
    name: str, array: np.ndarray, parameters: tuple[float | complex, ...]
) -> tuple[float, float]:
    """Return (low, high) for a quantity of a stable complex array, to about 1e-9.

    Parameters
    ----------
    name
        The quantity.
    array
        A complex array.
    parameters
        Its parameters as floats.
    """
    match name:
        case "norm":
            value = _norm(array)
        case "rho":
            value = float(np.abs(np.linalg.eigvals(array)).max())
        case "exp_norm":
            value = _norm(expm(array * parameters[0].real))
        case "H_c":
            identity = np.eye(len(array))
            value = float(np.trace(solve_continuous_lyapunov(array, -identity)).real)
        case "M_c":
            return max(x for _, x in _exponentials(array)), math.inf
        case "T_c":
            late = [t for t, x in _exponentials(array) if x > parameters[0].real]
            step = _exponentials(array)[1][0]
            return max(late), max(late) + step
        case "L_c":
            P = solve_continuous_lyapunov(array.conj().T, -np.eye(len(array)))
            return defined("M_c", array, ())[0], math.sqrt(np.linalg.cond(P))
        case "spectral_abscissa":
            value = float(np.linalg.eigvals(array).real.max())
        case "numerical_abscissa":
            value = float(np.linalg.eigvalsh((array + array.conj().T) / 2)[-1])
        case "w":
            return _support(array)
        case "power_norm":
            value = _norm(np.linalg.matrix_power(array, int(parameters[0].real)))
        case "resolvent_norm":
            value = float(_resolvents(array, np.array(parameters[0])))
        case "H":
            value = sum(float(np.linalg.norm(x)) ** 2 for x in _powers(array))
        case "M":
            value = max(map(_norm, _powers(array)))
        case "T":
            above = [t for t, x in enumerate(_powers(array)) if _norm(x) > parameters[0].real]
            value = float(max(above, default=-1) + 1)
        case "stein_bound":
            form = solve_discrete_lyapunov(array.conj().T, np.eye(len(array)))
            value = math.sqrt(np.linalg.cond(form))
        case "L":
            return defined("M", array, ())[0], defined("stein_bound", array, ())[1]
        case "G":
            return float(_resolvents(array, parameters[0].real * ANGLES).max()), math.inf
        case "distance_to_instability":
            return 0.0, 1 / float(_resolvents(array, ANGLES).max())
        case "K":
            z = RADII[:, None] * ANGLES[::4]
            return max(1.0, float(((RADII[:, None] - 1) * _resolvents(array, z)).max())), math.inf
        case "G_c":
            return float(_resolvents(array, parameters[0].real + ORDINATES).max()), math.inf
        case "continuous_distance_to_instability":
            return 0.0, 1 / float(_resolvents(array, ORDINATES).max())
        case "K_c":
            heights = RADII[:, None] - 1
            found = (heights * _resolvents(array, heights + ORDINATES[::4])).max()
            return max(1.0, float(found)), math.inf
        case "pseudospectral_abscissa":
            return defined("spectral_abscissa", array, ())[0] + parameters[0].real, math.inf
        case "frobenius":
            value = float(np.linalg.norm(array))
        case "trace":
            value = float(np.trace(array).real)
        case "det":
            value = float(np.linalg.det(array).real)
        case "cond":
            value = float(np.linalg.cond(array))
        case "rank":
            value = float(np.linalg.matrix_rank(array))
        case "departure":
            value = float(np.linalg.norm(np.triu(schur(array, output="complex")[0], 1)))
            return value * (1 - 1e-12) - 1e-6, value * (1 + 1e-12) + 1e-6
        case "rho_eps":
            low = defined("rho", array, ())[0] + parameters[0].real
            return low, math.inf
        case _:
            raise KeyError(name)
    return value, value
