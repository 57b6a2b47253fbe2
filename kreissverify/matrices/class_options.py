"""What classes say of their blocks: sizes, some by name, and radii; and the names of both.

A size is a number of rows, or a name that stands for one: equal names are equal sizes. Radii are
``"common"``, one γ for all diagonal blocks, or ``"each"``, a γ_i for each of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from keyword import iskeyword
from typing import Any

from kreissverify.certificates.schema import MAX_SIDE
from kreissverify.system.told_value import told

__all__ = [
    "Sizes",
    "block_place",
    "checked_radii",
    "checked_sizes",
    "options_text",
    "radius_place",
    "sizes_fit",
]

Sizes = tuple[int | str, ...]

_LETTERS = {"A": 0, "D": 1}
_BLOCK = re.compile("block_([0-9]+)_([0-9]+)")


def checked_sizes(given: Any) -> Sizes:
    """Return the sizes of the diagonal blocks.

    Raises
    ------
    TypeError
        If it is no sequence.
    ValueError
        If it is empty, or one of them is neither a positive integer nor a name.

    Examples
    --------
    >>> checked_sizes(["n", 2])
    ('n', 2)
    """
    try:
        sizes = tuple(given)
    except TypeError:
        raise TypeError(f"sizes: expected block sizes such as (2, 2), got {told(given)}") from None
    # a text of its own would be read as the tuple of its letters
    if isinstance(given, str) or not sizes or not all(map(_is_size, sizes)):
        got = told(given if isinstance(given, str) else sizes)
        raise ValueError(f"sizes: expected positive block sizes such as (2, 2), got {got}")
    if sum(x for x in sizes if not isinstance(x, str)) > MAX_SIDE:
        raise ValueError(f"sizes: expected at most {MAX_SIDE} rows in all, got {sizes}")
    return sizes


def _is_size(size: Any) -> bool:
    if isinstance(size, str):
        # a part of a member of a family has a dotted name, and so have its sizes
        return all(x.isidentifier() and not iskeyword(x) for x in size.split("."))
    return type(size) is int and size >= 1  # True is an int to Python, and no size


def checked_radii(given: Any) -> str:
    """Return ``"common"`` or ``"each"``.

    Raises
    ------
    ValueError
        If it is neither.
    """
    if not isinstance(given, str) or given not in ("common", "each"):
        raise ValueError(f'radii: expected "common" or "each", got {told(given)}')
    return given


def radius_place(name: str) -> int | None:
    """Return i of the name of a bound in statements, as ``gamma_A`` or ``mu_A``; None for another.

    Examples
    --------
    >>> radius_place("gamma_D"), radius_place("mu_2"), radius_place("gamma")
    (1, 2, None)
    """
    stem, _, place = name.partition("_")
    if stem not in ("gamma", "mu"):
        return None
    return _LETTERS.get(place, int(place) if place.isdecimal() else None)


def block_place(name: str) -> tuple[int, int] | None:
    """Return the place (i, j) of the block that a name such as ``block_0_1`` means, if it does.

    Examples
    --------
    >>> block_place("block_0_1"), block_place("comparison")
    ((0, 1), None)
    """
    found = _BLOCK.fullmatch(name)
    return (int(found[1]), int(found[2])) if found else None


def sizes_fit(asked: Sizes | None, sizes: Sequence[int]) -> bool:
    """Say whether block sizes are some that were asked for: equal ones where a name is repeated.

    Examples
    --------
    >>> sizes_fit(("n", "n"), (2, 2)), sizes_fit(("n", "n"), (2, 3)), sizes_fit(("n", "m"), (2, 2))
    (True, False, True)
    """
    if asked is None:
        return True
    if len(asked) != len(sizes):
        return False
    known: dict[str, int] = {}
    return all(
        have == (known.setdefault(want, have) if isinstance(want, str) else want)
        for want, have in zip(asked, sizes, strict=True)
    )


def options_text(symmetric: bool, sizes: Sizes | None, radii: str, word: str) -> str:
    """Return the options that are not the default ones, as one writes them in Python.

    Parameters
    ----------
    symmetric, sizes, radii
        The options.
    word
        How `symmetric` is called.
    """
    options = [] if symmetric else [f"{word}=False"]
    if sizes is not None:
        written = [f'"{x}"' if isinstance(x, str) else str(x) for x in sizes]
        options.append(f"sizes=({', '.join(written)}{',' * (len(sizes) == 1)})")
    if radii != "common":
        options.append(f'radii="{radii}"')
    return ", ".join(options)
