"""How far the instances that were decided reach, in a sentence."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR

from flint import fmpq

from kreissverify.evidence.kinds import Covered, CoveredRange
from kreissverify.expressions.greek import greek
from kreissverify.numbers.decimals import decimal_text
from kreissverify.numbers.rational import rational_string

__all__ = ["covered_text"]

_DIGITS = 3  # of κ floats know some twelve; of a range nobody reads more than these
_NEAR_ONE = fmpq(1, 100)  # nearer to 1 three digits do not tell a number from 1
_MOST_SIZES = 6  # written one by one; of more only the first and the last


def covered_text(item: Covered) -> str:
    """Return what decided instances cover: γ, κ, sizes and numbers.

    Parameters
    ----------
    item
        Their ranges.

    Returns
    -------
    str
        Such as ``γ from 0 to 1/2, κ from 2 to 6, sizes 1+1``.

    Examples
    --------
    >>> from kreissverify.evidence.kinds import CoveredRange
    >>> gamma = CoveredRange("J.gamma", fmpq(0), 1 - fmpq(1, 10**9))
    >>> covered_text(Covered((gamma,), {"J": ("1+1", "2+1")}))
    'γ from 0 to 1 - 1.00e-9, sizes 1+1, 2+1'
    """
    # of one matrix nobody asks whose γ it is
    only = next(iter(item.sizes)) if len(item.sizes) == 1 else ""
    parts = [_range_text(x, only) for x in item.ranges]
    for name, seen in item.sizes.items():
        owner = "" if name == only else f" of {name}"
        parts.append(f"sizes{owner} {_sizes_text(seen)}")
    return ", ".join(parts) or "one instance: it is about no variable"


def _range_text(x: CoveredRange, only: str) -> str:
    name = greek(x.name.removeprefix(f"{only}.") if only else x.name)
    # inward: what is said to be covered was
    digits = _DIGITS
    # and with so many digits that a narrow range is none from above to below
    while 0 < x.largest - x.least < max(abs(x.least), abs(x.largest)) * fmpq(2, 10 ** (digits - 1)):
        digits += 1
    least, largest = (
        _number(x.least, digits, ROUND_CEILING),
        _number(x.largest, digits, ROUND_FLOOR),
    )
    return f"{name} = {least}" if x.least == x.largest else f"{name} from {least} to {largest}"


def _number(value: fmpq, digits: int, rounding: str) -> str:
    """Return a number as it is, where that is short, or to some digits; 1 ± δ near 1."""
    exact = rational_string(value)
    if len(exact) <= 2 * digits + 1:
        return exact
    rounded = decimal_text(value, digits, rounding)
    if abs(1 - value) >= _NEAR_ONE:
        return rounded
    # three digits of the number say nothing of a γ next to 1
    sign, apart = ("-", 1 - value) if value < 1 else ("+", value - 1)
    turned = ROUND_FLOOR if rounding == ROUND_CEILING else ROUND_CEILING
    return f"1 {sign} {decimal_text(apart, digits, turned if value < 1 else rounding)}"


def _sizes_text(sizes: tuple[str, ...]) -> str:
    if len(sizes) <= _MOST_SIZES:
        return ", ".join(sizes)
    return f"{sizes[0]} to {sizes[-1]} ({len(sizes)} different)"
