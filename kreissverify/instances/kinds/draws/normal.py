"""Normal matrices QDQ*: Q unitary, D of given eigenvalues, so that the norm is known."""

from __future__ import annotations

from flint import fmpq, fmpq_mat

from kreissverify.instances.kinds.draws.unitary import (
    PYTHAGOREAN,
    diagonal_matrix,
    monomial,
    unit,
    unitary,
)
from kreissverify.instances.randomness import (
    Source,
    chance,
    choice,
    integer,
    log_uniform,
    ratio,
    shuffled,
)
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.numbers.complex_rational import Gaussian

__all__ = ["normal_matrix", "quasi_diagonal"]

_ZERO, _ONE = fmpq(0), fmpq(1)
# Moduli beside the largest: equal ones repeat eigenvalues, or make multiples of unitary matrices;
# one that is nearly equal is hard for eigenvalue solvers.
_SHARES = (_ONE, _ONE, fmpq(1, 2), fmpq(1, 2), fmpq(3, 4), fmpq(999, 1000), _ZERO)
_SHAPES = ("symmetric", "skew", "turned", "mixed", "mixed", "diagonal", "circulant")


def normal_matrix(
    source: Source, size: int, bound: fmpq | None, rank: int | None, is_complex: bool
) -> ExactMatrix:
    """Return a normal matrix, of which norm, radius and numerical radius are one number.

    Parameters
    ----------
    source
        The randomness.
    size
        The number of rows.
    bound
        What that number may be at most; it is often attained. None for any.
    rank
        The most that the rank may be; None for any.
    is_complex
        Whether entries may be complex.
    """
    top = _top(source, bound)
    shape = choice(source, _SHAPES)
    rank = size if rank is None else min(rank, size)
    if shape == "circulant" and rank == size:
        return _circulant(source, size, top, is_complex)
    blocks = _blocks(source, size, rank, shape, is_complex)
    made = quasi_diagonal(blocks, size, is_complex).scaled(top)
    if shape == "diagonal":  # rows and columns in another order
        order = shuffled(source, range(size))
        basis = monomial([(_ONE, _ZERO)] * size, order)
    else:
        basis = unitary(source, size, is_complex)
    return basis * made * basis.adjoint()


def _top(source: Source, bound: fmpq | None) -> fmpq:
    if bound is None:
        return choice(source, (_ONE, _ONE, fmpq(2), log_uniform(source, -3, 3)))
    return bound if chance(source, 0.7) else bound * choice(source, (ratio(source), fmpq(99, 100)))


def quasi_diagonal(values: list[Gaussian], size: int, is_complex: bool) -> ExactMatrix:
    """Return the matrix of given eigenvalues: diagonal, or with blocks [[a, b], [-b, a]].

    Parameters
    ----------
    values
        The eigenvalues a + bi, of a real matrix those with b ≥ 0: each with b > 0 makes a block.
        Those that are left at the end are 0.
    size
        The number of rows.
    is_complex
        Whether entries may be complex: the matrix is then diagonal.
    """
    if is_complex:
        return diagonal_matrix([*values, *[(_ZERO, _ZERO)] * (size - len(values))])
    made, i = fmpq_mat(size, size), 0
    for a, b in values:
        made[i, i] = a
        if b != 0:
            made[i + 1, i + 1], made[i, i + 1], made[i + 1, i] = a, b, -b
        i += 1 if b == 0 else 2
    return ExactMatrix(made)


def _blocks(source: Source, size: int, rank: int, shape: str, is_complex: bool) -> list[Gaussian]:
    """Return eigenvalues of moduli ≤ 1, the first of modulus 1 where the rank allows one."""
    values: list[Gaussian] = []
    left = rank
    while left:
        share = choice(source, _SHARES) if values and shape != "turned" else _ONE
        x, y = _direction(source, shape, is_complex, left)
        values.append((share * x, share * y))
        left -= 2 if y != 0 and not is_complex else 1
    return values


def _direction(source: Source, shape: str, is_complex: bool, left: int) -> Gaussian:
    """Return a number of modulus 1; of a real matrix one with y > 0 only where a pair fits."""
    if shape == "symmetric" or (left == 1 and not is_complex and shape != "skew"):
        return unit(source, False)
    if shape == "skew":
        sign = choice(source, (1, -1)) if is_complex else 1
        return (_ZERO, fmpq(sign)) if left > 1 or is_complex else (_ZERO, _ZERO)
    if is_complex:
        return unit(source, True)
    if shape in ("mixed", "diagonal") and chance(source, 0.4):
        return unit(source, False)
    return choice(source, PYTHAGOREAN)


def _circulant(source: Source, size: int, top: fmpq, is_complex: bool) -> ExactMatrix:
    """Return a circulant matrix: the sum of its moduli bounds its norm, attained if all are ≥ 0."""
    low = choice(source, (0, 0, -3))
    weights = [fmpq(integer(source, low, 3)) for _ in range(size)]
    weights[0] += not any(weights)
    total = sum(map(abs, weights), _ZERO)
    rows = [[weights[(j - i) % size] * top / total for j in range(size)] for i in range(size)]
    made = ExactMatrix(fmpq_mat(rows))
    return made.scaled(*unit(source, True)) if is_complex else made
