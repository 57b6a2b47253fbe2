"""Figures as files: drawn without a display, the same bytes for the same figure."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kreissverify.reports.run import write_atomically

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["write_figure"]


def write_figure(draw: Callable[[], Figure], path: Path, *, salt: str) -> None:
    """Write a figure in the format of the suffix: the file is whole, or as it was before.

    Parameters
    ----------
    draw
        Draws it; called with Matplotlib set so that the names inside an SVG depend on `salt` only.
    path
        A name ending in .pdf, .png or .svg.
    """
    from matplotlib import rc_context

    kind = path.suffix.lower().removeprefix(".")
    undated = {"pdf": {"CreationDate": None}, "svg": {"Date": None}, "png": {}}[kind]
    buffer = io.BytesIO()
    with rc_context({"svg.hashsalt": salt, "svg.fonttype": "none"}):
        draw().savefig(buffer, format=kind, dpi=150, metadata=undated)
    write_atomically(path, buffer.getvalue())
