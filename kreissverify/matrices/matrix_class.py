"""For every J of a class: what an annotation such as ``BlockTriangular(sizes=(4, 4))`` means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["ClassOfMatrices", "Quantifier"]

_OPTIONS = {"symmetric", "sizes"}


class ClassOfMatrices(type):
    """Let a class called with options only stand for the quantifier over its members."""

    block_count: int | None  # of the diagonal blocks; None for any number
    split: Any  # see CoupledBlocks
    _proved: Any

    def __call__(cls, *blocks: Any, **options: Any) -> Any:
        if "normal" in options:  # theorem files of version 0.1 say so
            raise TypeError(f"normal: this option of {cls.__name__} is called symmetric now")
        if not blocks and set(options) <= _OPTIONS:
            return Quantifier(cls, **options)
        return super().__call__(*blocks, **options)


@dataclass(frozen=True)
class Quantifier:
    """For every J of a class: the class, and what is asked of its blocks.

    Parameters
    ----------
    matrix_class
        `BlockTriangular`, `SelfReferential` or `CoupledBlocks`.
    symmetric
        Whether the diagonal blocks are symmetric.
    sizes
        The sizes of the diagonal blocks, or None for any.
    """

    matrix_class: ClassOfMatrices
    symmetric: bool = True
    sizes: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.symmetric, bool):
            raise TypeError(f"symmetric: expected True or False, got {self.symmetric!r}")
        if self.sizes is None:
            return
        try:
            sizes = tuple(self.sizes)
        except TypeError:
            raise TypeError(
                f"sizes: expected block sizes such as (2, 2), got {self.sizes!r}"
            ) from None
        if not sizes or any(type(k) is not int or k < 1 for k in sizes):
            raise ValueError(f"sizes: expected positive block sizes such as (2, 2), got {sizes}")
        count = self.matrix_class.block_count
        if count is not None and len(sizes) != count:
            raise ValueError(
                f"sizes: {self.matrix_class.__name__} has two diagonal blocks, got {len(sizes)}"
            )
        object.__setattr__(self, "sizes", sizes)

    def __str__(self) -> str:
        return self._written("symmetric")

    @property
    def label(self) -> str:
        """The name that seeds random draws and enters digests: it must never change.

        The option `symmetric` was called ``normal`` when the first draws were recorded.
        """
        return self._written("normal")

    def _written(self, symmetric: str) -> str:
        options = [] if self.symmetric else [f"{symmetric}=False"]
        if self.sizes is not None:
            options.append(f"sizes={self.sizes}")
        name = self.matrix_class.__name__
        return f"{name}({', '.join(options)})" if options else name
