"""A freedom of a kind: something that its members may be or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kreissverify.instances.kinds.contract import MatrixKind
from kreissverify.matrices.exact_matrix import ExactMatrix

__all__ = ["Freedom"]


@dataclass(frozen=True)
class Freedom:
    """Something that members of a kind may be or not.

    Attributes
    ----------
    name
        How a reader calls it.
    applies
        Whether a kind with numbers leaves it free.
    shown_by
        Whether a member shows it, decided exactly.
    """

    name: str
    applies: Callable[[MatrixKind], bool]
    shown_by: Callable[[ExactMatrix], bool]
