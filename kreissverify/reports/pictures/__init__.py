"""The pictures of a report: one file a figure, drawn once, when the verdicts are known."""

from __future__ import annotations

from kreissverify.reports.pictures.inline import Picture
from kreissverify.reports.pictures.of_run import pictures

__all__ = ["Picture", "pictures"]
