"""The extreme cases that the mathematics turns on are drawn often enough to be met."""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np
from flint import fmpq

from kreissverify.instances import class_of
from kreissverify.matrices import BlockTriangular, CoupledBlocks, SelfReferential
from kreissverify.matrices.spectrum.stability import spectral_radius_at_most
from kreissverify.numbers.rational import square_root

COUNT = 400


@cache
def drawn(cls: type[CoupledBlocks], symmetric: bool = True) -> list[CoupledBlocks]:
    quantifier = cls(symmetric=symmetric)
    return [class_of(quantifier).draw(quantifier, 11, index) for index in range(COUNT)]


def eigenvalues(J: CoupledBlocks, i: int) -> np.ndarray:
    block = J.block(i, i)
    floats = [[int(x.p) / int(x.q) for x in row] for row in block.tolist()]
    return np.linalg.eigvalsh(np.array(floats))


def test_sizes_from_scalars_to_twenty() -> None:
    for cls in (BlockTriangular, SelfReferential):
        largest = Counter(max(J.sizes) for J in drawn(cls))
        assert 0.5 * COUNT <= sum(largest[k] for k in (1, 2, 3)) <= 0.75 * COUNT
        assert sum(largest[k] for k in range(4, 9)) >= 0.2 * COUNT
        assert 1 <= sum(n for k, n in largest.items() if k > 8) <= 0.08 * COUNT
        assert sum(J.sizes[0] != J.sizes[1] for J in drawn(cls)) >= 0.3 * COUNT
    sizes = {J.sizes for seed in range(6) for J in _many(seed)}
    assert (20, 20) in sizes and (1, 1) in sizes


def _many(seed: int) -> list[CoupledBlocks]:
    quantifier = BlockTriangular()
    return [class_of(quantifier).draw(quantifier, seed, index) for index in range(150)]


def test_gamma_from_zero_to_one_minus_a_millionth() -> None:
    for cls in (BlockTriangular, SelfReferential, CoupledBlocks):
        gammas = [J.gamma for J in drawn(cls)]
        assert sum(g == 0 for g in gammas) >= 8
        assert sum(g > 1 - fmpq(1, 10**4) for g in gammas) >= 20
        assert max(gammas) == 1 - fmpq(1, 10**6)
        assert sum(fmpq(1, 10) < g < fmpq(9, 10) for g in gammas) >= 100


def test_kappa_on_both_sides_of_two() -> None:
    kappas = [J.kappa for J in drawn(BlockTriangular)]
    below = sum(k.upper.value < 2 for k in kappas)
    exactly = sum(k.is_exact and k.lower.value == 2 for k in kappas)
    above = sum(k.lower.value > 2 for k in kappas)
    near = sum(abs(k.midpoint() - 2) < 0.021 for k in kappas)
    assert below >= 100 and exactly >= 10 and above >= 150 and near - exactly >= 10
    positive = [k.midpoint() for k in kappas if k.lower.value > 0]
    assert min(positive) < 0.05 and max(positive) > 1e5
    assert sum(k.upper.value == 0 for k in kappas) >= 5


def test_back_coupling_up_to_and_beyond_the_threshold() -> None:
    kinds: Counter[str] = Counter()
    for J in drawn(SelfReferential):
        assert isinstance(J, SelfReferential)
        b, c, square = J.b.upper.value, J.c.upper.value, (1 - J.gamma) ** 2
        kinds["b = 0"] += b == 0
        kinds["c = 0"] += c == 0
        kinds["just below"] += square * fmpq(999, 1000) < b * c < square
        kinds["below"] += b * c < square
        kinds["beyond"] += b * c >= square
        kinds["s < delta"] += b + c < 2 * (1 - J.gamma)
        kinds["b = c"] += b == c != 0
    assert kinds["b = 0"] >= 15 and kinds["c = 0"] >= 5 and kinds["b = c"] >= 10
    assert kinds["just below"] >= 30 and kinds["s < delta"] >= 40
    assert kinds["below"] >= 300 and 20 <= kinds["beyond"] <= 80


def test_the_exact_kreiss_constant_of_scalar_blocks_is_rational() -> None:
    found = 0
    for J in drawn(SelfReferential):
        assert isinstance(J, SelfReferential)
        if not (J.b.is_exact and J.c.is_exact):
            continue
        b, c, delta = J.b.lower.value, J.c.lower.value, 1 - J.gamma
        s = (b + c) / 2
        radicand = (s * s - b * c) * (delta * delta - b * c)
        found += b * c < delta * delta and square_root(radicand) is not None
    assert found >= 240


def test_spectra_have_their_extremes_repeats_and_zeros() -> None:
    kinds: Counter[str] = Counter()
    for J in drawn(BlockTriangular):
        gamma = int(J.gamma.p) / int(J.gamma.q)
        for i, size in enumerate(J.sizes):
            if size < 2 or gamma == 0:
                continue
            values = eigenvalues(J, i) / gamma
            kinds["blocks"] += 1
            kinds["attained"] += abs(np.abs(values).max() - 1) < 1e-9
            kinds["both ends"] += bool(values.min() < -1 + 1e-9 and values.max() > 1 - 1e-9)
            kinds["zeros"] += bool((np.abs(values) < 1e-12).any())
            kinds["repeated"] += bool((np.diff(np.sort(values)) < 1e-12).any())
            kinds["only below"] += bool(values.max() < 0)
    assert kinds["attained"] >= 0.6 * kinds["blocks"]
    for kind in ("both ends", "zeros", "repeated"):
        assert kinds[kind] >= 0.1 * kinds["blocks"], kinds
    assert kinds["only below"] >= 3


def test_couplings_are_rank_one_and_full_aligned_and_not() -> None:
    ranks: Counter[str] = Counter()
    worst = 0
    for J in drawn(BlockTriangular):
        assert isinstance(J, BlockTriangular)
        if min(J.sizes) < 2 or J.c.upper.value == 0:
            continue
        rank = J.C.rank()
        ranks["one"] += rank == 1
        ranks["full"] += rank == min(J.sizes)
        if J.A * J.gamma == J.A.transpose() * J.gamma and J.gamma > 0:
            gram = J.C.transpose() * J.C
            worst += bool(gram * J.A == J.A * gram)  # C acts on an eigenvector of A
    assert ranks["one"] >= 10 and ranks["full"] >= 40 and worst >= 20


def test_many_blocks_are_mostly_below_the_threshold() -> None:
    stable = 0
    counts = Counter(J.m for J in drawn(CoupledBlocks))
    assert set(counts) == {2, 3, 4} and min(counts.values()) >= 50
    for J in drawn(CoupledBlocks):
        radius = np.abs(np.linalg.eigvals(J.comparison.upper.array)).max()
        stable += radius < 1
    assert 0.85 * COUNT <= stable < COUNT


def test_blocks_that_are_not_symmetric_have_numerical_radius_on_both_sides_of_gamma() -> None:
    kinds: Counter[str] = Counter()
    for J in drawn(BlockTriangular, symmetric=False):
        for i in range(2):
            block = J.block(i, i)
            assert spectral_radius_at_most(block, J.gamma)
            if block == block.transpose():
                continue
            floats = np.array([[int(x.p) / int(x.q) for x in row] for row in block.tolist()])
            turns = np.exp(1j * np.linspace(0, np.pi, 90))
            hermitian = [np.linalg.norm((t * floats + (t * floats).conj().T) / 2, 2) for t in turns]
            gamma = int(J.gamma.p) / int(J.gamma.q)
            kinds["above" if max(hermitian) > gamma * (1 + 1e-6) + 1e-9 else "within"] += 1
            kinds["defective"] += bool(np.ptp(np.linalg.eigvals(floats)) < 1e-2 * gamma)
    assert kinds["above"] >= 60 and kinds["within"] >= 60 and kinds["defective"] >= 40, kinds
