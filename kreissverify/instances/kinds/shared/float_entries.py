"""Float matrices from coordinates: entry by entry, as products of thin factors, orthogonal ones."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray

__all__ = [
    "entries",
    "entries_dimension",
    "orthogonal_dimension",
    "orthogonals",
    "powers_of_ten",
    "with_scale",
]

# Decades of size that a unit of the coordinate of scale is worth: normal coordinates then mostly
# give sizes over six decades, about 1 the most.
_DECADES = 1.0
_FARTHEST = 12.0  # decades: beyond, squares of entries would leave the range of what is certified


def entries_dimension(
    shape: tuple[int, int], rank: int, complex: bool, bounded: bool = False
) -> int:
    """Return the number of coordinates of `entries`.

    Parameters
    ----------
    shape
        The numbers of rows and columns.
    rank
        The most that the rank may be.
    complex
        Whether the entries are complex.
    bounded
        Whether each member has a bound of its rank, so that there are thin factors in any case.
    """
    rows, columns = shape
    thin = bounded or rank < min(shape)
    numbers = (rows + columns) * rank if thin else rows * columns
    return 1 + (2 if complex else 1) * numbers


def entries(
    coordinates: FloatArray,
    shape: tuple[int, int],
    rank: int,
    complex: bool,
    ranks: FloatArray | None = None,
) -> NDArray[Any]:
    """Return matrices whose coordinates are a scale and the entries, or those of thin factors.

    Parameters
    ----------
    coordinates
        Of shape (N, `entries_dimension`).
    shape
        The numbers of rows and columns.
    rank
        The most that the rank may be: below full rank, X = LR with as many columns of L.
    complex
        Whether the entries are complex.
    ranks
        The most that the rank of each member may be, of shape (N,), where it is bounded.

    Returns
    -------
    array
        Of shape (N, rows, columns).
    """
    scale, rest = coordinates[:, 0], coordinates[:, 1:]
    if complex:
        half = rest.shape[1] // 2
        rest = rest[:, :half] + 1j * rest[:, half:]
    count, (rows, columns) = len(coordinates), shape
    if rank >= min(shape) and ranks is None:
        made = rest.reshape(count, rows, columns)
    else:
        left = rest[:, : rows * rank].reshape(count, rows, rank)
        if ranks is not None:
            left = np.where(np.arange(rank) < ranks[:, None, None], left, 0.0)
        made = left @ rest[:, rows * rank :].reshape(count, rank, columns)
    return with_scale(made, scale)


def with_scale(array: NDArray[Any], scale: FloatArray) -> NDArray[Any]:
    """Multiply members (N, …) by powers of ten of coordinates (N,)."""
    return np.asarray(array * powers_of_ten(scale).reshape(-1, *[1] * (array.ndim - 1)))


def powers_of_ten(scale: FloatArray) -> FloatArray:
    """Return the sizes that coordinates of scale stand for."""
    return np.asarray(10.0 ** np.clip(_DECADES * scale, -_FARTHEST, _FARTHEST))


def orthogonal_dimension(size: int, complex: bool) -> int:
    """Return the number of coordinates of `orthogonals`."""
    return size * size if complex else size * (size - 1) // 2


def orthogonals(coordinates: FloatArray, size: int, complex: bool) -> NDArray[Any]:
    """Return orthogonal or unitary matrices, by the Cayley transform (I - S)⁻¹(I + S).

    Those with an eigenvalue -1 are its limits only. As the similarities QΛQ* that they are for
    these are not needed: a change of sign of a column of Q changes nothing.

    Parameters
    ----------
    coordinates
        Of shape (N, `orthogonal_dimension`): the entries of S, skew-symmetric or skew-Hermitian.
    size
        The number of rows.
    complex
        Whether entries are complex.
    """
    count, upper = len(coordinates), np.triu_indices(size, 1)
    pairs = len(upper[0])
    skew = np.zeros((count, size, size), dtype=np.complex128 if complex else np.float64)
    above: NDArray[Any] = coordinates[:, :pairs]
    if complex:
        above = above + 1j * coordinates[:, pairs : 2 * pairs]
    skew[:, upper[0], upper[1]] = above
    skew = skew - np.swapaxes(skew, -1, -2).conj()
    if complex:
        diagonal = np.arange(size)
        skew[:, diagonal, diagonal] = 1j * coordinates[:, 2 * pairs :]
    one = np.eye(size)
    return np.asarray(np.linalg.solve(one - skew, one + skew))
