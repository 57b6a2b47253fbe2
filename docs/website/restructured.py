"""Docstrings as reStructuredText: |z| is a modulus in them, not a name to be replaced."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["escaped"]

#: Code, and words that are emphasised: both stay as they are.
_MEANT = re.compile(r"(``.*?``|(?<!`)`[^`\n]+`|(?<![^\s(])\*\w[^*\n]*\w\*(?![\w*]))")
_PROMPT = (">>>", "...")
# |x|, x* and ‖A‖_F
_MARKUP = re.compile(
    r"(\||(?<=\S)\*(?=[\s|),.;:])|(?<=\w)_(?=[\s,.;:)|‖]|$)|(?<=\s)\*(?=\w)|^\*(?=\w))"
)


def escaped(lines: Iterable[str]) -> list[str]:
    """Return the lines of a docstring, no mathematics of which is markup; examples stay."""
    found, in_example = [], False
    for line in lines:
        # an example goes on to the next empty line
        in_example = bool(line.strip()) and (in_example or line.lstrip().startswith(_PROMPT))
        found.append(line if in_example else _line(line))
    return found


def _line(line: str) -> str:
    # a split by one group has what was matched at the odd places
    parts = enumerate(_MEANT.split(line))
    return "".join(x if k % 2 else _MARKUP.sub(r"\\\1", x) for k, x in parts)
