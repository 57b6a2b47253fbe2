"""The look of the pictures of the gallery."""

from __future__ import annotations

from typing import Any

from kreissverify.reports.figures.style import STYLE

__all__ = ["take_style"]


def take_style(configuration: dict[str, Any], example: str) -> None:
    """Let the pictures of an example be readable on a light and on a dark page."""
    import matplotlib

    matplotlib.rcParams.update(STYLE | {"figure.constrained_layout.use": True})
