"""Positions against the unit circle and the axis: known ones, and floats that rounding decides."""

from __future__ import annotations

import numpy as np
import pytest
from flint import fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.spectrum.float_position import (
    boundary_margin,
    decided_position,
    exact_input,
    float_position,
)
from kreissverify.matrices.spectrum.spectrum_position import (
    SpectrumPosition,
    abscissa_position,
    boundary_factors,
    exact_position,
)
from kreissverify.matrices.spectrum.stability import AXIS, spectral_abscissa_below
from kreissverify.numbers.errors import Refused

INSIDE, SEMISIMPLE = SpectrumPosition.INSIDE, SpectrumPosition.SEMISIMPLE
DEFECTIVE, OUTSIDE = SpectrumPosition.DEFECTIVE, SpectrumPosition.OUTSIDE
CHAIN = [[0.9, 0.1], [0.5, 0.5]]
ROTATION = [[0.6, -0.8], [0.8, 0.6]]
SALEM = [
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
    [-1, 1, 1, 1],
]  # roots on the circle, and one out


def rotations(*blocks: str) -> list[list[str]]:
    """Return the direct sum of [[c, -s], [s, c]] over the texts "c s"."""
    size = 2 * len(blocks)
    rows = [["0"] * size for _ in range(size)]
    for k, block in enumerate(blocks):
        c, s = block.split()
        rows[2 * k][2 * k : 2 * k + 2] = [c, "-" + s]
        rows[2 * k + 1][2 * k : 2 * k + 2] = [s, c]
    return rows


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["9/10", "1/10"], ["1/2", "1/2"]], SEMISIMPLE),
        ([["3/2", "-1/2"], [1, 0]], SEMISIMPLE),
        ([[1, 1, 1], [0, 1, 0], [0, 0, 1]], DEFECTIVE),
        ([[0, 1], [0, 0]], INSIDE),
        ([[2, 0], [0, "1/2"]], OUTSIDE),  # its polynomial is its own reverse
        (SALEM, OUTSIDE),
        (np.eye(3)[[1, 2, 0]], SEMISIMPLE),
        (rotations("3/5 4/5", "3/5 4/5"), SEMISIMPLE),
        ([["1/2", 10**400], [0, "1/2"]], INSIDE),
        ([[1, 10**400], [0, 1]], DEFECTIVE),
        ([[1.875, -0.875], [1, 0]], SEMISIMPLE),
        (np.diag([1 - 2.0**-53, 0.5]), INSIDE),
        (np.diag([1 + 2.0**-52, 0.5]), OUTSIDE),
    ],
)
def test_positions(rows: object, expected: SpectrumPosition) -> None:
    matrix = Matrix(rows)
    assert exact_position(matrix.exact) is expected
    assert float_position(matrix) is expected


def test_a_jordan_block_of_rotations_is_defective() -> None:
    rows = rotations("3/5 4/5", "3/5 4/5")
    rows[0][2] = rows[1][3] = "1"
    assert exact_position(Matrix(rows).exact) is DEFECTIVE
    [factor] = boundary_factors(Matrix(rows).exact)
    assert (factor.polynomial.coeffs(), factor.multiplicity) == ([5, -6, 5], 2)


def test_the_position_is_that_of_a_similar_matrix() -> None:
    """Conjugates of direct sums with eigenvalues 1, -1, a rotation and smaller ones."""
    rng = np.random.default_rng(5)
    for _ in range(20):
        core = fmpq_mat([[1, 0, 0], [0, -1, 0], [0, 0, 0]])
        if rng.random() < 0.5:
            core[0, 0], core[0, 1], core[1, 1] = 1, 1, 1
        change = fmpq_mat(3, 3, [int(k) for k in rng.integers(-5, 6, 9)])
        if change.det() == 0:
            continue
        found = exact_position(change.inv() * core * change)
        assert found is (DEFECTIVE if core[0, 1] == 1 else SEMISIMPLE)


@pytest.mark.parametrize("rows", [CHAIN, np.array(CHAIN), np.array(CHAIN, dtype=np.float32)])
def test_a_chain_of_floats_is_refused_with_the_chain_that_was_meant(rows: object) -> None:
    with pytest.raises(Refused, match=r'K: \|rho - 1\| = .*rounding.*: "9/10", "1/10", "1/2"'):
        decided_position(Matrix(rows), "K")


def test_a_float_rotation_is_refused_with_the_rotation_that_was_meant() -> None:
    with pytest.raises(Refused, match=r'give the entries exactly: "3/5", "-4/5", "4/5"'):
        decided_position(Matrix(ROTATION), "K")


def test_exact_input_is_never_refused() -> None:
    chain = Matrix([["9/10", "1/10"], ["1/2", "1/2"]])
    assert decided_position(chain, "K") is SEMISIMPLE
    assert not boundary_margin(chain).rounding_decides
    exact = Matrix(Matrix(CHAIN).exact)  # its own dyadic numbers, given as fractions
    assert decided_position(exact, "K") is OUTSIDE


def test_advice_that_is_no_guess() -> None:
    """No advice of fractions where they are not on the circle: it would not help."""
    rows = np.random.default_rng(0).random((5, 5))
    rows /= rows.sum(axis=1, keepdims=True)
    assert exact_input(Matrix(rows)) is None
    with pytest.raises(Refused, match="as fractions"):
        decided_position(Matrix(rows), "M")


def test_a_large_entry_above_the_diagonal_is_no_matter_of_rounding() -> None:
    assert decided_position(Matrix([[0.5, 1e200], [0, 0.5]]), "M") is INSIDE


def test_large_matrices_are_refused_unless_floats_are_clear() -> None:
    clear = np.random.default_rng(1).standard_normal((200, 200)) / 30
    assert float_position(Matrix(clear)) is INSIDE
    with pytest.raises(Refused, match="takes too long for 200 rows"):
        exact_position(Matrix(clear).exact)


def test_complex_matrices_stand_where_their_real_forms_do() -> None:
    assert float_position(Matrix([["3/5+4/5i", 0], [0, "i"]])) is SpectrumPosition.SEMISIMPLE
    assert float_position(Matrix([["3/5+4/5i", 1], [0, "3/5+4/5i"]])) is SpectrumPosition.DEFECTIVE
    # one eigenvalue each of the matrix and its conjugate: no two of a Jordan block
    assert float_position(Matrix([["i", 1], [0, "-i"]])) is SpectrumPosition.SEMISIMPLE
    assert float_position(Matrix([["3/5+4/5i", 1], [0, "1/2i"]])) is SpectrumPosition.SEMISIMPLE
    assert float_position(Matrix([["6/5i"]])) is SpectrumPosition.OUTSIDE
    assert float_position(Matrix(np.array([[0.5j, 1], [0, 0.5]]))) is SpectrumPosition.INSIDE


def test_complex_floats_next_to_the_circle_are_refused_with_the_numbers_that_were_meant() -> None:
    with pytest.raises(Refused, match=r'give the entries exactly: "3/5\+4/5i"'):
        decided_position(Matrix(np.array([[0.6 + 0.8j, 1], [0, 0.5]])), "K")


FLOWS = {
    "a stable node": ([[-1, 5], [0, -2]], "INSIDE"),
    "a rotation": ([[0, 1], [-1, 0]], "SEMISIMPLE"),
    "two equal rotations": (
        [[0, 1, 0, 0], [-1, 0, 0, 0], [0, 0, 0, 1], [0, 0, -1, 0]],
        "SEMISIMPLE",
    ),
    "coupled equal rotations": (
        [[0, 1, 1, 0], [-1, 0, 0, 1], [0, 0, 0, 1], [0, 0, -1, 0]],
        "DEFECTIVE",
    ),
    "zero": ([[0, 0], [0, 0]], "SEMISIMPLE"),
    "a shear": ([[0, 1], [0, 0]], "DEFECTIVE"),
    "a saddle": ([[1, 0], [0, -1]], "OUTSIDE"),
    "roots of z⁴ = 2": ([[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [2, 0, 0, 0]], "OUTSIDE"),
    "barely stable": ([["-1/1000000000000000000000000000000", 1], [0, -1]], "INSIDE"),
}


@pytest.mark.parametrize("name", FLOWS)
def test_flows_stand_against_the_imaginary_axis(name: str) -> None:
    rows, position = FLOWS[name]
    matrix = Matrix(rows).exact
    assert exact_position(matrix, AXIS).name == position
    assert spectral_abscissa_below(matrix, fmpq(0)) == (position == "INSIDE")


def test_the_routh_scheme_and_isolated_roots_agree() -> None:
    random = np.random.default_rng(0)
    for _ in range(200):
        size = int(random.integers(1, 6))
        array = random.integers(-5, 6, (size, size)) - random.integers(0, 8) * np.eye(
            size, dtype=int
        )
        matrix = Matrix(array.tolist()).exact
        position = exact_position(matrix, AXIS)
        assert spectral_abscissa_below(matrix, fmpq(0)) == (position.name == "INSIDE")
        if position.name in ("INSIDE", "OUTSIDE"):
            assert (np.linalg.eigvals(array).real.max() < 0) == (position.name == "INSIDE")


def test_an_abscissa_equal_to_a_bound() -> None:
    matrix = Matrix([[-1, 1], [0, -1]]).exact
    names = [abscissa_position(matrix, fmpq(x)).name for x in (-2, -1, 0)]
    assert names == ["OUTSIDE", "DEFECTIVE", "INSIDE"]
