"""The command `list`: ids, formulas and expectations, and nothing is decided."""

from __future__ import annotations

import json
from pathlib import Path

from kreissverify.cli import main
from kreissverify.theorems import FIELD, bundled_statements

NOTES = """
from kreissverify import BlockTriangular, K, Real, theorem

@theorem(source="a note", expect="supported")
def at_least_one(J: BlockTriangular, x: Real(above=0, at_most=1)):
    return K(J) >= x
"""


def test_the_library_is_listed_whole_and_in_its_order(capsys) -> None:
    assert main(["list", "--quiet"]) == 0
    assert capsys.readouterr().out.split() == [x.id for x in bundled_statements()]


def test_the_library_of_the_field_is_listed_by_its_name(capsys) -> None:
    assert main(["list", "field", "--quiet"]) == 0
    assert capsys.readouterr().out.split() == [x.id for x in bundled_statements(FIELD)]


def test_a_row_has_the_id_the_expectation_and_the_formula(capsys, tmp_path: Path) -> None:
    (tmp_path / "notes.py").write_text(NOTES)
    assert main(["list", str(tmp_path)]) == 0
    head, row = capsys.readouterr().out.splitlines()
    assert head.split() == ["id", "expected", "statement"]
    assert row.split(maxsplit=2) == [
        "at_least_one",
        "supported",
        "for every J in BlockTriangular and x in (0, 1]: K(J) ≥ x",
    ]


def test_what_cannot_be_read_is_said_and_the_rest_is_listed(capsys) -> None:
    assert main(["list", "R3", "R33", "--json", "-"]) == 2
    out, err = capsys.readouterr()
    (shown,) = json.loads(out)["theorems"]
    assert set(shown) == {"id", "file", "source", "statement", "expect"}
    assert (shown["id"], shown["expect"]) == ("R3", "proved")
    assert "R33: no such file or folder" in err and "did you mean 'R3'?" in err
