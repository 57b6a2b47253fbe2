"""A Hypothesis strategy for coupled classes: shrinking leaves small blocks and short fractions.

Everything is drawn as integers, and as many of them whatever the sizes are, so that the shrinker
can lower each by itself. The zero vector is the identity among reflections, so eigenbases
shrink to coordinate axes, blocks to diagonal ones, and b to 0.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from flint import fmpq, fmpq_mat
from hypothesis import strategies as st

from kreissverify.instances.coupled.exact_instances import bounds_of
from kreissverify.instances.orthogonal import diagonal, householder
from kreissverify.matrices import CoupledMatrix, Quantifier
from kreissverify.numbers.enclosure import Enclosure

__all__ = ["coupled_members"]

Draw = Callable[[st.SearchStrategy[Any]], Any]
# Small, as the shrinker tries each choice by itself, and each try is decided rigorously.
_MOST_BLOCKS = 4
_LARGEST = 3
_SCALES = (fmpq(1), fmpq(10), fmpq(1, 10), fmpq(1000), fmpq(1, 1000))


@st.composite
def coupled_members(draw: Draw, quantifier: Quantifier) -> CoupledMatrix:
    """Return a strategy for the members of a complete class.

    Parameters
    ----------
    draw
        Given by Hypothesis: the caller passes the quantifier alone.
    quantifier
        The class with its options.
    """
    sizes = quantifier.given_sizes or draw(_sizes(quantifier.structure.block_count))
    m = len(sizes)
    each = quantifier.radii == "each"
    gaps = [draw(_gap()) for _ in range(m)] if each else [draw(_gap())] * m
    if quantifier.of_flows:  # another scale of time, simplest 1
        scale = draw(st.sampled_from(_SCALES))
        gaps = [gap * scale for gap in gaps]
    gammas = [quantifier.matrix_class.kind_of_bound.of_gap(gap) for gap in gaps]
    b, c = _couplings(gaps[0], *draw(_shape()))
    norms: dict[tuple[int, int], Enclosure] = {}
    cells = [[fmpq_mat(height, width) for width in sizes] for height in sizes]
    for i, size in enumerate(sizes):
        make = _decaying_block if quantifier.of_flows else _diagonal_block
        cells[i][i], norm = make(draw, size, gammas[i], quantifier.symmetric)
        if norm is not None:
            norms[i, i] = Enclosure.exactly(norm)
    for i in range(m):
        for j in range(m):
            if quantifier.structure.couples(i, j):
                # in proportion to d_i: of two blocks bc is then the same share of d_1·d_2
                norm = (c if i > j else b) * gaps[i] / gaps[0]
                # of two blocks b and c say it all; of more, each coupling is a share of them
                norm = norm if m == 2 else norm * fmpq(abs(draw(_digits(9, 1))[0]), 4)
                cells[i][j] = _coupling(draw, sizes[i], sizes[j], norm)
                norms[i, j] = Enclosure.exactly(norm)
    made: CoupledMatrix = quantifier.matrix_class._proved(
        cells, bounds_of(quantifier, gammas), norms, symmetric=quantifier.symmetric
    )
    return made


# Building a strategy is slow in Hypothesis, so each is built once.


@cache
def _digits(base: int, length: int) -> st.SearchStrategy[tuple[int, ...]]:
    """Return a strategy for `length` integers 0, 1, -1, 2, ... of `base` values: one choice.

    A member of many choices is slow to draw and to shrink; digits of one integer shrink as well.
    """
    return st.integers(0, base**length - 1).map(
        lambda code: tuple(_alternating(code // base**k % base) for k in range(length))
    )


def _alternating(digit: int) -> int:
    return (digit + 1) // 2 if digit % 2 else -(digit // 2)


@cache
def _sizes(count: int | None) -> st.SearchStrategy[tuple[int, ...]]:
    if count is not None:
        return st.tuples(*[st.integers(1, _LARGEST)] * count)
    four = st.tuples(*[st.integers(1, 2)] * _MOST_BLOCKS)
    return st.builds(lambda m, sizes: sizes[:m], st.integers(2, _MOST_BLOCKS), four)


@cache
def _gap() -> st.SearchStrategy[fmpq]:
    """Return a strategy for δ = 1-γ: k/d·10⁻ᵉ from 1 to 10⁻⁶, simplest 1/2."""
    whole = st.tuples(st.integers(2, 10), st.integers(1, 10), st.sampled_from([0, 0, 0, 1, 3, 5]))
    return whole.map(lambda x: fmpq(min(x[0], x[1]), x[0] * 10 ** x[2]))


@cache
def _shape() -> st.SearchStrategy[tuple[fmpq, fmpq, fmpq]]:
    """Return a strategy for κ, 1-q, and a b of its own (0: b follows from q)."""
    powers = st.sampled_from([0, 0, 0, 1, 2, 5])
    kappa = st.tuples(st.integers(0, 10), st.integers(1, 4), powers)
    share = st.tuples(st.integers(0, 12), st.integers(1, 12))
    other = st.one_of(st.just((0, 1)), st.tuples(st.integers(0, 8), st.integers(1, 4)))
    return st.tuples(
        kappa.map(lambda x: fmpq(x[0] * 10 ** x[2], x[1])),
        share.map(lambda x: fmpq(min(x), x[1])),
        other.map(lambda x: fmpq(*x)),
    )


def _couplings(delta: fmpq, kappa: fmpq, share: fmpq, other: fmpq) -> tuple[fmpq, fmpq]:
    """Return (b, c) with c = κδ and bc = δ²(1-q²) < δ², or with any b."""
    q = 1 - share
    if other != 0 or kappa == 0:
        return other, kappa * delta
    return delta * (1 - q * q) / kappa, kappa * delta


def _diagonal_block(
    draw: Draw, size: int, gamma: fmpq, symmetric: bool
) -> tuple[fmpq_mat, fmpq | None]:
    length = max(size, _LARGEST)
    # eigenvalues in quarters of γ: 0, ±1/4, ... ±1 are short, and as many choices whatever the size
    quarters = draw(_digits(9, length))[:size]
    attained = draw(_digits(2, 1)) == (1,)
    shares = [fmpq(1) if attained and k == 0 else fmpq(x, 4) for k, x in enumerate(quarters)]
    schur = diagonal([gamma * share for share in shares])
    basis = _reflection(draw, size)
    norm: fmpq | None = gamma * max(map(abs, shares))
    if not symmetric:
        steps = draw(_digits(13, length))
        for i in range(size - 1):
            schur[i, i + 1] = fmpq(steps[i], 2)
        norm = norm if size == 1 else None
    return basis * schur * basis.transpose(), norm


def _decaying_block(
    draw: Draw, size: int, mu: fmpq, symmetric: bool
) -> tuple[fmpq_mat, fmpq | None]:
    """Return Q(-μI - diag(p) + K)Qᵀ with p ≥ 0 in quarters and decades of μ, and a skew K."""
    length = max(size, _LARGEST)
    quarters, decades = draw(_digits(9, length))[:size], draw(_digits(4, length))[:size]
    shares = [fmpq(abs(x) * 10 ** (2 * abs(k)), 4) for x, k in zip(quarters, decades, strict=True)]
    inner = diagonal([-mu * (1 + share) for share in shares])
    norm: fmpq | None = mu * (1 + max(shares))
    if not symmetric:
        steps = draw(_digits(13, length))
        for i in range(size - 1):
            inner[i, i + 1], inner[i + 1, i] = mu * steps[i] / 2, -mu * steps[i] / 2
        norm = norm if size == 1 else None
    basis = _reflection(draw, size)
    return basis * inner * basis.transpose(), norm


def _coupling(draw: Draw, rows: int, columns: int, norm: fmpq) -> fmpq_mat:
    rank = min(rows, columns)
    first, *quarters = draw(_digits(9, max(rank, _LARGEST)))
    top = -norm if first < 0 else norm
    values = diagonal([top, *(norm * fmpq(k, 4) for k in quarters[: rank - 1])], rows, columns)
    left, right = _reflection(draw, rows), _reflection(draw, columns)
    made: fmpq_mat = left * values * right.transpose()
    return made


def _reflection(draw: Draw, size: int) -> fmpq_mat:
    vector = draw(_digits(5, max(size, _LARGEST)))
    return householder(list(vector[:size])) if size > 1 else fmpq_mat([[1]])
