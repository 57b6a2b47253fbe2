"""Parameters of a training loop as one flat vector each, and PyTorch, which may be missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

__all__ = ["InvalidTraining", "flattened", "pytorch"]

Tensor = Any  # torch.Tensor: PyTorch is an extra, and its types are not seen here
Parameters = Any  # a tensor, or a sequence or mapping of tensors


class InvalidTraining(ValueError):
    """An argument that describes a training loop is unfit; the message names it."""


def pytorch() -> Any:
    """Return the module torch.

    Raises
    ------
    ImportError
        If it is not installed; the message says what to install.
    """
    try:
        import torch
    except ImportError:
        message = "training runs need PyTorch: pip install 'kreissverify[nn]'"
        raise ImportError(message) from None
    return torch


def flattened(parameters: Parameters, name: str) -> tuple[Tensor, Callable[[Tensor], Parameters]]:
    """Return the parameters as one vector, and the function that gives them their shapes back."""
    torch = pytorch()
    if isinstance(parameters, torch.Tensor):
        vector, restored = flattened([parameters], name)
        return vector, lambda flat: restored(flat)[0]
    if isinstance(parameters, Mapping):
        vector, restored = flattened(list(parameters.values()), name)
        return vector, lambda flat: dict(zip(parameters, restored(flat), strict=True))
    tensors = _tensors(parameters, name)
    shapes = [tensor.shape for tensor in tensors]
    sizes = [tensor.numel() for tensor in tensors]

    def restore(flat: Tensor) -> list[Tensor]:
        parts = flat.split(sizes)
        return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]

    return torch.cat([tensor.detach().reshape(-1) for tensor in tensors]), restore


def _tensors(parameters: Parameters, name: str) -> list[Tensor]:
    torch = pytorch()
    tensors = list(parameters) if isinstance(parameters, Sequence) else []
    if not tensors or not all(isinstance(tensor, torch.Tensor) for tensor in tensors):
        raise InvalidTraining(
            f"{name}: expected a tensor, or a sequence or mapping of tensors, "
            f"got {type(parameters).__name__}"
        )
    if len({(tensor.dtype, tensor.device) for tensor in tensors}) > 1:
        raise InvalidTraining(f"{name}: expected tensors of one type on one device")
    if not tensors[0].is_floating_point():
        raise InvalidTraining(f"{name}: expected floating-point numbers, got {tensors[0].dtype}")
    if not any(tensor.numel() for tensor in tensors):
        raise InvalidTraining(f"{name}: expected at least one parameter, got none")
    if not all(bool(torch.isfinite(tensor).all()) for tensor in tensors):
        raise InvalidTraining(f"{name}: expected finite numbers, got inf or nan")
    return tensors
