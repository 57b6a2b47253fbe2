"""Reports of made-up runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kreissverify import BlockTriangular
from kreissverify.evidence.evaluation.instance_record import InstanceRecord
from kreissverify.evidence.kinds import Screened
from kreissverify.evidence.verdict import TheoremReport, Verdict
from kreissverify.expressions.evaluation.binding import Binding

MakeReport = Callable[..., TheoremReport]


@pytest.fixture
def make_report() -> MakeReport:
    """Return a function that builds a report, any field replaced."""

    def make(**changes: object) -> TheoremReport:
        fields: dict[str, object] = {
            "id": "proofs/peak.py::peak_bound",
            "file": Path("proofs/peak.py"),
            "line": 7,
            "source": "a note, Lemma 1",
            "statement": "for every J: M(J) <= 2",
            "latex": "M(J) \\le 2",
            "expect": None,
            "verdict": Verdict.SUPPORTED,
            "reason": "200 instances decided, none violating",
            "evidence": (Screened(1000, seed=0),),
            "decided": 200,
            "holds": 200,
            "indeterminate": 3,
            "vacuous": 5,
            "screened": 1000,
            "tightness": 0.99999,
            "certificate": None,
            "seconds": 1.25,
        }
        return TheoremReport(**{**fields, **changes})  # type: ignore[arg-type]

    return make


@pytest.fixture
def instance() -> InstanceRecord:
    """Return a member of `BlockTriangular` with γ = 1/2 and c = 3."""
    return InstanceRecord.of(Binding.of("J", BlockTriangular("1/2", 3, "1/2")))
