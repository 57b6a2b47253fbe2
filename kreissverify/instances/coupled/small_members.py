"""The members that a person would write down: small, with short entries and equal diagonals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from kreissverify.instances.randomness import Source, shuffled
from kreissverify.matrices import CoupledBlocks, InvalidMatrix, Quantifier
from kreissverify.matrices.block_assembly import block_table

__all__ = ["shuffled_small_members", "small_members", "two_by_two"]

# The lists are plain choices: the values at which the statements of the paper turn (κ = 2 and 4,
# bc near (1-γ)²), then decades. All of [[γ, b], [c, γ]] are 9·15·15 members, which floats see at
# once; a longer list would find little more and take longer for each statement.
_GAMMAS = ("0", "1/4", "1/2", "3/4", "9/10", "99/100", "999/1000", "1999/2000", "999999/1000000")
_NORMS = (
    "0", "1/100", "1/8", "1/4", "1/2", "3/4", "1", "2", "3", "4", "8", "10", "100", "1000", "100000"
)  # fmt: skip
# for the larger members, of which there are more kinds: fewer values of each number
_FEW_GAMMAS, _SKEW, _FEW = ("0", "1/2", "9/10"), ("1", "2", "4", "100"), ("0", "1/2", "1", "4")
_PATTERNS = (("00", "01"), ("10", "01"), ("11", "11"))  # where C is not zero


def small_members(quantifier: Quantifier) -> Iterator[CoupledBlocks]:
    """Yield the members [[γ, b], [c, γ]] of a class with γ, b and c from short lists.

    Where diagonal blocks need not be symmetric, the first is [[γ, s], [0, γ]] in further members.
    In others both are diag(γ, 0), and c couples zeros, or all at once. What a condition of the
    class excludes is left out.
    """
    yield from _members(quantifier, _tables(quantifier))


def shuffled_small_members(quantifier: Quantifier, source: Source) -> Iterator[CoupledBlocks]:
    """Yield the same members in random order, each made when it is asked for."""
    yield from _members(quantifier, shuffled(source, list(_tables(quantifier))))


def _members(
    quantifier: Quantifier, tables: Iterable[tuple[object, ...]]
) -> Iterator[CoupledBlocks]:
    for blocks in tables:
        made = _member(quantifier, *blocks)
        if made is not None:
            yield made


def _tables(quantifier: Quantifier) -> Iterator[tuple[object, ...]]:
    """Yield γ and the blocks A, B, C, D; nothing where members have another number of blocks."""
    if quantifier.structure.block_count not in (None, 2):
        return
    triangular = quantifier.structure.lower_triangular
    if quantifier.sizes in (None, (1, 1)):
        for gamma, c, b in product(_GAMMAS, _NORMS, ("0",) if triangular else _NORMS):
            yield gamma, gamma, b, c, gamma
    if not quantifier.symmetric and quantifier.sizes in (None, (2, 1)):
        back = ("0",) if triangular else _FEW
        for gamma, s, c, b in product(_FEW_GAMMAS, _SKEW, _FEW, back):
            yield gamma, [[gamma, s], ["0", gamma]], [["0"], [b]], [[c, "0"]], gamma
    if quantifier.structure.two_blocks and quantifier.sizes in (None, (2, 2)):
        for gamma, c, pattern in product(_FEW_GAMMAS, _FEW[1:], _PATTERNS):
            A, none = [[gamma, "0"], ["0", "0"]], [["0", "0"], ["0", "0"]]
            C = [[c if place == "1" else "0" for place in row] for row in pattern]
            yield gamma, A, none, C, A


def two_by_two(quantifier: Quantifier, gamma: object, b: object, c: object) -> CoupledBlocks | None:
    """Return the member [[γ, b], [c, γ]], None if the class has no such member.

    Parameters
    ----------
    quantifier
        A class of two blocks, or of any number.
    gamma, b, c
        Exact numbers; of a class with B = 0, b is left out.
    """
    back = "0" if quantifier.structure.lower_triangular else b
    return _member(quantifier, gamma, gamma, back, c, gamma)


def _member(
    quantifier: Quantifier, gamma: object, A: object, B: object, C: object, D: object
) -> CoupledBlocks | None:
    kind = quantifier.matrix_class
    try:
        table = block_table([[A, B], [C, D]], kind.block_name)
        made: CoupledBlocks = kind.of_blocks(table, gamma, quantifier.symmetric)
    except InvalidMatrix:
        return None
    return made
