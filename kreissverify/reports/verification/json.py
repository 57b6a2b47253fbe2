"""A run as JSON, for programs; numbers that JSON cannot hold are written as strings."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass

import numpy as np

from kreissverify.evidence.verdict import TheoremReport
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.reports.render.enclosures import enclosure_record
from kreissverify.reports.verification.evidence_record import (
    contradiction_record,
    evidence_record,
)
from kreissverify.reports.verification.proof_statistics import proofs
from kreissverify.reports.verification.run import Run

__all__ = ["dump", "run_document", "theorem_record"]

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]


def plain(value: object) -> Plain:
    """Return the value as JSON can hold it: exact numbers and infinities become strings."""
    # first: a float64 of NumPy is also a float, but an int64 is no int
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.tolist())
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)  # an enum that is a string becomes its text
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else str(float(value))
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, Enclosure):
        return plain(enclosure_record(value))
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    return str(value)


def dump(document: Mapping[str, object]) -> str:
    """Return the text of a JSON document, ended by a newline."""
    return json.dumps(plain(document), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def theorem_record(report: TheoremReport) -> dict[str, object]:
    """Return the JSON record of one theorem."""
    return {
        "id": report.id,
        "file": report.file.as_posix(),
        "line": report.line,
        "source": report.source,
        "doc": report.doc,
        "statement": report.statement,
        "latex": report.latex,
        "expect": report.expect,
        "verdict": report.verdict,
        "as_expected": report.as_expected,
        "reason": report.reason,
        "evidence": [evidence_record(item) for item in report.evidence],
        "instances": {
            "decided": report.decided,
            "holds": report.holds,
            "indeterminate": report.indeterminate,
            "vacuous": report.vacuous,
            "undefined": report.undefined,
            "screened": report.screened,
        },
        "tightness": report.tightness,
        "certificate": None if report.certificate is None else report.certificate.as_posix(),
        "seconds": round(report.seconds, 3),
        "cached": report.cached,
        **({"author": report.own.record} if report.own else {}),
    }


def run_document(run: Run) -> dict[str, object]:
    """Return the JSON document of a run."""
    from kreissverify import __version__

    return {
        "version": __version__,
        "seed": run.seed,
        "instances": run.instances,
        "complete": run.complete,
        "waiting": run.waiting,
        "theorems": [theorem_record(report) for report in run.reports],
        "proofs": proofs(run.reports),
        "consistency": [contradiction_record(pair) for pair in run.consistency],
        "errors": [
            {"file": error.file.as_posix(), "line": error.line, "message": error.message}
            for error in run.errors
        ],
    }


def verify_json(run: Run) -> str:
    """Return the run as a JSON document."""
    return dump(run_document(run))
