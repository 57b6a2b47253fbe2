"""A figure as SVG inside a page: its text is the page's, its colours follow light and dark."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from markupsafe import Markup

from kreissverify.reports.figures import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["inline"]

_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_HREF = f"{{{_XLINK}}}href"
#: The colours of the figures, as variables that the style sheet of the page sets.
_VARIABLES = {
    style.GREY: "var(--soft)",
    style.BLUE: "var(--blue)",
    style.VERMILION: "var(--vermilion)",
    style.GREEN: "var(--green)",
    style.PURPLE: "var(--purple)",
    "#ffffff": "var(--paper)",
    "#000000": "var(--ink)",
}
_COLOUR = re.compile("|".join(_VARIABLES))
_FONT = re.compile(r"'DejaVu Sans'[^;]*")
_USED = re.compile(r"(?<=#)[\w-]+")


def inline(draw: Callable[[], Figure], name: str, label: str) -> Markup:
    """Return a figure as an ``<svg>`` element.

    Parameters
    ----------
    draw
        Draws it. No text of a theorem file may be in it: Matplotlib would read ``$`` as formulas.
    name
        What the ids inside it begin with, unlike those of every other figure of the page.
    label
        What it shows, for screen readers.

    Returns
    -------
    Markup
        The element, in the colours and fonts of the page.
    """
    from matplotlib import rc_context

    stream = io.BytesIO()
    with rc_context(style.STYLE | {"svg.hashsalt": name, "svg.fonttype": "none"}):
        draw().savefig(stream, format="svg", dpi=110, metadata={"Date": None})
    root = ElementTree.fromstring(stream.getvalue())
    for parent in list(root.iter()):
        for child in list(parent):
            # a style would hold for the whole page, and metadata is for files
            if child.tag in (f"{{{_SVG}}}metadata", f"{{{_SVG}}}style"):
                parent.remove(child)
    _rename(root, name)
    for node in root.iter():
        _recolour(node)
        node.tag = node.tag.rpartition("}")[2]
    box = root.attrib["viewBox"]
    root.attrib.clear()  # width and height: the figure fills its column
    root.attrib |= {"viewBox": box, "role": "img", "aria-label": label}
    return Markup(ElementTree.tostring(root, encoding="unicode", short_empty_elements=True))


def _rename(root: ElementTree.Element, name: str) -> None:
    """Give the ids that are used a prefix of the figure's own, and drop the others."""
    used = {
        id
        for node in root.iter()
        for key, value in node.attrib.items()
        if key != "id" and not value.startswith("data:")
        for id in _USED.findall(value)
    }
    for node in root.iter():
        if (id := node.attrib.pop("id", None)) in used:
            node.attrib["id"] = f"{name}-{id}"
        for key in ("clip-path", "style", _HREF):
            value = node.attrib.get(key, "")
            if value and not value.startswith("data:"):
                prefixed = re.sub(r"(?<=url\(#)|^#", lambda hit: f"{hit[0]}{name}-", value)
                node.attrib[key] = prefixed
        if (target := node.attrib.pop(_HREF, None)) is not None:
            node.attrib["href"] = target


def _recolour(node: ElementTree.Element) -> None:
    if "style" in node.attrib:
        shown = _FONT.sub("var(--sans)", node.attrib["style"])
        node.attrib["style"] = _COLOUR.sub(lambda hit: _VARIABLES[hit[0]], shown)
