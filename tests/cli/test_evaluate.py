"""The command `evaluate`."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

FILE = """
from kreissverify import BlockTriangular, Integer, K, Square, norm, theorem
from kreissverify.families import HeavyBall

@theorem(source="a note")
def powers(A: Square(), k: Integer(at_least=1)):
    return norm(A**k) <= norm(A) ** k

@theorem(source="a hope")
def calm(J: BlockTriangular):
    return K(J) <= 2

@theorem(source="a hope")
def gamma(gamma: BlockTriangular):
    return K(gamma) <= 2

@theorem(source="a hope")
def momentum(J: HeavyBall):
    return norm(J) <= 2
"""


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    np.save(tmp_path / "A.npy", np.array([[0.5, 1], [0, 0.5]]))
    (tmp_path / "J.csv").write_text("1/2,0\n8,1/2\n")
    (tmp_path / "J.mtx").write_text(
        "%%MatrixMarket matrix array real general\n2 2\n0.5\n8\n0\n0.5\n"
    )
    (tmp_path / "H.csv").write_text("1/2\n")
    (tmp_path / "wide.csv").write_text("1,2\n")
    path = tmp_path / "lemmas.py"
    path.write_text(FILE)
    return path


def test_an_array_and_a_number(run, notes: Path) -> None:
    found = run("evaluate", f"{notes}::powers", "A=A.npy", "k=3")
    assert found.code == 0 and "\nholds\n" in found.out and "left" in found.out


@pytest.mark.parametrize("file", ["J.csv", "J.mtx"])
def test_a_violation_is_exit_code_1(run, notes: Path, file: str) -> None:
    found = run("evaluate", f"{notes}::calm", f"J={file}", "--split", 1, "--json", "-")
    record = json.loads(found.out)
    assert found.code == 1 and record["outcome"] == "violated"
    assert record["instance"]["gamma"] == "1/2"


def test_gamma_and_one_line(run, notes: Path) -> None:
    asked = ("evaluate", f"{notes}::calm", "J=J.csv", "--split", "1,1", "--gamma", "3/4")
    assert run(*asked, "-q").out == "calm: violated\n"


def test_gamma_of_a_matrix_that_is_called_so(run, notes: Path) -> None:
    asked = ("evaluate", f"{notes}::gamma", "gamma=J.csv", "--split", "1", "--json", "-")
    found = run(*asked, "--gamma", "gamma=3/4")
    assert found.code == 1 and json.loads(found.out)["instance"]["gamma"] == "3/4"
    assert json.loads(run(*asked).out)["instance"]["gamma"] == "1/2"
    bare = run(*asked, "--gamma", "3/4")
    assert bare.code == 2 and "say whose it is, as in J=3/4" in bare.err


def test_the_parts_of_a_family(run, notes: Path) -> None:
    parts = ("H=H.csv", "mu=1/10", "L=1", "alpha=1/2", "beta=1/4")
    assert run("evaluate", f"{notes}::momentum", *parts, "-q").out == "momentum: holds\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("powers", "A=A.npy"), "k: it is missing"),
        (("powers", "a=A.npy", "k=1"), "unknown variable: 'a', did you mean 'A'?"),
        (("powers", "A=none.npy", "k=1"), "none.npy"),
        (("powers", "A=wide.csv", "k=1"), "A"),
        (("powers", "A=A.npy", "k=1/2"), "k"),
        (("powers", "A=A.npy", "k"), "expected such as J=J.npy or k=3, got 'k'"),
        (("powers", "A=A.npy", "k=1", "k=2"), "k: it is given twice"),
        (("calm", "J=J.csv"), "split: it is missing"),
        (("calm", "J=J.csv", "--split", "x"), "expected rows such as 2, or 2,2,1, got 'x'"),
        (("calm", "J=J.csv", "--split", "3"), "split: expected positive sizes"),
        (("calm", "J=J.csv", "--split", "1", "--gamma", "1/4"), "1/4"),
        (("momentum", "H=H.csv"), "J.mu: it is missing"),
        (("momentun",), "did you mean 'momentum'?"),
    ],
)
def test_what_is_wrong_is_one_sentence(run, notes: Path, arguments, sentence: str) -> None:
    name, *rest = arguments
    found = run("evaluate", f"{notes}::{name}", *rest)
    assert found.code == 2 and sentence in found.err and found.err.count("\n") == 1
