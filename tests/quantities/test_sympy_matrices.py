"""Explicit SymPy matrices: evaluated if their entries are numbers, else refused in a sentence."""

from __future__ import annotations

import pytest
import sympy
from flint import fmpq

from kreissverify import K, enclose, norm
from kreissverify.matrices import InvalidMatrix

HALF = sympy.Rational(1, 2)
KINDS = (sympy.Matrix, sympy.ImmutableMatrix, sympy.SparseMatrix, sympy.ImmutableSparseMatrix)


@pytest.mark.parametrize("kind", KINDS)
def test_an_explicit_matrix_is_evaluated_exactly(kind: type) -> None:
    matrix = kind([[HALF, 0], [2, HALF]])
    assert K(matrix) == 1.25
    assert enclose(K, matrix).lower.value == fmpq(5, 4)
    assert norm(kind([[0.1]])) == 0.1


@pytest.mark.parametrize("kind", KINDS)
def test_complex_entries_are_taken_exactly(kind: type) -> None:
    found = enclose(norm, kind([[HALF * 3 / 5 + sympy.I * HALF * 4 / 5]]))
    assert found.is_exact and found.lower.value == fmpq(1, 2)
    assert norm(kind([[0.5 * sympy.I]])) == 0.5


@pytest.mark.parametrize("face", [K, lambda matrix: enclose(K, matrix)])
@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (sympy.Symbol("x"), "entry \\[0, 1\\]: x has no value yet"),
        (sympy.sqrt(2), "entry \\[0, 1\\]: sqrt\\(2\\) is no rational number"),
        (sympy.I * sympy.sqrt(2), "I is no rational number"),
        (sympy.nan, "nan"),
        (sympy.oo, "oo is no rational number"),
    ],
)
def test_another_one_is_refused(face, entry: sympy.Expr, words: str) -> None:
    for kind in KINDS:
        with pytest.raises(InvalidMatrix, match=words):
            face(kind([[0, entry], [0, 0]]))


def test_a_name_in_quotes_is_no_quantity() -> None:
    with pytest.raises(TypeError, match="did you mean K, without quotes"):
        enclose("k", [[0, 1], [0, 0]])
