"""Verdicts and when they are as expected."""

from __future__ import annotations

import pytest

from kreissverify.evidence.verdict import Verdict


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_verdict_has_no_truth_value(verdict: Verdict) -> None:
    with pytest.raises(TypeError, match="no truth value"):
        bool(verdict)


@pytest.mark.parametrize("expect", [None, *Verdict])
@pytest.mark.parametrize("verdict", list(Verdict))
def test_as_expected_is_strict_but_for_proved_over_supported(make_report, expect, verdict) -> None:
    report = make_report(expect=expect, verdict=verdict)
    allowed = {
        None: {Verdict.PROVED, Verdict.SUPPORTED},
        Verdict.PROVED: {Verdict.PROVED},
        Verdict.REFUTED: {Verdict.REFUTED},
        Verdict.SUPPORTED: {Verdict.SUPPORTED, Verdict.PROVED},
        Verdict.UNDECIDED: {Verdict.UNDECIDED},
    }
    assert report.as_expected is (verdict in allowed[expect])
