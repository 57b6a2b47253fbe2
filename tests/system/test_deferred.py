"""Numbers do not wait for SymPy, and what is symbolic is told all the same."""

from __future__ import annotations

import subprocess
import sys

import sympy
from flint import fmpq

from kreissverify import K, Matrix, enclose
from kreissverify.system.deferred import is_of_sympy

_NUMBERS = """
import sys
from kreissverify import K, M, enclose, kreiss_peak
from kreissverify.continuous import K as K_c
from kreissverify.system.deferred import is_of_sympy
assert K([[0, 1], [0, 0]]) == 1
assert M([[0.25, 0.5], [0.1, 0.25]]) == 1
assert K([[0.25, 0.5, 0], [0.1, 0.25, 9], [0, 0, 0.5]]) > 1
assert K_c([[-1, 1], [0, -1]]) == 1
assert enclose(K, [["1/4", 0], [8, "1/4"]], rtol=1e-6).upper.value > 2
assert not is_of_sympy(K, "Expr")
assert "sympy" not in sys.modules
"""


def test_floats_and_enclosures_load_no_sympy() -> None:
    done = subprocess.run([sys.executable, "-c", _NUMBERS], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_numbers_and_matrices_of_sympy_are_taken_as_such() -> None:
    half = sympy.Rational(1, 2)
    assert Matrix([[half, 0], [0, 0]]).exact[0, 0] == fmpq(1, 2)
    assert K(sympy.Matrix([[0, 1], [0, 0]])) == 1
    assert enclose(K, sympy.ImmutableMatrix([[0, 1], [0, 0]])).is_exact
    assert is_of_sympy(half, "Expr", "MatrixBase") and not is_of_sympy(0.5, "Expr")
