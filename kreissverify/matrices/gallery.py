"""Named test matrices, from their formulas: EigTool's demos, Jordan blocks, random and block ones.

The functions of a size n return float64 arrays of shape (n, n) where they do not say otherwise;
`named` gives the scaled members of the reference set, whose Kreiss constants are known to 7-17
digits. EigTool: T. G. Wright, https://github.com/eigtool.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.two_blocks import BlockTriangular
from kreissverify.numbers.arrays import ComplexArray, FloatArray, float_real_form
from kreissverify.system.told_value import told

__all__ = [
    "block_comparison",
    "block_random",
    "companion",
    "convdiff",
    "gauss_seidel",
    "grcar",
    "jordan",
    "kahan",
    "named",
    "names",
    "random_normal",
    "riffle",
    "transient",
]


def grcar(n: int, k: int = 3) -> FloatArray:
    """Return Grcar's Toeplitz matrix: -1 below the diagonal, 1 on it and on `k` diagonals above.

    Examples
    --------
    >>> grcar(3, k=1).astype(int).tolist()
    [[1, 1, 0], [-1, 1, 1], [0, -1, 1]]
    """
    bands = sum((np.eye(n, k=j) for j in range(k + 1)), np.zeros((n, n)))
    return bands - np.eye(n, k=-1)


def companion(n: int) -> FloatArray:
    """Return the companion matrix of the power series of exp, truncated after degree `n`."""
    coefficients = 1 / np.cumprod(np.arange(1.0, n + 1))[::-1]
    matrix = np.eye(n, k=-1)
    matrix[0, :-1] = -coefficients[1:] / coefficients[0]
    matrix[0, -1] = -1 / coefficients[0]
    return matrix


def convdiff(n: int) -> FloatArray:
    """Return u''/30 + u' on [-1, 1], u = 0 at the ends, at the inner ones of n+1 Chebyshev points.

    Of shape (n-1, n-1). The differentiation matrix is that of L. N. Trefethen, *Spectral Methods in
    MATLAB*, chapter 6; as in EigTool's ``convdiff_demo``, it is not rescaled to an interval of
    length 1.
    """
    points = np.cos(np.pi * np.arange(n + 1) / n)
    weights = np.ones(n + 1)
    weights[[0, -1]] = 2
    weights *= (-1.0) ** np.arange(n + 1)
    # the identity only keeps the diagonal from a division by zero; it is set by the row sums below
    gaps = points[:, None] - points[None, :] + np.eye(n + 1)
    first = np.outer(weights, 1 / weights) / gaps
    # a constant has the derivative 0: zero row sums lose less than the formula for the diagonal
    first -= np.diag(first.sum(axis=1))
    return np.asarray((first @ first / 30 + first)[1:-1, 1:-1])


def kahan(n: int) -> FloatArray:
    """Return Kahan's upper triangular matrix with the last diagonal entry 1/10."""
    sine = (1 / 10) ** (1 / (n - 1))  # so that the last entry, its power n-1, is 1/10
    cosine = math.sqrt(1 - sine**2)
    powers = sine ** np.arange(n)
    return np.triu(np.tile(-(powers * cosine)[:, None], (1, n)), 1) + np.diag(powers)


def transient(n: int) -> ComplexArray:
    """Return (2/5)·(diag of the nth roots of unity + cyclic shift) - I/2, which is complex."""
    shift = np.eye(n, k=1)
    shift[-1, 0] = 1
    roots = np.exp(1j * (2 * np.pi * np.arange(n) / n))
    return np.asarray(0.4 * (np.diag(roots) + shift) - 0.5 * np.eye(n))


def gauss_seidel(n: int, wind: str = "U") -> FloatArray:
    """Return the Gauss-Seidel iteration of -u'' + (3n/2)u', swept upwind or downwind, or of -u''.

    Parameters
    ----------
    n
        The size.
    wind
        ``"U"`` (upwind), ``"D"`` (downwind) or ``"C"`` (classic: no wind).

    Notes
    -----
    For a tridiagonal matrix (l, d, u) the iteration -(D+L)⁻¹U has the entries
    (-u/d)(-l/d)^(i+1-j) for 1 ≤ j ≤ i+1 (counted from 0), and 0 elsewhere.
    """
    below_above = {"U": (-0.25, -1.75), "D": (-1.75, -0.25), "C": (-1.0, -1.0)}
    if wind not in below_above:
        raise ValueError(f"wind: expected 'U', 'D' or 'C', got {wind!r}")
    below, above = below_above[wind]
    order = np.arange(n)[:, None] + 1 - np.arange(n)[None, :]
    entries = (-above / 2) * (-below / 2) ** np.maximum(order, 0)
    entries[order < 0] = 0  # above the first upper diagonal, which -(D+L)⁻¹U leaves zero
    entries[:, 0] = 0  # as U has no first column
    return np.asarray(entries)


def riffle(n: int) -> FloatArray:
    """Return P - P∞ of the riffle shuffle of n cards, each entry the float nearest its rational.

    With the Eulerian numbers e_i, P_ij = binom(n+1, 2i-j) e_j / (2ⁿ e_i) and P∞_ij = e_j/n!
    (D. Bayer and P. Diaconis, Annals Appl. Probab. 2, 1992; i, j counted from 1).
    """
    eulerian = [1]
    for j in range(2, n + 1):
        left, right = [*eulerian, 0], [0, *eulerian]
        eulerian = [(k + 1) * left[k] + (j - k) * right[k] for k in range(j)]

    # in rationals, rounded once: the difference of the two nearly equal chains would lose digits
    def entry(i: int, j: int) -> Fraction:
        ways = math.comb(n + 1, 2 * i - j) if 2 * i >= j else 0
        chain = Fraction(ways * eulerian[j - 1], 2**n * eulerian[i - 1])
        return chain - Fraction(eulerian[j - 1], math.factorial(n))

    return np.array([[float(entry(i, j)) for j in range(1, n + 1)] for i in range(1, n + 1)])


def jordan(n: int, eigenvalue: float, coupling: float = 1.0) -> FloatArray:
    """Return a lower Jordan block with `coupling` below the diagonal.

    Parameters
    ----------
    n
        The size.
    eigenvalue, coupling
        The entries on the diagonal and below it.
    """
    return eigenvalue * np.eye(n) + coupling * np.eye(n, k=-1)


def block_random(k: int, gamma: float, c: float, seed: int = 0) -> FloatArray:
    """Return [[γI, 0], [C, γI]] with k×k blocks and a Gaussian C scaled to ‖C‖ = c.

    Parameters
    ----------
    k
        The size of a block.
    gamma, c
        γ and ‖C‖.
    seed
        Of NumPy's default generator.
    """
    coupling = np.random.default_rng(seed).standard_normal((k, k))
    coupling = coupling * (c / np.linalg.norm(coupling, 2))
    return np.block([[gamma * np.eye(k), np.zeros((k, k))], [coupling, gamma * np.eye(k)]])


def random_normal(n: int, radius: float, seed: int = 0) -> FloatArray:
    """Return a Gaussian matrix scaled to spectral radius `radius`.

    Parameters
    ----------
    n
        The size.
    radius
        ρ of the matrix returned, up to rounding.
    seed
        Of NumPy's default generator.
    """
    matrix = np.random.default_rng(seed).standard_normal((n, n)) / math.sqrt(n)
    return np.asarray(matrix * (radius / np.abs(np.linalg.eigvals(matrix)).max()))


def block_comparison(gamma: object, c: object) -> BlockTriangular:
    """Return T = [[γ, 0], [c, γ]], exactly: the extremal member of the triangular class."""
    return BlockTriangular(gamma, c, gamma, gamma)


# by functions, so that an import builds none of them
_MAKERS: dict[str, Callable[[], Any]] = {
    "grcar_n32_div3": lambda: grcar(32) / 3,
    "grcar_n32_div2.5": lambda: grcar(32) / 2.5,
    "companion_n10_div7": lambda: companion(10) / 7,
    "convdiff_N11_div28": lambda: convdiff(11) / 28,
    "kahan_n20_x0.95": lambda: 0.95 * kahan(20),
    "transient_n20": lambda: float_real_form(transient(20)),
    "transient_n20_complex": lambda: transient(20),
    "gaussseidel_n32_U": lambda: gauss_seidel(32, "U"),
    "riffle_n10": lambda: riffle(10),
    "jordan_n10_g0.5_s1": lambda: jordan(10, 0.5, 1.0),
    "jordan_n5_g0.9_s0.3": lambda: jordan(5, 0.9, 0.3),
    "blockrand_k16_g0.9_c1": lambda: block_random(16, 0.9, 1.0),
    "randn_n50_seed0": lambda: random_normal(50, 0.95),
    "block_g0.9_s0.1": lambda: block_comparison("9/10", "1/10"),
    "block_g0.9_s1.0": lambda: block_comparison("9/10", 1),
    "block_g0.99_s1.0": lambda: block_comparison("99/100", 1),
    "block_g0.0_s4.0": lambda: block_comparison(0, 4),
}


def names() -> list[str]:
    """Return the names that `named` knows."""
    return list(_MAKERS)


def named(name: str) -> Matrix:
    """Return a matrix of the reference set by its name.

    Parameters
    ----------
    name
        One of `names()`, such as ``"grcar_n32_div3"``. ``"transient_n20"`` is the real form, of
        twice the size, of ``"transient_n20_complex"`` (see `Matrix.real_form`).

    Raises
    ------
    ValueError
        If there is no matrix of that name.

    Examples
    --------
    >>> from kreissverify import K, named
    >>> named("grcar_n32_div3").n, round(K(named("grcar_n32_div3")), 6)
    (32, 1.143775)
    """
    if name not in _MAKERS:
        raise ValueError(f"name: expected one of {', '.join(_MAKERS)}, got {told(name)}")
    made = _MAKERS[name]()
    return made if isinstance(made, Matrix) else Matrix(made)
