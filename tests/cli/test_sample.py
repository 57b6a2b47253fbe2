"""The command `sample`."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from kreissverify import Matrix
from kreissverify import continuous as ct
from kreissverify.families import HeavyBall

FILE = """
from kreissverify import Integer, Real, Square, Symmetric, assume, family, identity, norm, theorem

@family
def Steps(H: Symmetric("n", norm=1), a: Real(above=0, below=1)):
    return identity("n") - a * H

@theorem(source="a note")
def powers(A: Square(2), k: Integer(at_least=1)):
    assume(norm(A) < 1)
    return norm(A**k) <= 1
"""


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "lemmas.py"
    path.write_text(FILE)
    return path


def test_members_are_printed_and_written_exactly(run, tmp_path: Path) -> None:
    shown = run("sample", "HeavyBall(n=1)", "--count", 3, "--out", "b.json", "--json", "-")
    assert shown.code == 0 and shown.err.count("J = [[") == 3
    written = json.loads((tmp_path / "b.json").read_text())
    assert written == json.loads(shown.out) and len(written["members"]) == 3
    for member in written["members"]:
        assert HeavyBall(**member["parts"]).strings() == member["matrix"]


def test_equal_seeds_draw_equal_members(run) -> None:
    asked = ("sample", "Symmetric(3, spectrum=(0, 1))", "--count", 2, "--seed")
    assert run(*asked, 1).out == run(*asked, 1).out != run(*asked, 2).out


def test_an_archive_has_an_array_a_part(run, tmp_path: Path) -> None:
    assert run("sample", "HeavyBall(n=2)", "--count", 2, "--out", "b.npz", "-q").out == (
        "HeavyBall(n=2): 2 members (b.npz)\n"
    )
    with np.load(tmp_path / "b.npz") as archive:
        assert archive["X2"].shape == (4, 4) and archive["X1.H"].shape == (2, 2)
    assert run("kreiss", "b.npz", "--array", "X1").code in (0, 2)  # readable, or refused by K


def test_classes_of_each_sort(run) -> None:
    for of in ("BlockTriangular", "Square", "Rectangular(2, 3)", "Square(2, complex=True)"):
        assert run("sample", of, "--count", 2).code == 0
    assert run("sample", "Integer(at_least=3, at_most=3)", "-n", 1).out == "1: 3\n"


def test_classes_of_flows(run) -> None:
    shown = run("sample", "ct.SelfReferential", "--count", 3, "--json", "-")
    made = json.loads(shown.out)["members"]
    for member in made:
        A, B, C, D = split_in_two(member["matrix"], member["sizes"][0])
        assert ct.SelfReferential(A, B, C, D, member["mu"]).strings() == member["matrix"]
    assert shown.err.count("mu = ") == 3
    each = run("sample", 'continuous.CoupledBlocks(sizes=(1, 2), radii="each")', "-n", 1)
    assert "mus = [" in each.out
    refused = run("sample", "ct.SelfReferental")
    assert refused.code == 2 and "did you mean 'ct.SelfReferential'?" in refused.err


def split_in_two(rows: list[list[str]], k: int) -> list[list[list[str]]]:
    """Return the blocks of a matrix, row by row, the first one of k rows."""
    return [
        [row[s] for row in rows[r]]
        for r in (slice(k), slice(k, None))
        for s in (slice(k), slice(k, None))
    ]


def test_what_a_file_defines(run, notes: Path) -> None:
    assert "a = " in run("sample", f"{notes}::Steps", "-n", 1).out
    assert "H = [[" in run("sample", f"{notes}::Steps(n=2)", "-n", 1).out
    drawn = run("sample", f"{notes}::powers", "-n", 4, "--json", "-")
    for instance in json.loads(drawn.out)["members"]:
        A = Matrix(instance["matrices"]["A"]["matrix"])
        assert np.linalg.norm(A.array, 2) < 1  # its hypothesis holds


@pytest.mark.parametrize(
    ("of", "sentence"),
    [
        ("HeavyBal", "did you mean 'HeavyBall'?"),
        ("__import__('os').getcwd()", "expected a class such as HeavyBall"),
        ("Square(x)", "x: expected a number such as 3"),
        ("Square(n=1 + 1)", "1 + 1: expected a number such as 3"),
        ("Square(**{})", "** is not read"),
        ("Square(0.5)", "expected an integer from 1 on"),
        ("Square(norm='mu')", "no parameter is called 'mu'"),
        ("HeavyBall(2)", "sizes by name only, as in HeavyBall(n=1)"),
        ("HeavyBall(m=2)", "unknown size: 'm'"),
        ("Stochastic(radius='1/2')", "every stochastic matrix has spectral radius 1"),
        ("nowhere.py::Steps", "no such file or folder"),
        ("lemmas.py", "FILE::NAME"),
        ("lemmas.py::Stepz", "its families are Steps"),
        ("(", "expected a class such as"),
        ("", "expected a class such as"),
    ],
)
def test_what_is_no_class_is_one_sentence(run, notes: Path, of: str, sentence: str) -> None:
    found = run("sample", of)
    assert found.code == 2 and sentence in found.err and found.err.count("\n") == 1


def test_files_of_other_kinds_are_refused_before_the_work(run) -> None:
    found = run("sample", "Square", "--out", "members.txt")
    assert found.code == 2 and "expected a file .json or .npz" in found.err


def test_what_was_drawn_is_kept_at_an_interrupt(run, monkeypatch) -> None:
    def interrupted(of, seed):
        yield Matrix([[1]])
        raise KeyboardInterrupt

    monkeypatch.setattr("kreissverify.evidence.members.instances", interrupted)
    found = run("sample", "Square", "--json", "-")
    assert found.code == 130 and json.loads(found.out)["members"] == [{"matrix": [["1"]]}]
