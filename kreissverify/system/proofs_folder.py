"""Where the bundled theorem files (``proofs/``) are: in a wheel or in a source checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

__all__ = ["FIELD", "bundled_library"]

#: The name of the library of the field, and of its folder in that of all bundled files.
FIELD = "field"


@cache
def bundled_library() -> Path:
    """Return the folder of all bundled theorem files, in a wheel or in a source checkout.

    Raises
    ------
    FileNotFoundError
        If neither place holds it (a damaged installation).
    """
    package = Path(__file__).resolve().parents[1]
    # A wheel holds the files inside of the package; they are looked for there first, as a folder
    # beside an installed package is not ours.
    installed = package / "proofs"
    checkout = package.parent / "proofs"
    if installed.is_dir():
        return installed
    # A checkout has its pyproject.toml beside the package; site-packages/proofs has none.
    if checkout.is_dir() and (package.parent / "pyproject.toml").is_file():
        return checkout
    raise FileNotFoundError("the bundled library of theorem files (proofs/) is missing")
