"""A figure of a report, drawn."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

__all__ = ["Picture"]


@dataclass(frozen=True)
class Picture:
    """A figure of a report: a sentence for those who do not see it, a caption, and the SVG."""

    label: str
    caption: str
    svg: Markup
