"""An append-only store of batches: JSON lines, a header first, then one line a batch in order.

A line is written in one piece. Whatever ends a run, at most the line being written is lost: a torn
last line is cut when the store is opened again.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Self, TypeVar

import orjson

from kreissverify.campaigns.errors import CampaignError

try:
    import fcntl
except ImportError:  # no such locks there
    fcntl = None  # type: ignore[assignment]

__all__ = ["Store", "stored_header"]

Record = TypeVar("Record")

# Bytes: a header has a few hundred, and any file may be named here, such as a large binary one
# without an end of line.
_MOST_HEADER = 100_000


def stored_header(path: Path) -> dict[str, Any] | None:
    """Return the header of a store, None if there is none yet.

    Raises
    ------
    CampaignError
        If the file cannot be read, or is no store.
    """
    try:
        if not (path.is_file() or path.is_dir()) and path.exists():
            # one would wait for a pipe, and a device keeps nothing
            raise CampaignError("store", f"{path}: it is no regular file (a device or a pipe)")
        with path.open("rb") as stream:
            line = stream.readline(_MOST_HEADER)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreadable(path, error) from None
    if not line:
        return None
    try:
        header = orjson.loads(line)
    except orjson.JSONDecodeError:
        header = None
    if not line.endswith(b"\n") or not isinstance(header, dict) or "digest" not in header:
        raise CampaignError("store", f"{path}: it is no store of a campaign")
    return header


class Store:
    """The open store of one campaign. Use it in a ``with`` block.

    Parameters
    ----------
    path
        The file; made if need be.
    header
        What the campaign is a function of; a store with another one is refused.

    Raises
    ------
    CampaignError
        If the file cannot be read or written, is no store, belongs to another campaign, or is used
        by another run.
    """

    def __init__(self, path: Path, header: Mapping[str, object]) -> None:
        self.path = path
        self.count = 0
        self.torn = False
        known = stored_header(path)
        if known is not None:
            _require_equal(path, known, header)
        try:
            # unbuffered: what `append` has returned from is in the file, whatever ends the process
            self._stream: BinaryIO = path.open("a+b", buffering=0)
        except OSError as error:
            raise _unreadable(path, error) from None
        try:
            self._lock()
            self._end = self._stream.seek(0, os.SEEK_END)
            if known is None:
                self.append(orjson.dumps(dict(header)))
        except BaseException:
            self._stream.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def _lock(self) -> None:
        if fcntl is None:
            return
        try:
            fcntl.flock(self._stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            # other errors mean a file system without locks, on which a store still works
            if error.errno in (errno.EAGAIN, errno.EACCES):
                raise CampaignError("store", f"{self.path}: another run is writing it") from None

    def records(self, read: Callable[[Mapping[str, Any]], Record]) -> Iterator[Record]:
        """Yield the batches that are kept, in order; a torn last line is cut off the file.

        Parameters
        ----------
        read
            Returns the record that a line holds; raises KeyError, TypeError or ValueError if there
            is none.

        Yields
        ------
        Record
            What `read` returns for each line.

        Raises
        ------
        CampaignError
            If a line before the last is damaged.
        """
        kept = 0
        with self.path.open("rb") as lines:
            for index, line in enumerate(lines):
                if not line.endswith(b"\n"):
                    break  # torn: only the last line of a file can be without its end
                if index > 0:
                    yield self._record(line, index, read)
                    self.count = index
                kept += len(line)
        if kept < self._end:
            self.torn = True
            self._stream.truncate(kept)
            self._end = kept

    def _record(
        self, line: bytes, index: int, read: Callable[[Mapping[str, Any]], Record]
    ) -> Record:
        try:
            document = orjson.loads(line)
            if document["batch"] == index - 1:
                return read(document)
        except (KeyError, TypeError, ValueError, AttributeError):
            # a JSONDecodeError is a ValueError; a list or a text has no attributes of a mapping
            pass
        raise CampaignError(
            "store",
            f"{self.path}:{index + 1}: expected the record of batch {index - 1}; the file is "
            "damaged (lines up to the one before are good)",
        )

    def append(self, line: bytes) -> None:
        """Write one line and its end, all of it or nothing.

        Raises
        ------
        CampaignError
            If it cannot be written, as on a full disk; the lines before are kept.
        """
        data = line + b"\n"
        try:
            written = self._stream.write(data)
            if written != len(data):  # a disk that is full takes a part of it, without an error
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError as error:
            with suppress(OSError):  # if even that fails, the next run cuts the torn line
                self._stream.truncate(self._end)
            raise CampaignError(
                "store",
                f"{self.path}: {error.strerror}; the {self.count} batches before are kept, and the "
                "same command goes on from there",
            ) from None
        if self._end > 0:
            self.count += 1
        self._end += len(data)


def _require_equal(path: Path, known: Mapping[str, Any], asked: Mapping[str, Any]) -> None:
    for name, value in asked.items():
        if known.get(name) != value:
            raise CampaignError(
                "store",
                f"{path}: it belongs to another campaign, with {name} {known.get(name)!r} where "
                f"this one has {value!r}",
            )


def _unreadable(path: Path, error: OSError) -> CampaignError:
    return CampaignError("store", f"{path}: {error.strerror}")
