"""The Kreiss constant: against the reference, its invariances, and points of the plane."""

import math

import mpmath
import numpy as np
import pytest
from flint import fmpq
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kreissverify.matrices.gallery import named
from kreissverify.matrices.matrix import Matrix
from kreissverify.quantities import enclose
from kreissverify.quantities.maps.kreiss_constant import QUANTITY as K
from kreissverify.quantities.maps.transient_peak import QUANTITY as M
from kreissverify.quantities.resolvent.values import resolvent_norms

# name, K, trusted digits less one (two codes in multiprecision, and float codes)
REFERENCE = [
    ("grcar_n32_div3", "1.14377498341612285", 12),
    ("grcar_n32_div2.5", "20.9281366199607514", 11),
    ("companion_n10_div7", "338157.189113982983", 16),
    ("convdiff_N11_div28", "1.05631275708737948", 12),
    ("kahan_n20_x0.95", "1.46516656558641973", 12),
    ("transient_n20", "5.88891278714942625", 11),
    ("gaussseidel_n32_U", "1", 6),
    ("riffle_n10", "1", 6),
    ("jordan_n10_g0.5_s1", "28.8300863947334266", 11),
    ("jordan_n5_g0.9_s0.3", "8.06352255131715405", 11),
    ("blockrand_k16_g0.9_c1", "2.60000000000000033", 14),
    ("randn_n50_seed0", "1.27851092243451478", 12),
]


def entries(size: int) -> st.SearchStrategy[list[list[fmpq]]]:
    number = st.integers(-12, 12).map(lambda p: fmpq(p, 8))
    return st.lists(st.lists(number, min_size=size, max_size=size), min_size=size, max_size=size)


@st.composite
def stable(draw: st.DrawFn, sizes: tuple[int, int] = (1, 4)) -> Matrix:
    """Draw a matrix of small rationals with spectral radius at most 15/16 or so."""
    size = draw(st.integers(*sizes))
    rows = draw(entries(size))
    radius = max(
        abs(np.linalg.eigvals(np.array([[float(x.p) / float(x.q) for x in r] for r in rows])))
    )
    scale = fmpq(max(1, math.ceil(radius * 16)), 15)
    return Matrix([[x / scale for x in row] for row in rows])


@pytest.mark.parametrize(("name", "value", "digits"), REFERENCE)
def test_value_and_enclosure_agree_with_the_reference(name: str, value: str, digits: int) -> None:
    matrix = named(name)
    assert K.value(matrix) == pytest.approx(float(value), rel=10.0**-digits)
    bounds = enclose(K, matrix, rtol=1e-3)
    slack = 10.0**-digits
    assert float(bounds.lower) <= float(value) * (1 + slack)
    assert float(bounds.upper) >= float(value) * (1 - slack)
    assert bounds.width <= 1e-3 * float(value)


# K = 1.00000106 far out, which the batched search alone takes for 1
FLAT = [["21/32", 0, 0, "3/32"], ["15/32", "-15/16", 0, 0], [0, 0, "-3/32", 0], ["33/32", 0, 0, 0]]


@settings(max_examples=40, deadline=None)
@given(stable())
@example(Matrix(FLAT))
def test_enclosure_contains_float_and_high_precision(matrix: Matrix) -> None:
    bounds = enclose(K, matrix, rtol=1e-6)
    low, high = float(bounds.lower), float(bounds.upper)
    assert 1 <= low <= high <= low * (1 + 1e-6)
    # the batched estimate is a value attained somewhere; the public value is the global maximum
    assert 1 <= float(K.float64(matrix.array).values) <= high * (1 + 1e-12)
    assert low * (1 - 1e-12) <= K.value(matrix) <= high * (1 + 1e-12)
    assert low * (1 - 1e-15) <= K.highprec(matrix, digits=30) <= high * (1 + 1e-15)


@settings(max_examples=40, deadline=None)
@given(stable(), st.floats(1e-3, 3), st.floats(0, math.pi))
def test_upper_bound_exceeds_every_point(matrix: Matrix, excess: float, angle: float) -> None:
    z = (1 + excess) * np.exp(1j * angle)
    there = excess * float(resolvent_norms(matrix.array[None], np.array([[z]]))[0, 0])
    assert there <= float(enclose(K, matrix, rtol=1e-2).upper) * (1 + 1e-10)


@settings(max_examples=25, deadline=None)
@given(stable(), st.integers(0, 2**32))
def test_invariance_under_transposition_sign_and_rotation(matrix: Matrix, seed: int) -> None:
    array = matrix.array
    rotation = np.linalg.qr(np.random.default_rng(seed).standard_normal(array.shape))[0]
    stack = np.stack([array, array.T, -array, rotation @ array @ rotation.T])
    values = K.float64(stack).values
    assert values == pytest.approx(values[0], rel=1e-8)
    first = enclose(K, array, rtol=1e-4)
    for other in (array.T, -array):
        bounds = enclose(K, other, rtol=1e-4)
        assert bounds.lower.value <= first.upper.value
        assert first.lower.value <= bounds.upper.value


@settings(max_examples=20, deadline=None)
@given(stable((2, 3)), st.fractions(0, 1).filter(lambda q: q < 1))
def test_a_normal_block_beside_it_changes_nothing(matrix: Matrix, gamma: object) -> None:
    n = matrix.n
    rows = [[*row, fmpq(0)] for row in matrix.exact.tolist()]
    sum_ = Matrix([*rows, [fmpq(0)] * n + [gamma]])
    one, both = enclose(K, matrix, rtol=1e-4), enclose(K, sum_, rtol=1e-4)
    assert both.lower.value <= one.upper.value
    assert one.lower.value <= both.upper.value


def test_contractions_have_constant_one_exactly() -> None:
    for matrix in ([[0.5, 0], [0.25, -0.5]], [[1, 0], [0, -1]], [[0, 1], [0, 0]], [[0, 2], [0, 0]]):
        bounds = enclose(K, matrix, rtol=1e-3)
        assert bounds.is_exact
        assert bounds.lower.value == 1
        assert K(matrix) == 1.0


def test_unstable_matrices_have_infinite_constant() -> None:
    matrix = [[1.25, 1, 0], [0, 0.5, 1], [0, 0, 0.5]]
    bounds = enclose(K, matrix)
    assert bounds.is_exact
    assert bounds.lower.value == math.inf
    assert bounds.certificate is not None
    assert bounds.certificate["lower"]["value"] == "inf"
    assert K(matrix) == math.inf
    assert K.float64(np.array(matrix)).values == math.inf
    assert K.highprec(Matrix(matrix)) == mpmath.inf


def test_spectral_radius_one_is_enclosed() -> None:
    matrix = [[1, 2, 0], [0, "1/2", 1], [0, 0, "1/2"]]
    shown, peak = enclose(K, matrix), enclose(M, matrix)
    # the spectral projector at 1 has the rows (1, 4, 8), 0, 0, and K is at least its norm
    assert float(shown.lower) >= 9 * (1 - 1e-6)
    assert float(shown.upper) <= min(float(peak.upper), float(shown.lower) * (1 + 1e-6))


def test_loss_of_all_digits_in_float64_is_made_up_for() -> None:
    n = 10
    matrix = Matrix(np.eye(n) * 0.5 + 40.0 * np.eye(n, k=-1))
    bounds = enclose(K, matrix, rtol=1e-2)
    assert float(bounds.lower) > 1e11
    assert bounds.width <= 1e-2 * float(bounds.lower)
    exact = float(K.highprec(matrix, digits=20))
    assert float(bounds.lower) <= exact <= float(bounds.upper)
    assert K.value(matrix) == pytest.approx(exact, rel=1e-15)


def test_stacks_of_any_shape() -> None:
    stack = np.random.default_rng(0).standard_normal((2, 3, 4, 4)) / 5
    values = K.float64(stack).values
    assert values.shape == (2, 3)
    assert values[1, 2] == pytest.approx(K.value(Matrix(stack[1, 2])), rel=1e-10)


def test_many_local_maxima_do_not_hide_the_global_one() -> None:
    # far from the real axis and narrow: J = direct sum of a wide peak and a sharp one
    c, s = 0.99 * math.cos(1.1), 0.99 * math.sin(1.1)
    sharp = np.array([[c, -s, 0.5, 0], [s, c, 0, 0.5], [0, 0, c, -s], [0, 0, s, c]])
    wide = np.array([[0.5, 0], [3.0, 0.5]])
    both = np.block([[wide, np.zeros((2, 4))], [np.zeros((4, 2)), sharp]])
    expected = max(K.value(Matrix(wide)), K.value(Matrix(sharp)))
    assert K.value(Matrix(both)) == pytest.approx(expected, rel=1e-12)
