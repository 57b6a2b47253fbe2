"""LaTeX as MathML for a page, in which no text of a theorem file can become markup."""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import lru_cache
from xml.etree.ElementTree import Element, tostring

from latex2mathml.converter import convert_to_element
from markupsafe import Markup

__all__ = ["mathml", "matrix_mathml"]

_MOST_ROWS = 8
_LONGEST_ENTRY = 24


@lru_cache(maxsize=10_000)
def mathml(tex: str, *, display: bool = False) -> Markup:
    """Return a formula as MathML; one that cannot be converted is shown as it is written.

    `latex2mathml.converter.convert` leaves ``<`` and ``&`` of its input as they are, so its tree is
    written out here instead.
    """
    try:
        root = convert_to_element(tex, display="block" if display else "inline")
    except Exception:  # whatever the converter stumbles over, the formula is still to be read
        return Markup("<code>{}</code>").format(tex)
    for node in root.iter():
        _decode(node)
    return Markup(tostring(root, encoding="unicode"))


def _decode(node: Element) -> None:
    """Replace the references that the converter writes, such as ``&#x0003C;``, by characters."""
    node.text = html.unescape(node.text) if node.text else node.text
    node.tail = html.unescape(node.tail) if node.tail else node.tail
    for name, value in node.attrib.items():
        node.attrib[name] = html.unescape(value)


def matrix_mathml(name: str, rows: Sequence[Sequence[str]]) -> Markup:
    """Return ``J = [...]`` for rows of rational numbers; a large matrix by its size alone."""
    size = f"{len(rows)} \\times {len(rows)}"
    if len(rows) > _MOST_ROWS or any(len(x) > _LONGEST_ENTRY for row in rows for x in row):
        return mathml(rf"{name} \in \mathbb{{Q}}^{{{size}}}")
    entries = r" \\ ".join(" & ".join(map(_fraction, row)) for row in rows)
    return mathml(rf"{name} = \begin{{bmatrix}} {entries} \end{{bmatrix}}")


def _fraction(entry: str) -> str:
    sign, digits = ("-", entry[1:]) if entry.startswith("-") else ("", entry)
    above, _, below = digits.partition("/")
    return rf"{sign}\frac{{{above}}}{{{below}}}" if below else entry
