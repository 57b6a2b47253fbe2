"""Each rule for a fact shows what it must, and none of the named forgeries."""

from __future__ import annotations

import pytest

from kreissverify.certificates import checker
from tests.certificates.support.by_hand import Document
from tests.certificates.support.case import certificate
from tests.certificates.support.fact_cases import CASES, rule_named

BAD = [(rule, name) for rule, case in CASES.items() for name in case.bad]


@pytest.mark.parametrize("rule", CASES)
def test_shown(rule: str) -> None:
    case = CASES[rule]
    assert "FALSE: 1 < 1" in checker.check(certificate(case, case.good))


@pytest.mark.parametrize(("rule", "name"), BAD)
def test_forged(rule: str, name: str) -> None:
    case = CASES[rule]
    with pytest.raises(checker.Rejected):
        checker.check(certificate(case, case.bad[name]))


def test_every_rule_has_a_good_case_and_a_bad_one() -> None:
    shown, forged = set(), set()
    for case in CASES.values():
        shown |= {rule_of(case.good, side) for side in ("lower", "upper") if side in case.good}
        for bad in case.bad.values():
            forged |= {rule_of(bad, side) for side in ("lower", "upper") if side in bad}
    unbounded = {"M lower rho", "L lower rho", "T lower rho"}  # the same function as K lower rho
    assert set(checker.RULES) - unbounded <= shown
    assert set(checker.RULES) - unbounded - {"H lower rho"} <= forged


def rule_of(fact: Document, side: str) -> str:
    return " ".join([fact["quantity"], side, *sorted(set(fact[side]) - {"value"})])


@pytest.mark.parametrize("name", CASES)
def test_a_case_is_about_the_rule_that_it_names(name: str) -> None:
    facts = [CASES[name].good, *CASES[name].bad.values()]
    assert rule_named(name) in {
        rule_of(about, side) for about in facts for side in ("lower", "upper") if side in about
    }
