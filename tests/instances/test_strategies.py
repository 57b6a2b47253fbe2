"""Hypothesis strategies give members, and shrink to small blocks of small fractions."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st

from kreissverify.evidence.members import members
from kreissverify.matrices import (
    BlockTriangular,
    CoupledBlocks,
    Matrix,
    Quantifier,
    SelfReferential,
)

QUANTIFIERS = [
    cls(symmetric=symmetric)
    for cls in (BlockTriangular, SelfReferential, CoupledBlocks)
    for symmetric in (True, False)
]
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@SLOW
@given(st.sampled_from(QUANTIFIERS).flatmap(members))
def test_members_are_certified(J: CoupledBlocks) -> None:
    again = type(J).split(Matrix(J.exact), J.sizes, J.gamma, symmetric=J.symmetric)
    assert again == J
    for i in range(J.m):
        for j in range(J.m):
            assert again.block_norm(i, j).contains(J.block_norm(i, j).lower.value) or (
                abs(again.block_norm(i, j).midpoint() - J.block_norm(i, j).midpoint()) < 1e-25
            )


@SLOW
@given(members(BlockTriangular(sizes=(2, 3))))
def test_wanted_sizes_are_kept(J: CoupledBlocks) -> None:
    assert J.sizes == (2, 3) and isinstance(J, BlockTriangular)


def smallest(quantifier: Quantifier, condition: object) -> CoupledBlocks:
    strategy = members(quantifier)
    return find(
        strategy, condition, settings=settings(max_examples=300, deadline=None, derandomize=True)
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "cls", [BlockTriangular, pytest.param(SelfReferential, marks=pytest.mark.slow)]
)
def test_shrinks_to_small_fractions(cls: type[CoupledBlocks]) -> None:
    def strongly_coupled(J: CoupledBlocks) -> bool:
        return bool(J.block_norm(1, 0).lower.value > 3 * (1 - J.gamma) and J.gamma > 0)

    J = smallest(cls(), strongly_coupled)
    assert J.sizes == (1, 1)
    assert max(int(x.q) for x in J.exact.entries()) <= 20
    assert max(abs(int(x.p)) for x in J.exact.entries()) <= 50


@pytest.mark.slow
def test_shrinks_where_larger_blocks_are_needed() -> None:
    def coupled_from_a_plane(J: CoupledBlocks) -> bool:
        return J.sizes[0] >= 2 and bool(J.block(0, 0)[0, 1] != 0)

    J = smallest(BlockTriangular(), coupled_from_a_plane)
    assert sum(J.sizes) <= 4
    assert max(int(x.q) for x in J.exact.entries()) <= 100
