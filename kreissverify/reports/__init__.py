"""Reports: what a run found, for a terminal, a program, or a reader; one file a format."""

from __future__ import annotations

from kreissverify.reports.verification.formats import (
    register,
    report_names,
    unregister,
    write_reports,
)
from kreissverify.reports.verification.run import Run

__all__ = ["Run", "register", "report_names", "unregister", "write_reports"]
