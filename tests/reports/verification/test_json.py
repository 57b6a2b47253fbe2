"""The JSON document of a run."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from kreissverify.evidence.kinds import Counterexample
from kreissverify.evidence.verdict import Verdict
from kreissverify.reports import Run, report_names, write_reports
from kreissverify.reports.verification.json import dump
from kreissverify.system.atomic_file import write_atomically
from kreissverify.theorems import CollectionError


def test_the_document_has_the_promised_shape(make_report, instance, tmp_path: Path) -> None:
    evidence = Counterexample(instance, Path("certificates/a.json"))
    report = make_report(
        verdict=Verdict.REFUTED,
        expect=Verdict.REFUTED,
        evidence=(evidence,),
        certificate=Path("certificates/a.json"),
    )
    error = CollectionError(Path("bad.py"), 3, "SyntaxError: invalid syntax")
    write_reports(Run((report,), (error,), seed=5, instances=200), tmp_path)
    document = json.loads((tmp_path / "verify.json").read_text())
    (theorem,) = document["theorems"]
    promised = "id file source statement expect verdict evidence tightness certificate seconds"
    assert set(promised.split()) <= set(theorem)
    assert theorem["verdict"] == theorem["expect"] == "refuted"
    assert theorem["certificate"] == "certificates/a.json"
    data = {"instance": instance.document(), "certificate": "certificates/a.json", "sides": []}
    assert theorem["evidence"] == [
        {"kind": "counterexample", "text": str(instance), "data": data},
    ]
    assert document["errors"] == [
        {"file": "bad.py", "line": 3, "message": "SyntaxError: invalid syntax"}
    ]
    assert document["seed"] == 5 and document["version"]


def test_numbers_that_json_cannot_hold_are_strings() -> None:
    values = {"b": Fraction(1, 3), "top": float("inf"), "at": Path("x")}
    assert json.loads(dump(values)) == {"b": "1/3", "top": "inf", "at": "x"}


def test_every_registered_format_is_written(make_report, tmp_path: Path) -> None:
    run = Run((make_report(),), (), seed=0, instances=200)
    written = write_reports(run, tmp_path / "new" / "folder")
    assert tuple(path.name for path in written) == report_names()
    assert {"verify.json", "verify.txt"} <= set(report_names())


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "verify.json"
    write_atomically(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_atomically(path, "new \ud800")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
