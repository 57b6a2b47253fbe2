"""Values of terms in balls: what has no finite ball is never an answer."""

import pytest
import sympy
from flint import arb
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.points.ball_values import BITS, Valuation
from kreissverify.numbers.ball import working_precision

x, y = sympy.symbols("x y", real=True)


@pytest.mark.parametrize(
    ("condition", "wrong"),
    [
        (sympy.Eq((x - y) ** 2, 0), False),
        (sympy.Ne((x - y) ** 2, 0), True),
        (sympy.Lt((x - y) ** 2, 0), True),
        (sympy.Le((x - y) ** 2 + x, 2), False),
        (sympy.Gt((x - y) ** 3, 1), True),
    ],
)
def test_the_power_of_a_ball_around_zero_decides_nothing_false(
    condition: Boolean, wrong: bool
) -> None:
    """Such a power is nan in python-flint: findings/flint-power-of-zero-ball.sh."""
    with working_precision(BITS):
        root = arb(2).sqrt()
        assert Valuation({x: root, y: root}).truth(condition) is not wrong


@pytest.mark.parametrize("exponent", [1, 2, 3, 7, 12])
def test_powers_of_a_ball_around_zero_are_numbers(exponent: int) -> None:
    ball = arb(0, 1e-3)
    value = Valuation({x: ball}).number(x**exponent)
    assert value.is_finite()
    assert value.contains(arb(1e-3) ** exponent / 2)


def test_negative_powers_are_those_of_the_reciprocal() -> None:
    assert Valuation({x: arb(2)}).number(x**-3).contains(arb(1) / 8)
    assert not Valuation({x: arb(0, 1)}).number(x**-2).is_finite()
