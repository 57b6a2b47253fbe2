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
    solver: Solver, start: Vector, count: int = 1, converged: float = _CONVERGED
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
    converged
        The residual over the Ritz value of the first, up to which steps are made.
    """
    basis = [start / np.linalg.norm(start)]
    adjoints: list[Vector] = []  # R* q
    products: list[Vector] = []  # R R* q
    diagonal: list[float] = []
    beside: list[float] = []
    while True:
        y = solver.solve_adjoint(basis[-1])
        w = solver.solve(y)
        if not (np.isfinite(y).all() and np.isfinite(w).all()):
            return None
        adjoints.append(y)
        products.append(w)
        diagonal.append(float(np.vdot(y, y).real))
        rest = w
        for _ in range(2):  # twice is enough (Kahan and Parlett)
            held = np.array(basis)
            rest = rest - (held.conj() @ rest) @ held
        norm = float(np.linalg.norm(rest))
        ritz, small = scipy.linalg.eigh_tridiagonal(diagonal, beside)
        residual = norm * abs(small[-1, -1]) / ritz[-1]
        exhausted = norm <= 1e-14 * ritz[-1]
        if residual <= converged or exhausted or len(basis) == _MOST_STEPS:
            break
        beside.append(norm)
        basis.append(rest / norm)
    kept = small[:, ::-1][:, :count]
    vectors, images = np.array(products).T @ kept, np.array(adjoints).T @ kept
    lengths = np.linalg.norm(vectors, axis=0)
    gap = 1.0 if len(ritz) == 1 else max(1 - ritz[-2] / ritz[-1], residual)
    # of θ = 1/σ² it is residual²/gap (Kato and Temple), of σ half of that
    return SingularVectors(vectors / lengths, images / lengths, float(residual**2 / gap / 2))
