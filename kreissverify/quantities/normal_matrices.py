"""Normal matrices, exactly: they have an orthonormal basis of eigenvectors.

So w(A) = ρ(A), and ‖(zI-A)⁻¹‖ is 1 over the distance of z from the spectrum: on a circle or a line
beyond the spectrum it is largest nearest to the eigenvalue that is farthest out. Most bounds by the
numerical radius are met with equality on them, which enclosures never decide.
"""

from __future__ import annotations

from flint import fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.quantities.base import Quantity
from kreissverify.system.deferred import sympy

__all__ = ["is_normal", "of_normal"]


def is_normal(matrix: fmpq_mat) -> bool:
    """Say whether AAᵀ = AᵀA.

    Parameters
    ----------
    matrix
        A, square; the real form of a complex matrix is normal where that is.
    """
    transpose = matrix.transpose()
    equal: bool = matrix == transpose or matrix * transpose == transpose * matrix
    return equal


def of_normal(spectral: Quantity, matrix: Matrix) -> sympy.Expr | None:
    """Return ρ or α of a normal matrix exactly; None of others, and where it is not known so.

    Parameters
    ----------
    spectral
        ρ or α.
    matrix
        Real or complex.

    Examples
    --------
    >>> from kreissverify import rho
    >>> of_normal(rho, Matrix([[1, -2], [2, 1]])), of_normal(rho, Matrix([[1, 2], [0, 1]]))
    (sqrt(5), None)
    """
    real = matrix.real_form
    if not is_normal(real.exact):
        return None
    known = spectral.exact(real)
    return spectral.algebraic(real) if known is None else known
