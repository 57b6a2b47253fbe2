"""The resolvent of [[A, 0], [C, D]] with symmetric A and D, for large blocks.

With A = Q_A diag(λ) Q_Aᵀ, D = Q_D diag(μ) Q_Dᵀ and C̃ = Q_Dᵀ C Q_A the singular values of R(z) are
those of two diagonals and one block,

    [[P, 0], [Q C̃ P, Q]],   P = 1/(z-λ),  Q = 1/(z-μ),

so a product with R(z) or R(z)* costs one product with the real C̃, at many points at once one
product of matrices. With a block B ≠ 0 there are no bases in which zI - A, zI - D and the Schur
complement are diagonal at every z: such matrices are for `resolvent.schur`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import scipy.linalg

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities.resolvent.schur import Product, Resolvent

__all__ = ["CoupledResolvent"]


class CoupledResolvent(Resolvent):
    """The resolvent of [[A, 0], [C, D]] in float64.

    Parameters
    ----------
    upper, coupling, lower
        The finite real blocks A (symmetric), C and D (symmetric).
    """

    def __init__(self, upper: FloatArray, coupling: FloatArray, lower: FloatArray) -> None:
        first, self.upper_basis = scipy.linalg.eigh(upper, check_finite=False, driver="evd")
        second, self.lower_basis = scipy.linalg.eigh(lower, check_finite=False, driver="evd")
        # C in the eigenbases
        self._coupling = np.ascontiguousarray(self.lower_basis.T @ coupling @ self.upper_basis)
        self._split = len(first)
        self.n = len(first) + len(second)
        self.eigenvalues = np.concatenate([first, second]).astype(np.complex128)
        self.coupling_norm = largest_singular_value(self._coupling)
        # within a factor 2 of ‖J‖, which is all that scales need
        self.norm = max(float(np.abs(self.eigenvalues).max()), self.coupling_norm)

    @property
    def numerical_radius(self) -> float:
        """w(J), which is ‖(J+Jᵀ)/2‖ for such a J.

        The phases diag(I, e^{iθ}I) turn Re(e^{-iθ}J) into [[tA, Cᵀ/2], [C/2, tD]], t = cos θ. Its
        largest eigenvalue is convex in t, so largest at t = 1 or t = -1.
        """
        values, block, split = self.eigenvalues.real, self._coupling / 2, self._split

        def product(x: FloatArray) -> FloatArray:
            x = x.ravel()
            image = values * x
            image[:split] += x[split:] @ block
            image[split:] += block @ x[:split]
            return np.asarray(image)

        return _largest_eigenvalue(product, self.n)

    def original(self, vector: ComplexArray) -> ComplexArray:
        """Return a vector in the coordinates of J."""
        one, two = vector[: self._split], vector[self._split :]
        return np.concatenate([self.upper_basis @ one, self.lower_basis @ two])

    def _upper(self, right: ComplexArray, pivots: ComplexArray) -> ComplexArray:
        """Return R(z) times every column."""
        y = right * pivots
        y[self._split :] += pivots[self._split :] * _times(self._coupling, y[: self._split])
        return y

    def _lower(self, right: ComplexArray, pivots: ComplexArray) -> ComplexArray:
        """Return R(z)* times every column."""
        y = right * pivots
        y[: self._split] += pivots[: self._split] * _times(self._coupling.T, y[self._split :])
        return y

    def _products(self, z: complex) -> tuple[Product, Product]:
        pivots = (1 / (z - self.eigenvalues))[:, None]
        adjoint = pivots.conj()

        def forward(w: ComplexArray) -> ComplexArray:
            return self._upper(w[:, None], pivots)[:, 0]

        def backward(x: ComplexArray) -> ComplexArray:
            return self._lower(x[:, None], adjoint)[:, 0]

        return forward, backward


def _times(block: FloatArray, columns: ComplexArray) -> ComplexArray:
    """Return a real block times complex columns, without a complex copy of the block."""
    columns = np.ascontiguousarray(columns)
    return np.ascontiguousarray(block @ columns.view(np.float64)).view(np.complex128)


def largest_singular_value(block: FloatArray) -> float:
    """Return ‖C‖, by Lanczos steps."""
    if not block.any():
        return 0.0
    return float(
        np.sqrt(_largest_eigenvalue(lambda x: block.T @ (block @ x.ravel()), len(block.T)))
    )


def _largest_eigenvalue(product: Callable[[FloatArray], FloatArray], size: int) -> float:
    """Return the largest modulus of an eigenvalue of a symmetric operator."""
    if size <= 8:  # ARPACK asks for more rows than vectors, and has no advantage there
        columns = [product(column) for column in np.eye(size)]
        return float(np.abs(np.linalg.eigvalsh(np.stack(columns, axis=1))).max())
    import scipy.sparse.linalg  # ARPACK is loaded where it is needed

    operator = scipy.sparse.linalg.LinearOperator((size, size), matvec=product, dtype=np.float64)
    # fixed, so that results can be repeated, and special to no matrix
    start = np.cos(1.0 + np.arange(size) ** 2)
    values = scipy.sparse.linalg.eigsh(
        operator, k=1, which="LM", v0=start, return_eigenvectors=False
    )
    return float(abs(values[0]))
