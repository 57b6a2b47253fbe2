"""Companion matrices by their eigenvalues, or of a given norm or numerical radius.

The matrix of zⁿ + aₙ₋₁zⁿ⁻¹ + … + a₀ is the shift, with -a₀ … -aₙ₋₁ in its last row. An eigenvalue
that is repeated is defective: each has one eigenvector only.
"""

from __future__ import annotations

from collections.abc import Sequence

from flint import fmpq, fmpq_mat

from kreissverify.instances.kinds.draws.unitary import PYTHAGOREAN, unit
from kreissverify.instances.orthogonal import identity
from kreissverify.instances.randomness import (
    Source,
    chance,
    choice,
    integer,
    log_uniform,
    ratio,
    signed,
)
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.numbers.complex_rational import Gaussian
from kreissverify.numbers.rational import as_float, as_fmpq, simplest_between

__all__ = [
    "coefficients",
    "companion",
    "polynomial",
    "roots",
    "with_norm",
    "with_numerical_radius",
]

_ZERO, _ONE = fmpq(0), fmpq(1)


def companion(coefficients: Sequence[Gaussian]) -> ExactMatrix:
    """Return the companion matrix of zⁿ + aₙ₋₁zⁿ⁻¹ + … + a₀, given a₀ first.

    Examples
    --------
    >>> companion([(fmpq(6), fmpq(0)), (fmpq(-5), fmpq(0))])  # (z-2)(z-3)
    ExactMatrix([[0, 1], [-6, 5]])
    """
    n = len(coefficients)
    real, imaginary = fmpq_mat(n, n), fmpq_mat(n, n)
    for i in range(n - 1):
        real[i, i + 1] = _ONE
    for j, (x, y) in enumerate(coefficients):
        real[n - 1, j], imaginary[n - 1, j] = -x, -y
    return ExactMatrix(real, imaginary)


def coefficients(matrix: ExactMatrix) -> list[Gaussian]:
    """Return a₀ … aₙ₋₁ of a companion matrix."""
    n = matrix.shape[0]
    last = (matrix.entry(n - 1, j) for j in range(n))
    return [(-x, -y) for x, y in last]


def polynomial(roots: Sequence[Gaussian]) -> list[Gaussian]:
    """Return a₀ … aₙ₋₁ of the monic polynomial of some roots.

    Examples
    --------
    >>> polynomial([(fmpq(0), fmpq(1)), (fmpq(0), fmpq(-1))])
    [(1, 0), (0, 0)]
    """
    made: list[Gaussian] = [(_ONE, _ZERO)]
    for root in roots:
        shifted = [(_ZERO, _ZERO), *made]
        for k, (x, y) in enumerate(made):
            re, im = shifted[k]
            shifted[k] = (re - (root[0] * x - root[1] * y), im - (root[0] * y + root[1] * x))
        made = shifted
    return made[:-1]


def roots(source: Source, size: int, radius: fmpq | None, is_complex: bool) -> list[Gaussian]:
    """Return roots for a companion matrix, of a real polynomial unless `is_complex`.

    Parameters
    ----------
    source
        The randomness.
    size
        How many.
    radius
        The bound of their moduli, mostly attained; None for any.
    is_complex
        Whether they may come without their conjugates.
    """
    top = _top(source, radius)
    if top == 0 or chance(source, 0.07):
        return [(_ZERO, _ZERO)] * size
    kind = choice(source, ("one", "one", "circle", "spread", "spread", "spread", "close"))
    first = _scaled(_direction(source, size, is_complex), top)
    if kind == "one":  # the same root or pair again: one Jordan block for each
        repeated = first * (size // len(first))
        return repeated + [(_ZERO, _ZERO)] * (size - len(repeated))
    found = first
    while len(found) < size:
        share = _share(source, kind) * top
        found += _scaled(_direction(source, size - len(found), is_complex), share)
    return found


def _top(source: Source, radius: fmpq | None) -> fmpq:
    if radius is None:
        # mostly about the circle, where boundedness of powers turns
        return choice(source, (_ONE, _ONE, ratio(source), fmpq(9, 10), log_uniform(source, -2, 1)))
    return radius if chance(source, 0.7) else radius * ratio(source)


def _share(source: Source, kind: str) -> fmpq:
    if kind == "circle":
        return _ONE
    if kind == "close":
        return 1 - fmpq(1, 10 ** integer(source, 1, 5))
    return choice(source, (_ONE, _ZERO, ratio(source), ratio(source)))


def _direction(source: Source, room: int, is_complex: bool) -> list[Gaussian]:
    """Return a number of modulus 1, with its conjugate where the polynomial is real."""
    if is_complex:
        return [unit(source, True)]
    if room < 2 or chance(source, 0.5):
        return [(choice(source, (_ONE, _ONE, -_ONE)), _ZERO)]
    x, y = choice(source, (*PYTHAGOREAN[:4], (_ZERO, _ONE)))
    return [(x, y), (x, -y)]


def _scaled(numbers: Sequence[Gaussian], factor: fmpq) -> list[Gaussian]:
    return [(x * factor, y * factor) for x, y in numbers]


# --------------------------------------------------------------------------- with bounds


def with_norm(source: Source, size: int, norm: fmpq) -> list[Gaussian]:
    """Return real coefficients whose matrix has exactly the given norm v ≥ 1, for two rows or more.

    The squares of its singular values are 1, n-2 times, and the roots of x² - (1 + Σaᵢ²)x + a₀²:
    v² is the larger one if and only if |a₀| ≤ v and Σ_{i>0} aᵢ² = (v²-1)(1 - a₀²/v²). Of the other
    coefficients a direction is drawn; the points (a₀/v, r) with r² = (v²-1)(1 - a₀²/v²) lie on
    lines of slope t through the rational point (1, 0).
    """
    square = norm**2 - 1
    if square == 0 or chance(source, 0.2):
        return [(signed(source, norm), _ZERO)] + [(_ZERO, _ZERO)] * (size - 1)
    t = _slope(source, square)
    first = (t**2 - square) / (t**2 + square)
    length = -t * (first - 1)
    direction = _unit_vector(source, size - 1)
    return [(first * norm, _ZERO)] + [(length * x, _ZERO) for x in direction]


def _slope(source: Source, square: fmpq) -> fmpq:
    """Return a short number about √(v²-1), where a₀ = 0, or at some distance from it."""
    middle = as_fmpq(as_float(square) ** 0.5) * choice(source, (fmpq(1, 3), _ONE, _ONE, fmpq(3)))
    return simplest_between(middle * fmpq(7, 8), middle * fmpq(9, 8))


def _unit_vector(source: Source, size: int) -> list[fmpq]:
    """Return a rational vector of length 1: stereographic projection of integers."""
    point = [integer(source, -2, 2) for _ in range(size - 1)]
    square = sum(x * x for x in point)
    return [*(fmpq(2 * x, square + 1) for x in point), fmpq(square - 1, square + 1)]


def with_numerical_radius(source: Source, size: int, value: fmpq) -> list[Gaussian] | None:
    """Return coefficients whose matrix has exactly the given numerical radius; None if not found.

    That of a nonnegative matrix is the largest eigenvalue of H = (C+Cᵀ)/2. Given the other
    coefficients, det(vI - H) is linear in aₙ₋₁: it vanishes at aₙ₋₁ = hᵀ(vI-H')⁻¹h - v, with H'
    the matrix H without its last row and column, and h the rest of that column.
    """
    weights = [choice(source, (_ZERO, _ZERO, ratio(source))) for _ in range(size - 1)]
    if size == 1:
        return [(-value, _ZERO)]
    inner = fmpq_mat(size - 1, size - 1)
    for i in range(size - 2):
        inner[i, i + 1] = inner[i + 1, i] = fmpq(1, 2)
    gap = identity(size - 1) * value - inner
    h = fmpq_mat(size - 1, 1, [x / 2 for x in weights])
    h[size - 2, 0] += fmpq(1, 2)
    if gap.det() == 0:
        return None
    last = (h.transpose() * gap.inv() * h)[0, 0] - value
    # a positive coefficient is a negative entry: then H is not what decides
    return None if last > 0 else [*((-x, _ZERO) for x in weights), (last, _ZERO)]
