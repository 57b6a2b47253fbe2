"""What instances cover is said rounded inward: no more than was decided."""

from __future__ import annotations

import pytest
from flint import fmpq

from kreissverify.evidence.kinds import Covered, CoveredRange
from kreissverify.reports.verification.covered_text import covered_text

TINY = fmpq(1, 10**9)


@pytest.mark.parametrize(
    ("least", "largest", "text"),
    [
        (fmpq(12345, 10000), fmpq(98765, 10000), "from 1.24 to 9.87"),
        (fmpq(0), 2 - TINY, "from 0 to 1.99"),
        (1 + TINY, fmpq(3), "from 1 + 1.00e-9 to 3"),
        (fmpq(0), 1 - TINY / 3, "from 0 to 1 - 3.34e-10"),
        (fmpq(-123456, 100000), fmpq(-100001, 100000), "from -1.23 to -1.01"),
        (fmpq(1234567, 10**6), fmpq(1234569, 10**6), "from 1234567/1000000 to 1234569/1000000"),
    ],
)
def test_ends_are_rounded_inward(least: fmpq, largest: fmpq, text: str) -> None:
    assert covered_text(Covered((CoveredRange("x", least, largest),), {})) == f"x {text}"
