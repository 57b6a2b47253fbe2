"""σ_min(zI-A) with its right singular vectors, by Lanczos steps with R(z)R(z)*.

Golub and Van Loan, *Matrix Computations* (4th edition 2013), section 10.4; with reorthogonalisation
against all earlier vectors, as there are few.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.linalg

from kreissverify.quantities.large.resolvent import Solver, Vector

__all__ = ["SingularVectors", "smallest_singular_vectors"]

# The residual over the Ritz value, at which steps end: the error of the value is its square.
_CONVERGED = 1e-8
# Steps at most, of two solutions each: where the smallest singular values are so close that more
# were needed, any vector of their span is as good.
_MOST_STEPS = 30
_EXHAUSTED = 1e-14  # a next vector beside the Ritz value, that is rounding


@dataclass(frozen=True)
class SingularVectors:
    """Approximations of the right singular vectors of zI-A for its smallest singular values.

    Attributes
    ----------
    vectors
        Of shape (n, k), of norm 1, that of the smallest first.
    images
        (zI-A) vectors: known, since each vector is R(z) of one.
    error
        An estimate of the relative error of `sigma`.
    """

    vectors: Vector
    images: Vector
    error: float

    @property
    def sigma(self) -> float:
        """‖(zI-A)v‖ for the first vector, which is at least σ_min(zI-A)."""
        return float(np.linalg.norm(self.images[:, 0]))


def smallest_singular_vectors(
    solver: Solver, start: Vector, count: int = 1, most: int = _MOST_STEPS
) -> SingularVectors | None:
    """Return approximate singular vectors at one point; None where the solutions overflow.

    Parameters
    ----------
    solver
        R(z).
    start
        A vector of shape (n,) that is orthogonal to none of the vectors looked for.
    count
        How many vectors are returned, at most.
    most
        Steps that are made, at most.
    """
    most = min(most, start.size)
    basis = np.empty((most, start.size), dtype=start.dtype)
    basis[0] = start / np.linalg.norm(start)
    diagonal: list[float] = []
    beside: list[float] = []
    for k in range(1, most + 1):
        y = solver.solve_adjoint(basis[k - 1])
        rest = solver.solve(y)
        diagonal.append(float(np.vdot(y, y).real))
        if not (np.isfinite(diagonal[-1]) and np.isfinite(rest).all()):
            return None
        for _ in range(2):  # twice is enough (Kahan and Parlett)
            rest = rest - (basis[:k].conj() @ rest) @ basis[:k]
        with np.errstate(over="ignore"):  # next to an eigenvalue of a Jordan block, say
            norm = float(np.linalg.norm(rest))
        if not np.isfinite(norm):
            return None
        ritz, small = scipy.linalg.eigh_tridiagonal(diagonal, beside)
        residual = norm * abs(small[-1, -1]) / ritz[-1]
        if residual <= _CONVERGED or norm <= _EXHAUSTED * ritz[-1] or k == most:
            break
        beside.append(norm)
        basis[k] = rest / norm
    gap = 1.0 if len(ritz) == 1 else max(1 - ritz[-2] / ritz[-1], residual)
    # of θ = 1/σ² it is residual²/gap (Kato and Temple), of σ half of that
    error = float(residual**2 / gap / 2)
    return _solved_for(solver, basis[: len(ritz)].T @ small[:, ::-1][:, :count], error)


def _solved_for(solver: Solver, vectors: Vector, error: float) -> SingularVectors | None:
    """Return RR* vectors, of which (zI-A) times each is known: a step nearer to the singular ones.

    So nothing but the basis is kept of the steps, and no product with A is asked for.
    """
    images = np.column_stack([solver.solve_adjoint(x) for x in vectors.T])
    found = np.column_stack([solver.solve(y) for y in images.T])
    with np.errstate(over="ignore"):
        lengths = np.linalg.norm(found, axis=0)
    if not (np.isfinite(lengths).all() and (lengths > 0).all()):
        return None
    return SingularVectors(found / lengths, images / lengths, error)
