"""γ of an instance: what may stand for it, and its proof from exact blocks.

A radius bound of an instance is γ for all of its blocks, or the tuple of one γ_i for each block.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from flint import fmpq, fmpq_mat

from kreissverify.matrices.class_options import checked_radii
from kreissverify.matrices.matrix import InvalidMatrix
from kreissverify.matrices.stability import least_short_bound, spectral_radius_at_most
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.rational import as_float, as_fmpq, rational_string

__all__ = [
    "Bounds",
    "asked_bounds",
    "block_by_block",
    "bounds_text",
    "certified_bounds",
    "certified_gamma",
    "rational_gamma",
    "short",
]

Bounds = fmpq | tuple[fmpq, ...]
"""γ, or a γ_i for each block."""


def asked_bounds(gamma: object, radii: str, count: int) -> object:
    """Return what was asked for: of one γ a number or None, of a γ_i for each block their tuple.

    Parameters
    ----------
    gamma
        A number, None for the default, or a sequence of these, one for each block.
    radii
        ``"each"`` if a number or None is meant for each block by itself.
    count
        The number of blocks.

    Raises
    ------
    InvalidMatrix
        If there are more or fewer bounds than blocks.

    Examples
    --------
    >>> asked_bounds(None, "each", 2), asked_bounds(["1/2", 0], "common", 2)
    ((None, None), ('1/2', 0))
    """
    checked_radii(radii)
    # an empty sequence is no bound for any number of blocks: it is told so as what is no number
    if not isinstance(gamma, (list, tuple, np.ndarray)) or len(gamma) == 0:
        return (gamma,) * count if radii == "each" else gamma
    given = tuple(gamma)
    if len(given) != count:
        raise InvalidMatrix(f"gamma: expected a bound for each of {count} blocks, got {len(given)}")
    return given


def block_by_block(asked: tuple[object, ...], one: Callable[[int, object], fmpq]) -> Bounds:
    """Return a bound for each block by itself: `one` is called with its place and what was asked.

    Parameters
    ----------
    asked
        What was asked for, see `asked_bounds`.
    one
        Finds and proves the bound of a block.
    """
    return tuple(one(i, gamma) for i, gamma in enumerate(asked))


def certified_bounds(
    blocks: Sequence[fmpq_mat],
    names: Sequence[str],
    radius: Callable[[int], Enclosure],
    asked: object,
) -> Bounds:
    """Return γ, or a γ_i for each block, as `certified_gamma` proves them.

    Parameters
    ----------
    blocks, names, radius
        See `certified_gamma`.
    asked
        What was asked for, see `asked_bounds`.
    """
    if not isinstance(asked, tuple):
        return certified_gamma(blocks, names, radius, asked)

    def one(i: int, gamma: object) -> fmpq:
        name = names[i]
        return certified_gamma([blocks[i]], [name], lambda _: radius(i), gamma, f"gamma of {name}")

    return block_by_block(asked, one)


def certified_gamma(
    blocks: Sequence[fmpq_mat],
    names: Sequence[str],
    radius: Callable[[int], Enclosure],
    gamma: object,
    label: str = "gamma",
) -> fmpq:
    """Return γ, at least ρ of every block; by default max ρ, rounded up where it is irrational.

    Parameters
    ----------
    blocks, names
        The diagonal blocks, and what they are called.
    radius
        Encloses ρ of the block of that number.
    gamma
        What was asked for; None for the default.
    label
        What messages call it.

    Raises
    ------
    InvalidMatrix
        If γ is no number in [0, 1), or below some ρ.

    Examples
    --------
    >>> A = fmpq_mat([[fmpq(1, 2)]])
    >>> certified_gamma([A], ["A"], lambda i: Enclosure.exactly("1/2"), "3/4")
    3/4
    """
    default = gamma is None
    value = _default_gamma(blocks, names, radius) if default else rational_gamma(gamma, label)
    if not 0 <= value < 1:
        origin = "the diagonal blocks have spectral radius" if default else "got"
        raise InvalidMatrix(f"{label}: expected 0 <= gamma < 1, {origin} {short(value)}")
    if default:
        return value  # proved by the way it was found
    for i, block in enumerate(blocks):
        if not spectral_radius_at_most(block, value):
            raise InvalidMatrix(
                f"{label}: expected gamma >= the spectral radius of {names[i]}, "
                f"which is {radius(i).midpoint():.6g}, got {short(value)}"
            )
    return value


def _default_gamma(
    blocks: Sequence[fmpq_mat], names: Sequence[str], radius: Callable[[int], Enclosure]
) -> fmpq:
    highest = fmpq(0)
    for i, block in enumerate(blocks):
        bounds = radius(i)
        if not bounds.is_finite:
            raise InvalidMatrix(f"{names[i]}: its spectral radius was not bounded")
        highest = max(highest, least_short_bound(block, bounds))
    return highest


def rational_gamma(gamma: object, label: str = "gamma") -> fmpq:
    """Return γ as a rational number; messages call it by a label."""
    try:
        return as_fmpq(gamma)
    except (TypeError, ValueError) as error:
        raise InvalidMatrix(f"{label}: {error}") from None


def bounds_text(bounds: Bounds) -> str:
    """Return bounds as messages write them.

    Examples
    --------
    >>> bounds_text(fmpq(1, 2)), bounds_text((fmpq(1, 2), fmpq(0)))
    ('gamma = 1/2', 'gammas = [1/2, 0]')
    """
    if isinstance(bounds, tuple):
        return f"gammas = [{', '.join(map(str, bounds))}]"
    return f"gamma = {bounds}"


def short(value: fmpq) -> str:
    """Return a rational number in at most about 20 characters."""
    text = rational_string(value)
    # the exact text where it fits into a line of a message, else digits for the eye
    return text if len(text) <= 20 else f"{as_float(value):.12g}"
