"""The steps that overshoot least: closed forms where they are known, grids where they are not."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt

import mpmath
import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kreissverify import H, InvalidMatrix, K, M, T, enclose, optimal_step_sizes
from kreissverify.experiments.quadratic_problem import QuadraticProblem
from kreissverify.experiments.step_search import StepSearch
from kreissverify.matrices.spectrum.stability import spectral_radius_at_most
from kreissverify.numbers.rational import as_fmpq

QUADRATIC = [[2, 1], [1, 2]]  # eigenvalues 1 and 3: the least rate is 1/2
PHASES = (Phase.explicit, Phase.generate)  # a search takes too long to be shrunk
FEW = settings(max_examples=3, deadline=None, phases=PHASES)


def least_kreiss_constant(p: float, rate: float) -> float:
    """Return the least K of scalar blocks with Hxy = 0 and p = |Hyx|/Hyy."""
    c = (1 - rate) * p
    if c * c <= 4 * (1 - rate * rate):
        return 1.0
    return (sqrt(4 * rate**2 + c * c) - c * sqrt(1 - rate * rate)) / (2 * rate**2)


@FEW
@given(
    h=st.fractions("1/4", 4, max_denominator=4),
    k=st.fractions("1/4", 4, max_denominator=4),
    g=st.integers(1, 40),
    rate=st.fractions("1/10", "9/10", max_denominator=10),
)
def test_the_least_K_of_scalar_blocks(h: Fraction, k: Fraction, g: int, rate: Fraction) -> None:
    found = optimal_step_sizes(h, g, k, rate=rate)
    least = least_kreiss_constant(float(g / k), float(rate))
    assert found.value == pytest.approx(least, rel=2e-6)
    if least > 1.001:
        assert (found.alpha, found.beta) == ((1 + rate) / h, (1 - rate) / k)
    assert found.value <= found.usual.value * (1 + 1e-6)


@pytest.mark.parametrize(("p", "rate"), [(10, "1/2"), (7, "3/10"), (60, "9/10"), (3, "1/2")])
def test_the_closed_form_of_the_least_K_is_enclosed(p: int, rate: str) -> None:
    r = Fraction(rate)
    shown = enclose(K, [[-r, 0], [p * (1 - r), r]], rtol=1e-9)
    form = least_kreiss_constant(p, float(r))
    assert float(shown.lower) * (1 - 1e-12) <= form <= float(shown.upper) * (1 + 1e-12)


@FEW
@given(p=st.fractions("1/4", 40, max_denominator=8), rate=st.fractions("1/10", "9/10"))
def test_the_least_M_of_scalar_blocks(p: Fraction, rate: Fraction) -> None:
    d = min(rate, p**2 / (1 + p**2))
    found = optimal_step_sizes(2, p, 1, rate=rate, objective=M)
    assert found.value == pytest.approx(max(1, sqrt(p**2 * (1 - d) ** 2 + d**2)), rel=2e-6)


@FEW
@given(
    a=st.integers(0, 3), b=st.integers(0, 3), g=st.integers(1, 30), gap=st.fractions("1/100", "1/3")
)
def test_the_worst_case_depends_on_the_slowest_direction_of_y_alone(
    a: int, b: int, g: int, gap: Fraction
) -> None:
    Hxx, Hyy = ([[2 + x, 1], [1, 2 + x]] for x in (a, b))  # eigenvalues 1 + x and 3 + x
    found = optimal_step_sizes(Hxx, [[g, 0], [0, 0]], Hyy, rate=1 - gap, worst_case=True, rtol=1e-5)
    kappa = g / (1 + b)
    least = kappa / 4 + 1 / kappa if kappa > 2 else 1
    assert found.value == pytest.approx(least, rel=2e-6)
    assert float(found.enclosure.lower) <= found.value * (1 + 1e-9)
    assert found.J.gamma <= as_fmpq(found.allowed_rate) == 1 - as_fmpq(gap)


def steps_of_two_radii(problem: QuadraticProblem, rate: float) -> tuple[np.ndarray, np.ndarray]:
    """Return a grid of steps that keep the rate, and their worst cases with two radii."""
    ends = [
        np.linspace(*curvature.steps_within(rate), 120)
        for curvature in (problem.curvature_x, problem.curvature_y)
    ]
    steps = np.stack([x.ravel() for x in np.meshgrid(*ends)])
    return steps, K.float64(problem.comparisons(*steps, radii="each")).values


BLOCKS = st.tuples(st.integers(1, 4), st.integers(1, 9), st.integers(-3, 3)).map(
    lambda x: [[x[0] + x[2] ** 2, x[2]], [x[2], x[1] + 1]]
)


@settings(max_examples=6, deadline=None, phases=PHASES)
@given(
    Hxx=BLOCKS,
    Hyy=BLOCKS,
    g=st.sampled_from([0, "1/8", 1, 3, 40]),
    share=st.fractions("1/20", "19/20", max_denominator=20),
)
def test_no_steps_are_better_than_the_closed_form_of_two_radii(
    Hxx: object, Hyy: object, g: object, share: Fraction
) -> None:
    problem = QuadraticProblem(Hxx, [[g, 0], [1, g]], Hyy)
    fastest = max(
        1 - curvature.fastest_step * curvature.least
        for curvature in (problem.curvature_x, problem.curvature_y)
    )
    rate = 1 - share * Fraction(1 - fastest).limit_denominator(50) * Fraction(9, 10)
    found = optimal_step_sizes(
        Hxx, [[g, 0], [1, g]], Hyy, rate=rate, worst_case=True, radii="each", rtol=1e-9
    )
    assert found.least is not None
    least = float(found.least.lower)
    assert least <= float(found.enclosure.upper) and float(found.enclosure.lower) <= least * (
        1 + 2e-6
    )
    assert found.rate <= float(rate) * (1 + 1e-12) and found.J.radii == "each"
    _, values = steps_of_two_radii(problem, float(rate))
    assert values.min() >= least * (1 - 1e-7)
    assert values.min() <= least * 1.02  # so a bound that is far too low would be noticed


def test_the_least_of_two_radii_to_fifty_digits() -> None:
    # μ_x = 2 - √2/2, an eigenvalue that no rational is: beside mpmath's formula of N1
    with mpmath.workdps(50):
        low, high = 2 - mpmath.sqrt(2) / 2, 2 + mpmath.sqrt(2) / 2
        d1, d2, c = 2 * low / (low + high), mpmath.mpf(1) / 10, mpmath.mpf(3) / 20
        S, R, u = d1 + d2, mpmath.hypot(d1 - d2, c), mpmath.sqrt(d1 * d2)
        value = (S * S + c * c) / (R * S + 2 * u * c) if R >= S else mpmath.mpf(1)
        X = max((R + c) / (S + 2 * u), 1)
        assert mpmath.almosteq(value, (X + 1 / X) / 2, 1e-45)
    Hxx = [["3/2", "1/2"], ["1/2", "5/2"]]
    found = optimal_step_sizes(
        Hxx, [[3, 0]], 2, rate="9/10", worst_case=True, radii="each", rtol=1e-12
    )
    assert found.least is not None and found.least.contains(str(value))
    assert found.least.width < 1e-11


@pytest.mark.parametrize("g", ["3/10", "5"])
def test_where_nothing_grows_the_longest_such_step_of_y_is_taken(g: str) -> None:
    found = optimal_step_sizes(1, g, 1, rate="9/10", worst_case=True, radii="each")
    # d₁ = 1: no growth up to β = 4/g², or the fastest step 1
    assert found.least is not None and found.value == pytest.approx(1, abs=1e-9)
    expected = min(Fraction(1), 4 / Fraction(g) ** 2)
    assert (found.alpha, found.beta) == (1, expected)


def test_the_closed_form_is_of_one_question_only() -> None:
    options: dict[str, object] = {"rate": "1/2", "worst_case": True}
    assert optimal_step_sizes(1, 3, 1, **options).least is None  # type: ignore[arg-type]
    back = optimal_step_sizes(1, 3, 1, Hxy="1/100", radii="each", **options)  # type: ignore[arg-type]
    assert back.least is None and back.J.radii == "each"
    with pytest.raises(ValueError, match=r'^radii: "each" is of the worst case: expected worst_'):
        optimal_step_sizes(1, 3, 1, radii="each")
    with pytest.raises(ValueError, match=r'^radii: expected "common" or "each", got'):
        optimal_step_sizes(1, 3, 1, radii="two", worst_case=True)


BACK = {"none": 0, "zero-sum": [["-3/2", 0], ["1/2", -1]], "general": [[1, "1/3"], [0, "-1/2"]]}
CROSS = [["3/2", "-1/2"], [0, 1]]
WIDE = [[1, 0], [0, "1/4"]]


@pytest.mark.parametrize(
    ("objective", "points", "back"),
    [
        pytest.param(K, 11, "general"),
        *(pytest.param(K, 11, x, marks=pytest.mark.slow) for x in ("none", "zero-sum")),
        *((objective, 40, x) for objective in (M, H) for x in BACK),
    ],
)
def test_no_pair_on_a_grid_is_better(back: str, objective: object, points: int) -> None:
    problem = (QUADRATIC, CROSS, WIDE)
    found = optimal_step_sizes(*problem, Hxy=BACK[back], objective=objective)  # type: ignore[arg-type]
    search = StepSearch(QuadraticProblem(*problem, Hxy=BACK[back]), objective, False)  # type: ignore[arg-type]
    ends = [np.linspace(0.01, 2, points, endpoint=False) / x for x in (3, 1)]
    steps = np.stack([x.ravel() for x in np.meshgrid(*ends)])
    steps = steps[:, search.radii(steps) <= float(found.allowed_rate)]
    assert steps.size
    values = objective.float64(search.matrices(steps)).values  # type: ignore[attr-defined]
    assert found.value <= values.min() * (1 + 3e-6)
    assert found.value <= found.usual.value * (1 + 3e-6)
    assert spectral_radius_at_most(found.J.exact, as_fmpq(found.allowed_rate))
    assert float(found.enclosure.lower) <= found.value * (1 + 1e-9)
    assert found.value <= float(found.enclosure.upper) * (1 + 1e-9)


def test_of_equal_values_the_fastest_steps_are_taken() -> None:
    found = optimal_step_sizes(QUADRATIC, [["1/4", 0], [0, 0]], QUADRATIC)
    assert found.value == 1 and (found.alpha, found.beta) == (Fraction(1, 2), Fraction(1, 2))
    assert found.rate == pytest.approx(0.5) and found.allowed_rate == Fraction(3, 4)


@pytest.mark.slow
def test_the_fastest_steps_with_K_1_are_where_the_closed_form_leaves_1() -> None:
    found = optimal_step_sizes(1, 3, 1, rate="9/10")
    assert found.usual.value > 1.08 and found.value == pytest.approx(1, abs=1e-9)
    assert found.rate == pytest.approx(5 / 13, abs=1e-4)  # 3²(1-r) = 4(1+r)


def test_the_rate_is_kept_where_slower_steps_would_be_better() -> None:
    options = {"Hxy": BACK["zero-sum"], "objective": M, "rtol": 1e-3}
    found = [
        optimal_step_sizes(QUADRATIC, [[6, -2], [0, 4]], WIDE, rate=rate, **options)  # type: ignore[arg-type]
        for rate in ("4/5", "9/10")
    ]
    assert 1.01 * found[1].value < found[0].value < found[0].usual.value
    assert found[0].rate == pytest.approx(0.8, abs=1e-6)


def test_the_least_rate_itself_is_attained_and_a_smaller_one_is_refused() -> None:
    found = optimal_step_sizes(QUADRATIC, [[9, 0], [0, 0]], QUADRATIC, rate="1/2")
    assert (found.alpha, found.beta) == (Fraction(1, 2), Fraction(1, 2))
    with pytest.raises(
        ValueError, match=r"^rate: 49/100 is not attained: the least spectral "
    ) as e:
        optimal_step_sizes(QUADRATIC, [[9, 0], [0, 0]], QUADRATIC, rate="49/100")
    assert "is 0.5, at alpha = 0.5, beta = 0.5" in str(e.value)


@pytest.mark.parametrize("unit", [2**64, 1e300, 1e-300])
def test_the_unit_of_the_hessian_does_not_matter(unit: float) -> None:
    found = optimal_step_sizes(unit, 10 * unit, 2 * unit, rate="1/2", worst_case=True, radii="each")
    steps = [float(step * Fraction(unit)) for step in (found.alpha, found.beta)]
    assert steps == pytest.approx([1, 0.25], rel=1e-5)
    assert found.least is not None
    assert found.value == pytest.approx(float(found.least.lower.value), rel=1e-6)


@pytest.mark.parametrize(
    ("options", "error", "sentence"),
    [
        ({"rate": 1}, ValueError, r"^rate: expected a number in \(0, 1\), got 1$"),
        ({"rate": "fast"}, ValueError, "^rate: expected a rational number"),
        ({"objective": T}, TypeError, "^objective: expected a quantity without parameters"),
        ({"objective": "K"}, TypeError, "^objective: expected a quantity without parameters"),
        ({"Hyx": [[1]]}, InvalidMatrix, "^Hyx: expected 2 rows and 2 columns"),
        ({"Hxx": 0}, InvalidMatrix, "^Hxx: expected a positive definite Hessian"),
        ({"Hyy": 10**400}, InvalidMatrix, "^Hxx, Hyx, Hxy, Hyy: expected entries that float64"),
        ({"Hxy": 100, "worst_case": True}, ValueError, "^rate: no steps were found with which"),
    ],
)
def test_each_wrong_input_is_one_clear_sentence(
    options: dict[str, object], error: type[Exception], sentence: str
) -> None:
    given_well: dict[str, object] = {"Hxx": 1, "Hyx": 1, "Hyy": 1}
    if "Hyx" in options:
        given_well |= {"Hxx": QUADRATIC, "Hyy": QUADRATIC}
    with pytest.raises(error, match=sentence):
        optimal_step_sizes(**(given_well | options))  # type: ignore[arg-type]
