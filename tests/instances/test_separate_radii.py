"""Members with a radius for each block: drawn, in floats, walked through, shrunk."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify import BlockTriangular, CoupledBlocks, SelfReferential
from kreissverify.instances import class_of
from kreissverify.instances.coupled.separate_radii import drawn_roots, float_separated, separated
from kreissverify.instances.freedoms import unseen_freedoms
from kreissverify.instances.interleaving import interleaved
from kreissverify.instances.randomness import generator
from kreissverify.matrices import Quantifier
from kreissverify.matrices.matrix_class import ClassOfMatrices
from kreissverify.numbers.rational import as_float

CLASSES = (BlockTriangular, SelfReferential, CoupledBlocks)
EVERY = [
    Quantifier(kind, symmetric, sizes, "each")
    for kind in CLASSES
    for symmetric in (True, False)
    for sizes in (None, (2, 1))
]
ANY_SIZE = [of for of in EVERY if of.sizes is None]
each_option = pytest.mark.parametrize("of", EVERY, ids=str)
some_options = pytest.mark.parametrize("of", [EVERY[0], EVERY[7], EVERY[8]], ids=str)


@pytest.mark.parametrize("of", ANY_SIZE, ids=str)
def test_drawn_members_are_members(of: Quantifier) -> None:
    instances = class_of(of)
    for index in range(500):
        J = instances.draw(of, 5, index)
        assert of.objection(J) is None
        if index % 10 == 0 and J.n <= 8:  # what was proved by construction, decided anew
            again = of.matrix_class.split(J, J.sizes, J.bounds, symmetric=of.symmetric)
            assert again == J


@each_option
def test_corners_short_and_generic_members_are_members(of: Quantifier) -> None:
    instances = class_of(of)
    short = islice(instances.shuffled_small_members(of, 1), 20)
    generic = (instances.generic(of, 1, index) for index in range(24))
    for J in (*instances.extremal(of, 1), *short, *generic):
        again = of.matrix_class.split(J, J.sizes, J.bounds, symmetric=of.symmetric)
        assert of.objection(J) is None and again == J


@each_option
def test_each_freedom_is_seen_among_the_first_twenty(of: Quantifier) -> None:
    assert unseen_freedoms(of, seed=7) == []


@pytest.mark.parametrize("kind", CLASSES)
def test_gaps_of_twelve_decades_occur(kind: ClassOfMatrices) -> None:
    of = Quantifier(kind, radii="each")
    gaps = [[1 - as_float(x) for x in class_of(of).draw(of, 0, k).gammas] for k in range(300)]
    apart = np.log10([max(x) / min(x) for x in gaps])
    assert apart.max() > 9 and np.mean(apart > 6) < 0.2
    assert np.mean(apart == 0) > 0.05  # equal radii
    assert np.mean([max(x) == 1 and min(x) < 1 for x in gaps]) > 0.05  # one radius 0


def test_stability_is_that_of_blocks_of_radius_zero() -> None:
    couplings = [[fmpq(0), fmpq(1, 3)], [fmpq(2), fmpq(0)]]
    for seed in range(30):
        T = separated(drawn_roots(generator("roots", seed), 2), couplings)
        assert T[0][1] * T[1][0] == (1 - T[0][0]) * (1 - T[1][1]) * fmpq(2, 3)


def test_the_transition_is_met_exactly_where_gaps_are_squares() -> None:
    T = separated([(fmpq(1, 4), fmpq(1, 2)), (fmpq(1, 9), fmpq(1, 3))], [[0, 0], [fmpq(2), 0]])
    # (b + c)² = 4d₁d₂: from here on K exceeds 1
    assert T[1][0] ** 2 == 4 * (1 - T[0][0]) * (1 - T[1][1])
    rng = np.random.default_rng(0)
    many = float_separated(rng, np.array([[[0.0, 0.0], [2.0, 0.0]]] * 200))
    gaps = 1 - np.diagonal(many, axis1=1, axis2=2)
    assert np.allclose(many[:, 1, 0] ** 2, 4 * gaps.prod(axis=1), rtol=1e-6)
    assert (gaps > 0).all() and (gaps <= 1).all()


@pytest.mark.parametrize("of", ANY_SIZE, ids=str)
def test_a_float_batch_is_of_members(of: Quantifier) -> None:
    for stack in class_of(of).batch(of, 2, 120):
        assert stack.bounds.shape == (len(stack), len(stack.sizes))
        assert (stack.gamma == stack.bounds.max(axis=1)).all()
        J = stack.instance(0)
        assert of.contains(J) and np.allclose(J.array, stack.matrices[0], rtol=1e-3, atol=1e-12)
        if of.symmetric:  # of others the bounds are raised to what is certified
            assert [as_float(x) for x in J.gammas] == stack.bounds[0].tolist()
        T = J.comparison.upper.array
        off = ~np.eye(J.m, dtype=bool)
        assert np.allclose(T[off], stack.comparison[0][off], rtol=1e-6, atol=1e-9)


@some_options
def test_coordinates_walk_through_members(of: Quantifier) -> None:
    rng = np.random.default_rng(1)
    for walk in class_of(of).parametrizations(of):
        names = [of.matrix_class.radius_name(i) for i in range(len(walk.sizes))]
        assert set(names) <= set(walk.numbers) and set(names) <= set(walk.ranges)
        # the middle of each range: at its ends float64 has no digits left of 1-γ
        at = {name: 0.3 * rng.uniform(low, high, 4) for name, (low, high) in walk.ranges.items()}
        matrices, gammas = walk.members(at, 4)
        assert gammas.shape == (4, len(walk.sizes)) and len(np.unique(gammas)) > 1
        bounds = tuple(gammas[0] * (1 + 1e-9))
        J = of.matrix_class.split(
            symmetrised(matrices[0], walk.sizes) if of.symmetric else matrices[0],
            walk.sizes,
            bounds,
            symmetric=of.symmetric,
        )
        assert of.contains(J)


def symmetrised(array: np.ndarray, sizes: tuple[int, ...]) -> np.ndarray:
    owner = np.repeat(np.arange(len(sizes)), sizes)
    return np.where(owner[:, None] == owner[None, :], (array + array.T) / 2, array)


def test_a_radius_can_be_fixed() -> None:
    of = Quantifier(SelfReferential, radii="each")
    walk = class_of(of).parametrizations(of, [(1, 1)], {"gamma_D": 0.5})[0]
    assert "gamma_D" not in walk.ranges and "gamma_A" in walk.ranges
    at = {name: np.zeros(3) for name in walk.ranges}
    assert (walk.members(at, 3)[1][:, 1] == 0.5).all()


@some_options
def test_neighbours_are_members_and_some_change_one_radius(of: Quantifier) -> None:
    drawn = (class_of(of).draw(of, 3, index) for index in range(200))
    J = next(x for x in drawn if x.n < 5 and len(set(x.gammas)) > 1 and 0 not in x.gammas)
    near = list(class_of(of).neighbours(of, J))
    assert near and all(of.contains(x) for x in near)
    same = [x for x in near if x.sizes == J.sizes]
    changed = [sum(x != y for x, y in zip(K.gammas, J.gammas, strict=True)) for K in same]
    assert 1 in changed
    assert any(len(set(x.gammas)) == 1 for x in near)
    again = list(class_of(of).rescaled(of, J))
    assert again[0] == J and all(of.contains(x) for x in again)


def test_short_members_have_unequal_radii() -> None:
    of = Quantifier(BlockTriangular, radii="each")
    pairs = {J.gammas for J in class_of(of).small_members(of)}
    assert len(pairs) == 25
    made = class_of(of).two_by_two(of, (fmpq(3, 4), fmpq(15, 16)), 0, fmpq(35, 64))
    assert made is not None and made.gammas == (fmpq(3, 4), fmpq(15, 16))


@pytest.mark.parametrize("kind", CLASSES)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_the_strategy_gives_members(kind: ClassOfMatrices, data: st.DataObject) -> None:
    of = Quantifier(kind, radii="each")
    assert of.contains(data.draw(class_of(of).strategy(of)))


def test_members_of_one_radius_are_of_no_other_option() -> None:
    of = Quantifier(BlockTriangular, radii="each")
    first = next(iter(interleaved(Quantifier(BlockTriangular), 0))).instance
    assert not of.contains(first)
