"""Certificates kept beside a theorem file: tried first, believed never, and checked by pytest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kreissverify.certificates.writer import to_json
from kreissverify.evidence import verify
from kreissverify.evidence.counterexamples.certify import certificate
from kreissverify.evidence.counterexamples.kept_certificate import fault_of_certificate
from kreissverify.evidence.given import given_binding
from kreissverify.evidence.sampling.first_tried import first_tried, kept_certificates
from kreissverify.theorems.collection import load

FILE = """
from kreissverify import BlockTriangular, Integer, Real, Square, Symmetric, K, norm, theorem
from kreissverify import family, identity, rho, assume

@family
def Steps(H: Symmetric("n"), a: Real(above=0)):
    return identity("n") - a * H

@theorem(source="a slip", expect="refuted")
def coupled(J: BlockTriangular):
    return K(J) <= BOUND

@theorem(source="a slip", expect="refuted")
def parts(A: Square(), k: Integer(at_least=1)):
    return norm(A**k) <= BOUND * norm(A)

@theorem(source="a slip", expect="refuted")
def steps(J: Steps):
    return rho(J) <= BOUND
"""
GIVEN = {
    "coupled": {"J": [["1/2", 0], [10, "1/2"]], "split": 1},
    "parts": {"A": [[7]], "k": 2},
    "steps": {"J.H": [[-9]], "a": 1},
}
NAMES = [*GIVEN]


def written(folder: Path, bound: str = "2", text: str = FILE) -> Path:
    path = folder / "lemmas.py"
    path.write_text(text.replace("BOUND", bound))
    return path


def kept(folder: Path, name: str, within: str = "certificates") -> Path:
    """Write the certificate of a violation of a statement beside its file."""
    statement = load(written(folder), name)
    (folder / within).mkdir(exist_ok=True)
    path = folder / within / f"{name}.json"
    path.write_text(to_json(certificate(statement, given_binding(statement, GIVEN[name]))))
    return path


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("within", ["certificates", "."])
def test_it_is_tried_first_and_accepted(tmp_path: Path, name: str, within: str) -> None:
    path = kept(tmp_path, name, within)
    statement = load(tmp_path / "lemmas.py", name)
    assert [*kept_certificates(statement)] == [path]
    (first,) = first_tried(statement)
    assert first == given_binding(statement, GIVEN[name])
    assert fault_of_certificate(statement, path) is None
    report = verify(statement, instances=1, certificates=tmp_path)
    assert report.verdict.value == "refuted"


@pytest.mark.parametrize("name", NAMES)
def test_a_changed_conclusion_makes_it_stale(tmp_path: Path, name: str) -> None:
    path = kept(tmp_path, name)
    statement = load(written(tmp_path, "3"), name)
    fault = fault_of_certificate(statement, path)
    assert fault == f"it does not refute {name} as it stands now: the conclusion differs"
    assert len([*first_tried(statement)]) == 1  # its instance is worth a try all the same


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        ("coupled", "J: BlockTriangular", "J: BlockTriangular(sizes=(2, 2))", "no member of"),
        ("coupled", "J: BlockTriangular", "J: Square", "other variables"),
        ("parts", "A: Square()", 'A: Square(norm="1/2")', "no member of Square"),
        ("parts", "A: Square()", "A: Square(norm=8)", "the variables differ"),
        ("parts", "k: Integer(at_least=1)", "k: Integer(at_least=2)", "the variables differ"),
        ("parts", "k: Integer(at_least=1)", "k: Integer(at_least=5)", "k"),
        ("parts", "    return norm(A**k)", "    assume(rho(A) > 0)\n    return norm(A**k)", "hypo"),
        ("steps", "- a * H", "- 2 * a * H", "the conclusion differs"),
        ("steps", "a: Real(above=0)", "a: Real()", "the variables differ"),
    ],
)
def test_other_changes_make_it_stale(
    tmp_path: Path, name: str, old: str, new: str, sentence: str
) -> None:
    path = kept(tmp_path, name)
    assert old in FILE
    statement = load(written(tmp_path, text=FILE.replace(old, new)), name)
    fault = fault_of_certificate(statement, path)
    assert fault is not None and sentence in fault and "\n" not in fault
    verify(
        statement, instances=1, certificates=tmp_path
    )  # whatever its instance is now, it does no harm


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"version": 1}',
        '{"version": 1, "instance": {}}',
        '{"version": 2, "parts": {"J": 3}, "sizes": {}}',
        '{"version": 2, "parts": {"J": {"matrix": [["1", "2"], ["3"]]}}, "sizes": {}}',
        '{"version": 2, "parts": {"J": {"matrix": "x"}}, "sizes": {"n": "-1"}}',
        '{"version": 1, "instance": {"class": "BlockTriangular", "sizes": [1, 1], "normal": true, '
        '"gamma": "0", "matrix": [["1/2", "0"], ["10", "1/2"]], "parameters": {}}}',
        '{"version": 1, "instance": {"class": "BlockTriangular", "sizes": [9], "normal": true, '
        '"gamma": "1/2", "matrix": [["1/2", "0"], ["10", "1/0"]], "parameters": {"x": "1"}}}',
        "\x00\xff",
    ],
)
def test_what_is_no_certificate_is_left_aside(tmp_path: Path, text: str) -> None:
    path = kept(tmp_path, "coupled")
    path.write_bytes(text.encode("latin-1"))
    for name in NAMES:
        statement = load(tmp_path / "lemmas.py", name)
        path.rename(path := path.with_name(f"{name}.json"))
        assert [*first_tried(statement)] == []
        assert "the checker rejects it" in str(fault_of_certificate(statement, path))


def test_a_forged_one_refutes_nothing(tmp_path: Path) -> None:
    path = kept(tmp_path, "coupled")
    document = json.loads(path.read_text())
    document["instance"]["matrix"][1][0] = "0"  # K = 1
    path.write_text(json.dumps(document))
    statement = load(tmp_path / "lemmas.py", "coupled")
    assert "the checker rejects it" in str(fault_of_certificate(statement, path))
    true = load(written(tmp_path, "10**6"), "coupled")
    assert verify(true, instances=2, certificates=tmp_path).verdict.value == "supported"


def test_a_foreign_one_is_told_apart(tmp_path: Path) -> None:
    path = kept(tmp_path, "parts").rename(tmp_path / "certificates" / "coupled.json")
    statement = load(tmp_path / "lemmas.py", "coupled")
    assert fault_of_certificate(statement, path) == "it is about the statement parts, not coupled"
    assert [*first_tried(statement)] == []


def test_a_folder_of_its_name_is_none(tmp_path: Path) -> None:
    (tmp_path / "certificates" / "coupled.json").mkdir(parents=True)
    assert [*kept_certificates(load(written(tmp_path), "coupled"))] == []
