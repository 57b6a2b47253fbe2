"""Random complex matrices of Gaussian rationals, and the same ones in other coordinates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat

from kreissverify import Matrix, enclose
from kreissverify.matrices.exact_entries import assembled_real_form
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.quantities import registry
from kreissverify.quantities.base import Quantity
from tests.quantities.support.definitions import defined

PARAMETERS: dict[str, tuple[Any, ...]] = {
    "G": ("11/10",),
    "G_c": ("1/10",),
    "pseudospectral_abscissa": ("1/50",),
    "T": ("1/5",),
    "power_norm": (3,),
    "resolvent_norm": ("11/10-2/5i",),
    "rho_eps": ("1/50",),
    "exp_norm": ("3/4",),
    "T_c": ("1/5",),
}
#: Of a complex matrix in general the trace and the determinant are no real numbers.
NAMES = sorted(set(registry()) - {"trace", "det"})
#: Roots of sums, whose faces take complex matrices themselves.
ROOTS = dict.fromkeys(("frobenius", "departure"), 2**0.5)
#: Unitary numbers a + bi by Pythagorean triples.
TURNS = [(3, 4, 5), (-5, 12, 13), (8, -15, 17), (0, 1, 1), (-20, -21, 29), (1, 0, 1)]
DENOMINATOR = 128


def random_matrix(random: np.random.Generator, size: int) -> Matrix:
    """Return a matrix of Gaussian rationals with ρ in about (0.3, 0.95), not normal in general."""
    shape = (size, size)
    array = random.standard_normal(shape) + 1j * random.standard_normal(shape)
    kind = random.integers(4)
    if kind == 0:  # nilpotent off its diagonal
        array = np.triu(array) * np.where(np.eye(size), 1, 4)
    elif kind == 1:  # Hermitian
        array = array + array.conj().T
    elif kind == 2:  # its imaginary parts are small
        array = array.real + 1e-2j * array.imag
    radius = np.abs(np.linalg.eigvals(array)).max()
    array = array * (random.uniform(0.3, 0.95) / max(radius, 1e-3))
    real, imaginary = (_rounded(part) for part in (array.real, array.imag))
    # real by chance only: then the real path would be tested
    imaginary[0, 0] += fmpq(1, DENOMINATOR) * int(all(x == 0 for x in imaginary.entries()))
    return Matrix.of_parts(real, imaginary)


def _rounded(array: np.ndarray) -> fmpq_mat:
    entries = [fmpq(round(float(x) * DENOMINATOR), DENOMINATOR) for x in array.ravel()]
    return fmpq_mat(*array.shape, entries)


def subject_of(quantity: Quantity, matrix: Matrix) -> Matrix:
    """Return J, or J - I for a quantity of flows: with ρ(J) < 1 both are stable."""
    if not quantity.continuous:
        return matrix
    real, imaginary = matrix.parts
    n = matrix.n
    less = real - fmpq_mat([[fmpq(int(i == j)) for j in range(n)] for i in range(n)])
    return Matrix(less) if imaginary is None else Matrix.of_parts(less, imaginary)


def turned(matrix: Matrix, random: np.random.Generator) -> Matrix:
    """Return DJD* for a random diagonal unitary D of Gaussian rationals, exactly."""
    n = matrix.n
    chosen = [TURNS[k] for k in random.integers(len(TURNS), size=n)]
    real, imaginary = fmpq_mat(n, n), fmpq_mat(n, n)
    for i, (a, b, c) in enumerate(chosen):
        real[i, i], imaginary[i, i] = fmpq(a, c), fmpq(b, c)
    D = assembled_real_form(real, imaginary)
    whole = D * matrix.real_form.exact * D.transpose()
    rows = whole.tolist()
    return Matrix.of_parts(
        fmpq_mat([row[:n] for row in rows[:n]]), fmpq_mat([row[:n] for row in rows[n:]])
    )


def matrices(
    seed: int, count: int, sizes: tuple[int, ...] = (1, 2, 3, 4)
) -> Iterator[tuple[Matrix, Matrix]]:
    """Yield matrices with the same in other coordinates."""
    for k in range(count):
        random = np.random.default_rng([seed, k])
        matrix = random_matrix(random, sizes[k % len(sizes)])
        yield matrix, turned(matrix, random)


def at(quantity: Quantity) -> tuple[Any, ...]:
    """Return the exact parameters that a quantity is asked at."""
    return tuple(map(quantity.parameter, PARAMETERS.get(quantity.name, ())))


def floats(parameters: tuple[Any, ...]) -> tuple[complex, ...]:
    return tuple(
        complex(float(x[0]), float(x[1])) if isinstance(x, tuple) else complex(float(x))
        for x in parameters
    )


def ends(found: Enclosure) -> tuple[float, float]:
    return float(found.lower), float(found.upper)


def mistakes(name: str, matrix: Matrix, other: Matrix, rtol: float = 1e-4) -> list[str]:
    """Say what is wrong with a quantity of a complex matrix, and of the same in other coordinates.

    Enclosures have to meet each other, that of the real form and the bounds of the definition;
    float and high-precision values have to lie in them.

    Parameters
    ----------
    name
        The quantity.
    matrix, other
        Two complex matrices that are unitarily similar.
    rtol
        The width of the enclosures.
    """
    quantity = registry()[name]
    matrix, other = (subject_of(quantity, x) for x in (matrix, other))
    parameters = at(quantity)
    copies = ROOTS.get(name, quantity.copies_in_real_form)
    assert copies is not None
    found = [ends(enclose(quantity, x, *parameters, rtol=rtol)) for x in (matrix, other)]
    wrong = []
    if not name.startswith("resolvent"):  # whose real form has the norms at conj z also
        low, high = ends(enclose(quantity, matrix.real_form, *parameters, rtol=rtol))
        found.append((low / copies, high / copies))
    found.append(defined(name, matrix.array.astype(complex), floats(parameters)))
    low, high = max(x for x, _ in found), min(x for _, x in found)
    if not low <= high + 1e-9 * abs(high):
        wrong.append(f"{name}: {found} do not meet")
    for one, (below, above) in zip((matrix, other), found, strict=False):
        values: list[Any] = [quantity(one, *parameters)]
        if one.n <= 2:  # larger ones take seconds, and no other way than the real form of these
            values.append(quantity.highprec(one, *parameters, digits=20))
        for value in values:
            if not below - 1e-8 * abs(below) <= value <= above + 1e-8 * abs(above):
                wrong.append(f"{name}: {value} is not in [{below}, {above}]")
    return wrong
