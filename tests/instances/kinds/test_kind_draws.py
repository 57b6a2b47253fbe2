"""Drawn members and corners are members, attain bounds often, and are functions of the seed."""

from __future__ import annotations

from typing import Any

import pytest
from flint import fmpq

from kreissverify.instances.kinds.contract import MatrixKind
from kreissverify.instances.kinds.shared import scaling
from kreissverify.instances.kinds.shared.membership import eigenvalues_at_least, meets
from kreissverify.instances.kinds.square import Square
from kreissverify.instances.kinds.symmetric import Symmetric
from kreissverify.instances.randomness import generator
from kreissverify.numbers.rational import as_fmpq
from tests.instances.support.kind_cases import kinds, sized

each = pytest.mark.parametrize("kind", kinds(), ids=str)
few = pytest.mark.parametrize("kind", kinds()[::3], ids=str)


@each
def test_drawn_members_are_members(kind: MatrixKind) -> None:
    _assert_members(kind, count=2)


@pytest.mark.slow
@each
def test_a_thousand_drawn_members_are_members(kind: MatrixKind) -> None:
    _assert_members(kind, count=250)


def _assert_members(kind: MatrixKind, count: int) -> None:
    for of in sized(kind):
        for index in range(count):
            matrix = of.draw(generator(of, 0, index))
            assert of.objection(matrix) is None, (of, matrix)


@few
def test_corners_are_members_and_differ(kind: MatrixKind) -> None:
    for of in sized(kind, (1, 3)):
        corners = list(of.corners())
        assert 1 <= len(corners) <= 60
        assert len(set(corners)) == len(corners)
        assert all(of.objection(x) is None for x in corners[::5])


@few
def test_draws_are_functions_of_the_seed(kind: MatrixKind) -> None:
    of = next(sized(kind))
    first, again, other = (
        [of.draw(generator(seed, index)) for index in range(4)] for seed in (1, 1, 2)
    )
    assert first == again
    # a kind of one member, or few, has the same ones for each seed
    assert first != other or len({*first}) <= 2


@pytest.mark.parametrize("is_complex", [False, True])
@pytest.mark.parametrize("name", ["norm", "radius", "numerical_radius"])
@pytest.mark.parametrize("value", ["1", "22/7"])
def test_bounds_are_attained_exactly_by_many_and_not_by_all(
    name: str, value: str, is_complex: bool
) -> None:
    below = as_fmpq(value) * (1 - fmpq(1, 10**20))
    attained = []
    for size in (1, 2, 3):
        kind = Square(size, complex=is_complex, **{name: value})
        drawn = [kind.draw(generator("attained", index)) for index in range(16)]
        attained += [not meets(matrix, name, below) for matrix in drawn]
        assert any(not meets(matrix, name, below) for matrix in kind.corners())
    assert 0.15 < sum(attained) / len(attained) < 0.8


def test_ends_of_the_spectrum_are_attained_by_many_and_not_by_all() -> None:
    kind = Symmetric(3, spectrum=("1/3", 2))
    drawn = [kind.draw(generator("ends", index)) for index in range(40)]
    inside = [
        eigenvalues_at_least(x.scaled(fmpq(sign)), sign * as_fmpq(end), strictly=True)
        for x in drawn
        for end, sign in (("1/3", 1), (2, -1))
    ]
    assert 0.2 < sum(inside) / len(inside) < 0.8


def test_scales_range_over_twelve_decades() -> None:
    kind = Square(2)
    sizes = [
        max(abs(x) for x in matrix.numbers())
        for matrix in (kind.draw(generator("scales", index)) for index in range(300))
    ]
    assert min(x for x in sizes if x != 0) < fmpq(1, 10**5)
    assert max(sizes) > 10**5


def test_a_scale_that_is_too_large_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted error: a value that is recognised wrongly by a hundredth."""
    right: Any = scaling.value_of
    monkeypatch.setattr(scaling, "value_of", lambda name, array: right(name, array) * 0.99)
    monkeypatch.setattr(scaling, "meets", lambda matrix, name, bound: bound != 0)
    with pytest.raises(AssertionError):
        _assert_members(Square(norm=1), count=10)
