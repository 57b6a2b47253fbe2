"""What a run says that it did not check."""

from __future__ import annotations

from pathlib import Path

from kreissverify.evidence.kinds import (
    Defect,
    DerivationStep,
    DroppedHypothesis,
    ShownDerivation,
    Source,
)
from kreissverify.evidence.verdict import Verdict
from kreissverify.reports import Run
from kreissverify.reports.verification.limitations import Limitation, unchecked
from kreissverify.theorems import CollectionError


def gaps(*reports, **changes) -> dict[str, Limitation]:
    run = Run(**{"reports": reports, "errors": (), "seed": 0, "instances": 200, **changes})
    return {gap.title: gap for gap in unchecked(run)}


def test_it_names_the_statements_that_each_gap_concerns(make_report) -> None:
    means = {"a": ("z3",), "b": ("z3", "cvc5"), "c": ("cited",)}
    steps = [DerivationStep(x, "reals", "", "", (), (), way, "", "") for x, way in means.items()]
    fact = Source("blocks.norm", "blocks.norm: a fact [a book]", "a_test.py")
    words = ("shown: a", "shown: b")
    proof = ShownDerivation("", tuple(steps), (), (), 0.1, exact=1, on_word=words, facts=(fact,))
    found = gaps(
        make_report(id="open", indeterminate=7, source="a paper (reported)"),
        make_report(id="lost", verdict=Verdict.UNDECIDED, indeterminate=0),
        make_report(
            id="shown",
            verdict=Verdict.PROVED,
            evidence=(proof,),
            decided=3,
            indeterminate=0,
        ),
        make_report(id="broken", evidence=(Defect("planted"),), indeterminate=0),
    )
    concerned = {title: gap.concerns for title, gap in found.items() if gap.concerns}
    assert concerned == {
        "Undecided statements": ("lost",),
        "Trials that broke off": ("broken",),
        "Statements without a proof": ("open", "broken"),
        "Instances left open": ("open",),
        "Fewer instances than asked for": ("shown",),
        "Textbook facts": ("blocks.norm: a fact [a book]",),
        "The machines that decided the steps": ("z3", "cvc5"),
        "The wording of the source": ("open",),
    }
    assert found["Instances left open"].text.startswith("7 instances")
    assert "1 of 2 decided steps" in found["The machines that decided the steps"].text
    assert "so are 2 steps" in found["The machines that decided the steps"].text
    assert "4000 instances" in found["Floating point"].text
    assert "--necessity" in found["Whether the hypotheses are needed"].text


def test_what_was_not_reached_or_read_comes_first(make_report) -> None:
    errors = (CollectionError(Path("bad.py"), 1, "no"), CollectionError(Path("bad.py"), 9, "no"))
    found = gaps(make_report(), errors=errors, waiting=("next",), complete=False)
    titles = list(found)
    assert titles[:2] == ["Statements that were not reached", "Files that could not be read"]
    assert found[titles[0]].concerns == ("next",) and found[titles[1]].concerns == ("bad.py",)


def test_dropped_hypotheses_are_no_proof(make_report) -> None:
    dropped = make_report(evidence=(DroppedHypothesis("b < 1", 7, 0, 0),))
    assert "a few instances only" in gaps(dropped)["Whether the hypotheses are needed"].text


def test_a_run_without_verdicts_claims_nothing() -> None:
    assert gaps() == {}
