"""Toeplitz matrices by their diagonals: triangular, banded, symmetric, circulant, of low rank."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flint import fmpq, fmpq_mat

from kreissverify.instances.randomness import Source, chance, choice, integer, log_uniform, ratio
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.numbers.complex_rational import Gaussian

__all__ = ["diagonals", "real_diagonals", "toeplitz"]

_ZERO, _ONE = fmpq(0), fmpq(1)


def toeplitz(diagonals: Sequence[Gaussian]) -> ExactMatrix:
    """Return the n×n matrix of 2n-1 diagonals, the lowest first.

    Examples
    --------
    >>> toeplitz([(fmpq(k), fmpq(0)) for k in (1, 2, 3)])
    ExactMatrix([[2, 3], [1, 2]])
    """
    n = (len(diagonals) + 1) // 2
    parts = ([diagonals[j - i + n - 1] for j in range(n)] for i in range(n))
    cells = [x for row in parts for x in row]
    real, imaginary = (fmpq_mat(n, n, list(part)) for part in zip(*cells, strict=True))
    return ExactMatrix(real, imaginary)


def diagonals(matrix: ExactMatrix) -> list[Gaussian]:
    """Return the 2n-1 diagonals of a Toeplitz matrix, the lowest first."""
    n = matrix.shape[0]
    return [matrix.entry(max(-k, 0), max(k, 0)) for k in range(1 - n, n)]


def real_diagonals(source: Source, size: int, rank: int | None = None) -> list[fmpq]:
    """Return the 2n-1 diagonals of a real Toeplitz matrix, the lowest first.

    Parameters
    ----------
    source
        The randomness.
    size
        The number of rows.
    rank
        The most that the rank may be; None for any.
    """
    if rank is not None and rank < size:
        return choice(source, (_shift_of_rank, _geometric, _geometric))(source, size, rank)
    return choice(source, _SHAPES)(source, size)


def _entry(source: Source) -> fmpq:
    return fmpq(integer(source, -3, 3))


def _general(source: Source, size: int) -> list[fmpq]:
    scale = choice(source, (_ONE, _ONE, ratio(source), log_uniform(source, -3, 3)))
    return [_entry(source) * scale for _ in range(2 * size - 1)]


def _triangular(source: Source, size: int) -> list[fmpq]:
    """Constant on the diagonal: that is the only eigenvalue, defective unless all else is 0."""
    upper = [choice(source, (_ONE, -_ONE, ratio(source), _ZERO))]
    upper += [_entry(source) for _ in range(size - 1)]
    made = [_ZERO] * (size - 1) + upper
    return made if chance(source, 0.5) else made[::-1]


def _jordan(source: Source, size: int) -> list[fmpq]:
    """One eigenvalue, and one diagonal beside: weak coupling to strong."""
    made = [_ZERO] * (2 * size - 1)
    made[size - 1] = choice(source, (_ZERO, _ONE, -_ONE, ratio(source), fmpq(9, 10)))
    if size > 1:
        side = choice(source, (-1, 1))
        made[size - 1 + side] = choice(source, (_ONE, _ONE, ratio(source), fmpq(3), fmpq(10)))
    return made


def _upwind(source: Source, size: int) -> list[fmpq]:
    """The explicit upwind step: 1-ν, and ν from upstream (ν the Courant number)."""
    made = [_ZERO] * (2 * size - 1)
    courant = choice(source, (ratio(source), fmpq(1, 2), _ONE, fmpq(3, 2)))
    made[size - 1] = 1 - courant
    if size > 1:
        made[size - 2] = courant
    return made


def _convection_diffusion(source: Source, size: int) -> list[fmpq]:
    """Three diagonals: an explicit step of u' = ε u'' - u', or that operator itself."""
    diffusion = choice(source, (ratio(source), fmpq(1, 2), fmpq(1, 10), fmpq(1, 1000)))
    convection = choice(source, (ratio(source), fmpq(1, 2), _ONE))
    middle = (1 if chance(source, 0.7) else 0) - 2 * diffusion
    beside = (diffusion + convection / 2, diffusion - convection / 2)
    return [{-1: beside[0], 0: middle, 1: beside[1]}.get(k, _ZERO) for k in range(1 - size, size)]


def _banded(source: Source, size: int) -> list[fmpq]:
    width = integer(source, 1, max(1, size - 1))
    return [_entry(source) if abs(k) <= width else _ZERO for k in range(1 - size, size)]


def _symmetric(source: Source, size: int) -> list[fmpq]:
    right = [_entry(source) for _ in range(size)]
    return right[:0:-1] + right


def _skew(source: Source, size: int) -> list[fmpq]:
    right = [_entry(source) for _ in range(size - 1)]
    return [*(-x for x in reversed(right)), choice(source, (_ZERO, _ONE)), *right]


def _circulant(source: Source, size: int) -> list[fmpq]:
    """With weights ≥ 0 norm, radius and numerical radius are their sum; else they are below."""
    low = choice(source, (0, 0, -2))
    weights = [fmpq(integer(source, low, 3)) for _ in range(size)]
    return [weights[k % size] for k in range(1 - size, size)]


_SHAPES: tuple[Callable[[Source, int], list[fmpq]], ...] = (
    *(_general, _general, _triangular, _jordan, _jordan, _upwind, _convection_diffusion),
    *(_banded, _symmetric, _skew, _circulant, _circulant),
)


def _shift_of_rank(source: Source, size: int, rank: int) -> list[fmpq]:
    """Return diagonals that vanish but for the last ones: the rank is how many there are."""
    made = [_ZERO] * (2 * size - 1)
    for k in range(rank):
        made[2 * size - 2 - k] = _entry(source)
    return made if chance(source, 0.5) else made[::-1]


def _geometric(source: Source, size: int, rank: int) -> list[fmpq]:
    """Return a sum of sequences c·qᵏ, each of which makes a matrix of rank one."""
    made = [_ZERO] * (2 * size - 1)
    for _ in range(rank):
        quotient = choice(source, (_ONE, -_ONE, fmpq(2), fmpq(1, 2), fmpq(-1, 2)))
        factor = choice(source, (_ONE, -_ONE, fmpq(2)))
        made = [x + factor * quotient**k for k, x in enumerate(made, 1 - size)]
    return made
