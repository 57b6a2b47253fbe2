"""What a shell completes: ids of statements, names in a theorem file, and files.

Theorem files are parsed, and never run: a press of a key runs no code, and waits for no SymPy.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kreissverify.system.proofs_folder import FIELD, bundled_library
from kreissverify.system.written_ids import written_ids

__all__ = ["classes", "statements"]


def statements(incomplete: str) -> list[str]:
    """Return the ids of bundled statements, and the theorem files, that begin so.

    Parameters
    ----------
    incomplete
        What stands on the command line so far: also ``FILE::`` and the beginning of a name.
    """
    file, colons, _ = incomplete.partition("::")
    if colons:
        found = [f"{file}::{id}" for id in written_ids(Path(file))]
    else:
        files = sorted(bundled_library().rglob("*.py"))
        found = [FIELD, *(id for path in files for id in written_ids(path)), *_files(incomplete)]
    return [x for x in found if x.startswith(incomplete)]


def classes(incomplete: str) -> list[str]:
    """Return the classes of matrices, and the theorem files, that begin so."""
    from kreissverify.cli.known_classes import known_classes

    return [x for x in (*known_classes(), *_files(incomplete)) if x.startswith(incomplete)]


def _files(incomplete: str) -> Iterator[str]:
    """Yield the Python files, and the folders, whose paths begin so."""
    folder, _, begun = incomplete.rpartition("/")
    place = Path(folder or ("/" if incomplete.startswith("/") else "."))
    if not place.is_dir():
        return
    for path in sorted(place.iterdir()):
        wanted = path.is_dir() or path.suffix == ".py"
        if wanted and path.name.startswith(begun) and not path.name.startswith("."):
            name = f"{folder}/{path.name}" if "/" in incomplete else path.name
            yield f"{name}/" if path.is_dir() else name
