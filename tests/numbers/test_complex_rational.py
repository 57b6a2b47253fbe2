"""Complex rationals: every spelling means its exact value, and nothing else is taken for one."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

from kreissverify.numbers.complex_rational import as_gaussian, gaussian_string

parts = st.fractions(max_denominator=10**6).map(lambda q: fmpq(q.numerator, q.denominator))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (2, (fmpq(2), fmpq(0))),
        ("3/2+1/4j", (fmpq(3, 2), fmpq(1, 4))),
        (" 3/2 - j ", (fmpq(3, 2), fmpq(-1))),
        ("-1/3i", (fmpq(0), fmpq(-1, 3))),
        ("(1/2-3i)", (fmpq(1, 2), fmpq(-3))),
        ("1/2 - i", (fmpq(1, 2), fmpq(-1))),
        ("i", (fmpq(0), fmpq(1))),
        ("1e-3-2e-2j", (fmpq(1, 1000), fmpq(-1, 50))),
        (0.5 + 0.1j, (fmpq(1, 2), fmpq(*(0.1).as_integer_ratio()))),
        (np.complex64(1 + 0.5j), (fmpq(1), fmpq(1, 2))),
        (mpmath.mpc("0.5", 2), (fmpq(1, 2), fmpq(2))),
        (sympy.Rational(1, 3) + sympy.I, (fmpq(1, 3), fmpq(1))),
        ((Fraction(1, 3), "2"), (fmpq(1, 3), fmpq(2))),
    ],
)
def test_spellings(value: object, expected: tuple[fmpq, fmpq]) -> None:
    assert as_gaussian(value) == expected


@given(parts, parts)
def test_what_is_written_is_read_again(real: fmpq, imag: fmpq) -> None:
    assert as_gaussian(gaussian_string((real, imag))) == (real, imag)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "1+2",
        "j+j",
        "1 2i",
        "(1+2i",
        "+",
        "1+-2i",
        "1+2i+3",
        "ii",
        "1/0j",
        "1+2jj",
        "z",
        complex(1, float("inf")),
    ],
)
def test_no_complex_rational(value: object) -> None:
    with pytest.raises(ValueError, match="expected"):
        as_gaussian(value)


@pytest.mark.parametrize("value", [None, True, {}, sympy.sqrt(2)])
def test_no_number(value: object) -> None:
    with pytest.raises(TypeError, match="expected"):
        as_gaussian(value)
