"""How a message tells a value that somebody gave: in one line, however many its own text has."""

from __future__ import annotations

__all__ = ["told"]


def told(value: object, longest: int = 60) -> str:
    """Return what Python writes for a value, in one line, and cut where it is long.

    Arrays and matrices are written over several lines elsewhere, which would end the sentence that
    they stand in.

    Examples
    --------
    >>> import numpy as np
    >>> told(np.eye(2)), told("n"), told(range(9), longest=8)
    ('array([[1., 0.], [0., 1.]])', "'n'", 'range...')
    """
    text = " ".join(repr(value).split())
    return text if len(text) <= longest else f"{text[: longest - 3]}..."
