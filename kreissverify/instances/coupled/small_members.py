"""The members that a person would write down: small, with short entries and equal diagonals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from kreissverify.instances.randomness import Source, shuffled
from kreissverify.matrices import CoupledMatrix, InvalidMatrix, Quantifier
from kreissverify.matrices.block_assembly import block_table
from kreissverify.numbers.rational import as_fmpq

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
# with a radius for each block: as many members as with one, so of shorter lists
_RADII, _FEW_RADII = ("0", "1/2", "3/4", "9/10", "99/100"), ("0", "1/2", "3/4")
# of flows: scales of time, and stiff pairs
_MUS = ("1", "1/2", "2", "1/10", "1/100", "10", "1/1000", "1000")
_SEPARATE_MUS = ("1", "1/2", "4", "1/100", "100")
_FEW_NORMS = ("0", "1/8", "1/4", "1/2", "1", "2", "4", "10", "100", "100000")


Blocks = tuple[tuple[object, object], object, object, object, object]


def small_members(quantifier: Quantifier) -> Iterator[CoupledMatrix]:
    """Yield the members [[γ, b], [c, γ]] of a class with γ, b and c from short lists.

    With a radius for each block they are [[γ_1, b], [c, γ_2]], and so below. Where diagonal blocks
    need not be symmetric, the first is [[γ, s], [0, γ]] in further members. In others both are
    diag(γ, 0), and c couples zeros, or all at once. What a condition of the class excludes is left
    out.
    """
    yield from _members(quantifier, _tables(quantifier))


def shuffled_small_members(quantifier: Quantifier, source: Source) -> Iterator[CoupledMatrix]:
    """Yield the same members in random order, each made when it is asked for."""
    yield from _members(quantifier, shuffled(source, list(_tables(quantifier))))


def _members(quantifier: Quantifier, tables: Iterable[Blocks]) -> Iterator[CoupledMatrix]:
    for blocks in tables:
        made = _member(quantifier, *blocks)
        if made is not None:
            yield made


def _tables(quantifier: Quantifier) -> Iterator[Blocks]:
    """Yield the radii of A and D, and A, B, C, D; nothing for another number of blocks."""
    if quantifier.structure.block_count not in (None, 2):
        return
    if quantifier.of_flows:
        yield from _flow_tables(quantifier)
        return
    triangular, sizes = quantifier.structure.lower_triangular, quantifier.given_sizes
    each = quantifier.radii == "each"
    norms = _FEW_NORMS if each else _NORMS
    few = _pairs(each, _FEW_GAMMAS, _FEW_RADII)
    if sizes in (None, (1, 1)):
        pairs = _pairs(each, _GAMMAS, _RADII)
        for (first, second), c, b in product(pairs, norms, ("0",) if triangular else norms):
            yield (first, second), first, b, c, second
    if not quantifier.symmetric and sizes in (None, (2, 1)):
        back = ("0",) if triangular else _FEW
        for (first, second), s, c, b in product(few, _SKEW, _FEW, back):
            A: object = [[first, s], ["0", first]]
            yield (first, second), A, [["0"], [b]], [[c, "0"]], second
    if quantifier.structure.two_blocks and sizes in (None, (2, 2)):
        for (first, second), c, pattern in product(few, _FEW[1:], _PATTERNS):
            A, D = ([[gamma, "0"], ["0", "0"]] for gamma in (first, second))
            C = [[c if place == "1" else "0" for place in row] for row in pattern]
            yield (first, second), A, [["0", "0"], ["0", "0"]], C, D


def _flow_tables(quantifier: Quantifier) -> Iterator[Blocks]:
    """Yield those of flows: [[-μ, b], [c, -μ]], or with A = [[-μ, s], [-s, -μ-2s]], or stiff."""
    triangular, sizes = quantifier.structure.lower_triangular, quantifier.given_sizes
    each = quantifier.radii == "each"
    norms = _FEW_NORMS if each else _NORMS
    few = _pairs(each, ("1", "1/2", "10"), ("1", "4", "1/10"))
    if sizes in (None, (1, 1)):
        pairs = _pairs(each, _MUS, _SEPARATE_MUS)
        for (first, second), c, b in product(pairs, norms, ("0",) if triangular else norms):
            yield (first, second), f"-{first}", b, c, f"-{second}"
    if not quantifier.symmetric and sizes in (None, (2, 1)):
        back = ("0",) if triangular else _FEW
        for (first, second), s, c, b in product(few, _SKEW, _FEW, back):
            A: object = [[f"-{first}", s], [f"-{s}", -as_fmpq(first) - 2 * as_fmpq(s)]]
            yield (first, second), A, [["0"], [b]], [[c, "0"]], f"-{second}"
    if quantifier.structure.two_blocks and sizes in (None, (2, 2)):
        for (first, second), c, pattern in product(few, _FEW[1:], _PATTERNS):
            A, D = ([[f"-{mu}", "0"], ["0", -10 * as_fmpq(mu)]] for mu in (first, second))
            C = [[c if place == "1" else "0" for place in row] for row in pattern]
            yield (first, second), A, [["0", "0"], ["0", "0"]], C, D


def _pairs(each: bool, common: Sequence[str], radii: Sequence[str]) -> list[tuple[str, str]]:
    """Return the radii of two blocks: all pairs of some, or equal ones."""
    return list(product(radii, radii)) if each else [(gamma, gamma) for gamma in common]


def two_by_two(quantifier: Quantifier, gamma: object, b: object, c: object) -> CoupledMatrix | None:
    """Return the member [[γ, b], [c, γ]], None if the class has no such member.

    Parameters
    ----------
    quantifier
        A class of two blocks, or of any number.
    gamma, b, c
        Exact numbers; for γ also a pair, of which [[γ_1, b], [c, γ_2]] is returned. Of a class with
        B = 0, b is left out.
    """
    back = "0" if quantifier.structure.lower_triangular else b
    first, second = gamma if isinstance(gamma, tuple) else (gamma, gamma)
    entry = quantifier.matrix_class.kind_of_bound.entry
    A, D = (entry(as_fmpq(x)) for x in (first, second))
    return _member(quantifier, (first, second), A, back, c, D)


def _member(
    quantifier: Quantifier, radii: tuple[object, object], A: object, B: object, C: object, D: object
) -> CoupledMatrix | None:
    kind = quantifier.matrix_class
    # of one γ in common both are the same
    gamma = radii if quantifier.radii == "each" else radii[0]
    try:
        table = block_table([[A, B], [C, D]], kind.block_name)
        made: CoupledMatrix = kind.of_blocks(table, gamma, quantifier.symmetric)
    except InvalidMatrix:
        return None
    return made
