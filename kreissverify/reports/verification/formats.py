"""The formats that a run is reported in, one file each, by the names of the files written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kreissverify.reports.verification.json import verify_json
from kreissverify.reports.verification.junit import verify_xml
from kreissverify.reports.verification.necessity import necessity_of_run
from kreissverify.reports.verification.run import Run
from kreissverify.reports.verification.terminal import verify_text
from kreissverify.system.atomic_file import write_atomically
from kreissverify.system.registry import Registry

__all__ = ["FORMATS", "Writer", "register", "report_names", "unregister", "write_reports"]

Writer = Callable[[Run], str]

FORMATS: Registry[Writer] = Registry("report")


def register(filename: str, writer: Writer) -> Writer:
    """Let `write_reports` write ``DIR/filename``, the text that a function makes of a `Run`.

    Raises
    ------
    ValueError
        If a report of another file has that name.
    """
    return FORMATS.register(filename, writer)


def unregister(filename: str) -> None:
    """Take a user's report out again, as tests do; one that is not there is no error."""
    FORMATS.unregister(filename)


def _page(run: Run) -> str:
    # templates and formulas of a page take a tenth of a second to load, and few runs write one
    from kreissverify.reports.verification.html import verify_html

    return verify_html(run)


register("verify.html", _page)
register("verify.json", verify_json)
register("verify.txt", verify_text)
register("verify.xml", verify_xml)
register("necessity.md", necessity_of_run)
FORMATS.seal()


def report_names() -> tuple[str, ...]:
    """Return the names of the files that `write_reports` writes."""
    return tuple(sorted(FORMATS))


def write_reports(run: Run, directory: Path) -> tuple[Path, ...]:
    """Write the run in every registered format into a folder, made if need be."""
    directory.mkdir(parents=True, exist_ok=True)
    paths = tuple(directory / name for name in report_names())
    for path in paths:
        write_atomically(path, FORMATS[path.name](run))
    return paths
