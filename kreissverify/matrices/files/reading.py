"""Reading files that strangers made: what is wrong with one is said in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from kreissverify.matrices.exact_entries import InvalidMatrix

__all__ = ["LargeFile", "guarded", "size_of", "text_of"]


class LargeFile(InvalidMatrix):
    """A matrix has too many rows to be read as a dense one; a sparse one may be read as such."""


def size_of(path: Path) -> int:
    """Return the bytes of a file, which has to be one."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise InvalidMatrix("expected a file, got a directory or a device")
        return size
    except FileNotFoundError:
        raise InvalidMatrix("there is no such file") from None
    except OSError as error:
        raise InvalidMatrix(f"the file cannot be read ({error.strerror})") from None


def guarded(read: Callable[[], Any], kind: str) -> Any:
    """Run a library's reader; whatever it raises on a bad file becomes one clear sentence."""
    try:
        return read()
    except InvalidMatrix:
        raise
    except OSError as error:
        reason = error.strerror or "damaged"
        raise InvalidMatrix(f"the file cannot be read ({reason})") from None
    except Exception:  # of any kind: the libraries do not say which they raise on a damaged file
        raise InvalidMatrix(f"the file is damaged, or no {kind} file of numbers") from None


def text_of(path: Path, most: int, too_large: str) -> str:
    """Return the text of a file of at most so many bytes.

    Parameters
    ----------
    path
        The file.
    most
        The bytes.
    too_large
        What is said of a file that has more.

    Raises
    ------
    InvalidMatrix
        If it has more, or is no text.
    """
    if size_of(path) > most:
        raise LargeFile(too_large)
    # a byte-order mark, as spreadsheets write it, is not part of the first number
    text: str = guarded(lambda: path.read_text(encoding="utf-8-sig"), "text (UTF-8)")
    return text
