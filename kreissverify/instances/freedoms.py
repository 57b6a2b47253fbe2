"""The freedoms of a class: what its members may be, each to be seen among the first 20 instances.

A statement that is false only where blocks are defective, say, must not be `supported` by twenty
instances of which none is. The table is one of plain predicates, decided exactly, so that also the
author of a class can ask which freedoms its instances leave out (`unseen_freedoms`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from flint import fmpq, fmpq_mat

from kreissverify.instances.interleaving import interleaved
from kreissverify.matrices import CoupledMatrix, Quantifier
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.extended import below

__all__ = ["FIRST", "FREEDOMS", "Freedom", "freedoms_of", "unseen_freedoms"]

# The number that the README verifies with: what it does not see, its readers do not see.
FIRST = 20


@dataclass(frozen=True)
class Freedom:
    """Something that members of a class may be or not.

    Attributes
    ----------
    group
        What it is a freedom of: ``kind``, ``sizes``, ``blocks`` or ``couplings``.
    name
        How a reader calls it.
    applies
        Whether a quantifier leaves it free.
    shown_by
        Whether a member shows it, decided exactly.
    """

    group: str
    name: str
    applies: Callable[[Quantifier], bool]
    shown_by: Callable[[CoupledMatrix], bool]


def freedoms_of(quantifier: Quantifier) -> Iterator[Freedom]:
    """Yield the freedoms that a quantifier leaves."""
    return (freedom for freedom in FREEDOMS if freedom.applies(quantifier))


def unseen_freedoms(quantifier: Quantifier, seed: int = 0, first: int = FIRST) -> list[str]:
    """Return the names of the freedoms that the first instances of a class do not show.

    Parameters
    ----------
    quantifier
        The class with its options.
    seed
        The seed of the sequence of instances.
    first
        How many of them are looked at.

    Examples
    --------
    >>> from kreissverify import BlockTriangular
    >>> unseen_freedoms(BlockTriangular(symmetric=False))
    []
    >>> unseen_freedoms(BlockTriangular(symmetric=False), first=1)[:2]
    ['a corner: each block has at most one entry that is not zero', 'nilpotent']
    """
    members = [tried.instance for tried in islice(interleaved(quantifier, seed), first)]
    return [x.name for x in freedoms_of(quantifier) if not any(map(x.shown_by, members))]


def _always(quantifier: Quantifier) -> bool:
    return True


def _maps(quantifier: Quantifier) -> bool:
    return not quantifier.of_flows


def _flows(quantifier: Quantifier) -> bool:
    return quantifier.of_flows


def _stiff(quantifier: Quantifier) -> bool:
    return quantifier.of_flows and _has(2)(quantifier)


def _gap(J: CoupledMatrix) -> Callable[[fmpq], fmpq]:
    """Return the function from a bound to its distance from the edge of stability, 1-γ or μ."""
    return J.kind_of_bound.gap


def _any_size(quantifier: Quantifier) -> bool:
    return quantifier.sizes is None


def _has(size: int) -> Callable[[Quantifier], bool]:
    """Say whether some diagonal block may have so many rows."""
    return lambda of: of.given_sizes is None or max(of.given_sizes) >= size


def _asymmetric(quantifier: Quantifier) -> bool:
    return not quantifier.symmetric and _has(2)(quantifier)


def _coupled(quantifier: Quantifier) -> bool:
    return quantifier.sizes is None or len(quantifier.sizes) > 1


def _coupled_back(quantifier: Quantifier) -> bool:
    return _coupled(quantifier) and not quantifier.structure.lower_triangular


def _any_number(quantifier: Quantifier) -> bool:
    return _any_size(quantifier) and quantifier.structure.block_count is None


def _separate(quantifier: Quantifier) -> bool:
    """Say whether each of several blocks has a radius of its own."""
    return quantifier.radii == "each" and _coupled(quantifier)


def _pair_of(size: int) -> Callable[[Quantifier], bool]:
    """Say whether some coupling may have so many rows and columns, or more."""
    return lambda of: of.given_sizes is None or sum(x >= size for x in of.given_sizes) > 1


def _diagonal(J: CoupledMatrix) -> list[fmpq_mat]:
    return [J.block(i, i) for i in range(J.m)]


def _couplings(J: CoupledMatrix, forward: bool) -> list[fmpq_mat]:
    """Return the blocks below the diagonal, or those above it."""
    pairs = ((i, j) for i in range(J.m) for j in range(J.m) if i != j and (i > j) == forward)
    return [J.block(i, j) for i, j in pairs]


def _some_block(shown: Callable[[fmpq_mat], bool]) -> Callable[[CoupledMatrix], bool]:
    return lambda J: any(map(shown, _diagonal(J)))


def _is_corner(J: CoupledMatrix) -> bool:
    blocks = (J.block(i, j) for i in range(J.m) for j in range(J.m))
    return all(sum(x != 0 for x in block.entries()) <= 1 for block in blocks)


def _is_generic(J: CoupledMatrix) -> bool:
    """Say whether a block of two rows or more, and some coupling if there is one, have no zero."""
    couplings = _couplings(J, True)
    return any(x.nrows() > 1 and _is_dense(x) for x in _diagonal(J)) and (
        not couplings or any(map(_is_dense, couplings))
    )


def _is_nilpotent(J: CoupledMatrix) -> bool:
    return _is_zero(J.exact**J.n)


def _is_dense(block: fmpq_mat) -> bool:
    return all(x != 0 for x in block.entries())


def _is_zero(block: fmpq_mat) -> bool:
    return all(x == 0 for x in block.entries())


def _is_symmetric(block: fmpq_mat) -> bool:
    return bool(block == block.transpose())


def _is_normal(block: fmpq_mat) -> bool:
    return bool(block * block.transpose() == block.transpose() * block)


def _has_complex_eigenvalues(block: fmpq_mat) -> bool:
    """Count the real roots of the polynomial that has each eigenvalue once."""
    squarefree = _squarefree(block)
    roots = squarefree.numer().complex_roots()  # the real ones of them are so exactly
    return any(root.imag != 0 for root, _ in roots)


def _squarefree(block: fmpq_mat):  # type: ignore[no-untyped-def]  # python-flint is not typed
    polynomial = block.charpoly()
    return polynomial / polynomial.gcd(polynomial.derivative())


def _has_repeated_eigenvalue(block: fmpq_mat) -> bool:
    return bool(_squarefree(block).degree() < block.nrows())


def _is_defective(block: fmpq_mat) -> bool:
    """A matrix is diagonalizable if and only if its minimal polynomial has no repeated root."""
    return bool(block.minpoly().degree() > _squarefree(block).degree())


def _is_above_gamma(J: CoupledMatrix) -> bool:
    """Say whether a column of a block is longer than its γ: its norm is then above its radius."""
    grams = (block.transpose() * block for block in _diagonal(J))
    return any(
        gram[i, i] > gamma**2
        for gram, gamma in zip(grams, J.every_bound, strict=True)
        for i in range(gram.nrows())
    )


def _is_stiff(J: CoupledMatrix) -> bool:
    """Say whether a diagonal block has an entry a thousand times μ: it decays on two scales."""
    return any(abs(x) >= 1000 * J.bound for block in _diagonal(J) for x in block.entries())


def _has_slack(J: CoupledMatrix) -> bool:
    """Say whether the bound of each diagonal block could be better, by a hundredth of its gap."""
    of = J.kind_of_bound
    better = [of.of_gap(of.gap(bound) * fmpq(101, 100)) for bound in J.every_bound]
    return all(map(of.holds, _diagonal(J), better))


def _is_negative(block: fmpq_mat) -> bool:
    """Say whether the trace is negative: an eigenvalue then is."""
    return bool(sum((block[i, i] for i in range(block.nrows())), fmpq(0)) < 0)


def _has_coupling(shown: Callable[[fmpq_mat], bool]) -> Callable[[CoupledMatrix], bool]:
    """Say whether a coupling of two rows and columns or more shows something."""
    return lambda J: any(
        min(x.nrows(), x.ncols()) > 1 and shown(x)
        for forward in (True, False)
        for x in _couplings(J, forward)
    )


def _has_full_rank(block: fmpq_mat) -> bool:
    return bool(block.rank() == min(block.nrows(), block.ncols()))


def _vanish(forward: bool, back: bool) -> Callable[[CoupledMatrix], bool]:
    """Say whether all couplings forward vanish or do not all vanish, and so for those back."""
    return lambda J: (
        all(map(_is_zero, _couplings(J, True))) == forward
        and all(map(_is_zero, _couplings(J, False))) == back
    )


def _is_strong(J: CoupledMatrix) -> bool:
    """Say whether a coupling forward has a norm above 2(1-γ): from there on two blocks grow."""
    edge = 2 * _gap(J)(J.bound)
    return any(below(edge, norm.lower.value) for norm in _forward_norms(J))


def _is_weak(J: CoupledMatrix) -> bool:
    """Say whether the couplings forward have norms below 2(1-γ), not all of them 0."""
    edge, norms = 2 * _gap(J)(J.bound), _forward_norms(J)
    weak = all(below(norm.upper.value, edge) for norm in norms)
    return weak and any(below(fmpq(0), norm.lower.value) for norm in norms)


def _forward_norms(J: CoupledMatrix) -> list[Enclosure]:
    return [J.block_norm(i, j) for i in range(J.m) for j in range(i)]


FREEDOMS: tuple[Freedom, ...] = (
    Freedom(
        "kind", "a corner: each block has at most one entry that is not zero", _always, _is_corner
    ),
    Freedom("kind", "generic: a diagonal block and a coupling without zeros", _has(2), _is_generic),
    Freedom("kind", "nilpotent", _maps, _is_nilpotent),
    Freedom("kind", "normal", _always, lambda J: _is_normal(J.exact)),
    Freedom("sizes", "1×1 blocks only", _any_size, lambda J: max(J.sizes) == 1),
    Freedom(
        "sizes", "a block of two or three rows", _any_size, lambda J: bool({2, 3} & {*J.sizes})
    ),
    Freedom("sizes", "a block of four rows or more", _any_size, lambda J: max(J.sizes) > 3),
    Freedom("sizes", "blocks of unequal sizes", _any_size, lambda J: len({*J.sizes}) > 1),
    Freedom("sizes", "two diagonal blocks", _any_number, lambda J: J.m == 2),
    Freedom("sizes", "three diagonal blocks", _any_number, lambda J: J.m == 3),
    Freedom("sizes", "four diagonal blocks", _any_number, lambda J: J.m == 4),
    Freedom("blocks", "γ = 0", _maps, lambda J: bool(J.bound == 0)),
    Freedom("blocks", "γ from 99/100 on", _maps, lambda J: bool(J.bound >= fmpq(99, 100))),
    Freedom("blocks", "μ from 10 on", _flows, lambda J: bool(J.bound >= 10)),
    Freedom("blocks", "μ up to 1/100", _flows, lambda J: bool(J.bound <= fmpq(1, 100))),
    Freedom("blocks", "stiff: an entry of a thousand μ", _stiff, _is_stiff),
    Freedom("blocks", "equal radii", _separate, lambda J: len({*J.every_bound}) == 1 < J.m),
    Freedom("blocks", "unequal radii", _separate, lambda J: len({*J.every_bound}) > 1),
    Freedom(
        "blocks",
        "one radius 0, and not all",
        lambda of: _maps(of) and _separate(of),
        lambda J: bool(J.bound > 0) and any(gamma == 0 for gamma in J.every_bound),
    ),
    Freedom(
        "blocks",
        "a gap 1-γ a hundred times another's",
        _separate,
        lambda J: bool(max(map(_gap(J), J.every_bound)) >= 100 * _gap(J)(J.bound)),
    ),
    Freedom("blocks", "slack in all: each inside its bound", _always, _has_slack),
    Freedom("blocks", "a negative trace", _always, _some_block(_is_negative)),
    Freedom(
        "blocks",
        "distinct eigenvalues",
        _has(2),
        _some_block(lambda x: x.nrows() > 1 and not _has_repeated_eigenvalue(x)),
    ),
    Freedom("blocks", "a repeated eigenvalue", _has(2), _some_block(_has_repeated_eigenvalue)),
    Freedom(
        "blocks", "not symmetric", _asymmetric, _some_block(lambda block: not _is_symmetric(block))
    ),
    Freedom(
        "blocks",
        "normal and not symmetric",
        _asymmetric,
        _some_block(lambda block: _is_normal(block) and not _is_symmetric(block)),
    ),
    Freedom("blocks", "complex eigenvalues", _asymmetric, _some_block(_has_complex_eigenvalues)),
    Freedom("blocks", "a defective eigenvalue", _asymmetric, _some_block(_is_defective)),
    Freedom("blocks", "a norm above γ", lambda of: _maps(of) and _asymmetric(of), _is_above_gamma),
    Freedom("couplings", "all zero", _coupled, _vanish(True, True)),
    Freedom("couplings", "zero forward only", _coupled_back, _vanish(True, False)),
    Freedom("couplings", "zero back only", _coupled_back, _vanish(False, True)),
    Freedom("couplings", "in both directions", _coupled_back, _vanish(False, False)),
    Freedom("couplings", "dense", _pair_of(2), _has_coupling(_is_dense)),
    Freedom("couplings", "of rank one", _pair_of(2), _has_coupling(lambda x: x.rank() == 1)),
    Freedom("couplings", "of full rank", _pair_of(2), _has_coupling(_has_full_rank)),
    Freedom("couplings", "above 2(1-γ) in norm", _coupled, _is_strong),
    Freedom("couplings", "below 2(1-γ) in norm", _coupled, _is_weak),
)
