"""Every kind of exact rational stays exact: none takes the way through a float."""

from fractions import Fraction

import gmpy2
import mpmath
import numpy as np
import pytest
import sympy
from flint import fmpq, fmpz

from kreissverify.numbers.rational import as_fmpq


@pytest.mark.parametrize(
    "value",
    [Fraction(1, 5), sympy.Rational(1, 5), gmpy2.mpq(1, 5), fmpq(1, 5), "1/5", "0.2"],
    ids=lambda value: type(value).__name__,
)
def test_a_fifth_is_a_fifth(value: object) -> None:
    assert as_fmpq(value) == fmpq(1, 5)


@pytest.mark.parametrize(
    "value", [3, fmpz(3), np.int64(3), sympy.Integer(3), gmpy2.mpz(3), 3.0, np.float32(3)]
)
def test_three_is_three(value: object) -> None:
    assert as_fmpq(value) == 3


def test_exponents_of_sensible_length_are_read() -> None:
    assert as_fmpq("25e-2") == fmpq(1, 4)


def test_a_float_means_its_dyadic_value() -> None:
    assert as_fmpq(0.2) == fmpq(3602879701896397, 18014398509481984)


LONG = Fraction(1) + Fraction(1, 2**60)  # a dyadic number that float64 rounds to 1


@pytest.mark.parametrize(
    "value",
    [
        np.longdouble(1) + np.longdouble(2) ** -60,
        sympy.Float(sympy.Rational(LONG.numerator, LONG.denominator), 40),
        gmpy2.mpfr(gmpy2.mpq(LONG), 100),
        mpmath.mp.make_mpf(mpmath.libmp.from_rational(LONG.numerator, LONG.denominator, 100)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_long_float_keeps_all_its_bits(value: object) -> None:
    if isinstance(value, np.longdouble) and np.finfo(np.longdouble).nmant < 60:
        pytest.skip("long doubles are float64 on this machine")
    assert as_fmpq(value) == fmpq(LONG.numerator, LONG.denominator)


@pytest.mark.parametrize("value", [np.longdouble("inf"), mpmath.inf, gmpy2.mpfr("nan")])
def test_no_long_float_is_infinite(value: object) -> None:
    with pytest.raises(ValueError, match="finite"):
        as_fmpq(value)


@pytest.mark.parametrize("value", ["1e" + "0" * 45 + "9000", "1e１９９９９９"])
def test_a_long_exponent_is_refused_however_it_is_written(value: str) -> None:
    with pytest.raises(ValueError, match="expected a rational number"):
        as_fmpq(value)


@pytest.mark.parametrize("value", [True, None, [1], 1j])
def test_other_types_are_refused(value: object) -> None:
    with pytest.raises(TypeError):
        as_fmpq(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "1/0", "x", "", "1e999999999"])
def test_other_values_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match="expected"):
        as_fmpq(value)
