"""Estimates of the eigenvalues that matter: those farthest out, and those nearest to a point.

They say where to look, and where a matrix is unstable; that one is stable they do not prove.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np

from kreissverify.matrices.sparse.sparse_matrix import SparseMatrix
from kreissverify.numbers.arrays import ComplexArray
from kreissverify.quantities.large.region import HALF_PLANE, Region
from kreissverify.quantities.large.resolvent import Solver, Vector

__all__ = ["arnoldi", "nearest_eigenvalues", "outermost_eigenvalues"]

_WANTED = 8  # eigenvalues farthest out: two complex pairs and some more
_BASIS = 40  # vectors that ARPACK restarts with
_RESTARTS = 30  # of clustered eigenvalues none may converge: what did is enough
_TOLERANCE = 1e-9
_DENSE = 64  # rows up to which LAPACK finds all of them in a millisecond
_STEPS = 16  # with R(z): each is one solution
_BELIEVED = 1e-3  # the residual of a Ritz value of R(z), relative, up to which it is kept


def arnoldi(apply: Callable[[Vector], Vector], start: Vector, steps: int) -> tuple[Vector, Vector]:
    """Return V of shape (n, k) and H of shape (k+1, k) with B V = [V, w] H, for B as applied.

    Where the Krylov space is exhausted, the last row of H is zero.
    """
    basis = np.empty((steps + 1, start.size), dtype=start.dtype)
    hessenberg = np.zeros((steps + 1, steps), dtype=start.dtype)
    basis[0] = start / np.linalg.norm(start)
    for k in range(steps):
        rest = apply(basis[k])
        size = float(np.linalg.norm(rest))
        for _ in range(2):
            part = basis[: k + 1].conj() @ rest
            rest = rest - part @ basis[: k + 1]
            hessenberg[: k + 1, k] += part
        norm = float(np.linalg.norm(rest))
        if not norm > 1e-13 * size:
            return basis[: k + 1].T, hessenberg[: k + 2, : k + 1]
        hessenberg[k + 1, k] = norm
        basis[k + 1] = rest / norm
    return basis[:-1].T, hessenberg


def outermost_eigenvalues(matrix: SparseMatrix, region: Region, start: Vector) -> ComplexArray:
    """Return the eigenvalues of largest modulus (or real part) that converged."""
    if matrix.n <= _DENSE:
        return np.linalg.eigvals(matrix.csc.toarray()).astype(np.complex128)
    import scipy.sparse.linalg  # ARPACK is loaded where it is needed

    which: Literal["LR", "LM"] = "LR" if region is HALF_PLANE else "LM"
    operator: Any = scipy.sparse.linalg.LinearOperator(
        matrix.shape, matvec=matrix.product, dtype=matrix.csc.dtype
    )
    found: Any
    try:
        found = scipy.sparse.linalg.eigs(
            operator,
            k=_WANTED,
            which=which,
            v0=start,
            ncv=_BASIS,
            maxiter=_RESTARTS,
            tol=_TOLERANCE,
            return_eigenvectors=False,
        )
    except scipy.sparse.linalg.ArpackNoConvergence as error:
        found = error.eigenvalues
    except scipy.sparse.linalg.ArpackError:  # an invariant subspace, as of a multiple of I
        found = np.empty(0)
    return np.asarray(found, dtype=np.complex128)


def nearest_eigenvalues(
    solver: Solver, z: complex, start: Vector
) -> tuple[ComplexArray, ComplexArray]:
    """Return estimates of the eigenvalues nearest to z, and a guess where the nearest may be.

    By Arnoldi steps with R(z). Of a cluster that is far beside its width none converges; the guess
    is then nearer to it than z is, and a point above it a better shift.
    """
    _, hessenberg = arnoldi(solver.solve, start, min(_STEPS, start.size))
    k = hessenberg.shape[1]
    none = np.empty(0, dtype=np.complex128)
    if k == 0 or not np.isfinite(hessenberg).all():
        return none, none
    values, vectors = np.linalg.eig(hessenberg[:k])
    below = abs(hessenberg[k, k - 1]) if len(hessenberg) > k else 0.0
    kept = (below * np.abs(vectors[-1]) < _BELIEVED * np.abs(values)) & (values != 0)
    largest = values[np.abs(values).argmax()]
    guess = none if largest == 0 else np.array([z - 1 / largest], dtype=np.complex128)
    return np.asarray(z - 1 / values[kept], dtype=np.complex128), guess
