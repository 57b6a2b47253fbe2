"""LaTeX as MathML for a page, in which no text of a theorem file can become markup."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import lru_cache
from xml.etree.ElementTree import Element, tostring

from flint import fmpq
from latex2mathml.converter import convert_to_element
from markupsafe import Markup

from kreissverify.numbers.rational import as_float, rational_string

__all__ = ["clauses_mathml", "mathml", "matrix_mathml"]

# What a page shows without scrolling: larger matrices by their size, longer fractions by their
# first digits; the certificate has them all.
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
    for node in list(root.iter("mrow")):
        _fence(node)
    return Markup(tostring(root, encoding="unicode"))


def _decode(node: Element) -> None:
    """Replace the references that the converter writes, such as ``&#x0003C;``, by characters."""
    node.text = html.unescape(node.text) if node.text else node.text
    node.tail = html.unescape(node.tail) if node.tail else node.tail
    for name, value in node.attrib.items():
        node.attrib[name] = html.unescape(value)


def _fence(row: Element) -> None:
    """Let the style sheet draw the brackets of a table: few fonts have ones that stretch."""
    sides = {"[": "left", "{": "left", "(": "left", "]": "right", "}": "right", ")": "right"}
    children = list(row)
    for table in (x for x in children if x.tag == "mtable"):
        place = children.index(table)
        around = [(k, children[k]) for k in (place - 1, place + 1) if 0 <= k < len(children)]
        found = [(x, "left" if k < place else "right") for k, x in around if x.tag == "mo"]
        drawn = [(x, side) for x, side in found if sides.get(x.text or "") == side]
        for mark, _ in drawn:
            row.remove(mark)
        if drawn:
            table.set("class", " ".join(f"fence-{side}" for _, side in drawn))


def matrix_mathml(name: str, rows: Sequence[Sequence[fmpq]]) -> Markup:
    """Return ``J = [...]`` for rows of rational numbers; a large matrix by its size alone.

    A long entry is shown by its first digits, marked ≈.
    """
    if len(rows) > _MOST_ROWS:
        return mathml(rf"{name} \in \mathbb{{Q}}^{{{len(rows)} \times {len(rows)}}}")
    entries = r" \\ ".join(" & ".join(map(_fraction, row)) for row in rows)
    return mathml(rf"{name} = \begin{{bmatrix}} {entries} \end{{bmatrix}}")


def _fraction(entry: fmpq) -> str:
    if len(rational_string(entry)) > _LONGEST_ENTRY:
        return rf"{{\approx}} {as_float(entry):.7g}"
    if entry.q == 1:
        return str(entry.p)
    return rf"{'-' if entry < 0 else ''}\frac{{{abs(entry.p)}}}{{{entry.q}}}"


_BREAKS = re.compile(r": \\quad | \\(?:implies|iff|wedge|vee) ")
_DEPTH = re.compile(r"\\[{}]|\\left\b|\\begin\b|{|\\right\b|\\end\b|}")
_OPENS = {"\\left", "\\begin", "{"}


@lru_cache(maxsize=10_000)
def clauses_mathml(tex: str) -> Markup:
    r"""Return a statement as several formulas, so that a line can end between its clauses.

    It is cut before ``\implies``, ``\iff``, ``\wedge`` and ``\vee``, and after the colon of its
    quantifier, where these stand outside all brackets: browsers do not break formulas themselves.
    """
    shown, start = Markup(), 0
    for hit in _BREAKS.finditer(tex):
        if _depth(tex[: hit.start()]) == 0:
            is_colon = hit[0].startswith(":")
            shown += mathml(tex[start : hit.start()] + ":" * is_colon) + Markup(" ")
            shown += "" if is_colon else mathml(hit[0].strip()) + "\u00a0"
            start = hit.end()
    return shown + mathml(tex[start:])


def _depth(tex: str) -> int:
    found = [hit[0] for hit in _DEPTH.finditer(tex)]
    return sum(1 if x in _OPENS else -1 for x in found if x not in ("\\{", "\\}"))
