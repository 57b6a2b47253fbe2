"""Random exact matrices, and others within ε of them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat

from kreissverify import Matrix, Refused, enclose
from kreissverify.numbers.extended import at_most
from kreissverify.quantities import registry
from kreissverify.quantities.nearby.enclosure import enclose_nearby


def random_centre(random: np.random.Generator, size: int) -> fmpq_mat:
    """Return a stable matrix: dense, triangular, symmetric or a Jordan block."""
    kind, array = random.integers(5), random.integers(-8, 9, (size, size))
    if kind == 0:
        array = np.triu(array)
    elif kind == 1:
        array = array + array.T
    elif kind == 2:
        array = np.eye(size, dtype=int) * 5 + np.diag([6] * (size - 1), 1)
    radius = max(float(np.abs(np.linalg.eigvals(array)).max()), 1e-3)
    divisor = math.ceil(radius * float(random.choice([1.02, 1.2, 2, 5])))
    return fmpq_mat(size, size, [fmpq(int(x), divisor) for x in array.ravel()])


def perturbation(random: np.random.Generator, size: int, radius: fmpq) -> fmpq_mat:
    """Return a matrix of norm at most, and mostly about, ε: of rank one in most cases."""
    shape = (size, size)
    array = random.integers(-9, 10, shape)
    if random.random() < 0.7:
        array = random.integers(-9, 10, (size, 1)) @ random.integers(-9, 10, (1, size))
    array[0, 0] += int(not array.any())
    squares = sum(int(x) ** 2 for x in array.ravel())
    frobenius = fmpq(math.isqrt(squares * 10**12) + 1, 10**6)  # rounded up
    return fmpq_mat(*shape, [fmpq(int(x)) * radius / frobenius for x in array.ravel()])


def near_misses(name: str, parameters: tuple[Any, ...], seed: int, count: int) -> list[str]:
    """Say which perturbed matrices have values outside of the enclosure of all of them."""
    quantity, missed = registry()[name], []
    for k in range(count):
        random = np.random.default_rng([seed, k])
        size = int(random.integers(1, 4))
        centre = random_centre(random, size)
        radius = fmpq(1, 10 ** int(random.integers(1, 9)))
        if quantity.continuous:
            centre -= fmpq_mat(size, size, [fmpq(int(i % (size + 1) == 0)) for i in range(size**2)])
        shown = enclose_nearby(quantity, Matrix(centre), radius, *parameters)
        for _ in range(2):
            matrix = centre + perturbation(random, size, radius)
            try:
                found = enclose(quantity, Matrix(matrix), *parameters)
            except Refused:
                continue
            if not (
                at_most(shown.lower.value, found.upper.value)
                and at_most(found.lower.value, shown.upper.value)
            ):
                missed.append(f"{name}: {found} of {matrix} is not in {shown}")
    return missed
