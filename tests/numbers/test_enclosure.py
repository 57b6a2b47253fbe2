"""Enclosures contain the exact results, and their bounds keep their direction."""

import math
from fractions import Fraction

import mpmath
import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

from kreissverify.numbers.enclosure import (
    Enclosure,
    Lower,
    Upper,
    equal,
    hull,
    less,
    less_equal,
    maximum,
    minimum,
)
from kreissverify.numbers.three_valued import Outcome

rationals = st.fractions(min_value=-50, max_value=50, max_denominator=60).map(
    lambda q: fmpq(q.numerator, q.denominator)
)
radii = st.sampled_from([fmpq(0), fmpq(1, 10**9), fmpq(1, 7), fmpq(3)])


@st.composite
def enclosed(draw: st.DrawFn) -> tuple[fmpq, Enclosure]:
    """A rational point, and an enclosure that contains it."""
    point = draw(rationals)
    return point, Enclosure.between(point - draw(radii), point + draw(radii))


@given(enclosed(), enclosed())
def test_arithmetic_contains_the_exact_result(x, y):
    (p, a), (q, b) = x, y
    assert (a + b).contains(p + q)
    assert (a - b).contains(p - q)
    assert (a * b).contains(p * q)
    assert (-a).contains(-p)
    assert abs(a).contains(abs(p))
    if q != 0:
        assert (a / b).contains(p / q)
    assert maximum([a, b]).contains(max(p, q))
    assert minimum([a, b]).contains(min(p, q))
    assert hull([a, b]).contains(p)


@given(enclosed(), st.integers(-4, 6))
def test_powers_contain_the_exact_result(x, exponent):
    point, a = x
    if point != 0 or exponent >= 0:
        assert (a**exponent).contains(point**exponent)


@given(rationals, rationals)
def test_field_operations_on_points_are_exact(p, q):
    a, b = Enclosure.exactly(p), Enclosure.exactly(q)
    assert (a * b + a).is_exact
    assert (a * b + a).lower.value == p * q + p


def test_a_wrong_product_would_be_seen():
    product = Enclosure.exactly(fmpq(1, 3)) * 3
    assert not product.contains(1 + fmpq(1, 10**9))


@pytest.mark.parametrize("name", ["sqrt", "log", "exp", "asinh"])
@given(x=enclosed())
def test_functions_contain_the_values_of_mpmath(name, x):
    point, a = x
    shown = getattr(a, name)()
    with mpmath.workdps(60):
        exact = mpmath.mpf(int(point.p)) / int(point.q)
        if (name == "sqrt" and exact < 0) or (name == "log" and exact <= 0):
            return
        value = getattr(mpmath, name)(exact)
        assert _mp(shown.lower.value) <= value + mpmath.mpf(10) ** -35 * (1 + abs(value))
        assert value <= _mp(shown.upper.value) + mpmath.mpf(10) ** -35 * (1 + abs(value))


def _mp(value: object) -> mpmath.mpf:
    if isinstance(value, float):
        return mpmath.mpf(value)
    return mpmath.mpf(int(value.p)) / int(value.q)


def test_functions_are_exact_where_the_value_is_rational():
    assert Enclosure.exactly(fmpq(9, 4)).sqrt().lower.value == fmpq(3, 2)
    assert Enclosure.exactly(1).log().is_exact
    assert Enclosure.exactly(0).exp().lower.value == 1
    assert not Enclosure.exactly(2).sqrt().is_exact


def test_outside_the_domain_nothing_is_known():
    assert Enclosure.exactly(-1).sqrt().lower.value == -math.inf
    assert Enclosure.between(0, 1).log().upper.value == math.inf
    assert Enclosure.between(-1, 1).reciprocal().lower.value == -math.inf


def test_a_bound_of_the_wrong_direction_is_refused():
    one = fmpq(1)
    with pytest.raises(TypeError, match="lower: expected a Lower, got Upper"):
        Enclosure(Upper(one), Upper(one))
    with pytest.raises(TypeError, match="upper: expected an Upper, got Lower"):
        Enclosure(Lower(one), Lower(one))
    with pytest.raises(ValueError, match="contradictory bounds"):
        Enclosure.between(2, 1)


@given(enclosed(), enclosed())
def test_comparisons_decide_only_what_is_so(x, y):
    (p, a), (q, b) = x, y
    for compare, truth in ((less_equal, p <= q), (less, p < q), (equal, p == q)):
        outcome = compare(a, b)
        assert outcome in (Outcome.INDETERMINATE, Outcome.of(bool(truth)))


@given(rationals, rationals)
def test_comparisons_of_points_are_decided(p, q):
    a, b = Enclosure.exactly(p), Enclosure.exactly(q)
    assert less_equal(a, b) is Outcome.of(bool(p <= q))
    assert less(a, b) is Outcome.of(bool(p < q))
    assert equal(a, b) is Outcome.of(bool(p == q))


def test_bounds_that_touch_decide_less_equal_but_not_less():
    a, b = Enclosure.between(0, 1), Enclosure.between(1, 2)
    assert less_equal(a, b) is Outcome.HOLDS
    assert less(a, b) is Outcome.INDETERMINATE
    assert less(b, a) is Outcome.VIOLATED


def test_infinite_ends():
    infinity = Enclosure.exactly(math.inf)
    assert less(Enclosure.exactly(10**100), infinity) is Outcome.HOLDS
    assert (infinity + 1).lower.value == math.inf
    assert (infinity - infinity).lower.value == -math.inf
    assert (infinity * 0).upper.value == math.inf
    assert infinity.midpoint() == math.inf


def test_long_ends_are_rounded_outward():
    point = fmpq(Fraction(1, 3).numerator, 3) ** 3000
    square = Enclosure.exactly(point) * Enclosure.exactly(1 + point)
    assert square.contains(point * (1 + point))
    assert not square.is_exact


@pytest.mark.parametrize("exponent", [10**12, 10**40])
def test_numbers_too_long_to_be_written_out_are_bounded_at_once(exponent: int) -> None:
    large = Enclosure.exactly("11/10") ** exponent
    small = Enclosure.exactly("9/10") ** exponent
    for value in (large, Enclosure.exactly(exponent).exp()):
        assert value.lower.value > 10**1000
    for value in (small, Enclosure.exactly(-exponent).exp()):
        assert value.lower.value >= 0
        assert 0 < value.upper.value < fmpq(1, 10**1000)
    assert (Enclosure.exactly("-11/10") ** (exponent + 1)).upper.value < -(10**1000)
    assert Enclosure.exactly(-1) ** exponent == Enclosure.exactly(1)


@pytest.mark.parametrize("exponent", [60_000, 60_001])
def test_a_long_power_is_enclosed_narrowly(exponent: int) -> None:
    base = fmpq(-1_000_003, 1_000_000)
    shown = Enclosure.exactly(base) ** exponent
    assert not shown.is_exact
    assert shown.contains(base**exponent)
    assert shown.width < 1e-30


# Formats: no digit is shown that is not certain.

ENCLOSED = Enclosure.between("10/3", "10001/3000")


@pytest.mark.parametrize(
    ("spec", "shown"),
    [
        (".6f", "3.33"),
        (".2f", "3.33"),
        (".1f", "3.3"),
        (".0f", "3"),
        (".6e", "3.33e+0"),
        (".6g", "3.33"),
        ("", "3.33"),
        ("g", "3.33"),
        (">8.6f", "    3.33"),
        ("*^8.6f", "**3.33**"),
        ("+.6f", "+3.33"),
    ],
)
def test_a_format_shows_the_digits_that_are_certain(spec: str, shown: str) -> None:
    assert format(ENCLOSED, spec) == shown


@pytest.mark.parametrize(
    ("low", "high", "spec", "shown"),
    [
        ("1/3", "1/3", ".12f", "0.333333333333"),
        ("-7/2", "-7/2", ".0f", "-4"),  # half to even, as floats are
        ("4999/10000", "5001/10000", ".6f", "0.500"),  # one digit less would agree, one more not
        ("1/3", "2/3", ".3f", "[0.333, 0.667]"),
        ("-2/3", "-1/3", ".3f", "[-0.667, -0.333]"),
        ("-1/1000", "1/1000", ".6f", "0.00"),
        (1, "inf", ".3f", "at least 1"),
        ("inf", "inf", ".3f", "inf"),
        (10**30, 10**30 + 1, ".0f", f"[{10**30}, {10**30 + 1}]"),
    ],
)
def test_formats_of_hard_enclosures(low: object, high: object, spec: str, shown: str) -> None:
    ends = (float(x) if x == "inf" else x for x in (low, high))
    assert format(Enclosure.between(*ends), spec) == shown


@given(rationals, radii, st.integers(0, 12), st.sampled_from("efg"))
def test_no_formatted_digit_is_uncertain(
    middle: fmpq, radius: fmpq, digits: int, kind: str
) -> None:
    enclosed = Enclosure.between(middle - radius, middle + radius)
    text, ends = format(enclosed, f".{digits}{kind}"), enclosed.exact
    if text.startswith("["):
        shown = [Fraction(x) for x in text.strip("[]").split(", ")]
        assert shown[0] <= ends[0] <= ends[1] <= shown[1]
        return
    mantissa, _, exponent = text.partition("e")
    decimals = len(mantissa.partition(".")[2]) if "." in mantissa else 0
    unit = Fraction(10) ** (int(exponent or 0) - decimals)
    if kind == "g" and "e" not in text and Fraction(text):
        # trailing zeros are not written, so that a unit may be larger than the last digit shown
        unit = max(unit, abs(Fraction(text)) / 10 ** max(digits - 1, 0))
    assert all(abs(Fraction(text) - end) <= unit / 2 for end in ends)


@pytest.mark.parametrize("spec", ["d", "x", ".3%", ".6F", "..", ".99999999f", "é>>"])
def test_other_formats_are_refused(spec: str) -> None:
    with pytest.raises(ValueError, match="format: expected one of floats"):
        format(ENCLOSED, spec)


def test_comparisons_have_three_outcomes() -> None:
    x, half, three = Enclosure.between(1, 2), 0.5, 3
    assert (x < 3, x <= 1, x >= "3/2") == (
        Outcome.HOLDS,
        Outcome.INDETERMINATE,
        Outcome.INDETERMINATE,
    )
    assert (three > x, half >= x, x > x) == (
        Outcome.HOLDS,
        Outcome.VIOLATED,
        Outcome.INDETERMINATE,
    )
    assert (x > Enclosure.exactly(2), x >= 2) == (Outcome.VIOLATED, Outcome.INDETERMINATE)
    with pytest.raises(TypeError, match="three values"):
        bool(x <= 1.5)


@given(rationals, radii, rationals, radii)
def test_operators_are_the_functions(a: fmpq, r: fmpq, b: fmpq, s: fmpq) -> None:
    x, y = Enclosure.between(a - r, a + r), Enclosure.between(b - s, b + s)
    assert ((x <= y), (x < y)) == (less_equal(x, y), less(x, y))
    assert ((y >= x), (y > x)) == (less_equal(x, y), less(x, y))


def test_a_notebook_shows_decimals() -> None:
    class Printer:
        shown = ""

        def text(self, text: str) -> None:
            self.shown += text

    printer = Printer()
    ENCLOSED._repr_pretty_(printer, False)
    assert printer.shown == "3.33"
