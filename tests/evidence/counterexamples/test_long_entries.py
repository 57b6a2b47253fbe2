"""Instances with long entries are certified as others are: a violation by far is never lost."""

from __future__ import annotations

import pytest

from kreissverify import BlockTriangular, K, theorem
from kreissverify.certificates import checker
from kreissverify.evidence.counterexamples.certify import certificate
from kreissverify.expressions.evaluation.binding import Binding


@theorem(source="tests")
def one(J: BlockTriangular):  # type: ignore[no-untyped-def]
    return K(J) <= 1


@pytest.mark.parametrize("digits", [2, 8, 13, 20, 100, 1000])
def test_a_violation_by_far_is_certified_however_long_the_entries(digits: int) -> None:
    """K is met exactly at a real z whose denominator has twice as many digits as c."""
    coupling = f"{4 * 10**digits + 1}/{10**digits}"
    document = certificate(one, Binding.of("J", BlockTriangular("1/2", coupling, "1/2")))
    assert checker.check(document)
