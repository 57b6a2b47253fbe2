"""Coupling blocks with a norm that is known by construction: C = c·U·diag(s)·Vᵀ, max s = 1."""

from __future__ import annotations

import math

from flint import fmpq, fmpq_mat

from kreissverify.instances.coupled.diagonal_blocks import DiagonalBlock
from kreissverify.instances.orthogonal import diagonal, orthogonal
from kreissverify.instances.randomness import Source, chance, choice, integer

__all__ = ["coupling", "plain_coupling"]


def coupling(
    source: Source, norm: fmpq, into: DiagonalBlock, out_of: DiagonalBlock, aligned: bool
) -> fmpq_mat:
    """Return a block of the given norm that acts on `out_of` and is added to `into`.

    Parameters
    ----------
    source
        The randomness.
    norm
        Its spectral norm.
    into, out_of
        The diagonal blocks of its row and its column.
    aligned
        Whether its first singular vectors are the first basis vectors of the two blocks: then it
        couples the eigenvalues of modulus γ, the worst case. Otherwise its singular vectors are
        random, or couple other eigenvalues (such as zero ones).
    """
    rows, columns = into.matrix.nrows(), out_of.matrix.nrows()
    rank = min(rows, columns)
    if norm == 0:
        return fmpq_mat(rows, columns)
    if aligned:
        left, right = into.basis, out_of.basis
    elif chance(source, 0.3):  # eigenvalues that need not be there: many bounds are loose on these
        left, right = _weakest_first(into), _weakest_first(out_of)
    else:
        left, right = orthogonal(source, rows), orthogonal(source, columns)
    values = diagonal(_singular_values(source, rank, norm), rows, columns)
    return left * values * right.transpose()


def _singular_values(source: Source, rank: int, norm: fmpq) -> list[fmpq]:
    kind = choice(source, ("full", "full", "one", "equal"))
    if kind == "equal":
        return [norm] * rank
    rest = [fmpq(0) if kind == "one" else fmpq(integer(source, 1, 8), 8) for _ in range(rank - 1)]
    return [norm, *(norm * s for s in rest)]


def _weakest_first(block: DiagonalBlock) -> fmpq_mat:
    """Return the basis with the vectors of the smallest eigenvalues first."""
    order = sorted(range(len(block.eigenvalues)), key=lambda k: abs(block.eigenvalues[k]))
    columns = block.basis.transpose().tolist()
    return fmpq_mat([columns[k] for k in order]).transpose()


def plain_coupling(source: Source, norm: fmpq, rows: int, columns: int) -> fmpq_mat:
    """Return small integers times a rational, of norm about `norm` or less, not known exactly.

    Parameters
    ----------
    source
        The randomness.
    norm
        About the Frobenius norm.
    rows, columns
        The shape.
    """
    entries = [integer(source, -4, 4) for _ in range(rows * columns)]
    if all(x == 0 for x in entries):  # no direction: the next line would divide by 0
        entries[0] = 1
    # rounded down to an integer, which keeps the entries rational; the exact norm is not wanted
    frobenius = math.isqrt(sum(x * x for x in entries))
    return fmpq_mat(rows, columns, [fmpq(x) for x in entries]) * (norm / frobenius)
