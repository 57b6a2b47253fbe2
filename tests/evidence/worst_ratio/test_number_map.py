"""Maps of a bound over numbers of its statement."""

from __future__ import annotations

import numpy as np
import pytest

from kreissverify import Integer, Real, Square, Symmetric, assume, identity, norm, rho, theorem
from kreissverify.evidence.worst_ratio.number_map import map_axes, number_map


@theorem(source="a test")
def step(
    H: Symmetric("n", spectrum=("mu", "L")),
    mu: Real(above=0),
    L: Real(at_least="mu"),
    a: Real(above=0),
):
    assume(a * L <= 2)
    return norm(identity("n") - a * H) <= 1


@theorem(source="a test")
def scaled(A: Square("n", norm=1), x: Real(at_least=0, at_most=1), k: Integer(at_least=1)):
    return norm(x * A**k) <= 1


@theorem(source="a test")
def plain(A: Square("n")):
    return norm(A) <= norm(A) ** 2 + 1


def test_a_ratio_is_met_where_it_must_be_and_nothing_is_said_outside() -> None:
    found = number_map(step, ("L", "a"), points=9)
    L, a = np.meshgrid(*found.values, indexing="ij")
    assert found.names == ("L", "a") and found.ratio.shape == (len(found.values[0]), 9)
    outside = (L <= 0) | (a * L > 2)
    assert np.isnan(found.ratio[outside]).all() and outside.any() and not outside.all()
    inside = found.ratio[~outside]
    # 1 - aλ for 0 < λ ≤ L: at least |1 - aL| for one row, at most 1
    assert (inside <= 1 + 1e-12).all() and np.nanmax(inside) > 0.9


def test_one_number_gives_a_line() -> None:
    found = number_map(scaled, ("x",), points=11)
    assert found.ratio.shape == found.values[0].shape
    # the worst of all members is x itself: ‖A‖ ≤ 1 is attained, at k = 1
    assert (found.ratio <= found.values[0] + 1e-12).all()
    assert (found.ratio >= 0.5 * found.values[0]).all()
    assert next(found.rows()) == {"x": 0.0, "ratio": 0.0}


def test_integers_go_one_by_one() -> None:
    found = number_map(scaled, ("k", "x"), points=5)
    assert found.values[0].tolist() == [1, 2, 3, 4, 5]
    assert np.array_equal(found.ratio, number_map(scaled, ("k", "x"), points=5).ratio)


@pytest.mark.parametrize(
    ("statement", "names", "sentence"),
    [
        (plain, (), "expected a statement with numbers"),
        (step, ("b",), "unknown number: 'b'"),
        (step, ("mu", "L", "a"), "expected one or two different numbers"),
        (step, ("mu", "mu"), "expected one or two different numbers"),
    ],
)
def test_wrong_numbers_are_one_sentence(statement, names, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        map_axes(statement, names)


def test_the_first_two_numbers_are_taken() -> None:
    assert map_axes(step) == ("mu", "L")


def test_unstable_members_are_left_out() -> None:
    @theorem(source="a test")
    def stable(A: Square("n"), x: Real(above=0)):
        assume(rho(x * A) < 1)
        return rho(x * A) <= 1

    found = number_map(stable, points=5)
    assert np.nanmax(found.ratio) <= 1
