"""The matrix of each bundled family is that of the algorithm in its docstring."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from flint import fmpq
from numpy.typing import NDArray

from kreissverify import families
from kreissverify.instances.family import Family

Vector = NDArray[Any]
Parts = Mapping[str, Any]
# A step of the algorithm itself, from one state to the next, as a list of its vectors.
Step = Callable[[Parts, list[Vector]], list[Vector]]


def heavy_ball(p: Parts, state: list[Vector]) -> list[Vector]:
    x, before = state
    gradient = p["H"] @ x
    return [x - p["alpha"] * gradient + p["beta"] * (x - before), x]


def heavy_ball_optimal(p: Parts, state: list[Vector]) -> list[Vector]:
    H = np.eye(len(p["S"])) + (p["q"] ** 2 - 1) * p["S"]
    mu, L = 1.0, p["q"] ** 2
    alpha = (2 / (np.sqrt(L) + np.sqrt(mu))) ** 2
    beta = ((np.sqrt(L) - np.sqrt(mu)) / (np.sqrt(L) + np.sqrt(mu))) ** 2
    return heavy_ball({"H": H, "alpha": alpha, "beta": beta}, state)


def nesterov(p: Parts, state: list[Vector]) -> list[Vector]:
    x, before = state
    y = x + p["beta"] * (x - before)
    return [y - p["alpha"] * (p["H"] @ y), x]


def nesterov_optimal(p: Parts, state: list[Vector]) -> list[Vector]:
    H = np.eye(len(p["S"])) + (p["q"] ** 2 - 1) * p["S"]
    beta = (p["q"] - 1) / (p["q"] + 1)
    return nesterov({"H": H, "alpha": 1 / p["q"] ** 2, "beta": beta}, state)


def descent_ascent(p: Parts, state: list[Vector]) -> list[Vector]:
    x, y = state
    of_x = p["H_x"] @ x + p["C"].T @ y
    of_y = p["C"] @ x - p["H_y"] @ y
    return [x - p["alpha"] * of_x, y + p["beta"] * of_y]


def alternating(p: Parts, state: list[Vector]) -> list[Vector]:
    x, y = state
    x = x - p["alpha"] * (p["H_x"] @ x + p["C"].T @ y)
    return [x, y + p["beta"] * (p["C"] @ x - p["H_y"] @ y)]


def extragradient(p: Parts, state: list[Vector]) -> list[Vector]:
    (z,) = state
    ahead = z - p["alpha"] * (p["A"] @ z)
    return [z - p["alpha"] * (p["A"] @ ahead)]


def optimistic(p: Parts, state: list[Vector]) -> list[Vector]:
    """The half steps of the past extragradient method, whose full step is seen from two of them."""
    half, before = state
    A, alpha = p["A"], p["alpha"]
    full = half + alpha * (A @ before)  # half = full - αA·before
    full = full - alpha * (A @ half)
    return [full - alpha * (A @ half), half]


def two_time_scale(p: Parts, state: list[Vector]) -> list[Vector]:
    x, y = state
    slow = p["A_11"] @ x + p["A_12"] @ y
    fast = p["A_21"] @ x + p["A_22"] @ y
    return [x - p["alpha"] * slow, y - p["beta"] * fast]


def admm(p: Parts, state: list[Vector]) -> list[Vector]:
    """Each minimisation by the normal equations of its augmented Lagrangian."""
    z, u = state
    sigma, omega = p["sigma"], p["omega"]
    I = np.eye(len(z))
    x = np.linalg.solve(p["P"] + sigma * I, sigma * (z - u))
    relaxed = omega * x + (1 - omega) * z
    z = np.linalg.solve(p["Q"] + sigma * I, sigma * (relaxed + u))
    return [z, u + relaxed - z]


def lagged_hypergradients(p: Parts, state: list[Vector]) -> list[Vector]:
    """The adjoint of the inner problem is solved for, at the inner iterate."""
    x, y = state
    adjoint = np.linalg.solve(p["G"], p["F"].T @ x + p["S"] @ y)
    hypergradient = p["P"] @ x + p["F"] @ y + p["B"].T @ adjoint
    inner_gradient = p["G"] @ y - p["B"] @ x
    return [x - p["alpha"] * hypergradient, y - p["beta"] * inner_gradient]


def upwind(p: Parts, state: list[Vector]) -> list[Vector]:
    (u,) = state
    padded = np.concatenate([[0.0], u])
    return [u - p["nu"] * (padded[1:] - padded[:-1])]


def convection_diffusion(p: Parts, state: list[Vector]) -> list[Vector]:
    (u,) = state
    padded = np.concatenate([[0.0], u, [0.0]])
    ahead, behind = padded[2:], padded[:-2]
    convected = u - p["courant"] / 2 * (ahead - behind)
    return [convected + p["diffusion"] * (ahead - 2 * u + behind)]


def linear_recurrence(p: Parts, state: list[Vector]) -> list[Vector]:
    (u,) = state
    coefficients = np.concatenate([[p["a_0"]], p["a"][0]])
    return [np.concatenate([u[1:], [-coefficients @ u]])]


ALGORITHMS: dict[str, Step] = {
    "HeavyBall": heavy_ball,
    "HeavyBallOptimal": heavy_ball_optimal,
    "Nesterov": nesterov,
    "NesterovOptimal": nesterov_optimal,
    "GradientDescentAscent": descent_ascent,
    "AlternatingGradientDescentAscent": alternating,
    "Extragradient": extragradient,
    "Optimistic": optimistic,
    "TwoTimeScale": two_time_scale,
    "ADMM": admm,
    "LaggedHypergradients": lagged_hypergradients,
    "Upwind": upwind,
    "ConvectionDiffusion": convection_diffusion,
    "LinearRecurrence": linear_recurrence,
}


def rational(source: np.random.Generator, *shape: int) -> NDArray[Any]:
    """Return small fractions, as Python's own strings."""
    entries = source.integers(-8, 9, shape)
    return np.array([f"{x}/4" for x in entries.flat], dtype=object).reshape(shape)


def symmetric(source: np.random.Generator, size: int) -> NDArray[Any]:
    made = rational(source, size, size)
    lower = np.tril_indices(size, -1)
    made[lower] = made.T[lower]
    return made


def parts_of(name: str, source: np.random.Generator) -> dict[str, Any]:
    """Return exact parts of a member: n = 2, m = 3, in random numbers."""
    step = {"alpha": f"{source.integers(1, 9)}/8", "beta": f"{source.integers(1, 8)}/8"}
    t = f"{source.integers(1, 4)}/5"
    # eigenvalues 1 - t and 1 + t, and 0 and 1
    definite = [["1", t], [t, "1"]]
    projection = [["9/25", "12/25"], ["12/25", "16/25"]]
    diagonal = [["2", "1/2", "0"], ["1/2", "1", "1/4"], ["0", "1/4", "3"]]
    match name:
        case "HeavyBall" | "Nesterov":
            return {"H": definite, "mu": "1/10", "L": 3, **step}
        case "HeavyBallOptimal" | "NesterovOptimal":
            return {"S": projection, "q": f"{source.integers(9, 40)}/8"}
        case "GradientDescentAscent" | "AlternatingGradientDescentAscent":
            games = {"H_x": symmetric(source, 2), "H_y": symmetric(source, 3)}
            return {**games, "C": rational(source, 3, 2), **step}
        case "Extragradient" | "Optimistic":
            return {"A": rational(source, 3, 3), "alpha": step["alpha"]}
        case "TwoTimeScale":
            shapes = {"A_11": (2, 2), "A_12": (2, 3), "A_21": (3, 2), "A_22": (3, 3)}
            return {**{k: rational(source, *x) for k, x in shapes.items()}, **step}
        case "ADMM":
            omega = f"{source.integers(1, 8)}/4"
            return {"P": definite, "Q": projection, "sigma": step["alpha"], "omega": omega}
        case "LaggedHypergradients":
            outer = {"P": symmetric(source, 2), "F": rational(source, 2, 3)}
            inner = {"S": symmetric(source, 3), "G": diagonal, "B": rational(source, 3, 2)}
            return {**outer, **inner, **step}
        case "Upwind":
            return {"points": 4, "nu": step["alpha"]}
        case "ConvectionDiffusion":
            return {"points": 4, "courant": step["alpha"], "diffusion": step["beta"]}
        case "LinearRecurrence":
            return {"a_0": step["alpha"], "a": rational(source, 1, 3)}
    raise AssertionError(name)


def as_floats(J: Any) -> dict[str, Any]:
    """Return the parts of a member in floats."""
    return {
        name: float(x.p) / float(x.q) if isinstance(x, fmpq) else x.array
        for name, x in J.parts_by_name.items()
    }


def state_of(name: str, J: Any, source: np.random.Generator) -> list[Vector]:
    z = source.standard_normal(J.n)
    if name in {"Extragradient", "Upwind", "ConvectionDiffusion", "LinearRecurrence"}:
        return [z]
    return [z[:2], z[2:]] if J.n == 5 else [z[: J.n // 2], z[J.n // 2 :]]


def test_every_bundled_family_is_compared_with_its_algorithm() -> None:
    assert set(ALGORITHMS) == set(families.__all__)


@pytest.mark.parametrize("name", families.__all__)
def test_the_matrix_makes_a_step_of_the_algorithm(name: str) -> None:
    family = getattr(families, name)
    source = np.random.default_rng(list(map(ord, name)))
    for _ in range(5):
        J = family(**parts_of(name, source))
        state = state_of(name, J, source)
        stepped = np.concatenate(ALGORITHMS[name](as_floats(J), state))
        assert J.array @ np.concatenate(state) == pytest.approx(stepped, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("name", families.__all__)
def test_a_bundled_family_says_its_recursion_and_where_it_is_from(name: str) -> None:
    family = getattr(families, name)
    assert isinstance(family, Family)
    assert "⁺" in family.__doc__ or "u_(" in family.__doc__
    module = __import__(family.__module__, fromlist=[name])
    assert "Source: " in module.__doc__
    assert module.__all__ == [name]
