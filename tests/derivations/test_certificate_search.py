"""The search for what the library carries: kept question by question, believed only where right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sympy

from kreissverify.derivations.deciders import reals
from kreissverify.derivations.deciders.asked import RealQuestion, searching
from kreissverify.derivations.deciders.positivstellensatz import cases, decider
from kreissverify.derivations.deciders.reals import decide_implication
from kreissverify.derivations.deciders.stored_certificates import Entries, certificates_text
from kreissverify.derivations.proof_files import search
from kreissverify.derivations.proof_files.search import CertificateSearch, forget_searches

x, y = sympy.symbols("x y", real=True)
SQUARE = RealQuestion((x > 2,), x**2 > 4)
FALSE = RealQuestion((x > 2,), x**2 > 5)


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> list[RealQuestion]:
    """Return the questions that are searched for, of which nothing is known from before."""
    found: list[RealQuestion] = []

    def certify(question: RealQuestion, *leaves: int) -> Any:
        found.append(question)
        return decider.certify(question, *leaves)

    monkeypatch.setattr(search, "certify", certify)
    monkeypatch.setattr(search, "stored_entries", lambda: Entries({}, frozenset()))
    return found


def test_what_was_found_before_an_interruption_is_not_searched_for_again(
    tmp_path: Path, searched: list[RealQuestion]
) -> None:
    first = CertificateSearch("one", tmp_path, fresh=False)
    document = first.document(SQUARE)
    assert document is not None and first.document(FALSE) is None
    with (tmp_path / "one.jsonl").open("a") as stream:
        stream.write('["cut in the mid')  # as an interruption leaves it
    again = CertificateSearch("another", tmp_path, fresh=False)
    assert again.document(SQUARE) == document and again.document(FALSE) is None
    assert searched == [SQUARE, FALSE]
    forget_searches(tmp_path)
    CertificateSearch("one", tmp_path, fresh=False).document(SQUARE)
    assert searched == [SQUARE, FALSE, SQUARE]


def test_a_kept_certificate_of_something_else_is_not_believed(
    tmp_path: Path, searched: list[RealQuestion]
) -> None:
    first = CertificateSearch("one", tmp_path, fresh=False)
    document = first.document(SQUARE)
    ((digest, _),) = map(json.loads, (tmp_path / "one.jsonl").read_text().splitlines())
    first.document(FALSE)
    *_, (of_false, _) = map(json.loads, (tmp_path / "one.jsonl").read_text().splitlines())
    forged = [[of_false, document], [digest, {**document, "refutation": {}}]]
    (tmp_path / "one.jsonl").write_text("".join(json.dumps(x) + "\n" for x in forged))
    again = CertificateSearch("one", tmp_path, fresh=False)
    assert again.document(FALSE) is None and again.document(SQUARE) == document
    assert again.entries([SQUARE, FALSE], []) == Entries(
        {digest: document}, frozenset(), frozenset({of_false})
    )


def test_little_work_in_vain_says_nothing(tmp_path: Path, searched: list[RealQuestion]) -> None:
    one = CertificateSearch("one", tmp_path, fresh=False)
    assert one.decision(FALSE) is None and one.document(FALSE) is None
    assert searched == [FALSE, FALSE]


def test_what_the_library_searched_for_in_vain_is_left(
    monkeypatch: pytest.MonkeyPatch, searched: list[RealQuestion]
) -> None:
    entries = CertificateSearch("one", None, fresh=False).entries([FALSE], [])
    assert len(entries.in_vain) == 1 and not entries.certificates
    assert json.loads(certificates_text([entries]))["in_vain"] == sorted(entries.in_vain)
    monkeypatch.setattr(search, "stored_entries", lambda: entries)
    searched.clear()
    assert CertificateSearch("one", None, fresh=False).document(FALSE) is None
    assert searched == []
    assert CertificateSearch("one", None, fresh=True).document(FALSE) is None
    assert searched == [FALSE]


def test_solvers_are_asked_only_where_nothing_is_found(
    monkeypatch: pytest.MonkeyPatch, searched: list[RealQuestion]
) -> None:
    monkeypatch.setattr(reals, "ask", lambda text: pytest.fail("asked"))
    with searching(CertificateSearch("one", None, fresh=True).decision):
        found = decide_implication([x > 3, y > 2], x * y > 6)
    assert found.shown and found.means == ("certificate",)


def test_a_search_ends_when_its_linear_programs_have_grown_too_large() -> None:
    budget = cases.Budget(leaves=800, entries=10)
    assert budget.spend() and not budget.spend_entries(11)
    assert not budget.spend()
