"""Refusing by name: what is raised when no answer is certain at the precision allowed."""

__all__ = ["Refused"]


class Refused(ArithmeticError):
    """No rigorous answer was reached; the message says why, and what would help."""
