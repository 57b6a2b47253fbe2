"""Every drawn instance belongs to its class, exactly; draws depend on (seed, index) alone."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from flint import fmpq

from kreissverify.instances import class_of, registry
from kreissverify.matrices import (
    BlockTriangular,
    BlockTriangularFlow,
    CoupledBlocks,
    CoupledFlow,
    Matrix,
    Quantifier,
    SelfReferential,
    SelfReferentialFlow,
)

CLASSES = (BlockTriangular, SelfReferential, CoupledBlocks)
QUANTIFIERS = [cls(symmetric=symmetric) for cls in CLASSES for symmetric in (True, False)]
by_name = pytest.mark.parametrize("quantifier", QUANTIFIERS, ids=str)


def draws(quantifier: Quantifier, count: int, seed: int = 0) -> list[CoupledBlocks]:
    source = class_of(quantifier)
    return [source.draw(quantifier, seed, index) for index in range(count)]


def certified(J: CoupledBlocks) -> CoupledBlocks:
    """Return the same instance by the public constructor, which believes nothing."""
    return type(J).split(Matrix(J.exact), J.sizes, J.gamma, symmetric=J.symmetric)


def require_member(J: CoupledBlocks, quantifier: Quantifier) -> None:
    assert isinstance(J, quantifier.matrix_class)
    checked = certified(J)  # symmetry, B = 0, and ρ(J_ii) ≤ γ < 1, exactly
    assert checked == J and checked.exact == J.exact
    for i in range(J.m):
        for j in range(J.m):
            claimed, found = J.block_norm(i, j), checked.block_norm(i, j)
            assert claimed.lower.value <= found.upper.value
            assert found.lower.value <= claimed.upper.value
            if claimed.is_exact and not found.is_exact:
                assert found.contains(claimed.lower.value) and found.width < 1e-20 * max(
                    1.0, found.midpoint()
                )


def test_each_class_of_matrices_has_its_instances() -> None:
    flows = {BlockTriangularFlow, SelfReferentialFlow, CoupledFlow}
    assert set(registry()) == {*CLASSES, *flows}
    assert class_of(BlockTriangular()) is registry()[BlockTriangular]
    with pytest.raises(TypeError, match="classes BlockTriangular, BlockTriangularFlow, Coup"):
        class_of(Quantifier(Matrix))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"^quantifier: expected"):
        class_of(BlockTriangular)  # type: ignore[arg-type]


@by_name
def test_drawn_and_extremal_members_are_in_their_class(quantifier: Quantifier) -> None:
    for J in draws(quantifier, 80):
        require_member(J, quantifier)
    for J in class_of(quantifier).extremal(quantifier, 0):
        require_member(J, quantifier)


@by_name
def test_wanted_sizes_are_kept(quantifier: Quantifier) -> None:
    for sizes in ((1, 1), (2, 3), (20, 20)):
        of = Quantifier(quantifier.matrix_class, quantifier.symmetric, sizes)
        source = class_of(of)
        assert {J.sizes for J in draws(of, 5)} == {sizes}
        assert {J.sizes for J in source.extremal(of, 0)} == {sizes}
        assert {stack.sizes for stack in source.batch(of, 0, 10)} == {sizes}
    require_member(next(iter(class_of(of).extremal(of, 0))), of)
    require_member(class_of(of).draw(of, 3, 1), of)


def test_many_blocks_with_wanted_sizes() -> None:
    of = CoupledBlocks(sizes=(1, 2, 1, 2, 1))
    assert {J.sizes for J in draws(of, 5)} == {(1, 2, 1, 2, 1)}
    assert {J.m for J in class_of(of).extremal(of, 0)} == {5}


@by_name
def test_draws_are_a_function_of_seed_and_index(quantifier: Quantifier) -> None:
    source = class_of(quantifier)
    first = draws(quantifier, 20)
    for index in (13, 4, 19):  # in any order
        assert source.draw(quantifier, 0, index) == first[index]
    assert [J.digest for J in draws(quantifier, 20, seed=1)] != [J.digest for J in first]
    one, two = (list(source.extremal(quantifier, seed)) for seed in (5, 5))
    assert one == two


def test_draws_and_batches_are_the_same_in_another_process() -> None:
    program = (
        "from kreissverify.instances import class_of\n"
        "from kreissverify.matrices import *\n"
        "for cls in (BlockTriangular, SelfReferential, CoupledBlocks):\n"
        "    q = cls(); s = class_of(q)\n"
        "    print(*(s.draw(q, 7, k).digest for k in range(25)))\n"
        "    print(*(x.matrices.sum().hex() for x in s.batch(q, 7, 60)))\n"
        "import sys; assert 'hypothesis' not in sys.modules\n"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    ]
    assert runs[0] == runs[1]
    quantifier = BlockTriangular()
    here = " ".join(J.digest for J in draws(quantifier, 25, seed=7))
    assert runs[0].splitlines()[0] == here


def test_a_recorded_draw_stays_what_it_is() -> None:
    # a change here changes what every recorded seed means: say so in the changelog
    assert [J.strings() for J in draws(SelfReferential(sizes=(1, 1)), 3, seed=2)] == [
        [["99999/100000", "-1/900000"], ["-1/20000", "-99999/100000"]],
        [["-937/1000", "48407031351/20000000000000000"], ["2", "937/1000"]],
        [["124/125", "208333333/52078125000"], ["9999/625000", "-124/125"]],
    ]
    assert draws(BlockTriangular(sizes=(2, 1)), 1, seed=2)[0].strings() == [
        ["-63/250", "-108/125", "0"],
        ["-108/125", "63/250", "0"],
        ["-51/12500", "17/3125", "9/10"],
    ]


def test_small_heights() -> None:
    # entries stay short, so that exact arithmetic on them stays fast
    for quantifier in QUANTIFIERS:
        for J in draws(quantifier, 60):
            longest = max(int(x.q).bit_length() for x in J.exact.entries())
            assert longest <= (90 if max(J.sizes) <= 4 else 120)


@pytest.mark.parametrize("quantifier", [SelfReferential(), BlockTriangular()], ids=str)
def test_known_norms_are_rational(quantifier: Quantifier) -> None:
    exact = sum(J.comparison.is_exact for J in draws(quantifier, 100))
    assert 60 <= exact < 100  # most of them known; some irrational, to exercise enclosures


@by_name
def test_float_batches_agree_with_their_comparison_matrices(quantifier: Quantifier) -> None:
    batch = class_of(quantifier).batch(quantifier, 3, 500)
    assert len(batch) == 500 and sum(len(stack) for stack in batch) == 500
    for stack in batch:
        n, m = sum(stack.sizes), len(stack.sizes)
        assert stack.matrices.shape == (len(stack), n, n)
        assert stack.comparison.shape == (len(stack), m, m)
        assert ((stack.gamma >= 0) & (stack.gamma <= 1 - 1e-6 + 1e-15)).all()
        ends = np.concatenate([[0], np.cumsum(stack.sizes)])
        for i in range(m):
            for j in range(m):
                block = stack.matrices[:, ends[i] : ends[i + 1], ends[j] : ends[j + 1]]
                if i != j:
                    norms = np.linalg.norm(block, 2, axis=(-2, -1))
                    np.testing.assert_allclose(norms, stack.comparison[:, i, j], rtol=1e-9)
                elif quantifier.symmetric:
                    assert (block == block.transpose(0, 2, 1)).all()
                    radius = np.linalg.norm(block, 2, axis=(-2, -1))
                    assert (radius <= stack.gamma * (1 + 1e-12)).all()
        lower = stack.triangular
        assert (lower[:, : stack.sizes[0], stack.sizes[0] :] == 0).all()
        if quantifier.matrix_class is BlockTriangular:
            assert (lower == stack.matrices).all() and (stack.b == 0).all()


@by_name
def test_members_of_batches_become_exact_instances(quantifier: Quantifier) -> None:
    for stack in class_of(quantifier).batch(quantifier, 1, 40):
        J = stack.instance(0)
        assert J.sizes == stack.sizes and isinstance(J, quantifier.matrix_class)
        scale = np.abs(stack.matrices[0]).max()
        np.testing.assert_allclose(J.array, stack.matrices[0], atol=1e-3 * scale)
        gamma = int(J.gamma.p) / int(J.gamma.q)
        assert gamma == stack.gamma[0] or (not quantifier.symmetric and gamma > stack.gamma[0])


def test_batches_ask_for_a_positive_count() -> None:
    with pytest.raises(ValueError, match=r"^count: expected a positive number"):
        class_of(BlockTriangular()).batch(BlockTriangular(), 0, 0)


def test_extremal_members_equal_their_comparison_matrix() -> None:
    for quantifier in (BlockTriangular(), SelfReferential(), CoupledBlocks()):
        members = list(class_of(quantifier).extremal(quantifier, 0))
        assert 40 <= len(members) <= 60
        for J in members[:16]:
            assert J.comparison.is_exact and J.comparison.lower.exact == J.exact
        gammas = {J.gamma for J in members}
        assert min(gammas) == 0 and max(gammas) == 1 - fmpq(1, 10**6)
