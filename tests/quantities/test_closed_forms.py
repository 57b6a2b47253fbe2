"""Closed forms in symbols agree with those of the quantities themselves, on rational numbers."""

import pytest
import sympy
from flint import fmpq

from kreissverify.numbers.radicals import sign
from kreissverify.quantities import registry
from kreissverify.quantities.closed_forms import CLOSED_FORMS

GAMMA, B, C = sympy.symbols("gamma b c", nonnegative=True)
VALUES = [("1/2", "0", "2"), ("1/2", "1/10", "3/2"), ("0", "1/3", "1/2"), ("9/10", "0", "1/7")]


@pytest.mark.parametrize("name", sorted({"K", "H", "rho", "w"}))
@pytest.mark.parametrize("values", VALUES)
def test_they_are_the_closed_forms_of_the_quantities(name: str, values: tuple[str, ...]) -> None:
    gamma, b, c = (fmpq(*map(int, sympy.Rational(x).as_numer_denom())) for x in values)
    own = registry()[name].closed_form(gamma, b, c)
    symbolic = CLOSED_FORMS[name](GAMMA, sympy.S.Zero if values[1] == "0" else B, C)
    if own is None:
        assert symbolic is None
        return
    at = dict(zip((GAMMA, B, C), map(sympy.Rational, values), strict=True))
    assert sign(sympy.radsimp(sympy.sympify(symbolic).subs(at)) - own) == 0


def test_the_resolvent_norm_and_the_norm_are_those_of_the_matrix() -> None:
    gamma, b, c, r = map(sympy.Rational, ("1/2", "1/10", "3/2", "5/4"))
    T = sympy.Matrix([[gamma, b], [c, gamma]])
    for form, matrix in (
        (CLOSED_FORMS["norm"](gamma, b, c), T),
        (CLOSED_FORMS["G"](gamma, b, c, r), (r * sympy.eye(2) - T).inv()),
    ):
        largest = max(float(x) for x in (matrix.T * matrix).eigenvals())
        assert float(form) == pytest.approx(largest**0.5, rel=1e-12)
