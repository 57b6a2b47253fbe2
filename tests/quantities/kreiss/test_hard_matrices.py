"""Matrices so far from normal that float64 loses the resolvent: enclosed, or refused by name."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from flint import fmpq
from numpy.typing import NDArray

from kreissverify.matrices.gallery import grcar, jordan
from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.errors import Refused
from kreissverify.quantities import enclose
from kreissverify.quantities.kreiss import upper_bound as upper
from kreissverify.quantities.maps.kreiss_constant import QUANTITY as K

FloatArray = NDArray[np.float64]


def demmel(n: int, scale: float = 0.9) -> FloatArray:
    """Return Demmel's matrix, -b^((j-i)/(n-1)) on and above the diagonal with b = 1e4, scaled."""
    order = np.arange(n)[None, :] - np.arange(n)[:, None]
    return np.where(order >= 0, -scale * 1e4 ** (order / (n - 1)), 0.0)


def triangular_blocks(k: int, kappa: float, seed: int) -> FloatArray:
    """Return [[A, 0], [C, D]] with dense symmetric A and D, ρ ≤ 9/10, and ‖C‖ = κ/10."""
    rng = np.random.default_rng(seed)

    def symmetric() -> FloatArray:
        q = np.linalg.qr(rng.standard_normal((k, k)))[0]
        whole = q @ np.diag(rng.uniform(-0.9, 0.9, k)) @ q.T
        return np.asarray((whole + whole.T) / 2)

    c = rng.standard_normal((k, k))
    c *= 0.1 * kappa / np.linalg.norm(c, 2)
    return np.block([[symmetric(), np.zeros((k, k))], [c, symmetric()]])


CASES = {
    "demmel 8": demmel(8),
    "demmel 10": demmel(10),
    "demmel 20": demmel(20),
    "jordan 30": jordan(30, 0.5),
    "blocks 4, 1e12": triangular_blocks(4, 1e12, 4),
    "blocks 10, 1e6": triangular_blocks(10, 1e6, 10),
    "rows scaled": (lambda a, d: a * d[:, None] / d)(
        np.random.default_rng(3).standard_normal((5, 5)) / 4, 10.0 ** np.array([5, -5, 0, 3, -2])
    ),
}


# as many seconds as all others together
SLOW = {"demmel 20"}


@pytest.mark.parametrize(
    "case", [pytest.param(x, marks=pytest.mark.slow) if x in SLOW else x for x in CASES]
)
def test_both_ends_agree_with_newton_at_the_peak(case: str) -> None:
    matrix = Matrix(CASES[case])
    bounds = enclose(K, matrix, rtol=1e-3)
    low, high = bounds.lower.value, bounds.upper.value
    assert low < high <= low * fmpq(1001, 1000)
    assert float(low) * (1 - 1e-9) <= K(matrix) <= float(high) * (1 + 1e-9)


def test_a_nilpotent_block_beside_a_small_one() -> None:
    """K([[0, 0], [c, 0]]) = c/4 + 1/c, also for c = 1e15."""
    c = 10**15
    matrix = np.zeros((3, 3))
    matrix[1, 0], matrix[2, 2] = c, 0.5
    bounds = enclose(K, matrix, rtol=1e-6)
    assert bounds.lower.value <= fmpq(c, 4) + fmpq(1, c) <= bounds.upper.value


def test_balls_that_would_take_too_long_are_refused_by_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where float64 proves nothing, the precision that would come next is named."""
    monkeypatch.setattr(upper, "_MOST_WORK", 1e3)
    monkeypatch.setattr(upper.CurveProver, "prove", lambda self, tasks, bits: [None] * len(tasks))
    with pytest.raises(Refused, match="128 bits would take too long"):
        enclose(K, demmel(8), rtol=1e-3)


@pytest.mark.parametrize("entry", ["1e160", "1e300"])
def test_entries_whose_squares_overflow_are_refused_by_name(entry: str) -> None:
    with pytest.raises(Refused, match="an entry is above 1e\\+100"):
        enclose(K, Matrix([["1/2", 0, 0], [entry, "1/2", 1], [0, 0, "1/10"]]))


@pytest.mark.slow
def test_grcar_of_size_100() -> None:
    """K ≈ 9.27540366e6, where cond(P) is near 1e26."""
    bounds = enclose(K, grcar(100) / 2.5, rtol=1e-3)
    assert bounds.lower.value <= 9275403 and bounds.upper.value >= 9275404
    assert bounds.upper.value <= bounds.lower.value * fmpq(1001, 1000)


@pytest.mark.slow
def test_a_long_jordan_block_takes_a_bounded_amount_of_work() -> None:
    """Of jordan(60, .75) K is 2e33, and five circles take 1,024 bits: 95 s; or a refusal."""
    try:
        found = enclose(K, jordan(60, 0.75))
    except Refused as refusal:
        assert "would take too long" in str(refusal) or "did not prove" in str(refusal)
    else:
        assert float(found.upper) <= float(found.lower) * (1 + 1.1e-6)


class _Place(float):
    """A radius in the place of a vertex."""

    @property
    def excess(self) -> float:
        return float(self)


class ProvedAt512(upper._Proofs):
    """Proofs that take 512 bits; what was tried is counted."""

    def __init__(self, size: int) -> None:
        super().__init__(SimpleNamespace(matrix=SimpleNamespace(n=size)), fmpq(2))
        self.tried: list[tuple[int, int]] = []

    def attempt(self, vertices: Any, bits: int, most: int | None = None) -> Any:
        open_ = [v for v, _ in vertices if v not in self.found][:most]
        self.tried.append((bits, len(open_)))
        if bits >= 512:
            self.found.update(dict.fromkeys(open_))
        return [(v, room) for v, room in vertices if v not in self.found]


def test_one_circle_tells_the_bits_that_the_others_take() -> None:
    vertices = [(_Place(x), 0.1) for x in (0.1, 0.2, 0.3)]
    proofs = ProvedAt512(10)
    proofs.escalate(vertices, 1024)
    assert proofs.tried == [(128, 1), (256, 1), (512, 1), (512, 2)]


def test_circles_that_would_take_too_much_work_are_refused() -> None:
    vertices = [(_Place(x), 0.1) for x in (0.1, 0.2, 0.3)]
    proofs = ProvedAt512(150)  # three times 150³·256 bits are more than is allowed
    with pytest.raises(upper.BoundNotProved, match="256 bits would take too long"):
        proofs.escalate(vertices, 1024)
    assert proofs.tried == [(128, 1)]
