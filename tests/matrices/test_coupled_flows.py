"""Coupled flows: μ is certified, membership is exact, and no flow is taken for a map."""

from __future__ import annotations

import numpy as np
import pytest
from flint import fmpq

from kreissverify import BlockTriangular, CoupledBlocks, InvalidMatrix
from kreissverify import continuous as ct
from kreissverify.matrices import CoupledMatrix
from kreissverify.matrices.diagonal_bound import DECAY


def test_mu_is_decided_at_its_edge() -> None:
    """ω([[-1, 2], [0, -1]]) = 0, and ω([[-2, 2], [0, -2]]) = -1."""
    with pytest.raises(InvalidMatrix, match=r"^mu: expected mu > 0"):
        ct.CoupledBlocks([[[["-1", 2], [0, -1]]]], symmetric=False)
    assert ct.CoupledBlocks([[[[-2, 2], [0, -2]]]], symmetric=False).mu == 1
    assert ct.CoupledBlocks([[[[-2, 2], [0, -2]]]], 1, symmetric=False).mu == 1
    with pytest.raises(InvalidMatrix, match=r"mu <= minus the numerical abscissa"):
        ct.CoupledBlocks([[[[-2, 2], [0, -2]]]], "1000001/1000000", symmetric=False)


def test_an_irrational_mu_is_rounded_down() -> None:
    J = ct.CoupledBlocks([[[[-2, 1], [1, -3]]]])
    best = (5 - 5**0.5) / 2
    assert DECAY.holds(J.block(0, 0), J.mu) and 0 <= best - float(J.mu.p) / float(J.mu.q) < 1e-12


@pytest.mark.parametrize("seed", range(20))
def test_a_certified_mu_holds_and_is_sharp(seed: int) -> None:
    rng = np.random.default_rng(seed)
    A = rng.integers(-9, 9, (3, 3)) - 40 * np.eye(3)
    J = ct.CoupledBlocks([[A]], symmetric=False)
    sharp = -float(np.linalg.eigvalsh((A + A.T) / 2)[-1])
    assert DECAY.holds(J.block(0, 0), J.mu)
    assert not DECAY.holds(J.block(0, 0), J.mu * (1 + fmpq(1, 10**12)))
    assert abs(float(J.mu.p) / float(J.mu.q) - sharp) < 1e-9 * sharp


def test_parts() -> None:
    J = ct.SelfReferential("-1/2", [["1/10", 0]], [[3], [4]], [["-3/4", 0], [0, -1]], radii="each")
    assert (J.mu, J.mu_A, J.mu_D, J.mus) == (fmpq(1, 2), fmpq(1, 2), fmpq(3, 4), J.mus)
    assert J.comparison.lower.exact.tolist() == [
        [fmpq(-1, 2), fmpq(1, 10)],
        [fmpq(5), fmpq(-3, 4)],
    ]
    assert isinstance(J.triangular, ct.BlockTriangular) and J.triangular.comparison.is_exact
    assert not hasattr(J, "gamma") and not hasattr(J, "gammas")


def test_flows_are_no_maps() -> None:
    flow, of_map = ct.BlockTriangular("-1/2", 3, "-1/2"), BlockTriangular("1/2", 3, "1/2")
    assert isinstance(flow, CoupledMatrix) and not isinstance(flow, CoupledBlocks)
    assert ct.BlockTriangular().contains(flow) and not CoupledBlocks().contains(flow)
    assert not ct.CoupledBlocks().contains(of_map)
    for of in (ct.BlockTriangular, ct.SelfReferential, ct.CoupledBlocks):
        assert not of().implies(CoupledBlocks()) and "flows" in str(of(sizes=(2, 1)))
        assert not of().all_two_by_two


@pytest.mark.parametrize("mu", [0, "-1", "1/2000000"])
def test_mu_of_a_split_matrix(mu: object) -> None:
    matrix = [[-1, 0], [5, "-1/1000000"]]
    made = ct.BlockTriangular.split(matrix, (1, 1))
    assert made.mu == fmpq(1, 10**6)
    if mu == "1/2000000":
        assert ct.BlockTriangular.split(matrix, (1, 1), mu).mu == fmpq(1, 2 * 10**6)
    else:
        with pytest.raises(InvalidMatrix, match="mu > 0"):
            ct.BlockTriangular.split(matrix, (1, 1), mu)
