"""Nonnegative matrices of each structure: dense and sparse, reducible, nilpotent, of low rank.

Row sums that are all v make ρ = v exactly, and so does any diagonal similarity of such a matrix;
row and column sums that are all v make ρ = w = ‖X‖ = v.
"""

from __future__ import annotations

from flint import fmpq, fmpq_mat

from kreissverify.instances.randomness import Source, chance, choice, integer, ratio, shuffled

__all__ = [
    "balanced",
    "low_rank",
    "nilpotent",
    "permutation",
    "plain",
    "rank_one",
    "reducible",
    "with_row_sums",
]

_ONE = fmpq(1)
Rows = list[list[fmpq]]


def plain(source: Source, size: int) -> fmpq_mat:
    """Return small integers: dense, sparse, or anything between."""
    fill = choice(source, (1.0, 1.0, 0.7, 0.4))
    return _rows([[_entry(source, fill) for _ in range(size)] for _ in range(size)])


def _entry(source: Source, fill: float) -> fmpq:
    return fmpq(integer(source, 1, 4)) if chance(source, fill) else fmpq(0)


def permutation(source: Source, size: int) -> fmpq_mat:
    """Return a permutation matrix."""
    return _monomial(shuffled(source, range(size)))


def _monomial(order: list[int]) -> fmpq_mat:
    made = fmpq_mat(len(order), len(order))
    for i, j in enumerate(order):
        made[i, j] = _ONE
    return made


def with_row_sums(source: Source, size: int) -> fmpq_mat:
    """Return a matrix of spectral radius 1: its row sums are 1, up to a diagonal similarity."""
    rows = plain(source, size).tolist()
    for i, row in enumerate(rows):
        if not any(row):  # a row of zeros has no sum to scale; a cycle keeps the matrix irreducible
            row[(i + 1) % size] = _ONE
    rows = [[x / sum(row, fmpq(0)) for x in row] for row in rows]
    if chance(source, 0.6):
        scales = [choice(source, (_ONE, _ONE, fmpq(2), fmpq(1, 3), fmpq(5))) for _ in range(size)]
        rows = [
            [x * scales[i] / scales[j] for j, x in enumerate(row)] for i, row in enumerate(rows)
        ]
    return _rows(rows)


def balanced(source: Source, size: int) -> fmpq_mat:
    """Return a doubly stochastic matrix, a convex combination of permutations (Birkhoff).

    Its norm, spectral radius and numerical radius are 1.
    """
    count = integer(source, 1, min(size, 4))
    weights = [integer(source, 1, 4) for _ in range(count)]
    made = fmpq_mat(size, size)
    for weight in weights:
        made += permutation(source, size) * fmpq(weight, sum(weights))
    return made


def nilpotent(source: Source, size: int) -> fmpq_mat:
    """Return a nilpotent matrix: strictly triangular in some order of rows and columns."""
    chain = chance(source, 0.4)  # one Jordan block
    rows = [
        [
            _entry(source, 1.0 if j == i + 1 or not chain else 0.0) if j > i else fmpq(0)
            for j in range(size)
        ]
        for i in range(size)
    ]
    return _reordered(source, _rows(rows)) if chance(source, 0.5) else _rows(rows)


def _reordered(source: Source, matrix: fmpq_mat) -> fmpq_mat:
    order = permutation(source, matrix.nrows())
    made: fmpq_mat = order * matrix * order.transpose()
    return made


def reducible(source: Source, size: int) -> fmpq_mat:
    """Return block triangular [[X, Y], [0, Z]] with ρ = 1; each of X and Z has it, or one of them.

    Equal radii and a coupling between them make an eigenvalue 1 that may be defective.
    """
    if size == 1:
        return _rows([[_ONE]])
    first = integer(source, 1, size - 1)
    second = choice(source, (_ONE, _ONE, ratio(source), fmpq(0)))
    rows = [[fmpq(0)] * size for _ in range(size)]
    for start, block in ((0, with_row_sums(source, first)), (first, None)):
        cells = block or with_row_sums(source, size - first) * second
        for i in range(cells.nrows()):
            for j in range(cells.nrows()):
                rows[start + i][start + j] = cells[i, j]
    for i in range(first):
        for j in range(first, size):
            rows[i][j] = _entry(source, 0.7)
    return _reordered(source, _rows(rows)) if chance(source, 0.5) else _rows(rows)


def rank_one(source: Source, size: int) -> fmpq_mat:
    """Return uvᵀ of norm 1, with unit vectors u and v that are rational; often v = u, and ρ = 1."""
    left = _unit_vector(source, size)
    right = left if chance(source, 0.5) else _unit_vector(source, size)
    return _rows([[x * y for y in right] for x in left])


def _unit_vector(source: Source, size: int) -> list[fmpq]:
    """Return a nonnegative rational vector of length 1: stereographic projection of integers."""
    point = [integer(source, 0, 2) for _ in range(size - 1)]
    square = sum(x * x for x in point)
    last = abs(square - 1)
    vector = [fmpq(2 * x, square + 1) for x in point] + [fmpq(last, square + 1)]
    return shuffled(source, vector)


def low_rank(source: Source, size: int, rank: int) -> fmpq_mat:
    """Return a matrix of at most the given rank: a product of nonnegative factors."""
    left = [[_entry(source, 0.7) for _ in range(rank)] for _ in range(size)]
    right = [[_entry(source, 0.7) for _ in range(size)] for _ in range(rank)]
    if rank == 0:
        return fmpq_mat(size, size)
    made: fmpq_mat = _rows(left) * _rows(right)
    return made


def _rows(rows: Rows) -> fmpq_mat:
    return fmpq_mat(rows)
