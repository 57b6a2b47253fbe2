"""Coupled Jacobians: certified γ, exact norms, cutting into blocks, and each wrong input."""

from __future__ import annotations

import numpy as np
import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify.matrices import (
    BlockTriangular,
    CoupledBlocks,
    InvalidMatrix,
    Matrix,
    Quantifier,
    SelfReferential,
)
from kreissverify.numbers.enclosure import Enclosure

ROTATION = [["3/10", "-4/10"], ["4/10", "3/10"]]
JORDAN = [["1/2", 1], [0, "1/2"]]


def test_two_by_two_members_are_exact() -> None:
    J = SelfReferential("1/4", "1/8", -8, "-1/4")
    assert J.gamma == fmpq(1, 4) and J.sizes == (1, 1) and J.m == 2 and J.n == 2
    assert J.b == Enclosure.exactly("1/8") and J.c == Enclosure.exactly(8)
    assert J.kappa == Enclosure.exactly("32/3")
    assert J.comparison.is_exact
    assert J.comparison.lower == Matrix([["1/4", "1/8"], [8, "1/4"]])
    assert fmpq_mat([[fmpq(1, 4)]]) == J.A and fmpq_mat([[fmpq(-1, 4)]]) == J.D
    assert fmpq_mat([[fmpq(1, 8)]]) == J.B and fmpq_mat([[-8]]) == J.C
    assert isinstance(J.triangular, BlockTriangular)
    assert J.triangular.exact == Matrix([["1/4", 0], [-8, "-1/4"]]).exact
    assert J.triangular.gamma == J.gamma and J.triangular.triangular is J.triangular


def test_gamma_default_is_the_radius_or_a_short_bound_just_above() -> None:
    assert BlockTriangular([["1/2", 0], [0, "1/3"]], [[1, 1]], "1/4").gamma == fmpq(1, 2)
    assert BlockTriangular(JORDAN, [[1, 1]], "1/4", symmetric=False).gamma == fmpq(1, 2)
    assert BlockTriangular(ROTATION, [[1, 1]], 0, symmetric=False).gamma == fmpq(1, 2)
    irrational = [["1/2", "1/3"], ["1/3", "1/5"]]
    gamma = BlockTriangular(irrational, [[1, 1]], 0).gamma
    excess = int(gamma.p) / int(gamma.q) - np.linalg.norm(np.array([[0.5, 1 / 3], [1 / 3, 0.2]]), 2)
    assert -1e-16 <= excess < 1e-12


def test_gamma_on_the_boundary_is_accepted_for_any_block() -> None:
    assert BlockTriangular(JORDAN, [[1, 1]], "1/4", "1/2", symmetric=False).gamma == fmpq(1, 2)
    assert BlockTriangular(ROTATION, [[1, 1]], "1/4", "1/2", symmetric=False).gamma == fmpq(1, 2)
    # symmetric with an irrational norm: ρ = sqrt(2)/2 is not rational, but its bounds are decided
    block = [["1/2", "1/2"], ["1/2", "-1/2"]]
    above, below = fmpq(7071067811865476, 10**16), fmpq(7071067811865475, 10**16)
    assert BlockTriangular(block, [[1, 1]], 0, above).gamma == above
    with pytest.raises(InvalidMatrix, match=r"^gamma: expected gamma >= the spectral radius of A"):
        BlockTriangular(block, [[1, 1]], 0, below)


def test_zero_stands_for_a_zero_block() -> None:
    for zero in (0, 0.0, fmpq(0)):
        J = SelfReferential([["1/2", 0], [0, 0]], zero, [[1, 2]], "1/4")
        assert J.b == Enclosure.exactly(0) and fmpq_mat(2, 1) == J.B


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 3), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_split_cuts_what_the_blocks_assemble(sizes: list[int], random: object) -> None:
    n = sum(sizes)
    entries = [[random.randint(-5, 5) for _ in range(n)] for _ in range(n)]  # type: ignore[attr-defined]
    whole = fmpq_mat(entries) / (5 * n + 1)
    J = CoupledBlocks.split(whole, sizes, symmetric=False)
    assert J.exact == whole and J.sizes == tuple(sizes)
    again = CoupledBlocks(
        [[J.block(i, j) for j in range(J.m)] for i in range(J.m)], symmetric=False
    )
    assert again == J
    triangular = J.triangular
    for i in range(J.m):
        for j in range(J.m):
            expected = J.block(i, j) if j <= i else J.block(i, j) * 0
            assert triangular.block(i, j) == expected


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 4), st.integers(1, 4), st.randoms(use_true_random=False))
def test_norms_enclose_the_floating_ones(p: int, q: int, random: object) -> None:
    C = [[fmpq(random.randint(-9, 9), 7) for _ in range(p)] for _ in range(q)]  # type: ignore[attr-defined]
    J = BlockTriangular(fmpq_mat(p, p), C, fmpq_mat(q, q), "1/2")
    expected = np.linalg.norm(np.array([[int(x.p) / int(x.q) for x in row] for row in C]), 2)
    assert J.c.midpoint() == pytest.approx(expected, rel=1e-12, abs=1e-300)
    assert J.c.width <= 1e-25 * max(1.0, expected)
    assert J.block_norms.lower.exact[0, 0] == 0 and J.comparison.lower.exact[0, 0] == fmpq(1, 2)


def test_comparison_of_irrational_norms_is_enclosed() -> None:
    J = BlockTriangular(fmpq_mat(2, 2), [[1, 1], [0, 1]], fmpq_mat(2, 2), "1/2")  # golden ratio
    T = J.comparison
    assert not T.is_exact and T.n == 2
    low, high = T.lower.exact[1, 0], T.upper.exact[1, 0]
    assert low * low - low - 1 < 0 < high * high - high - 1
    assert T.triangular.upper == T.upper
    full = SelfReferential("1/2", 1, 2, "1/2").comparison
    assert full.triangular.lower == Matrix([["1/2", 0], [2, "1/2"]])


def test_instances_with_different_gamma_or_blocks_differ() -> None:
    J = SelfReferential("1/2", 0, 1, "1/2")
    assert SelfReferential("1/2", 0, 1, "1/2") == J
    assert hash(J) == hash(SelfReferential("1/2", 0, 1, "1/2"))
    assert SelfReferential("1/2", 0, 1, "1/2", "3/4") != J
    whole = Matrix(np.diag([0.5, 0.25, 0.5]))
    assert CoupledBlocks.split(whole, (1, 2)) != CoupledBlocks.split(whole, (2, 1))


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: BlockTriangular("1/2", 1, "1/2", "1/4"), "gamma: expected gamma >= the spectral"),
        (
            lambda: BlockTriangular("1/4", 1, "-1/2", "1/4"),
            "the spectral radius of D, which is 0.5",
        ),
        (lambda: BlockTriangular("1/2", 1, "1/2", 1), "gamma: expected 0 <= gamma < 1, got 1"),
        (lambda: BlockTriangular("1/2", 1, "1/2", "-1/4"), "gamma: expected 0 <= gamma < 1"),
        (lambda: BlockTriangular("1/2", 1, 1), "the diagonal blocks have spectral radius 1"),
        (lambda: BlockTriangular("1/2", 1, -3), "the diagonal blocks have spectral radius 3"),
        (lambda: BlockTriangular("1/2", 1, "1/2", "x"), "gamma: expected a rational number"),
        (lambda: BlockTriangular("1/2", 1, "1/2", float("nan")), "gamma: expected a finite"),
        (lambda: BlockTriangular("1/2", 1, "1/2", []), "gamma: expected a rational number"),
        (lambda: BlockTriangular(JORDAN, [[1, 1]], 0), "A: expected a symmetric diagonal block"),
        (lambda: BlockTriangular([[1, 2]], 0, 0), "A: expected a square diagonal block, got 1"),
        (lambda: BlockTriangular(0, [[1, 2]], 0), "C: expected 1 rows and 1 columns"),
        (lambda: SelfReferential(0, [[1], [2]], 0, 0), "B: expected 1 rows and 1 columns"),
        (lambda: SelfReferential(0, float("nan"), 0, 0), "B: entry [0, 0]: expected a finite"),
        (lambda: SelfReferential(0, None, 0, 0), "B: expected a matrix, got NoneType"),
        (lambda: CoupledBlocks([]), "blocks: expected a square table of blocks"),
        (lambda: CoupledBlocks([[0, 1]]), "blocks: expected a square table of blocks"),
        (lambda: CoupledBlocks(np.eye(2)), "blocks: expected a square table (a list of rows)"),
        (lambda: CoupledBlocks([[0, 0], [0, JORDAN]]), "block [1, 1]: expected a symmetric"),
        (lambda: CoupledBlocks.split(np.eye(3), (1, 1)), "sizes: expected positive block sizes"),
        (lambda: CoupledBlocks.split(np.eye(3), (3, 0)), "sizes: expected positive block sizes"),
        (lambda: CoupledBlocks.split(np.ones((2, 3)), (1, 1)), "matrix: expected a square matrix"),
        (lambda: SelfReferential.split(np.eye(3) / 2, (1, 1, 1)), "sizes: expected two block"),
        (lambda: BlockTriangular.split(np.ones((2, 2)) / 2, (1, 1)), "B: expected a zero block"),
    ],
)
def test_each_wrong_input_is_one_clear_sentence(make: object, sentence: str) -> None:
    with pytest.raises(InvalidMatrix) as caught:
        make()  # type: ignore[operator]
    message = str(caught.value)
    assert sentence in message and "\n" not in message


def test_a_class_called_with_options_only_is_a_quantifier() -> None:
    of = BlockTriangular(sizes=(4, 4), symmetric=False)
    assert of == Quantifier(BlockTriangular, symmetric=False, sizes=(4, 4))
    assert str(of) == "BlockTriangular(symmetric=False, sizes=(4, 4))"
    assert BlockTriangular() == Quantifier(BlockTriangular)
    assert CoupledBlocks(sizes=[1, 2, 3]).sizes == (1, 2, 3)
    for wrong in ((0, 1), (1, 2, 3), (), (1.0, 2), (True, 1)):
        with pytest.raises(ValueError, match=r"^sizes: "):
            SelfReferential(sizes=wrong)
    with pytest.raises(TypeError, match=r"^sizes: expected block sizes"):
        BlockTriangular(sizes=4)
    with pytest.raises(TypeError, match=r"^symmetric: expected True or False"):
        BlockTriangular(symmetric="no")
