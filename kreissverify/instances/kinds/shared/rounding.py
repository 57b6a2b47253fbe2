"""Exact members near float ones: entries rounded to short rationals, drawn inwards a little."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np
from flint import fmpq, fmpq_mat
from numpy.typing import NDArray
from scipy.linalg import qr

from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.matrices.matrix import InvalidMatrix
from kreissverify.numbers.rational import as_fmpq, simplest_between

__all__ = ["nearby", "pivoted", "rounded_entries", "rounded_to_rank"]

# Entries below as much of the largest are rounding errors of zeros, where entries may move at all.
_NOISE = 1e-14
# Rounding errors move norms by 1e-15, and eigenvalues of defective matrices by roots of it; beyond
# a thousandth it would be another member.
_MOST_SLACK = 0.5  # beyond, it would be the matrix to which it is drawn
_SLACKS = (0.0, *(10.0**-k for k in range(15, 2, -1)))


class Rounded(Protocol):
    """What rounding asks of a kind."""

    @property
    def complex(self) -> bool:
        """Whether entries may be complex."""
        ...

    def objection(self, matrix: ExactMatrix) -> str | None:
        """Say why a matrix is no member; None if it is one."""
        ...

    def contracted(self, array: NDArray[Any], slack: float) -> NDArray[Any]:
        """Return a float member moved by a share of itself away from the limits of the kind."""
        ...

    def rounded_array(self, array: NDArray[Any], coarseness: fmpq) -> ExactMatrix:
        """Return a float matrix with short entries, of no larger rank than the kind allows."""
        ...

    def pulled_within(self, matrix: ExactMatrix, share: fmpq) -> ExactMatrix | None:
        """Return a matrix near it that is at the limits of the bounds; None for none."""
        ...

    def restored(self, matrix: ExactMatrix) -> ExactMatrix:
        """Return the matrix of the structure of the kind that it stands for."""
        ...


def nearby(kind: Rounded, array: NDArray[Any], coarseness: fmpq) -> ExactMatrix:
    """Return an exact member of a kind near a float one, with short entries.

    Parameters
    ----------
    kind
        The kind, with numbers.
    array
        A float member, up to rounding.
    coarseness
        The relative error allowed of an entry.

    Raises
    ------
    InvalidMatrix
        If there is none so near.
    """
    if not np.isfinite(array).all():
        raise InvalidMatrix("matrix: expected finite numbers")
    array = np.asarray(array if kind.complex else np.real(array))
    # a norm moves by less than the size times what entries move by
    share = min(max(fmpq(1, 1000), 4 * coarseness), fmpq(1, 2))
    for slack in _slacks(float(coarseness.p) / float(coarseness.q)):
        made = kind.restored(kind.rounded_array(kind.contracted(array, slack), coarseness))
        # scaled down exactly where it is too large, it attains a bound as the float member did
        for near in (made, kind.pulled_within(made, share)):
            if near is not None and kind.objection(near) is None:
                return near
    raise InvalidMatrix(f"matrix: no member of {kind} was found within rounding of it")


def _slacks(coarseness: float) -> Iterator[float]:
    """Yield by how much to draw inwards: first by rounding errors, then by those of the entries."""
    yield from _SLACKS
    wider = (coarseness * x for x in (0.5, 1.0, 2.0, 4.0, 8.0))
    yield from (slack for slack in wider if _SLACKS[-1] < slack <= _MOST_SLACK)


def rounded_entries(array: NDArray[Any], coarseness: fmpq) -> ExactMatrix:
    """Return a float matrix with entries rounded to short rationals.

    Parameters
    ----------
    array
        The matrix, real or complex.
    coarseness
        The relative error allowed: 0 for the exact values of the floats.
    """
    noise = _NOISE * float(np.abs(array).max(initial=0.0)) if coarseness > 0 else 0.0
    parts = [_part(np.asarray(x), coarseness, noise) for x in (array.real, array.imag)]
    return ExactMatrix(parts[0], parts[1] if np.iscomplexobj(array) else None)


def _part(array: NDArray[Any], coarseness: fmpq, noise: float) -> fmpq_mat:
    rows, columns = array.shape
    entries = [_short(float(x), coarseness, noise) for x in array.ravel()]
    return fmpq_mat(rows, columns, entries)


def _short(value: float, coarseness: fmpq, noise: float) -> fmpq:
    if abs(value) <= noise:
        return fmpq(0)
    exact = as_fmpq(value)
    margin = abs(exact) * coarseness
    return simplest_between(exact - margin, exact + margin)


def rounded_to_rank(array: NDArray[Any], rank: int, coarseness: fmpq) -> ExactMatrix:
    """Round with a rank that entry by entry rounding would raise: X = C·W, C some columns of X.

    The columns are those that pivoting takes, and W has the identity at their places, so that its
    other entries are small.

    Parameters
    ----------
    array
        The matrix, real or complex.
    rank
        The largest rank allowed.
    coarseness
        The relative error allowed of an entry.
    """
    # as few lines as the rank allows keep it by themselves, and what is triangular triangular
    lines = min(int(np.any(array, axis=axis).sum()) for axis in (0, 1))
    if rank >= lines:
        return rounded_entries(array, coarseness)
    columns, weights = pivoted(array, rank)
    if not columns:
        return ExactMatrix(fmpq_mat(*array.shape))
    half = coarseness / 2  # the error of a product is the sum of those of its factors
    return rounded_entries(array[:, columns], half) * rounded_entries(weights, half)


def pivoted(array: NDArray[Any], rank: int) -> tuple[list[int], NDArray[Any]]:
    """Return places of columns C of X, at most `rank` of them, and W with X ≈ C·W."""
    if rank == 0 or not np.any(array):
        return [], np.zeros((0, array.shape[1]))
    triangle, order = qr(array, mode="r", pivoting=True)
    rank = sum(abs(triangle[i, i]) > _NOISE * abs(triangle[0, 0]) for i in range(rank))
    weights = np.zeros((rank, array.shape[1]), dtype=array.dtype)
    weights[:, order] = np.linalg.solve(triangle[:rank, :rank], triangle[:rank])
    weights[:, order[:rank]] = np.eye(rank)
    return [int(i) for i in order[:rank]], weights
