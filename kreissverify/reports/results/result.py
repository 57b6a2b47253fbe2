"""A result that shows itself: as a text, in a notebook, and as data."""

from __future__ import annotations

import atexit
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from kreissverify.reports.verification.json import plain

__all__ = ["ShowsItself", "folder_for"]


class ShowsItself(Protocol):
    """What every result has: a story as a text, and a record; notebooks show the story."""

    def __str__(self) -> str: ...

    def _record(self) -> Mapping[str, object]: ...

    def to_dict(self) -> dict[str, Any]:
        """Return the result as JSON can hold it, as the command's ``--json`` writes it."""
        found = plain(self._record())
        assert isinstance(found, dict)
        return found

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"


def folder_for(certificates: Path | str | None) -> Path:
    """Return the folder of the certificates: the one given, or one that ends with this session."""
    folder = _of_the_session() if certificates is None else Path(certificates)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@cache
def _of_the_session() -> Path:
    # What was found can be checked again as long as the session lasts, and nothing is left behind.
    folder = TemporaryDirectory(prefix="kreissverify-")
    atexit.register(folder.cleanup)
    return Path(folder.name)
