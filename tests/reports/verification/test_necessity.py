"""The page of needed hypotheses says what is found when they are dropped."""

from pathlib import Path

import pytest

from kreissverify.evidence import Evidence
from kreissverify.evidence.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.evidence.necessity import necessity
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
    data = {"hypothesis": "b < 1", "instances": 7, "left open": 2, "needed": None, "instance": None}
    assert necessity_row("s", Evidence("necessity", "", data)) == "| s | b < 1 | open | 7 | 2 |  |"
    assert "| none was dropped |" in necessity_page([])
