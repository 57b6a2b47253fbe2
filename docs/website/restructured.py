"""Docstrings as reStructuredText: |z| is a modulus in them, not a name to be replaced."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["escaped"]

_CODE = re.compile(r"(``.*?``|(?<!`)`[^`\n]+`)")
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
    parts = _CODE.split(line)
    return "".join(x if x.startswith("`") else _MARKUP.sub(r"\\\1", x) for x in parts)
