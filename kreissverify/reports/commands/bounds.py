"""The closed-form bounds of the two-block classes, as enclosures in (γ, b, c).

All of them suppose symmetric diagonal blocks with ρ(A), ρ(D) ≤ γ < 1; δ = 1 - γ, κ = c/δ. The names
are those of the bundled library of statements.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kreissverify.matrices import ComparisonMatrix, SelfReferential
from kreissverify.numbers.enclosure import Enclosure, less, maximum
from kreissverify.numbers.three_valued import Outcome
from kreissverify.quantities import registry

__all__ = ["BOUNDS", "Bound", "coupling_is_subcritical", "is_triangular"]


_NARROW = 1e-60  # relative width of closed forms: far less than what is compared with them


@dataclass(frozen=True)
class Bound:
    """A closed-form upper bound on one quantity, and when it applies.

    Attributes
    ----------
    applies
        Returns why the bound says nothing about J, or None if it applies.
    """

    name: str
    quantity: str
    formula: str
    value: Callable[[SelfReferential], Enclosure]
    applies: Callable[[SelfReferential], str | None]


def is_triangular(J: SelfReferential) -> bool:
    """Decide whether B = 0."""
    return not any(x != 0 for x in J.B.entries())


def coupling_is_subcritical(J: SelfReferential) -> Outcome:
    """Decide bc < (1-γ)²: whether every J with these γ, b, c is stable (E3)."""
    delta = 1 - J.gamma
    return less(J.b * J.c, Enclosure.exactly(delta * delta))


def reported_bound(J: SelfReferential) -> Enclosure:
    """R3, arXiv:2606.04031 Theorem 4: 2/δ + c/(4δ)."""
    delta = 1 - J.gamma
    return J.c / (4 * delta) + 2 / delta


def triangular_kreiss(J: SelfReferential) -> Enclosure:
    """E1: κ/4 + 1/κ for κ ≥ 2, else 1."""
    return _kreiss_of(J.comparison.triangular)


def self_referential_kreiss(J: SelfReferential) -> Enclosure:
    """E2: (s²+δ²-bc) / (δs + √((s²-bc)(δ²-bc))) for s = (b+c)/2 ≥ δ, else 1."""
    return _kreiss_of(J.comparison)


def _kreiss_of(T: ComparisonMatrix) -> Enclosure:
    """Enclose K(T) by its closed form, which grows with the entries, at the ends of T."""
    low, high = (registry()["K"].enclosure(end, rtol=_NARROW) for end in (T.lower, T.upper))
    return Enclosure(low.lower, high.upper)


def lyapunov_bound(J: SelfReferential) -> Enclosure:
    """E8: max(1, c/(1-γ²))."""
    return maximum([Enclosure.exactly(1), J.c / (1 - J.gamma * J.gamma)])


def _triangular_only(J: SelfReferential) -> str | None:
    # without symmetry ρ(A) ≤ γ does not bound ‖Aᵗ‖, which all of these bounds rest on
    if not J.symmetric:
        return "the diagonal blocks are not symmetric"
    return None if is_triangular(J) else "B is not 0"


def _subcritical_only(J: SelfReferential) -> str | None:
    if not J.symmetric:
        return "the diagonal blocks are not symmetric"
    # at the critical coupling and beyond K(T) may be infinite: the closed form then bounds nothing
    return None if coupling_is_subcritical(J) is Outcome.HOLDS else "bc < (1-γ)² is not shown"


BOUNDS = (
    Bound("R3 (reported)", "K", "2/(1-γ) + c/(4(1-γ))", reported_bound, _triangular_only),
    Bound("E1", "K", "κ/4 + 1/κ, or 1 for κ < 2", triangular_kreiss, _triangular_only),
    Bound("E2", "K", "exact worst case in (γ, b, c)", self_referential_kreiss, _subcritical_only),
    Bound("R3 read as a peak", "M", "2/(1-γ) + c/(4(1-γ))", reported_bound, _triangular_only),
    Bound("E8", "M", "max(1, c/(1-γ²))", lyapunov_bound, _triangular_only),
    Bound("E8", "L", "max(1, c/(1-γ²))", lyapunov_bound, _triangular_only),
)
