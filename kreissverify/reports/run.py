"""One run over a library of statements, and the registry of the formats it is reported in."""

from __future__ import annotations

import os
import pkgutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from kreissverify.evidence.consistency import Contradiction
from kreissverify.evidence.verdict import TheoremReport, Verdict
from kreissverify.theorems import CollectionError

if TYPE_CHECKING:
    from kreissverify.reports.pictures import Picture

__all__ = ["Run", "report_format", "report_names", "write_atomically", "write_reports"]


@dataclass(frozen=True)
class Run:
    """The results of one run so far.

    Attributes
    ----------
    complete
        False when it was interrupted.
    consistency
        The pairs of statements that cannot both hold.
    waiting
        The ids of the statements that were not looked at yet.
    pictures
        The figures of a finished run, by statement (see `reports.pictures`).
    """

    reports: tuple[TheoremReport, ...]
    errors: tuple[CollectionError, ...]
    seed: int
    instances: int
    complete: bool = True
    consistency: tuple[Contradiction, ...] = ()
    waiting: tuple[str, ...] = ()
    pictures: Mapping[str, tuple[Picture, ...]] = field(default_factory=dict)

    @property
    def as_expected(self) -> bool:
        """Whether every statement could be read and every verdict is as expected."""
        return not self.errors and all(report.as_expected for report in self.reports)

    @property
    def unexpected(self) -> tuple[TheoremReport, ...]:
        """The reports whose verdict differs from what their file expects."""
        return tuple(report for report in self.reports if not report.as_expected)

    @property
    def unresolved(self) -> tuple[Contradiction, ...]:
        """The pairs that cannot both hold, and of which none has been refuted."""
        refuted = {x.id for x in self.reports if x.verdict is Verdict.REFUTED}
        return tuple(x for x in self.consistency if refuted.isdisjoint(x.statements))


Writer = Callable[[Run], str]
_formats: dict[str, Writer] = {}


def report_format(filename: str) -> Callable[[Writer], Writer]:
    """Register a function from a `Run` to text as the format of ``DIR/filename``."""

    def register(writer: Writer) -> Writer:
        _formats[filename] = writer
        return writer

    return register


def _discovered() -> dict[str, Writer]:
    package = __name__.rpartition(".")[0]
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        import_module(f"{package}.{module.name}")
    return _formats


def report_names() -> tuple[str, ...]:
    """Return the names of the files that `write_reports` writes."""
    return tuple(sorted(_discovered()))


def write_reports(run: Run, directory: Path) -> tuple[Path, ...]:
    """Write the run in every registered format into a folder, made if need be."""
    directory.mkdir(parents=True, exist_ok=True)
    formats = _discovered()
    paths = tuple(directory / name for name in sorted(formats))
    for path in paths:
        write_atomically(path, formats[path.name](run))
    return paths


def write_atomically(path: Path, content: str | bytes) -> None:
    """Replace a file by new content in one step: a reader, or Ctrl-C, never meets half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with open(handle, "wb") as stream:
            stream.write(content.encode() if isinstance(content, str) else content)
        # mkstemp makes the file private; a report is as readable as the user's other files.
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
