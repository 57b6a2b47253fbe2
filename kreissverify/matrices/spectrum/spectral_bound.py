"""γ of an instance: what may stand for it, and its proof from exact blocks.

A radius bound of an instance is γ for all of its blocks, or the tuple of one γ_i for each block.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from flint import fmpq, fmpq_mat

from kreissverify.matrices.class_options import checked_radii
from kreissverify.matrices.diagonal_bound import DiagonalBound
from kreissverify.matrices.matrix import InvalidMatrix
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.rational import as_float, as_fmpq, rational_string

__all__ = [
    "Bounds",
    "asked_bounds",
    "block_by_block",
    "bounds_text",
    "certified_bound",
    "certified_bounds",
    "rational_gamma",
    "short",
]

Bounds = fmpq | tuple[fmpq, ...]
"""γ, or a γ_i for each block."""


def asked_bounds(gamma: object, radii: str, count: int, word: str = "gamma") -> object:
    """Return what was asked for: of one γ a number or None, of a γ_i for each block their tuple.

    Parameters
    ----------
    gamma
        A number, None for the default, or a sequence of these, one for each block.
    radii
        ``"each"`` if a number or None is meant for each block by itself.
    count
        The number of blocks.
    word
        How the bound is called.

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
        raise InvalidMatrix(
            f"{word}: expected a bound for each of {count} blocks, got {len(given)}"
        )
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
    kind: DiagonalBound,
    blocks: Sequence[fmpq_mat],
    names: Sequence[str],
    best: Callable[[int], Enclosure],
    asked: object,
) -> Bounds:
    """Return one bound, or one for each block, as `certified_bound` proves them.

    Parameters
    ----------
    kind, blocks, names, best
        See `certified_bound`.
    asked
        What was asked for, see `asked_bounds`.
    """
    if not isinstance(asked, tuple):
        return certified_bound(kind, blocks, names, best, asked)

    def one(i: int, bound: object) -> fmpq:
        label = f"{kind.word} of {names[i]}"
        return certified_bound(kind, [blocks[i]], [names[i]], lambda _: best(i), bound, label)

    return block_by_block(asked, one)


def certified_bound(
    kind: DiagonalBound,
    blocks: Sequence[fmpq_mat],
    names: Sequence[str],
    best: Callable[[int], Enclosure],
    asked: object,
    label: str = "",
) -> fmpq:
    """Return a bound of every block; by default the best, rounded where it is irrational.

    Parameters
    ----------
    kind
        What the bound is one of.
    blocks, names
        The diagonal blocks, and what they are called.
    best
        Encloses the best bound of the block of that number.
    asked
        What was asked for; None for the default.
    label
        What messages call it; the word for such a bound by default.

    Raises
    ------
    InvalidMatrix
        If the bound is out of range, or does not hold for some block.

    Examples
    --------
    >>> from kreissverify.matrices.diagonal_bound import DECAY, RADIUS
    >>> A = fmpq_mat([[fmpq(1, 2)]])
    >>> certified_bound(RADIUS, [A], ["A"], lambda i: Enclosure.exactly("1/2"), "3/4")
    3/4
    >>> certified_bound(DECAY, [-A, -3 * A], ["A", "D"], lambda i: DECAY.enclosed(-A), None)
    1/2
    """
    label, default = label or kind.word, asked is None
    value = _default(kind, blocks, names, best) if default else rational_gamma(asked, label)
    if not kind.allows(value):
        origin = kind.default_text if default else "got"
        raise InvalidMatrix(f"{label}: expected {kind.range_text}, {origin} {short(value)}")
    if default:
        return value  # proved by the way it was found
    for i, block in enumerate(blocks):
        if not kind.holds(block, value):
            raise InvalidMatrix(
                f"{label}: expected {kind.bounded} of {names[i]}, "
                f"which is {best(i).midpoint():.6g}, got {short(value)}"
            )
    return value


def _default(
    kind: DiagonalBound,
    blocks: Sequence[fmpq_mat],
    names: Sequence[str],
    best: Callable[[int], Enclosure],
) -> fmpq:
    found = []
    for i, block in enumerate(blocks):
        bounds = best(i)
        if not bounds.is_finite:
            raise InvalidMatrix(f"{names[i]}: its {kind.word} was not bounded")
        found.append(kind.rounded(block, bounds))
    return kind.common(found)


def rational_gamma(gamma: object, label: str = "gamma") -> fmpq:
    """Return γ as a rational number; messages call it by a label."""
    try:
        return as_fmpq(gamma)
    except (TypeError, ValueError) as error:
        raise InvalidMatrix(f"{label}: {error}") from None


def bounds_text(bounds: Bounds, word: str = "gamma") -> str:
    """Return bounds as messages write them.

    Parameters
    ----------
    bounds
        One bound, or one for each block.
    word
        How such a bound is called.

    Examples
    --------
    >>> bounds_text(fmpq(1, 2)), bounds_text((fmpq(1, 2), fmpq(0)))
    ('gamma = 1/2', 'gammas = [1/2, 0]')
    """
    if isinstance(bounds, tuple):
        return f"{word}s = [{', '.join(map(str, bounds))}]"
    return f"{word} = {bounds}"


def short(value: fmpq) -> str:
    """Return a rational number in at most about 20 characters."""
    text = rational_string(value)
    # the exact text where it fits into a line of a message, else digits for the eye
    return text if len(text) <= 20 else f"{as_float(value):.12g}"
