"""Reports: what a run found, for a terminal, a program, or a reader; one file a format."""

from __future__ import annotations

from kreissverify.reports.run import Run, report_names, write_atomically, write_reports

__all__ = ["Run", "report_names", "write_atomically", "write_reports"]
