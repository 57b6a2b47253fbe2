"""γ of an instance: what may stand for it, and its proof from exact blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flint import fmpq, fmpq_mat

from kreissverify.matrices.matrix import InvalidMatrix
from kreissverify.matrices.stability import least_short_bound, spectral_radius_at_most
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.rational import as_float, as_fmpq, rational_string

__all__ = ["certified_gamma", "rational_gamma", "short"]


def certified_gamma(
    blocks: Sequence[fmpq_mat],
    names: Sequence[str],
    radius: Callable[[int], Enclosure],
    gamma: object,
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
    value = _default_gamma(blocks, names, radius) if gamma is None else rational_gamma(gamma)
    if not 0 <= value < 1:
        origin = "the diagonal blocks have spectral radius" if gamma is None else "got"
        raise InvalidMatrix(f"gamma: expected 0 <= gamma < 1, {origin} {short(value)}")
    if gamma is None:
        return value  # proved by the way it was found
    for i, block in enumerate(blocks):
        if not spectral_radius_at_most(block, value):
            raise InvalidMatrix(
                f"gamma: expected gamma >= the spectral radius of {names[i]}, "
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


def rational_gamma(gamma: object) -> fmpq:
    """Return γ as a rational number."""
    try:
        return as_fmpq(gamma)
    except (TypeError, ValueError) as error:
        raise InvalidMatrix(f"gamma: {error}") from None


def short(value: fmpq) -> str:
    """Return a rational number in at most about 20 characters."""
    text = rational_string(value)
    # the exact text where it fits into a line of a message, else digits for the eye
    return text if len(text) <= 20 else f"{as_float(value):.12g}"
