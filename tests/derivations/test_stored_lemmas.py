"""A lemma of the library is shown to other files by the proof that the library carries of it.

The file shows the statement that it proves and no other, and nothing of it is taken on trust: what
is damaged, forged or left open shows nothing, and the lemma is derived as if there were no file.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kreissverify import BlockTriangular, CoupledBlocks, K, rho, theorem
from kreissverify.certificates import proof_checker
from kreissverify.derivations import Proof, derive
from kreissverify.derivations.deciders.stored_certificates import asking_solvers
from kreissverify.derivations.derivation import deriving_lemmas, in_full, with_stored_proofs
from kreissverify.derivations.foundations import foundations
from kreissverify.derivations.proof_files import stored
from kreissverify.derivations.proof_files.document import proof_document
from kreissverify.derivations.proof_files.stored import proof_file, stored_proof, text_of
from kreissverify.theorems import Statement, bundled_statement, collect


@theorem(source="for the tests", expect="proved")
def linear_bound(J: BlockTriangular) -> Any:
    return K(J) <= 1 + J.c / (4 * (1 - J.gamma))


@linear_bound.derivation
def _(p: Proof) -> None:
    p.qed(p.lemma("E1"))


@theorem(source="for the tests", expect="proved")
def near_that_of_comparison(J: CoupledBlocks) -> Any:
    return rho(J) <= rho(J.comparison) + 1


@near_that_of_comparison.derivation
def _(p: Proof) -> None:
    p.qed(p.lemma("E3.radius"))


#: What a lemma is tried with that has few steps.
SHORT = "E3.radius"


def shown_by_files(statement: Statement) -> list[str]:
    found = derive(statement)
    assert found is not None and found.is_complete, found
    return [proof.statement.id for proof in found.stored]


def test_a_lemma_of_the_library_is_shown_by_its_file() -> None:
    found = derive(linear_bound)
    assert found is not None and found.is_complete
    assert found.rests_on == () and shown_by_files(linear_bound) == ["E1"]
    assert found.lemmas() == ("E1, its proof in E1.json.gz was checked",)
    assert shown_by_files(near_that_of_comparison) == ["E3.radius"]


@pytest.mark.parametrize(
    "statement", [pytest.param(linear_bound, marks=pytest.mark.slow), near_that_of_comparison]
)
def test_the_counts_are_those_of_the_derivations(statement: Statement) -> None:
    found = derive(statement)
    assert found is not None
    whole = in_full(found)
    assert whole.is_complete and not with_stored_proofs(whole) and whole.rests_on
    by_files, derived = foundations(found), foundations(whole)
    assert by_files.exact == derived.exact and by_files.on_word == derived.on_word
    assert {*by_files.lemmas} == {*derived.lemmas}
    assert {*by_files.facts} == {*derived.facts}
    own = len(found.facts) - len(derived.on_word)
    assert by_files.stored == derived.exact - own and derived.stored == 0
    assert f"({by_files.stored} of them in stored proofs)" in by_files.text


def test_a_lemma_that_is_cited_twice_is_counted_once() -> None:
    @theorem(source="for the tests", expect="proved")
    def through_another(J: BlockTriangular) -> Any:
        return K(J) <= 2 + J.c / (4 * (1 - J.gamma))

    @through_another.derivation
    def _(p: Proof) -> None:
        p.lemma("E1", name="directly")
        p.qed(p.lemma(linear_bound), p.lemma("E1"))

    found, before = derive(through_another), derive(linear_bound)
    assert found is not None and found.is_complete and before is not None
    rests = foundations(found)
    steps = rests.exact + len(rests.on_word)
    assert steps == foundations(before).exact + len(found.facts)
    assert rests.stored == foundations(before).stored and rests.lemmas.count("E1") == 1


def test_it_is_derived_where_that_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """By `--solvers`, for a proof as data, and in the library, whose files are of derivations."""
    monkeypatch.setattr(stored, "_checked", lambda *_: pytest.fail("a file was checked"))
    (inside,) = (x for x in collect([bundled_statement("E3").file]).statements if x.id == "E3")
    for statement in (inside, bundled_statement("E3")):
        assert not with_stored_proofs(derive(statement))

    @theorem(source="for the tests", expect="proved")
    def again(J: CoupledBlocks) -> Any:
        return rho(J) <= rho(J.comparison) + 2

    @again.derivation
    def _(p: Proof) -> None:
        p.qed(p.lemma("E3.radius"))

    for context in (asking_solvers, deriving_lemmas):
        with context():
            found = derive(again)
        assert found is not None and found.is_complete and found.rests_on and not found.stored


def test_a_proof_as_data_has_the_lemmas_in_it() -> None:
    document = proof_document(derive(near_that_of_comparison))
    *_, lemma, last = (x["id"] for x in document["theorems"])
    assert (lemma, last) == ("E3.radius", "near_that_of_comparison")
    assert proof_checker.check(document).holes == []


def document() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(text_of(proof_file(SHORT)))
    return read


def packed(written: Any) -> bytes:
    return gzip.compress(json.dumps(written).encode())


def other_statement() -> bytes:
    return proof_file("E3.necessary").read_bytes()


def weaker_statement() -> bytes:
    """Return a right proof of less: the bound of its own lemma."""
    whole = document()
    whole["theorems"].pop()
    whole["theorems"][-1]["id"] = SHORT
    return packed(whole)


def one_for_true() -> bytes:
    whole = document()
    (variable,) = whole["theorems"][-1]["statement"]["variables"].values()
    variable["symmetric"] = int(variable["symmetric"])
    return packed(whole)


def step_left_out() -> bytes:
    whole = document()
    del whole["theorems"][-1]["steps"][0]
    return packed(whole)


def evidence_left_out() -> bytes:
    whole = document()
    asked = next(x for t in whole["theorems"] for x in t["steps"] if x["evidence"])
    asked["evidence"] = [{**asked["evidence"][0], "certificate": None}]
    return packed(whole)


def lemma_without_proof() -> bytes:
    """Return a proof that holds if its lemma does, which the checker calls HOLEY."""
    whole = document()
    whole["theorems"][0]["steps"] = None
    assert proof_checker.check(whole).holes
    return packed(whole)


def unused_lemma_without_proof() -> bytes:
    whole = document()
    whole["theorems"].insert(0, {**whole["theorems"][0], "id": "unused", "steps": None})
    for one in whole["theorems"]:
        for step in one["steps"] or ():
            if "theorem" in step:
                step["theorem"] += 1
    assert not proof_checker.check(whole).holes
    return packed(whole)


def unknown_fact() -> bytes:
    """Return a proof that cites a fact which the checker does not know: HOLEY."""
    whole = document()
    cited = next(x for t in whole["theorems"] for x in t["steps"] if "cites" in x)
    cited["cites"] = "powers.magic"
    return packed(whole)


@pytest.mark.parametrize(
    "content",
    [
        other_statement,
        weaker_statement,
        one_for_true,
        step_left_out,
        evidence_left_out,
        lemma_without_proof,
        unused_lemma_without_proof,
        unknown_fact,
        lambda: b"",
        lambda: b"\x1f\x8bno",
        lambda: proof_file(SHORT).read_bytes()[:-9],
        lambda: packed([1]),
        lambda: packed({"format": "kreissverify-proof", "version": 1, "theorems": []}),
    ],
)
def test_a_file_that_does_not_prove_the_statement_shows_nothing(
    content: Callable[[], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    statement, file = bundled_statement(SHORT), tmp_path / "proof.json.gz"
    monkeypatch.setattr(stored, "proof_file", lambda _: file)
    assert stored_proof(statement) is None  # there is none
    stored._checked.cache_clear()
    file.write_bytes(proof_file(SHORT).read_bytes())
    assert stored_proof(statement) is not None
    stored._checked.cache_clear()
    file.write_bytes(content())
    assert stored_proof(statement) is None


def test_without_a_file_the_lemma_is_derived(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @theorem(source="for the tests", expect="proved")
    def once_more(J: CoupledBlocks) -> Any:
        return rho(J) <= rho(J.comparison) + 3

    @once_more.derivation
    def _(p: Proof) -> None:
        p.qed(p.lemma("E3.radius"))

    monkeypatch.setattr(stored, "proof_file", lambda _: tmp_path / "none.json.gz")
    found = derive(once_more)
    assert found is not None and found.is_complete and found.rests_on and not found.stored
    assert found.lemmas() == ("E3.radius, proved in e3_critical_coupling.py",)


def test_only_what_is_the_librarys_by_identity_is_shown_by_its_files() -> None:
    ours = bundled_statement(SHORT)
    copies = [x for x in collect([ours.file]).statements if x.id == SHORT]
    assert copies and copies[0] is not ours and stored_proof(copies[0]) is None
    assert stored_proof(linear_bound) is None


def test_a_lemma_that_was_changed_is_refused() -> None:
    @theorem(source="for the tests", expect="proved")
    def never_more_than_one(J: BlockTriangular) -> Any:
        return K(J) <= 1

    lemma = bundled_statement("E1")
    before = lemma.conclusion

    @never_more_than_one.derivation
    def _(p: Proof) -> None:
        object.__setattr__(lemma, "conclusion", p.statement.conclusion)
        p.qed(p.lemma("E1"))

    try:
        found = derive(never_more_than_one)
    finally:
        object.__setattr__(lemma, "conclusion", before)
    assert found is not None and not found.is_complete and "changed" in found.reason


def test_a_copy_of_a_lemma_is_not_shown_by_it() -> None:
    @theorem(source="for the tests", expect="proved")
    def copied(J: CoupledBlocks) -> Any:
        return rho(J) <= rho(J.comparison)

    @copied.derivation
    def _(p: Proof) -> None:
        p.qed(p.lemma("E3.radius"))

    found = derive(copied)
    assert found is not None and not found.is_complete
    assert found.reason == "it rests on itself"
