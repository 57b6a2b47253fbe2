"""Where the values of a monitor go: any function of (values, round), or one of these."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["to_lightning", "to_tensorboard"]

Log = Callable[[Mapping[str, float], int], None]


def to_tensorboard(writer: Any, prefix: str = "transient") -> Log:
    """Return a log that adds scalars to a torch.utils.tensorboard.SummaryWriter.

    Infinite values are left out: its plots would have no scale.
    """

    def log(values: Mapping[str, float], step: int) -> None:
        for name, value in values.items():
            if math.isfinite(value):
                writer.add_scalar(f"{prefix}/{name}", value, step)

    return log


def to_lightning(module: Any, prefix: str = "transient") -> Log:
    """Return a log that calls `log_dict` of a LightningModule, which knows its own step."""

    def log(values: Mapping[str, float], step: int) -> None:
        module.log_dict({f"{prefix}/{name}": value for name, value in values.items()})

    return log
