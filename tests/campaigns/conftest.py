"""Statements that the tests of campaigns share."""

from __future__ import annotations

from pathlib import Path

import pytest

from kreissverify.theorems import Statement, load

NOTES = """
from kreissverify import BlockTriangular, K, SelfReferential, assume, theorem

@theorem(source="a test")
def bound(J: BlockTriangular(sizes=(2, 3))):
    return K(J) <= 2 / (1 - J.gamma) + J.c / (4 * (1 - J.gamma))

@theorem(source="a test", expect="refuted")
def too_small(J: BlockTriangular(sizes=(2, 2))):
    return K(J) <= 1 + J.c / (5 * (1 - J.gamma))

@theorem(source="a test")
def with_hypothesis(J: SelfReferential(sizes=(1, 1))):
    assume(J.b * J.c < (1 - J.gamma) ** 2 / 4)
    return K(J) <= 4 * (1 + J.c + J.b) / (1 - J.gamma) ** 2
"""


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """Return a theorem file with statements `bound`, `too_small` and `with_hypothesis`."""
    file = tmp_path / "notes.py"
    file.write_text(NOTES, encoding="utf-8")
    return file


@pytest.fixture
def bound(notes: Path) -> Statement:
    """Return a true statement about blocks of 2 + 3 rows."""
    return load(notes, "bound")
