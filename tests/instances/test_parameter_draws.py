"""Scalar domains: what is drawn lies inside, exactly; ends are met; strategies shrink."""

from __future__ import annotations

from math import log10
from random import Random

import numpy as np
import pytest
from flint import fmpq
from hypothesis import find, given, settings
from hypothesis import strategies as st

from kreissverify.instances import Domain, Integer, Real
from kreissverify.numbers.rational import as_fraction

DOMAINS: list[Domain] = [
    Real(),
    Real(above=0),
    Real(at_least=0),
    Real(above=0, below=1),
    Real(at_least="1/3", at_most="1/3"),
    Real(above=1, at_most="1000001/1000000"),
    Real(below=-2),
    Real(at_most=5),
    Integer(),
    Integer(at_least=0),
    Integer(above=0, at_most=3),
    Integer(above="1/2", below="5/2"),
    Integer(at_most=-7),
    Integer(at_least=4, at_most=4),
]
each = pytest.mark.parametrize("domain", DOMAINS, ids=lambda d: f"{type(d).__name__}{d.interval()}")


@each
def test_draws_lie_in_the_domain(domain: Domain) -> None:
    source = Random(1)
    drawn = [domain.draw(source) for _ in range(300)]
    assert all(isinstance(x, fmpq) and domain.contains(as_fraction(x)) for x in drawn)
    again = Random(1)
    assert drawn == [domain.draw(again) for _ in range(300)]
    assert domain.contains(as_fraction(domain.draw(np.random.default_rng(0))))
    batch = domain.batch(np.random.default_rng(0), 50)
    assert batch.shape == (50,) and batch.dtype == np.float64


@each
def test_strategies_give_members(domain: Domain) -> None:
    @settings(max_examples=25)
    @given(domain.strategy())
    def check(value: fmpq) -> None:
        assert domain.contains(as_fraction(value))

    check()


def test_ends_are_met() -> None:
    source = Random(3)
    closed = [Real(at_least=0, at_most=1).draw(source) for _ in range(200)]
    assert closed.count(fmpq(0)) >= 5 and closed.count(fmpq(1)) >= 5
    opened = [Real(above=0, below=1).draw(source) for _ in range(200)]
    assert min(opened) < fmpq(1, 1000) and max(opened) > 1 - fmpq(1, 1000)
    assert max(int(x.q) for x in opened) <= 10**13
    counts = [Integer(at_least=0).draw(source) for _ in range(300)]
    assert counts.count(fmpq(0)) >= 5 and max(counts) > 300 and max(counts) <= 1000
    positive = [Real(above=0).draw(source) for _ in range(300)]
    assert min(positive) < fmpq(1, 100) and max(positive) > 1000


def decades(distances: list[fmpq]) -> float:
    """Return over how many powers of ten some distances are spread, zeros left out."""
    logarithms = [log10(int(x.p)) - log10(int(x.q)) for x in distances if x != 0]
    return max(logarithms) - min(logarithms)


@pytest.mark.parametrize("seed", range(3))
def test_distances_to_each_end_go_over_twelve_decades(seed: int) -> None:
    source = Random(seed)
    above = [Real(above=3).draw(source) - 3 for _ in range(600)]
    below = [-2 - Real(at_most=-2).draw(source) for _ in range(600)]
    assert decades(above) >= 12 and decades(below) >= 12
    between = [Real(above=1, below=3).draw(source) for _ in range(1500)]
    for distances in ([x - 1 for x in between], [3 - x for x in between]):
        assert decades(distances) >= 11.5  # 10⁻¹² to 1 of the width: the very ends are rare
    signed = [Real().draw(source) for _ in range(600)]
    assert decades([abs(x) for x in signed]) >= 12 and min(signed) < 0 < max(signed)


def test_strategies_shrink_to_simple_numbers() -> None:
    assert find(Real(above=0, below=1).strategy(), lambda x: x > fmpq(1, 3)) == fmpq(1, 2)
    assert find(Real(at_least=2).strategy(), lambda x: True) == 2
    assert find(Integer(at_least=3).strategy(), lambda x: x > 5) == 6


@given(st.integers(-5, 5), st.integers(1, 9))
def test_integers_with_open_rational_ends(low: int, width: int) -> None:
    domain = Integer(above=low, below=low + width + 1)
    drawn = {int(domain.draw(Random(k)).p) for k in range(40)}
    assert drawn <= set(range(low + 1, low + width + 1)) and low + 1 in drawn


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Real(above=0, at_least=0), "Real: expected either above or at_least, got both"),
        (lambda: Real(above=1, below=1), "Real: no number lies in (1, 1)"),
        (lambda: Real(at_least=2, at_most=1), "Real: no number lies in [2, 1]"),
        (lambda: Integer(above="1/4", below="3/4"), "Integer: no number lies in (1/4, 3/4)"),
        (lambda: Real(above="1/x"), "Real: above: expected a rational number"),
        (lambda: Real(above=0.1), "Real: above: expected an exact number, got the float 0.1"),
        (lambda: Real(below=[]), "Real: below: expected a rational number, got list"),
    ],
)
def test_wrong_ends_are_one_clear_sentence(make: object, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        make()  # type: ignore[operator]
    assert str(caught.value).startswith(sentence)
