"""Blocks that are large arrays of floats: checked and certified as they are, without rationals.

A rational copy of thousands of rows would take gigabytes, and exact decisions on it hours. Floats
also are rational numbers, so nothing is rounded here: the exact blocks are made when one is asked
for, and γ is proved by Cholesky factorisations that absorb every rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from flint import fmpq

from kreissverify.matrices.matrix import InvalidMatrix
from kreissverify.matrices.spectrum.spectral_bound import (
    Bounds,
    block_by_block,
    rational_gamma,
    short,
)
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.float_positive_definite import UNIT, proved_definite
from kreissverify.numbers.rational import as_float, simplest_between

__all__ = ["LARGE", "diagonal_of", "float_table", "proved_bounds", "proved_gamma"]


LARGE = 200
"""The size from which a table of float arrays is kept as it is.

Below it γ is decided exactly, so that a γ that equals some ρ(J_ii) is accepted. The size is chosen
for speed, but another one would change the γ that is found by default for sizes in between.
"""


def float_table(
    blocks: Sequence[Sequence[object]], name: Callable[[int, int], str]
) -> list[list[FloatArray]] | None:
    """Return a table of large float blocks, read-only; None if it is none, or is malformed.

    What is malformed is told by `block_assembly.block_table`, entry by entry.

    Parameters
    ----------
    blocks
        m rows of m arrays; 0 off the diagonal stands for a zero block.
    name
        What the block of that row and column is called in messages.

    Raises
    ------
    InvalidMatrix
        If an entry is NaN or infinite.
    """
    if not all(isinstance(row, (list, tuple)) for row in (blocks, *blocks)) or len(blocks) == 0:
        return None
    m = len(blocks)
    diagonal = [_floats(blocks[i][i]) for i in range(m) if len(blocks[i]) == m]
    # -1 for what is no float array: then the table is not of this kind
    sizes = [-1 if block is None else len(block) for block in diagonal]
    if len(sizes) != m or min(sizes) < 1 or sum(sizes) < LARGE:
        return None
    table: list[list[FloatArray]] = []
    for i, row in enumerate(blocks):
        found = [_floats(x, (sizes[i], sizes[j])) for j, x in enumerate(row)]
        if any(x is None for x in found):
            return None
        for j, x in enumerate(found):
            if x is not None and not np.isfinite(x).all():
                raise InvalidMatrix(f"{name(i, j)}: expected finite numbers, got NaN or infinity")
        table.append([x for x in found if x is not None])
    return table


def _floats(block: Any, shape: tuple[int, int] | None = None) -> FloatArray | None:
    if isinstance(block, (int, float)) and block == 0 and shape is not None:
        block = np.zeros(shape)
    if not isinstance(block, np.ndarray) or block.ndim != 2 or block.dtype.kind != "f":
        return None
    # a long double may have more digits than float64
    if block.dtype.itemsize > 8 or block.shape != (shape or (len(block), len(block))):
        return None
    made = block.astype(np.float64)  # a copy: the caller may change his own
    made.flags.writeable = False
    return made


def diagonal_of(table: list[list[FloatArray]]) -> list[FloatArray]:
    """Return the diagonal blocks."""
    return [row[i] for i, row in enumerate(table)]


def _radius(block: FloatArray) -> float:
    """Return ρ of a symmetric block as LAPACK computes it."""
    return float(np.abs(np.linalg.eigvalsh(block)).max())


def _shown_at_most(block: FloatArray, bound: fmpq) -> bool:
    """Say whether ρ(A) ≤ bound was proved for a symmetric block; False says only that it was not.

    By γI ± A ≻ 0, with the bound rounded down and room for rounding on the diagonal.
    """
    # as_float rounds by UNIT at most, up or down: twice as much below it is below the bound
    gamma = as_float(bound) * (1 - 2 * UNIT)
    radius = np.diag(2 * UNIT * (abs(gamma) + np.abs(np.diagonal(block))))
    diagonal = np.arange(len(block))
    for sign in (-1.0, 1.0):
        middle = sign * block
        middle[diagonal, diagonal] += gamma
        if not proved_definite(middle[None], radius[None])[0]:
            return False
    return True


def _proved_bound(block: FloatArray) -> fmpq | None:
    """Return a short rational just above ρ(A) of a symmetric block, proved; None if none was."""
    radius = _radius(block)
    # The proof needs (4n + 40)·n·2^-53 of the diagonal to spare, for n = 1000 about 5e-10. So 1e-9
    # is tried first, and wider ones for larger blocks; beyond 1e-6 γ would no longer be that of J.
    for slack in (1e-9, 1e-8, 1e-7, 1e-6):
        wide = max(radius, 1e-30) * slack  # of a zero block also a positive bound
        low, high = (
            fmpq(*(radius + wide / 2).as_integer_ratio()),
            fmpq(*(radius + wide).as_integer_ratio()),
        )
        guess = simplest_between(low, high)
        if _shown_at_most(block, guess):
            return guess
    return None


def proved_bounds(blocks: Sequence[FloatArray], names: Sequence[str], asked: object) -> Bounds:
    """Return γ, or a γ_i for each block, as `proved_gamma` proves them.

    Parameters
    ----------
    blocks, names
        The diagonal blocks, and what they are called.
    asked
        What was asked for, see `spectral_bound.asked_bounds`.
    """
    if not isinstance(asked, tuple):
        return proved_gamma(blocks, names, asked)
    return block_by_block(
        asked,
        lambda i, gamma: proved_gamma([blocks[i]], [names[i]], gamma, f"gamma of {names[i]}"),
    )


def proved_gamma(
    blocks: Sequence[FloatArray], names: Sequence[str], gamma: object, label: str = "gamma"
) -> fmpq:
    """Return γ, proved for symmetric blocks; by default a short rational just above max ρ(J_ii).

    Parameters
    ----------
    blocks, names
        The diagonal blocks, and what they are called.
    gamma
        What was asked for; None for the default.
    label
        What messages call it.

    Raises
    ------
    InvalidMatrix
        If γ is no number in [0, 1), or below some ρ(J_ii).
    Refused
        If no bound was shown in float64, as for a γ that equals some ρ(J_ii).
    """
    if gamma is None:
        bounds = [_proved_bound(block) for block in blocks]
        proved = [bound for bound in bounds if bound is not None]
        if len(proved) < len(bounds):
            raise Refused(f"{label}: no bound on the spectral radius was shown in float64")
        value, origin = max(proved), "the diagonal blocks have spectral radius"
    else:
        value, origin = rational_gamma(gamma, label), "got"
    if not 0 <= value < 1:
        raise InvalidMatrix(f"{label}: expected 0 <= gamma < 1, {origin} {short(value)}")
    for block, name in zip(blocks if gamma is not None else [], names, strict=False):
        if _shown_at_most(block, value):
            continue
        radius = _radius(block)
        text = f"the spectral radius of {name}, which is {radius:.12g}, got {short(value)}"
        # LAPACK's radius is right to about n·2^-53: clearly above means that γ is too small, else
        # the two are too close to tell
        if radius > as_float(value) * (1 + 1e-12):
            raise InvalidMatrix(f"{label}: expected gamma >= {text}")
        raise Refused(f"{label}: too close to {text}; leave about 1e-8 at this size")
    return value
