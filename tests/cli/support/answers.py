"""What tests of the command line share: two statements, a saved matrix, and what a refusal is."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np

THEOREMS = """
from kreissverify import theorem, BlockTriangular, K

@theorem(source="a note", expect="supported")
def at_least_one(J: BlockTriangular):
    return K(J) >= 1

@theorem(source="a slip", expect="refuted")
def never_above_one(J: BlockTriangular):
    return K(J) <= 1
"""


def refuses(result: SimpleNamespace, *words: str, code: int = 2) -> None:
    """Assert that the answer is one sentence on stderr with all the words."""
    assert result.code == code
    lines = result.err.strip().splitlines()
    assert len(lines) == 1, result.err
    assert all(word in lines[0] for word in words), lines[0]


def saved(tmp_path: Path, entries: object, name: str = "J.npy") -> Path:
    path = tmp_path / name
    np.save(path, np.array(entries, dtype=float))
    return path
