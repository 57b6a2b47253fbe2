"""Diagonal blocks of flows, with ω(A) ≤ -μ by construction: A = Q(-μI - diag(p) + K)Qᵀ.

p ≥ 0 and K is skew, so the symmetric part is -μI - Q·diag(p)·Qᵀ: ω(A) = -μ just where some p is 0,
and every block with that bound is of this form. Symmetric blocks have K = 0. The p reach over many
decades (stiff blocks), K makes eigenvalues complex, or defective.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import numpy as np
from flint import fmpq, fmpq_mat

from kreissverify.instances.coupled.diagonal_blocks import DiagonalBlock, small_integers
from kreissverify.instances.orthogonal import diagonal, identity, orthogonal
from kreissverify.instances.randomness import Source, chance, choice, integer, log_uniform, ratio
from kreissverify.numbers.arrays import FloatArray

__all__ = [
    "FLOW_KINDS",
    "SYMMETRIC_FLOW_KINDS",
    "any_flow_block",
    "float_flow_block",
    "plain_flow_block",
    "symmetric_flow_block",
]

_STIFF = (fmpq(10), fmpq(1000), fmpq(10**6))


def symmetric_flow_block(source: Source, size: int, mu: fmpq, attained: bool) -> DiagonalBlock:
    """Return -μI - Q·diag(p)·Qᵀ with p ≥ 0; 0 is one of the p if `attained`.

    Parameters
    ----------
    source
        The randomness.
    size
        The number of rows.
    mu
        μ > 0.
    attained
        Whether ω(A) = -μ.
    """
    return _block(source, size, mu, _decays(source, size, mu, attained), fmpq_mat(size, size))


def any_flow_block(source: Source, size: int, mu: fmpq, attained: bool) -> DiagonalBlock:
    """Return a block that need not be symmetric: see the module.

    Parameters
    ----------
    source
        The randomness.
    size
        The number of rows.
    mu
        μ > 0.
    attained
        Whether ω(A) = -μ.
    """
    decays = _decays(source, size, mu, attained)
    kind = choice(source, ("symmetric", "turning", "turning", "defective", "fast"))
    skew = fmpq_mat(size, size)
    if kind == "defective" and size > 1:
        # [[-μ-p, p/2 - q/2], [q/2 - p/2, -μ-q]] has a double eigenvalue, and is not symmetric
        _turn(skew, 0, 1, (decays[0] - decays[1]) / 2)
    elif kind != "symmetric":
        scale = mu * (log_uniform(source, 1, 4) if kind == "fast" else ratio(source) + 1)
        for i in range(size):
            for j in range(i):
                _turn(skew, i, j, scale * fmpq(integer(source, -4, 4), 4))
    return _block(source, size, mu, decays, skew)


def plain_flow_block(source: Source, size: int, mu: fmpq, symmetric: bool) -> DiagonalBlock:
    """Return -(μ + s)I + M for small integers M whose symmetric part has row sums of at most s.

    Parameters
    ----------
    source
        The randomness.
    size
        The number of rows.
    mu
        The bound, which is mostly not attained.
    symmetric
        Whether the block is symmetric.
    """
    made = fmpq_mat(small_integers(source, size, symmetric)) * (
        mu * choice(source, (fmpq(1), fmpq(1, 4), fmpq(100)))
    )
    mean = (made + made.transpose()) / 2
    rows = [[abs(mean[i, j]) for j in range(size)] for i in range(size)]
    most = max(sum(row, fmpq(0)) for row in rows)
    matrix = made - identity(size) * (mu + most)
    norm = abs(matrix[0, 0]) if size == 1 else None
    return DiagonalBlock(matrix, identity(size), tuple(matrix[i, i] for i in range(size)), norm)


def _decays(source: Source, size: int, mu: fmpq, attained: bool) -> list[fmpq]:
    """Return p ≥ 0, the first of them 0 if μ is attained."""
    first = fmpq(0) if attained else mu * choice(source, (ratio(source), fmpq(1, 100), fmpq(3)))
    kind = choice(source, ("spread", "spread", "repeated", "stiff", "stiff", "clustered"))
    if kind == "repeated":
        return [first] * size
    if kind == "stiff":
        return [first] + [mu * choice(source, _STIFF) * ratio(source) for _ in range(size - 1)]
    if kind == "clustered":
        return [first + mu * fmpq(int(k > 0), 10 ** (2 + k % 4)) for k in range(size)]
    return [first] + [first + mu * fmpq(integer(source, 0, 16), 8) for _ in range(size - 1)]


def _turn(matrix: fmpq_mat, i: int, j: int, value: fmpq) -> None:
    """Add a rotation to the skew part."""
    matrix[i, j] += value
    matrix[j, i] -= value


def _block(
    source: Source, size: int, mu: fmpq, decays: list[fmpq], skew: fmpq_mat
) -> DiagonalBlock:
    basis = orthogonal(source, size)
    values = [-mu - p for p in decays]
    inner = diagonal(values) + skew
    # normal, and of known norm, where nothing turns
    norm = max(map(abs, values)) if all(x == 0 for x in skew.entries()) else None
    return DiagonalBlock(basis * inner * basis.transpose(), basis, tuple(values), norm)


def float_flow_block(
    rng: np.random.Generator, basis: FloatArray, mu: FloatArray, symmetric: bool
) -> FloatArray:
    """Return stacks of such blocks, of shape (N, n, n).

    Parameters
    ----------
    rng
        The randomness.
    basis
        Q of shape (N, n, n).
    mu
        μ of shape (N,).
    symmetric
        Whether K = 0.
    """
    count, size, _ = basis.shape
    kind = rng.random((count, 1))
    shares = np.where(
        kind < 0.4, 10 ** rng.uniform(-2, 6, (count, size)), rng.random((count, size))
    )
    shares = np.where(kind > 0.85, 0.0, shares)  # a multiple of I
    shares[:, 0] *= rng.random(count) < 0.15  # else μ is attained
    inner = -(mu[:, None] * (1 + shares))[:, :, None] * np.eye(size)
    if not symmetric:
        scale = 10 ** rng.uniform(-1, 3, (count, 1, 1)) * (rng.random((count, 1, 1)) < 0.8)
        upper = np.triu(rng.standard_normal((count, size, size)), 1)
        inner = inner + mu[:, None, None] * scale * (upper - upper.transpose(0, 2, 1))
    made = basis @ inner @ basis.transpose(0, 2, 1)
    return np.asarray((made + made.transpose(0, 2, 1)) / 2 if symmetric else made)


# Generic blocks by kind, as in `generic_members`: what each shows is its name.


def _of(*decays: str, skew: str = "0") -> Callable[[Random, int, fmpq], fmpq_mat]:
    """Return a maker of blocks with these p over μ, repeated as needed, and K over μ."""

    def made(source: Random, size: int, mu: fmpq) -> fmpq_mat:
        given = [fmpq(*map(int, x.split("/"))) for x in decays]
        inner = diagonal([-mu * (1 + given[k % len(given)]) for k in range(size)])
        turn = fmpq(*map(int, skew.split("/")))
        for i in range(1, size):
            _turn(inner, i, i - 1, mu * turn * i)
        basis = orthogonal(source, size)
        while size > 1 and any(x == 0 for x in basis.entries()) and not chance(source, 0.05):
            basis = orthogonal(source, size)
        whole: fmpq_mat = basis * inner * basis.transpose()
        return whole

    return made


def _plain(symmetric: bool) -> Callable[[Random, int, fmpq], fmpq_mat]:
    return lambda source, size, mu: plain_flow_block(source, size, mu, symmetric).matrix


SYMMETRIC_FLOW_KINDS = (
    _of("0", "1", "2", "3"),
    _plain(True),
    _of("0", "0", "5"),
    _of("0", "1000000", "10"),
    _of("0"),
    _of("1/100", "0", "1"),
    _plain(True),
    _of("0", "99"),
)
FLOW_KINDS = (
    _of("0", "2", "5", "7", skew="1"),  # of two rows a double eigenvalue, defective
    _of("0", "1", "1/2", skew="7/2"),  # complex eigenvalues
    _of("0", "1", "2", "3"),
    _of("0", "9", "1", skew="1/3"),  # real eigenvalues, not symmetric
    _plain(False),
    _of("0", "100000", "10", skew="100"),
    _of("0", skew="3"),  # normal, and not symmetric
    _of("0", "0", "5"),
)
