"""Random points: variables that equations define are computed from the others."""

from sympy import Eq, Piecewise, Rational, Symbol, exp, sqrt, symbols

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


def test_premises_that_few_numbers_satisfy_are_met_near_the_ends_of_ranges() -> None:
    premises = [x >= 3, y >= 0, y < 1, (1 - y) ** 2 * (3 * x + 6) <= 15]
    assert sample([*premises, y <= Rational(1, 50)], x + y >= 3).count > 0


def test_an_equation_is_solved_for_a_variable_in_which_its_degree_is_two_at_most() -> None:
    equation = Eq(x**4 * y**4 - (z**2 + 2 * x**2) * y**2 + 1, 0)  # z alone
    claim = Eq((x**2 * y**2 - 1) ** 2, z**2 * y**2)
    assert sample([equation, x > 1, y > 0, z >= 0], claim, most=36).count == 12


def test_powers_to_an_integer_have_their_own_values_at_some_points() -> None:
    n = Symbol("n", integer=True, positive=True)
    grown = [1 + n * x + n * (n - 1) / 2 * x**2 <= (1 + x) ** n, (1 + x) ** n <= exp(n * x)]
    assert sample([x > 0, x < 1, *grown], (1 + x) ** n > 1, most=60).count == 12


def test_what_is_false_at_some_powers_is_found() -> None:
    n = Symbol("n", integer=True, positive=True)
    assert sample([x > 0], (1 + x) ** n <= 1 + n * x).counterexample is not None
