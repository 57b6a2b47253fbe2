"""Exact members of a class from a comparison matrix T: what T says is proved by construction."""

from __future__ import annotations

from flint import fmpq, fmpq_mat

from kreissverify.instances.coupled.coupling_blocks import coupling, plain_coupling
from kreissverify.instances.coupled.diagonal_blocks import (
    DiagonalBlock,
    any_block,
    plain_block,
    symmetric_block,
)
from kreissverify.instances.randomness import Source, chance, integer
from kreissverify.matrices import CoupledBlocks, Quantifier
from kreissverify.matrices.spectral_bound import Bounds
from kreissverify.numbers.enclosure import Enclosure

__all__ = ["Table", "bounds_of", "comparison_member", "plain_member", "spectral_member"]

Table = list[list[fmpq]]
Norms = dict[tuple[int, int], Enclosure]


def spectral_member(
    source: Source, quantifier: Quantifier, table: Table, sizes: tuple[int, ...]
) -> CoupledBlocks:
    """Return a member with ‖J_ij‖ = T_ij exactly, and mostly ρ(J_ii) = γ.

    Half of them couple the eigenvalues of modulus γ with one another, the worst case.

    Parameters
    ----------
    source
        The randomness.
    quantifier
        The class with its options.
    table
        T, of shape m×m: γ, or each γ_i, on its diagonal.
    sizes
        The sizes of the m diagonal blocks.
    """
    m = len(sizes)
    gammas = [table[i][i] for i in range(m)]
    make = symmetric_block if quantifier.symmetric else any_block
    # in a fifth of the members one block stays inside γ, which then only the others attain
    slack = integer(source, 0, m - 1) if chance(source, 0.2) else -1
    blocks = [make(source, size, gammas[i], attained=i != slack) for i, size in enumerate(sizes)]
    aligned = chance(source, 0.5)
    cells = [
        [
            blocks[i].matrix
            if i == j
            else coupling(source, table[i][j], blocks[i], blocks[j], aligned)
            for j in range(m)
        ]
        for i in range(m)
    ]
    norms = _norms_of_blocks(blocks)
    norms |= {(i, j): Enclosure.exactly(table[i][j]) for i in range(m) for j in range(m) if i != j}
    made: CoupledBlocks = quantifier.matrix_class._proved(
        cells, bounds_of(quantifier, gammas), norms, symmetric=quantifier.symmetric
    )
    return made


def plain_member(
    source: Source, quantifier: Quantifier, table: Table, sizes: tuple[int, ...]
) -> CoupledBlocks:
    """Return a member with entries of small height, whose γ is a bound and mostly not attained.

    Parameters
    ----------
    source
        The randomness.
    quantifier
        The class with its options.
    table
        T, of shape m×m: γ, or each γ_i, on its diagonal.
    sizes
        The sizes of the m diagonal blocks.
    """
    m = len(sizes)
    gammas = [table[i][i] for i in range(m)]
    blocks = [
        plain_block(source, size, gamma, quantifier.symmetric)
        for size, gamma in zip(sizes, gammas, strict=True)
    ]
    cells = [
        [
            blocks[i].matrix if i == j else plain_coupling(source, table[i][j], sizes[i], sizes[j])
            for j in range(m)
        ]
        for i in range(m)
    ]
    norms = _norms_of_blocks(blocks)
    made: CoupledBlocks = quantifier.matrix_class._proved(
        cells, bounds_of(quantifier, gammas), norms, symmetric=quantifier.symmetric
    )
    return made


def bounds_of(quantifier: Quantifier, gammas: list[fmpq]) -> Bounds:
    """Return what members have of bounds for each block: all of them, or the largest in common."""
    return tuple(gammas) if quantifier.radii == "each" else max(gammas)


def _norms_of_blocks(blocks: list[DiagonalBlock]) -> Norms:
    return {
        (i, i): Enclosure.exactly(block.norm)
        for i, block in enumerate(blocks)
        if block.norm is not None
    }


def comparison_member(quantifier: Quantifier, table: Table) -> CoupledBlocks:
    """Return T itself, whose entries may have signs; in larger blocks, on the first coordinates."""
    m = len(table)
    sizes = quantifier.given_sizes or (1,) * m
    cells = [[_corner(table[i][j], sizes[i], sizes[j]) for j in range(m)] for i in range(m)]
    norms = {(i, j): Enclosure.exactly(abs(table[i][j])) for i in range(m) for j in range(m)}
    gammas = [abs(table[i][i]) for i in range(m)]
    made: CoupledBlocks = quantifier.matrix_class._proved(
        cells, bounds_of(quantifier, gammas), norms, symmetric=quantifier.symmetric
    )
    return made


def _corner(value: fmpq, rows: int, columns: int) -> fmpq_mat:
    made = fmpq_mat(rows, columns)
    made[0, 0] = value
    return made
