"""Prose of the package as Markdown: its mathematics is not to be read as markup."""

from __future__ import annotations

import re

__all__ = ["docstring", "plain"]

_SPECIAL = re.compile(r"([\\`*_<>\[\]{}$|~&])")
_CODE = re.compile(r"(``.*?``|`[^`\n]+`)", flags=re.DOTALL)
# a star or an underscore of a formula, as in x*Jx, A*A and ‖A‖_F; *words* stay emphasised
_IN_FORMULA = re.compile(r"(?<=\w)\*(?=\S)|(?<=\S)\*(?=\w)(?<=\w\*)|(?<=[^\w\s])_(?=\w)")
_MARKUP = re.compile(r"[<$]")


def plain(text: str) -> str:
    """Return Markdown that shows a text as it is."""
    return _SPECIAL.sub(r"\\\1", text)


def docstring(text: str) -> str:
    """Return Markdown of a docstring: emphasis, code and indented displays stay what they are."""
    lines = [x if x.startswith("    ") else _line(x) for x in text.splitlines()]
    return "\n".join(lines)


def _line(line: str) -> str:
    parts = _CODE.split(line)
    return "".join(
        part if part.startswith("`") else _MARKUP.sub(r"\\\g<0>", _IN_FORMULA.sub(r"\\\g<0>", part))
        for part in parts
    )
