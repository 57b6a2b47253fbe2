"""The named matrices are those whose Kreiss constants are on record, entry for entry."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pytest
from flint import fmpq

from kreissverify.matrices import named, names
from kreissverify.matrices.gallery import (
    companion,
    gauss_seidel,
    grcar,
    riffle,
    transient,
)
from kreissverify.numbers.arrays import float_real_form
from tests.paths import DATA

REFERENCE = json.loads((DATA / "kreiss_reference.json").read_text(encoding="utf-8"))["matrices"]
EXACT = [name for name, entry in REFERENCE.items() if entry.get("exact")]
ROUNDED = [name for name, entry in REFERENCE.items() if entry.get("exact") is False]


def digest(array: np.ndarray) -> str:
    entries = " ".join((x + 0.0).hex() for x in array.ravel().tolist())
    return hashlib.sha256(entries.encode()).hexdigest()


def test_every_reference_matrix_has_a_name_and_no_other() -> None:
    assert sorted(names()) == sorted([*REFERENCE, "transient_n20_complex"])
    assert len(EXACT) == 7 and len(ROUNDED) == 5


@pytest.mark.parametrize("name", EXACT)
def test_formula_gives_the_recorded_floats_bit_for_bit(name: str) -> None:
    assert digest(named(name).array) == REFERENCE[name]["digest"]


@pytest.mark.parametrize("name", ROUNDED)
def test_formula_with_library_functions_gives_them_to_a_few_ulps(name: str) -> None:
    # cos, exp, powers, BLAS products and LAPACK eigenvalues may differ by an ulp between machines
    recorded = np.load(DATA / "matrices" / f"{name}.npy", allow_pickle=False)
    assert digest(recorded) == REFERENCE[name]["digest"]
    scale = np.abs(recorded).max()
    np.testing.assert_allclose(named(name).array, recorded, rtol=1e-13, atol=1e-15 * scale)


@pytest.mark.parametrize("name", list(REFERENCE))
def test_spectral_radius_is_the_recorded_one(name: str) -> None:
    radius = np.abs(np.linalg.eigvals(named(name).array)).max()
    loose = 1e-1 if name.startswith("jordan") else 1e-9  # a defective eigenvalue is ill-conditioned
    assert radius == pytest.approx(REFERENCE[name]["rho"], rel=loose)


def test_block_comparison_is_exact() -> None:
    made = named("block_g0.99_s1.0")
    assert made.exact[0, 0] == fmpq(99, 100) and made.exact[1, 0] == 1 and made.exact[0, 1] == 0


def test_grcar_and_companion_at_small_sizes() -> None:
    assert grcar(5).tolist() == [
        [1, 1, 1, 1, 0],
        [-1, 1, 1, 1, 1],
        [0, -1, 1, 1, 1],
        [0, 0, -1, 1, 1],
        [0, 0, 0, -1, 1],
    ]
    # 1 + z + z²/2 + z³/6, made monic: z³ + 3z² + 6z + 6
    np.testing.assert_allclose(companion(3), [[-3, -6, -6], [1, 0, 0], [0, 1, 0]], rtol=1e-15)


@pytest.mark.parametrize(("wind", "lower", "upper"), [("U", -1, -7), ("D", -7, -1), ("C", -4, -4)])
def test_gauss_seidel_is_minus_the_lower_part_solved_for_the_upper(
    wind: str, lower: float, upper: float
) -> None:
    n = 7
    below = lower / 4 * np.eye(n, k=-1) + 2 * np.eye(n)
    expected = -np.linalg.solve(below, upper / 4 * np.eye(n, k=1))
    np.testing.assert_allclose(gauss_seidel(n, wind), expected, rtol=1e-13, atol=1e-16)


def test_gauss_seidel_asks_for_a_known_wind() -> None:
    with pytest.raises(ValueError, match=r"^wind: expected 'U', 'D' or 'C', got 'X'"):
        gauss_seidel(4, "X")


def test_riffle_has_the_eigenvalues_of_the_shuffle() -> None:
    # 1/2, ..., 1/2^(n-1), and the 1 replaced by 0
    values = np.sort(np.linalg.eigvals(riffle(6)).real)
    np.testing.assert_allclose(values, [0, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2], atol=1e-9)


def test_real_form_keeps_resolvent_and_power_norms() -> None:
    complex_one, real = transient(6), float_real_form(transient(6))
    for z in (1.1, -1.05 + 0.2j, 2j):
        expected = np.linalg.norm(np.linalg.inv(z * np.eye(6) - complex_one), 2)
        other = np.linalg.norm(np.linalg.inv(np.conj(z) * np.eye(6) - complex_one), 2)
        found = np.linalg.norm(np.linalg.inv(z * np.eye(12) - real), 2)
        assert found == pytest.approx(max(expected, other), rel=1e-12)
    powers = [np.linalg.matrix_power(x, 5) for x in (complex_one, real)]
    assert np.linalg.norm(powers[1], 2) == pytest.approx(np.linalg.norm(powers[0], 2), rel=1e-12)


def test_the_complex_matrix_of_the_reference_set_and_its_real_form() -> None:
    made = named("transient_n20_complex")
    assert made.is_complex and made.n == 20
    assert made.real_form == named("transient_n20")


def test_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"^name: expected one of grcar_n32_div3, .*got 'grca'"):
        named("grca")
