"""Hypothesis strategies for instances, built so that shrinking leaves small blocks and fractions.

The zero vector is the identity among reflections, so eigenbases shrink to coordinate axes, blocks
to diagonal ones, and numbers to simple fractions.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

from flint import fmpq, fmpq_mat
from hypothesis import strategies as st

from kreissverify.instances.orthogonal import diagonal, householder
from kreissverify.instances.strengths import CORNER_GAMMAS
from kreissverify.matrices import CoupledBlocks, Quantifier
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.rational import as_fmpq

if TYPE_CHECKING:
    from kreissverify.instances.base import InstanceClass

__all__ = ["members", "rationals", "spectral_bounds"]

Draw = Callable[[st.SearchStrategy[Any]], Any]
Value = TypeVar("Value")


def rationals(low: object, high: object, height: int = 12) -> st.SearchStrategy[fmpq]:
    """Return a strategy for rationals in [low, high] with denominators up to `height`."""
    ends = Fraction(str(low)), Fraction(str(high))
    return st.fractions(*ends, max_denominator=height).map(as_fmpq)


def spectral_bounds() -> st.SearchStrategy[fmpq]:
    """Return a strategy for γ: simple fractions in [0, 1), and corners up to 1 - 10⁻⁶."""
    return st.one_of(rationals(0, "19/20", 20), st.sampled_from(CORNER_GAMMAS))


def members(instances: InstanceClass, quantifier: Quantifier) -> st.SearchStrategy[CoupledBlocks]:
    """Return a strategy for the members of a class of instances."""
    return _members(instances, quantifier)


@st.composite
def _members(draw: Draw, instances: InstanceClass, quantifier: Quantifier) -> CoupledBlocks:
    sizes = quantifier.sizes or draw(_sizes(quantifier.matrix_class.block_count))
    m, gamma = len(sizes), draw(spectral_bounds())
    blocks, norms = [], {}
    for i, size in enumerate(sizes):
        block, norm = _diagonal_block(draw, size, gamma, quantifier.normal)
        blocks.append(block)
        if norm is not None:
            norms[i, i] = Enclosure.exactly(norm)
    cells = [
        [blocks[i] if i == j else fmpq_mat(sizes[i], sizes[j]) for j in range(m)] for i in range(m)
    ]
    strengths = draw(_strengths(gamma))
    for i in range(m):
        for j in range(m):
            if instances.coupled(i, j):
                norm = strengths[1] if i > j else strengths[0]
                norm = norm if m == 2 else norm * draw(rationals(0, 1, 4))
                cells[i][j] = _coupling(draw, sizes[i], sizes[j], norm)
                norms[i, j] = Enclosure.exactly(norm)
    return quantifier.matrix_class._proved(cells, gamma, norms, normal=quantifier.normal)


def _sizes(count: int | None) -> st.SearchStrategy[tuple[int, ...]]:
    counts = st.integers(2, 4) if count is None else st.just(count)
    return counts.flatmap(
        lambda m: st.tuples(*(st.integers(1, 4 if m == 2 else 2) for _ in range(m)))
    )


def _strengths(gamma: fmpq) -> st.SearchStrategy[tuple[fmpq, fmpq]]:
    """Return a strategy for (b, c): mostly bc = δ²(1-q²) < δ², sometimes any two numbers."""
    delta = 1 - gamma
    ratios = st.one_of(rationals(0, 10), st.sampled_from([fmpq(100), fmpq(10**6)]))
    shares = rationals(0, 1)

    def below(kappa_and_q: tuple[fmpq, fmpq]) -> tuple[fmpq, fmpq]:
        kappa, q = kappa_and_q
        b = delta * (1 - q * q) / kappa if kappa != 0 else fmpq(0)
        return b, kappa * delta

    anything = st.tuples(rationals(0, 4, 4), rationals(0, 8, 4))
    return st.one_of(st.tuples(ratios, shares).map(below), anything)


def _diagonal_block(
    draw: Draw, size: int, gamma: fmpq, normal: bool
) -> tuple[fmpq_mat, fmpq | None]:
    shares = [draw(rationals(-1, 1, 4)) for _ in range(size)]
    if draw(st.booleans()):
        shares[0] = fmpq(1)
    schur = diagonal([gamma * share for share in shares])
    norm: fmpq | None = gamma * max(map(abs, shares))
    if not normal and size > 1:
        norm = None
        for i in range(size):
            for j in range(i + 1, size):
                schur[i, j] = draw(rationals(-3, 3, 4))
    basis = _reflection(draw, size)
    return basis * schur * basis.transpose(), norm


def _coupling(draw: Draw, rows: int, columns: int, norm: fmpq) -> fmpq_mat:
    rest = [norm * draw(rationals(0, 1, 4)) for _ in range(min(rows, columns) - 1)]
    values = diagonal([norm, *rest], rows, columns)
    return _reflection(draw, rows) * values * _reflection(draw, columns).transpose()


def _reflection(draw: Draw, size: int) -> fmpq_mat:
    if size == 1:
        return fmpq_mat([[draw(st.sampled_from([1, -1]))]])
    return householder([draw(st.integers(-2, 2)) for _ in range(size)])
