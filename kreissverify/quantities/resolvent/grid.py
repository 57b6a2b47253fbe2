"""‖(zI-A)⁻¹‖ of one matrix in float64 at many points: singular values, or one Schur form for all.

With A = Z T Z* the singular values of zI - A are those of zI - T, and the largest singular value of
the inverse comes from restarted Lanczos steps, each of which solves two triangular systems: O(n²)
operations a point instead of O(n³) (S.-H. Lui, SIAM J. Sci. Comput. 18 (1997) 565).
"""

from __future__ import annotations

import numpy as np

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities.resolvent.schur import Resolvent
from kreissverify.quantities.resolvent.values import resolvent_norms

__all__ = ["grid_norms"]


_DENSE = 40  # sizes up to which the singular values of all zI - A are cheaper
_ENTRIES = 2_000_000  # complex numbers held at once
_STEPS = 6  # of Lanczos between tests for convergence
_RESTARTS = 5  # after 30 steps a point costs as much as its singular values


def grid_norms(array: FloatArray, points: ComplexArray, rtol: float = 1e-12) -> FloatArray:
    """Return ‖(zI-A)⁻¹‖ at points of any shape, infinite where z is an eigenvalue.

    Parameters
    ----------
    array
        A square matrix of finite numbers, real or complex.
    points
        The points z.
    rtol
        At what relative change a value has converged. What float64 can tell is above it where
        ‖R(z)‖ nears 10¹⁶/‖zI-A‖.

    Returns
    -------
    ndarray
        Of the shape of `points`.
    """
    flat = np.asarray(points, dtype=np.complex128).ravel()
    values = np.full(flat.shape, np.inf)
    n = array.shape[-1]
    if n <= _DENSE or flat.size <= n:
        spectrum = np.linalg.eigvals(array)
    else:
        schur = Resolvent(array)
        spectrum = schur.eigenvalues
    regular = np.flatnonzero((flat[:, None] != spectrum).all(axis=1))
    if n <= _DENSE or flat.size <= n:
        values[regular] = _dense(array, flat[regular])
    else:
        step = max(1, _ENTRIES // (2 * _STEPS * n))
        for start in range(0, regular.size, step):
            part = regular[start : start + step]
            values[part] = _by_lanczos(array, schur, flat[part], rtol)
    return values.reshape(np.shape(points))


def _dense(array: FloatArray, points: ComplexArray) -> FloatArray:
    step = max(1, _ENTRIES // array.size)
    parts = [points[start : start + step] for start in range(0, points.size, step)]
    return np.concatenate([np.zeros(0), *(resolvent_norms(array[None], p[None])[0] for p in parts)])


def _by_lanczos(
    array: FloatArray, schur: Resolvent, points: ComplexArray, rtol: float
) -> FloatArray:
    """Return the norms by Lanczos steps, those that do not converge by singular values."""
    random = np.random.default_rng(0)
    shape = (schur.n, points.size)
    starts = random.standard_normal(shape) + 1j * random.standard_normal(shape)
    values = np.zeros(points.size)
    open_ = np.arange(points.size)
    with np.errstate(all="ignore"):  # next to an eigenvalue: left open, so done by singular values
        for _ in range(_RESTARTS):
            found = schur.estimates(points[open_], starts, _STEPS)
            converged = np.abs(found.norm - values[open_]) <= rtol * found.norm
            values[open_] = found.norm
            open_, starts = open_[~converged], found.vectors[:, ~converged]
            if open_.size == 0:
                return values
    values[open_] = _dense(array, points[open_])
    return values
