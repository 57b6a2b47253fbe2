"""‖(zI-A)⁻¹‖ of one matrix in float64 at many points: singular values, or one Schur form for all.

With A = Z T Z* the singular values of zI - A are those of zI - T, and the largest singular value of
the inverse comes from the Lanczos process, whose steps solve two triangular systems: O(n²)
operations a point instead of O(n³) (S.-H. Lui, SIAM J. Sci. Comput. 18 (1997) 565). Only the value
is wanted, so that three vectors a point are kept; that they lose orthogonality does it no harm (C.
C. Paige, Linear Algebra Appl. 34 (1980) 235).
"""

from __future__ import annotations

import numpy as np

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities.resolvent.schur import Resolvent
from kreissverify.quantities.resolvent.values import resolvent_norms

__all__ = ["grid_norms"]


_DENSE = 40  # sizes up to which the singular values of all zI - A are cheaper
_ENTRIES = 2_000_000  # complex numbers held at once
_CHUNK = 100_000  # entries of the vectors of one batch: they stay in the cache of a core
# Steps after which convergence is tested, a test costing about as much as a step. Inside the
# spectrum of a random matrix five to eight suffice, far out, where the singular values are alike,
# thirty; after the last a point has cost as much as its singular values.
_TESTS = (4, 5, 6, 7, 8, 10, 12, 14, 17, 20, 24, 28, 33, 39, 46, 54, 64)


def grid_norms(
    array: FloatArray | ComplexArray, points: ComplexArray, rtol: float = 1e-12
) -> FloatArray:
    """Return ‖(zI-A)⁻¹‖ at points of any shape, infinite where z is an eigenvalue.

    Parameters
    ----------
    array
        A square matrix of finite numbers, real or complex.
    points
        The points z.
    rtol
        The relative error of a value when it has converged. What float64 can tell is above it where
        ‖R(z)‖ nears 10¹⁶/‖zI-A‖.

    Returns
    -------
    ndarray
        Of the shape of `points`.
    """
    flat = np.asarray(points, dtype=np.complex128).ravel()
    if np.iscomplexobj(array):
        return _norms(array, flat, rtol).reshape(np.shape(points))
    # symmetric about the real axis, as grids usually are also
    folded, places = np.unique(flat.real + 1j * np.abs(flat.imag), return_inverse=True)
    return _norms(array, folded, rtol)[places].reshape(np.shape(points))


def _norms(array: FloatArray | ComplexArray, points: ComplexArray, rtol: float) -> FloatArray:
    values = np.full(points.shape, np.inf)
    n = array.shape[-1]
    if n <= _DENSE or points.size <= n:
        regular = _regular(points, np.asarray(np.linalg.eigvals(array), np.complex128))
        values[regular] = _dense(array, points[regular])
        return values
    schur = Resolvent(array)
    regular = _regular(points, schur.eigenvalues)
    step = max(1, _CHUNK // n)
    for start in range(0, regular.size, step):
        part = regular[start : start + step]
        values[part] = _by_lanczos(schur, points[part], rtol)
    lost = np.flatnonzero(np.isnan(values))
    values[lost] = _dense(array, points[lost])
    return values


def _regular(
    points: ComplexArray, spectrum: ComplexArray
) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Return which points are no eigenvalues; in parts, as all differences may be too many."""
    step = max(1, _ENTRIES // spectrum.size)
    parts = [points[start : start + step] for start in range(0, points.size, step)]
    apart = [(part[:, None] != spectrum).all(axis=1) for part in parts]
    return np.flatnonzero(np.concatenate([np.zeros(0, dtype=bool), *apart]))


def _dense(array: FloatArray | ComplexArray, points: ComplexArray) -> FloatArray:
    step = max(1, _ENTRIES // array.size)
    parts = [points[start : start + step] for start in range(0, points.size, step)]
    return np.concatenate([np.zeros(0), *(resolvent_norms(array[None], p[None])[0] for p in parts)])


def _by_lanczos(schur: Resolvent, points: ComplexArray, rtol: float) -> FloatArray:
    """Return the norms by Lanczos steps, NaN for those that do not converge."""
    values = np.full(points.size, np.nan)
    open_ = np.arange(points.size)
    with np.errstate(all="ignore"):  # next to an eigenvalue: left open
        process = schur.lanczos(points)
        for steps in _TESTS:
            process.advance(steps)
            norms, errors = process.norms()
            # false of NaN
            converged = errors <= rtol
            values[open_[converged]] = norms[converged]
            open_ = open_[~converged]
            if open_.size == 0:
                break
            process.keep(~converged)
    return values
