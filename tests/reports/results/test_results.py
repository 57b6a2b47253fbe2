"""What a prompt and a notebook get: verdicts, searches and proofs that show themselves."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

import kreissverify
from kreissverify import (
    CheckOutcome,
    Proved,
    Statement,
    StatementError,
    check,
    evaluate,
    prove,
    refute,
    tighten,
    verify,
)
from kreissverify.certificates import checker
from kreissverify.evidence import Verdict
from kreissverify.theorems import collect
from tests.cli.support.answers import THEOREMS


@pytest.fixture
def notes(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.py").write_text(THEOREMS)
    return tmp_path / "notes.py"


def statements(notes: Path) -> tuple[Statement, ...]:
    return collect([notes]).statements


def test_verdicts_are_a_sequence_that_shows_itself(notes: Path) -> None:
    found = verify(notes, instances=3)
    assert [x.verdict for x in found] == [Verdict.SUPPORTED, Verdict.REFUTED]
    assert len(found) == 2 and found[1].id == "never_above_one" and found.as_expected
    assert "✘ refuted" in str(found) == repr(found)
    assert found._repr_html_().count("<tr>") == 3
    document = found.to_dict()
    assert json.loads(json.dumps(document)) == document
    assert [x["verdict"] for x in document["theorems"]] == ["supported", "refuted"]


def test_files_are_written_only_where_a_folder_is_given(notes: Path, tmp_path: Path) -> None:
    (report,) = verify(f"{notes}::never_above_one", instances=3)
    assert report.certificate is not None
    checker.check(checker.load(str(report.certificate)))
    assert [x.name for x in tmp_path.iterdir()] == ["notes.py"]
    (report,) = verify(f"{notes}::never_above_one", instances=3, certificates=tmp_path / "kept")
    assert report.certificate == tmp_path / "kept" / "never_above_one.json"


@pytest.mark.parametrize("several", [False, True])
def test_statements_ids_and_files_are_taken(notes: Path, several: bool) -> None:
    true, false = statements(notes)
    assert verify([true, false] if several else true, instances=2)[0].id == true.id
    assert [x.id for x in verify("R5", instances=2)] == ["R5"]
    assert verify([str(notes), "R5"], instances=2)[-1].id == "R5"


def test_verdicts_of_an_earlier_run_are_taken_if_a_folder_is_given(notes: Path) -> None:
    assert not any(x.cached for _ in range(2) for x in verify(notes, instances=2, cache="kept"))
    os.utime(notes, (1, 1))  # older than the session
    assert not any(x.cached for x in verify(notes, instances=2, cache="kept"))
    assert all(x.cached for x in verify(notes, instances=2, cache="kept"))
    assert not any(x.cached for x in verify(notes, instances=2, cache="kept", fresh=True))


def test_what_cannot_be_read_is_one_sentence(notes: Path) -> None:
    with pytest.raises(StatementError, match="did you mean"):
        verify("R55")
    with pytest.raises(StatementError, match="no such file"):
        verify("missing.py")
    with pytest.raises(StatementError, match=r"choose one of .*::at_least_one"):
        prove(notes)
    with pytest.raises(ValueError, match="instances: expected"):
        verify(notes, instances=0)
    with pytest.raises(StatementError, match="has no derivation"):
        prove(f"{notes}::at_least_one")


@pytest.mark.parametrize("wrong", [None, 3, "", ["R5", None], [""]])
def test_what_is_no_statement_is_one_sentence(wrong: object) -> None:
    for function in (verify, prove, refute, tighten):
        with pytest.raises(StatementError, match="expected a statement, an id"):
            function(wrong)


@pytest.mark.parametrize("budget", [0, -1, "1", float("inf"), float("nan"), True])
def test_a_budget_is_a_number_of_seconds(budget: object) -> None:
    for function in (refute, tighten):
        with pytest.raises(ValueError, match="budget: expected a positive number"):
            function("R5", budget=budget)


def test_counts_are_integers(notes: Path) -> None:
    for wrong in ({"instances": 5.0}, {"instances": "5"}, {"seed": None}, {"jobs": True}):
        with pytest.raises(ValueError, match="expected an integer from"):
            verify(notes, **wrong)


def test_a_statement_of_the_library_is_evaluated_by_its_id() -> None:
    found = evaluate("R3", J=[["1/2", 0], ["1/4", "1/2"]], split=1)
    assert found.word == "holds"


def test_what_is_no_path_is_not_checked() -> None:
    for wrong in (None, 3, {}, b"x"):
        with pytest.raises(TypeError, match="check: expected the path"):
            check(wrong)
    assert check("a\0b").outcome is CheckOutcome.UNREADABLE


def test_a_search_shows_its_story(notes: Path) -> None:
    _, false = statements(notes)
    found = refute(false, budget=5)
    assert found.certificate is not None and "refuted by this instance" in str(found)
    checker.check(checker.load(str(found.certificate)))
    assert found.to_dict()["refuted"] is True
    assert "<pre>" in found._repr_html_() and "&lt;" not in str(found)


def test_a_bound_shows_its_worst_ratio() -> None:
    found = tighten("R3.sharpened", budget=1)
    assert found.to_dict()["id"] == "R3.sharpened" and "worst ratio" in str(found)


def test_a_proof_shows_its_steps() -> None:
    found = prove("R3.sharpened")
    assert isinstance(found, Proved) and found.is_complete
    assert "Proved in" in str(found) and found.to_dict()["proved"] is True
    assert found._repr_latex_().startswith("$")


def test_a_table_needs_pandas_or_is_one(notes: Path) -> None:
    found = verify(f"{notes}::at_least_one", instances=2)
    try:
        import pandas  # noqa: F401
    except ImportError:
        with pytest.raises(ImportError, match="pip install pandas"):
            found.to_frame()
    else:
        assert list(found.to_frame()["verdict"]) == ["supported"]


def test_a_check_says_one_of_four_things(notes: Path, tmp_path: Path) -> None:
    found = refute(f"{notes}::never_above_one", budget=5)
    assert found.certificate is not None
    assert check(found.certificate).outcome is CheckOutcome.ACCEPTED
    text = json.loads(found.certificate.read_text())
    text["conclusion"], forged_too = text["hypotheses"], tmp_path / "forged_too.json"
    forged_too.write_text(json.dumps(text))
    assert check(forged_too).outcome is CheckOutcome.REJECTED
    assert check(tmp_path / "missing.json").outcome is CheckOutcome.UNREADABLE
    for shown in (check(forged_too), check(forged_too).outcome):
        with pytest.raises(TypeError, match="no truth value"):
            bool(shown)


def test_the_vocabulary_lists_them() -> None:
    assert {"verify", "refute", "tighten", "prove", "evaluate", "members"} <= {*dir(kreissverify)}
