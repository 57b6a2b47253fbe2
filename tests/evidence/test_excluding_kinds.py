"""Only statements whose bounds may come to one form are looked at, and of those all."""

from __future__ import annotations

from kreissverify import BlockTriangular, K, M, Real, Square, assume, norm, rho, theorem, w
from kreissverify.evidence.consistency import contradictions
from kreissverify.evidence.excluding_kinds import may_exclude


@theorem(source="test", id="upper")
def upper(J: BlockTriangular):
    """K from above."""
    return K(J) <= 2 + J.c


@theorem(source="test", id="other.upper")
def other_upper(J: BlockTriangular):
    """K from above, too."""
    return K(J) <= 3


@theorem(source="test", id="lower")
def lower(J: BlockTriangular):
    """K from below."""
    return K(J) >= 4


@theorem(source="test", id="peak")
def peak(J: BlockTriangular):
    """K beside another quantity."""
    return K(J) <= M(J)


@theorem(source="test", id="compared")
def compared(J: BlockTriangular):
    """K twice: where the two are equal it is a bound on M."""
    return K(J) + M(J) >= 100 + K(J.comparison)


@theorem(source="test", id="small.peak")
def small_peak(J: BlockTriangular):
    """M from above."""
    return M(J) <= 50


def test_bounds_of_one_quantity_from_one_side_exclude_nothing() -> None:
    assert may_exclude((upper, other_upper, peak)) == frozenset()


def test_bounds_from_both_sides_may() -> None:
    assert may_exclude((upper, other_upper, lower, peak)) == {"upper", "other.upper", "lower"}


def test_what_may_cancel_is_thought_of() -> None:
    assert may_exclude((compared, small_peak, upper)) == {"compared", "small.peak"}
    (found,) = contradictions([compared, small_peak, upper])
    assert {*found.statements} == {"compared", "small.peak"}


def test_several_bounds_of_one_statement_are_looked_at_one_by_one() -> None:
    @theorem(source="test", id="both")
    def both(A: Square(2), x: Real(above=0)):
        """Two bounds."""
        assume(rho(A) < 1)
        return (norm(A) <= x) & (w(A) >= x)

    @theorem(source="test", id="radius")
    def radius(A: Square(2)):
        """w from above."""
        return w(A) <= norm(A) / 3

    @theorem(source="test", id="range")
    def small(A: Square(2)):
        """w from above, by a number."""
        return w(A) <= 7

    assert may_exclude((both, radius, small)) == {"both", "range"}
