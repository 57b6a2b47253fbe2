"""Float members have their shape, are within all options, and are rounded to exact members."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from flint import fmpq

from kreissverify.instances.kinds.contract import MatrixKind
from kreissverify.instances.kinds.diagonal import Diagonal
from kreissverify.instances.kinds.rectangular import Rectangular
from kreissverify.instances.kinds.shared.float_bounds import value_of
from kreissverify.instances.kinds.shared.membership import meets
from kreissverify.instances.kinds.shared.scaling import HOMOGENEOUS
from kreissverify.instances.kinds.square import Square
from kreissverify.instances.kinds.symmetric import Symmetric
from kreissverify.matrices.matrix import InvalidMatrix
from tests.instances.support.kind_cases import kinds, sized

each = pytest.mark.parametrize("kind", kinds(), ids=str)
_ALLOWED = 1 + 1e-12


def coordinates(kind: MatrixKind, count: int = 30) -> Any:
    """Return standard normal coordinates."""
    return np.random.default_rng(3).standard_normal((count, kind.dimension()))


@each
def test_float_members_are_within_all_options(kind: MatrixKind) -> None:
    for of in sized(kind, (1, 3)):
        array = of.members(coordinates(of), {})
        assert array.shape == (30, *of.sizes)
        assert np.iscomplexobj(array) == of.complex
        assert np.isfinite(array).all()
        assert_within(of, array, {name: float(x) for name, x in of.options().items()})  # type: ignore[arg-type]


def assert_within(kind: MatrixKind, array: Any, numbers: Any) -> None:
    """Hold float members against the numbers of the options, the same for all or one for each."""
    for name in {*HOMOGENEOUS} & {*numbers}:
        assert (value_of(name, array) <= numbers[name] * _ALLOWED).all()
    if "rank" in numbers:
        singular = np.linalg.svd(array, compute_uv=False)
        places = np.arange(singular.shape[-1]) >= np.asarray(numbers["rank"])[..., None]
        assert (np.where(places, singular, 0) <= 1e-13 * singular[:, :1]).all()
    if isinstance(kind, Symmetric):
        assert (array == np.swapaxes(array, -1, -2).conj()).all()
        values = np.linalg.eigvalsh(array)
        room = 1e-13 * np.abs(array).max(axis=(-2, -1))
        assert (values[:, 0] >= numbers.get("lowest", -np.inf) - room).all()
        assert (values[:, -1] <= numbers.get("largest", np.inf) + room).all()
    if isinstance(kind, Diagonal):
        assert (array * (1 - np.eye(array.shape[-1])) == 0).all()


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (Square(3, norm=1, radius=1), ("norm", "radius")),
        (Square(3, numerical_radius=1), ("numerical_radius",)),
        (Symmetric(3, spectrum=(0, 1)), ("lowest", "largest")),
        (Symmetric(3, spectrum=(None, 1), complex=True), ("largest",)),
        (Diagonal(3, rank=3), ("rank",)),
        (Square("n", rank="r", norm="L").with_sizes(3, 3), ("rank", "norm")),
        (Rectangular("n", "m", rank="r").with_sizes(2, 3), ("rank",)),
        (Symmetric("n", spectrum=("mu", "L"), rank="r").with_sizes(3, 3), ("rank",)),
        (Symmetric("n", spectrum=("mu", "L")).with_sizes(3, 3), ("lowest", "largest")),
        (Rectangular(3, 2, norm=1), ("norm",)),
    ],
    ids=str,
)
def test_options_may_differ_from_member_to_member(kind: Any, names: tuple[str, ...]) -> None:
    steps = np.arange(30) / 7.0
    options = {name: np.floor(steps) if name == "rank" else steps for name in names}
    if "lowest" in names:
        options["largest"] = steps + 1
    assert_within(kind, kind.members(coordinates(kind), options), options)


def test_one_number_may_stand_for_all_members() -> None:
    kind = Symmetric("n", spectrum=("mu", None), norm=2).with_sizes(2, 2)
    options = {"lowest": np.linspace(0, 1, 30), "norm": np.asarray(2.0)}
    assert_within(kind, kind.members(coordinates(kind), options), options)


def test_members_are_smooth_in_their_coordinates() -> None:
    """Central differences of two widths agree, off the kinks where a bound becomes active."""
    for kind in (Square(3), Symmetric(3, spectrum=(0, 1)), Symmetric(2, spectrum=(None, None))):
        at = coordinates(kind, 5)
        along = np.ones_like(at) / 10
        slopes = [
            (kind.members(at + h * along, {}) - kind.members(at - h * along, {})) / (2 * h)
            for h in (1e-3, 1e-4)
        ]
        scale = np.abs(slopes[0]).max(axis=(-2, -1), keepdims=True)
        assert np.abs(slopes[0] - slopes[1]).max() <= 1e-4 * scale.max()


def test_float_members_vary_and_attain_bounds() -> None:
    kind = Square(3, norm=1)
    norms = value_of("norm", kind.members(coordinates(kind, 200), {}))
    assert 0.3 < (norms > 1 - 1e-12).mean() < 0.9
    assert norms.min() < 0.1


@each
def test_a_float_member_is_rounded_to_a_member(kind: MatrixKind) -> None:
    assert_rounded(kind, fmpq(1, 100), (2,), 1)


@pytest.mark.slow
@each
@pytest.mark.parametrize("coarseness", [fmpq(0), fmpq(1, 100)])
def test_float_members_are_rounded_to_members(kind: MatrixKind, coarseness: fmpq) -> None:
    assert_rounded(kind, coarseness, (1, 2, 3, 4), 20)


def assert_rounded(kind: MatrixKind, coarseness: fmpq, sizes: Any, count: int) -> None:
    """Round float members, and hold the exact ones against them."""
    for of in sized(kind, sizes):
        for array in of.members(coordinates(of, count), {}):
            made = of.rounded(array, coarseness)
            assert of.objection(made) is None
            far = np.abs(made.array - array).max()
            assert far <= (1e-3 if coarseness == 0 else 0.1) * np.abs(array).max() + 1e-12


def test_rounded_entries_are_short() -> None:
    made = Square(2, norm=1).rounded(np.array([[0.3333, 1e-17], [0.0, -0.24999]]), fmpq(1, 100))
    assert made.strings() == [["1/3", "0"], ["0", "-1/4"]]


def test_a_coarse_rounding_attains_a_bound_again() -> None:
    made = Square(2, norm=1).rounded(np.array([[0.9999, 1e-3], [-1e-3, 0.9999]]), fmpq(1, 20))
    assert made.strings() != [["0", "0"], ["0", "0"]]
    assert not meets(made, "norm", 1 - fmpq(1, 20))


def test_what_has_no_member_near_it_is_refused() -> None:
    with pytest.raises(InvalidMatrix, match="no member of Square"):
        Square(2, norm=1).rounded(np.eye(2) * 2, fmpq(0))
    with pytest.raises(InvalidMatrix, match="expected finite numbers"):
        Square(1).rounded(np.array([[np.nan]]), fmpq(0))
