"""Pictures of one matrix: they take and return axes, and draw the numbers of the quantities."""

from __future__ import annotations

import math
from collections.abc import Callable

import matplotlib
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kreissverify import BlockTriangular, InvalidMatrix, K, plots, power_norm, resolvent_norm, w
from kreissverify import continuous as ct

J = [["1/2", 0], [3, "1/2"]]
A = [[-1, 10], [0, -2]]
EACH = [plots.portrait, plots.powers, plots.exponentials, plots.numerical_range]


def axes() -> Axes:
    return Figure().subplots()


def label(drawn: Axes, begins: str) -> str:
    (found,) = (x.get_label() for x in drawn.lines if str(x.get_label()).startswith(begins))
    return str(found)


@pytest.mark.parametrize("draw", EACH, ids=lambda draw: draw.__name__)
def test_axes_are_taken_and_returned(draw: Callable[..., Axes]) -> None:
    given = axes()
    assert draw(J if draw is not plots.exponentials else A, given) is given
    assert given.has_data() and given.get_legend() is not None


@pytest.mark.parametrize("draw", EACH, ids=lambda draw: draw.__name__)
def test_without_axes_there_is_a_new_figure(draw: Callable[..., Axes]) -> None:
    matplotlib.use("Agg")
    from matplotlib import pyplot

    first, second = draw(J), draw(J)
    assert first.figure is not second.figure and first.figure.number in pyplot.get_fignums()
    pyplot.close("all")


@pytest.mark.parametrize("draw", EACH, ids=lambda draw: draw.__name__)
def test_what_is_no_matrix_is_refused(draw: Callable[..., Axes]) -> None:
    with pytest.raises(InvalidMatrix):
        draw([[1, 2]], axes())


def test_instances_and_complex_matrices_are_taken() -> None:
    instance = BlockTriangular([["1/2"]], [[3]], [["1/2"]])
    assert np.allclose(norms(plots.powers(instance, axes())), norms(plots.powers(J, axes())))
    turned = plots.portrait([[0.5j, 3], [0, 0.2]], axes(), points=21)
    assert turned.get_title().startswith("K = ")


def norms(drawn: Axes) -> np.ndarray:
    return np.asarray(drawn.lines[0].get_ydata(), dtype=float)


def test_the_powers_are_those_of_the_quantity() -> None:
    drawn = plots.powers(J, axes(), steps=12)
    expected = [power_norm(J, t) for t in range(13)]
    # products of float64 matrices: a rounding a step
    assert norms(drawn) == pytest.approx(expected, rel=1e-13)
    assert label(drawn, "K") == f"K = {K(J):.4g}"


def test_the_exponentials_are_those_of_the_quantity() -> None:
    drawn = plots.exponentials(A, axes(), until=4)
    times = drawn.lines[0].get_xdata()
    for k in (0, 57, 200, 400):
        assert norms(drawn)[k] == pytest.approx(ct.exp_norm(A, float(times[k])), rel=1e-12)
    assert label(drawn, "K_c") == f"K_c = {ct.K(A):.4g}"


def test_an_unstable_matrix_has_no_line_of_K() -> None:
    drawn = plots.powers([[2]], axes(), steps=3)
    assert [*norms(drawn)] == [1, 2, 4, 8] and len(drawn.lines) == 2


def test_the_numerical_range_touches_its_circle_from_within() -> None:
    drawn = plots.numerical_range(J, axes())
    border = drawn.lines[0].get_xdata() + 1j * np.asarray(drawn.lines[0].get_ydata())
    assert np.abs(border).max() == pytest.approx(w(J), rel=1e-12)
    # of a Jordan block it is a disc around its eigenvalue: D. Elliott 1943
    assert np.abs(border - 0.5) == pytest.approx(np.full(border.shape, 1.5), rel=1e-12)


# Portraits: levels and region.


def curves(drawn: Axes) -> dict[float, list[np.ndarray]]:
    """Return the points of each level of the blue curves, by the norm."""
    contour = drawn.collections[0]
    paths = contour.get_paths()
    return {10**level: [path.vertices] for level, path in zip(contour.levels, paths, strict=True)}


def test_the_levels_asked_for_are_drawn() -> None:
    drawn = plots.portrait(J, axes(), levels=[1, 10, 2], points=201)
    found = curves(drawn)
    assert [*found] == pytest.approx([1, 2, 10], rel=1e-12)
    for level, (points,) in found.items():
        for x, y in points[:: max(len(points) // 20, 1)]:
            # the curve goes between points of the grid in straight lines
            assert resolvent_norm(J, complex(x, y)) == pytest.approx(level, rel=5e-2)


def test_the_region_asked_for_is_drawn() -> None:
    drawn = plots.portrait(J, axes(), region=(0.5, 2, -0.25, 1), points=41)
    assert drawn.get_xlim() == (0.5, 2) and drawn.get_ylim() == (-0.25, 1)
    whole = plots.portrait(J, axes(), points=41)
    assert whole.get_xlim()[0] < -1 and whole.get_ylim()[0] == -whole.get_ylim()[1]
    # the maximiser is beyond this one, which says so
    assert (
        "beyond this window"
        in plots.portrait(J, axes(), region=(-1, 0, -1, 1), points=21).get_title()
    )


@pytest.mark.parametrize(
    "region", [(1, 0, -1, 1), (0, 1, 1, 1), (0, 1), "abcd", (0, float("inf"), 0, 1), 3]
)
def test_a_region_without_an_inside_is_refused(region: object) -> None:
    with pytest.raises(ValueError, match=r"region: expected \(left, right, bottom, top\)"):
        plots.portrait(J, axes(), region=region)  # type: ignore[arg-type]


@pytest.mark.parametrize("levels", [[], [0, 1], [-1], [float("inf")], [1, float("nan"), 2], "x", 3])
def test_levels_that_are_no_norms_are_refused(levels: list[float]) -> None:
    with pytest.raises(ValueError, match="levels: expected positive norms"):
        plots.portrait(J, axes(), levels=levels, points=21)


def test_steps_and_times_are_positive() -> None:
    for steps in (0, "x", 2.5, 10**12):
        with pytest.raises(ValueError, match="steps: expected an integer from 1 to 100000"):
            plots.powers(J, axes(), steps=steps)  # type: ignore[arg-type]
    for until in (0, "x", math.inf):
        with pytest.raises(ValueError, match="until: expected a positive time"):
            plots.exponentials(A, axes(), until=until)  # type: ignore[arg-type]
    for points in (1, "x", 10**6):
        with pytest.raises(ValueError, match="points: expected an integer from 2 to"):
            plots.portrait(J, axes(), points=points)  # type: ignore[arg-type]


@pytest.mark.parametrize("draw", EACH, ids=lambda draw: draw.__name__)
def test_what_is_no_axes_is_refused(draw: Callable[..., Axes]) -> None:
    with pytest.raises(TypeError, match="ax: expected axes of Matplotlib, got Figure"):
        draw(J, Figure())


def test_a_curve_ends_where_it_overflows() -> None:
    drawn = plots.exponentials([[1000, 0], [0, 1]], axes())
    assert np.isfinite(norms(drawn)[:20]).all() and np.isinf(norms(drawn)[60:]).all()
    drawn = plots.powers([[1e200]], axes(), steps=5)
    assert norms(drawn).tolist() == [1.0, 1e200, *[math.inf] * 4]


def test_a_flow_has_the_imaginary_axis() -> None:
    drawn = plots.portrait(A, axes(), continuous=True, points=21)
    assert drawn.get_title().startswith("K_c = ") and label(drawn, "Re z") == "Re z = 0"
