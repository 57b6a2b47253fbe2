"""Theorem files with a plausible mistake: one sentence each, and no instance is drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from kreissverify.theorems import collect

_SIDE = "expected at most 400 rows and columns"

#: The signature of a theorem, its conclusion, and what is said of them.
MISTAKES = {
    # entries and parts of matrices: to SymPy X[0] is an entry, and iterating takes all of them
    "an entry by one number": ("A: Square(2)", "A[0] <= 1", "one entry is X[i, j]"),
    "of an expression": ("A: Square(2)", "(A*A.T)[0] <= 1", "one entry is X[i, j]"),
    "a slice": ("A: Square(2)", "norm(A[0:1, 0:1]) <= 1", "one entry is X[i, j]"),
    "iteration": ("A: Square(2)", "sum(x for x in A) <= 1", "one entry is X[i, j]"),
    "length": ("A: Square(2)", "len(A) <= 1", "X.n is its number of rows, X.shape both"),
    "a number to a matrix": ("A: Square(2)", "norm(A + 1) <= 1", "write X + c*identity(X)"),
    "blocks": (
        "A: Square(2), B: Square(3)",
        "norm(block([[A, B], [B, A]])) <= 1",
        "shapes that do not fit together: 2×2, 3×3; 3×3, 2×2",
    ),
    # matrices that no memory holds
    "a huge kind": ("A: Square(10**9)", "norm(A) <= 1", f"Square: n: {_SIDE}, got 1000000000"),
    "huge blocks": (
        "J: BlockTriangular(sizes=(10**9, 1))",
        "norm(J) <= 1",
        "sizes: expected at most 400 rows in all, got (1000000000, 1)",
    ),
    "a huge member": (
        "J: families.HeavyBall(n=10**9)",
        "norm(J) <= 1",
        "n: expected an integer from 1 to 400 or the name of a size",
    ),
    "a huge size": (
        "A: Square('n'), n: Integer(at_least=10**9)",
        "norm(A) <= 1",
        "n: a size is at most 400, and this is in [1000000000, ∞)",
    ),
    "a huge identity": (
        "a: Real(above=0)",
        "norm(a*identity(10**9)) <= 1",
        f"has a matrix of shape 1000000000×1000000000: {_SIDE}",
    ),
    "a huge zero": ("a: Real(above=0)", "a <= norm(zeros(500, 1))", f"of shape 500×1: {_SIDE}"),
    "a huge product": ("A: Square(30)", "norm(kron(A, A)) <= 1", f"900×900: {_SIDE}"),
    # names that certificates cannot have
    "a constant": ("A: Square(), I: Real()", "norm(A) <= I", "I: a constant has this name"),
    "a word": ("A: Square(), sqrt: Real()", "norm(A) <= sqrt", "sqrt: a word of the language"),
    "a matrix by a word": ("max: Square()", "norm(max) <= 1", "max: a word of the language"),
    "a size by a constant": ("A: Square('I')", "norm(A) <= 1", "I: a constant has this name"),
    "a Greek letter": ("α: Real()", "α <= 1", "α: expected a letter from a to z or A to Z"),
    "a long name": (f"{'x' * 32}: Real()", f"{'x' * 32} <= 1", "at most 31 in all"),
    "an underscore": ("_x: Real()", "_x <= 1", "_x: expected a letter"),
    # numbers
    "an end without a name": ("a: Real(1)", "a <= 1", "Real: expected ends by name, as in above=0"),
    "an unknown end": (
        "a: Real(atleast=1)",
        "a <= 1",
        "Real: unknown end: 'atleast', did you mean 'at_least'?",
    ),
    # attributes
    "of a member": (
        "J: families.HeavyBall",
        "J.gama <= 1",
        "has no attribute 'gama'; it has H, mu, L, alpha, beta, n",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_it_is_told_in_one_sentence(tmp_path: Path, name: str) -> None:
    signature, conclusion, sentence = MISTAKES[name]
    head = "from kreissverify import *\nfrom kreissverify import families\n\n@theorem(source='x')\n"
    path = tmp_path / "notes.py"
    path.write_text(f"{head}def claim({signature}):\n    return {conclusion}\n", encoding="utf-8")
    found = collect([path])
    assert not found.statements
    (error,) = found.errors
    assert sentence in error.message
    assert "\n" not in error.message and "did you mean 'gammasimp'" not in error.message


def test_the_longest_name_and_the_largest_size_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "notes.py"
    name = "x" * 31
    path.write_text(
        "from kreissverify import *\n\n@theorem(source='x')\n"
        f"def claim(A: Square(400), {name}: Real()):\n    return norm(A) <= {name}\n",
        encoding="utf-8",
    )
    assert [x.id for x in collect([path]).statements] == ["claim"]


def test_the_derivation_of_what_was_refused_adds_no_second_error(tmp_path: Path) -> None:
    text = """
from kreissverify import BlockTriangular, K, theorem

@theorem(source="a note")
def refused(J: BlockTriangular):
    return K(J)

@refused.derivation
def _(p):
    p.qed("nothing")

@theorem(source="a note")
def read_also(J: BlockTriangular):
    return K(J) >= 1
"""
    (tmp_path / "notes.py").write_text(text)
    found = collect([tmp_path / "notes.py"])
    assert [x.id for x in found.statements] == ["read_also"]
    (error,) = found.errors
    assert "expected a comparison" in str(error)
