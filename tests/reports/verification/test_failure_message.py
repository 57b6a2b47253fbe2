"""The message of one verdict, for a failed test."""

from __future__ import annotations

from pathlib import Path

from kreissverify.evidence.evaluation.instance_record import InstanceRecord
from kreissverify.evidence.kinds import Counterexample
from kreissverify.evidence.verdict import Verdict
from kreissverify.reports.verification.failure_message import failure_message


def counterexample(size: int) -> Counterexample:
    document = {
        "class": "BlockTriangular",
        "sizes": [1, size - 1],
        "normal": True,
        "gamma": "1/2",
        "parameters": {"delta": "1/4"},
        "matrix": [["1/2" if i == j else "0" for j in range(size)] for i in range(size)],
    }
    return Counterexample(InstanceRecord.read(document, "J"), Path("a.json"))


def test_a_counterexample_is_written_out_and_can_be_re_checked(make_report) -> None:
    report = make_report(
        verdict=Verdict.REFUTED,
        expect=Verdict.SUPPORTED,
        evidence=(counterexample(2),),
        file=Path("/here/notes.py"),
        certificate=Path("/here/kept here/peak.json"),
    )
    lines = failure_message(report, Path("/here")).splitlines()
    assert lines[0].endswith(": refuted, but supported was expected")
    assert lines[1].strip() == report.statement
    assert "notes.py:7" in lines[2] and report.source in lines[2]
    assert lines[3:6] == [
        "  counterexample: a member of BlockTriangular, γ = 1/2, delta = 1/4",
        "    J = [ 1/2    0 ]",
        "        [   0  1/2 ]",
    ]
    assert lines[6].endswith("kreissverify check 'kept here/peak.json'")


def test_a_large_counterexample_is_left_to_its_certificate(make_report) -> None:
    report = make_report(verdict=Verdict.REFUTED, evidence=(counterexample(9),))
    assert "J is 9×9; its certificate holds every entry" in failure_message(report, Path())


def test_without_a_counterexample_there_is_the_reason(make_report) -> None:
    report = make_report(verdict=Verdict.UNDECIDED, expect=Verdict.PROVED, reason="no luck")
    assert "  reason: no luck" in failure_message(report, Path()).splitlines()
