"""What goes wrong in a theorem file, each in one clear sentence."""

from __future__ import annotations

__all__ = ["StatementError", "Unsupported"]


class StatementError(ValueError):
    """A theorem whose body or decorator is not as the language asks; the message says why."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


class Unsupported(ValueError):
    """A statement that the certificate format cannot express."""
