"""The second derivatives of two losses f(x, y) and g(x, y), as products with vectors.

One pull-back of the gradient (∂ₓf, ∂ᵧf) gives all of them: it takes (u, v) to
(∇²ₓₓf u + ∇²ₓᵧf v, ∇²ᵧₓf u + ∇²ᵧᵧf v), at the cost of about one more gradient, and the cross blocks
are each other's transposes. So a product with a block or its transpose needs no matrix.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from kreissverify.experiments.training.parameters import (
    InvalidTraining,
    Parameters,
    Tensor,
    flattened,
    pytorch,
)
from kreissverify.numbers.arrays import FloatArray

__all__ = ["Block", "Hessians", "Loss", "hessians"]

Loss = Callable[[Parameters, Parameters], Tensor]
Pullback = Callable[[Tensor, Tensor], tuple[Tensor, Tensor]]


@dataclass(frozen=True)
class Block:
    """A block of second derivatives, known by its products.

    Attributes
    ----------
    shape
        Rows and columns.
    product, transposed
        v ↦ Hv and u ↦ Hᵀu on tensors.
    like
        A tensor of the type and device of the parameters.
    """

    shape: tuple[int, int]
    product: Callable[[Tensor], Tensor]
    transposed: Callable[[Tensor], Tensor]
    like: Tensor

    def __matmul__(self, vector: FloatArray) -> FloatArray:
        """Return Hv in float64; v is rounded to the precision of the parameters."""
        return _as_array(self.product(self._tensor(vector)))

    def adjoint(self, vector: FloatArray) -> FloatArray:
        """Return Hᵀu in float64."""
        return _as_array(self.transposed(self._tensor(vector)))

    def dense(self) -> FloatArray:
        """Return the whole block, from as many products as it has rows."""
        torch = pytorch()
        rows = torch.eye(self.shape[0], dtype=self.like.dtype, device=self.like.device)
        # Hᵀ takes the unit vectors to the rows of H
        return _as_array(torch.func.vmap(self.transposed)(rows))

    def _tensor(self, vector: FloatArray) -> Tensor:
        values = np.asarray(vector, dtype=np.float64).reshape(-1)
        return pytorch().as_tensor(values, dtype=self.like.dtype, device=self.like.device)


@dataclass(frozen=True)
class Hessians:
    """The four blocks ∇²ₓₓf, ∇²ₓᵧf, ∇²ᵧₓg and ∇²ᵧᵧg at one point."""

    xx: Block
    xy: Block
    yx: Block
    yy: Block


def hessians(f: Loss, g: Loss, x: Parameters, y: Parameters) -> Hessians:
    """Return the blocks of second derivatives of f (minimised over x) and g (over y) at (x, y).

    Parameters
    ----------
    f, g
        The losses, functions of x and y that return one number.
    x, y
        The parameters: a tensor, or a sequence or mapping of tensors.

    Returns
    -------
    Hessians
        Each block by its products with vectors.

    Raises
    ------
    InvalidTraining
        If the parameters are no finite floating-point tensors, or a loss is no finite number.
    """
    torch = pytorch()
    (flat_x, shaped_x), (flat_y, shaped_y) = flattened(x, "x"), flattened(y, "y")

    def pullback(loss: Loss, name: str) -> Pullback:
        def of_vectors(x: Tensor, y: Tensor) -> Tensor:
            return loss(shaped_x(x), shaped_y(y))

        # one evaluation more, for a message that names the loss: torch would name its own tensors
        _require_number(of_vectors(flat_x, flat_y), name)
        _, pull = torch.func.vjp(torch.func.grad(of_vectors, argnums=(0, 1)), flat_x, flat_y)
        return lambda u, v: pull((u, v))

    zero_x, zero_y = torch.zeros_like(flat_x), torch.zeros_like(flat_y)
    of_f, of_g = pullback(f, "f"), pullback(g, "g")
    nx, ny = len(flat_x), len(flat_y)

    def xx(u: Tensor) -> Tensor:
        return of_f(u, zero_y)[0]

    def yy(v: Tensor) -> Tensor:
        return of_g(zero_x, v)[1]

    return Hessians(
        Block((nx, nx), xx, xx, flat_x),
        Block((nx, ny), lambda v: of_f(zero_x, v)[0], lambda u: of_f(u, zero_y)[1], flat_x),
        Block((ny, nx), lambda u: of_g(u, zero_y)[1], lambda v: of_g(zero_x, v)[0], flat_y),
        Block((ny, ny), yy, yy, flat_y),
    )


def _require_number(value: Any, name: str) -> None:
    if not isinstance(value, pytorch().Tensor) or value.numel() != 1 or value.dim() != 0:
        shape = getattr(value, "shape", None)
        got = type(value).__name__ if shape is None else f"shape {tuple(shape)}"
        raise InvalidTraining(f"{name}: expected a loss that returns one number, got {got}")
    if not math.isfinite(value.item()):
        raise InvalidTraining(f"{name}: expected a finite loss at (x, y), got {value.item()}")


def _as_array(tensor: Tensor) -> FloatArray:
    return np.asarray(tensor.detach().cpu().numpy(), dtype=np.float64)
