"""The pictures of a report: one file a figure, drawn once, when the verdicts are known."""

from __future__ import annotations

from kreissverify.reports.figures.page.of_run import pictures

__all__ = ["pictures"]
