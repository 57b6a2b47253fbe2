"""Families of sparse matrices of any size, far from normal, with peaks on and off the real axis."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.sparse as sp

__all__ = ["FAMILIES", "convection_diffusion", "needle", "outlying", "spirals", "two_time_scales"]


def _line(m: int, speed: float) -> tuple[Any, float]:
    """Return u'' - speed·u' on m points, central differences, and its largest eigenvalue."""
    h = 1 / (m + 1)
    below, above = 1 / h**2 + speed / (2 * h), 1 / h**2 - speed / (2 * h)
    largest = -2 / h**2 + 2 * np.sqrt(below * above) * np.cos(np.pi / (m + 1))
    ones = np.ones(m)
    diagonals = [below * ones[1:], -2 / h**2 * ones, above * ones[1:]]
    return sp.diags_array(diagonals, offsets=[-1, 0, 1]), float(largest)


def convection_diffusion(n: int, margin: float = 2.0) -> Any:
    """Return a step of Euler's method for u_t = Δu - p·∇u + qu on a square grid of about n points.

    The growth q is such that the flow decays at the rate `margin`. All entries are nonnegative.
    """
    m = round(n**0.5)
    (X, x), (Y, y) = _line(m, 12.0), _line(m, 6.0)
    one = sp.eye_array(m)
    generator = sp.kron(one, X) + sp.kron(Y, one) - (x + y + margin) * sp.eye_array(m * m)
    return sp.csc_array(sp.eye_array(m * m) + 0.2 / (m + 1) ** 2 * generator)


def convection_diffusion_on_a_line(n: int, margin: float = 2.0) -> Any:
    """Return the same in one dimension, whose peak is as near to the circle as 1/n²."""
    generator, largest = _line(n, 14.0)
    step = 0.3 / (n + 1) ** 2
    return sp.csc_array(sp.eye_array(n) + step * (generator - (largest + margin) * sp.eye_array(n)))


def spirals(n: int) -> Any:
    """Return Grcar blocks of size 16 and different sizes, coupled weakly: peaks off the axis."""
    random, b = np.random.default_rng(0), 16
    ones = np.ones(b)
    grcar = sp.diags_array(
        [-ones[1:], ones, ones[1:], ones[2:], ones[3:]], offsets=[-1, 0, 1, 2, 3]
    )
    blocks = sp.kron(sp.diags_array(random.uniform(0.7, 1.0, n // b)), grcar) * 0.38
    size = blocks.shape[0]
    coupling = sp.diags_array(0.01 * random.standard_normal(size - b), offsets=-b)
    return sp.csc_array(blocks + coupling.reshape((size, size)))


def outlying(n: int) -> Any:
    """Return a random banded matrix with ρ about .6, and three defective complex outliers."""
    random, bands = np.random.default_rng(0), (-7, -2, 0, 1, 9)
    diagonals = [random.standard_normal(n - abs(k)) for k in bands]
    rest = 0.18 * sp.diags_array(diagonals, offsets=list(bands)).tocsr()
    made = []
    for radius, angle, coupling in ((0.99, 1.1, 6.0), (0.97, 2.3, 10.0), (0.995, 0.4, 3.0)):
        c, s = radius * np.cos(angle), radius * np.sin(angle)
        turn = np.array([[c, -s], [s, c]])
        made.append(np.block([[turn, coupling * np.eye(2)], [np.zeros((2, 2)), 0.98 * turn]]))
    return sp.csc_array(sp.block_diag([*made, rest[12:, 12:]]))


def two_time_scales(n: int) -> Any:
    """Return gradient descent-ascent with step sizes .02 and .3, banded coupling."""
    random, m = np.random.default_rng(0), n // 2
    A, D = (sp.diags_array(random.uniform(0.5, 1, m)) for _ in range(2))
    bands = (-5, -1, 0, 3)
    B = sp.diags_array([random.uniform(0, 1, m - abs(k)) for k in bands], offsets=list(bands))
    one = sp.eye_array(m)
    return sp.csc_array(sp.block_array([[one - 0.02 * A, -0.02 * B], [0.3 * B.T, one - 0.3 * D]]))


def needle(n: int) -> Any:
    """Return a direct sum with a complex 2×2 block, whose peak is 32 and 1e-4 wide.

    The other part is convection-diffusion on a line, with a peak on the real axis.
    """
    block = np.array([[1 - 1e-6, 0.1], [0, 1 - 3e-3]]) * np.exp(0.9j)
    return sp.csc_array(sp.block_diag([block, convection_diffusion_on_a_line(n - 2)]))


FAMILIES: dict[str, Callable[[int], Any]] = {
    "convection-diffusion": convection_diffusion,
    "convection-diffusion on a line": convection_diffusion_on_a_line,
    "spirals": spirals,
    "outlying": outlying,
    "two time scales": two_time_scales,
    "needle": needle,
}
