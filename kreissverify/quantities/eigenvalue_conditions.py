"""The eigenvalues of a matrix and their conditions, from LAPACK.

The cosine of the left and the right eigenvector, |y*x| for ‖x‖ = ‖y‖ = 1, is the inverse of an
eigenvalue's condition. For real matrices it comes from the triangle of Schur's form (trevc, trsna),
without the unitary factor, which takes two thirds of the time of eigenvectors. SciPy gives these
routines to Cython only: their addresses are read from its capsules, as it documents.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from scipy.linalg import cython_lapack, lapack

__all__ = ["eigenvalues_and_cosines"]

Routine = Callable[..., None]


def eigenvalues_and_cosines(array: Any) -> tuple[Any, Any]:
    """Return the eigenvalues of a real or complex matrix (n, n), and |y*x| of each, both (n,).

    Raises
    ------
    LinAlgError
        If LAPACK does not converge.

    Examples
    --------
    >>> values, cosines = eigenvalues_and_cosines(np.array([[1.0, 0, 0], [0, 2, 3], [0, 0, 3]]))
    >>> values.real.tolist(), (1 / cosines**2).round(12).tolist()
    ([1.0, 2.0, 3.0], [1.0, 10.0, 10.0])
    """
    if array.dtype.kind != "c":
        return _of_real(array)
    values, left, right, info = lapack.zgeev(array)
    _require(info == 0)
    return values, np.abs(np.einsum("ij,ij->j", left.conj(), right))


def _of_real(array: Any) -> tuple[Any, Any]:
    triangle, _, real, imaginary, _, _, info = lapack.dgees(_none, array, compute_v=0)
    _require(info == 0)
    n = len(array)
    # both sets of eigenvectors, the cosines, and 3n numbers to work with; logical and integer
    # arguments that are not referenced point there also
    room = np.empty(2 * n * n + 4 * n)
    right = _address(room)
    left, cosines, work = (right + 8 * k for k in (n * n, 2 * n * n, 2 * n * n + n))
    table, size, found = _address(triangle), _number(n), ctypes.c_int(0)
    status, count = ctypes.byref(found), ctypes.byref(ctypes.c_int(0))
    vectors = (work, size, table, size, left, size, right, size)
    _routine("dtrevc", 14)(b"B", b"A", *vectors, size, count, work, status)
    _require(found.value == 0)
    rest = (cosines, work, size, count, work, size, work, status)
    _routine("dtrsna", 18)(b"E", b"A", *vectors, *rest)
    _require(found.value == 0)
    begin = 2 * n * n
    return real + 1j * imaginary, room[begin : begin + n]


def _address(array: Any) -> int:
    return int(array.__array_interface__["data"][0])  # a tenth of the time of array.ctypes.data


def _none(*parts: float) -> int:
    return 0  # no eigenvalue is sorted to the top


def _require(converged: bool) -> None:
    if not converged:
        raise np.linalg.LinAlgError("eigenvalues did not converge")


@cache
def _number(n: int) -> Any:
    return ctypes.byref(ctypes.c_int(n))


@cache
def _routine(name: str, arguments: int) -> Routine:
    """Return a routine of LAPACK, each of whose arguments is an address."""
    capsules: Any = cython_lapack.__pyx_capi__
    api = ctypes.pythonapi
    api.PyCapsule_GetName.restype = ctypes.c_char_p
    api.PyCapsule_GetName.argtypes = [ctypes.py_object]
    api.PyCapsule_GetPointer.restype = ctypes.c_void_p
    api.PyCapsule_GetPointer.argtypes = [ctypes.py_object, ctypes.c_char_p]
    address = api.PyCapsule_GetPointer(capsules[name], api.PyCapsule_GetName(capsules[name]))
    return ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * arguments)(address)
