"""What bounds diagonal blocks of coupled matrices: γ ≥ ρ(J_ii) of a map, μ ≤ -ω(J_ii) of a flow.

Everything else of coupled classes is one code for both: a bound says where it stands on the
diagonal of the comparison matrix T (γ or -μ), and how far that is from the edge of stability, its
gap (1-γ or μ).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar

from flint import fmpq, fmpq_mat

from kreissverify.matrices.spectrum.stability import least_short_bound, spectral_radius_at_most
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.positive_definite import is_positive_semidefinite_exact, scaled_identity
from kreissverify.numbers.rational import rational_string, simplest_between
from kreissverify.numbers.spectral_norm import largest_eigenvalue_enclosure
from kreissverify.numbers.spectral_radius import spectral_radius

__all__ = ["DECAY", "RADIUS", "DiagonalBound"]

_SHORT = 32  # bits of a denominator, as for γ: a longer one would slow down exact arithmetic later
# Relative width of λ_max(S + sI), with s ≥ ‖S‖: what is left of it for ω is about s/|ω| of that.
_RTOL = 1e-60


class DiagonalBound(ABC):
    """The kind of number that bounds each diagonal block of a class."""

    word: ClassVar[str]
    #: How messages say what it bounds.
    bounded: ClassVar[str]
    range_text: ClassVar[str]
    default_text: ClassVar[str]
    field_of_several: ClassVar[str]
    #: Whether large arrays of floats are certified as they are (see `float_blocks`).
    of_floats: ClassVar[bool] = False

    @property
    def plural(self) -> str:
        """The name of the tuple of the bounds of all blocks."""
        return f"{self.word}s"

    def document(self, bounds: fmpq | tuple[fmpq, ...]) -> dict[str, Any]:
        """Return one bound, or one for each block, as records and certificates write them.

        The bounds of several radii stand under ``radii`` there, as version 2 began with them.
        """
        if isinstance(bounds, tuple):
            return {self.field_of_several: list(map(rational_string, bounds))}
        return {self.word: rational_string(bounds)}

    @abstractmethod
    def allows(self, value: fmpq) -> bool:
        """Say whether a number may be such a bound."""

    @abstractmethod
    def holds(self, block: fmpq_mat, value: fmpq) -> bool:
        """Decide exactly whether a number bounds a block, equality included."""

    @abstractmethod
    def enclosed(self, block: fmpq_mat) -> Enclosure:
        """Enclose the best bound of a block."""

    @abstractmethod
    def rounded(self, block: fmpq_mat, best: Enclosure) -> fmpq:
        """Return the best bound of a block where it is short, else a short one that is proved."""

    @abstractmethod
    def common(self, values: Iterable[fmpq]) -> fmpq:
        """Return the best bound that holds for all blocks, from one for each."""

    @abstractmethod
    def entry(self, value: fmpq) -> fmpq:
        """Return where a bound stands on the diagonal of T."""

    @abstractmethod
    def of_entry(self, entry: fmpq) -> fmpq:
        """Return the bound that stands there; of a map the entry may have a sign."""

    @abstractmethod
    def gap(self, value: fmpq) -> fmpq:
        """Return the distance from the edge of stability."""

    @abstractmethod
    def of_gap(self, gap: fmpq) -> fmpq:
        """Return the bound of that gap."""


class _Radius(DiagonalBound):
    """0 ≤ γ < 1, and ρ(J_ii) ≤ γ."""

    word = "gamma"
    bounded = "gamma >= the spectral radius"
    range_text = "0 <= gamma < 1"
    default_text = "the diagonal blocks have spectral radius"
    field_of_several = "radii"
    of_floats = True

    def allows(self, value: fmpq) -> bool:
        """Say whether 0 ≤ γ < 1."""
        return bool(0 <= value < 1)

    def holds(self, block: fmpq_mat, value: fmpq) -> bool:
        """Decide ρ(A) ≤ γ."""
        return spectral_radius_at_most(block, value)

    def enclosed(self, block: fmpq_mat) -> Enclosure:
        """Enclose ρ(A)."""
        return spectral_radius(block)

    def rounded(self, block: fmpq_mat, best: Enclosure) -> fmpq:
        """Return ρ(A) where it is a short rational, else a short rational just above it."""
        return least_short_bound(block, best)

    def common(self, values: Iterable[fmpq]) -> fmpq:
        """Return the largest γ_i."""
        return max(values)

    def entry(self, value: fmpq) -> fmpq:
        """Return γ."""
        return value

    def of_entry(self, entry: fmpq) -> fmpq:
        """Return γ of γ or -γ."""
        return abs(entry)

    def gap(self, value: fmpq) -> fmpq:
        """Return 1-γ."""
        return 1 - value

    def of_gap(self, gap: fmpq) -> fmpq:
        """Return γ = 1-δ."""
        return 1 - gap


class _Decay(DiagonalBound):
    """μ > 0, and ω(J_ii) ≤ -μ: x'J_ii x ≤ -μ|x|² for all x."""

    word = "mu"
    bounded = "mu <= minus the numerical abscissa"
    range_text = "mu > 0"
    default_text = "the diagonal blocks decay at the rate"
    field_of_several = "mus"

    def allows(self, value: fmpq) -> bool:
        """Say whether μ > 0."""
        return bool(value > 0)

    def holds(self, block: fmpq_mat, value: fmpq) -> bool:
        """Decide ω(A) ≤ -μ: -(A + A')/2 - μI ⪰ 0, by elimination."""
        mean = (block + block.transpose()) / 2
        return is_positive_semidefinite_exact(-mean - scaled_identity(block.nrows(), value))

    def enclosed(self, block: fmpq_mat) -> Enclosure:
        """Enclose -ω(A) = s - λ_max(S + sI), S = (A + A')/2, for an s that makes it definite."""
        n, mean = block.nrows(), (block + block.transpose()) / 2
        if n == 1:
            return Enclosure.exactly(-mean[0, 0])
        rows = [[abs(mean[i, j]) for j in range(n)] for i in range(n)]
        shift = max(sum(row, fmpq(0)) for row in rows)
        moved = largest_eigenvalue_enclosure(mean + scaled_identity(n, shift), _RTOL)
        return Enclosure.exactly(shift) - moved

    def rounded(self, block: fmpq_mat, best: Enclosure) -> fmpq:
        """Return -ω(A) where it is a short rational, else a short rational just below it."""
        low, high = best.lower.value, best.upper.value
        assert is_finite(low) and is_finite(high)
        if low == high or low <= 0:
            return low
        guess = simplest_between(low, high)
        if int(guess.q).bit_length() <= _SHORT and self.holds(block, guess):
            return guess
        return simplest_between(low * (1 - fmpq(1, 2**45)), low)

    def common(self, values: Iterable[fmpq]) -> fmpq:
        """Return the least μ_i."""
        return min(values)

    def entry(self, value: fmpq) -> fmpq:
        """Return -μ."""
        return -value

    def of_entry(self, entry: fmpq) -> fmpq:
        """Return μ of -μ."""
        return -entry

    def gap(self, value: fmpq) -> fmpq:
        """Return μ."""
        return value

    def of_gap(self, gap: fmpq) -> fmpq:
        """Return μ."""
        return gap


RADIUS, DECAY = _Radius(), _Decay()
