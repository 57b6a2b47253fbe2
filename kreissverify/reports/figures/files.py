"""Figures as files: drawn without a display, the same bytes for the same figure."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kreissverify.reports.figures.style import STYLE
from kreissverify.system.atomic_file import write_atomically

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["require_figure_suffix", "write_figure"]

SUFFIXES = (".pdf", ".png", ".svg")


def write_figure(draw: Callable[[], Figure], path: Path, *, salt: str) -> None:
    """Write a figure in the format of the suffix: the file is whole, or as it was before.

    Parameters
    ----------
    draw
        Draws it; called with the settings of `STYLE`, and so that the names inside an SVG depend
        on `salt` only.
    path
        A name ending in .pdf, .png or .svg.
    """
    from matplotlib import rc_context

    kind = path.suffix.lower().removeprefix(".")
    # a date would make equal figures differ
    undated = {"pdf": {"CreationDate": None}, "svg": {"Date": None}, "png": {}}[kind]
    buffer = io.BytesIO()
    # text stays text: it can be searched, and takes the fonts of its page
    with rc_context(STYLE | {"svg.hashsalt": salt, "svg.fonttype": "none"}):
        draw().savefig(buffer, format=kind, dpi=150, metadata=undated)
    write_atomically(path, buffer.getvalue())


def require_figure_suffix(path: Path) -> None:
    """Say now that a figure cannot be written under a name, before anything long is computed.

    Raises
    ------
    ValueError
        If the suffix names no format.
    """
    if path.suffix.lower() not in SUFFIXES:
        formats = ", ".join(SUFFIXES)
        raise ValueError(f"expected a file name ending in {formats}, got {path.as_posix()!r}")
