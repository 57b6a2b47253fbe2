"""Comparison matrices T with a radius for each block: gaps d_i = 1-γ_i, and couplings among them.

With D = diag(d_i) and N off the diagonal, T = I - D + N, and ρ(T) < 1 iff ρ(D⁻¹N) < 1. So N is made
from couplings M of blocks of radius 0, as the class draws them, by N_ij = d_i·M_ij·e_j/e_i with
e_i ≈ √d_i: stability is that of M exactly, and where d_i = e_i² it is N_ij = e_i·e_j·M_ij, whose
Kreiss constant leaves 1 at M = 2 of two blocks, whatever the gaps are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from random import Random

import numpy as np
from flint import fmpq

from kreissverify.instances.coupled.coupling_parameters import spectral_bound
from kreissverify.instances.coupled.exact_instances import Table
from kreissverify.instances.randomness import Source, chance, choice, integer, log_uniform, ratio
from kreissverify.matrices.matrix_class import Structure
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.rational import as_float, as_fmpq

__all__ = ["drawn_roots", "float_separated", "separate_corners", "separated"]

Root = tuple[fmpq, fmpq]
"""A gap d and e ≈ √d."""

# (γ_1, γ_2, c, b): the Kreiss constant is 5/4; one radius is 0, or nearly 1; equal radii; d₁/d₂ of
# twelve decades, either way; bc near d₁d₂; the transition (b + c)² = 4d₁d₂; no coupling
_FIRST = (
    ("3/4", "15/16", "35/64", "1/100"),
    ("0", "3/4", "2", "1/16"),
    ("15/16", "0", "1/2", "0"),
    ("1/2", "1/2", "2", "1/16"),
    ("0", "999999999999/1000000000000", "1/1000", "0"),
    ("999999999999/1000000000000", "0", "1", "0"),
    ("3/4", "99/100", "1/10", "24/1000"),
    ("9/10", "1/2", "100", "1/10000"),
    ("15/16", "3/4", "1/4", "0"),
    ("0", "9999/10000", "0", "0"),
    ("0", "0", "4", "1/8"),
    ("999999/1000000", "3/4", "1000", "0"),
)
# e = √d of the other corners: from γ = 0 to 1 - 10⁻⁶; and twelve decades of d now and then
_ROOTS = tuple(map(as_fmpq, ("1", "1/2", "1/10", "1/4", "1/1000", "1", "1/3", "1/1000000")))
_KAPPAS = tuple(map(as_fmpq, ("1/10", "1", "2", "2001/1000", "4", "20", "1000", "1000000")))
_SHARES = tuple(map(as_fmpq, ("0", "1/2", "99/100", "9999/10000")))  # of M_12·M_21, up to 1
_MOST_CORNERS = 48  # a choice, as for one radius: all products would come before any drawn member


def drawn_roots(source: Source, m: int) -> list[Root]:
    """Return gaps of m blocks: equal ones, one of γ = 0 or near 1, or of far decades, or any."""
    kind = source.random()
    if kind < 0.12:
        return [_any_root(1 - spectral_bound(source))] * m
    roots = [_root(source) for _ in range(m)]
    place = integer(source, 0, m - 1)
    if kind < 0.24:
        roots[place] = _square(fmpq(1))
    elif kind < 0.36:
        roots[place] = _square(log_uniform(source, -3, -1.5))
    elif kind < 0.44:
        # seldom: over so many decades two blocks hardly interact, and enclosures take more digits
        roots[place] = _square(log_uniform(source, -6, -4))
        roots[place - 1] = _square(choice(source, (fmpq(1), ratio(source))))
    return roots


def _root(source: Source) -> Root:
    """Return a square in most cases: then √(d_i·d_j) is rational."""
    if chance(source, 0.25):
        return _any_root(1 - spectral_bound(source))
    return _square(ratio(source) if chance(source, 0.5) else log_uniform(source, -2, 0))


def _square(e: fmpq) -> Root:
    bounded = min(e, fmpq(1))  # `log_uniform` rounds, also to a number above 1
    return bounded * bounded, bounded


def _any_root(d: fmpq) -> Root:
    # two digits: e weighs couplings against one another, and nothing rests on its value
    return d, as_fmpq(f"{as_float(d) ** 0.5:.1e}")


def separated(roots: list[Root], couplings: Table) -> Table:
    """Return T = I - D + N from couplings M of blocks of radius 0; see the module.

    Parameters
    ----------
    roots
        The gaps with their roots.
    couplings
        M, with zeros on its diagonal.
    """
    made = [
        [d * x * f / e for (_, f), x in zip(roots, row, strict=True)]
        for (d, e), row in zip(roots, couplings, strict=True)
    ]
    for i, (d, _) in enumerate(roots):
        made[i][i] = 1 - d
    return made


def separate_corners(
    source: Random,
    structure: Structure,
    sizes: tuple[int, ...] | None,
    couplings: Callable[[int], Table],
) -> Iterator[Table]:
    """Yield comparison matrices of extremal members, extreme ones first; some entries are < 0.

    Parameters
    ----------
    source
        The randomness of those beyond the first ones.
    structure, sizes
        What the class, or its quantifier, says of the blocks.
    couplings
        Draws M of so many blocks.
    """
    two = len(sizes) == 2 if sizes else structure.block_count != 1
    first = _two_corners(structure) if two else iter(())
    for k, table in enumerate(first):
        yield table
        if not structure.two_blocks:  # members of other numbers of blocks in between
            yield _drawn_corner(couplings, len(sizes) if sizes else 2 + k % 3, k)
    if structure.two_blocks:
        yield from _shuffled_corners(source, structure)
    else:
        for k in range(_MOST_CORNERS // 2):
            yield _drawn_corner(couplings, len(sizes) if sizes else 2 + k % 3, k + 3)


def _two_corners(structure: Structure) -> Iterator[Table]:
    for texts in _FIRST:
        first, second, c, b = map(as_fmpq, texts)
        yield [[first, fmpq(0) if structure.lower_triangular else b], [c, second]]


def _drawn_corner(couplings: Callable[[int], Table], m: int, k: int) -> Table:
    # 3 has no factor in common with the number of roots: neighbours differ, and all occur
    return separated([_square(_ROOTS[(k + 3 * i) % len(_ROOTS)]) for i in range(m)], couplings(m))


def _shuffled_corners(source: Random, structure: Structure) -> Iterator[Table]:
    shares = _SHARES[:1] if structure.lower_triangular else _SHARES
    choices = list(product(_ROOTS, _ROOTS, _KAPPAS, shares))
    for _ in range(_MOST_CORNERS - len(_FIRST)):
        e, f, kappa, share = choice(source, choices)
        table = separated([_square(e), _square(f)], [[fmpq(0), share / kappa], [kappa, fmpq(0)]])
        if chance(source, 0.3):
            table = [[choice(source, (1, -1)) * x for x in row] for row in table]
        yield table


def float_separated(rng: np.random.Generator, couplings: FloatArray) -> FloatArray:
    """Return T = I - D + N of shape (N, m, m), as `separated` does, with drawn gaps.

    Parameters
    ----------
    rng
        The randomness.
    couplings
        M of shape (N, m, m), with zeros on its diagonals.
    """
    count, m, _ = couplings.shape
    shape = (count, m)
    any_gap = np.where(rng.random(shape) < 0.5, rng.random(shape), 1.0)
    decades = 10 ** rng.uniform(-6, 0, shape)
    d: FloatArray = np.where(rng.random(shape) < 0.5, decades, any_gap)
    kind = np.asarray(rng.random(count))
    equal = kind[:, None] < 0.12
    d = np.where(equal, d[:, :1], d)
    # far decades, but not all twelve: 1-γ has to keep some digits in float64
    far = 10 ** rng.uniform(-9, -6, count)
    d[:, 0] = np.where((kind > 0.12) & (kind < 0.18), far, d[:, 0])
    d[:, -1] = np.where(kind > 0.94, far, d[:, -1])
    gamma = 1 - d
    e = np.sqrt(1 - gamma)
    made = couplings * e[:, :, None] * e[:, None, :]
    made[:, range(m), range(m)] = gamma
    return np.asarray(made)
