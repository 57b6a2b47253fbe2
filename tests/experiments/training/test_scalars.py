"""The four scalars and the Jacobian against matrices that are known."""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np
import pytest

from kreissverify import linear_quadratic
from kreissverify.experiments.training import (
    InvalidTraining,
    coupled_jacobian,
    coupling_scalars,
)
from kreissverify.experiments.training.scalars import CouplingScalars
from kreissverify.quantities import registry

torch = pytest.importorskip("torch", reason="needs the extra nn")
ALPHA, BETA = 0.1, 0.3


def random_problem(size: tuple[int, int], seed: int) -> tuple[Any, Any, Any, Any]:
    """Return smooth losses of two unlike players, and a point."""
    source = torch.Generator().manual_seed(seed)

    def normal(*shape: int) -> Any:
        return torch.randn(*shape, generator=source, dtype=torch.float64)

    mixed, left, right = normal(*size), normal(8, size[0]), normal(8, size[1])

    def f(x: Any, y: Any) -> Any:
        return (left @ x).sin().sum() / 8 + (x.tanh() @ mixed @ y) / size[1]

    def g(x: Any, y: Any) -> Any:
        return (right @ y).cos().sum() / 8 - (x @ mixed @ y.sin()) / size[0]

    return f, g, normal(size[0]), normal(size[1])


def dense_jacobian(f: Any, g: Any, x: Any, y: Any) -> Any:
    """Return J from torch.func.hessian of either loss."""
    of_f, of_g = (torch.func.hessian(loss, argnums=(0, 1))(x, y) for loss in (f, g))
    rows = [[ALPHA * h.numpy() for h in of_f[0]], [BETA * h.numpy() for h in of_g[1]]]
    return np.eye(len(x) + len(y)) - np.block(rows)


# The sizes are on both sides of that up to which blocks are taken whole, tall and wide.
@pytest.mark.parametrize("size", [(1, 1), (5, 3), (60, 7), (60, 90), (90, 60)])
def test_they_are_those_of_the_dense_jacobian(size: tuple[int, int]) -> None:
    f, g, x, y = random_problem(size, seed=sum(size))
    J = dense_jacobian(f, g, x, y)
    np.testing.assert_allclose(coupled_jacobian(f, g, x, y, ALPHA, BETA), J, rtol=1e-12, atol=1e-13)
    n = size[0]
    expected = [np.linalg.norm(block, 2) for block in (J[:n, :n], J[n:, n:], J[:n, n:], J[n:, :n])]
    found = coupling_scalars(f, g, x, y, ALPHA, BETA)
    # Lanczos iterations approach an eigenvalue by the square of their tolerance, 1e-8.
    np.testing.assert_allclose(found[:4], expected, rtol=1e-9)


def test_they_are_exact_on_a_quadratic_game() -> None:
    Hxx, Hyy, Hyx = np.diag([1.0, 0.5]), np.array([[2.0, 0.5], [0.5, 1.0]]), [[0.5, 1.0], [0.0, 2]]
    tensors = [torch.tensor(np.array(h)) for h in (Hxx, Hyy, Hyx)]

    def f(x: Any, y: Any) -> Any:
        return x @ tensors[0] @ x / 2 - y @ tensors[2] @ x

    def g(x: Any, y: Any) -> Any:
        return y @ tensors[1] @ y / 2 + y @ tensors[2] @ x

    x = y = torch.zeros(2, dtype=torch.float64)
    J = linear_quadratic(Hxx, Hyx, Hyy, Hxy=-np.array(Hyx).T, alpha=ALPHA, beta=BETA)
    found = coupling_scalars(f, g, x, y, ALPHA, BETA)
    np.testing.assert_allclose(coupled_jacobian(f, g, x, y, ALPHA, BETA), J.array, atol=1e-15)
    assert found.b == pytest.approx(J.b.midpoint(), rel=1e-14)
    assert found.c == pytest.approx(J.c.midpoint(), rel=1e-14)
    gamma = float(J.gamma.p) / float(J.gamma.q)
    assert max(found[:2]) == pytest.approx(gamma, rel=1e-9)  # J.gamma is an upper bound
    K = {name: registry()["K"](m) for name, m in (("J", J.array), ("T", found.comparison))}
    assert 1 < K["J"] <= K["T"] * (1 + 1e-12) and K["T"] <= found.K_worst * (1 + 1e-12)


def test_parameters_may_be_lists_or_named_tensors() -> None:
    f, g, x, y = random_problem((6, 4), seed=3)
    flat = coupling_scalars(f, g, x, y, ALPHA, BETA)
    named = coupling_scalars(
        lambda x, y: f(torch.cat([x[0].reshape(-1), x[1]]), y["weights"].reshape(-1)),
        lambda x, y: g(torch.cat([x[0].reshape(-1), x[1]]), y["weights"].reshape(-1)),
        [x[:4].reshape(2, 2), x[4:]],
        {"weights": torch.nn.Parameter(y.reshape(2, 2))},
        ALPHA,
        BETA,
    )
    assert named == pytest.approx(flat, rel=1e-12)


@pytest.mark.parametrize("size", [3, 50])
def test_losses_without_coupling_or_curvature(size: int) -> None:
    x = y = torch.ones(size, dtype=torch.float64)
    found = coupling_scalars(lambda x, y: x.sum(), lambda x, y: (y**2).sum(), x, y, ALPHA, BETA)
    assert found == pytest.approx((1.0, 1 - 2 * BETA, 0.0, 0.0, 1.0), abs=1e-12)


def test_single_precision_says_the_same_to_fewer_digits() -> None:
    f, g, x, y = random_problem((50, 45), seed=5)
    double = coupling_scalars(f, g, x, y, ALPHA, BETA)

    def rounded(loss: Any) -> Any:
        return lambda x, y: loss(x.double(), y.double()).float()

    single = coupling_scalars(rounded(f), rounded(g), x.float(), y.float(), ALPHA, BETA)
    assert single[:4] == pytest.approx(double[:4], rel=1e-4)


def test_the_worst_case_of_a_block_that_does_not_contract_is_infinite() -> None:
    x = y = torch.ones(2, dtype=torch.float64)
    found = coupling_scalars(
        lambda x, y: -(x**2).sum(), lambda x, y: (y**2).sum(), x, y, ALPHA, BETA
    )
    assert found.gamma_x == pytest.approx(1 + 2 * ALPHA) and found.K_worst == np.inf


@pytest.mark.parametrize("size", [3, 50])
def test_a_step_too_long_is_seen_at_the_other_end_of_the_spectrum(size: int) -> None:
    x = y = torch.ones(size, dtype=torch.float64)
    weights = torch.linspace(1, 2.5 / ALPHA, size, dtype=torch.float64)
    found = coupling_scalars(
        lambda x, y: (weights * x**2).sum() / 2, lambda x, y: (y**2).sum() / 2, x, y, ALPHA, BETA
    )
    assert found.gamma_x == pytest.approx(1.5) and found.gamma_y == pytest.approx(1 - BETA)


def scalar(x: Any, y: Any) -> Any:
    return (x @ x) + (y @ y)


ONE = torch.ones(2, dtype=torch.float64)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"alpha": 0.0}, "alpha: expected a positive number, got 0.0"),
        ({"beta": float("nan")}, "beta: expected a positive number, got nan"),
        ({"x": [1.0, 2.0]}, "x: expected a tensor, or a sequence or mapping of tensors, got list"),
        ({"y": []}, "y: expected a tensor"),
        ({"y": torch.ones(2, dtype=torch.int64)}, "y: expected floating-point numbers"),
        ({"x": torch.zeros(0)}, "x: expected at least one parameter"),
        ({"x": ONE / 0}, "x: expected finite numbers, got inf or nan"),
        ({"x": [ONE, ONE.float()]}, "x: expected tensors of one type on one device"),
        (
            {"f": lambda x, y: x + y},
            r"f: expected a loss that returns one number, got shape \(2,\)",
        ),
        ({"g": lambda x, y: 1.0}, "g: expected a loss that returns one number, got float"),
        ({"g": lambda x, y: (y * 0).log().sum()}, "g: expected a finite loss"),
    ],
)
def test_what_is_unfit_is_named(change: dict[str, Any], message: str) -> None:
    given = {"f": scalar, "g": scalar, "x": ONE, "y": ONE, "alpha": ALPHA, "beta": BETA}
    with pytest.raises(InvalidTraining, match=message):
        coupling_scalars(**{**given, **change})


def test_without_pytorch_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    original = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "torch":
            raise ImportError("No module named 'torch'")
        return original(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match=r"pip install 'kreissverify\[nn\]'"):
        coupling_scalars(scalar, scalar, ONE, ONE, ALPHA, BETA)


def test_the_comparison_matrix_bounds_every_power() -> None:
    T = CouplingScalars(0.9, 1.1, 0.2, 0.3, np.inf).comparison
    assert T.tolist() == [[0.9, 0.2], [0.3, 1.1]]
