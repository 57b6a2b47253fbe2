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
