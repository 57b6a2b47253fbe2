"""Files that are replaced in one step."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

__all__ = ["write_atomically"]


def write_atomically(path: Path, content: str | bytes) -> None:
    """Replace a file by new content in one step: a reader, or Ctrl-C, never meets half a file.

    Examples
    --------
    >>> path = Path("report") / "verdict.txt"
    >>> write_atomically(path, "proved")
    >>> path.read_text()
    'proved'
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # in the folder of the file: a rename is one step only within a file system
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with open(handle, "wb") as stream:
            stream.write(content.encode() if isinstance(content, str) else content)
        # mkstemp makes the file private; a report is as readable as the user's other files.
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
        os.replace(temporary, path)
    except BaseException:  # Ctrl-C is no Exception, and leaves no temporary file behind either
        Path(temporary).unlink(missing_ok=True)
        raise
