"""The exact K of self-referential 2×2 matrices is E2, which has one radius, and no other value."""

import sympy
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify.matrices import SelfReferential
from kreissverify.numbers.radicals import sign
from kreissverify.numbers.rational import as_fmpq, as_sympy
from kreissverify.quantities import K
from kreissverify.quantities.kreiss.closed_form import closed_form_in_symbols

small = st.fractions(min_value=0, max_value=3, max_denominator=12)
gammas = st.fractions(min_value=0, max_value=1, max_denominator=12).filter(lambda g: g < 1)


def reported(*entries: fmpq) -> sympy.Expr:
    """Return K by E2."""
    return sympy.sympify(closed_form_in_symbols(*map(as_sympy, entries)))


@given(gammas, small, small, st.fractions(0, 1, max_denominator=12).filter(lambda s: s < 1))
@settings(max_examples=40, deadline=None)
def test_the_exact_value_is_the_closed_form(gamma, b, c, share) -> None:
    if b * c >= (1 - gamma) ** 2:  # ρ(J) < 1 asks for less
        b = share * (1 - gamma) ** 2 / c
    g, p, q = map(as_fmpq, (gamma, b, c))
    exact = K.exact(SelfReferential(g, p, q, g))
    assert exact is not None
    closed = reported(g, p, q)
    assert sign(exact - closed) == 0
    assert sign(exact - closed - sympy.Rational(1, 10**40)) == -1


def test_it_is_found_next_to_instability() -> None:
    gamma, c = fmpq(1, 2), fmpq(2)
    b = fmpq(1, 8) * (1 - fmpq(1, 10**12))
    exact = K.exact(SelfReferential(gamma, b, c, gamma))
    assert exact is not None and sign(exact - reported(gamma, b, c)) == 0
