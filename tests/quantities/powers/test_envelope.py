"""The envelope of ‖Jᵗ‖: peaks and settling times against stepping through every t."""

import numpy as np
import pytest
import sympy
from flint import arb, arb_mat, fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify.matrices import BlockTriangular, Matrix
from kreissverify.numbers.errors import Refused
from kreissverify.quantities import enclose
from kreissverify.quantities.maps import settling_time
from kreissverify.quantities.maps.power_norm import QUANTITY as POWER_NORM
from kreissverify.quantities.maps.settling_time import QUANTITY as T
from kreissverify.quantities.maps.transient_peak import QUANTITY as M
from kreissverify.quantities.powers.arithmetic import arithmetics, power_period
from kreissverify.quantities.powers.ball_norm import _rounded_norm
from kreissverify.quantities.powers.envelope import Envelope
from kreissverify.quantities.powers.rising_precision import TooManyTimes

entries = st.fractions(min_value=-2, max_value=2, max_denominator=6).map(
    lambda q: fmpq(q.numerator, q.denominator)
)


@st.composite
def stable_matrices(draw: st.DrawFn) -> Matrix:
    """Rational matrices of size 1 to 3, scaled to ρ between 1/2 and 0.98 or so."""
    size = draw(st.integers(1, 3))
    raw = fmpq_mat(size, size, draw(st.lists(entries, min_size=size**2, max_size=size**2)))
    radius = np.abs(np.linalg.eigvals(Matrix(raw).array)).max()
    target = draw(st.sampled_from([0.5, 0.9, 0.98]))
    if radius < 1e-3:
        return Matrix(raw)
    return Matrix(raw * fmpq(int(1000 * target / radius), 1000))


def stepped_norms(matrix: Matrix, count: int) -> list[float]:
    power, found = np.eye(matrix.n), []
    for _ in range(count):
        found.append(float(np.linalg.norm(power, 2)))
        power = power @ matrix.array
    return found


def extremal(gamma: str, kappa: int) -> Matrix:
    g = fmpq(*(int(x) for x in gamma.split("/")))
    return Matrix(fmpq_mat([[g, 0], [kappa * (1 - g), g]]))


@settings(max_examples=60, deadline=None)
@given(stable_matrices(), st.sampled_from([1e-1, 1e-3, 1e-9]))
def test_the_peak_is_that_of_stepping(matrix, rtol):
    shown = enclose(M, matrix, rtol=rtol)
    best = max(stepped_norms(matrix, 1500))
    assert float(shown.lower) <= best * (1 + 1e-10)
    assert best <= float(shown.upper) * (1 + 1e-10)
    assert shown.width <= 1.01 * rtol * best
    assert M(matrix) == pytest.approx(best, rel=1e-6)


@settings(max_examples=60, deadline=None)
@given(stable_matrices(), st.sampled_from(["1/100", "1/3", "1", "2"]))
def test_settling_is_that_of_stepping(matrix, delta):
    shown = enclose(T, matrix, delta)
    assert shown.is_exact
    level = float(sympy.Rational(delta))
    found = stepped_norms(matrix, 1500)
    time = int(shown.lower.value.p)
    assert all(x <= level * (1 + 1e-10) for x in found[time:])
    assert time == 0 or found[time - 1] > level * (1 - 1e-10)


@settings(max_examples=40, deadline=None)
@given(stable_matrices(), st.integers(0, 5), st.integers(0, 4))
def test_the_bound_over_a_range_holds_inside_it(matrix, start, level):
    """The chord inequality that everything rests on."""
    for arithmetic in arithmetics()[:2]:
        envelope = Envelope(matrix.exact, arithmetic)
        period = envelope.period
        for residue in range(period):
            bound = envelope._cell(residue, start, level)
            inside = range(start + 1, start + (1 << level))
            for index in inside:
                low, _ = envelope.norm(residue, index)
                assert low <= bound


@pytest.mark.parametrize(
    ("rows", "period"),
    [([["9/10"]], 1), ([["-9/10"]], 2), ([[0, "-9/10"], ["9/10", 0]], 4), ([[0, 1], [0, 0]], 1)],
)
def test_the_period_turns_slow_eigenvalues_to_the_positive_axis(rows, period):
    assert power_period(Matrix(rows).exact) == period


@pytest.mark.parametrize("gamma", ["999/1000", "999999/1000000", "999999999/1000000000"])
def test_the_peak_close_to_instability_takes_few_evaluations(gamma):
    matrix = extremal(gamma, 1000)
    envelope = Envelope(matrix.exact, arithmetics()[1])  # powers to the 1e9th need its bits
    peak = envelope.peak(1e-6)
    assert len(envelope._norms) < 1000
    assert peak.t / int(gamma.split("/")[1]) == pytest.approx(1, rel=2e-2)
    assert peak.low == pytest.approx(1000 / np.e, rel=2e-3)
    assert peak.high <= peak.low * (1 + 1e-6)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["1/10", "1/2", "9/10", "99/100"]),
    st.fractions(min_value="1/5", max_value=100, max_denominator=5),
)
def test_the_closed_form_of_the_peak(gamma, kappa):
    g = fmpq(*map(int, gamma.split("/")))
    c = fmpq(kappa.numerator, kappa.denominator) * (1 - g)
    matrix = Matrix(fmpq_mat([[g, 0], [c, g]]))
    closed = M.closed_form(g, fmpq(0), c)
    exact = M.exact(matrix)
    # long exact powers are left to enclosures
    assert exact is None or abs(sympy.N(closed - exact, 30)) < 1e-20
    if kappa <= 10 and gamma != "99/100":
        assert exact is not None
    shown = enclose(M, matrix, rtol=1e-12)
    digits = sympy.Rational(str(sympy.N(closed, 40)))
    value = fmpq(int(digits.p), int(digits.q))
    tiny = value / 10**35
    assert shown.lower.value <= value + tiny
    assert value - tiny <= shown.upper.value
    wrong = value * (1 + fmpq(1, 10**9))
    assert not shown.contains(wrong)


def test_peaks_of_blocks():
    matrix = BlockTriangular(
        [["9/10", 0], [0, "-9/10"]], [[3, 1], [0, 2]], [["9/10", 0], [0, "1/10"]]
    )
    best = max(stepped_norms(matrix, 500))
    shown = enclose(M, matrix, rtol=1e-8)
    assert float(shown.lower) <= best * (1 + 1e-12)
    assert best <= float(shown.upper) * (1 + 1e-12)


def test_contractions_and_unstable_matrices():
    assert enclose(M, [[0, -1], [1, 0]]).upper.value == 1
    assert enclose(M, [["1/2", "1/4"], [0, "1/2"]]).upper.value == 1
    unstable = enclose(M, [["1/4", "1/8"], [8, "1/4"]])
    assert unstable.lower.value == np.inf
    assert unstable.certificate["lower"]["value"] == "inf"
    assert M([["5/4"]]) == np.inf
    assert enclose(T, [["5/4"]], 2).lower.value == np.inf
    assert enclose(M, [[1, 1], [0, 1]]).lower.value == np.inf  # a Jordan block at 1


def test_settling_times_where_a_norm_meets_delta_exactly():
    gamma = fmpq(9, 10)
    matrix = Matrix(fmpq_mat([[gamma, 0], [0, gamma]]))
    assert enclose(T, matrix, gamma**20).lower.value == 20
    assert enclose(T, matrix, gamma**20 - fmpq(1, 10**30)).upper.value == 21
    assert enclose(T, matrix, gamma**20 + fmpq(1, 10**30)).upper.value == 20


def test_what_takes_too_many_times_is_not_tried_again_in_longer_balls(monkeypatch):
    """ρ = 1 - 1e-16 on an irrational rotation: five number systems took a minute to refuse it."""
    tried = []

    def peak(envelope, rtol):
        tried.append(envelope.arithmetic.name)
        raise TooManyTimes("too many")

    monkeypatch.setattr(Envelope, "peak", peak)
    matrix = Matrix([["1/2", 3, 0], [0, "1/2", 3], [0, 0, "1/2"]])
    with pytest.raises(Refused, match="too many"):
        enclose(T, matrix, "1/2")
    assert tried == ["float64 balls"]


def test_a_scalar_close_to_one_settles_after_its_logarithm():
    matrix = Matrix([["999999/1000000"]])
    time = enclose(T, matrix, "1/2")
    assert time.is_exact
    assert time.lower.value == int(np.ceil(np.log(2) / -np.log1p(-1e-6)))
    assert T(matrix, fmpq(1, 2)) == float(time.lower)
    assert T.highprec(matrix, fmpq(1, 2)) == int(time.lower.value.p)


@pytest.mark.parametrize("bad", ["0", "-1"])
def test_delta_must_be_positive(bad):
    with pytest.raises(ValueError, match="delta: expected a positive number"):
        enclose(T, [["1/2"]], bad)


@pytest.mark.parametrize("bad", ["1/2", "-1"])
def test_times_are_nonnegative_integers(bad):
    with pytest.raises(ValueError, match="t: expected an integer"):
        enclose(POWER_NORM, [["1/2"]], bad)


@settings(max_examples=50, deadline=None)
@given(stable_matrices(), st.integers(0, 40), st.sampled_from([1e-3, 1e-12, 1e-25]))
def test_norms_of_powers(matrix, t, rtol):
    shown = enclose(POWER_NORM, matrix, t, rtol=rtol)
    value = POWER_NORM.highprec(matrix, fmpq(t), digits=40)
    near = fmpq(int(value.man)) * fmpq(2) ** int(value.exp)  # exactly, at any precision
    slack = fmpq(1, 10**38)
    assert shown.lower.value <= near + slack
    assert near - slack <= shown.upper.value
    assert shown.width <= rtol * float(value) + 1e-300
    assert POWER_NORM(matrix, t) == pytest.approx(float(value), rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("t", [10**5, 10**6])
def test_long_powers_of_larger_matrices(t):
    rng = np.random.default_rng(1)
    a = np.round(rng.normal(size=(3, 3)), 3)
    radius = np.abs(np.linalg.eigvals(a)).max()
    matrix = Matrix(a / radius)
    shown = enclose(POWER_NORM, matrix, t, rtol=1e-20)
    assert shown.width <= 1e-20 * shown.midpoint()
    value = POWER_NORM.highprec(matrix, fmpq(t), digits=15)
    assert float(value) == pytest.approx(shown.midpoint(), rel=1e-12)


def test_the_norm_of_a_wide_ball_is_wide():
    exact = fmpq_mat([[1, 2, 0], [0, 1, 3], [1, 1, 1]])
    wide = arb_mat(3, 3, [arb(float(x.p), 1e-3) for x in exact.entries()])
    shown = _rounded_norm(wide, 1e-9, 128)
    for sign in (-1, 1):
        shifted = exact + fmpq_mat(3, 3, [sign * fmpq(1, 1001)] * 9)
        assert shown.contains(fmpq(*np.linalg.norm(Matrix(shifted).array, 2).as_integer_ratio()))


def test_long_powers_are_not_made_exactly_where_bounds_tell_them_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Entries are floats, so that one of Jᵗ has 200,000 bits; of more rows it took a minute."""
    J = Matrix([[0.999, 0.01, 0.0], [0.0, 0.999, 0.02], [0.0, 0.0, 0.998]])
    near = float(POWER_NORM.value(J, fmpq(2000)))
    norms = [POWER_NORM.enclosure(J, fmpq(t), rtol=1e-30) for t in (1999, 2000, 2001)]
    delta = fmpq(*near.as_integer_ratio())
    last = 2000 - (norms[1].upper.value <= delta)
    assert norms[0].lower.value > delta  # type: ignore[operator]  # finite, as those of powers are
    assert norms[2].upper.value < delta
    monkeypatch.setattr(settling_time, "_at_most", None)  # the exact decision: not to be asked
    assert enclose(T, J, near).lower.value == last + 1
