"""Files that are replaced in one step, and which files may be.

The one policy of every output option: what is no regular file (a folder, a device, a pipe) is never
replaced; a symbolic link is followed, and the file that it leads to is replaced; the folder of a
file must exist, as a slip in its name would else make another one.
"""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path

__all__ = ["require_output_file", "require_output_folder", "write_atomically"]


def write_atomically(path: Path, content: str | bytes) -> None:
    """Replace a file by new content in one step: a reader, or Ctrl-C, never meets half a file.

    Parameters
    ----------
    path
        The file (see `require_output_file`).
    content
        A text is written as UTF-8.

    Raises
    ------
    OSError
        If it cannot be written, by its name; the file is then as it was before.
    """
    target, mode = _target(path)
    try:
        _replace(target, content.encode() if isinstance(content, str) else content, mode)
    except OSError as error:
        # the error names the temporary file, or none where the disk is full
        raise OSError(error.errno, error.strerror or str(error), str(path)) from None


def require_output_file(path: Path) -> None:
    """Say now that a file cannot be written, before the work that would be lost.

    Raises
    ------
    OSError
        If it is something other than a regular file, or a file cannot be made in its folder; the
        error has the path and the reason.
    """
    _try_folder(_target(path)[0].parent, path)


def require_output_folder(path: Path) -> None:
    """Say now that files cannot be written into a folder, or that it cannot be made.

    It is not made here: a command that ends by wrong usage leaves nothing behind.

    Raises
    ------
    OSError
        If it, or what it is to be made in, is no folder, or a file cannot be made there.
    """
    there = next(x for x in (path.absolute(), *path.absolute().parents) if os.path.lexists(x))
    if not there.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "it exists, and is no folder", str(there))
    _try_folder(there, path)


def _try_folder(folder: Path, path: Path) -> None:
    """Make a file in a folder, for a moment; the error has the path that was asked for."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None


def _target(path: Path) -> tuple[Path, int | None]:
    """Return the file that a path leads to, and its permissions, None if it is to be made."""
    target = Path(os.path.realpath(path))
    try:
        mode = target.lstat().st_mode
    except FileNotFoundError:
        if not target.parent.is_dir():
            folder = path.parent.as_posix()
            reason = f"there is no folder {folder}, make it first"
            raise FileNotFoundError(errno.ENOENT, reason, str(path)) from None
        return target, None
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder, expected a file", str(path))
    # of a loop of symbolic links `realpath` returns one of them
    if not stat.S_ISREG(mode):
        reason = "it is no regular file (a device, a pipe, a loop of links), and is not replaced"
        raise OSError(errno.EINVAL, reason, str(path))
    return target, stat.S_IMODE(mode)


def _replace(target: Path, content: bytes, mode: int | None) -> None:
    # In the same folder: only within one file system is a replacement a single step. The prefix is
    # short, as the name of the target may be as long as the file system allows.
    handle, temporary = tempfile.mkstemp(prefix=".kreissverify-", dir=target.parent)
    try:
        with open(handle, "wb") as stream:
            stream.write(content)
            # The new name may reach the disk before the content does: without this, a power cut
            # just after the replacement could leave an empty file where there was a whole one.
            stream.flush()
            os.fsync(stream.fileno())
        # mkstemp makes the file private; a report is as readable as the user's other files, or as
        # the file that it replaces
        os.chmod(temporary, _default_mode() if mode is None else mode)
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _default_mode() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
