"""Every quantity at the ends of float64 and on the unit circle: a right value or one sentence."""

from __future__ import annotations

import math
import signal
import warnings
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
from flint import fmpq

from kreissverify import InvalidMatrix, Refused, T, enclose, registry
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.rational import as_mpf

PARAMETERS: dict[str, tuple[Any, ...]] = {
    "G": ("3/2",),
    "G_c": ("3/2",),
    "pseudospectral_abscissa": ("1/100",),
    "T": ("1/2",),
    "power_norm": (3,),
    "resolvent_norm": ("3/2",),
    "rho_eps": ("1/100",),
    "exp_norm": ("1/2",),
    "T_c": ("1/2",),
}
BELOW_ONE = 1 - 2.0**-53
EDGES: dict[str, list[list[Any]]] = {
    "1e300 above the diagonal": [[0.5, 1e300], [0, 0.25]],
    "1e200 and 1e-202": [[0.5, 1e200], [1e-202, 0.5]],
    "1e200 above a double eigenvalue": [[0.5, 1e200], [0, 0.5]],
    "1e160 above the diagonal": [[0.5, 1e160], [0, 0.25]],
    "1e60 exactly": [["1/2", 0], ["1e60", "1/2"]],
    "scaled 1e-150": [[1e-150, 3e-150], [0, 2e-150]],
    "scaled 1e-300": [[1e-300, 3e-300], [0, 2e-300]],
    "scaled 1e150": [[1e150, 3e150], [0, 2e150]],
    "scaled 1e300": [[1e300, 1.5e300], [0, 1.2e300]],
    "three rows, 1e-150": [[0.5, 1e-150, 0], [0, 0.25, 1e-150], [1e-150, 0, 0.25]],
    "three rows, 1e150": [[0.5, 1e150, 0], [0, 0.5, 1], [0, 0, 0.25]],
    "three rows, 1e200": [[0.5, 1e200, 0], [0, 0.5, 1], [0, 0, 0.25]],
    "three rows, 1e300": [[0.5, 1e300, 0], [0, 0.5, 1e300], [0, 0, 0.25]],
    "both ends": [[1e-300, 1e300], [0, 1e-300]],
    "least float": [[5e-324, 0], [0, 5e-324]],
    "integer beyond floats, nilpotent": [[0, 10**400], [0, 0]],
    "integer beyond floats": [["1/2", 10**400], [0, "1/2"]],
    "integer beyond floats, three rows": [["1/2", 10**400, 0], [0, "1/2", 1], [0, 0, 0]],
    "integer beyond floats, one row": [[10**400]],
    "nilpotent": [[0, 1], [0, 0]],
    "nilpotent of order 3": [[0, 1, 0], [0, 0, 1], [0, 0, 0]],
    "nilpotent, 1e300": [[0, 1e300], [0, 0]],
    "nilpotent, 1e-300": [[0, 1e-300], [0, 0]],
    "zero": [[0, 0], [0, 0]],
    "zero, one row": [[0]],
    "one": [[1]],
    "half": [["1/2"]],
    "identity": [[1, 0], [0, 1]],
    "minus one": [[-1, 0], [0, "1/2"]],
    "just below one": [[BELOW_ONE, 0], [0, 0.5]],
    "just below one, one row": [[BELOW_ONE]],
    "just below one, coupled": [[BELOW_ONE, 1], [0, 0.5]],
    "one, coupled": [[1, 0], [1, "1/2"]],
    "defective at one": [[1, 1], [0, 1]],
    "cycle": [[0, 1, 0], [0, 0, 1], [1, 0, 0]],
    "rotation": [["3/5", "-4/5"], ["4/5", "3/5"]],
}
# Floats that are wrong and say nothing, which are to be mended with the float faces: powers below
# the range of float64, and equalities ‖J‖ = δ but for 1e-150.
KNOWN: set[tuple[str, str]] = set()
_SECONDS = 60  # on a busy machine most take milliseconds, and none may go on for ever


@pytest.fixture(autouse=True)
def strict() -> Iterator[None]:
    """Make a warning an error, and a computation without end also."""

    def ended(*arguments: object) -> None:
        raise AssertionError("no end")

    before = signal.signal(signal.SIGALRM, ended)
    signal.alarm(_SECONDS)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def shifted(rows: list[list[Any]]) -> list[list[Any]]:
    """Return J - I, which stands to the imaginary axis about as J to the circle."""
    return [
        [_less_one(x) if i == j else x for j, x in enumerate(row)] for i, row in enumerate(rows)
    ]


def _less_one(x: Any) -> Any:
    return x - 1 if isinstance(x, float | int) else str(Fraction(x) - 1)


def answer(face: Callable[[], Any]) -> Any:
    """Return what a face says, or None if it refuses in one sentence."""
    try:
        return face()
    except (Refused, InvalidMatrix) as refusal:
        assert str(refusal) and "\n" not in str(refusal)
        return None


def ends(enclosure: Any) -> tuple[mpmath.mpf, mpmath.mpf]:
    both = (enclosure.lower.value, enclosure.upper.value)
    low, high = (as_mpf(x) if is_finite(x) else mpmath.mpf(x) for x in both)
    return low, high


def is_right(value: Any, low: mpmath.mpf, high: mpmath.mpf) -> bool:
    if high == mpmath.inf == low:
        return bool(value == mpmath.inf)
    least = mpmath.mpf("1e-300")  # below it floats lose digits, and are 0 at last
    slack = mpmath.mpf("1e-8")
    return bool(low - abs(low) * slack - least <= value <= high + abs(high) * slack + least)


# Of eight hundred pairs these two take half of the time.
SLOW = {("L_c", "1e300 above the diagonal"), ("departure", "three rows, 1e-150")}
PAIRS = [
    pytest.param(name, edge, marks=pytest.mark.slow if (name, edge) in SLOW else ())
    for name in sorted(registry())
    for edge in EDGES
]


@pytest.mark.parametrize(("name", "edge"), PAIRS)
def test_a_right_value_or_one_sentence(name: str, edge: str) -> None:
    quantity, parameters = registry()[name], PARAMETERS.get(name, ())
    matrix = shifted(EDGES[edge]) if quantity.continuous else EDGES[edge]
    shown = answer(lambda: enclose(quantity, matrix, *parameters))
    exact = [quantity.parameter(x) for x in parameters]
    values = [
        answer(lambda: quantity(matrix, *parameters)),
        answer(lambda: quantity.highprec(quantity.subject(matrix), *exact)),
    ]
    for value in values:
        assert value is None or not mpmath.isnan(value)
        if shown is not None and value is not None and (name, edge) not in KNOWN:
            assert is_right(value, *ends(shown)), (value, shown)


@pytest.mark.parametrize("name", sorted(registry()))
def test_stacks_neither_raise_nor_warn(name: str) -> None:
    quantity, parameters = registry()[name], PARAMETERS.get(name, ())
    floats = [float(Fraction(x)) for x in parameters]
    for size in (1, 2, 3):
        rows = [m for m in EDGES.values() if len(m) == size and "beyond" not in str(m)]
        stack = np.array([[[_float(x) for x in row] for row in m] for m in rows])
        values = quantity.float64(stack, *floats).values
        assert values.shape == (len(rows),)
        # one bad member takes nothing from the others; an eigenvalue on the circle may also be
        tame = np.abs(stack).max(axis=(1, 2)) < 1e100
        values_of_members = np.linalg.eigvals(stack)
        # of a flow an eigenvalue on the imaginary axis may, as on the circle of a map
        off = values_of_members.real if quantity.continuous else np.abs(values_of_members) - 1
        tame &= np.abs(off.max(axis=1)) > 1e-9
        assert not np.isnan(values[tame]).any()


def _float(x: Any) -> float:
    value = Fraction(x)
    return 1e300 if value > 10**308 else float(value)


def test_every_quantity_has_its_row() -> None:
    without = {name for name, q in registry().items() if q.parameters and name not in PARAMETERS}
    assert not without


def test_the_stein_bound_of_a_long_entry_in_high_precision() -> None:
    quantity = registry()["stein_bound"]
    matrix = quantity.subject([["1/2", 0], ["1e60", "1/2"]])
    with mpmath.workdps(40):
        low, high = ends(enclose(quantity, matrix, rtol=1e-12))
    assert low <= quantity.highprec(matrix) <= high
    assert mpmath.nstr(quantity.highprec(matrix), 5) == "1.6667e+60"


def test_the_stein_bound_of_five_rows_takes_the_digits_that_it_needs() -> None:
    quantity = registry()["stein_bound"]
    wide: list[list[Any]] = [["1/2" if i == j else 0 for j in range(5)] for i in range(5)]
    wide[4][0] = "1e60"
    assert mpmath.nstr(quantity.highprec(quantity.subject(wide)), 5) == "1.6667e+60"


def test_a_lyapunov_bound_has_the_digits_asked_for() -> None:
    quantity = registry()["L"]
    matrix = quantity.subject([["1/2", 0, 0], [3, "1/2", 0], [0, 0, "1/3"]])
    with mpmath.workdps(10):  # the caller's precision is not that of the answer
        value = quantity.highprec(matrix, digits=30)
    with mpmath.workdps(40):
        assert abs(value - 4) < mpmath.mpf("1e-30")


def test_float_times_far_from_the_truth_are_refused() -> None:
    quantity = registry()["T"]
    matrix = quantity.subject([[BELOW_ONE]])
    with pytest.raises(Refused, match="an enclosure may be had"):
        quantity.highprec(matrix, quantity.parameter("1/2"))
    assert math.isfinite(float(enclose(quantity, matrix, "1/2").upper))


@pytest.mark.parametrize("delta", [0.1, fmpq(1, 10), Fraction(1, 10)])
def test_parameters_of_a_stack_are_numbers_of_any_kind(delta: object) -> None:
    stack = np.array([[[0.5, 1e200], [0, 0.5]], [[0.5, 1e308], [1e308, 0.5]]])
    found = T.float64(stack, delta)  # the second overflows on the way
    assert found.values[0] == 679 and np.isnan(found.values[1])
