"""The library carries its proofs: they are of its statements, and show them again without solvers.

What fails here is mended by ``make proofs``.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kreissverify.certificates import proof_checker
from kreissverify.derivations import derive
from kreissverify.derivations.citations import tested_by as tests_of_facts
from kreissverify.derivations.citations.cited_texts import citation_text
from kreissverify.derivations.citations.schema import schemas
from kreissverify.derivations.deciders import reals, solvers
from kreissverify.derivations.deciders.positivstellensatz.decider import CERTIFICATE
from kreissverify.derivations.deciders.smtlib import question as smtlib
from kreissverify.derivations.deciders.stored_certificates import FILE, asking_solvers
from kreissverify.derivations.derivation import with_lemmas
from kreissverify.derivations.foundations import foundations
from kreissverify.derivations.proof_files.document import (
    proof_document,
    proof_text,
    require_writable,
)
from kreissverify.derivations.proof_files.stored import (
    FOLDER,
    proof_file,
    stored_proof,
    text_of,
)
from kreissverify.derivations.proof_files.trees import ProofTrees
from kreissverify.expressions.errors import Unsupported
from kreissverify.theorems import (
    FIELD,
    Statement,
    bundled_library,
    bundled_statement,
    bundled_statements,
)
from tests.derivations.support.decided_twice import assert_decided_twice
from tests.paths import ROOT

DERIVED = [s for s in bundled_statements() if s.derivations]
OF_THE_FIELD = [s for s in bundled_statements(FIELD) if s.derivations]
# What the format has no way to write, such as flows, is in no file; its questions are certified all
# the same.
EVERY = [*DERIVED, *OF_THE_FIELD]
WRITTEN = [s for s in EVERY if proof_file(s.id).is_file()]
UNWRITTEN = [s for s in EVERY if s not in WRITTEN]
# Those of the paper are tried at every run; the others take longer.
OF_THE_PAPER = ("R", "E", "comparison.")
WRITTEN_ONES = [
    s if s.id.startswith(OF_THE_PAPER) else pytest.param(s, marks=pytest.mark.slow) for s in WRITTEN
]
# The format can say them, and `make proofs` has written none yet: whoever writes one takes it out.
NOT_YET = {
    *("N1.range", "N2.circle", "N2.powers", "TS.best", "TS.both", "TS.bound"),
    "peak_of_the_heavy_ball",  # its lemma is about the member of a family
}
# The format can say them, and they cite facts that the checker does not know.
BY_OTHER_FACTS = {"kreiss_of_similar_matrices"}
#: Bytes of all files, of which a wheel is to have at most five million.
MOST_BYTES = 5_000_000


@pytest.fixture(scope="module", autouse=True)
def no_memory_of_other_tests() -> Iterator[None]:
    """Run every derivation here, in this module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kreissverify.derivations.derivation._known", {})
        yield


def test_most_of_the_library_is_written() -> None:
    assert {"R3", "R9", "E1", "E2.attained", "E7.limit"} <= {s.id for s in WRITTEN}
    assert len(WRITTEN) >= 48


@pytest.mark.parametrize(
    "statement",
    [*WRITTEN_ONES, *(pytest.param(s, marks=pytest.mark.slow) for s in UNWRITTEN)],
    ids=lambda s: s.id,
)
def test_a_derivation_is_shown_by_its_certificates(
    statement: Statement, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Solvers are asked only where a question has no certificate, or its step no points."""
    asked: list[str] = []

    def ask(text: str) -> Any:
        asked.append(text)
        return solvers.ask(text)

    monkeypatch.setattr(reals, "ask", ask)
    monkeypatch.setattr(reals, "ask_briefly", lambda text: pytest.fail(f"asked: {text}"))
    found = derive(statement)
    assert found is not None and found.is_complete, (found.failed, found.reason)
    assert_decided_twice(found)
    every = [fact for one in with_lemmas(found) for fact in one.facts]
    asking = [
        question
        for fact in every
        for question in fact.questions
        if CERTIFICATE.name not in question.means or "points" not in fact.means
    ]
    texts = {smtlib(q.premises, q.claim, informed=x)[0] for q in asking for x in (False, True)}
    assert set(asked) <= texts
    rests = foundations(found)
    assert rests.exact + len(rests.on_word) == len(every)


@pytest.mark.parametrize("statement", UNWRITTEN, ids=lambda s: s.id)
def test_a_statement_that_the_format_cannot_say_is_refused_before_the_work(
    statement: Statement,
) -> None:
    if statement.id in NOT_YET | BY_OTHER_FACTS:
        require_writable(statement)
        return
    with pytest.raises(Unsupported, match="no way to write"):
        require_writable(statement)


def test_what_is_listed_as_not_written_is_not() -> None:
    assert not (NOT_YET | BY_OTHER_FACTS) - {s.id for s in UNWRITTEN}


def test_a_fact_that_the_checker_does_not_know_is_refused_by_name() -> None:
    with pytest.raises(Unsupported, match=r"the fact inverse\.determinant: it is not in the table"):
        proof_document(derive(bundled_statement("kreiss_of_similar_matrices")))


@pytest.mark.slow  # each is derived
@pytest.mark.parametrize(
    "statement", [s for s in UNWRITTEN if s.id not in NOT_YET], ids=lambda s: s.id
)
def test_what_the_format_cannot_say_is_said_by_name(statement: Statement) -> None:
    with pytest.raises(Unsupported, match="a proof has no way to write"):
        proof_document(derive(statement))


@pytest.mark.parametrize("statement", WRITTEN_ONES, ids=lambda s: s.id)
def test_a_proof_file_is_of_its_statement(statement: Statement) -> None:
    text = text_of(proof_file(statement.id))
    theorems = {x["id"]: x for x in json.loads(text)["theorems"]}
    *_, last = theorems
    assert last == statement.id
    for name, theorem in theorems.items():
        (lemma,) = (x for x in EVERY if x.id == name)
        assert theorem["statement"]["conclusion"] == ProofTrees(lemma.parts).tree(lemma.conclusion)
        assert len(theorem["steps"]) == len(derive(lemma).facts)
    # What is counted of a lemma that the file shows is what would be counted of its derivation.
    carried, rests = stored_proof(statement), foundations(derive(statement))
    if not rests.on_word:
        assert sum(x.steps for x in carried.theorems) == rests.exact
        cited = {citation_text(x) for theorem in carried.theorems for x in theorem.cites}
        assert cited == {x.text for x in rests.facts}
    assert [x.id for x in carried.theorems[:-1]] == [*rests.lemmas]


def test_nothing_else_lies_among_them() -> None:
    names = {x.name.removesuffix(".json.gz") for x in (bundled_library() / FOLDER).iterdir()}
    assert names <= {s.id for s in EVERY}
    files = [bundled_library() / FILE, *(bundled_library() / FOLDER).iterdir()]
    assert sum(x.stat().st_size for x in files) < MOST_BYTES


@pytest.mark.slow
@pytest.mark.parametrize("statement", WRITTEN, ids=lambda s: s.id)
def test_the_checker_accepts_the_proof(statement: Statement) -> None:
    code, lines = proof_checker.verdict(str(proof_file(statement.id)))
    word = lines[0].split()[0]
    assert (code, word) == ((0, "ACCEPTED") if len(lines) == 1 else (1, "HOLEY"))


@pytest.mark.slow
@pytest.mark.parametrize("statement", WRITTEN, ids=lambda s: s.id)
def test_a_proof_that_is_written_again_is_the_same(
    statement: Statement, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file is of the derivation as it is today, and all of its evidence is still asked for.

    That a search from nothing finds the same certificates is not asked: a better search finds
    shorter ones, and hours of searching would tell no more than that.
    """
    from kreissverify.derivations.proof_files import evidence, library

    monkeypatch.setattr(evidence, "_found", {})
    monkeypatch.setattr(evidence, "certificate_of", lambda *_: pytest.fail("searched for"))
    written = library.document_of(derive(statement))
    assert proof_text(written) == text_of(proof_file(statement.id))


@pytest.mark.slow
@pytest.mark.parametrize("identifier", ["R1", "E3.necessary", "comparison.peak", "HB.recurrence"])
def test_certificates_are_found_from_nothing(
    identifier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The search itself still works: without what the library carries, a proof is accepted."""
    from kreissverify.derivations.proof_files import evidence, library

    monkeypatch.setattr(evidence, "_found", {})
    found = proof_checker.check(library.document_of(derive(bundled_statement(identifier)), True))
    assert found.holes == []


def test_the_counts_are_of_the_record_of_the_kernel() -> None:
    """A certificate that is taken away from one question of a lemma is missed in the counts."""
    (statement,) = (x for x in DERIVED if x.id == "E3")
    found = derive(statement)
    assert foundations(found).on_word == ()
    lemma = next(x for x in with_lemmas(found) if any(f.questions for f in x.facts))
    place, fact = next((i, f) for i, f in enumerate(lemma.facts) if f.questions)
    first, *others = fact.questions
    planted = replace(fact, questions=(replace(first, means=("z3",)), *others))
    facts = (*lemma.facts[:place], planted, *lemma.facts[place + 1 :])
    worse = replace(lemma, facts=facts)
    rests = tuple(worse if x is lemma else x for x in found.rests_on)
    changed = worse if lemma is found else replace(found, rests_on=rests)
    assert foundations(changed).on_word == (f"{lemma.statement.id}: {fact.name}",)
    assert foundations(changed).exact == foundations(found).exact - 1


def test_solvers_are_asked_where_that_is_wanted() -> None:
    (statement,) = (x for x in DERIVED if x.id == "E7.noise")
    with asking_solvers():
        found = derive(statement)
    assert not any(CERTIFICATE.name in fact.means for fact in found.facts)
    assert derive(statement) is not found
    assert any(CERTIFICATE.name in fact.means for fact in derive(statement).facts)


@pytest.mark.parametrize("name", [name for name, x in schemas().items() if x.is_bundled])
def test_a_fact_names_the_file_that_tests_it(name: str) -> None:
    file = tests_of_facts.tested_by(name)
    assert file and f'"{name}"' in (ROOT / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("jobs", ["0", "-1", "x", "1.5"])
def test_make_proofs_refuses_what_is_no_number_of_processes(
    jobs: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from kreissverify.derivations.proof_files import library

    monkeypatch.setattr("sys.argv", ["library", f"--jobs={jobs}"])
    with pytest.raises(SystemExit):
        library.main()
    assert (
        f"argument --jobs: expected an integer from 1 on, got '{jobs}'" in capsys.readouterr().err
    )


def test_prove_takes_the_evidence_that_the_library_carries(monkeypatch: pytest.MonkeyPatch) -> None:
    from kreissverify.derivations.proof_files import evidence, library

    (statement,) = (x for x in DERIVED if x.id == "E3.necessary")
    monkeypatch.setattr(evidence, "_found", {})
    monkeypatch.setattr(evidence, "certificate_of", lambda *_: pytest.fail("searched for"))
    carried = library.document_of(derive(statement))
    assert proof_text(carried) == text_of(proof_file(statement.id))
    carried["theorems"][-1]["steps"][0]["name"] = "renamed"
    assert evidence.has_evidence(carried)


def test_a_damaged_file_of_the_library_only_costs_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kreissverify.derivations.proof_files import evidence, library

    (statement,) = (x for x in DERIVED if x.id == "E3.necessary")
    damaged = tmp_path / "damaged"
    for content in (b"\x1f\x8bno", gzip.compress(b"{")):
        damaged.write_bytes(content)
        monkeypatch.setattr(evidence, "_found", {})
        monkeypatch.setattr(library, "proof_file", lambda _: damaged)
        proof_checker.check(library.document_of(derive(statement)))
