"""Results are kept as they come, and an older report until there is as much to show."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kreissverify.evidence.verdict import TheoremReport, Verdict
from kreissverify.reports.verification.recorder import RunRecorder
from kreissverify.theorems import Statement, load

NOTES = """
from kreissverify import BlockTriangular, K, theorem

for k in range(3):
    @theorem(source="a test", id=f"t{k}")
    def at_least_one(J: BlockTriangular):
        return K(J) >= 1
"""


@pytest.fixture
def statement(tmp_path: Path) -> Statement:
    file = tmp_path / "notes.py"
    file.write_text(NOTES, encoding="utf-8")
    return load(file, "t0")


def report(statement: Statement, id: str) -> TheoremReport:
    found = TheoremReport.on(statement, verdict=Verdict.SUPPORTED, reason="")
    object.__setattr__(found, "id", id)
    return found


def results(path: Path) -> int:
    """Return how many results a JSON file has; -1 if there is none."""
    return len(json.loads(path.read_bytes())["theorems"]) if path.exists() else -1


def recorder(folder: Path, seed: int) -> RunRecorder:
    return RunRecorder(("t0", "t1", "t2"), (), seed, 1, folder / "r", folder / "v.json")


def test_a_complete_report_stays_until_another_is_complete(
    statement: Statement, tmp_path: Path
) -> None:
    first = recorder(tmp_path, 0)
    for id in first.order:
        first.keep(report(statement, id))
    before = {p: p.read_bytes() for p in (*(tmp_path / "r").iterdir(), tmp_path / "v.json")}
    second = recorder(tmp_path, 1)
    second.write()
    for id in ("t2", "t0"):
        second.keep(report(statement, id))
    assert {p: p.read_bytes() for p in before} == before
    assert results(tmp_path / "r" / "unfinished" / "verify.json") == 2
    assert results(tmp_path / "v.unfinished.json") == 2
    second.keep(report(statement, "t1"))
    for path in (tmp_path / "r" / "verify.json", tmp_path / "v.json"):
        document = json.loads(path.read_bytes())
        assert document["complete"] and document["seed"] == 1
    assert not (tmp_path / "r" / "unfinished").exists()
    assert not (tmp_path / "v.unfinished.json").exists()


def test_an_interrupted_report_stays_until_there_is_as_much(
    statement: Statement, tmp_path: Path
) -> None:
    first = recorder(tmp_path, 0)
    for id in ("t0", "t1"):
        first.keep(report(statement, id))
    second = recorder(tmp_path, 1)
    second.keep(report(statement, "t0"))
    assert json.loads((tmp_path / "v.json").read_bytes())["seed"] == 0
    second.keep(report(statement, "t2"))
    assert json.loads((tmp_path / "v.json").read_bytes())["seed"] == 1
    assert results(tmp_path / "r" / "verify.json") == 2


def test_a_file_that_is_no_report_is_replaced_and_others_are_left(
    statement: Statement, tmp_path: Path
) -> None:
    (tmp_path / "v.json").write_text("[1, 2]")
    (tmp_path / "r" / "unfinished").mkdir(parents=True)
    (tmp_path / "r" / "unfinished" / "mine.txt").touch()
    recorder(tmp_path, 0).write()
    assert results(tmp_path / "v.json") == 0 and results(tmp_path / "r" / "verify.json") == 0
    assert (tmp_path / "r" / "unfinished" / "mine.txt").exists()
