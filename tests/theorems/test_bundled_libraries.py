"""The bundled libraries: that of the paper, and that of the field."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from kreissverify.theorems import (
    FIELD,
    StatementError,
    bundled_files,
    bundled_library,
    bundled_statement,
    bundled_statements,
    collect_named,
    named_statement,
)
from kreissverify.theorems.collection import Reading
from kreissverify.theorems.library import _by_its_text
from tests.paths import DOCS

MEMORY = "(from memory)"


def test_a_file_belongs_to_one_library_and_an_id_to_one_statement() -> None:
    paper, field = bundled_files(), bundled_files(FIELD)
    assert sorted(paper + field) == sorted(
        x for x in bundled_library().rglob("*.py") if not x.name.startswith("_")
    )
    assert {x.parent for x in field} == {bundled_library() / FIELD}
    ids = [x.id for library in ("", FIELD) for x in bundled_statements(library)]
    assert len(set(ids)) == len(ids)


def test_the_field_is_named_and_its_statements_are_found_by_their_ids() -> None:
    assert collect_named([]).statements == bundled_statements()
    assert collect_named([FIELD]).statements == bundled_statements(FIELD)
    both = collect_named(["bauer_fike", "R3"])
    assert [x.id for x in both.statements] == ["bauer_fike", "R3"] and not both.errors
    assert bundled_statement("bauer_fike") in bundled_statements(FIELD)


def test_a_statement_is_found_without_the_other_files(monkeypatch: pytest.MonkeyPatch) -> None:
    reading = Reading()
    monkeypatch.setattr("kreissverify.theorems.library._READ", reading)
    statement = bundled_statement("R3")
    assert statement.id == "R3" and len(reading.collections) == 1
    assert collect_named(["R3"]).statements[0] is statement
    bundled_statement("bauer_fike")
    assert len(reading.collections) <= 3


def test_every_id_stands_in_its_file() -> None:
    # else a statement is looked for by its function's name after all files have run
    for library in ("", FIELD):
        for statement in bundled_statements(library):
            assert _by_its_text(statement.id, library) == statement
    paper, field = map(bundled_statements, ("", FIELD))
    assert not {x.name for x in paper} & {x.id for x in field}


def test_a_name_of_several_statements_is_refused_with_their_ids() -> None:
    with pytest.raises(StatementError, match=r"'peak_bound'; choose one of .*E8\.peak"):
        bundled_statement("peak_bound")


def test_a_bundled_file_that_is_named_is_read_as_it_is_now() -> None:
    bundled = bundled_statement("R3")
    again = collect_named([str(bundled.file)]).statements
    assert [x.id for x in again if x.id == "R3"] and all(x is not bundled for x in again)


@pytest.mark.parametrize(
    ("name", "said"),
    [("bauer_fik", "'bauer_fike'"), ("r3", "'R3'"), ("field", "kreissverify list field")],
)
def test_a_name_that_is_not_a_statement_gets_one_sentence(name: str, said: str) -> None:
    with pytest.raises(StatementError, match=said):
        named_statement(name)


def test_the_field_has_what_it_is_said_to_have() -> None:
    field = bundled_statements(FIELD)
    expected = Counter(x.expect for x in field)
    assert len(field) >= 30 and expected["proved"] >= 10 and expected["refuted"] >= 5
    assert all(bool(x.derivations) == (x.expect == "proved") for x in field)
    sources = [x.source for x in field if x.expect != "refuted"]
    assert sum(MEMORY not in source for source in sources) >= 30
    # a statement says what is right where it says what is false
    refuted = [x for x in field if x.expect == "refuted"]
    assert all("False" in str(x.doc) and "right" in str(x.doc) for x in refuted)


def test_the_page_counts_and_names_what_there_is() -> None:
    page, field = (DOCS / "field-library.md").read_text(encoding="utf-8"), bundled_statements(FIELD)
    count = Counter(x.expect for x in field)
    proved, supported, refuted = (count[x] for x in ("proved", "supported", "refuted"))
    said = f"{len(field)} statements: {proved} proved, {supported} supported, {refuted} refuted."
    assert said in page
    named = re.findall(r"\(`(\w+)`\)", page)
    assert sorted(named) == sorted(x.id for x in field if x.expect == "refuted")
    assert re.findall(r"^\| `(\w+\.py)`", page, re.MULTILINE)
    assert all(f"| `{file.name}` |" in page for file in bundled_files(FIELD))
    remembered = sum(MEMORY in x.source for x in field)
    assert f"{remembered} of the {proved + supported} that" in page


def test_the_library_of_the_field_may_be_named_before_a_statement() -> None:
    found = collect_named(["field::bauer_fike"])
    assert not found.errors and [x.id for x in found.statements] == ["bauer_fike"]
    assert named_statement("field::bauer_fike").id == "bauer_fike"
    (error,) = collect_named(["fields"]).errors
    assert "did you mean 'field'?" in error.message
