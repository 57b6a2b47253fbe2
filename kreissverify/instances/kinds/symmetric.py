"""Symmetric matrices, or Hermitian ones: ``Symmetric(n, spectrum=(lo, hi))``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from kreissverify.instances.kinds.contract import MatrixKind, Option
from kreissverify.instances.kinds.shared.hermitian import HermitianKind
from kreissverify.instances.kinds.shared.intervals import Interval
from kreissverify.instances.kinds.shared.membership import eigenvalues_at_least
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.numbers.rational import as_fmpq

__all__ = ["Symmetric"]


@dataclass(frozen=True, init=False, repr=False)
class Symmetric(HermitianKind):
    """Symmetric matrices; with ``complex=True`` Hermitian ones.

    Parameters
    ----------
    n
        The number of rows: an integer, a name, or nothing for any.
    spectrum
        A pair (lo, hi) with lo ≤ λ ≤ hi for each eigenvalue λ; either may be None.
    norm, radius, numerical_radius, rank
        Upper bounds of ‖X‖, ρ(X), w(X) and the rank: exact numbers, or names of parameters.
    complex
        Whether entries may be complex.

    Examples
    --------
    >>> Symmetric("n", spectrum=("mu", "L"))
    Symmetric("n", spectrum=(mu, L))
    >>> print(Symmetric(2, spectrum=(2, 3), norm=1).emptiness())
    its eigenvalues lie in [2, 3], and norm=1 allows none above it in modulus
    """

    spectrum: Any = (None, None)
    bounds: ClassVar[tuple[str, ...]] = (*MatrixKind.bounds, "lowest", "largest")
    option_names: ClassVar[tuple[str, ...]] = ("spectrum", *HermitianKind.option_names)

    @property
    def lowest(self) -> Option | None:
        """What no eigenvalue is below; None for nothing."""
        low: Option | None = self.spectrum[0]
        return low

    @property
    def largest(self) -> Option | None:
        """What no eigenvalue is above; None for nothing."""
        high: Option | None = self.spectrum[1]
        return high

    def _with(self, **changes: Any) -> Symmetric:
        ends = [changes.pop(name, getattr(self, name)) for name in ("lowest", "largest")]
        return super()._with(**changes, spectrum=tuple(ends))

    def spectrum_allowed(self) -> Interval:
        """Return the spectrum as numbers."""
        low, high = (None if end is None else as_fmpq(end) for end in self.spectrum)
        return Interval(low, high)

    def spectrum_objection(self, matrix: ExactMatrix) -> str | None:
        """Say which end of the spectrum an eigenvalue is beyond."""
        allowed = self.spectrum_allowed()
        if allowed.low is not None and not eigenvalues_at_least(matrix, allowed.low):
            return f"it has an eigenvalue below {allowed.low}"
        if allowed.high is not None and not eigenvalues_at_least(-matrix, -allowed.high):
            return f"it has an eigenvalue above {allowed.high}"
        return None

    def eigenvalues_text(self) -> str:
        """Say where eigenvalues lie."""
        return f"its eigenvalues lie in {self.spectrum_allowed()}"
