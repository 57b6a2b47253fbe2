"""The order of work: what is cheap comes first, and no verdict depends on it."""

from __future__ import annotations

from pathlib import Path

from kreissverify.evidence import verify_library
from kreissverify.evidence.work_order import rough_cost
from kreissverify.theorems import bundled_statement, collect

TEXT = """
from kreissverify import BlockTriangular, CoupledBlocks, K, L, rho, theorem

@theorem(source="test")
def dear(J: CoupledBlocks(sizes=(1, 1))):
    return L(J) >= 1

@theorem(source="test")
def cheap(J: BlockTriangular):
    return rho(J) < 1
"""


def test_cheap_statements_are_guessed_cheaper() -> None:
    order = ["E3", "R3", "E6.constant", "E8.coupled"]
    costs = [rough_cost(bundled_statement(x)) for x in order]
    assert costs == sorted(costs) and costs[0] < costs[-1] / 10


def test_they_come_first_and_the_reports_stay_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "notes.py").write_text(TEXT)
    statements, seen = collect([tmp_path / "notes.py"]).statements, []
    reports = verify_library(
        statements, instances=2, certificates=tmp_path, on_report=lambda x: seen.append(x.id)
    )
    assert seen == ["cheap", "dear"]
    assert [x.id for x in reports] == ["dear", "cheap"]
