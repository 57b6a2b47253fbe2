"""Numbers go from one library to another by one function each, and lose what it says."""

from __future__ import annotations

import re
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy
from flint import arb, fmpq, fmpq_mat
from hypothesis import given
from hypothesis import strategies as st

from kreissverify.numbers.arrays import float_matrix, rational_matrix
from kreissverify.numbers.ball import middle_mpf, working_precision
from kreissverify.numbers.rational import as_float, as_fmpq, as_mpf, as_sympy
from tests.paths import ROOT

PACKAGE = ROOT / "kreissverify"
HOMES = {"numbers/arrays.py", "numbers/rational.py", "numbers/ball.py"}
BY_HAND = {
    "fmpq to float": r"int\((\S+)\.p\) / int\(\1\.q\)",
    "fmpq to SymPy": r"sympy\.Rational\(int\(",
    "SymPy to fmpq": r"fmpq\(int\((\S+)\.p\), int\(\1\.q\)\)",
    "fmpq to mpmath": r"mpf\(int\((\S+)\.p\)\)",
    "ball to mpmath": r"mpmath\.ldexp\(mpmath\.mpf",
    "type of an array": r"NDArray\[np\.(float64|complex128)\]",
    "array to fmpq_mat": r"as_integer_ratio\(\)\) for x in \w+\.ravel\(\)",
}

rationals = st.fractions().map(lambda x: fmpq(x.numerator, x.denominator))


def test_no_other_module_converts_by_hand() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}: {what}"
        for path in sorted(PACKAGE.rglob("*.py"))
        # the checker stands by itself
        if path.relative_to(PACKAGE).as_posix() not in {*HOMES, "certificates/checker.py"}
        for what, pattern in BY_HAND.items()
        if re.search(pattern, path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_each_pattern_finds_what_it_is_for() -> None:
    text = "".join((PACKAGE / home).read_text(encoding="utf-8") for home in HOMES)
    here = "fmpq(int(e.p), int(e.q)) ... fmpq(*x.as_integer_ratio()) for x in a.ravel()"
    for pattern in BY_HAND.values():
        assert re.search(pattern, text + here)


@given(rationals)
def test_exact_conversions_lose_nothing(x: fmpq) -> None:
    assert as_fmpq(as_sympy(x)) == x
    assert as_sympy(x) == sympy.Rational(str(x))


@given(rationals)
def test_floats_are_the_nearest(x: fmpq) -> None:
    assert as_float(x) == float(Fraction(int(x.p), int(x.q)))


def test_floats_at_the_ends_of_their_range() -> None:
    assert as_float(fmpq(1, 2**1074)) == 5e-324
    assert as_float(fmpq(1, 2**1075)) == 0.0
    assert as_float(fmpq(10**400 + 1, 10**400)) == 1.0
    with pytest.raises(OverflowError):
        as_float(fmpq(10**400))
    with pytest.raises(OverflowError):
        float_matrix(fmpq_mat([[fmpq(-(10**400))]]))


def test_mpmath_gets_as_many_digits_as_are_asked_for() -> None:
    with mpmath.workdps(40):
        assert mpmath.nstr(as_mpf(fmpq(2, 3)), 40) == "0." + "6" * 39 + "7"
    with working_precision(300):
        third = arb(1) / 3
    for digits in (15, 60):
        with mpmath.workdps(digits):
            assert middle_mpf(third, digits) == mpmath.mpf(1) / 3


def test_matrices_keep_their_shape() -> None:
    for shape in ((2, 3), (1, 1), (0, 2), (3, 0)):
        array = np.arange(6.0)[: shape[0] * shape[1]].reshape(shape) / 3
        made = rational_matrix(array)
        assert (made.nrows(), made.ncols()) == shape
        np.testing.assert_array_equal(float_matrix(made), array)
