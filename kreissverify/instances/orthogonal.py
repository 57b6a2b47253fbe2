"""Rational orthogonal matrices, so that spectra and norms are known by construction.

Two sources: products of Householder reflections I - 2vvᵀ/vᵀv with small integer vectors v, and
layers of plane rotations by Pythagorean angles, which mix many coordinates at a small height.
"""

from __future__ import annotations

from flint import fmpq, fmpq_mat

from kreissverify.instances.randomness import Source, chance, choice, integer, shuffled

__all__ = ["diagonal", "householder", "identity", "orthogonal"]

_TRIPLES = ((3, 4, 5), (5, 12, 13), (8, 15, 17), (7, 24, 25))
# From this size on rotations are used: the denominator vᵀv of a reflection grows with the size,
# that of a layer of rotations does not.
_MANY = 5


def identity(size: int) -> fmpq_mat:
    """Return the identity."""
    return diagonal([fmpq(1)] * size)


def diagonal(entries: list[fmpq], rows: int | None = None, columns: int | None = None) -> fmpq_mat:
    """Return the matrix with the given entries on its diagonal, of any shape.

    Parameters
    ----------
    entries
        The diagonal; what does not fit is left out.
    rows, columns
        The shape; square by default.
    """
    rows, columns = rows or len(entries), columns or len(entries)
    made = fmpq_mat(rows, columns)
    for i, entry in enumerate(entries[: min(rows, columns)]):
        made[i, i] = entry
    return made


def householder(vector: list[int]) -> fmpq_mat:
    """Return the reflection I - 2vvᵀ/vᵀv; the identity for v = 0."""
    size, square = len(vector), sum(x * x for x in vector)
    if square == 0:
        return identity(size)
    entries = [
        fmpq((square if i == j else 0) - 2 * x * y, square)
        for i, x in enumerate(vector)
        for j, y in enumerate(vector)
    ]
    return fmpq_mat(size, size, entries)


def orthogonal(source: Source, size: int) -> fmpq_mat:
    """Return a random rational orthogonal matrix of small height.

    Parameters
    ----------
    source
        The randomness.
    size
        The number of rows.
    """
    if size == 1:
        return fmpq_mat([[choice(source, (1, 1, 1, -1))]])
    if chance(source, 0.1):  # blocks that stay sparse: bounds are met exactly on some of them
        return _signed_permutation(source, size)
    if size < _MANY or chance(source, 0.3):
        made = householder(_direction(source, size))
        return made * householder(_direction(source, size)) if chance(source, 0.6) else made
    made = _layer(source, size)
    # each layer mixes pairs, so log₂ of the size are needed to mix all coordinates with one another
    for _ in range((size - 1).bit_length() - 1):
        made = made * _layer(source, size)
    return made


def _direction(source: Source, size: int) -> list[int]:
    return [integer(source, -2, 2) for _ in range(size - 1)] + [integer(source, 1, 3)]


def _signed_permutation(source: Source, size: int) -> fmpq_mat:
    made = fmpq_mat(size, size)
    for i, j in enumerate(shuffled(source, range(size))):
        made[i, j] = fmpq(choice(source, (1, -1)))
    return made


def _layer(source: Source, size: int) -> fmpq_mat:
    """Rotate the coordinates in random pairs by one Pythagorean angle."""
    order = shuffled(source, range(size))
    p, q, r = choice(source, _TRIPLES)
    cosine, sine = fmpq(p, r), fmpq(q, r)
    made = identity(size)
    for i, j in zip(order[::2], order[1::2], strict=False):
        turn = sine if chance(source, 0.5) else -sine
        made[i, i], made[j, j] = cosine, cosine
        made[i, j], made[j, i] = turn, -turn
    return made
