"""What is asked of a large matrix: solutions of (zI-A)x = b and of the adjoint system, at one z."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from kreissverify.matrices.sparse.sparse_matrix import SparseMatrix

__all__ = ["LargeResolvent", "Solver", "SparseResolvent", "Vector"]

Vector = NDArray[Any]

# The pivot of a column may be this share of its largest entry. Of a matrix with symmetric pattern
# the diagonal entry is then mostly kept, which halves the fill; the growth of rounding that it
# allows is undone by refinement, and a lower bound is proved from the residual in any case.
_PIVOT = 0.1


class Solver(Protocol):
    """R(z) = (zI-A)⁻¹ at one point."""

    def solve(self, b: Vector) -> Vector:
        """Return R(z) b, for b of shape (n,)."""
        ...

    def solve_adjoint(self, b: Vector) -> Vector:
        """Return R(z)* b."""
        ...


class LargeResolvent(Protocol):
    """A matrix of which (zI-A)⁻¹b is computed for any z, and perhaps Ab."""

    @property
    def n(self) -> int:
        """The number of rows."""
        ...

    @property
    def is_complex(self) -> bool:
        """Whether A may be complex: a real one has singular vectors in conjugate pairs."""
        ...

    @property
    def matrix(self) -> SparseMatrix | None:
        """The matrix, if its entries are known."""
        ...

    def at(self, z: complex) -> Solver | None:
        """Return the solver at a point; None where zI-A is singular in floats."""
        ...


class SparseResolvent:
    """The resolvent of a sparse matrix, by sparse LU factors: SuperLU."""

    def __init__(self, matrix: SparseMatrix) -> None:
        self.matrix: SparseMatrix | None = matrix
        self._csc: Any = matrix.csc
        self._identity: Any = scipy.sparse.eye_array(matrix.n, format="csc")
        # approximate minimum degree on the pattern of AᵀA makes more fill than on that of A + Aᵀ,
        # but does not suppose that pivots stay on the diagonal
        self._options: dict[str, Any] = {"permc_spec": "COLAMD"}
        if matrix.has_symmetric_pattern:
            self._options = {
                "permc_spec": "MMD_AT_PLUS_A",
                "diag_pivot_thresh": _PIVOT,
                "options": {"SymmetricMode": True},
            }

    @property
    def n(self) -> int:
        """The number of rows."""
        return int(self._csc.shape[0])

    @property
    def is_complex(self) -> bool:
        """Whether some entry is not real."""
        return bool(self._csc.dtype.kind == "c")

    def at(self, z: complex) -> Solver | None:
        """Return LU factors of zI-A: real ones for a real matrix at a real point."""
        import scipy.sparse.linalg  # SuperLU is loaded where it is needed

        real = z.imag == 0 and not self.is_complex
        dtype = np.float64 if real else np.complex128
        shifted = ((z.real if real else z) * self._identity - self._csc).astype(dtype)
        try:
            return _Factors(scipy.sparse.linalg.splu(shifted.tocsc(), **self._options), dtype)
        except (RuntimeError, ValueError, np.linalg.LinAlgError):  # as SuperLU says singular
            return None


class _Factors:
    def __init__(self, factors: Any, dtype: Any) -> None:
        self._factors, self._dtype = factors, dtype

    def solve(self, b: Vector) -> Vector:
        return self._solved(b, "N")

    def solve_adjoint(self, b: Vector) -> Vector:
        return self._solved(b, "H")

    def _solved(self, b: Vector, which: str) -> Vector:
        # real factors refuse complex vectors, whose parts they solve for
        if self._dtype == np.float64 and np.iscomplexobj(b):
            real, imaginary = (self._factors.solve(x.copy(), which) for x in (b.real, b.imag))
            return np.asarray(real + 1j * imaginary)
        return np.asarray(self._factors.solve(b.astype(self._dtype), which))
