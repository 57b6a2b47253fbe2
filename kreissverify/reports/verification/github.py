"""Workflow commands of GitHub Actions: what is not as expected, shown at its line of the file.

The format and its escapes are those of "Workflow commands for GitHub Actions" (docs.github.com):
``::error file=F,line=L,title=T::message`` with ``%``, CR and LF percent-encoded, in a property
also ``:`` and ``,``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from kreissverify.reports.verification.failure_message import difference, failure_message
from kreissverify.reports.verification.run import Run

__all__ = ["annotated", "in_github_actions"]


def in_github_actions() -> bool:
    """Say whether this process is a step of a GitHub Actions workflow."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def annotated(run: Run) -> Iterator[str]:
    """Yield one workflow command for each verdict that is not expected and each broken file."""
    workspace = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())
    for report in run.unexpected:
        title = f"{report.id}: {difference(report)}"
        yield _error(
            workspace, report.file, report.line, title, failure_message(report, Path.cwd())
        )
    for error in run.errors:
        title = "a theorem file that cannot be read"
        yield _error(workspace, error.file, error.line, title, error.message)


def _error(workspace: Path, file: Path, line: int, title: str, message: str) -> str:
    properties = {
        "file": _within(workspace, file),
        "line": str(line) if line else "",  # a file that cannot be read has none
        "title": title,
    }
    shown = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value)
    return f"::error {shown}::{_data(message)}"


def _within(workspace: Path, file: Path) -> str:
    """Return a path as annotations want it: from the root of the repository."""
    resolved, root = file.resolve(), workspace.resolve()
    return (resolved.relative_to(root) if resolved.is_relative_to(root) else file).as_posix()


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
