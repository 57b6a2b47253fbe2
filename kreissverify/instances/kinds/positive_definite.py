"""Positive definite matrices, symmetric or Hermitian: ``PositiveDefinite(n)``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from flint import fmpq

from kreissverify.instances.kinds.shared.hermitian import HermitianKind
from kreissverify.instances.kinds.shared.intervals import Interval
from kreissverify.instances.kinds.shared.membership import eigenvalues_at_least
from kreissverify.matrices.exact_matrix import ExactMatrix

__all__ = ["PositiveDefinite"]


@dataclass(frozen=True, init=False, repr=False)
class PositiveDefinite(HermitianKind):
    """Symmetric matrices with all eigenvalues above 0; with ``complex=True`` Hermitian ones.

    Parameters
    ----------
    n
        The number of rows: an integer, a name, or nothing for any.
    norm, radius, numerical_radius, rank
        Upper bounds of ‖X‖, ρ(X), w(X) and the rank: exact numbers, or names of parameters.
    complex
        Whether entries may be complex.

    Examples
    --------
    >>> from kreissverify.matrices.exact_matrix import as_exact_matrix
    >>> PositiveDefinite(2).objection(as_exact_matrix([[1, 1], [1, 1]]))
    'it is not positive definite'
    >>> print(PositiveDefinite(2, norm=0).emptiness())
    all its eigenvalues are above 0, and norm=0 allows none above it in modulus
    """

    open_below: ClassVar[bool] = True

    def spectrum_allowed(self) -> Interval:
        """Return the positive numbers."""
        return Interval(fmpq(0), None, open_below=True)

    def spectrum_objection(self, matrix: ExactMatrix) -> str | None:
        """Say that an eigenvalue is not positive."""
        if eigenvalues_at_least(matrix, fmpq(0), strictly=True):
            return None
        return "it is not positive definite"

    def eigenvalues_text(self) -> str:
        """Say where eigenvalues lie."""
        return "all its eigenvalues are above 0"
