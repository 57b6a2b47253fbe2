"""Random points: variables that equations define are computed from the others."""

from sympy import Eq, Piecewise, sqrt, symbols

from kreissverify.derivations.points.free_points import sample

x, y, z, w = symbols("x y z w", real=True)


def test_a_chain_of_definitions_is_followed() -> None:
    chain = [Eq(w, sqrt(z)), Eq(z, y + 1), Eq(y, Piecewise((1 / x, x > 1), (x**2, True)))]
    for premises in (chain, chain[::-1]):
        assert sample(premises, w >= 1).count == 12
        found = sample(premises, w <= 1)
        assert found.counterexample is not None and set(found.counterexample) == {
            "w",
            "x",
            "y",
            "z",
        }


def test_what_follows_from_definitions_is_checked() -> None:
    assert sample([Eq(y, x + 1), Eq(y**2, x**2 + 2 * x + 1)], y > x).count == 12
    assert sample([Eq(y, x + 1), Eq(y, x + 2)], y > x).count == 0


def test_an_equation_of_degree_two_is_solved() -> None:
    circle = [Eq(x**2 + y**2, 25), x > 0, y > 0]
    assert sample(circle, x + y > 5).count == 12
    assert sample(circle, x + y > 6).counterexample is not None


def test_definitions_in_a_circle_are_not_followed() -> None:
    assert sample([Eq(x, 2 * y + 1), Eq(y, x**2 + 5)], x > y).count == 0
