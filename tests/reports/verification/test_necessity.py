"""The page of needed hypotheses says what is found when they are dropped."""

from pathlib import Path

import pytest

from kreissverify.evidence.kinds import DroppedHypothesis
from kreissverify.evidence.necessity import necessity
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.reports.verification.necessity import necessity_page, necessity_row
from kreissverify.theorems import bundled_statement
from tests.paths import DOCS

PAGE = (DOCS / "necessity.md").read_text()


@pytest.mark.parametrize("name", ["E3.necessary", "R7.one_sided"])
def test_the_page_is_what_is_found(name: str, tmp_path: Path) -> None:
    found = list(necessity(bundled_statement(name), 40, 0, tmp_path, QuantityCache()))
    assert found
    for evidence in found:
        assert necessity_row(name, evidence) in PAGE


def test_a_row_says_what_was_decided() -> None:
    open_ = DroppedHypothesis("b < 1", holds=0, violated=0, left_open=2)
    assert necessity_row("s", open_) == "| s | b < 1 | open | 0 | 2 |  |"
    idle = DroppedHypothesis("b < 1", holds=7, violated=0, left_open=2)
    assert necessity_row("s", idle) == "| s | b < 1 | not on these | 7 | 2 |  |"
    assert "| none was dropped |" in necessity_page([])
