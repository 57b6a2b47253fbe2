"""Bounds of powers by parts: of sums whose parts are known, and of what is no sum."""

from __future__ import annotations

import numpy as np
import pytest
from flint import acb, acb_mat, fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import block_diag

from kreissverify import M, T, enclose
from kreissverify import continuous as ct
from kreissverify.matrices import Matrix
from kreissverify.numbers.arrays import float_matrix, rational_matrix
from kreissverify.numbers.positive_definite import scaled_identity
from kreissverify.numbers.rational import as_float
from kreissverify.quantities.orthogonal_sums import proved_parts as module
from kreissverify.quantities.orthogonal_sums.proved_parts import ProvedParts, proved_parts
from tests.quantities.support.hostile import needles

TURN = fmpq_mat([[3, -4], [4, 3]]) / 5
"""A rotation by an angle that is no rational part of a turn."""


def kronecker(a: fmpq_mat, b: fmpq_mat) -> fmpq_mat:
    """Return a ⊗ b."""
    return fmpq_mat(
        [
            [a[i, j] * b[k, m] for j in range(a.ncols()) for m in range(b.ncols())]
            for i in range(a.nrows())
            for k in range(b.nrows())
        ]
    )


def hidden(matrix: fmpq_mat) -> fmpq_mat:
    """Return the matrix in rational orthonormal coordinates, by the reflection of (1, 2, …)."""
    n = matrix.nrows()
    normal = [fmpq(i + 1) for i in range(n)]
    size = sum((x * x for x in normal), fmpq(0))
    mirror = fmpq_mat([[(1 if i == j else 0) - 2 * normal[i] * normal[j] / size for j in range(n)]
                       for i in range(n)])  # fmt: skip
    return mirror * matrix * mirror


def has_the_peak_and_time_of_its_block(gamma: fmpq, c: fmpq) -> None:
    """Hold a turned and hidden [[γ, c], [0, γ]] against the closed form of the block."""
    block = fmpq_mat([[gamma, c], [0, gamma]])
    whole = hidden(kronecker(block, TURN))
    for quantity, parameters in ((M, ()), (T, ("1/50",))):
        known = enclose(quantity, Matrix(block), *parameters, rtol=1e-9)
        found = enclose(quantity, Matrix(whole), *parameters, rtol=1e-6)
        assert found.lower.value <= known.upper.value
        assert known.lower.value <= found.upper.value
        assert found.upper.value <= found.lower.value * (1 + fmpq(1, 10**6))


def test_a_turned_block_has_the_peak_and_time_of_the_block() -> None:
    has_the_peak_and_time_of_its_block(1 - fmpq(1, 10**5), fmpq(1, 100))


@pytest.mark.slow
@settings(max_examples=25)
@given(
    st.integers(3, 6).map(lambda k: 1 - fmpq(1, 10**k)),
    st.integers(1, 30).map(lambda k: fmpq(k, 100)),
)
def test_turned_blocks_have_the_peak_and_time_of_the_block(gamma: fmpq, c: fmpq) -> None:
    has_the_peak_and_time_of_its_block(gamma, c)


def test_values_of_what_rotates_slowly() -> None:
    # 4,000 times were looked at, and 60,000 would have had to be
    block = [["99999/100000", "1/10"], [0, "99999/100000"]]
    whole = hidden(kronecker(Matrix(block).exact, TURN))
    assert M(Matrix(whole)) == pytest.approx(M(block), rel=1e-8)
    assert T(Matrix(whole), "1/50") == T(block, "1/50")


def test_a_moved_block_has_the_peak_and_time_of_the_block() -> None:
    # of flows: -μ + iθ on the diagonal
    block = fmpq_mat([[fmpq(-1, 10**4), fmpq(1, 100)], [0, fmpq(-1, 10**4)]])
    identity = scaled_identity(2, fmpq(1))
    skew = fmpq_mat([[0, -1], [1, 0]])
    whole = hidden(kronecker(block, identity) + kronecker(identity, skew))
    peak = enclose(ct.M, Matrix(block), rtol=1e-9)
    found = enclose(ct.M, Matrix(whole), rtol=1e-6)
    assert found.lower.value <= peak.upper.value and peak.lower.value <= found.upper.value
    assert found.upper.value <= found.lower.value * (1 + fmpq(1, 10**6))
    time = enclose(ct.T, Matrix(block), "1/50", rtol=1e-9)
    found = enclose(ct.T, Matrix(whole), "1/50", rtol=1e-6)
    assert found.lower.value <= time.upper.value and time.lower.value <= found.upper.value
    assert found.upper.value <= found.lower.value * (1 + fmpq(1, 10**5))


def test_what_rounding_has_tilted_is_counted() -> None:
    matrix = rational_matrix(np.linalg.qr(np.random.default_rng(3).standard_normal((8, 8)))[0])
    array = needles((0.999, 0.01, 1.0), (0.99, 0.2, 2.5))
    exact = matrix * rational_matrix(array) * matrix.inv()  # no longer orthogonal: to 1e-15 only
    parts = proved_parts(exact)
    assert parts is not None and fmpq(1, 10**18) < parts.tilt < fmpq(1, 10**12)
    assert parts.rest < fmpq(1, 2**400)
    assert sorted(part.nrows() for part in parts.matrices) == [4, 4]


def test_bounds_hold_with_a_large_tilt(monkeypatch: pytest.MonkeyPatch) -> None:
    # subspaces at a cosine of 1e-4: bounds are wide, and hold
    monkeypatch.setattr(module, "_TILTED", 1e-2)
    monkeypatch.setattr("kreissverify.quantities.orthogonal_sums.float_parts._ORTHOGONAL", 1e-3)
    tilted = fmpq_mat([[1, fmpq(1, 10**4)], [0, 1]])
    blocks = fmpq_mat([[fmpq(9, 10), 0], [0, fmpq(1, 2)]])
    matrix = tilted * blocks * tilted.inv()
    parts = proved_parts(matrix)
    assert parts is not None and parts.tilt > fmpq(1, 10**5)
    share = as_float(parts.share)
    for t in (1, 2, 7, 30):
        size = np.linalg.norm(float_matrix(matrix**t), 2)
        # the parts are 9/10 and 1/2; the norm differs by the tilt, and by less than is allowed for
        assert 0.9**t * share <= size <= 0.9**t / share
        assert abs(size / 0.9**t - 1) > 1e-10


def test_the_slip_grows_with_the_rest() -> None:
    parts = ProvedParts([], fmpq(0), fmpq(1, 2**200))
    # m(e^(tmf) - 1) of m = 2 and t = 2⁶⁰
    assert fmpq(4, 2**140) <= parts.slip(fmpq(2)) <= fmpq(4, 2**140) * (1 + fmpq(1, 10**9))
    below, above = parts.levels(fmpq(1, 2), fmpq(2))
    assert below < fmpq(1, 2) < above


def with_a_real_eigenvalue() -> tuple[np.ndarray, np.ndarray]:
    """Return blocks that turn by two angles beside 1/2, and the same in unitary coordinates."""
    needle = (1 - 1e-5) * np.array([[1, 3e-3], [0, 1]])
    later = (1 - 2e-5) * np.array([[1, 2e-3], [0, 1]])
    array = block_diag(np.exp(1.234j) * needle, np.exp(2.5j) * later, 0.5)
    draws = np.random.default_rng(0).standard_normal((2, 5, 5))
    turn = np.linalg.qr(draws[0] + 1j * draws[1])[0]
    return array, turn @ array @ turn.conj().T


def test_a_complex_matrix_with_a_real_eigenvalue_has_parts() -> None:
    # of its real form the real eigenvalue is a double one, whose eigenvectors are of both halves
    for array in with_a_real_eigenvalue():
        parts = proved_parts(Matrix(array).real_form.exact)
        assert parts is not None and len(parts.matrices) == 3


@pytest.mark.slow
def test_the_peak_of_a_complex_matrix_is_that_of_its_largest_part() -> None:
    largest = M((1 - 1e-5) * np.array([[1, 3e-3], [0, 1]]))
    for array in with_a_real_eigenvalue():  # rounding of coordinates moves a peak of 110
        assert M(array) == pytest.approx(largest, rel=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_equal_blocks_that_turn_are_one_part(seed: int) -> None:
    source = np.random.default_rng(seed)
    turned = 0.5 * np.array([[np.cos(1), -np.sin(1)], [np.sin(1), np.cos(1)]])
    array = block_diag(*[turned] * (2 + seed % 2), np.array([[0.3, 1], [0, 0.3]]))
    coordinates = np.linalg.qr(source.standard_normal(array.shape))[0]
    for at in (np.eye(len(array))[source.permutation(len(array))], coordinates):
        exact = rational_matrix(at @ array @ at.T)
        parts = proved_parts(exact)
        assert parts is not None and len(parts.matrices) == 2


def test_subspaces_that_do_not_span_are_no_parts() -> None:
    # as of two conjugate pairs that rounding has told apart, of which one is taken for the other
    balls = acb_mat(fmpq_mat([[fmpq(1, 2), 0], [0, fmpq(1, 3)]]))
    assert module._split(balls, [([[acb(1), acb(0)]], False)], module._turned) is None


def test_what_is_no_sum_is_one_part() -> None:
    assert proved_parts(fmpq_mat([[fmpq(1, 2), 1], [0, fmpq(1, 3)]])) is None
    skew = rational_matrix(needles((0.9, 0.1, 1.0), (0.8, 0.1, 2.0)) + 1e-3 * np.eye(8, k=5))
    assert proved_parts(skew) is None
    assert proved_parts(fmpq_mat(30, 30)) is None
