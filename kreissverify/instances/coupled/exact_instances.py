"""Exact members of a class from a comparison matrix T: what T says is proved by construction."""

from __future__ import annotations

from collections.abc import Callable

from flint import fmpq, fmpq_mat

from kreissverify.instances.coupled.coupling_blocks import coupling, plain_coupling
from kreissverify.instances.coupled.diagonal_blocks import (
    DiagonalBlock,
    any_block,
    plain_block,
    symmetric_block,
)
from kreissverify.instances.coupled.flow_blocks import (
    any_flow_block,
    plain_flow_block,
    symmetric_flow_block,
)
from kreissverify.instances.orthogonal import identity
from kreissverify.instances.randomness import Source, chance, integer
from kreissverify.matrices import CoupledMatrix, Quantifier
from kreissverify.matrices.spectrum.spectral_bound import Bounds
from kreissverify.numbers.enclosure import Enclosure

__all__ = ["Table", "bounds_of", "comparison_member", "plain_member", "spectral_member"]

Table = list[list[fmpq]]
Norms = dict[tuple[int, int], Enclosure]


def spectral_member(
    source: Source, quantifier: Quantifier, table: Table, sizes: tuple[int, ...]
) -> CoupledMatrix:
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
    gammas = _bounds_in(quantifier, table)
    make = _makers(quantifier)
    # in a fifth of the members one block stays inside γ, which then only the others attain
    slack = integer(source, 0, m - 1) if chance(source, 0.2) else -1
    blocks = [make(source, size, gammas[i], i != slack) for i, size in enumerate(sizes)]
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
    made: CoupledMatrix = quantifier.matrix_class._proved(
        cells, bounds_of(quantifier, gammas), norms, symmetric=quantifier.symmetric
    )
    return made


def _makers(quantifier: Quantifier) -> Callable[[Source, int, fmpq, bool], DiagonalBlock]:
    """Return what makes a block of a size with a bound, which is attained or not."""
    if quantifier.of_flows:
        return symmetric_flow_block if quantifier.symmetric else any_flow_block
    return symmetric_block if quantifier.symmetric else any_block


def plain_member(
    source: Source, quantifier: Quantifier, table: Table, sizes: tuple[int, ...]
) -> CoupledMatrix:
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
    gammas = _bounds_in(quantifier, table)
    make = plain_flow_block if quantifier.of_flows else plain_block
    blocks = [
        make(source, size, gamma, quantifier.symmetric)
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
    made: CoupledMatrix = quantifier.matrix_class._proved(
        cells, bounds_of(quantifier, gammas), norms, symmetric=quantifier.symmetric
    )
    return made


def bounds_of(quantifier: Quantifier, gammas: list[fmpq]) -> Bounds:
    """Return what members have of bounds for each block: all of them, or one that holds for all."""
    if quantifier.radii == "each":
        return tuple(gammas)
    common: fmpq = quantifier.matrix_class.kind_of_bound.common(gammas)
    return common


def _bounds_in(quantifier: Quantifier, table: Table) -> list[fmpq]:
    """Return the bounds that stand on the diagonal of T."""
    kind = quantifier.matrix_class.kind_of_bound
    return [kind.of_entry(table[i][i]) for i in range(len(table))]


def _norms_of_blocks(blocks: list[DiagonalBlock]) -> Norms:
    return {
        (i, i): Enclosure.exactly(block.norm)
        for i, block in enumerate(blocks)
        if block.norm is not None
    }


def comparison_member(quantifier: Quantifier, table: Table) -> CoupledMatrix:
    """Return T itself, whose entries may have signs; in larger blocks, on the first coordinates."""
    m = len(table)
    sizes = quantifier.given_sizes or (1,) * m
    cells = [[_corner(table[i][j], sizes[i], sizes[j]) for j in range(m)] for i in range(m)]
    if quantifier.of_flows:  # zeros on the diagonal would not decay
        for i, size in enumerate(sizes):
            cells[i][i] = identity(size) * table[i][i]
    norms = {(i, j): Enclosure.exactly(abs(table[i][j])) for i in range(m) for j in range(m)}
    gammas = _bounds_in(quantifier, table)
    made: CoupledMatrix = quantifier.matrix_class._proved(
        cells, bounds_of(quantifier, gammas), norms, symmetric=quantifier.symmetric
    )
    return made


def _corner(value: fmpq, rows: int, columns: int) -> fmpq_mat:
    made = fmpq_mat(rows, columns)
    made[0, 0] = value
    return made
