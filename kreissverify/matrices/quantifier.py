"""For every J of a class: what an annotation such as ``BlockTriangular(sizes=(4, 4))`` means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kreissverify.matrices.blocks import CoupledBlocks

__all__ = ["ClassOfMatrices", "Quantifier"]


@dataclass(frozen=True)
class Quantifier:
    """For every J of a class: the class, and what is asked of its blocks.

    Parameters
    ----------
    matrix_class
        `BlockTriangular`, `SelfReferential` or `CoupledBlocks`.
    normal
        Whether the diagonal blocks are symmetric.
    sizes
        The sizes of the diagonal blocks, or None for any.
    """

    matrix_class: type[CoupledBlocks]
    normal: bool = True
    sizes: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.normal, bool):
            raise TypeError(f"normal: expected True or False, got {self.normal!r}")
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
        options = [] if self.normal else ["normal=False"]
        if self.sizes is not None:
            options.append(f"sizes={self.sizes}")
        name = self.matrix_class.__name__
        return f"{name}({', '.join(options)})" if options else name


class ClassOfMatrices(type):
    """Let a class called with options only stand for the quantifier over its members."""

    def __call__(cls, *blocks: Any, **options: Any) -> Any:
        if not blocks and set(options) <= {"normal", "sizes"}:
            return Quantifier(cls, **options)  # type: ignore[arg-type]
        return super().__call__(*blocks, **options)
