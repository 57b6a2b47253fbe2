"""Norms, spectral radii and definiteness: enclosures contain what mpmath finds at 40 digits."""

import mpmath
import numpy as np
import pytest
from flint import arb, fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify.numbers.arrays import float_matrix
from kreissverify.numbers.ball import ball_matrix, working_precision
from kreissverify.numbers.ball_matrix import BallArithmetic, two_by_two_norm
from kreissverify.numbers.float_ball_matrix import (
    FloatArithmetic,
    FloatBall,
    norm_bounds,
    norm_bounds_of_stack,
)
from kreissverify.numbers.positive_definite import (
    is_positive_definite_ball,
    is_positive_definite_exact,
    is_positive_semidefinite_exact,
    scaled_identity,
)
from kreissverify.numbers.rational import as_fmpq
from kreissverify.numbers.spectral_norm import gram, spectral_norm
from kreissverify.numbers.spectral_radius import spectral_radius

entries = st.one_of(
    st.just(fmpq(0)),
    st.fractions(min_value=-3, max_value=3, max_denominator=8).map(
        lambda q: fmpq(q.numerator, q.denominator)
    ),
)


@st.composite
def matrices(draw: st.DrawFn, high: int = 4, low: int = 1) -> fmpq_mat:
    size = draw(st.integers(low, high))
    return fmpq_mat(size, size, draw(st.lists(entries, min_size=size**2, max_size=size**2)))


def in_mpmath(matrix: fmpq_mat) -> mpmath.matrix:
    return mpmath.matrix([[mpmath.mpf(int(x.p)) / int(x.q) for x in r] for r in matrix.tolist()])


def mp(value: fmpq) -> mpmath.mpf:
    return mpmath.mpf(int(value.p)) / int(value.q)


def mp_norm(matrix: fmpq_mat) -> mpmath.mpf:
    exact = in_mpmath(matrix)
    return mpmath.sqrt(abs(max(mpmath.eigsy(exact.T * exact, eigvals_only=True))))


def assert_contains(enclosure, value, slack=1e-25):
    tolerance = slack * (1 + abs(value))
    assert mp(enclosure.lower.value) <= value + tolerance
    assert value <= mp(enclosure.upper.value) + tolerance


@settings(max_examples=60, deadline=None)
@given(matrices(), st.sampled_from([1e-2, 1e-9, 1e-20]))
def test_spectral_norm_contains_the_norm_at_the_width_asked(matrix, rtol):
    found = spectral_norm(matrix, rtol)
    with mpmath.workdps(60):
        value = mp_norm(matrix)
        assert_contains(found, value)
        assert found.width <= rtol * float(value) + 1e-300


def test_a_norm_off_by_1e_9_is_outside():
    found = spectral_norm(fmpq_mat([[1, 2], [3, 4]]), 1e-12)
    with mpmath.workdps(40):
        wrong = mp_norm(fmpq_mat([[1, 2], [3, 4]])) + mpmath.mpf(10) ** -9
        assert wrong > mp(found.upper.value)


def test_rational_norms_are_exact():
    assert spectral_norm(fmpq_mat([[3, 0], [4, 0]])).lower.value == 5
    assert spectral_norm(fmpq_mat([[0, 0, 0]])).is_exact
    assert not spectral_norm(fmpq_mat([[1, 1], [0, 1]])).is_exact


@settings(max_examples=60, deadline=None)
@given(matrices(low=2))
def test_spectral_radius_contains_the_largest_eigenvalue(matrix):
    found = spectral_radius(matrix, 1e-9)
    with mpmath.workdps(120):
        values = mpmath.eig(in_mpmath(matrix), left=False, right=False)
        # a nilpotent part of size 4 leaves a quarter of the digits
        assert_contains(found, max(abs(x) for x in values), slack=1e-22)


def test_spectral_radius_of_defective_and_nilpotent_matrices():
    jordan = fmpq_mat([[fmpq(1, 2), 1, 0], [0, fmpq(1, 2), 1], [0, 0, fmpq(1, 2)]])
    found = spectral_radius(jordan, 1e-9)
    assert found.contains(fmpq(1, 2))
    assert found.width < 1e-9
    assert spectral_radius(fmpq_mat([[0, 1], [0, 0]])).upper.value == 0
    assert spectral_radius(fmpq_mat([[0, -2], [2, 0]]), 1e-6).contains(2)


def test_spectral_radius_of_a_repeated_eigenvalue_beside_another():
    """flint's `eig` encloses none of these eigenvalues: findings/flint-repeated-eigenvalues.sh."""
    found = spectral_radius(fmpq_mat([[1, 0, 0], [0, 1, 0], [0, 0, 2]]), 1e-9)
    assert found.contains(2) and found.width < 1e-8
    found = spectral_radius(fmpq_mat([[3, 1, 0], [0, 3, 0], [0, 0, 2]]), 1e-9)
    assert found.contains(3) and found.width < 1e-8


def test_the_norm_of_balls_around_zero_is_finite():
    """The square of such a ball is nan in flint: findings/flint-power-of-zero-ball.sh."""
    x = arb(0, 1)
    norm = two_by_two_norm(x, x, x, x)
    assert norm.is_finite() and norm.upper() >= 2 and norm.lower() <= 0


@settings(max_examples=60, deadline=None)
@given(matrices(), entries)
def test_definiteness_follows_the_least_eigenvalue(matrix, shift):
    symmetric = gram(matrix) - scaled_identity(matrix.nrows(), abs(shift))
    with mpmath.workdps(60):
        least = min(mpmath.eigsy(in_mpmath(symmetric), eigvals_only=True))
    sign = 0 if abs(least) < mpmath.mpf(10) ** -40 else int(mpmath.sign(least))
    assert is_positive_definite_exact(symmetric) == (sign > 0)
    assert is_positive_semidefinite_exact(symmetric) == (sign >= 0)
    with working_precision(128):
        proved = is_positive_definite_ball(ball_matrix(symmetric))
    assert proved == (sign > 0)


@pytest.mark.parametrize("size", [2, 11, 13, 20])
def test_balls_never_prove_a_singular_matrix_definite(size):
    rng = np.random.default_rng(size)
    factor = fmpq_mat(
        size, size - 1, [fmpq(int(x)) for x in rng.integers(-3, 4, size * (size - 1))]
    )
    singular = factor * factor.transpose()
    tiny = scaled_identity(size, fmpq(1, 10**9))
    with working_precision(128):
        assert not is_positive_definite_ball(ball_matrix(singular))
        assert is_positive_definite_ball(ball_matrix(singular + tiny))
        assert not is_positive_definite_ball(ball_matrix(singular - tiny))


@settings(max_examples=60, deadline=None)
@given(matrices(6), st.sampled_from([0, -100, 60]))
def test_float_norm_bounds_enclose_the_norm(matrix, exponent):
    scaled = matrix * fmpq(2) ** exponent
    exact = spectral_norm(scaled, 1e-18)
    low, high = norm_bounds(FloatBall.of_rationals(scaled))
    assert fmpq(*low.as_integer_ratio()) <= exact.upper.value
    assert fmpq(*high.as_integer_ratio()) >= exact.lower.value
    if high > 1e-100:
        assert high <= low * (1 + 1e-10)


@settings(max_examples=40, deadline=None)
@given(matrices(5), st.integers(1, 12))
def test_balls_around_powers_contain_the_exact_powers(matrix, exponent):
    exact = matrix**exponent
    norm = spectral_norm(exact, 1e-18)
    for arithmetic in (FloatArithmetic(), BallArithmetic(128)):
        power = arithmetic.of(matrix)
        for _ in range(exponent - 1):
            (power,) = arithmetic.products([power], [arithmetic.of(matrix)])
        ((low, high),) = arithmetic.norms([power], 1e-11)
        assert fmpq(*low.as_integer_ratio()) <= norm.upper.value
        assert fmpq(*high.as_integer_ratio()) >= norm.lower.value
    ball = FloatBall.of_rationals(matrix)
    for _ in range(exponent - 1):
        ball = ball @ FloatBall.of_rationals(matrix)
    for i in range(matrix.nrows()):
        for j in range(matrix.nrows()):
            middle, radius = float(ball.mid[i, j]), float(ball.rad[i, j])
            gap = abs(exact[i, j] - fmpq(*middle.as_integer_ratio()))
            assert gap <= fmpq(*radius.as_integer_ratio())


@pytest.mark.parametrize("size", [3, 8, 20])
def test_norms_with_equal_singular_values_are_bounded_closely(size):
    """Squares of a Gram matrix never tell them apart."""
    turned, _ = np.linalg.qr(np.random.default_rng(size).standard_normal((5, size, size)))
    low, high = norm_bounds_of_stack(FloatBall(3 * turned, np.zeros_like(turned)), 1e-12)
    assert (low <= 3 * (1 + 1e-15)).all() and (high >= 3 * (1 - 1e-15)).all()
    assert (high <= low * (1 + 1e-12)).all()


@pytest.mark.parametrize("fault", [0.0, 1e-9, 1e-3, 0.1, 1.0])
def test_wrong_eigenvectors_give_wide_bounds_and_no_wrong_ones(fault, monkeypatch):
    random = np.random.default_rng(7)
    stack = random.standard_normal((20, 5, 5))
    norms = np.linalg.svd(stack, compute_uv=False)[:, 0]
    eigh = np.linalg.eigh

    def disturbed(gram):
        values, vectors = eigh(gram)
        return values, vectors + fault * random.standard_normal(vectors.shape)

    monkeypatch.setattr(np.linalg, "eigh", disturbed)
    low, high = norm_bounds_of_stack(FloatBall(stack, np.zeros_like(stack)), 1e-12)
    assert (low <= norms * (1 + 1e-14)).all() and (high >= norms * (1 - 1e-14)).all()
    assert (high <= low * (1 + 1e-12)).all() == (fault == 0)


def test_float_balls_without_finite_entries_bound_nothing():
    ball = FloatBall(np.array([[np.inf]]), np.array([[0.0]]))
    assert norm_bounds(ball) == (0.0, np.inf)
    assert norm_bounds(FloatBall(np.array([[np.nan]]), np.array([[0.0]]))) == (0.0, np.inf)


def test_the_nearest_floats_of_long_rationals():
    third = fmpq(10**400 + 1, 3 * 10**400)
    assert float_matrix(fmpq_mat([[third]]))[0, 0] == 1 / 3


@pytest.mark.parametrize("entry", [fmpq(3, 10**324), fmpq(8, 10**324), fmpq(1, 10**400)])
def test_bounds_of_what_floats_round_up_to_a_subnormal(entry: fmpq) -> None:
    for arithmetic in (FloatArithmetic(), BallArithmetic(128)):
        ((low, high),) = arithmetic.norms([arithmetic.of(fmpq_mat([[entry]]))], 1e-6)
        assert as_fmpq(low) <= entry <= as_fmpq(high)
