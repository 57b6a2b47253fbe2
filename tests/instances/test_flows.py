"""Members of the classes of flows: exact, diverse, shrinking, and as floats."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify import continuous as ct
from kreissverify.instances import class_of
from kreissverify.instances.coupled import generic_members
from kreissverify.instances.freedoms import unseen_freedoms
from kreissverify.instances.interleaving import interleaved
from kreissverify.matrices import CoupledMatrix, Quantifier

EVERY = [
    of(symmetric=symmetric, radii=radii)
    for of in (ct.BlockTriangular, ct.SelfReferential, ct.CoupledBlocks)
    for symmetric in (True, False)
    for radii in ("common", "each")
]


def require_member(of: Quantifier, J: CoupledMatrix) -> None:
    """Decide everything anew: a member of its class as its public constructor makes it."""
    assert of.objection(J) is None
    again = of.matrix_class.split(J, J.sizes, J.bounds, symmetric=of.symmetric)
    assert again.bounds == J.bounds and again.exact == J.exact
    for i in range(J.m):
        for j in range(J.m):
            claimed, found = J.block_norm(i, j), again.block_norm(i, j)
            assert claimed.lower.value <= found.upper.value
            assert found.lower.value <= claimed.upper.value


@pytest.mark.parametrize("of", EVERY, ids=str)
@pytest.mark.parametrize("seed", [0, 7])
def test_the_first_instances_are_members_and_show_every_freedom(of: Quantifier, seed: int) -> None:
    assert unseen_freedoms(of, seed) == []
    for tried in islice(interleaved(of, seed), 30):
        require_member(of, tried.instance)


@pytest.mark.parametrize("of", EVERY, ids=str)
def test_neighbours_and_short_members_are_members(of: Quantifier) -> None:
    instances = class_of(of)
    for J in islice(instances.small_members(of), 0, None, 97):
        require_member(of, J)
    for J in islice(instances.neighbours(of, instances.draw(of, 1, 3)), 12):
        require_member(of, J)
    for J in islice(instances.rescaled(of, instances.draw(of, 1, 4)), 6):
        require_member(of, J)


@pytest.mark.parametrize("of", EVERY, ids=str)
def test_floats_are_members_up_to_rounding(of: Quantifier) -> None:
    for stack in class_of(of).batch(of, 3, 60):
        bounds = stack.bounds if stack.bounds.ndim == 2 else stack.bounds[:, None]
        start = 0
        for i, size in enumerate(stack.sizes):
            block = stack.matrices[:, start : start + size, start : start + size]
            omega = np.linalg.eigvalsh((block + block.transpose(0, 2, 1)) / 2)[:, -1]
            least = bounds[:, min(i, bounds.shape[1] - 1)]
            assert (omega <= -least + 1e-9 * np.linalg.norm(block, axis=(1, 2))).all()
            start += size
        require_member(of, stack.instance(0))


@pytest.mark.parametrize("of", EVERY[::5], ids=str)
def test_coordinates_give_members(of: Quantifier) -> None:
    rng = np.random.default_rng(5)
    for coordinates in class_of(of).parametrizations(of)[:6]:
        at = {k: rng.uniform(a / 2, b / 2, 20) for k, (a, b) in coordinates.ranges.items()}
        matrices, mu = coordinates.members(at, 20)
        omega = np.linalg.eigvalsh((matrices + matrices.transpose(0, 2, 1)) / 2)[:, -1]
        first = matrices[:, : coordinates.sizes[0], : coordinates.sizes[0]]
        inner = np.linalg.eigvalsh((first + first.transpose(0, 2, 1)) / 2)[:, -1]
        assert np.isfinite(omega).all() and (mu > 0).all()
        least = mu if mu.ndim == 1 else mu[:, 0]
        assert (inner <= -least * (1 - 1e-9)).all()


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_strategies_give_members(data: st.DataObject) -> None:
    of = data.draw(st.sampled_from(EVERY))
    require_member(of, data.draw(class_of(of).strategy(of)))


def test_without_slack_in_all_blocks_the_freedom_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted error: as it was, lower bounds by 1/μ were supported that are false."""
    monkeypatch.setattr(generic_members, "_SLACK_OF_FLOW", 1)
    missed = [unseen_freedoms(of) for of in EVERY]
    assert sum("slack in all: each inside its bound" in names for names in missed) >= 3
