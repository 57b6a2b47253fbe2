"""What is plausible and wrong in a theorem's body is one sentence with what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from kreissverify.theorems import collect

HEAD = """import math
import numpy as np
import sympy
from math import sqrt as root
from kreissverify import *
from kreissverify import BlockTriangular, Integer, K, M, G, T, power_norm, theorem, assume
from kreissverify import And, Rational, same, sqrt, Piecewise, resolvent, rho

@theorem(source="test")
def statement(J: BlockTriangular(sizes=(1, 1)), k: Integer(at_least=0)):
    assume(K(J) >= 1)
    return """
LINE = HEAD.count("\n") + 1


def message(tmp_path: Path, text: str) -> str:
    """Return what is said of a theorem file; its line is that of the body's last line."""
    path = tmp_path / "notes.py"
    path.write_text(text)
    (error,) = collect([path]).errors
    return error.message


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("K(J) <= np.sqrt(1 + J.c)", "np.sqrt needs numbers, and J is symbolic: write sqrt(x)"),
        ("K(J) <= math.sqrt(1 + J.c)", "math.sqrt needs numbers, and J is symbolic: write sqrt(x)"),
        ("K(J) <= root(1 + J.c)", "root needs numbers"),
        ("K(J) <= np.log(J.c)", "write log(x)"),
        ("K(J) <= np.max([1, J.c])", "write Max(x, y)"),
        ("K(J) <= np.maximum(1, J.c)", "write Max(x, y)"),
        ("K(J) <= np.linalg.norm(J)", "write norm(X)"),
        ("1 <= np.max(np.abs(np.linalg.eigvals(J)))", "write rho(X)"),
        ("K(J) <= max(1, J.c)", "max needs numbers, and J is symbolic: write Max(x, y)"),
        ("K(J) >= min(1, J.c)", "min needs numbers, and J is symbolic: write Min(x, y)"),
        ("float(K(J)) <= 2", "float needs numbers"),
        ("K(J) >= 1 and K(J) <= M(J)", "`and` needs truth values, and J is symbolic: write And"),
        ("K(J) >= 1 or K(J) <= M(J)", "write Or(x, y)"),
        ("not (K(J) >= 1)", "write Not(x)"),
        ("1 <= K(J) <= M(J)", "write And(a <= b, b <= c)"),
        ("K(J) <= (1 if J.c < 1 else 2)", "write Piecewise((x, condition), (y, True))"),
        ("K(J) >= 1 & M(J) >= 1", "`&` binds more tightly than `<=`: write And(x, y)"),
        ('K(J) >= "1/3"', "computes or compares with a text: write Rational(1, 3) for a number"),
        ('"1/3" <= K(J)', "write Rational(1, 3)"),
        ('J[0, 1] < "1/3"', "write Rational(1, 3)"),
        ('"1/3" * K(J) <= 1', "write Rational(1, 3)"),
        ('K("1/3" * J) <= 1', "write Rational(1, 3)"),
        ('K(J) ** "1/3" <= 1', "write Rational(1, 3)"),
        ('Eq(K(J), "1/3")', "write Rational(1, 3)"),
        ("K(J) <= None", "of type NoneType: expected a number or a matrix"),
        ("K(J) <= [1, 2]", "of type list: expected a number or a matrix"),
        ("K(J) <= J", "write same(X, Y) for the equality of matrices"),
        ("K(J + 1) <= 2", "adds a number to a matrix"),
        ("K(J - np.array([[1j, 0], [0, 1]])) <= 2", "expected a rational number, got Add"),
        ("K(J * Matrix([[1j]])) <= 2", "joins an array of numbers to a matrix of the class"),
        ("K(J) <= K(np.array([[0.5j, 0], [1, 0]]))", "floating-point number"),
        ("And(K(J), 1)", "join comparisons such as K(J) <= 2"),
        ("K(J) <= sqr(J.c)", "name 'sqr' is not defined; did you mean 'sqrt'?"),
        ("k_(J) <= 1", "did you mean 'k'?"),
        ("K(J) <= J.gama", "did you mean 'gamma'?"),
        ("K(J) <= Piecewise((1, J.c < 1))", "without a last case"),
        ("G(J, None) <= 2", "None where a number is expected"),
        ("G(J, J) <= 2", "the matrix J where a number is expected"),
        ("G(J, -1) <= 2", "G(J, -1): r: expected r > 0"),
        ("T(J, 0) <= 2", "expected a positive number"),
        ("power_norm(J, -1) <= 2", "expected an integer >= 0"),
        ("K(J) <= 2**20000", "more than 4300 digits"),
        ("K(J.c) <= 2", "K: expected a matrix, got the number c"),
        ("same(J**Rational(1, 2), J)", "the exponent of a matrix is an integer"),
        ("same(J**J.c, J)", "the exponent of a matrix is an integer"),
        ("same(sqrt(2)*J, J)", "sqrt(2) has no exact rational value"),
        ("same(J, sympy.Matrix([[1, sympy.pi], [0, 1]]))", "pi has no exact rational value"),
        ("same(J, sympy.zeros(3, 3))", "the shapes (2, 2) and (3, 3) differ"),
        ("norm(J * identity(3)) <= 2", "X*Y where X has not as many columns as Y has rows"),
        ("norm(J + identity(3)) <= 2", "the body adds matrices of different shapes"),
        ("norm(zeros(2, 3) ** 2) <= 2", "a power of a matrix that is not square"),
        ("(2 * J)[2, 0] <= 2", "X[i, j] counts rows and columns from 0"),
        ("norm(exp(2 * J)) <= 2", "ct.exp_norm(A, t)"),
        ("(2 * J).trace() <= 2", "a matrix X has no trace: write trace(X)"),
        ("(2 * J).eigenvals() <= 2", "write rho(X) for their largest modulus"),
        ("norm((2 * J).H) <= 2", "write adjoint(X)"),
        ("(2 * J).largest <= 2", "it has X.n, X.shape, X.T and entries X[i, j]"),
    ],
)
def test_the_right_name_is_said(tmp_path: Path, written: str, right: str) -> None:
    found = message(tmp_path, HEAD + written + "\n")
    assert right in found and "Traceback" not in found


def test_an_option_by_an_unknown_name_says_how_to_add_it(tmp_path: Path) -> None:
    text = HEAD.replace("k: Integer(at_least=0)", 'A: Square(2, norm="c")').replace(
        "k: Integer(at_least=0)", ""
    )
    said = message(tmp_path, text.replace("Integer, K", "Integer, Square, K") + "K(J) >= 1\n")
    assert "A: no parameter is called 'c'; add c: Real(at_least=0), or write a number" in said


def test_without_source_there_is_still_a_sentence() -> None:
    text = HEAD + "K(J) >= 1 and K(J) <= M(J)\n"
    with pytest.raises(ValueError, match="write And"):
        exec(compile(text, "<prompt>", "exec"), {})
