"""A small proof for each rule is accepted, and what it says is printed."""

from __future__ import annotations

import pytest

from kreissverify.certificates import proof_checker
from tests.certificates.support.by_steps import RULES


@pytest.mark.parametrize("rule", RULES)
def test_a_good_proof_is_accepted(rule: str) -> None:
    assert proof_checker.check(RULES[rule]()).holes == []
