"""Where the bundled library of theorem files (``proofs/``) lies."""

from __future__ import annotations

from pathlib import Path

__all__ = ["bundled_library"]


def bundled_library() -> Path:
    """Return the folder of the bundled theorem files, in a wheel or in a source checkout.

    Raises
    ------
    FileNotFoundError
        If neither place holds it (a damaged installation).
    """
    package = Path(__file__).resolve().parent
    installed = package / "proofs"
    checkout = package.parent / "proofs"
    if installed.is_dir():
        return installed
    # site-packages/proofs would be somebody else's: a checkout has its pyproject.toml beside it.
    if checkout.is_dir() and (package.parent / "pyproject.toml").is_file():
        return checkout
    raise FileNotFoundError("the bundled library of theorem files (proofs/) is missing")
