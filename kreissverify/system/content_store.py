"""A folder of entries that are known by what they were made from, bounded in size."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from kreissverify.system.atomic_file import write_atomically

__all__ = ["ContentStore"]

#: The name of an entry's file ends so: nothing else in the folder is ever read or removed.
_SUFFIX = ".entry"
_DIGEST = 64  # characters of a SHA-256 in hexadecimal


class ContentStore:
    """Texts in a folder, each under a key that says what it was made from.

    An entry is whole or it is not there: it begins with a digest of its content, and is written in
    one step, so that two processes may write at once. What is damaged is removed when it is met.
    The folder is made by the first entry, with a ``.gitignore``, since it is of no use elsewhere.

    Parameters
    ----------
    folder
        The folder.
    limit
        Bytes beyond which the entries that were not used for longest are removed.

    Examples
    --------
    >>> import tempfile
    >>> store = ContentStore(Path(tempfile.mkdtemp()) / "cache")
    >>> store.get(store.key("what it", "depends on")) is None
    True
    >>> store.put(store.key("what it", "depends on"), "a result")
    >>> store.get(store.key("what it", "depends on"))
    'a result'
    >>> store.clear()
    1
    """

    def __init__(self, folder: Path, limit: int = 64 * 2**20) -> None:
        self.folder = folder
        self._limit = limit

    @staticmethod
    def key(*parts: str) -> str:
        """Return the key of what is made from these texts, in this order."""
        digest = hashlib.sha256()
        for part in parts:  # each with its length: ("ab", "c") is not ("a", "bc")
            data = part.encode()
            digest.update(f"{len(data)}:".encode() + data)
        return digest.hexdigest()

    def get(self, key: str) -> str | None:
        """Return the text of a key; None if there is none, or it is damaged or cannot be read."""
        path = self._path(key)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        digest, content = data[:_DIGEST], data[_DIGEST:]
        if hashlib.sha256(key.encode() + content).hexdigest().encode() != digest:
            with suppress(OSError):
                path.unlink()
            return None
        with suppress(OSError):  # it was used now: others are removed first
            os.utime(path)
        return content.decode()

    def put(self, key: str, text: str) -> None:
        """Keep a text under a key.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        ignored = self.folder / ".gitignore"
        if not ignored.exists():
            write_atomically(ignored, "*\n")
        content = text.encode()
        # of the key also: an entry that was renamed would be taken for the result of something else
        digest = hashlib.sha256(key.encode() + content).hexdigest().encode()
        write_atomically(self._path(key), digest + content)
        self._shrink()

    def clear(self) -> int:
        """Remove all entries, and return how many there were.

        Raises
        ------
        OSError
            If one cannot be removed.
        """
        entries = self._entries()
        for path in entries:
            path.unlink(missing_ok=True)
        if self.folder.is_dir():
            (self.folder / ".gitignore").unlink(missing_ok=True)
            with suppress(OSError):  # somebody keeps other files there
                self.folder.rmdir()
        return len(entries)

    def count(self) -> int:
        """Return how many entries there are."""
        return len(self._entries())

    def size(self) -> int:
        """Return how many bytes the entries have."""
        return sum(size for _, size, _ in self._by_use())

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}{_SUFFIX}"

    def _entries(self) -> list[Path]:
        return sorted(self.folder.glob(f"*{_SUFFIX}"))

    def _by_use(self) -> list[tuple[float, int, Path]]:
        """Return when each entry was last used, and its size, the oldest first."""
        found = []
        for path in self._entries():
            with suppress(OSError):  # another process has removed it
                about = path.stat()
                found.append((about.st_mtime, about.st_size, path))
        return sorted(found)

    def _shrink(self) -> None:
        entries = self._by_use()
        excess = sum(size for _, size, _ in entries) - self._limit
        for _, size, path in entries:
            if excess <= 0:
                return
            with suppress(OSError):
                path.unlink(missing_ok=True)
            excess -= size
