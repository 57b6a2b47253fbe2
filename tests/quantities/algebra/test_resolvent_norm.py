"""The resolvent norm at points and on grids."""

import math

import numpy as np
import pytest
import sympy
from flint import fmpq
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kreissverify import BlockTriangular, resolvent_norm, theorem
from kreissverify.evidence import Verdict, verify
from kreissverify.matrices import InvalidMatrix, Matrix
from kreissverify.matrices.gallery import grcar
from kreissverify.quantities import enclose
from kreissverify.quantities.resolvent import grid as resolvent_grid
from kreissverify.quantities.resolvent.grid import grid_norms

number = st.integers(-12, 12).map(lambda p: fmpq(p, 8))


@st.composite
def matrices(draw: st.DrawFn, high: int = 5) -> Matrix:
    n = draw(st.integers(1, high))
    return Matrix([[draw(number) for _ in range(n)] for _ in range(n)])


def test_known_values() -> None:
    assert resolvent_norm([["1/2"]], 2) == pytest.approx(2 / 3, rel=1e-15)
    # ‖[[p, 0], [q, p]]‖ = p·e^{asinh(q/2p)} with p = 2, q = 12
    assert resolvent_norm([["1/2", 0], [3, "1/2"]], 1) == pytest.approx(
        6 + math.sqrt(40), rel=1e-14
    )
    diagonal = np.diag([0.5, -0.25, 1.0])
    grid = np.array([[1j, 0.0], [-1.0, 2 - 1j]])
    nearest = np.abs(grid[..., None] - np.diag(diagonal)).min(axis=-1)
    assert resolvent_norm(diagonal, grid) == pytest.approx(1 / nearest, rel=1e-14)


def test_it_is_infinite_just_at_the_eigenvalues() -> None:
    J = [["1/3", 0, 0], [3, "1/3", 0], [0, 1, "1/2"]]
    assert resolvent_norm(J, "1/3") == math.inf
    assert resolvent_norm(J, 1 / 3) > 1e30  # the float next to it
    assert enclose(resolvent_norm, J, "1/2").lower.value == math.inf
    assert enclose(resolvent_norm, J, 1 / 3).is_finite
    assert enclose(resolvent_norm, [[0, -1], [1, 0]], 1j).lower.value == math.inf
    assert resolvent_norm(np.eye(3) / 2, np.array([0.5, 1.0])).tolist() == [math.inf, 2.0]


@settings(max_examples=40, deadline=None)
@given(matrices(), number, number)
def test_the_enclosure_contains_float64_and_high_precision(J: Matrix, a: fmpq, b: fmpq) -> None:
    shown = enclose(resolvent_norm, J, (a, b), rtol=1e-8)
    value = resolvent_norm(J, (a, b))
    if not shown.is_finite:
        assert shown.is_exact and value == math.inf
        return
    low, high = float(shown.lower), float(shown.upper)
    assert low <= high <= low * (1 + 1e-8)
    assert low * (1 - 1e-11) <= value <= high * (1 + 1e-11)
    assert low * (1 - 1e-15) <= resolvent_norm.highprec(J, (a, b), digits=25) <= high * (1 + 1e-15)
    assert not low * (1 + 1e-7) <= value  # a planted error of 1e-7 is seen


@settings(max_examples=30, deadline=None)
@given(matrices(2), number)
def test_the_exact_value_lies_in_the_enclosure(J: Matrix, z: fmpq) -> None:
    exact, shown = resolvent_norm.exact(J, z), enclose(resolvent_norm, J, z, rtol=1e-10)
    assert exact is not None
    assume(exact != sympy.oo)
    value = sympy.N(exact, 30)
    assert float(shown.lower) * (1 - 1e-15) <= value <= float(shown.upper) * (1 + 1e-15)


@settings(max_examples=30, deadline=None)
@given(matrices(), number, number)
def test_symmetries(J: Matrix, a: fmpq, b: fmpq) -> None:
    """Transposed, conjugated, and similar by a permutation: the same norm."""
    value = resolvent_norm(J, (a, b))
    turned = Matrix(J.array[::-1, ::-1].copy())
    for other, z in ((Matrix(J.exact.transpose()), (a, b)), (J, (a, -b)), (turned, (a, b))):
        assert resolvent_norm(other, z) == pytest.approx(value, rel=1e-11)


@pytest.mark.parametrize("case", ["random", "grcar", "normal", "defective"])
def test_one_schur_form_gives_the_singular_values(case: str) -> None:
    n = 48
    array = {
        "random": np.random.default_rng(5).standard_normal((n, n)) / n**0.5,
        "grcar": grcar(n) / 2.5,
        "normal": np.diag(np.linspace(-0.9, 0.9, n)),
        "defective": np.eye(n) / 2 + np.eye(n, k=1) / 4,
    }[case]
    line = np.linspace(-1.5, 1.5, 13)
    grid = line + 1j * line[:, None]
    norms = resolvent_grid._dense(array, grid.ravel()).reshape(grid.shape)
    plain = norms < 1e9
    assert plain.sum() > 100
    assert grid_norms(array, grid)[plain] == pytest.approx(norms[plain], rel=1e-6)
    assert grid_norms(array, grid, rtol=1e-3)[plain] == pytest.approx(norms[plain], rel=1e-2)


def test_a_grid_keeps_its_shape() -> None:
    J = np.eye(2) / 2
    assert resolvent_norm(J, np.ones((2, 0, 3))).shape == (2, 0, 3)
    assert resolvent_norm(J, [2, 3]).shape == (2,)
    assert resolvent_norm(J, np.array(2.0)).shape == ()


@pytest.mark.parametrize("z", ["one", float("nan"), complex("inf"), None, (1, 2, 3)])
def test_wrong_points(z: object) -> None:
    for ask in (resolvent_norm, lambda J, z: enclose(resolvent_norm, J, z)):
        with pytest.raises((ValueError, TypeError), match=r"^z: expected"):
            ask(np.eye(2), z)


@pytest.mark.parametrize("grid", [["a"], [[1], [1, 2]], np.array([1, np.nan])])
def test_wrong_grids(grid: object) -> None:
    with pytest.raises(ValueError, match=r"^z: expected"):
        resolvent_norm(np.eye(2), grid)
    with pytest.raises(InvalidMatrix, match="square"):
        resolvent_norm(np.ones((2, 3)), [1.0])


def test_it_stands_in_statements() -> None:
    @theorem(source="maximum on the positive axis", expect="supported")
    def beyond_one(J: BlockTriangular):
        return resolvent_norm(J, 1) <= 1 / (1 - J.gamma) + J.c / (1 - J.gamma) ** 2

    report = verify(beyond_one, instances=20)
    assert report.verdict is Verdict.SUPPORTED and report.decided >= 15
